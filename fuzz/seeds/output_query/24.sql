SELECT lines, count(*) FROM (SELECT BEN_RES_DPT_REG, count(*) AS lines FROM er_prs_f GROUP BY BEN_RES_DPT_REG) AS regions GROUP BY lines
