SELECT date_diff('day', a.EXE_SOI_DTD, b.EXE_SOI_DTD) // 7 AS weeks, count(DISTINCT a.NUM_ENQ_IDT) AS persons
FROM er_prs_f a, er_prs_f b
WHERE a.NUM_ENQ_IDT = b.NUM_ENQ_IDT AND a.EXE_SOI_DTD < b.EXE_SOI_DTD
GROUP BY 1
