SELECT left(NUM_ENQ, 4) AS who, count(*) FROM er_prs_f GROUP BY 1
