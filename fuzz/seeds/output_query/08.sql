SELECT g.label, count(*) AS people FROM ir_ben_r b
JOIN (VALUES ('young', 1990, 2100), ('grown', 1950, 1989), ('old', 1800, 1949)) AS g(label, from_year, to_year)
  ON b.BEN_NAI_ANN BETWEEN g.from_year AND g.to_year
GROUP BY g.label
