// SPDX-License-Identifier: Apache-2.0
#include "commands.h"

#include <fmt/format.h>

#include "bouclier/base/file.h"
#include "bouclier/ledger/receipt.h"
#include "bouclier/ledger/release_file.h"
#include "bouclier/ledger/verify_log.h"

namespace bouclier::verify {
namespace {

using crypto::Json;

constexpr uint64_t kTextLimit = 64 << 20;
constexpr uint64_t kManifestLimit = uint64_t{8} << 30;

bool IsUnreadable(const Error& error) {
  return error.code != ErrorCode::kCorruption && error.code != ErrorCode::kUnauthenticated &&
         error.code != ErrorCode::kUnsupported;
}

Result<ledger::Vkey> ReadVkey(const Options& options) {
  BOUCLIER_TRY(const std::string text, ReadNamedFile(*options.Find("--vkey"), 4096));
  return ledger::ParseVkey(text);
}

Result<Verdict> RunLog(const Options& options, const ledger::Vkey& vkey) {
  std::optional<std::string> since;
  if (const auto file = options.Find("--since")) {
    BOUCLIER_TRY(since, ReadNamedFile(*file, kTextLimit));
  }
  BOUCLIER_TRY(const ledger::LogSummary summary, ledger::VerifyLog(RealFileSystem(), options.operands[0], vkey, since));
  Verdict verdict{true, "", {}};
  verdict.text = fmt::format("accepted: {} entries of ledger {}, root {}\n", summary.entries, summary.checkpoint.origin,
                             Hex(summary.checkpoint.root));
  if (!summary.first_time.empty())
    verdict.text += fmt::format("  from {} to {}\n", summary.first_time, summary.last_time);
  if (summary.continues)
    verdict.text += fmt::format("  it continues the checkpoint you kept, of {} entries\n", *summary.continues);
  else
    verdict.text += "  give the checkpoint you kept (--since) to see that nothing changed since then\n";
  verdict.text += fmt::format("  signed by the key {}\n", ledger::VkeyFingerprint(vkey));
  verdict.data = {{"entries", summary.entries},
                  {"origin", summary.checkpoint.origin},
                  {"root", Hex(summary.checkpoint.root)},
                  {"fingerprint", ledger::VkeyFingerprint(vkey)}};
  if (summary.continues) verdict.data["continues"] = *summary.continues;
  return verdict;
}

void Describe(const ledger::VerifiedReceipt& receipt, Verdict& verdict) {
  verdict.text +=
      fmt::format("  entry {} of a ledger of {}: {} by actor {} at {}\n", receipt.index, receipt.checkpoint.size,
                  receipt.entry.action, receipt.entry.actor, FormatTime(receipt.entry.time));
  verdict.data["index"] = receipt.index;
  verdict.data["log_size"] = receipt.checkpoint.size;
  verdict.data["action"] = receipt.entry.action;
  verdict.data["time"] = FormatTime(receipt.entry.time);
}

Result<Verdict> RunReceipt(const Options& options, const ledger::Vkey& vkey) {
  BOUCLIER_TRY(const std::string text, ReadNamedFile(options.operands[0], kTextLimit));
  BOUCLIER_TRY(const ledger::VerifiedReceipt receipt, ledger::VerifyReceipt(text, vkey));
  Verdict verdict{true, "accepted: the entry is in the ledger " + vkey.name + "\n", {}};
  Describe(receipt, verdict);
  verdict.text += fmt::format("  it says: {}\n", receipt.entry.body);
  return verdict;
}

Error CannotBeAskedOf(const std::string& what, const std::string& option) {
  return Error(ErrorCode::kCorruption, "check certificate: " + what + " has nothing to compare with " + option);
}

// What a person wants to know of it; all of it is in the file.
void DescribeRelease(const ledger::ReleaseDocument& release, Verdict& verdict) {
  const Json& said = release.certificate;
  const auto count = [&](const char* key) { return said.GetCount(key).value(); };
  verdict.text += fmt::format("  release {} of project {}, submission {}: {}, {} of {} cells hidden\n",
                              count("release"), said.GetString("project").value(), count("submission"),
                              said.GetString("verdict").value(), count("hidden"), count("cells"));
  for (const Json& review : *said.Find("reviews")->if_array())
    verdict.text += fmt::format("  approved by actor {} at {}\n", review.GetCount("reviewer").value(),
                                review.GetString("time").value());
  for (const Json& rule : *said.Find("rules")->if_array()) {
    const std::string unit = rule.GetString("unit").value();
    verdict.text +=
        fmt::format("  rule {} {}{}: {}\n", rule.GetString("rule").value(), rule.GetCount("value").value(),
                    unit.empty() || unit == "person" ? "" : " (" + unit + ")", rule.GetString("origin").value());
  }
  const Json& compared = *said.Find("compared");
  const auto groups = [&](const char* key) { return compared.GetCount(key).value(); };
  verdict.text +=
      fmt::format("  compared: cells {}, totals {}, unions {}; with those released before: groups {}, releases {}\n",
                  groups("cells"), groups("totals"), groups("unions"), groups("released_groups"), groups("releases"));
  std::string own;
  for (const Json& number : *compared.Find("own")->if_array()) own += (own.empty() ? "" : ", ") + number.Canonical();
  verdict.text += fmt::format("  of these releases, of this project: {}; the memory of them: {}\n",
                              own.empty() ? "none" : own, compared.GetString("memory").value());
  verdict.data["document"] = said;
}

Result<Verdict> RunRelease(const Options& options, const ledger::VerifiedCertificate& certificate) {
  std::optional<std::string> output;
  if (const auto file = options.Find("--output")) {
    BOUCLIER_TRY(output, ReadNamedFile(*file, kTextLimit));
  }
  BOUCLIER_TRY(const ledger::ReleaseDocument release, ledger::CheckRelease(certificate));
  Verdict verdict{true, "accepted: the ledger vouches for this release, and the hub's certificate key signed it\n", {}};
  Describe(certificate.receipt, verdict);
  DescribeRelease(release, verdict);
  if (output) {
    BOUCLIER_TRY(const std::string part, ledger::MatchOutput(release, *output));
    verdict.text += fmt::format("  the file is its {}, byte by byte\n", part);
    verdict.data["output"] = part;
  }
  return verdict;
}

Result<Verdict> RunCertificate(const Options& options, const ledger::Vkey& vkey) {
  BOUCLIER_TRY(const std::string text, ReadNamedFile(options.operands[0], kTextLimit));
  std::optional<std::string> manifest;
  if (const auto file = options.Find("--manifest")) {
    BOUCLIER_TRY(manifest, ReadNamedFile(*file, kManifestLimit));
  }
  BOUCLIER_TRY(const ledger::VerifiedCertificate certificate, ledger::VerifyCertificate(text, vkey));
  if (ledger::IsRelease(certificate.document)) {
    if (manifest) return CannotBeAskedOf("a release", "--manifest");
    return RunRelease(options, certificate);
  }
  if (options.Find("--output")) return CannotBeAskedOf("this certificate", "--output");
  Verdict verdict{true, "accepted: the ledger vouches for this certificate\n", {{"document", certificate.document}}};
  Describe(certificate.receipt, verdict);
  if (manifest) {
    BOUCLIER_TRY(const ManifestFigures figures, CheckManifest(certificate.document, *manifest));
    verdict.text += fmt::format("  the manifest agrees: {} listed = {} moved + {} refused + {} lost, {} bytes moved\n",
                                figures.listed, figures.moved, figures.refused, figures.lost, figures.bytes_moved);
  }
  verdict.text += "  " + certificate.document.Canonical() + "\n";
  return verdict;
}

Result<Verdict> RunWithKey(const Options& options) {
  BOUCLIER_TRY(const ledger::Vkey vkey, ReadVkey(options));
  if (options.command == "log") return RunLog(options, vkey);
  if (options.command == "receipt") return RunReceipt(options, vkey);
  return RunCertificate(options, vkey);
}

}  // namespace

Result<std::string> ReadNamedFile(const std::string& path, uint64_t limit) {
  BOUCLIER_TRY(const Bytes bytes, RealFileSystem().Read(path, limit));
  return std::string(AsText(bytes));
}

Verdict Refused(const Error& error) {
  return {false, "not accepted: " + error.message + "\n", {{"reason", error.message}}};
}

Result<Verdict> Run(const Options& options) {
  if (options.command == "inclusion") return RunInclusion(options);
  if (options.command == "consistency") return RunConsistency(options);
  Result<Verdict> verdict = RunWithKey(options);
  // A vkey that is read but is no verifier key can accept nothing: not accepted, as every value that is malformed.
  if (!verdict.ok() && (!IsUnreadable(verdict.error()) || verdict.error().code == ErrorCode::kInvalidArgument))
    return Refused(verdict.error());
  return verdict;
}

}  // namespace bouclier::verify
