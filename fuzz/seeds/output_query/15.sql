SELECT BEN_RES_DPT_REG AS region, count(*) AS n, count(*) - 1.96 * sqrt(count(*)) AS low, count(*) + 1.96 * sqrt(count(*)) AS high
FROM ir_ben_r GROUP BY region
