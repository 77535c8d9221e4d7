// SPDX-License-Identifier: Apache-2.0
#include "incident.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>

#include "bouclier/catalog/row_rule.h"
#include "nir_shape.h"

namespace bouclier::ingest {
namespace {

constexpr double kKeyChance = 1.0 / 97;
// Sex 1 or 2, month 01 to 12, department not 00 among numbers of 13 digits: 0.2 * 0.12 * 0.99, rounded up.
constexpr double kPlainChance = 0.024;
constexpr size_t kSampleSize = 16'384;

uint64_t Mixed(uint64_t z) {  // SplitMix64
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
  z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
  return z ^ (z >> 31);
}

// The plain letter of a two-byte Latin character, lower case; nothing for others.
std::string_view Unaccented(unsigned char second) {
  constexpr std::string_view kLetters = "aaaaaaaceeeeiiiidnooooo ouuuuy  aaaaaaaceeeeiiiidnooooo ouuuuy y";
  return second >= 0x80 && second <= 0xbf ? kLetters.substr(second - 0x80, 1) : std::string_view{};
}

std::string Reduced(std::string_view name) {
  std::string out;
  for (size_t i = 0; i < name.size(); ++i) {
    const auto c = static_cast<unsigned char>(name[i]);
    if (c == 0xc3 && i + 1 < name.size()) {
      out += Unaccented(static_cast<unsigned char>(name[++i]));
    } else if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) {
      out += static_cast<char>(c);
    } else if (c >= 'A' && c <= 'Z') {
      out += static_cast<char>(c | 0x20);
    }
  }
  while (!out.empty() && out.back() >= '0' && out.back() <= '9') out.pop_back();
  return out;
}

}  // namespace

std::string_view SuspicionName(Suspicion suspicion) {
  constexpr std::string_view kNames[] = {"none", "flagged", "incident"};
  return kNames[static_cast<size_t>(suspicion)];
}

Suspicion JudgeHeader(std::string_view name) {
  const std::string reduced = Reduced(name);
  for (const catalog::PersonHeader& header : catalog::PersonHeaders()) {
    if (header.name != reduced) continue;
    return header.level == catalog::HeaderLevel::kIncident ? Suspicion::kIncident : Suspicion::kFlagged;
  }
  return Suspicion::kNone;
}

double LogBinomialTail(uint64_t trials, uint64_t hits, double chance) {
  if (hits == 0) return 0;
  if (hits > trials) return -std::numeric_limits<double>::infinity();
  const auto n = static_cast<double>(trials);
  const auto k = static_cast<double>(hits);
  if (k <= n * chance) return std::log(0.5);  // at least about a half: never remarkable
  // The first term, then each by its ratio to the one before: beyond the mean they only fall.
  const double first = std::lgamma(n + 1) - std::lgamma(k + 1) - std::lgamma(n - k + 1) + k * std::log(chance) +
                       (n - k) * std::log1p(-chance);
  double sum = 1, term = 1;
  for (double i = k; i < n && term > sum * 1e-17; ++i) {
    term *= (n - i) / (i + 1) * chance / (1 - chance);
    sum += term;
  }
  return std::min(0.0, first + std::log(sum));
}

Suspicion ColumnFinding::worst() const { return std::max({header, nir, short_nir, email}); }

void IncidentWatch::Sample::Add(uint64_t number, bool hit) {
  if (level_ != 0 && (Mixed(number) >> (64 - level_)) != 0) return;
  numbers_.try_emplace(number, hit);
  if (numbers_.size() < kSampleSize) return;
  ++level_;
  std::erase_if(numbers_, [&](const auto& item) { return (Mixed(item.first) >> (64 - level_)) != 0; });
}

uint64_t IncidentWatch::Sample::hits() const {
  return static_cast<uint64_t>(std::count_if(numbers_.begin(), numbers_.end(), [](const auto& i) { return i.second; }));
}

IncidentWatch::IncidentWatch(std::span<const std::string> names, IncidentSettings settings)
    : settings_(settings), names_(names.begin(), names.end()), columns_(names.size() + 1) {}

