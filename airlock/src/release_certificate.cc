// SPDX-License-Identifier: Apache-2.0
#include "release_certificate.h"

#include <algorithm>

#include "bouclier/base/check.h"
#include "bouclier/crypto/hash.h"
#include "bouclier/crypto/jws.h"
#include "bouclier/kernels/comparisons.h"

namespace bouclier::airlock {
namespace {

using crypto::Json;

constexpr std::string_view kType = "bouclier-release+jws";

Json Rule(std::string_view name, uint64_t value, std::string_view origin, std::string_view unit) {
  return Json::Object{{"origin", origin}, {"rule", name}, {"unit", unit}, {"value", value}};
}

// What is judged of each unit, persons too, against that unit's threshold. Rule::kDerived is not among them: a hidden
// cell is blank in every column.
void AddThresholds(const kernels::UnitLimit& limit, Json::Array& out) {
  for (const char* rule : {"few_apart", "key_of_few", "record_of_few", "second", "small", "small_complement"})
    out.push_back(Rule(rule, limit.threshold.value, limit.threshold.origin, kernels::UnitName(limit.unit)));
}

// Each rule that judged, by the names that a check tells; by name, then by unit.
Json::Array Rules(const kernels::RuleParameters& rules) {
  std::vector<kernels::UnitLimit> units = rules.further;
  units.push_back({rules.unit, rules.threshold});
  const auto& [threshold, origin, origin_fr] = rules.threshold;
  Json::Array out{Rule("computable", kernels::ProtectionOf(threshold), origin, "person"),
                  Rule("near_itself", threshold, origin, "person"), Rule("near_release", threshold, origin, "person"),
                  Rule("reopens_release", kernels::ProtectionOf(threshold), origin, "person"),
                  Rule("too_many_hidden", rules.hidden_per_mille.value, rules.hidden_per_mille.origin, "")};
  for (const kernels::UnitLimit& limit : units) {
    AddThresholds(limit, out);
    if (const auto& share = rules.dominance_per_mille)
      out.push_back(Rule("dominance", share->value, share->origin, kernels::UnitName(limit.unit)));
  }
  if (!rules.unanimity_origin.empty()) out.push_back(Rule("unanimity", 0, rules.unanimity_origin, "person"));
  if (!rules.mean_origin.empty()) out.push_back(Rule("mean_alone", 0, rules.mean_origin, "person"));
  std::ranges::sort(out, {}, [](const Json& rule) {
    return std::pair(rule.GetString("rule").value(), rule.GetString("unit").value());
  });
  return out;
}

// Releases of the own project by number; of others how many there were. No group, no set, no other project.
Json ComparedWith(const CertificateFacts& facts) {
  const Output& output = facts.request.proposal.output();
  uint64_t cells = 0, totals = 0, unions = 0;
  for (const kernels::ComparedGroup& group : kernels::GroupsOf(output.figures.table, facts.assessment.hidden)) {
    if (group.kind == kernels::GroupKind::kCell)
      ++cells;
    else if (group.kind == kernels::GroupKind::kLine || group.kind == kernels::GroupKind::kTable ||
             group.kind == kernels::GroupKind::kTotalOfValue)
      ++totals;
    else
      ++unions;
  }
  const uint64_t layers = output.layers.size();
  const Compared& compared = facts.assessment.compared;
  BOUCLIER_CHECK((cells + totals + unions) * layers == compared.groups);
  Json::Array own;
  if (const auto found = compared.releases_of.find(facts.submission.id().project); found != compared.releases_of.end())
    for (const uint64_t release : found->second) own.emplace_back(release);
  return Json::Object{{"cells", cells * layers},
                      {"memory", Hex(facts.memory)},
                      {"own", std::move(own)},
                      {"totals", totals * layers},
                      {"unions", unions * layers},
                      {"releases", compared.releases},
                      {"released_groups", compared.released_groups}};
}

Json::Array Reviews(const TwoReviews& reviews) {
  Json::Array out;
  for (const Review& review : reviews.each())
    out.emplace_back(
        Json::Object{{"entry", review.entry}, {"reviewer", review.reviewer}, {"time", FormatTime(review.time)}});
  return out;
}

Json Part(const std::string& text) {
  return Json::Object{{"sha256", Hex(crypto::Sha256::Of(AsBytes(text)))}, {"text", text}};
}

Error BadText() {
  return Error(ErrorCode::kCorruption, "read release: its signed text is none of this hub's",
               "restore the metadata database from its backup");
}

}  // namespace

Result<Json> WriteReleasePayload(const CertificateFacts& facts) {
  for (const std::string* text : {&facts.csv, &facts.svg, &facts.request.proposal.query()})
    if (!crypto::IsUtf8(*text))
      return Error(ErrorCode::kInternal, "write release: query, table or chart is not UTF-8", "this is a defect");
  const Submission& submission = facts.submission;
  const Subject& subject = submission.subject();
  const auto& hidden = facts.assessment.hidden;
  Json::Array labels;
  for (const std::string& label : submission.text().labels) labels.emplace_back(label);
  return Json(Json::Object{
      {"type", "release"},
      {"v", 2},
      {"release", facts.release},
      {"base", facts.base.ToString()},
      {"project", submission.id().project},
      {"submission", submission.id().number},
      {"version", submission.progress().version},
      {"permit_version", subject.ground.permit_version},
      {"snapshot", subject.ground.snapshot},
      {"extract", Json::Object{{"digest", subject.ground.extract_digest}, {"number", subject.ground.extract}}},
      {"query", Json::Object{{"digest", facts.query_digest},
                             {"entry", subject.query},
                             {"salt", Hex(facts.request.query_salt)},
                             {"text", facts.request.proposal.query()}}},
      {"title", submission.text().title},
      {"labels", std::move(labels)},
      {"rules", Rules(facts.request.rules)},
      {"verdict", VerdictName(facts.assessment.verdict)},
      {"cells", uint64_t{hidden.size()}},
      {"hidden", static_cast<uint64_t>(std::ranges::count(hidden, true))},
      {"compared", ComparedWith(facts)},
      {"author", submission.progress().author},
      {"reviews", Reviews(facts.reviews)},
      {"output", Json::Object{{"csv", Part(facts.csv)}, {"svg", Part(facts.svg)}}},
  });
}

Result<std::string> SignRelease(ports::Signer& signer, const Json& payload) {
  const PublicKey& key = signer.public_key();
  BOUCLIER_CHECK(key.algorithm == SignatureAlgorithm::kEd25519);
  const std::string text = payload.Canonical(), kid = crypto::Fingerprint(key);
  BOUCLIER_TRY(Bytes signature, signer.Sign(crypto::JwsSigningInput(key.algorithm, kid, kType, AsBytes(text))));
  return crypto::WriteJws({std::string(kType), ToBytes(AsBytes(text)), {{kid, key.algorithm, std::move(signature)}}});
}

Result<SignedRelease> ReadSignedRelease(std::string_view text) {
  const auto jws = crypto::ParseJws(text, kType, {SignatureAlgorithm::kEd25519});
  if (!jws.ok()) return BadText();
  const auto payload = Json::ParseCanonical(AsText(jws->payload));
  if (!payload.ok()) return BadText();
  SignedRelease out;
  const auto verdict = payload->GetString("verdict");
  for (const Verdict passed : {Verdict::kPass, Verdict::kPassWithHiddenCells})
    if (verdict.ok() && *verdict == VerdictName(passed)) out.verdict = passed;
  if (out.verdict == Verdict::kRefused) return BadText();
  BOUCLIER_TRY(const Json output, payload->Get("output"));
  for (const auto& [name, into] : {std::pair{"csv", &out.csv}, std::pair{"svg", &out.svg}}) {
    BOUCLIER_TRY(const Json part, output.Get(name));
    BOUCLIER_TRY(*into, part.GetString("text"));
  }
  return out;
}

}  // namespace bouclier::airlock
