SELECT source, count(DISTINCT who) AS persons
FROM (SELECT NUM_ENQ_IDT AS who, 'care' AS source FROM er_prs_f UNION ALL SELECT NUM_ENQ_IDT, 'register' FROM ir_ben_r) AS both_sources
GROUP BY source
