// SPDX-License-Identifier: Apache-2.0
// Text that asks to leave: parsed, judged and planned over the demo's tables, never run. What passes is seen again by a
// simple-minded second reader that knows no scopes and no owners: nothing stands in it that no query may hold, its
// measures are those of its columns, what it reads is there, and what would be run groups by the person.
#include <algorithm>
#include <set>

#include "bouclier/base/check.h"
#include "bouclier/workspace/sql_session.h"
#include "workspace/src/sql/allow_list.h"
#include "workspace/src/sql/engine.h"

namespace {

using namespace bouclier::workspace;

const TableColumns& Tables() {
  static const TableColumns tables = {
      {"er_prs_f", {"num_enq_idt", "num_enq", "line_p", "exe_soi_dtd", "ben_res_dpt_reg", "prs_pai_mnt"}},
      {"er_pha_f", {"line_p", "pha_prs_c13", "pha_act_qsn"}},
      {"t_mco_b", {"num_enq_idt", "rsa_num_p", "exe_soi_dtd"}},
      {"t_mco_d", {"rsa_num_p", "ass_dgn"}},
      {"ir_ben_r", {"num_enq_idt", "num_enq", "ben_sex_cod", "ben_nai_ann", "ben_res_dpt_reg"}}};
  return tables;
}

// Every value that stands under `key`, anywhere.
void Collect(const Tree& tree, std::string_view key, std::set<std::string>& found) {
  for (const auto& [name, held] : tree.members) {
    if (name == key && held.kind == Tree::Kind::kScalar) found.insert(LowerCase(held.scalar));
    Collect(held, key, found);
  }
  for (const Tree& item : tree.items) Collect(item, key, found);
}

// `node` without its ORDER BY, which is dropped unread.
Tree WithoutOrder(Tree node) {
  std::erase_if(node.members, [](const TreeMember& member) { return member.name == "modifiers"; });
  return node;
}

void CheckParts(const Tree& tree) {
  std::set<std::string> types, joins, kinds, functions, named;
  Collect(tree, "type", types);
  for (const char* type : {"limit_modifier", "limit_percent_modifier", "recursive_cte_node", "pivot"}) {
    BOUCLIER_CHECK(!types.count(type));
  }
  Collect(tree, "ref_type", joins);
  for (const char* join : {"natural", "asof", "positional", "dependent"}) BOUCLIER_CHECK(!joins.count(join));
  Collect(tree, "join_type", kinds);
  for (const char* kind : {"full", "outer"}) BOUCLIER_CHECK(!kinds.count(kind));
  Collect(tree, "function_name", functions);
  for (const char* function : {"any_value", "first", "last", "mode", "arg_min", "arg_max", "string_agg", "product"}) {
    BOUCLIER_CHECK(!functions.count(function));
  }
  Collect(tree, "table_name", named);
  BOUCLIER_CHECK(named.count("er_prs_f") || named.count("t_mco_b") || named.count("ir_ben_r"));
}

void CheckReads(const Reads& reads) {
  for (const SourceColumn& one : reads) {
    const auto& columns = Tables().at(one.table);
    BOUCLIER_CHECK(std::find(columns.begin(), columns.end(), one.column) != columns.end());
  }
}

void CheckPlan(const Tree& node, const OutputPlan& plan) {
  for (const char* part : {"having", "qualify"}) BOUCLIER_CHECK(IsEmpty(node.Find(part)));
  BOUCLIER_CHECK(plan.outputs.size() == ItemsOf(node.Find("select_list")).size());
  BOUCLIER_CHECK(!plan.person.empty() && !plan.calls.empty() && !plan.measures.empty());
  for (const PlannedOutput& output : plan.outputs) {
    BOUCLIER_CHECK(output.measures.empty() == (output.kind == OutputColumn::Kind::kKey));
    CheckReads(output.reads);
    for (const size_t measure : output.measures) {
      BOUCLIER_CHECK(measure < plan.measures.size());
      for (const SourceColumn& one : plan.measures[measure].reads) BOUCLIER_CHECK(output.reads.count(one));
    }
  }
  for (const PlannedMeasure& measure : plan.measures) BOUCLIER_CHECK(measure.call < plan.calls.size());
  for (const PlannedCall& call : plan.calls) BOUCLIER_CHECK(call.measures.size() == (call.mean ? 2 : 1));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static Engine engine = Engine::Open({}, {}).value();
  static const std::set<std::string> names = [] {
    std::set<std::string> all;
    for (const auto& [name, columns] : Tables()) all.insert(name);
    return all;
  }();
  auto prepared = engine.Parse({reinterpret_cast<const char*>(data), size});
  if (!prepared.ok() || !CheckQuery(prepared->parsed(), names).ok()) return 0;
  auto plan = PlanOutput(prepared->parsed(), Tables());
  if (!plan.ok()) {
    BOUCLIER_CHECK(plan.error().message.rfind("refuse output: ", 0) == 0 && !plan.error().hint.empty());
    BOUCLIER_CHECK(plan.error().refusal != bouclier::Refusal::kNone);
    return 0;
  }
  // With a unit to count the plan is the same, or it is refused.
  static const std::vector<CountedUnit> units = {{"establishment", {"t_mco_b", "exe_soi_dtd"}}};
  const auto counted = PlanOutput(prepared->parsed(), Tables(), units);
  BOUCLIER_CHECK(counted.ok() ? counted->outputs.size() == plan->outputs.size()
                              : counted.error().message.find("loses the establishment") != std::string::npos);
  for (size_t i = 0; counted.ok() && i < counted->units.size(); ++i)
    BOUCLIER_CHECK(counted->units[i].counted == units[0] && !counted->units[i].column.empty());
  const Tree& node = *prepared->parsed()[0].tree.Find("node");
  CheckParts(WithoutOrder(node));
  CheckPlan(node, *plan);
  const size_t outputs = plan->outputs.size(), measures = plan->measures.size();
  auto query = engine.ReadOutput(std::move(*prepared), std::move(*plan));
  if (!query.ok()) return 0;  // two outputs of one name
  BOUCLIER_CHECK(query->columns().size() == outputs && query->measures().size() == measures);
  // Once among what is selected, once among the groups; on no list, so never the query's own.
  const std::string& text = query->per_person();
  const size_t first = text.find("bouclier_person_number");
  BOUCLIER_CHECK(first != std::string::npos && text.find("bouclier_person_number", first + 1) != std::string::npos);
  return 0;
}
