SELECT count(*) FROM (SELECT DISTINCT ON (num_enq_idt) num_enq_idt, ben_res_dpt_reg FROM er_prs_f) a
