// SPDX-License-Identifier: Apache-2.0
// Builds the rows of one CSV table cell by cell, in the catalogue's order of columns. No cell it writes holds `;`, a
// quote or a line end, so nothing is quoted. One a file; not thread-safe.
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "bouclier/catalog/table.h"
#include "calendar.h"

namespace bouclier::synth {

class RowWriter {
 public:
  explicit RowWriter(const catalog::Table& table);

  size_t Column(std::string_view name) const;  // CHECK: it is a column of the table
  // What the column holds in every row that does not set it; empty without this.
  void Constant(std::string_view column, std::string_view text);

  void Begin();
  void Text(size_t column, std::string_view text);
  void Integer(size_t column, int64_t value, int width = 0);  // width: padded with zeros
  void Hundredths(size_t column, int64_t value);              // 2500: 25.00
  void Date(size_t column, Day day);                          // 2019-02-01
  void DateTight(size_t column, Day day);                     // 01022019
  void DateTime(size_t column, Day day);                      // 01Feb2019:00:00:00
  void Month(size_t column, Day day);                         // 201902

  std::string_view Cell(size_t column) const;
  std::string Finish() const;  // the row with its line end
  void AppendTo(std::string& text) const;
  std::string Header() const;
  const catalog::Table& table() const { return table_; }

 private:
  struct Span {
    uint16_t begin = 0, length = 0;
    bool set = false;
  };
  char* Reserve(size_t column, size_t length);

  const catalog::Table& table_;
  std::vector<std::string> constants_;
  std::vector<Span> spans_;
  std::array<char, 8192> arena_;
  size_t used_ = 0;
};

}  // namespace bouclier::synth
