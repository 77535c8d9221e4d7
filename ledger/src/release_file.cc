// SPDX-License-Identifier: Apache-2.0
#include "bouclier/ledger/release_file.h"

#include <algorithm>
#include <set>

#include "bouclier/crypto/hash.h"

namespace bouclier::ledger {
namespace {

using crypto::Json;

constexpr std::string_view kType = "bouclier-release+jws";
constexpr std::string_view kReleasedAction = "airlock.released";
constexpr uint64_t kVersion = 2;
constexpr size_t kReviewers = 2;
constexpr std::string_view kUnits[] = {"establishment", "person", "professional"};

Error Bad(const std::string& why) { return Error(ErrorCode::kCorruption, "read release: " + why); }

// Reads members and keeps the first thing that is wrong, so that a form is read as a list.
class Members {
 public:
  Members(const Json& object, std::initializer_list<std::string_view> known) : object_(object) {
    const Json::Object* members = object.if_object();
    if (members == nullptr || members->size() != known.size() || !object.OnlyMembers(known).ok())
      Fail("a member is missing or unknown");
  }
  uint64_t Count(std::string_view key) {
    const auto value = object_.GetCount(key);
    if (!value.ok()) return Fail("a number is none"), 0;
    return *value;
  }
  std::string Text(std::string_view key) {
    const auto value = object_.GetString(key);
    if (!value.ok()) return Fail("a text is none"), "";
    return *value;
  }
  void Sha256Of(std::string_view key, ByteView bytes) {
    if (Text(key) != Hex(crypto::Sha256::Of(bytes))) Fail(std::string(key) + " is another text's digest");
  }
  void HexOf(std::string_view key, size_t bytes) {
    const std::string text = Text(key);
    const auto parsed = ParseHex(text);
    if (!parsed.ok() || parsed->size() != bytes || Hex(*parsed) != text) Fail(std::string(key) + " is no such number");
  }
  const Json& Part(std::string_view key) {
    static const Json none;
    const Json* part = object_.Find(key);
    return part == nullptr ? none : *part;
  }
  const Json::Array& List(std::string_view key) {
    static const Json::Array none;
    const Json::Array* list = Part(key).if_array();
    if (list == nullptr) return Fail("a list is none"), none;
    return *list;
  }
  void Fail(const std::string& why) {
    if (why_.empty()) why_ = why;
  }
  void Take(const Members& part) {
    if (!part.why_.empty()) Fail(part.why_);
  }
  Result<void> Done() const {
    if (why_.empty()) return {};
    return Bad(why_);
  }

