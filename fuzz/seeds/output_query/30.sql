SELECT region, count(*) FROM (SELECT NUM_ENQ_IDT, BEN_RES_DPT_REG AS region FROM er_prs_f LIMIT 1000) AS sample_rows GROUP BY region
