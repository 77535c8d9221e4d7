// SPDX-License-Identifier: Apache-2.0
// What our rules say of a table that another checker judges too (tools/judges/acro_judge.py). Lines of the input:
// person, tab, cell, tab, cents (may be empty). Lines of the output, by cell: cell, tab, rules of its own figures.
#include <algorithm>
#include <cstdio>
#include <iostream>
#include <map>

#include "bouclier/airlock/proposal.h"
#include "workspace/test/output_tables.h"

namespace bouclier::airlock {
namespace {

workspace::OutputTables ReadRows() {
  workspace::OutputTables tables;
  for (std::string line; std::getline(std::cin, line);) {
    const size_t first = line.find('\t'), second = line.find('\t', first + 1);
    if (first == std::string::npos || second == std::string::npos) std::abort();
    workspace::CareRow row;
    row.person = line.substr(0, first);
    row.region = line.substr(first + 1, second - first - 1);
    if (second + 1 < line.size()) row.paid = arrow::Decimal128(line.substr(second + 1));
    tables.care.push_back(std::move(row));
  }
  return tables;
}

const char* NameOf(kernels::Rule rule) {
  switch (rule) {
    case kernels::Rule::kSmall:
      return "small";
    case kernels::Rule::kSmallComplement:
      return "small_complement";
    case kernels::Rule::kFewApart:
      return "few_apart";
    case kernels::Rule::kDominance:
      return "dominance";
    default:
      return "other";
  }
}

Result<void> Judge() {
  BOUCLIER_TRY(auto session, workspace::SqlSession::Make(SqlTablesOf(ReadRows()), {}));
  BOUCLIER_TRY(const workspace::Candidate candidate,
               session.Propose("SELECT BEN_RES_DPT_REG AS cell, count(DISTINCT NUM_ENQ_IDT) AS persons, "
                               "sum(PRS_PAI_MNT) AS total FROM er_prs_f GROUP BY 1"));
  const auto other = [](const auto&) { return kernels::Matter::kOther; };
  const ProposalFacts facts{[](const std::vector<std::string>& persons) -> Result<std::vector<uint32_t>> {
                              std::vector<uint32_t> ordinals(persons.size());
                              for (uint32_t i = 0; i < ordinals.size(); ++i) ordinals[i] = i;
                              return ordinals;
                            },
                            other, other};
  BOUCLIER_TRY(const Proposal proposal, ProposalOf(candidate, facts));
  const kernels::OutputFigures& figures = proposal.output().figures;
  std::map<uint32_t, std::string> said;
  for (const kernels::Finding& finding : kernels::ApplyRules(figures, kernels::DefaultRules())) {
    if (!finding.cell) continue;
    const bool of_sum = finding.column.rfind("sum", 0) == 0;
    said[*finding.cell] += std::string(" ") + NameOf(finding.rule) + (of_sum ? "_sum" : "");
  }
  for (uint32_t cell = 0; cell < figures.cells.size(); ++cell)
    std::printf("%s\t%s\n", figures.table.dimensions[0].values[figures.table.cells[cell][0]].c_str(),
                said[cell].c_str());
  return {};
}

}  // namespace
}  // namespace bouclier::airlock

int main() {
  const auto done = bouclier::airlock::Judge();
  if (!done.ok()) std::fprintf(stderr, "%s\n", done.error().message.c_str());
  return done.ok() ? 0 : 1;
}
