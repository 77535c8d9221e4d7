// SPDX-License-Identifier: Apache-2.0
#include "bouclier/ledger/entry.h"

#include <array>

#include "bouclier/crypto/json.h"

namespace bouclier::ledger {
namespace {

using crypto::Json;

constexpr std::array<std::string_view, 11> kClassNames = {"access",         "output",    "export", "matching",
                                                          "administration", "query",     "key",    "host",
                                                          "permit",         "migration", "system"};
constexpr std::string_view kTail = "\",\"v\":1}";
constexpr size_t kTimeLength = 24;
constexpr uint64_t kLargestNumber = (uint64_t{1} << 53) - 1;

bool ActionIsGood(std::string_view action) {
  if (action.empty() || action.size() > 100) return false;
  for (const char c : action) {
    if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '_')) return false;
  }
  return true;
}

Error Bad(const std::string& why) { return Error(ErrorCode::kCorruption, "read ledger entry: " + why); }

Result<Entry> FromJson(const Json& json) {
  BOUCLIER_TRY_VOID(json.OnlyMembers({"action", "actor", "body", "class", "time", "v"}));
  BOUCLIER_TRY(const uint64_t version, json.GetCount("v"));
  if (version != 1) return Bad("unknown version");
  Entry out;
  BOUCLIER_TRY(out.action, json.GetString("action"));
  if (!ActionIsGood(out.action)) return Bad("malformed action");
  BOUCLIER_TRY(out.actor, json.GetCount("actor"));
  BOUCLIER_TRY(const Json body, json.Get("body"));
  if (body.if_object() == nullptr) return Bad("the body is not an object");
  out.body = body.Canonical();
  BOUCLIER_TRY(const std::string time, json.GetString("time"));
  BOUCLIER_TRY(out.time, ParseTime(time));
  BOUCLIER_TRY(const std::string name, json.GetString("class"));
  for (size_t i = 0; i < kClassNames.size(); ++i) {
    if (kClassNames[i] != name) continue;
    out.entry_class = static_cast<ports::EntryClass>(i);
    return out;
  }
  return Bad("unknown class");
}

}  // namespace

std::string_view ClassName(ports::EntryClass entry_class) { return kClassNames.at(static_cast<size_t>(entry_class)); }

Result<std::string> EntryWithoutTime(const ports::AuditEntry& entry) {
  const auto bad = [](const std::string& why) { return Error(ErrorCode::kInvalidArgument, "record entry: " + why); };
  if (!ActionIsGood(entry.action)) return bad("the action is not 1 to 100 of a-z, 0-9, dot and underscore");
  if (entry.actor > kLargestNumber) return bad("the actor number is too large");
  if (entry.body.size() > kEntryLimit) return bad("it is longer than 65,535 bytes");
  const Result<Json> body = Json::ParseCanonical(entry.body);
  if (!body.ok() || body->if_object() == nullptr) return bad("the body is not a canonical JSON object");
  std::string out = "{\"action\":\"" + entry.action + "\",\"actor\":" + std::to_string(entry.actor) +
                    ",\"body\":" + entry.body + ",\"class\":\"" + std::string(ClassName(entry.entry_class)) +
                    "\",\"time\":\"";
  if (out.size() + kTimeLength + kTail.size() > kEntryLimit) return bad("it is longer than 65,535 bytes");
  return out;
}

Bytes CompleteEntry(std::string_view entry_without_time, TimePoint time) {
  const std::string stamp = FormatTime(time);
  Bytes out;
  out.reserve(entry_without_time.size() + stamp.size() + kTail.size());
  Append(out, AsBytes(entry_without_time));
  Append(out, AsBytes(stamp));
  Append(out, AsBytes(kTail));
  return out;
}

Result<Entry> ParseEntry(ByteView bytes) {
  if (bytes.size() > kEntryLimit) return Bad("it is too long");
  const Result<Json> json = Json::ParseCanonical(AsText(bytes));
  if (!json.ok()) return Bad("not canonical JSON");
  Result<Entry> entry = FromJson(*json);
  if (!entry.ok() && entry.error().code != ErrorCode::kCorruption) return Bad(entry.error().message);
  return entry;
}

void AppendToBundle(Bytes& bundle, ByteView entry) {
  BOUCLIER_CHECK(entry.size() <= kEntryLimit);
  AppendBe16(bundle, static_cast<uint16_t>(entry.size()));
  Append(bundle, entry);
}

Result<std::vector<ByteView>> ParseBundle(ByteView bundle) {
  std::vector<ByteView> out;
  while (!bundle.empty()) {
    if (bundle.size() < 2) return Error(ErrorCode::kCorruption, "read entry bundle: it is cut");
    const size_t length = static_cast<size_t>(bundle[0]) << 8 | bundle[1];
    if (bundle.size() - 2 < length) return Error(ErrorCode::kCorruption, "read entry bundle: it is cut");
    if (out.size() == kBundleEntries) return Error(ErrorCode::kCorruption, "read entry bundle: more than 256 entries");
    out.push_back(bundle.subspan(2, length));
    bundle = bundle.subspan(2 + length);
  }
  return out;
}

}  // namespace bouclier::ledger
