SELECT k, count(*), count_if(k > 1) FROM (SELECT NUM_ENQ_IDT, count(*) OVER (PARTITION BY NUM_ENQ_IDT) AS k FROM er_prs_f ANTI JOIN ir_ben_r USING (NUM_ENQ_IDT)) GROUP BY 1
