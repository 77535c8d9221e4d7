// SPDX-License-Identifier: Apache-2.0
// What a submission's query answered when the hub ran it again, as it is judged and shown. **Secrets:** like Output.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "bouclier/airlock/output.h"
#include "bouclier/base/result.h"
#include "bouclier/workspace/candidate.h"

namespace bouclier::airlock {

struct ProposedColumn {
  std::optional<size_t> dimension;                 // a key: the value that each cell has there
  std::vector<std::optional<std::string>> values;  // otherwise: of each cell, exact; none: null
  std::string name = {};                           // as the query gives it
};

struct ProposalFacts {
  // The base's ordinals of these persons, in their order: what is remembered and compared across projects.
  std::function<Result<std::vector<uint32_t>>(const std::vector<std::string>& persons)> ordinals;
  // What a key is about, and what a measure counts or adds.
  std::function<kernels::Matter(const workspace::OutputColumn& key)> of_key;
  std::function<kernels::Matter(const workspace::OutputMeasure& measure)> of_measure;
};

// Made by ProposalOf only, so that what is judged is what ran.
class Proposal {
 public:
  const std::string& query() const { return query_; }
  const Output& output() const { return output_; }
  const std::vector<ProposedColumn>& columns() const { return columns_; }

 private:
  friend Result<Proposal> ProposalOf(const workspace::Candidate& candidate, const ProposalFacts& facts);
  friend struct ProposalForTests;  // defined in tests alone
  Proposal(std::string query, Output output, std::vector<ProposedColumn> columns)
      : query_(std::move(query)), output_(std::move(output)), columns_(std::move(columns)) {}
  std::string query_;
  Output output_;
  std::vector<ProposedColumn> columns_;
};

// Each measure is a sum of what persons add, by the rules; one that fewer persons add to than have rows is a layer of
// its own. What rows without a person add makes nobody's share smaller. **Errors:** those of `ordinals`; corruption: it
// takes two persons for one; unsupported: contributions beyond 64 bits.
Result<Proposal> ProposalOf(const workspace::Candidate& candidate, const ProposalFacts& facts);

}  // namespace bouclier::airlock
