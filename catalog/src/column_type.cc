// SPDX-License-Identifier: Apache-2.0
#include "column_type.h"

#include <algorithm>
#include <charconv>
#include <optional>

namespace bouclier::catalog {
namespace {

constexpr int kWidestInteger = 18;  // figures that always fit 64 bits
constexpr int kMostFigures = 18;    // of a decimal
constexpr uint8_t kScaleWhenUnknown = 6;

struct Declared {
  std::string_view word;
  ColumnType type;
};
constexpr Declared kDeclared[] = {{"string", ColumnType::kText},         {"integer", ColumnType::kInteger},
                                  {"number", ColumnType::kDecimal},      {"date", ColumnType::kDate},
                                  {"datetime", ColumnType::kDateTime},   {"year", ColumnType::kYear},
                                  {"yearmonth", ColumnType::kYearMonth}, {"boolean", ColumnType::kBoolean}};

std::optional<int> Figure(std::string_view text) {
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || value < 0) return std::nullopt;
  return value;
}

struct Length {
  int whole = 0;
  std::optional<int> scale;
};

// "9", "4,2"; nullopt for anything else.
std::optional<Length> ReadLength(std::string_view text) {
  const size_t comma = text.find(',');
  const auto whole = Figure(text.substr(0, comma));
  if (!whole) return std::nullopt;
  Length out{*whole, std::nullopt};
  if (comma == std::string_view::npos) return out;
  out.scale = Figure(text.substr(comma + 1));
  if (!out.scale) return std::nullopt;
  return out;
}

// At least one letter behind a %, each of them one we can read.
bool CanRead(std::string_view format) {
  size_t letters = 0;
  for (size_t at = format.find('%'); at != std::string_view::npos; at = format.find('%', at + 2)) {
    if (at + 1 == format.size() || std::string_view("YymbdHMS").find(format[at + 1]) == std::string_view::npos)
      return false;
    ++letters;
  }
  return letters > 0;
}

bool Has(std::string_view format, char letter) {
  return format.find(std::string("%") + letter) != std::string_view::npos;
}

void AsText(LoadedColumn& column) {
  column.type = ColumnType::kText;
  column.scale = 0;
  column.format.clear();
}

void SettleNumber(LoadedColumn& column, Findings& findings) {
  if (column.length.empty()) {
    if (column.type != ColumnType::kDecimal) return;
    findings.Add(FindingKind::kScaleUnknown, column.name);
    column.scale = kScaleWhenUnknown;
    return;
  }
  const auto length = ReadLength(column.length);
  if (!length) {
    findings.Add(FindingKind::kLengthUnreadable, column.name, column.length);
    return AsText(column);  // a scale that is not known would round
  }
  if (column.type == ColumnType::kInteger && length->whole > kWidestInteger) {
    findings.Add(FindingKind::kIntegerTooWide, column.name, column.length);
    return AsText(column);
  }
  if (column.type != ColumnType::kDecimal || !length->scale) return;
  if (*length->scale > length->whole) findings.Add(FindingKind::kScaleBeyondLength, column.name, column.length);
  if (*length->scale > kMostFigures) return AsText(column);
  column.scale = static_cast<uint8_t>(*length->scale);  // the first figure means nothing
}

void SettleMoment(LoadedColumn& column, const std::string& format, Findings& findings) {
  column.format = format.empty() || format == "default" ? DefaultFormat(column.type) : format;
  const bool day = column.type == ColumnType::kDate || column.type == ColumnType::kDateTime;
  if (!CanRead(column.format))
    findings.Add(FindingKind::kFormatUnknown, column.name, column.format);
  else if ((!Has(column.format, 'Y') && !Has(column.format, 'y')) || (day && !Has(column.format, 'd')))
    findings.Add(FindingKind::kNotADate, column.name, column.format);
  else
    return;
  AsText(column);
}

}  // namespace

std::string_view DefaultFormat(ColumnType type) {
  switch (type) {
    case ColumnType::kDate:
      return "%Y-%m-%d";
    case ColumnType::kDateTime:
      return "%Y-%m-%dT%H:%M:%S";
    case ColumnType::kYearMonth:
      return "%Y%m";
    case ColumnType::kYear:
      return "%Y";
    default:
      return "";
  }
}

void SettleType(LoadedColumn& column, const std::string& format, Findings& findings) {
  AsText(column);
  const auto at = std::find_if(std::begin(kDeclared), std::end(kDeclared),
                               [&](const Declared& one) { return one.word == column.declared_type; });
  if (at == std::end(kDeclared)) {
    findings.Add(FindingKind::kTypeUnknown, column.name, column.declared_type);
    return;
  }
  column.type = at->type;
  switch (at->type) {
    case ColumnType::kInteger:
    case ColumnType::kDecimal:
      return SettleNumber(column, findings);
    case ColumnType::kDate:
    case ColumnType::kDateTime:
    case ColumnType::kYear:
    case ColumnType::kYearMonth:
      return SettleMoment(column, format, findings);
    default:
      if (!column.length.empty() && !ReadLength(column.length))
        findings.Add(FindingKind::kLengthUnreadable, column.name, column.length);
  }
}

}  // namespace bouclier::catalog
