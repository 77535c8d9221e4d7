// SPDX-License-Identifier: Apache-2.0
#include "query_weight.h"

#include <map>

#include "allow_list.h"

namespace bouclier::workspace {

namespace {

// Functions that are macros in DuckDB, and how often their text names an argument at most.
const std::map<std::string_view, double> kMacros = {{"fmod", 2}, {"nullif", 2}, {"split_part", 3}};

struct Weight {
  double written = 0;
  double bound = 0;
  Weight& operator+=(const Weight& other) {
    written += other.written;
    bound += other.bound;
    return *this;
  }
};

// Names given in a select list: DuckDB writes the expression wherever the name stands. A column of that name would come
// first; that is not known here, so the larger is taken.
using Aliases = std::map<std::string, double>;

Weight Weigh(const Tree& tree, const Aliases& aliases);

Weight WeighSelect(const Tree& node, Aliases aliases) {
  Weight weight;
  if (const Tree* list = node.Find("select_list")) {
    for (const Tree& item : list->items) {
      const Weight one = Weigh(item, aliases);
      weight += one;
      const std::string alias = LowerCase(item.Text("alias"));
      if (!alias.empty()) aliases[alias] = one.bound;
    }
  }
  for (const auto& [name, held] : node.members) {
    if (name != "select_list") weight += Weigh(held, aliases);
  }
  return weight;
}

// The name a reference ends in: `alias` and `main.alias` alike.
std::string LastName(const Tree& column) {
  const Tree* names = column.Find("column_names");
  return names && !names->items.empty() ? LowerCase(names->items.back().scalar) : std::string();
}

Weight WeighExpression(const Tree& tree, const Aliases& aliases) {
  if (tree.Text("class") == "COLUMN_REF") {
    auto alias = aliases.find(LastName(tree));
    return {1, alias == aliases.end() ? 1 : std::max(1.0, alias->second)};
  }
  double copies = 1;
  if (tree.Text("class") == "FUNCTION") {
    auto macro = kMacros.find(LowerCase(tree.Text("function_name")));
    if (macro != kMacros.end()) copies = macro->second;
  }
  Weight weight{1, 1};
  for (const auto& [name, held] : tree.members) {
    Weight part = Weigh(held, aliases);
    if (name == "input") part.bound *= 2;  // of BETWEEN
    part.bound *= copies;
    weight += part;
  }
  return weight;
}

Weight Weigh(const Tree& tree, const Aliases& aliases) {
  if (tree.Text("type") == "SELECT_NODE") return WeighSelect(tree, aliases);
  if (tree.Find("class")) return WeighExpression(tree, aliases);
  Weight weight;
  for (const auto& [name, held] : tree.members) weight += Weigh(held, aliases);
  for (const Tree& item : tree.items) weight += Weigh(item, aliases);
  return weight;
}

}  // namespace

Result<void> CheckWeight(const Tree& select) {
  const Weight weight = Weigh(select, {});
  if (weight.bound - weight.written <= kMostCopies) return {};
  return Error(ErrorCode::kUnsupported, "refuse query: it grows too much when it is planned",
               "name steps in WITH instead of nesting BETWEEN, nullif or names of the same select list");
}

}  // namespace bouclier::workspace
