// SPDX-License-Identifier: Apache-2.0
#include "bouclier/airlock/said_numbers.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <vector>

#include "utf8_points.h"

namespace bouclier::airlock {
namespace {

using Numbers = std::set<std::string, std::less<>>;

// What French and English titles are written with: letters of Latin, their punctuation, signs of units and of
// comparisons. None is a digit, and none is not seen.
constexpr PointRange kWritten[] = {
    {0x20, 0x7E},     {0xA0, 0xAC},     {0xAE, 0xB1},     {0xB4, 0xB8},     {0xBA, 0xBB},     {0xBF, 0x130},
    {0x132, 0x17E},   {0x394, 0x394},   {0x3B1, 0x3B5},   {0x3BB, 0x3BC},   {0x3C0, 0x3C0},   {0x3C3, 0x3C3},
    {0x3C7, 0x3C7},   {0x2013, 0x2014}, {0x2018, 0x2019}, {0x201C, 0x201D}, {0x2022, 0x2022}, {0x2026, 0x2026},
    {0x202F, 0x2030}, {0x2032, 0x2033}, {0x20AC, 0x20AC}, {0x2116, 0x2116}, {0x2190, 0x2193}, {0x2211, 0x2212},
    {0x2248, 0x2248}, {0x2260, 0x2260}, {0x2264, 0x2265},
};
constexpr char32_t kNarrowBlank = 0x202F, kWideBlank = 0xA0;

// "Sept" is a month before a point or a year; "un", "une" and "one" are no number in most titles.
const std::map<std::string_view, std::string_view> kNumberWords = {
    {"two", "2"},   {"three", "3"}, {"four", "4"}, {"five", "5"}, {"six", "6"},   {"seven", "7"},
    {"eight", "8"}, {"nine", "9"},  {"ten", "10"}, {"deux", "2"}, {"trois", "3"}, {"quatre", "4"},
    {"cinq", "5"},  {"sept", "7"},  {"huit", "8"}, {"neuf", "9"}, {"dix", "10"}};

bool IsDigit(char32_t point) { return point >= '0' && point <= '9'; }
bool IsLetter(char32_t point) {
  return (point >= 'a' && point <= 'z') || (point >= 'A' && point <= 'Z') || (point >= 0xC0 && point <= 0x17E);
}
bool IsBlank(char32_t point) { return point == ' ' || point == kNarrowBlank || point == kWideBlank; }

// 007, 1,50 and 1.50 as 7, 1.50 and 1.50.
std::string Said(std::string number) {
  std::ranges::replace(number, ',', '.');
  while (number.size() > 1 && number[0] == '0' && number[1] != '.') number.erase(0, 1);
  return number;
}

// Digits, with one of `within` between two of them: SQL writes 1.5, and its commas separate.
void AddNumbers(std::string_view text, std::string_view within, Numbers& out) {
  const auto digit = [&](size_t at) { return at < text.size() && text[at] >= '0' && text[at] <= '9'; };
  for (size_t at = 0; at < text.size(); ++at) {
    if (!digit(at)) continue;
    size_t end = at;
    while (digit(end) || (digit(end + 1) && within.find(text[end]) != std::string_view::npos)) ++end;
    out.insert(Said(std::string(text.substr(at, end - at))));
    at = end;
  }
}

void AddNumberWords(const std::vector<char32_t>& points, Numbers& out) {
  std::string word;
  for (size_t at = 0; at <= points.size(); ++at) {
    if (at < points.size() && IsLetter(points[at])) {
      const char32_t lower = points[at] | 0x20;
      word += lower >= 'a' && lower <= 'z' ? static_cast<char>(lower) : '?';
      continue;
    }
    const auto number = kNumberWords.find(word);
    const bool month = word == "sept" && at < points.size() &&
                       (points[at] == '.' || (at + 1 < points.size() && IsDigit(points[at + 1])));
    if (number != kNumberWords.end() && !month) out.emplace(number->second);
    word.clear();
  }
}

// One between two words, or before a sign that French sets apart.
bool BlanksSayNothing(const std::vector<char32_t>& points) {
  static constexpr std::array<char32_t, 8> kApart = {':', ';', '!', '?', '%', 0xBB, 0x20AC, 0x2030};
  for (size_t at = 0; at < points.size(); ++at) {
    if (!IsBlank(points[at])) continue;
    if (at == 0 || at + 1 == points.size() || IsBlank(points[at + 1])) return false;
    const bool apart = points[at - 1] == 0xAB || std::ranges::find(kApart, points[at + 1]) != kApart.end();
    if (points[at] != ' ' && !apart) return false;
  }
  return true;
}

Result<void> Check(std::string_view words, const std::string& what, const std::string& option, const Numbers& leaving) {
  const auto refuse = [&](Refusal refusal, const std::string& why, const std::string& hint) -> Error {
    return Error(ErrorCode::kInvalidArgument, "check submission: " + what + " " + why, hint).Because(refusal, option);
  };
  const std::vector<char32_t> points = PointsOf(words);
  for (const char32_t point : points)
    if (!IsIn(kWritten, point))
      return refuse(Refusal::kTextUnseen, "holds a character that may be a number or another's double",
                    "letters of French and English, digits 0 to 9, common punctuation: no exponents, no fractions");
  if (!BlanksSayNothing(points))
    return refuse(Refusal::kTextUnseen, "holds more blanks than words need", "one between two words");
  Numbers said;
  AddNumbers(words, ".,", said);
  AddNumberWords(points, said);
  for (const std::string& number : said)
    if (!leaving.contains(number))
      return refuse(Refusal::kTextNumber, "says a number that neither the query nor a key says",
                    "leave the number out; numbers leave in the table");
  return {};
}

}  // namespace

Result<void> CheckSaidNumbers(const SubmissionText& text, std::span<const std::string_view> leaves) {
  Numbers leaving;
  for (const std::string_view one : leaves) AddNumbers(one, ".", leaving);
  BOUCLIER_TRY_VOID(Check(text.title, "its title", "--title", leaving));
  for (size_t i = 0; i < text.labels.size(); ++i)
    BOUCLIER_TRY_VOID(
        Check(text.labels[i], "label " + std::to_string(i + 1), "--label " + std::to_string(i + 1), leaving));
  return {};
}

Result<void> CheckSaidNumbers(const SubmissionText& text, const Proposal& proposal) {
  std::vector<std::string_view> leaves = {proposal.query()};
  for (const ProposedColumn& column : proposal.columns()) leaves.push_back(column.name);
  for (const kernels::Dimension& key : proposal.output().figures.table.dimensions)
    leaves.insert(leaves.end(), key.values.begin(), key.values.end());
  return CheckSaidNumbers(text, leaves);
}

}  // namespace bouclier::airlock
