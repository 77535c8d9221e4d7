SELECT year(EXE_SOI_DTD) AS year, avg(PRS_PAI_MNT) AS mean_paid, count(PRS_PAI_MNT) AS lines FROM er_prs_f GROUP BY 1
