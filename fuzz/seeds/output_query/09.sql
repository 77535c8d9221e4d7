WITH n AS (SELECT NUM_ENQ_IDT, least(count(*), 5) AS lines FROM er_prs_f WHERE NUM_ENQ_IDT IS NOT NULL GROUP BY NUM_ENQ_IDT)
SELECT lines, count(*) AS persons FROM n GROUP BY lines
