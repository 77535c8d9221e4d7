// SPDX-License-Identifier: Apache-2.0
// Text that someone asks as SQL: parsed and judged, never run. What passes is seen again by a simple-minded second
// reader that knows no scopes and no parts: every function is on the list, every table is one of ours or a name the
// query itself gives.
#include <algorithm>
#include <set>

#include "bouclier/base/check.h"
#include "bouclier/workspace/sql_session.h"
#include "workspace/src/sql/allow_list.h"
#include "workspace/src/sql/engine.h"

namespace {

using bouclier::workspace::Tree;

std::string Lower(std::string_view text) {
  std::string lower(text);
  std::transform(lower.begin(), lower.end(), lower.begin(),
                 [](unsigned char c) { return c < 0x80 ? std::tolower(c) : c; });
  return lower;
}

// Every value that stands under `key`, anywhere.
void Collect(const Tree& tree, std::string_view key, std::set<std::string>& found) {
  for (const auto& [name, held] : tree.members) {
    if (name == key && held.kind == Tree::Kind::kScalar) found.insert(Lower(held.scalar));
    Collect(held, key, found);
  }
  for (const Tree& item : tree.items) Collect(item, key, found);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace bouclier::workspace;
  static Engine engine = Engine::Open({}, {}).value();
  static const std::set<std::string> tables = {"care", "numbers"};
  auto prepared = engine.Parse({reinterpret_cast<const char*>(data), size});
  if (!prepared.ok() || !CheckQuery(prepared->parsed(), tables).ok()) return 0;
  BOUCLIER_CHECK(prepared->parsed().size() == 1 && prepared->parsed()[0].kind == "select");
  const Tree& tree = prepared->parsed()[0].tree;
  std::set<std::string> functions, named, own;
  Collect(tree, "function_name", functions);
  for (const std::string& name : functions) {
    BOUCLIER_CHECK(IsAllowedFunction(name) || name == "range" || name == "generate_series");
  }
  Collect(tree, "table_name", named);
  Collect(tree, "key", own);
  for (const std::string& name : named) BOUCLIER_CHECK(tables.count(name) || own.count(name));
  for (const char* key : {"schema_name", "catalog_name", "catalog"}) {
    std::set<std::string> given;
    Collect(tree, key, given);
    for (const std::string& name : given) BOUCLIER_CHECK(name.empty());
  }
  return 0;
}
