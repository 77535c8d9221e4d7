// SPDX-License-Identifier: Apache-2.0
#include "semicolon_rows.h"

namespace bouclier::catalog {

void SemicolonRows::Keep(char byte) {
  if (cell_.size() < kLongestCell)
    cell_.push_back(byte);
  else
    cut_ = true;
}

bool SemicolonRows::ReadQuoted() {
  for (; at_ < text_.size(); ++at_) {
    if (text_[at_] == '\n') ++line_;
    if (text_[at_] != '"') {
      Keep(text_[at_]);
    } else if (at_ + 1 < text_.size() && text_[at_ + 1] == '"') {
      Keep('"');
      ++at_;
    } else {
      ++at_;
      return true;
    }
  }
  return false;
}

void SemicolonRows::ReadCell() {
  cell_.clear();
  if (at_ < text_.size() && text_[at_] == '"') {
    ++at_;
    if (!ReadQuoted()) quote_open_ = true;
  }
  while (at_ < text_.size() && text_[at_] != ';' && text_[at_] != '\n') Keep(text_[at_++]);
  const bool ends_line = at_ == text_.size() || text_[at_] == '\n';
  if (ends_line && !cell_.empty() && cell_.back() == '\r') cell_.pop_back();
  if (cells_.size() < kMostCells)
    cells_.push_back(cell_);
  else
    cut_ = true;
}

bool SemicolonRows::Next() {
  while (at_ < text_.size() && (text_[at_] == '\n' || text_[at_] == '\r')) line_ += text_[at_++] == '\n';
  cells_.clear();
  cut_ = false;
  row_line_ = line_;
  if (at_ == text_.size()) return false;
  while (true) {
    ReadCell();
    if (at_ == text_.size()) return true;
    if (text_[at_++] == '\n') {
      ++line_;
      return true;
    }
  }
}

}  // namespace bouclier::catalog
