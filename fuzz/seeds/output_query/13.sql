SELECT month(l.EXE_SOI_DTD) AS month, sum(l.PRS_PAI_MNT) AS paid FROM er_prs_f l
WHERE l.PRS_PAI_MNT > (SELECT avg(m.PRS_PAI_MNT) FROM er_prs_f m WHERE m.NUM_ENQ_IDT = l.NUM_ENQ_IDT)
GROUP BY month(l.EXE_SOI_DTD)
