// SPDX-License-Identifier: Apache-2.0
// A hub with a certificate key and a base whose releases are remembered. Test support.
#pragma once

#include "airlock_hub.h"
#include "bouclier/airlock/release_desk.h"
#include "bouclier/ledger/release_file.h"
#include "outputs.h"

namespace bouclier::airlock {

// What a session would have proposed. airlock/test/proposal_test.cc makes real ones.
struct ProposalForTests {
  static Proposal Make(Output output, std::vector<ProposedColumn> columns, std::string query) {
    return {std::move(query), std::move(output), std::move(columns)};
  }
};

}  // namespace bouclier::airlock

namespace bouclier::airlock::test {

constexpr const char* kOtherProject = "fever-2026";

class ReleaseHub : public Hub {
 public:
  ReleaseHub() { memory_keys = NewMemoryKeys(DatasetId{{2}}); }
  vault::DatasetKeysPtr NewMemoryKeys(DatasetId base) {
    auto transaction = state.Begin().value();
    auto made = vault::DatasetKeys::Create(*transaction, wrapper_, base, vault::KeyDomain::kDataset).value();
    transaction->Commit().value();
    return made;
  }

  // Weeks of 30 persons each, but for those of `small`; nobody stands in two.
  static Output Weeks(size_t weeks = 12, std::map<size_t, uint32_t> small = {{3, 6}, {7, 7}}) {
    std::vector<kernels::PersonSet> cells;
    for (uint32_t week = 0; week < weeks; ++week)
      cells.push_back(People(week * 100, small.contains(week) ? small[week] : 30));
    return OutputOf({Numbered("week", weeks)}, std::move(cells));
  }
  static std::vector<ProposedColumn> Columns(const Output& output) {
    std::vector<ProposedColumn> out{{0, {}}, {std::nullopt, {}}};
    for (const kernels::CellFigures& cell : output.figures.cells)
      out[1].values.emplace_back(std::to_string(cell.units));
    return out;
  }
  static Proposal Proposed(const Output& output, std::string query = std::string(kQueryText)) {
    return ProposalForTests::Make(output, Columns(output), std::move(query));
  }
  ReleaseRequest ToRelease(const Output& output = Weeks(), SubmissionId id = Id()) {
    return {std::move(id), kAuthor, 1, newest, Proposed(output), QuerySalt(), kernels::DefaultRules()};
  }
  Result<ReleasedOutput> Release(const ReleaseRequest& request) {
    auto book = Book();
    auto committer = Committer();
    return ReleaseDesk(book, Parts()).Release(committer, request);
  }
  Result<ReleasedOutput> HandOut(uint64_t actor = kAuthor) {
    auto book = Book();
    return ReleaseDesk(book, Parts()).HandOut(Id(), actor);
  }
  Result<Assessment> Check(const Output& output) {
    auto book = Book();
    BOUCLIER_TRY(Checked checked, ReleaseDesk(book, Parts()).Check(kProject, output, kernels::DefaultRules()));
    return std::move(checked.assessment);
  }
  // Submitted and approved by two, in any project.
  SubmissionId Approved(const std::string& project = kProject) {
    auto committer = Committer();
    const uint64_t ran = project == kProject ? query : RunQuery(project);
    SubmitRequest request = ToSubmit();
    request.project = project;
    request.subject.query = ran;
    const SubmissionId id = Book().Submit(committer, request).value();
    for (const uint64_t reviewer : {kFirst, kSecond}) Book().Approve(committer, {id, reviewer, 1, newest}).value();
    return id;
  }

  // What a stranger sees who has the file and the log's key.
  Result<ledger::ReleaseDocument> Verify(const ReleasedOutput& output) {
    const std::string file = ledger::WriteCertificate(output.document(), output.receipt().text());
    BOUCLIER_TRY(const auto certificate, ledger::VerifyCertificate(file, trail->vkey()));
    return ledger::CheckRelease(certificate);
  }

  DeskParts Parts() {
    return {trail.get(), &certificate_key, [this](const std::string&) { return MemoryKeys(); },
            [this](const ShownTable& table) -> Result<std::string> {
              drawn = table;
              return "<svg>" + table.text.title + "</svg>\n";
            }};
  }
  vault::DatasetKeysPtr memory_keys;
  std::optional<ShownTable> drawn;
  ledger::SoftwareSigner certificate_key{9};

 private:
  Result<vault::DatasetKeysPtr> MemoryKeys() const { return memory_keys; }
  bouclier::test::ClearWrapper wrapper_;
};

}  // namespace bouclier::airlock::test
