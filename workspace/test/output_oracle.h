// SPDX-License-Identifier: Apache-2.0
// The slow and obvious way to know whose rows are in a cell: ask the query itself of each part alone.
#pragma once

#include <fmt/format.h>

#include <map>

#include "output_tables.h"

namespace bouclier::workspace {

class OutputOracle {
 public:
  explicit OutputOracle(const OutputTables& tables) : whole_(Open(tables)) {
    for (const Text& part : PartsOf(tables)) parts_.emplace_back(part, Open(PartOf(tables, part)));
  }

  SqlSession& whole() { return whole_; }

  // How `run`, the answer of `sql` as `query` understood it, differs from what SQL says; empty when it does not.
  std::string Differs(const std::string& sql, const OutputQuery& query, const OutputRun& run) {
    std::map<std::string, const OutputCell*> cells;
    for (const OutputCell& cell : run.cells) cells[KeyOf(query, cell.values)] = &cell;
    if (cells.size() != run.cells.size()) return "a cell is there twice";
    std::string difference = ComparedWithWhole(sql, query, cells);
    if (!difference.empty()) return difference;

    std::map<std::string, std::map<std::string, size_t>> seen;  // cell → person → of a part's answer
    for (auto& [part, session] : parts_) {
      auto answer = session.Run(Counting(sql));
      if (!answer.ok()) return "part: " + answer.error().message;
      for (auto& values : answer->rows) {
        const bool has_rows = values.back().text != "0";
        values.pop_back();
        const std::string key = KeyOf(query, values);
        if (!has_rows) continue;
        if (!cells.count(key)) return fmt::format("cell {} is only in a part", key);
        difference = ComparedWithPart(query, run, *cells[key], part, values);
        if (!difference.empty()) return fmt::format("cell {}, part {}: {}", key, part.value_or("nobody"), difference);
        ++seen[key][part.value_or("")];
      }
    }
    for (const auto& [key, cell] : cells) {
      const size_t expected = cell->persons.size() + (cell->rows_of_nobody ? 1 : 0);
      if (seen[key].size() != expected)
        return fmt::format("cell {}: {} parts, not {}", key, seen[key].size(), expected);
    }
    return "";
  }

 private:
  static SqlSession Open(const OutputTables& tables) {
    SqlLimits limits;
    limits.rows = 1'000'000;
    return SqlSession::Make(SqlTablesOf(tables), limits).value();
  }

  static std::string KeyOf(const OutputQuery& query, const std::vector<SqlCell>& values) {
    std::string key;
    for (size_t i = 0; i < values.size(); ++i) {
      if (query.columns()[i].kind == OutputColumn::Kind::kKey) key += values[i].text.value_or("∅") + "|";
    }
    return key;
  }

  // The same query with its rows counted in a last column: a part whose grand total is of nothing has none.
  static std::string Counting(const std::string& sql) {
    int depth = 0;
    for (size_t i = 0; i + 5 < sql.size(); ++i) {
      depth += sql[i] == '(' ? 1 : sql[i] == ')' ? -1 : 0;
      const bool apart = i > 0 && std::isspace(static_cast<unsigned char>(sql[i - 1]));
      if (depth == 0 && apart && sql.compare(i, 5, "FROM ") == 0) {
        return sql.substr(0, i) + ", count(*) AS rows_of_oracle " + sql.substr(i);
      }
    }
    return sql;
  }

  std::string ComparedWithWhole(const std::string& sql, const OutputQuery& query,
                                const std::map<std::string, const OutputCell*>& cells) {
    auto answer = whole_.Run(sql);
    if (!answer.ok()) return "whole: " + answer.error().message;
    if (answer->rows.size() != cells.size()) {
      return fmt::format("{} cells, not {}", cells.size(), answer->rows.size());
    }
    for (const auto& values : answer->rows) {
      auto cell = cells.find(KeyOf(query, values));
      if (cell == cells.end()) return "no cell " + KeyOf(query, values);
      for (size_t i = 0; i < values.size(); ++i) {
        const auto& found = cell->second->values[i].text;
        if (found == values[i].text) continue;
        return fmt::format("cell {}: {} is {}, not {}", cell->first, query.columns()[i].name, found.value_or("null"),
                           values[i].text.value_or("null"));
      }
    }
    return "";
  }

  static std::string ComparedWithPart(const OutputQuery& query, const OutputRun& run, const OutputCell& cell,
                                      const Text& part, const std::vector<SqlCell>& values) {
    size_t at = cell.persons.size();
    for (size_t i = 0; i < cell.persons.size(); ++i) {
      if (part && run.persons[cell.persons[i]] == *part) at = i;
    }
    if (part && at == cell.persons.size()) return "the person is not in the cell";
    if (!part && cell.rows_of_nobody == 0) return "the cell has no row of nobody";
    for (size_t i = 0; i < values.size(); ++i) {
      const OutputColumn& column = query.columns()[i];
      if (column.kind != OutputColumn::Kind::kMeasure) continue;
      const CellMeasure& measure = cell.measures[column.measures[0]];
      const int64_t found = part ? measure.contributions[at] : measure.of_nobody;
      const int64_t expected = Unscaled(values[i].text.value_or("0"), run.scales[column.measures[0]]);
      if (found != expected) return fmt::format("{} is {}, not {}", column.name, found, expected);
    }
    return "";
  }

  static int64_t Unscaled(std::string text, uint8_t scale) {
    const size_t point = text.find('.');
    if (point != std::string::npos) text.erase(point, 1);
    const size_t digits = point == std::string::npos ? 0 : text.size() - point;
    return std::stoll(text + std::string(scale - digits, '0'));
  }

  SqlSession whole_;
  std::vector<std::pair<Text, SqlSession>> parts_;
};

}  // namespace bouclier::workspace
