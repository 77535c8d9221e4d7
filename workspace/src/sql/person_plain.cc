// SPDX-License-Identifier: Apache-2.0
// Plain keys: what they say is one column's value, no coarser or finer than the project may know it, and nothing that
// the query's author put together. Whatever is not known here is not plain.
#include <algorithm>

#include "allow_list.h"
#include "person_rules.h"

namespace bouclier::workspace {

namespace {

// With constants for all arguments but one: a period of a day, a class of a number, the beginning of a code.
bool IsCoarsening(std::string_view name) {
  static constexpr std::string_view kCoarsenings[] = {
      "strftime",  "date_trunc", "datetrunc",  "date_part", "datepart", "year",     "isoyear",   "quarter",
      "month",     "week",       "weekofyear", "yearweek",  "day",      "isodow",   "dayofweek", "dayofyear",
      "decade",    "century",    "last_day",   "date_diff", "datediff", "date_sub", "datesub",   "time_bucket",
      "floor",     "ceil",       "ceiling",    "round",     "trunc",    "least",    "greatest",  "left",
      "substring", "substr",     "+",          "-",         "*",        "/",        "//",        "%"};
  return std::find(std::begin(kCoarsenings), std::end(kCoarsenings), name) != std::end(kCoarsenings);
}

// Values of the query's text, and what functions make of these.
bool IsConstant(const Tree& tree) {
  const std::string_view part = tree.Text("class");
  if (part == "CONSTANT") return true;
  if (part == "CAST") return tree.Find("child") && IsConstant(*tree.Find("child"));
  if (part != "FUNCTION" || IsAggregateFunction(LowerCase(tree.Text("function_name")))) return false;
  const std::vector<Tree>& children = ItemsOf(tree.Find("children"));
  return std::all_of(children.begin(), children.end(), IsConstant);
}

// A format of strftime: its codes, and between them what stands between the parts of a date: %G-W%V.
bool IsFormat(const Tree& tree) {
  const Tree* value = tree.Text("class") == "CONSTANT" ? tree.Find("value") : nullptr;
  std::string_view text = value ? value->Text("value") : std::string_view();
  bool code = false;
  for (const char c : text) {
    if (!code && c != '%' && std::string_view("-/.: WQTS").find(c) == std::string_view::npos) return false;
    code = !code && c == '%';
  }
  return !text.empty() && !code;
}

}  // namespace

std::optional<SourceColumn> PlainOf(const Tree& tree, const Relation& from) {
  const std::string_view part = tree.Text("class");
  if (part == "COLUMN_REF") {
    const RelationColumn* column = nullptr;
    return Matches(from, tree, &column) == 1 ? column->plain : std::nullopt;
  }
  if (part == "CAST") return tree.Find("child") ? PlainOf(*tree.Find("child"), from) : std::nullopt;
  if (part != "FUNCTION") return std::nullopt;
  const std::string name = LowerCase(tree.Text("function_name"));
  const std::vector<Tree>& children = ItemsOf(tree.Find("children"));
  const bool of_all = IsEmpty(tree.Find("filter"));  // whom a filter leaves without a value, it tells of
  if ((name == "min" || name == "max") && children.size() == 1 && of_all) return PlainOf(children[0], from);
  if (!IsCoarsening(name)) return std::nullopt;
  const Tree* varies = nullptr;
  for (const Tree& child : children) {
    if (IsConstant(child)) {
      if (name == "strftime" && !IsFormat(child)) return std::nullopt;
    } else if (varies) {
      return std::nullopt;
    } else {
      varies = &child;
    }
  }
  return varies ? PlainOf(*varies, from) : std::nullopt;
}

}  // namespace bouclier::workspace
