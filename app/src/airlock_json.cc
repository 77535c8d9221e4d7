// SPDX-License-Identifier: Apache-2.0
#include "airlock_json.h"

#include <algorithm>

#include "bouclier/airlock/hidden_audit.h"

namespace bouclier::app {
namespace {

using airlock::Submission;
using crypto::Json;

Json BothJson(const airlock::InBoth& words) { return Json::Object{{"en", words.en}, {"fr", words.fr}}; }

Json ToldJson(const airlock::Told& told) {
  Json::Object out{{"rule", told.rule},
                   {"effect", told.refuses ? "refuses" : "hides"},
                   {"where", BothJson(told.where)},
                   {"learns", BothJson(told.learns)},
                   {"mend", BothJson(told.mend)},
                   {"column", told.column},
                   {"unit", kernels::UnitName(told.unit)}};
  if (told.limit) {
    out["limit"] = uint64_t{told.limit->value};
    out["origin"] = told.limit->origin;
    if (!told.limit->origin_fr.empty()) out["origin_fr"] = told.limit->origin_fr;
  }
  if (told.release) {
    out["release"] = *told.release;
    out["project"] = told.project;
  }
  return Json(std::move(out));
}

Json MendJson(const airlock::Mend& mend) {
  Json::Array buckets;
  for (const std::string& bucket : mend.buckets) buckets.emplace_back(bucket);
  return Json::Object{{"dimension", mend.dimension},
                      {"width", uint64_t{mend.coarsening.width}},
                      {"values", std::move(buckets)},
                      {"verdict", std::string(airlock::VerdictName(mend.verdict))},
                      {"cells", uint64_t{mend.cells}},
                      {"hidden", uint64_t{mend.hidden}},
                      {"judged", mend.whole ? "all" : "persons"}};
}

// Further units that the permit protects, and by which columns the query's rows say which they are of.
Json ProtectJson(const RunAgain& run) {
  Json::Array out;
  for (const kernels::UnitLimit& limit : run.rules.further) {
    Json::Array counted;
    for (const airlock::ByUnit& by : run.proposal.output().by_unit)
      if (by.unit == limit.unit) counted.emplace_back(by.column);
    out.emplace_back(Json::Object{{"unit", kernels::UnitName(limit.unit)},
                                  {"threshold", uint64_t{limit.threshold.value}},
                                  {"origin", limit.threshold.origin},
                                  {"counted", std::move(counted)}});
  }
  return out;
}

Json AuditJson(const airlock::HiddenAudit& audit) {
  Json::Object out{{"hidden", audit.hidden}, {"by_rule", audit.by_rule}};
  if (!audit.narrowest) return out;
  Json::Object narrowest{{"where", BothJson(audit.narrowest->where)}, {"open", audit.narrowest->open}};
  if (audit.narrowest->bounds) {
    narrowest["low"] = audit.narrowest->bounds->low;
    narrowest["high"] = audit.narrowest->bounds->high;
  }
  out["narrowest"] = std::move(narrowest);
  return out;
}

Json TimeJson(TimePoint time) { return Json(FormatTime(time)); }

}  // namespace

Json::Object VerdictJson(const RunAgain& run, const airlock::Checked& checked, const std::string& project,
                         airlock::Audience audience) {
  const airlock::Assessment& found = checked.assessment;
  Json::Array told, mends;
  for (const airlock::Told& one :
       airlock::Explain(run.proposal.output().figures.table, found, run.rules, project, audience))
    told.push_back(ToldJson(one));
  for (const airlock::Mend& mend : checked.mends) mends.push_back(MendJson(mend));
  Json::Object out{{"project", project},
                   {"query", run.query.entry},
                   {"extract", run.ground.extract},
                   {"snapshot", run.ground.snapshot},
                   {"permit_version", run.ground.permit_version},
                   {"verdict", std::string(airlock::VerdictName(found.verdict))},
                   {"threshold", uint64_t{run.rules.threshold.value}},
                   {"origin", run.rules.threshold.origin},
                   {"protect", ProtectJson(run)},
                   {"cells", uint64_t{found.hidden.size()}},
                   {"hidden", static_cast<uint64_t>(std::ranges::count(found.hidden, true))},
                   {"told", std::move(told)},
                   {"mends", std::move(mends)},
                   {"compared", Json::Object{{"groups", found.compared.groups},
                                             {"releases", found.compared.releases},
                                             {"released_groups", found.compared.released_groups}}}};
  if (audience == airlock::Audience::kReviewer && !found.audit.empty())
    out["audit"] = AuditJson(airlock::AuditOf(run.proposal.output().figures.table, found, run.rules));
  return out;
}

Json::Object TableJson(const airlock::ShownTable& table) {
  Json::Array columns, rows;
  for (const std::string& label : table.text.labels) columns.emplace_back(Json::Object{{"name", label}, {"type", ""}});
  for (const auto& row : table.rows) {
    Json::Array cells;
    for (const auto& cell : row) cells.push_back(cell ? Json(*cell) : Json(nullptr));
    rows.emplace_back(std::move(cells));
  }
  Json::Array hidden;
  for (const bool one : table.hidden) hidden.emplace_back(one);
  return {{"title", table.text.title},
          {"columns", std::move(columns)},
          {"rows", std::move(rows)},
          {"hidden_rows", std::move(hidden)}};
}

Json::Object SubmissionJson(const Submission& submission) {
  const airlock::Progress& progress = submission.progress();
  Json::Array approvals, labels;
  for (const uint64_t reviewer : progress.approvals) approvals.emplace_back(reviewer);
  for (const std::string& label : submission.text().labels) labels.emplace_back(label);
  Json::Object out{{"submission", airlock::ToText(submission.id())},
                   {"project", submission.id().project},
                   {"title", submission.text().title},
                   {"labels", std::move(labels)},
                   {"stage", std::string(airlock::StageName(progress.stage))},
                   {"author", progress.author},
                   {"version", progress.version},
                   {"approvals", std::move(approvals)},
                   {"needed", uint64_t{airlock::kApprovals}},
                   {"query", submission.subject().query},
                   {"extract", submission.subject().ground.extract},
                   {"snapshot", submission.subject().ground.snapshot},
                   {"unsettled", submission.chain().unsettled}};
  if (!submission.chain().events.empty()) out["since"] = TimeJson(submission.chain().events.front().time);
  if (progress.stage == airlock::Stage::kReleased) {
    const airlock::ReleaseBinding& release = submission.chain().events.back().release;
    out["release"] = release.number;
    out["certificate"] = release.certificate;
  }
  return out;
}

Json::Array StepsJson(const Submission& submission) {
  Json::Array steps;
  size_t comment = 0;
  for (const airlock::ChainedEvent& chained : submission.chain().events) {
    Json::Object step{{"change", std::string(airlock::ChangeName(chained.event.change))},
                      {"actor", chained.event.actor},
                      {"version", chained.event.version},
                      {"entry", chained.entry},
                      {"time", TimeJson(chained.time)}};
    const auto& comments = submission.comments();
    const bool has_words =
        chained.event.change == airlock::Change::kComment || chained.event.change == airlock::Change::kRefuse;
    if (has_words && comment < comments.size()) step["words"] = comments[comment++].words;
    steps.emplace_back(std::move(step));
  }
  return steps;
}

}  // namespace bouclier::app
