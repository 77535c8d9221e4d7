// SPDX-License-Identifier: Apache-2.0
// The answer of a query that asks to leave. Made only by SqlSession::Propose, in one run: no file, no text and no
// answer of another query becomes one.
#pragma once

#include <string>
#include <vector>

#include "bouclier/workspace/output_query.h"
#include "bouclier/workspace/output_run.h"

namespace bouclier::workspace {

class Candidate {
 public:
  const std::string& query() const { return query_; }  // as it was asked
  const std::vector<OutputColumn>& columns() const { return columns_; }
  const std::vector<OutputMeasure>& measures() const { return measures_; }
  const OutputRun& run() const { return run_; }

 private:
  friend class SqlSession;
  Candidate(std::string query, const OutputQuery& read, OutputRun run)
      : query_(std::move(query)), columns_(read.columns()), measures_(read.measures()), run_(std::move(run)) {}
  std::string query_;
  std::vector<OutputColumn> columns_;
  std::vector<OutputMeasure> measures_;
  OutputRun run_;
};

}  // namespace bouclier::workspace