 private:
  const Json& object_;
  std::string why_;
};

void ReadOutput(Members& certificate, ReleaseDocument& out) {
  Members output(certificate.Part("output"), {"csv", "svg"});
  for (const auto& [name, text] : {std::pair{"csv", &out.csv}, std::pair{"svg", &out.svg}}) {
    Members part(output.Part(name), {"sha256", "text"});
    *text = part.Text("text");
    part.Sha256Of("sha256", AsBytes(*text));
    output.Take(part);
  }
  certificate.Take(output);
}

// The ledger names a query by the digest of salt ‖ text: whoever has both can compare.
void ReadQuery(Members& certificate) {
  Members query(certificate.Part("query"), {"digest", "entry", "salt", "text"});
  query.Count("entry");
  query.HexOf("salt", 16);
  Bytes salted = ParseHex(query.Text("salt")).ok() ? ParseHex(query.Text("salt")).value() : Bytes();
  Append(salted, AsBytes(query.Text("text")));
  query.Sha256Of("digest", salted);
  certificate.Take(query);
}

using RuleOfUnit = std::pair<std::string, std::string>;

// What judges every output whose permit protects these units; some rules where somebody asks for them, as their names
// being said tells.
std::set<RuleOfUnit> RulesFor(const std::set<std::string>& units, const std::set<std::string>& said) {
  std::set<RuleOfUnit> out{{"computable", "person"},
                           {"near_itself", "person"},
                           {"near_release", "person"},
                           {"reopens_release", "person"},
                           {"too_many_hidden", ""}};
  for (const std::string& unit : units) {
    for (const char* rule : {"few_apart", "key_of_few", "record_of_few", "second", "small", "small_complement"})
      out.emplace(rule, unit);
    if (said.contains("dominance")) out.emplace("dominance", unit);
  }
  for (const char* rule : {"mean_alone", "unanimity"})
    if (said.contains(rule)) out.emplace(rule, "person");
  return out;
}

void ReadRules(Members& certificate) {
  std::vector<RuleOfUnit> said;
  std::set<std::string> units, names;
  for (const Json& one : certificate.List("rules")) {
    Members rule(one, {"origin", "rule", "unit", "value"});
    said.emplace_back(rule.Text("rule"), rule.Text("unit"));
    if (rule.Text("origin").empty()) rule.Fail("a rule has no origin");
    rule.Count("value");
    names.insert(said.back().first);
    if (said.back().first == "small") units.insert(said.back().second);
    certificate.Take(rule);
  }
  if (!units.contains("person")) certificate.Fail("it names no threshold of persons");
  for (const std::string& unit : units)
    if (std::ranges::find(kUnits, unit) == std::end(kUnits)) certificate.Fail("a rule's unit is unknown");
  if (!std::ranges::equal(said, RulesFor(units, names)))
    certificate.Fail("the rules are not those there are, in their order");
}

void ReadReviews(Members& certificate) {
  const uint64_t author = certificate.Count("author");
  std::vector<uint64_t> seen;
  uint64_t last_entry = 0;
  for (const Json& one : certificate.List("reviews")) {
    Members review(one, {"entry", "reviewer", "time"});
    const uint64_t reviewer = review.Count("reviewer"), entry = review.Count("entry");
    if (!ParseTime(review.Text("time")).ok()) review.Fail("a time is none");
    if (reviewer == author || std::ranges::find(seen, reviewer) != seen.end())
      review.Fail("its author and its reviewers are not three persons");
    if (!seen.empty() && entry <= last_entry) review.Fail("the reviews are not in their order");
    last_entry = entry;
    seen.push_back(reviewer);
    certificate.Take(review);
  }
  if (seen.size() != kReviewers) certificate.Fail("it was not reviewed by two");
}

void ReadVerdict(Members& certificate) {
  const uint64_t cells = certificate.Count("cells"), hidden = certificate.Count("hidden");
  const std::string verdict = certificate.Text("verdict");
  if (verdict != (hidden == 0 ? "pass" : "pass_with_hidden_cells")) certificate.Fail("its verdict lets nothing out");
  if (hidden > cells) certificate.Fail("it hides more cells than it has");
}

// A release is compared with all that have a lower number.
void ReadCompared(Members& certificate) {
  Members compared(certificate.Part("compared"),
                   {"cells", "memory", "own", "released_groups", "releases", "totals", "unions"});
  for (const char* count : {"cells", "released_groups", "totals", "unions"}) compared.Count(count);
  compared.HexOf("memory", 32);
  const uint64_t release = certificate.Count("release");
  if (release == 0 || compared.Count("releases") != release - 1)
    compared.Fail("it was not compared with all before it");
  uint64_t before = 0;
  for (const Json& one : compared.List("own")) {
    const int64_t* number = one.if_int();
    const uint64_t own = number == nullptr || *number < 0 ? 0 : static_cast<uint64_t>(*number);
    if (own <= before || own >= release) compared.Fail("its project's releases are none before it, in their order");
    before = own;
  }
  certificate.Take(compared);
}

void ReadWords(Members& certificate) {
  certificate.Text("title");
  for (const Json& label : certificate.List("labels"))
    if (label.if_string() == nullptr) certificate.Fail("a label is no text");
}

Result<void> ReadPayload(ReleaseDocument& out) {
  const Result<Json> payload = Json::ParseCanonical(AsText(out.jws.payload));
  if (!payload.ok()) return Bad("its payload is not canonical JSON");
  out.certificate = *payload;
  const auto version = out.certificate.GetCount("v");
  if (version.ok() && *version != kVersion)
    return Error(ErrorCode::kUnsupported, "read release: it is of another version");
  Members certificate(out.certificate,
                      {"author",   "base",           "cells",   "compared", "extract", "hidden",  "labels",
                       "output",   "permit_version", "project", "query",    "release", "reviews", "rules",
                       "snapshot", "submission",     "title",   "type",     "v",       "verdict", "version"});
  if (certificate.Text("type") != "release") certificate.Fail("it is no release");
  for (const char* count : {"permit_version", "release", "snapshot", "submission", "v", "version"})
    certificate.Count(count);
  certificate.HexOf("base", 16);
  if (certificate.Text("project").empty()) certificate.Fail("it names no project");
  Members extract(certificate.Part("extract"), {"digest", "number"});
  extract.HexOf("digest", 32);
  extract.Count("number");
  certificate.Take(extract);
  ReadWords(certificate);
  ReadQuery(certificate);
  ReadRules(certificate);
  ReadReviews(certificate);
  ReadVerdict(certificate);
  ReadCompared(certificate);
  ReadOutput(certificate, out);
  return certificate.Done();
}

Result<PublicKey> KeyOf(const Json& body) {
  const auto text = body.GetString("certificate_key");
  if (!text.ok()) return Bad("its entry names no certificate key");
  const auto bytes = ParseHex(*text);
  if (!bytes.ok() || bytes->size() != 32 || Hex(*bytes) != *text) return Bad("its entry's certificate key is none");
  return PublicKey{SignatureAlgorithm::kEd25519, *bytes};
}

}  // namespace

bool IsRelease(const Json& document) {
  const auto type = document.GetString("type");
  return document.Find("payload") != nullptr || document.Find("signatures") != nullptr ||
         (type.ok() && *type == "release");
}

Result<ReleaseDocument> ParseReleaseDocument(std::string_view text) {
  ReleaseDocument out;
  auto jws = crypto::ParseJws(text, kType, {SignatureAlgorithm::kEd25519});
  if (!jws.ok()) return Bad("it is no signed text of this kind: " + jws.error().message);
  out.jws = std::move(jws).value();
  if (out.jws.signatures.size() != 1) return Bad("it has more than one signature");
  BOUCLIER_TRY_VOID(ReadPayload(out));
  return out;
}

Result<ReleaseDocument> CheckRelease(const VerifiedCertificate& certificate) {
  BOUCLIER_TRY(ReleaseDocument out, ParseReleaseDocument(certificate.document.Canonical()));
  const Entry& entry = certificate.receipt.entry;
  if (entry.action != kReleasedAction || entry.entry_class != ports::EntryClass::kOutput)
    return Bad("its entry does not say that it was released");
  BOUCLIER_TRY(const Json body, Json::ParseCanonical(entry.body));
  BOUCLIER_TRY(const PublicKey key, KeyOf(body));
  if (out.jws.signatures.front().kid != crypto::Fingerprint(key)) return Bad("it names another key than its entry");
  BOUCLIER_TRY_VOID(crypto::VerifyJws(out.jws, 0, key));
  for (const char* member : {"base", "project", "release", "submission"}) {
    const Json* bound = body.Find(member);
    if (bound == nullptr || *bound != *out.certificate.Find(member)) return Bad("its entry is about another release");
  }
  for (const Json& review : *out.certificate.Find("reviews")->if_array()) {
    BOUCLIER_TRY(const std::string voted, review.GetString("time"));
    BOUCLIER_TRY(const TimePoint time, ParseTime(voted));
    BOUCLIER_TRY(const uint64_t index, review.GetCount("entry"));
    if (index >= certificate.receipt.index || time > entry.time) return Bad("it was released before it was reviewed");
  }
  return out;
}

Result<std::string> MatchOutput(const ReleaseDocument& release, std::string_view bytes) {
  if (bytes == release.csv) return std::string("csv");
  if (bytes == release.svg) return std::string("svg");
  return Error(ErrorCode::kCorruption, "check output: this file is neither the table nor the chart that was released");
}

}  // namespace bouclier::ledger
