// SPDX-License-Identifier: Apache-2.0
#include "allow_list.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <optional>

#include "query_parts.h"
#include "query_weight.h"

namespace bouclier::workspace {

namespace {

using namespace query_parts;  // NOLINT: a list of names

bool IsPlainName(std::string_view name) {
  return !name.empty() && name.size() <= 63 && std::all_of(name.begin(), name.end(), [](unsigned char c) {
    return c == '_' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  });
}

Error Refused(std::string_view what) {
  return Error(ErrorCode::kUnsupported, fmt::format("refuse query: {} is not allowed here", what),
               "a query is one SELECT over the project's tables, with the functions that docs/SQL.md lists");
}

bool IsEmpty(const Tree& tree) {
  switch (tree.kind) {
    case Tree::Kind::kNull:
      return true;
    case Tree::Kind::kScalar:
      return tree.scalar.empty() || tree.scalar == "false";
    case Tree::Kind::kList:
      return tree.items.empty();
    case Tree::Kind::kObject:
      return tree.members.empty();
  }
  return false;
}

using Scope = std::set<std::string>;  // names of common table expressions that can be seen

class Checker {
 public:
  explicit Checker(const std::set<std::string>& tables) : tables_(tables) {}

  Result<void> Select(const Tree& select, const Scope& scope) {
    const Tree* node = select.Find("node");
    if (!node || select.members.size() != 1) return Refused("a query with parameters");
    return Node(*node, scope);
  }

 private:
  Result<void> Node(const Tree& node, const Scope& outer) {
    if (node.kind == Tree::Kind::kList) {
      return Each(node, [&](const Tree& item) { return Node(item, outer); });
    }
    auto part = kNodes.find(node.Text("type"));
    if (part == kNodes.end()) return Refused(KindOf(node, "type"));
    Scope scope = outer;
    if (const Tree* ctes = node.Find("cte_map")) BOUCLIER_TRY_VOID(Ctes(*ctes, scope));
    return Members(node, part->second, scope);
  }

  // Each sees those before it; a recursive one sees itself only in its second half. What is not seen would be looked
  // for among DuckDB's own tables and files.
  Result<void> Ctes(const Tree& ctes, Scope& scope) {
    static const Tree none;
    const Tree* map = ctes.Find("map");
    if (!map) map = &none;
    if (ctes.members.size() > 1) return Refused("this form of WITH");
    for (const Tree& entry : map->items) {
      const Tree* value = entry.Find("value");
      const Tree* query = value ? value->Find("query") : nullptr;
      const Tree* node = query ? query->Find("node") : nullptr;
      if (!node || query->members.size() != 1 || entry.members.size() != 2) return Refused("this form of WITH");
      for (const auto& [name, held] : value->members) {
        if (name != "query" && name != "aliases" && name != "materialized") return Refused("WITH … USING KEY");
      }
      // Written into each place that names it, a chain of these doubles at every step before any limit is asked.
      if (value->Text("materialized") == "CTE_MATERIALIZE_NEVER") return Refused("NOT MATERIALIZED");
      const std::string name = LowerCase(entry.Text("key"));
      if (node->Text("type") == "RECURSIVE_CTE_NODE") {
        BOUCLIER_TRY_VOID(Recursive(*node, name, scope));
      } else {
        BOUCLIER_TRY_VOID(Node(*node, scope));
      }
      scope.insert(name);
    }
    return {};
  }

  Result<void> Recursive(const Tree& node, const std::string& cte, const Scope& outer) {
    Scope scope = outer;
    for (const auto& [name, held] : node.members) {
      if (name == "cte_map") BOUCLIER_TRY_VOID(Ctes(held, scope));
    }
    Scope inside = scope;
    inside.insert(cte);
    for (const auto& [name, held] : node.members) {
      if (name == "left") {
        BOUCLIER_TRY_VOID(Node(held, scope));
      } else if (name == "right") {
        BOUCLIER_TRY_VOID(Node(held, inside));
      } else if (name == "cte_name") {
        if (LowerCase(held.scalar) != cte) return Refused("this form of WITH");
      } else if (name == "modifiers") {
        BOUCLIER_TRY_VOID(Judge(held, Holds::kModifiers, scope));
      } else if (name != "type" && name != "union_all" && name != "aliases" && name != "cte_map") {
        return Refused("WITH … USING KEY");
      }
    }
    return {};
  }

