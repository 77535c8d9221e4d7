// SPDX-License-Identifier: Apache-2.0
#include "bouclier/provision/opposition_list.h"

#include <algorithm>

namespace bouclier::provision {
namespace {

constexpr std::string_view kPsaHeader = "BEN_NIR_PSA;BEN_RNG_GEM", kPersonHeader = "BEN_IDT_ANO";
constexpr size_t kLongest = 64;

Error Bad(uint64_t line, const std::string& cause) {
  return Error(ErrorCode::kInvalidArgument, "read opposition list: line " + std::to_string(line) + " " + cause,
               "docs/formats/opposition-list.md says what stands where");
}

bool IsDigit(char c) { return c >= '0' && c <= '9'; }
bool IsIdentifier(std::string_view text) {
  return !text.empty() && text.size() <= kLongest && std::ranges::all_of(text, [](char c) {
    return IsDigit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  });
}

// 13 digits, or 15 with the key; Corsican departments stand as 2A, 2B. Pseudonyms have 17 characters or more.
bool HasShapeOfNir(std::string_view text) {
  if (text.size() != 13 && text.size() != 15) return false;
  for (size_t i = 0; i < text.size(); ++i) {
    const bool corsican = i == 6 && text[5] == '2' && (text[i] == 'A' || text[i] == 'B');
    if (!IsDigit(text[i]) && !corsican) return false;
  }
  return true;
}

class LineReader {
 public:
  explicit LineReader(std::string_view text) : left_(text) {}
  bool Next(std::string_view& line) {
    if (left_.empty()) return false;
    const size_t end = left_.find('\n');
    line = left_.substr(0, end);
    left_.remove_prefix(end == std::string_view::npos ? left_.size() : end + 1);
    if (line.ends_with('\r')) line.remove_suffix(1);
    ++number;
    return true;
  }
  uint64_t number = 0;

 private:
  std::string_view left_;
};

Result<OppositionIdentifier> ParseLine(OppositionForm form, std::string_view line, uint64_t number) {
  OppositionIdentifier one;
  const size_t semicolon = line.find(';');
  if ((semicolon != std::string_view::npos) != (form == OppositionForm::kPsaAndRank))
    return Bad(number, "does not have the columns of the header");
  one.first = line.substr(0, semicolon);
  if (!IsIdentifier(one.first)) return Bad(number, "does not begin with an identifier of letters and digits");
  if (HasShapeOfNir(one.first))
    return Error(ErrorCode::kDenied,
                 "read opposition list: line " + std::to_string(number) + " holds a value of the shape of a NIR",
                 "the hub must see no NIR: the producer pseudonymises the list first");
  if (form == OppositionForm::kPerson) return one;
  one.rank = line.substr(semicolon + 1);
  if (one.rank.empty() || one.rank.size() > 3 || !std::ranges::all_of(one.rank, IsDigit))
    return Bad(number, "does not end with a rank of 1 to 3 digits");
  return one;
}

template <typename T>
void SortUnique(std::vector<T>& items) {
  std::ranges::sort(items);
  const auto rest = std::ranges::unique(items);
  items.erase(rest.begin(), rest.end());
}

}  // namespace

std::string_view OppositionFormName(OppositionForm form) {
  return form == OppositionForm::kPerson ? kPersonHeader : kPsaHeader;
}

Result<OppositionList> ParseOppositionList(std::string_view csv) {
  if (csv.size() > kOppositionLimit)
    return Error(ErrorCode::kInvalidArgument, "read opposition list: it is larger than 256 MiB", "load it in parts");
  LineReader lines(csv);
  std::string_view line;
  OppositionList list;
  if (!lines.Next(line)) return Bad(1, "is missing");
  if (line != kPersonHeader && line != kPsaHeader)
    return Bad(1, "is not a header: " + std::string(kPersonHeader) + ", or " + std::string(kPsaHeader));
  list.form = line == kPersonHeader ? OppositionForm::kPerson : OppositionForm::kPsaAndRank;
  while (lines.Next(line)) {
    BOUCLIER_TRY(OppositionIdentifier one, ParseLine(list.form, line, lines.number));
    list.people.push_back(std::move(one));
  }
  const size_t all = list.people.size();
  SortUnique(list.people);
  list.repeated = all - list.people.size();
  return list;
}

std::string WriteOppositionList(const OppositionList& list) {
  std::string out(OppositionFormName(list.form));
  out += '\n';
  for (const OppositionIdentifier& one : list.people) {
    out += one.first;
    if (list.form == OppositionForm::kPsaAndRank) out += ";" + one.rank;
    out += '\n';
  }
  return out;
}

}  // namespace bouclier::provision
