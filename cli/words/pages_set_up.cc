// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "words/page.h"
#include "words/pages.h"

namespace bouclier::cli {

using crypto::Json;

std::string SynthPage(const Json& data) {
  return "A synthetic base is written. Nobody in it ever lived.\n" +
         Line("files", fmt::format("{}, {}", CountIn(data, "files"), SizeText(CountIn(data, "bytes")))) +
         Line("rows", fmt::format("{}, of which damaged on purpose: {}", CountIn(data, "rows"),
                                  CountIn(data, "damaged_rows"))) +
         Line("folder", TextIn(data, "folder")) + Line("truth", TextIn(data, "truth")) +
         Line("values to search for",
              fmt::format("{} in {}", CountIn(data, "canaries"), TextIn(data, "canaries_file")));
}

std::string InitPage(const Json& data) {
  const Json::Array& made = ListIn(data, "made");
  std::string out = made.empty()
                        ? fmt::format("The hub « {} » is complete; nothing was changed.\n", TextIn(data, "hub"))
                        : fmt::format("The hub « {} » is made.\n", TextIn(data, "hub"));
  for (const Json& item : made)
    if (item.if_string() != nullptr) out += Line("made", *item.if_string());
  out +=
      Line("custodian A's key", TextIn(data, "custodian_a")) + Line("custodian B's key", TextIn(data, "custodian_b"));
  out += "\nKeep this on paper. With it a stranger can check that the ledger was never rewritten:\n";
  out += Line("ledger's fingerprint", TextIn(data, "ledger_fingerprint"));
  out += Line("verifier key", TextIn(data, "ledger_vkey"));
  out += "  first checkpoint:\n";
  std::string checkpoint = TextIn(data, "first_checkpoint");
  for (size_t begin = 0; begin < checkpoint.size();) {
    const size_t end = checkpoint.find('\n', begin);
    out += "    " + checkpoint.substr(begin, end - begin) + "\n";
    if (end == std::string::npos) break;
    begin = end + 1;
  }
  return out;
}

std::string InitDryRunPage(const Json& data) {
  const Json::Array& would = ListIn(data, "would_make");
  if (would.empty()) return "Everything is there: `bouclier init` would change nothing.\n";
  std::string out = "`bouclier init` would make:\n";
  for (const Json& item : would)
    if (item.if_string() != nullptr) out += "  " + *item.if_string() + "\n";
  return out;
}

namespace {

std::string RolesText(const Json& person) {
  std::string roles;
  for (const Json& role : ListIn(person, "roles"))
    if (role.if_string() != nullptr) roles += (roles.empty() ? "" : ", ") + *role.if_string();
  return roles.empty() ? "none" : roles;
}

}  // namespace

std::string ActorPage(const Json& data) {
  std::string out = fmt::format("{} is number {} in the ledger.\n", TextIn(data, "name"), CountIn(data, "number"));
  out += Line("status", TextIn(data, "status")) + Line("roles", RolesText(data)) + Line("key", TextIn(data, "key"));
  if (const std::string file = TextIn(data, "key_file"); !file.empty())
    out += Line("key file", file + " (sealed by the passphrase; give it to this person only)");
  return out;
}

std::string ActorListPage(const Json& data) {
  const Json::Array& people = ListIn(data, "people");
  if (people.empty()) return "Nobody is registered yet: bouclier actor add NAME --role ROLE\n";
  std::string out = fmt::format("{:>6}  {:<20} {:<8} {}\n", "number", "name", "status", "roles");
  for (const Json& person : people)
    out += fmt::format("{:>6}  {:<20} {:<8} {}\n", CountIn(person, "number"), TextIn(person, "name"),
                       TextIn(person, "status"), RolesText(person));
  return out;
}

std::string DoctorPage(const Json& data) {
  std::string out;
  uint64_t failed = 0;
  for (const Json& check : ListIn(data, "checks")) {
    const bool ok = IsTrue(check, "ok");
    failed += ok ? 0 : 1;
    out += fmt::format("{:<6}{:<22}{}\n", ok ? "ok" : "WRONG", TextIn(check, "what"), TextIn(check, "says"));
    if (const std::string hint = TextIn(check, "hint"); !hint.empty()) out += fmt::format("{:<28}try: {}\n", "", hint);
  }
  return out + (failed == 0 ? "Everything that was looked at is right.\n" : fmt::format("{} to mend.\n", failed));
}

std::string StatusPage(const Json& data) {
  std::string out = TextIn(data, "hub") + "\n" + Line("host of sealed bodies", TextIn(data, "host"));
  const Json& processing = In(data, "processing");
  out += Line("processing, in clear", TextIn(processing, "place") + ": " + TextIn(processing, "statement"));
  for (const Json& dataset : ListIn(data, "datasets"))
    out += Line(
        "dataset " + TextIn(dataset, "name"),
        fmt::format("{}, {}", Counted(CountIn(dataset, "objects"), "object"), SizeText(CountIn(dataset, "bytes"))));
  const Json& ledger = In(data, "ledger");
  return out +
         Line("ledger", fmt::format("{} entries, key {}", CountIn(ledger, "entries"), TextIn(ledger, "fingerprint")));
}

}  // namespace bouclier::cli