  Result<void> Members(const Tree& tree, Part part, const Scope& scope) {
    for (const auto& [name, held] : tree.members) {
      auto member = std::find_if(part.begin(), part.end(), [&](const Member& one) { return one.name == name; });
      if (member == part.end()) {
        if (IsEmpty(held)) continue;
        return Refused(fmt::format("a part of the query ({})", name));
      }
      BOUCLIER_TRY_VOID(Judge(held, member->holds, scope));
    }
    return {};
  }

  Result<void> Judge(const Tree& held, Holds holds, const Scope& scope) {
    switch (holds) {
      case Holds::kPlain:
      case Holds::kCtes:
        return {};
      case Holds::kNothing:
        if (IsEmpty(held)) return {};
        return Refused("a schema, a database or a state of a function");
      case Holds::kExpression:
        return Expression(held, scope);
      case Holds::kPairs:
        return Each(held, [&](const Tree& item) { return Members(item, kPairPart, scope); });
      case Holds::kCases:
        return Each(held, [&](const Tree& item) { return Members(item, kCasePart, scope); });
      case Holds::kOrders:
        return Each(held, [&](const Tree& item) { return Members(item, kOrderPart, scope); });
      case Holds::kOrder:
        return Modifier(held, scope);
      case Holds::kModifiers:
        return Each(held, [&](const Tree& item) { return Modifier(item, scope); });
      case Holds::kNode:
        return Node(held, scope);
      case Holds::kSelect:
        return Select(held, scope);
      case Holds::kTable:
        return Table(held, scope);
      default:
        return Name(held, holds, scope);
    }
  }

  Result<void> Name(const Tree& held, Holds holds, const Scope& scope) {
    switch (holds) {
      case Holds::kTypes:
        return Each(held, [&](const Tree& item) { return Type(item); });
      case Holds::kType:
        return Type(held);
      case Holds::kConstant: {
        const Tree* type = held.Find("type");
        return type ? Type(*type) : Result<void>(Refused("a value without a type"));
      }
      case Holds::kTableName:
        return TableName(held.scalar, scope);
      case Holds::kFunction:
        if (IsAllowedFunction(LowerCase(held.scalar))) return {};
        return Refused(fmt::format("the function {}", Said(held.scalar)));
      case Holds::kOperator:
        if (kOperators.count(held.scalar)) return {};
        return Refused(fmt::format("the operator {}", Said(held.scalar)));
      case Holds::kCollation:
        if (IsPlainName(held.scalar)) return {};
        return Refused("that collation");
      case Holds::kDescribe:
        if (held.scalar == "DESCRIBE") return {};
        return Refused("SHOW or SUMMARIZE");
      case Holds::kTableMaker:
        return TableMaker(held);
      default:
        return Refused("a part of the query");
    }
  }

  template <typename F>
  Result<void> Each(const Tree& list, F judge) {
    if (list.kind != Tree::Kind::kList && !IsEmpty(list)) return Refused("a part of the query");
    for (const Tree& item : list.items) BOUCLIER_TRY_VOID(judge(item));
    return {};
  }

