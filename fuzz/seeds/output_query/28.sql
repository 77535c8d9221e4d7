SELECT decile, count(*) FROM (SELECT NUM_ENQ_IDT, ntile(10) OVER (ORDER BY PRS_PAI_MNT) AS decile FROM er_prs_f) AS ranked GROUP BY decile
