// SPDX-License-Identifier: Apache-2.0
#include "convert.h"

#include <array>

namespace bouclier::ingest {
namespace {

constexpr int64_t kMicrosecondsPerSecond = 1'000'000;
constexpr int64_t kSecondsPerDay = 86'400;

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

// Takes the sign off.
bool TakeSign(std::string_view& text) {
  const bool negative = text.starts_with('-');
  if (negative || text.starts_with('+')) text.remove_prefix(1);
  return negative;
}

unsigned DaysOfMonth(unsigned year, unsigned month) {
  constexpr std::array<uint8_t, 13> kDays = {0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  const bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
  return kDays[month] + (month == 2 && leap ? 1u : 0u);
}

// A number of exactly `width` digits at the head of `text`; taken off.
std::optional<unsigned> TakeNumber(std::string_view& text, size_t width) {
  if (text.size() < width) return std::nullopt;
  unsigned value = 0;
  for (size_t i = 0; i < width; ++i) {
    if (!IsDigit(text[i])) return std::nullopt;
    value = value * 10 + static_cast<unsigned>(text[i] - '0');
  }
  text.remove_prefix(width);
  return value;
}

std::optional<unsigned> TakeMonthName(std::string_view& text) {
  constexpr std::string_view kNames = "janfebmaraprmayjunjulaugsepoctnovdec";
  if (text.size() < 3) return std::nullopt;
  std::array<char, 3> folded;
  for (size_t i = 0; i < 3; ++i) folded[i] = static_cast<char>(text[i] | 0x20);
  for (size_t at = 0; at < kNames.size(); at += 3) {
    if (kNames.substr(at, 3) == std::string_view(folded.data(), 3)) {
      text.remove_prefix(3);
      return static_cast<unsigned>(at / 3 + 1);
    }
  }
  return std::nullopt;
}

}  // namespace

Value<int64_t> ParseLongInteger(std::string_view text) {
  const bool negative = TakeSign(text);
  if (text.empty()) return {};
  int64_t value = 0;  // counted down: the range has one more number below zero
  for (const char c : text) {
    if (!IsDigit(c)) return {};
    if (__builtin_mul_overflow(value, int64_t{10}, &value)) return {};
    if (__builtin_sub_overflow(value, int64_t{c - '0'}, &value)) return {};
  }
  if (!negative && value == INT64_MIN) return {};
  return {negative ? value : -value, true};
}

Value<int64_t> ParseLongDecimal(std::string_view text, unsigned scale) {
  const bool negative = TakeSign(text);
  int64_t value = 0;
  size_t digits = 0;
  unsigned behind = 0;
  bool point = false;
  for (const char c : text) {
    if ((c == '.' || c == ',') && !point) {
      point = true;
      continue;
    }
    if (!IsDigit(c)) return {};
    ++digits;
    if (point && behind++ >= scale) {
      if (c != '0') return {};
      continue;
    }
    if (value >= kPowersOfTen[kMostDecimalDigits - 1]) return {};
    value = value * 10 + (c - '0');
  }
  if (digits == 0 || (point && behind == 0)) return {};
  for (; behind < scale; ++behind) {
    if (value >= kPowersOfTen[kMostDecimalDigits - 1]) return {};
    value *= 10;
  }
  return {negative ? -value : value, true};
}

Value<int32_t> DayNumber(unsigned year, unsigned month, unsigned day) {
  if (year < 1000 || year > 9999 || month - 1 > 11 || day == 0 || day > DaysOfMonth(year, month)) return {};
  // Years that begin in March: the leap day is the last one. Source: H. Hinnant, chrono-compatible date algorithms.
  const unsigned y = year - (month <= 2 ? 1 : 0);
  const unsigned era = y / 400, of_era = y % 400;
  const unsigned of_year = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
  return {static_cast<int32_t>(era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year) - 719468, true};
}

Value<int32_t> ParseYear(const CellText& cell) {
  std::string_view text(cell.data, cell.size);
  if (cell.size != 4) return {};
  const auto year = TakeNumber(text, 4);
  if (!year || *year < 1000) return {};
  return {static_cast<int32_t>(*year), true};
}

Value<bool> ParseBoolean(const CellText& cell) {
  if (cell.size != 1) return {};
  const char c = *cell.data;
  if (c == '1' || c == 'O') return {true, true};
  if (c == '0' || c == 'N') return {false, true};
  return {};
}

MomentReader::MomentReader(std::string format) : format_(std::move(format)) {
  if (format_ == "%Y-%m-%d") shape_ = Shape::kYearMonthDay;
  if (format_ == "%Y%m%d") shape_ = Shape::kTightYearMonthDay;
  if (format_ == "%d%m%Y") shape_ = Shape::kTightDayMonthYear;
}

std::optional<MomentReader::Moment> MomentReader::Read(std::string_view text) const {
  unsigned year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0;
  for (size_t i = 0; i < format_.size(); ++i) {
    const bool field = format_[i] == '%' && i + 1 < format_.size() && format_[i + 1] != '%';
    if (!field) {
      i += format_[i] == '%' ? 1 : 0;
      if (text.empty() || i >= format_.size() || text.front() != format_[i]) return std::nullopt;
      text.remove_prefix(1);
      continue;
    }
    const char letter = format_[++i];
    const auto value = letter == 'b' ? TakeMonthName(text) : TakeNumber(text, letter == 'Y' ? 4 : 2);
    if (!value) return std::nullopt;
    switch (letter) {
      case 'Y':
        year = *value;
        break;
      case 'm':
      case 'b':
        month = *value;
        break;
      case 'd':
        day = *value;
        break;
      case 'H':
        hour = *value;
        break;
      case 'M':
        minute = *value;
        break;
      case 'S':
        second = *value;
        break;
      default:
        return std::nullopt;  // no letter of ours
    }
  }
  if (!text.empty() || hour > 23 || minute > 59 || second > 59) return std::nullopt;
  return Moment{year, month, day, hour * 3600 + minute * 60 + second};
}

Value<int32_t> MomentReader::FastDay(const CellText& cell) {
  uint64_t digits = LoadCell(cell);
  if (shape_ == Shape::kYearMonthDay) {
    if (cell.size != 10 || (digits & 0xff0000ff00000000) != 0x2d00002d00000000) return {};
    uint16_t day = 0;
    std::memcpy(&day, cell.data + 8, 2);
    digits = (digits & 0xffffffff) | (((digits >> 40) & 0xffff) << 32) | (uint64_t{day} << 48);
  } else if (cell.size != 8) {
    return {};
  }
  if (digits == last_digits_) return {last_day_, true};
  if (!AreDigits(digits)) return {};
  const uint32_t value = DigitsValue(digits);
  const auto day = shape_ == Shape::kTightDayMonthYear
                       ? DayNumber(value % 10'000, value / 10'000 % 100, value / 1'000'000)
                       : DayNumber(value / 10'000, value / 100 % 100, value % 100);
  if (!day.readable) return {};
  last_digits_ = digits;
  last_day_ = day.value;
  return day;
}

Value<int32_t> MomentReader::Day(const CellText& cell) {
  if (shape_ != Shape::kOther) return FastDay(cell);
  const auto moment = Read({cell.data, cell.size});
  return moment ? DayNumber(moment->year, moment->month, moment->day) : Value<int32_t>{};
}

Value<int64_t> MomentReader::Microseconds(const CellText& cell) {
  const std::string_view text(cell.data, cell.size);
  if (!last_text_.empty() && text == last_text_) return {last_value_, true};
  const auto moment = Read(text);
  if (!moment) return {};
  const auto day = DayNumber(moment->year, moment->month, moment->day);
  if (!day.readable) return {};
  last_value_ = (day.value * kSecondsPerDay + moment->second) * kMicrosecondsPerSecond;
  last_text_ = text;
  return {last_value_, true};
}

Value<int32_t> MomentReader::YearMonth(const CellText& cell) {
  if (cell.size == 6 && format_ == "%Y%m") {
    const uint64_t digits = RightDigits(LoadCell(cell), 6);
    if (!AreDigits(digits)) return {};
    const uint32_t value = DigitsValue(digits);
    if (value < 100'000 || value % 100 == 0 || value % 100 > 12) return {};
    return {static_cast<int32_t>(value), true};
  }
  const auto moment = Read({cell.data, cell.size});
  if (!moment || moment->year < 1000 || moment->month - 1 > 11) return {};
  return {static_cast<int32_t>(moment->year * 100 + moment->month), true};
}

}  // namespace bouclier::ingest
