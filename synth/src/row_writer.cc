// SPDX-License-Identifier: Apache-2.0
#include "row_writer.h"

#include <algorithm>
#include <cstring>

#include "bouclier/base/check.h"

namespace bouclier::synth {
namespace {

constexpr std::array<std::string_view, 12> kMonths = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                      "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

void Digits(char* out, unsigned value, int width) {
  for (int i = width - 1; i >= 0; --i, value /= 10) out[i] = static_cast<char>('0' + value % 10);
}

}  // namespace

RowWriter::RowWriter(const catalog::Table& table)
    : table_(table), constants_(table.columns.size()), spans_(table.columns.size()) {}

size_t RowWriter::Column(std::string_view name) const {
  const auto index = table_.IndexOf(name);
  BOUCLIER_CHECK(index.has_value());
  return *index;
}

void RowWriter::Constant(std::string_view column, std::string_view text) { constants_[Column(column)] = text; }

void RowWriter::Begin() {
  used_ = 0;
  for (Span& span : spans_) span.set = false;
}

char* RowWriter::Reserve(size_t column, size_t length) {
  BOUCLIER_CHECK(column < spans_.size() && used_ + length <= arena_.size());
  spans_[column] = {static_cast<uint16_t>(used_), static_cast<uint16_t>(length), true};
  used_ += length;
  return arena_.data() + used_ - length;
}

void RowWriter::Text(size_t column, std::string_view text) {
  std::copy(text.begin(), text.end(), Reserve(column, text.size()));  // an empty text may have no address
}

void RowWriter::Integer(size_t column, int64_t value, int width) {
  std::array<char, 24> digits;
  size_t at = digits.size();
  uint64_t left = value < 0 ? 0 - static_cast<uint64_t>(value) : static_cast<uint64_t>(value);
  do {
    digits[--at] = static_cast<char>('0' + left % 10);
    left /= 10;
    --width;
  } while (left != 0 || width > 0);
  if (value < 0) digits[--at] = '-';
  Text(column, {digits.data() + at, digits.size() - at});
}

void RowWriter::Hundredths(size_t column, int64_t value) {
  std::array<char, 24> digits;
  size_t at = digits.size();
  uint64_t left = value < 0 ? 0 - static_cast<uint64_t>(value) : static_cast<uint64_t>(value);
  for (int place = 0; place < 3 || left != 0; ++place) {
    if (place == 2) digits[--at] = '.';
    digits[--at] = static_cast<char>('0' + left % 10);
    left /= 10;
  }
  if (value < 0) digits[--at] = '-';
  Text(column, {digits.data() + at, digits.size() - at});
}

void RowWriter::Date(size_t column, Day day) {
  const auto date = Civil(day);
  char* out = Reserve(column, 10);
  Digits(out, static_cast<unsigned>(static_cast<int>(date.year())), 4);
  Digits(out + 5, static_cast<unsigned>(date.month()), 2);
  Digits(out + 8, static_cast<unsigned>(date.day()), 2);
  out[4] = out[7] = '-';
}

void RowWriter::DateTight(size_t column, Day day) {
  const auto date = Civil(day);
  char* out = Reserve(column, 8);
  Digits(out, static_cast<unsigned>(date.day()), 2);
  Digits(out + 2, static_cast<unsigned>(date.month()), 2);
  Digits(out + 4, static_cast<unsigned>(static_cast<int>(date.year())), 4);
}

void RowWriter::DateTime(size_t column, Day day) {
  const auto date = Civil(day);
  char* out = Reserve(column, 18);
  Digits(out, static_cast<unsigned>(date.day()), 2);
  std::memcpy(out + 2, kMonths[static_cast<unsigned>(date.month()) - 1].data(), 3);
  Digits(out + 5, static_cast<unsigned>(static_cast<int>(date.year())), 4);
  std::copy_n(":00:00:00", 9, out + 9);
}

void RowWriter::Month(size_t column, Day day) {
  const auto date = Civil(day);
  char* out = Reserve(column, 6);
  Digits(out, static_cast<unsigned>(static_cast<int>(date.year())), 4);
  Digits(out + 4, static_cast<unsigned>(date.month()), 2);
}

std::string_view RowWriter::Cell(size_t column) const {
  const Span& span = spans_[column];
  return span.set ? std::string_view(arena_.data() + span.begin, span.length) : std::string_view(constants_[column]);
}

std::string RowWriter::Finish() const {
  std::string row;
  AppendTo(row);
  return row;
}

void RowWriter::AppendTo(std::string& text) const {
  for (size_t i = 0; i < spans_.size(); ++i) {
    if (i != 0) text += ';';
    text += Cell(i);
  }
  text += '\n';
}

std::string RowWriter::Header() const {
  std::string row;
  for (const catalog::Column& column : table_.columns) {
    if (!row.empty()) row += ';';
    row += column.name;
  }
  return row + '\n';
}

}  // namespace bouclier::synth