  Result<void> Expression(const Tree& tree, const Scope& scope) {
    if (tree.kind == Tree::Kind::kNull) return {};
    if (tree.kind == Tree::Kind::kList) {
      return Each(tree, [&](const Tree& item) { return Expression(item, scope); });
    }
    auto part = kExpressions.find(tree.Text("class"));
    if (part == kExpressions.end()) return Refused(KindOf(tree, "class"));
    for (const auto& [name, held] : tree.members) {
      if (name == "class" || name == "alias" || name == "query_location") continue;
      if (name == "type" && part->second.data() != kOperatorPart) continue;
      auto member =
          std::find_if(part->second.begin(), part->second.end(), [&](const Member& m) { return m.name == name; });
      if (member == part->second.end()) {
        if (IsEmpty(held)) continue;
        return Refused(fmt::format("a part of an expression ({})", name));
      }
      BOUCLIER_TRY_VOID(Judge(held, member->holds, scope));
    }
    if (MayGrow(tree)) {
      return Error(ErrorCode::kUnsupported, "refuse query: replace with a longer text is not allowed here",
                   "write both texts in the query, the new one no longer than the old");
    }
    const std::string_view schema = tree.Text("schema");
    if (!schema.empty() && schema != "main" && schema != "pg_catalog") return Refused("a schema before a function");
    return {};
  }

  Result<void> Table(const Tree& tree, const Scope& scope) {
    if (tree.kind == Tree::Kind::kNull) return {};
    auto part = kTables.find(tree.Text("type"));
    if (part == kTables.end()) return Refused(KindOf(tree, "type"));
    const bool counts = part->first != "JOIN" && part->first != "EMPTY";
    if (counts && ++tables_named_ > kMostTablesNamed)
      return Refused(fmt::format("naming more than {} tables", kMostTablesNamed));
    if (part->first == "SHOW_REF" && !tree.Find("query")) return Refused("SHOW");
    return Members(tree, part->second, scope);
  }

  Result<void> Modifier(const Tree& tree, const Scope& scope) {
    if (tree.kind == Tree::Kind::kNull) return {};
    auto part = kModifierKinds.find(tree.Text("type"));
    if (part == kModifierKinds.end()) return Refused(KindOf(tree, "type"));
    return Members(tree, part->second, scope);
  }

  Result<void> TableName(const std::string& name, const Scope& scope) {
    const std::string lower = LowerCase(name);
    if (scope.count(lower) || tables_.count(lower)) return {};
    return Error(ErrorCode::kInvalidArgument, fmt::format("read table {}: there is no such table here", Said(name)),
                 tables_.empty() ? "this session has no table" : fmt::format("tables: {}", fmt::join(tables_, ", ")));
  }

  Result<void> Type(const Tree& type) {
    const std::string_view id = type.Text("id");
    if (id == "UNBOUND") return NamedType(type);
    if (kTypes.count(id)) return {};
    return Refused(fmt::format("the type {}", Said(id)));
  }

  // A type as the query writes it: a name, and for some whole numbers in brackets.
  Result<void> NamedType(const Tree& type) {
    const Tree* info = type.Find("type_info");
    const Tree* expression = info ? info->Find("expr") : nullptr;
    if (!expression || expression->Text("class") != "TYPE") return Refused("a type without a name");
    std::string name(expression->Text("type_name"));
    for (char& c : name) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    if (!kTypes.count(name)) return Refused(fmt::format("the type {}", Said(name)));
    for (const auto& [member, held] : expression->members) {
      if (member == "class" || member == "type" || member == "type_name" || member == "query_location") continue;
      if (member != "children" && !IsEmpty(held)) return Refused("this form of a type");
      for (const Tree& item : held.items) {
        int64_t number = 0;
        if (!WholeNumber(item, number)) return Refused("this form of a type");
      }
    }
    return {};
  }

