SELECT w.i AS week, count(c.NUM_ENQ_IDT) AS cases FROM range(1, 53) AS w(i) LEFT JOIN er_prs_f c ON week(c.EXE_SOI_DTD) = w.i GROUP BY w.i
