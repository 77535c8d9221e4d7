// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "words/page.h"
#include "words/pages.h"

namespace bouclier::cli {
namespace {

using crypto::Json;

std::string Objects(const Json& data) {
  return fmt::format("{} bodies, {}", CountIn(data, "objects"), SizeText(CountIn(data, "bytes")));
}

std::string Findings(const Json& data) {
  std::string out;
  for (const Json& finding : ListIn(data, "findings")) {
    const std::string name = TextIn(finding, "name");
    out += fmt::format("  DAMAGED {}{}: {}\n", name.empty() ? "" : TextIn(finding, "dataset") + " " + name + ", ",
                       "object " + TextIn(finding, "object"), TextIn(finding, "found"));
  }
  return out;
}

std::string EntryLine(const Json& entry) {
  return fmt::format("{:>8}  {}  {:<30} {:>5}  {}\n", CountIn(entry, "index"), TextIn(entry, "time"),
                     TextIn(entry, "action"), CountIn(entry, "actor"), In(entry, "body").Canonical().substr(0, 100));
}

}  // namespace

std::string ObjectListPage(const Json& data) {
  std::string out = fmt::format("{:>12}  {:>3}  {:<32}  {}\n", "bytes", "gen", "object", "name");
  for (const Json& object : ListIn(data, "objects"))
    out += fmt::format("{:>12}  {:>3}  {:<32}  {}\n", CountIn(object, "bytes"), CountIn(object, "generation"),
                       TextIn(object, "object"), TextIn(object, "name"));
  return out +
         fmt::format("{}, {}\n", Counted(ListIn(data, "objects").size(), "object"), SizeText(CountIn(data, "bytes")));
}

std::string ObjectGetPage(const Json& data) {
  return fmt::format("{} bytes, checked, are in {} (ledger entry {}).\n", CountIn(data, "bytes"), TextIn(data, "file"),
                     CountIn(data, "ledger_index"));
}

std::string ObjectExportPage(const Json& data) {
  std::string out = fmt::format("{} is sealed under a fresh key for:\n", TextIn(data, "file"));
  for (const Json& recipient : ListIn(data, "recipients"))
    if (recipient.if_string() != nullptr) out += "  " + *recipient.if_string() + "\n";
  return out + fmt::format("Approved by a custodian's token; ledger entry {}.\n", CountIn(data, "ledger_index"));
}

std::string ObjectImportPage(const Json& data) {
  std::string out = fmt::format("{} {}, generation {}, is sealed (ledger entry {}).\n", TextIn(data, "dataset"),
                                TextIn(data, "name"), CountIn(data, "generation"), CountIn(data, "ledger_index"));
  out += Line("bytes", fmt::format("{}", CountIn(data, "bytes"))) + Line("sha256", TextIn(data, "sha256"));
  if (IsTrue(data, "sha256_was_given")) return out + "It is the SHA-256 you asked for.\n";
  return out + "Compare both with the sender's: a file cut between two segments looks whole.\n";
}

std::string ObjectImportDryRunPage(const Json& data) {
  const uint64_t generation = CountIn(data, "generation");
  return fmt::format("`bouclier object import` would make {} {}, generation {}{}.\n", TextIn(data, "dataset"),
                     TextIn(data, "name"), generation, generation > 1 ? " (the name is taken)" : "") +
         Line("header packets",
              fmt::format("{}; the key opens {}", CountIn(data, "packets"), CountIn(data, "packets_opened"))) +
         Line("bytes in clear", fmt::format("{}, by the file's length", CountIn(data, "bytes"))) +
         Line("segments", fmt::format("{}, none of them read", CountIn(data, "segments")));
}

std::string HostMoveDryRunPage(const Json& data) {
  return fmt::format("`bouclier host move` would copy {} from {} to {}, and wrap the keys of {} datasets anew.\n",
                     Objects(data), TextIn(data, "from"), TextIn(data, "to"), CountIn(data, "datasets")) +
         Findings(data);
}

std::string HostMovePage(const Json& data) {
  std::string out;
  if (IsTrue(data, "already_there")) {
    out = fmt::format("{} is the host in use already; nothing was moved.\n", TextIn(data, "to"));
  } else if (!ListIn(data, "findings").empty()) {
    out = "Damaged bodies were found: the host in use is unchanged.\n" + Findings(data);
  } else {
    out = fmt::format("Moved from {} to {}: bodies as they are, keys wrapped anew.\n", TextIn(data, "from"),
                      TextIn(data, "to")) +
          Line("at the new host", Objects(data)) +
          Line("copied now", fmt::format("{}, {}", CountIn(data, "copied"), SizeText(CountIn(data, "bytes_copied")))) +
          Line("leaves compared there", fmt::format("{}", CountIn(data, "leaves"))) +
          Line("token calls", fmt::format("{}", CountIn(data, "token_calls")));
  }
  if (const Json& certificate = In(data, "certificate"); !certificate.is_null())
    out += Line("certificate", TextIn(certificate, "file"));
  return out;
}

std::string HostEmptyPage(const Json& data) {
  std::string out = fmt::format("Host {}\n", TextIn(data, "host")) + Line("listed before", Objects(In(data, "before")));
  const Json& after = In(data, "after");
  if (after.is_null()) return out + "Nothing was deleted: this was a dry run.\n";
  out += Line("listed after", Objects(after));
  if (!IsTrue(data, "may_delete")) out += "The key has no right to delete here: the list is all that could be made.\n";
  return out + "What a host's listing shows is not proof of physical erasure.\n";
}

std::string VaultCheckPage(const Json& data) {
  std::string out = fmt::format("Host {}: {} looked at, {}.\n", TextIn(data, "host"), Objects(data),
                                TextIn(data, "depth") == "leaves" ? "every byte compared" : "lengths compared");
  out += ListIn(data, "findings").empty() ? "All are as recorded.\n" : Findings(data);
  if (const Json& sweep = In(data, "sweep"); !sweep.is_null()) {
    out += Line("no record names", fmt::format("{} bodies, {}; deleted {}", CountIn(sweep, "orphans"),
                                               SizeText(CountIn(sweep, "orphan_bytes")), CountIn(sweep, "deleted")));
    out += Line("uploads nobody owns",
                fmt::format("{}; taken away {}", CountIn(sweep, "orphan_uploads"), CountIn(sweep, "aborted")));
    if (!IsTrue(sweep, "may_delete")) out += "  The key may not delete here: orphans are only listed.\n";
    if (!IsTrue(sweep, "may_abort")) out += "  The key may not abort uploads here: they are only counted.\n";
    if (!IsTrue(sweep, "may_list_uploads")) out += "  The key may not list uploads here: they were not looked at.\n";
  }
  return out;
}

std::string EntryPage(const Json& data) {
  return fmt::format("Entry {}\n", CountIn(data, "index")) + Line("time", TextIn(data, "time")) +
         Line("class", TextIn(data, "class")) + Line("action", TextIn(data, "action")) +
         Line("actor", CountIn(data, "actor") == 0 ? "0 (the system)" : fmt::format("{}", CountIn(data, "actor"))) +
         "  body:\n" + In(data, "body").Pretty() + "\n";
}

std::string TailPage(const Json& data) {
  std::string out = fmt::format("{:>8}  {:<24}  {:<30} {:>5}  {}\n", "entry", "time", "action", "actor", "body");
  for (const Json& entry : ListIn(data, "entries")) out += EntryLine(entry);
  return out + fmt::format("{} entries in the ledger.\n", CountIn(data, "size"));
}

std::string ProofPage(const Json& data) {
  if (const std::string receipt = TextIn(data, "receipt"); !receipt.empty()) return receipt;
  return fmt::format("The receipt of entry {} is in {}.\n  check it: bouclier-verify receipt {} --vkey FILE\n",
                     CountIn(data, "index"), TextIn(data, "file"), TextIn(data, "file"));
}

}  // namespace bouclier::cli