void IncidentWatch::Look(const CsvBlock& block) {
  for (const CsvRow& row : block.rows) {
    if (row.reason == RowReason::kQuoteNotClosed || row.raw_kept < row.raw_size) {
      ++skipped_;
      continue;
    }
    const uint32_t* const bound = block.bounds + row.first_bound;
    for (uint32_t cell = 0; cell < row.cells; ++cell) {
      const uint32_t size = bound[cell + 1] - (bound[cell] + 1);
      if (size < kShortestNir || size > kLongestNir) [[likely]]
        continue;
      LookAtCell(block.Cell(row, cell), cell);
    }
    if (row.raw_kept != 0 && std::memchr(row.raw, '@', row.raw_kept) != nullptr) LookForEmails(block, row);
  }
}

void IncidentWatch::LookAtCell(std::string_view cell, size_t column) {
  const auto shape = ReadNirShape(cell);
  if (!shape) {
    // Of 13 digits those without the shape count too: their share is what is judged.
    const bool digits = cell.size() == 13 && cell.find_first_not_of("0123456789") == std::string_view::npos;
    if (!digits) return;
    Column& counts = columns_[std::min(column, names_.size())];
    ++counts.short_cells;
    uint64_t number = 0;
    for (const char c : cell) number = number * 10 + static_cast<uint64_t>(c - '0');
    counts.short_nir.Add(number, false);
    return;
  }
  Column& counts = columns_[std::min(column, names_.size())];
  if (shape->with_key) {
    ++counts.nir_cells;
    counts.nir.Add(shape->digits, shape->key_passes);
  } else {
    ++counts.short_cells;
    counts.short_nir.Add(shape->digits, shape->plain);
  }
}

void IncidentWatch::LookForEmails(const CsvBlock& block, const CsvRow& row) {
  for (uint32_t cell = 0; cell < row.cells; ++cell) {
    if (HoldsEmail(block.Cell(row, cell))) ++columns_[std::min<size_t>(cell, names_.size())].email_cells;
  }
}

ColumnFinding IncidentWatch::Judge(size_t column) const {
  const Column& counts = columns_[column];
  ColumnFinding out;
  if (column < names_.size()) out.column = names_[column];
  out.header = JudgeHeader(out.column);
  out.nir_cells = counts.nir_cells;
  out.nir_distinct = counts.nir.size();
  out.nir_hits = counts.nir.hits();
  out.nir_expected = static_cast<double>(out.nir_distinct) * kKeyChance;
  if (out.nir_hits != 0) {
    const double tail = LogBinomialTail(out.nir_distinct, out.nir_hits, kKeyChance);
    out.nir = tail < settings_.log_chance ? Suspicion::kIncident : Suspicion::kFlagged;
  }
  out.short_cells = counts.short_cells;
  out.short_distinct = counts.short_nir.size();
  out.short_plain = counts.short_nir.hits();
  const auto distinct = static_cast<double>(out.short_distinct);
  if (LogBinomialTail(out.short_distinct, out.short_plain, kPlainChance) < settings_.log_chance) {
    const bool most = out.short_distinct >= settings_.short_nirs &&
                      static_cast<double>(out.short_plain) >= settings_.short_share * distinct;
    out.short_nir = most ? Suspicion::kIncident : Suspicion::kFlagged;
  }
  out.email_cells = counts.email_cells;
  if (out.email_cells != 0) out.email = out.email_cells > settings_.emails ? Suspicion::kIncident : Suspicion::kFlagged;
  return out;
}

std::vector<ColumnFinding> IncidentWatch::Findings() const {
  std::vector<ColumnFinding> findings;
  for (size_t column = 0; column < columns_.size(); ++column) {
    ColumnFinding finding = Judge(column);
    if (finding.worst() != Suspicion::kNone) findings.push_back(std::move(finding));
  }
  return findings;
}

Suspicion IncidentWatch::Worst() const {
  Suspicion worst = Suspicion::kNone;
  for (const ColumnFinding& finding : Findings()) worst = std::max(worst, finding.worst());
  return worst;
}

}  // namespace bouclier::ingest