  // range(n) and generate_series(n) over whole numbers written in the query, of at most kLongestRange rows.
  Result<void> TableMaker(const Tree& function) {
    const std::string name = LowerCase(function.Text("function_name"));
    if (name != "range" && name != "generate_series") {
      return Refused(fmt::format("the table function {}", Said(function.Text("function_name"))));
    }
    static const std::set<std::string_view> expected = {"class", "type",     "query_location", "function_name",
                                                        "alias", "children", "order_bys"};
    for (const auto& [member, held] : function.members) {
      if (!expected.count(member) && !IsEmpty(held)) return Refused("this form of range");
    }
    int64_t bounds[3] = {0, 0, 1};
    const Tree* children = function.Find("children");
    const size_t given = children ? children->items.size() : 0;
    if (given < 1 || given > 3) return Refused(fmt::format("{} without bounds", name));
    for (size_t i = 0; i < given; ++i) {
      if (!WholeNumber(children->items[i], bounds[given == 1 ? 1 : i])) {
        return Refused(fmt::format("{} with bounds that are not whole numbers in the query", name));
      }
    }
    const auto step = static_cast<double>(bounds[2]);
    const double rows = step == 0 ? 0 : (static_cast<double>(bounds[1]) - static_cast<double>(bounds[0])) / step;
    if (rows <= static_cast<double>(kLongestRange)) return {};
    return Refused(fmt::format("{} of more than {} rows", name, kLongestRange));
  }

  // A constant, or one behind a minus.
  static bool WholeNumber(const Tree& tree, int64_t& number) {
    const Tree* constant = &tree;
    bool negative = false;
    if (tree.Text("class") == "FUNCTION" && tree.Text("function_name") == "-") {
      const Tree* children = tree.Find("children");
      if (!children || children->items.size() != 1) return false;
      constant = &children->items[0];
      negative = true;
    }
    const Tree* value = constant->Text("class") == "CONSTANT" ? constant->Find("value") : nullptr;
    const Tree* type = value ? value->Find("type") : nullptr;
    if (!type || (type->Text("id") != "INTEGER" && type->Text("id") != "BIGINT")) return false;
    const std::string_view text = value->Text("value");
    auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc() || end != text.data() + text.size() || number == INT64_MIN) return false;
    if (negative) number = -number;
    return true;
  }

  // replace and regexp_replace build their answer outside the engine's accounting of memory: they may not make it much
  // longer. (A regular expression that matches nothing at all matches everywhere.)
  static bool MayGrow(const Tree& tree) {
    const std::string name = LowerCase(tree.Text("function_name"));
    if (tree.Text("class") != "FUNCTION" || (name != "replace" && name != "regexp_replace")) return false;
    const Tree* children = tree.Find("children");
    if (!children || children->items.size() < 3) return true;
    const auto text = [&](size_t i) -> std::optional<std::string_view> {
      const Tree* value = children->items[i].Text("class") == "CONSTANT" ? children->items[i].Find("value") : nullptr;
      if (!value) return std::nullopt;
      return value->Text("value");
    };
    const auto from = text(1), to = text(2);
    if (!from || !to) return true;
    if (name == "replace") return to->size() > std::max<size_t>(from->size(), 1);
    return to->size() > 1 || *to == "\\";
  }

  static std::string KindOf(const Tree& tree, std::string_view key) {
    const std::string_view kind = tree.Text(key);
    return kind.empty() ? "a part of the query" : fmt::format("a part of the query ({})", Said(kind));
  }

  const std::set<std::string>& tables_;
  size_t tables_named_ = 0;
};

}  // namespace

std::string Said(std::string_view name) {
  const std::string lower = LowerCase(name);
  return IsPlainName(name) || IsAllowedFunction(lower) ? lower : "of that name";
}

std::string LowerCase(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return lower;
}

Result<void> CheckQuery(const ParsedQuery& query, const std::set<std::string>& tables) {
  if (query.empty()) return Error(ErrorCode::kInvalidArgument, "read query: it is empty", "write one SELECT");
  for (const ParsedStatement& statement : query) {
    if (statement.kind != "select") return Refused(fmt::format("the statement {}", Said(statement.kind)));
  }
  if (query.size() != 1) return Refused("more than one statement");
  BOUCLIER_TRY_VOID(Checker(tables).Select(query[0].tree, {}));
  return CheckWeight(query[0].tree);
}

}  // namespace bouclier::workspace
