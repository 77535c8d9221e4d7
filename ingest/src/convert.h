// SPDX-License-Identifier: Apache-2.0
// From the text of a cell to its value, exactly, or nothing. Never called with an empty cell: that one is null.
// Pure (the readers of dates remember their last cell: one object a column and thread); untrusted bytes.
// Value is a plain pair where std::optional would do: that one goes through memory, which cost a third of the
// conversion.
#pragma once

#include <cstdint>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>

namespace bouclier::ingest {

template <typename T>
struct Value {
  T value;
  bool readable;

  explicit operator bool() const { return readable; }
  const T& operator*() const { return value; }  // only when readable
};

// Text of one cell; `padded`: eight bytes can be read from any place in it.
struct CellText {
  const char* data;
  uint32_t size;
  bool padded;
};

inline uint64_t LoadCell(const CellText& cell) {  // at most 8 bytes, the rest zero
  uint64_t word = 0;
  if (cell.padded) {
    std::memcpy(&word, cell.data, 8);
    return cell.size >= 8 ? word : word & ((uint64_t{1} << (8 * cell.size)) - 1);
  }
  std::memcpy(&word, cell.data, cell.size < 8 ? cell.size : 8);
  return word;
}

constexpr uint64_t kAllDigits = 0x3030303030303030;

// `word` holds eight digits, the first one in its lowest byte.
inline bool AreDigits(uint64_t word) {
  constexpr uint64_t kTops = 0xf0f0f0f0f0f0f0f0;
  return (((word & kTops) ^ kAllDigits) | (((word + 0x0606060606060606) & kTops) ^ kAllDigits)) == 0;
}
inline uint32_t DigitsValue(uint64_t word) {
  word = ((word & 0x0f0f0f0f0f0f0f0f) * 2561) >> 8;
  word = ((word & 0x00ff00ff00ff00ff) * 6553601) >> 16;
  return static_cast<uint32_t>(((word & 0x0000ffff0000ffff) * 42949672960001) >> 32);
}
// The first `size` (1 to 8) bytes of `word` moved to its end, zeros before them.
inline uint64_t RightDigits(uint64_t word, uint32_t size) {
  const uint32_t shift = 64 - 8 * size;
  return (word << shift) | (kAllDigits & ((uint64_t{1} << shift) - 1));
}

Value<int64_t> ParseLongInteger(std::string_view text);
Value<int64_t> ParseLongDecimal(std::string_view text, unsigned scale);

// [+-] digits, within int64; leading zeros do not count.
inline Value<int64_t> ParseInteger(const CellText& cell) {
  if (cell.size <= 8) [[likely]] {
    const uint64_t word = RightDigits(LoadCell(cell), cell.size);
    if (AreDigits(word)) [[likely]]
      return {DigitsValue(word), true};
  }
  return ParseLongInteger({cell.data, cell.size});
}

constexpr int64_t kPowersOfTen[] = {1,
                                    10,
                                    100,
                                    1'000,
                                    10'000,
                                    100'000,
                                    1'000'000,
                                    10'000'000,
                                    100'000'000,
                                    1'000'000'000,
                                    10'000'000'000,
                                    100'000'000'000,
                                    1'000'000'000'000,
                                    10'000'000'000'000,
                                    100'000'000'000'000,
                                    1'000'000'000'000'000,
                                    10'000'000'000'000'000,
                                    100'000'000'000'000'000,
                                    1'000'000'000'000'000'000};
constexpr unsigned kMostDecimalDigits = 18;

// [+-] digits, then at most one `.` or `,` with digits behind it, times 10^scale: at most 18 digits. Digits beyond the
// scale must be zeros.
inline Value<int64_t> ParseDecimal(const CellText& cell, unsigned scale) {
  if (cell.size <= 8 && scale <= 9) [[likely]] {
    constexpr uint64_t kPoints = 0x2e2e2e2e2e2e2e2e;
    constexpr uint64_t kTops = 0x8080808080808080;
    const uint64_t word = LoadCell(cell);
    const uint64_t x = word ^ kPoints;
    const uint64_t points = ~(((x & ~kTops) + ~kTops) | x | ~kTops);
    if (points != 0 && cell.size > 1) {
      const auto place = static_cast<uint32_t>(__builtin_ctzll(points)) / 8;
      const uint32_t behind = cell.size - 1 - place;
      const uint64_t low = (uint64_t{1} << (8 * place)) - 1;
      const uint64_t digits = RightDigits((word & low) | ((word >> 8) & ~low), cell.size - 1);
      if (behind >= 1 && behind <= scale && AreDigits(digits)) [[likely]] {
        return {int64_t{DigitsValue(digits)} * kPowersOfTen[scale - behind], true};
      }
    } else if (const uint64_t digits = RightDigits(word, cell.size); AreDigits(digits)) {
      return {int64_t{DigitsValue(digits)} * kPowersOfTen[scale], true};
    }
  }
  return ParseLongDecimal({cell.data, cell.size}, scale);
}

// Days since 1970-01-01 of a day that exists; years 1000 to 9999.
Value<int32_t> DayNumber(unsigned year, unsigned month, unsigned day);

Value<int32_t> ParseYear(const CellText& cell);  // 1000 to 9999

// By a format of strptime letters: %Y %m %d %b (English, either case) %H %M %S and %%; all other characters stand for
// themselves. Fields have their full width. What is not named is the first month, first day, midnight.
class MomentReader {
 public:
  explicit MomentReader(std::string format);
  Value<int32_t> Day(const CellText& cell);
  Value<int64_t> Microseconds(const CellText& cell);
  Value<int32_t> YearMonth(const CellText& cell);  // YYYYMM

 private:
  enum class Shape : uint8_t { kYearMonthDay, kTightYearMonthDay, kTightDayMonthYear, kOther };
  struct Moment {
    unsigned year, month, day, second;
  };

  std::optional<Moment> Read(std::string_view text) const;
  Value<int32_t> FastDay(const CellText& cell);

  std::string format_;
  Shape shape_ = Shape::kOther;
  uint64_t last_digits_ = 0;
  int32_t last_day_ = 0;
  std::string last_text_;
  int64_t last_value_ = 0;
};

Value<bool> ParseBoolean(const CellText& cell);  // 0 1, N O

}  // namespace bouclier::ingest
