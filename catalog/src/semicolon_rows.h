// SPDX-License-Identifier: Apache-2.0
// Rows of a small CSV text with `;` between cells. Takes what real files have: quotes doubled inside quotes, line
// breaks inside quotes, a quote inside an unquoted cell as itself, CRLF, no line break at the end. Not thread-safe.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace bouclier::catalog {

class SemicolonRows {
 public:
  static constexpr size_t kMostCells = 1000, kLongestCell = 65536;
  explicit SemicolonRows(std::string_view text) : text_(text) {}

  // The next row in cells(); false at the end. Empty lines are passed over.
  bool Next();
  const std::vector<std::string>& cells() const { return cells_; }
  size_t line() const { return row_line_; }        // where the row begins, from 1
  bool cut() const { return cut_; }                // the row had more cells, or a cell more bytes, than is kept
  bool quote_open() const { return quote_open_; }  // the text ended inside quotes

 private:
  void ReadCell();
  void Keep(char byte);
  bool ReadQuoted();  // false: the text ended

  std::string_view text_;
  size_t at_ = 0, line_ = 1, row_line_ = 1;
  std::vector<std::string> cells_;
  std::string cell_;
  bool cut_ = false, quote_open_ = false;
};

}  // namespace bouclier::catalog
