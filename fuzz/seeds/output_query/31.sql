SELECT d.ass_dgn, count(*) AS n, avg(b.x) FROM (SELECT NUM_ENQ_IDT, RSA_NUM_P, 1 AS x FROM t_mco_b) b JOIN t_mco_d d USING (RSA_NUM_P) GROUP BY ALL ORDER BY n DESC
