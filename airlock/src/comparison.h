// SPDX-License-Identifier: Apache-2.0
// The groups of one output or more beside each other and beside all that was released: one walk through the memory for
// all of them. Which groups are compared and why none is missed: docs/adr/0011-near-groups.md. Private to the room.
#pragma once

#include <optional>
#include <span>
#include <unordered_map>
#include <vector>

#include "bouclier/airlock/assessment.h"
#include "bouclier/kernels/near_index.h"

namespace bouclier::airlock {

// The groups of an output under what it hides, and the signature of each in each layer.
struct OwnGroups {
  OwnGroups(const Output& output, const std::vector<bool>& hidden);

  const Output* output;
  const std::vector<bool>* hidden;
  std::vector<kernels::ComparedGroup> groups;
  std::vector<std::vector<kernels::GroupSignature>> layers;
};

// Where a group of an output stands.
struct Place {
  size_t output, layer, group;
};

// A remembered output while it passes by: its groups and persons are made when somebody asks.
class Released {
 public:
  Released(const RememberedPrints& prints, ReleaseMemory& memory) : prints_(prints), memory_(memory) {}
  const RememberedPrints& prints() const { return prints_; }
  Result<const kernels::ComparedGroup*> Group(size_t group);  // **Errors:** corruption: it has none of that number
  Result<kernels::PersonSet> Persons(size_t layer, size_t group);
  Result<const CellPersons*> Cells();  // **Errors:** corruption: they are of another table

 private:
  const RememberedPrints& prints_;
  ReleaseMemory& memory_;
  std::optional<std::vector<kernels::ComparedGroup>> groups_;
  std::optional<CellPersons> persons_;
};

struct ReleasedTotals {
  std::vector<kernels::Relation> relations;
  std::vector<KnownTotal> named;  // where they come from; of one group, one a project
};
// What released numbers say of groups of the first layer: a relation for each whose persons are just those of a shown
// group. Of each output its own.
Result<std::vector<ReleasedTotals>> KnownTotals(const std::vector<OwnGroups>& outputs, ReleaseMemory& memory);

bool AllShown(const std::vector<uint32_t>& cells, const std::vector<bool>& hidden);

// What the released number of a group's persons says of the sum of its cells, of which these are the persons.
kernels::Relation RelationOf(const kernels::ComparedGroup& group, const kernels::GroupSignature& signature,
                             std::span<const kernels::PersonSet> cells);

// Adds to each assessment what its output is near to, and what it was compared with. Outputs and assessments stand in
// one order.
Result<void> CompareAll(const std::vector<OwnGroups>& outputs, uint32_t threshold, ReleaseMemory& memory,
                        std::vector<Assessment>& assessments);

}  // namespace bouclier::airlock
