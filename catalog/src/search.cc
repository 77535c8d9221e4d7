// SPDX-License-Identifier: Apache-2.0
#include "bouclier/catalog/search.h"

#include <algorithm>
#include <set>
#include <tuple>

#include "folding.h"

namespace bouclier::catalog {
namespace {

constexpr int kWholeName = 1000, kBeginning = 400, kWordOfName = 300, kPartOfName = 200, kWord = 40, kPartOfWord = 10;

std::vector<std::string> Words(std::string_view text) {
  std::vector<std::string> out;
  std::string word;
  for (char byte : std::string(text) + " ") {
    if (byte != ' ' && byte != '\t' && byte != '\n') {
      word.push_back(byte);
    } else if (!word.empty()) {
      out.push_back(std::move(word));
      word.clear();
    }
  }
  return out;
}

bool IsLetter(char byte) {
  return (byte >= 'a' && byte <= 'z') || (byte >= '0' && byte <= '9') || (static_cast<unsigned char>(byte) >= 0x80);
}

enum class Place { kNowhere, kInside, kAtWord };

Place Seek(std::string_view text, std::string_view word) {
  Place found = Place::kNowhere;
  for (size_t at = text.find(word); at != std::string_view::npos; at = text.find(word, at + 1)) {
    if (at == 0 || !IsLetter(text[at - 1])) return Place::kAtWord;
    found = Place::kInside;
  }
  return found;
}

// 0: the word is in neither.
int Score(const std::string& name, const std::string& words, const std::string& word) {
  if (name == word) return kWholeName;
  if (name.starts_with(word)) return kBeginning;
  const Place in_name = Seek(name, word);
  if (in_name != Place::kNowhere) return in_name == Place::kAtWord ? kWordOfName : kPartOfName;
  const Place in_words = Seek(words, word);
  if (in_words == Place::kNowhere) return 0;
  return in_words == Place::kAtWord ? kWord : kPartOfWord;
}

}  // namespace

CatalogueSearch::CatalogueSearch(const Catalogue& catalogue) {
  std::set<std::string> datasets;
  for (const CatalogueTable& table : catalogue.tables) {
    if (datasets.insert(table.dataset).second)
      entries_.push_back({{HitKind::kDataset, table.dataset, "", "", 0}, Folded(table.dataset), ""});
    entries_.push_back({{HitKind::kTable, table.dataset, table.name, "", 0},
                        Folded(table.name),
                        Folded(table.title + " " + table.dataset)});
    for (const CatalogueColumn& column : table.columns)
      entries_.push_back({{HitKind::kColumn, table.dataset, table.name, column.name, 0},
                          Folded(column.name),
                          Folded(column.description + " " + table.name)});
  }
}

std::vector<Hit> CatalogueSearch::Find(std::string_view query, size_t limit) const {
  const std::vector<std::string> words = Words(Folded(query));
  std::vector<Hit> out;
  if (words.empty()) return out;
  for (const Entry& entry : entries_) {
    int total = 0;
    const bool every = std::all_of(words.begin(), words.end(), [&](const std::string& word) {
      const int score = Score(entry.name, entry.words, word);
      total += score;
      return score > 0;
    });
    if (!every) continue;
    out.push_back(entry.hit);
    out.back().score = total;
  }
  const auto order = [](const Hit& hit) { return std::tie(hit.kind, hit.dataset, hit.table, hit.column); };
  std::sort(out.begin(), out.end(),
            [&](const Hit& a, const Hit& b) { return a.score != b.score ? a.score > b.score : order(a) < order(b); });
  if (out.size() > limit) out.resize(limit);
  return out;
}

}  // namespace bouclier::catalog
