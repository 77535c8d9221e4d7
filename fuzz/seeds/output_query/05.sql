WITH exposed AS (SELECT DISTINCT l.NUM_ENQ_IDT FROM er_prs_f l JOIN er_pha_f d ON d.LINE_P = l.LINE_P WHERE d.PHA_PRS_C13 = '3400930000011'),
     ill AS (SELECT DISTINCT l.NUM_ENQ_IDT FROM er_prs_f l JOIN er_pha_f d ON d.LINE_P = l.LINE_P WHERE d.PHA_PRS_C13 = '3400930000028')
SELECT count_if(e AND i) AS a, count_if(e AND NOT i) AS b, count_if(NOT e AND i) AS c, count_if(NOT e AND NOT i) AS d,
       (count_if(e AND i) / count_if(e)) / nullif(count_if(NOT e AND i) / count_if(NOT e), 0) AS ratio
FROM (SELECT p.NUM_ENQ_IDT, EXISTS (SELECT 1 FROM exposed x WHERE x.NUM_ENQ_IDT = p.NUM_ENQ_IDT) AS e,
             EXISTS (SELECT 1 FROM ill y WHERE y.NUM_ENQ_IDT = p.NUM_ENQ_IDT) AS i
      FROM ir_ben_r p) AS people
