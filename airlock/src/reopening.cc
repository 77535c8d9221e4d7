// SPDX-License-Identifier: Apache-2.0
#include "reopening.h"

namespace bouclier::airlock {
namespace {

// What a reader can infer of the table who has these totals.
Result<bool> StaysHidden(const ToldOf& table, std::vector<kernels::Relation> relations, uint32_t threshold) {
  const std::vector<kernels::PersonSet>& cells = table.table.layers.front().cells;
  kernels::SuppressionTask reader;
  for (size_t cell = 0; cell < cells.size(); ++cell) {
    reader.counts.push_back(static_cast<uint32_t>(cells[cell].size()));
    reader.primary.push_back(table.hidden[cell] && cells[cell].size() < threshold);
  }
  reader.relations = std::move(relations);
  reader.persons = cells;
  reader.threshold = threshold;
  reader.protection = kernels::ProtectionOf(threshold);
  BOUCLIER_TRY(const kernels::SuppressionPlan plan, kernels::AuditSuppression(reader, table.hidden));
  return plan.safe;
}

}  // namespace

Result<void> NoteReopened(const std::vector<ToldOf>& tables, const std::vector<OwnGroups>& outputs, uint32_t threshold,
                          ReleaseMemory& memory, std::vector<Assessment>& assessments) {
  if (tables.empty()) return {};
  std::vector<OwnGroups> groups;
  for (const ToldOf& table : tables) groups.emplace_back(table.table, table.hidden);
  BOUCLIER_TRY(std::vector<ReleasedTotals> known, KnownTotals(groups, memory));
  for (size_t i = 0; i < tables.size(); ++i) {
    const ToldOf& table = tables[i];
    std::erase_if(known[i].relations,
                  [&](const kernels::Relation& relation) { return AllShown(relation.cells, table.hidden); });
    for (size_t output = 0; output < outputs.size(); ++output) {
      std::vector<kernels::Relation> relations = known[i].relations;
      const ToldOf::Total* first = nullptr;
      for (const ToldOf::Total& total : table.totals) {
        if (total.by.output != output) continue;
        if (first == nullptr) first = &total;
        const kernels::GroupSignature& signature = outputs[output].layers[total.by.layer][total.by.group];
        relations.push_back(RelationOf(total.group, signature, table.table.layers.front().cells));
      }
      if (first == nullptr) continue;
      BOUCLIER_TRY(const bool stays, StaysHidden(table, std::move(relations), threshold));
      if (stays) continue;
      assessments[output].reopened.push_back(
          {outputs[output].groups[first->by.group], table.release, table.project, first->name});
    }
  }
  return {};
}

}  // namespace bouclier::airlock
