-- a note
select /* another */ 1;