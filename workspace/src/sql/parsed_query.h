// SPDX-License-Identifier: Apache-2.0
// A query as DuckDB's parser understood it, in terms that do not need DuckDB: what the allow-list judges is what runs.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace bouclier::workspace {

struct TreeMember;

// A value of the parsed tree: a scalar (its text), a list or an object. Only what differs from DuckDB's defaults is
// there.
struct Tree {
  enum class Kind { kNull, kScalar, kList, kObject };
  Kind kind = Kind::kNull;
  std::string scalar;
  std::vector<Tree> items;
  std::vector<TreeMember> members;

  const Tree* Find(std::string_view key) const;
  // The scalar of that member; empty when there is none.
  std::string_view Text(std::string_view key) const;
};

struct TreeMember {
  std::string name;
  Tree value;
};

inline const Tree* Tree::Find(std::string_view key) const {
  for (const auto& [name, value] : members) {
    if (name == key) return &value;
  }
  return nullptr;
}

inline std::string_view Tree::Text(std::string_view key) const {
  const Tree* value = Find(key);
  return value && value->kind == Kind::kScalar ? std::string_view(value->scalar) : std::string_view();
}

struct ParsedStatement {
  std::string kind;  // DuckDB's word in lower case: "select", "copy", "set", …
  Tree tree;         // of a select: {node: …}
};

using ParsedQuery = std::vector<ParsedStatement>;

}  // namespace bouclier::workspace
