// SPDX-License-Identifier: Apache-2.0
#include "bouclier/airlock/recorded_query.h"

#include "bouclier/crypto/json.h"
#include "bouclier/vault/doors.h"

namespace bouclier::airlock {
namespace {

using crypto::Json;

Error NoQuery() {
  return Error(ErrorCode::kNotFound, "find query: the ledger has no query of that number",
               "bouclier workspace sql tells the number of each query");
}

Result<RecordedQuery> Parse(const ports::LoggedEntry& logged) {
  BOUCLIER_TRY(const Json body, Json::ParseCanonical(logged.body));
  BOUCLIER_TRY(const Json entry, Json::ParseCanonical(AsText(logged.entry)));
  RecordedQuery out;
  out.entry = logged.index;
  BOUCLIER_TRY(out.actor, entry.GetCount("actor"));
  BOUCLIER_TRY(out.project, body.GetString("permit"));
  BOUCLIER_TRY(out.permit_version, body.GetCount("permit_version"));
  BOUCLIER_TRY(out.extract, body.GetCount("extract"));
  BOUCLIER_TRY(out.digest, body.GetString("query"));
  return out;
}

bool IsOutcomeOf(uint64_t query, const ports::LoggedEntry& logged) {
  if (logged.action != kQueryDoneAction) return false;
  const auto body = Json::ParseCanonical(logged.body);
  if (!body.ok()) return false;
  const auto intent = body->GetCount("intent");
  return intent.ok() && *intent == query;
}

}  // namespace

Result<RecordedQuery> FindRecordedQuery(ports::AuditTrail& trail, uint64_t entry) {
  constexpr uint64_t kPage = 64;
  BOUCLIER_TRY(const uint64_t size, trail.Size());
  if (entry >= size) return NoQuery();
  BOUCLIER_TRY(const std::vector<ports::LoggedEntry> one, trail.Read(entry, 1));
  if (one.empty() || one.front().action != vault::kExtractAction) return NoQuery();
  Result<RecordedQuery> query = Parse(one.front());
  if (!query.ok()) return NoQuery();  // the extract was opened for something else
  for (uint64_t from = entry + 1; from < size;) {
    BOUCLIER_TRY(const std::vector<ports::LoggedEntry> page, trail.Read(from, kPage));
    if (page.empty()) break;
    for (const ports::LoggedEntry& logged : page)
      if (IsOutcomeOf(entry, logged)) return query;
    from += page.size();
  }
  return Error(ErrorCode::kPrecondition, "find query: it did not run to its end", "run it again in the workspace");
}

}  // namespace bouclier::airlock
