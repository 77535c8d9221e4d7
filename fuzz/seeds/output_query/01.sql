SELECT strftime(day, '%G-W%V') AS week, count(*) AS ill
FROM (SELECT l.NUM_ENQ_IDT, min(l.EXE_SOI_DTD) AS day, max(l.BEN_RES_DPT_REG) AS region
      FROM er_prs_f AS l JOIN er_pha_f AS d ON l.LINE_P = d.LINE_P
      WHERE d.PHA_PRS_C13 = '3400930000011' AND l.NUM_ENQ_IDT IS NOT NULL
      GROUP BY l.NUM_ENQ_IDT) AS cases
GROUP BY ALL ORDER BY ALL
