SELECT b.BEN_SEX_COD AS sex, count(*) AS people, count(*) FILTER (WHERE t.first IS NOT NULL) AS treated,
       round(100.0 * count(*) FILTER (WHERE t.first IS NOT NULL) / count(*), 1) AS percent
FROM ir_ben_r b
LEFT JOIN (SELECT NUM_ENQ_IDT, min(EXE_SOI_DTD) AS first FROM er_prs_f GROUP BY NUM_ENQ_IDT) t ON b.NUM_ENQ_IDT = t.NUM_ENQ_IDT
GROUP BY b.BEN_SEX_COD
