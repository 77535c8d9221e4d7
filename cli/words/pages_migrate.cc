// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "bouclier/base/units.h"
#include "words/page.h"
#include "words/pages.h"

namespace bouclier::cli {
namespace {

using crypto::Json;

std::string Datasets(const Json& data) {
  std::string out;
  if (const Json::Object* datasets = In(data, "datasets").if_object())
    for (const auto& [name, tally] : *datasets)
      out += Line("dataset " + name,
                  fmt::format("{}, {}", Counted(CountIn(tally, "units"), "object"), SizeText(CountIn(tally, "bytes"))));
  return out;
}

std::string Took(const Json& data) { return HumanSeconds(static_cast<double>(CountIn(data, "milliseconds")) / 1000); }

std::string Standing(const Json& status) {
  return "\nWhere the migration stands:\n" + Line("listed", Tally(status, "listed")) +
         Line("moved", Tally(status, "moved")) + Reasons(status, "refused", "refused") +
         Reasons(status, "lost", "lost") + Line("to do", Tally(status, "pending")) +
         Line("re-read and right", Counted(CountIn(status, "verified"), "object")) +
         Line("properties not kept", fmt::format("{}", CountIn(status, "property_losses"))) +
         Line("Content-MD5", Counts(status, "md5"));
}

std::string Files(const Json& data) {
  std::string out;
  if (const Json& certificate = In(data, "certificate"); !certificate.is_null())
    out += Line("certificate",
                TextIn(certificate, "file") +
                    (IsTrue(certificate, "complete") ? " (complete)" : " (incomplete: it lists what did not move)"));
  if (const Json& manifest = In(data, "manifest"); !manifest.is_null())
    out += Line("manifest", TextIn(manifest, "file") + " (names in clear: keep it as safe as the data)");
  if (const Json& sums = In(data, "sums"); !sums.is_null())
    out += Line("SHA256SUMS", TextIn(sums, "file") + " (for the owner: sha256sum -c)");
  return out;
}

std::string RunLines(const Json& data) {
  std::string out = Line("moved", Tally(data, "moved")) + Reasons(data, "refused", "refused") +
                    Reasons(data, "lost", "lost") + Line("unchanged", Tally(data, "unchanged")) +
                    Line("read from the source", SizeText(CountIn(data, "bytes_read")));
  if (const uint64_t resumed = CountIn(data, "bytes_resumed"); resumed > 0)
    out += Line("not read again", SizeText(resumed) + " (sealed before a stop)");
  out += Line("properties not kept", Counts(data, "property_losses"));
  const Json& uploads = In(data, "orphan_uploads");
  if (CountIn(uploads, "found") > 0)
    out += Line("orphan uploads", fmt::format("{} found, {} taken away, {} left", CountIn(uploads, "found"),
                                              CountIn(uploads, "aborted"), CountIn(uploads, "left")));
  if (CountIn(uploads, "left") > 0)
    out += Line("", fmt::format("{} of parts stay at the host: the key may not abort uploads there",
                                SizeText(CountIn(uploads, "bytes_left"))));
  if (!uploads.is_null() && !IsTrue(uploads, "may_list"))
    out += Line("orphan uploads", "not counted: the key may not list uploads at the host");
  out += Line("time", Took(data));
  if (const std::string named = Named(data, "named"); !named.empty()) out += "  by name:\n" + named;
  return out;
}

}  // namespace

std::string InventoryPage(const Json& data) {
  std::string out =
      fmt::format("Inventory, round {}.\n", CountIn(data, "round")) + Line("listed", Tally(data, "listed"));
  out += Datasets(data);
  if (const std::string named = Named(data, "no_prefix"); !named.empty())
    out += "  under no prefix of the configuration (`migrate plan` will stop):\n" + named;
  return out;
}

std::string PlanPage(const Json& data) {
  std::string out = "What `bouclier migrate run` would do; nothing was moved.\n" +
                    Line("listed", Tally(data, "listed")) + Line("to move", Tally(data, "to_move")) + Datasets(data) +
                    Line("moved already", Tally(data, "already_moved")) +
                    Reasons(data, "to_refuse", "will be refused") + Reasons(data, "to_lose", "will be lost") +
                    Line("properties not kept", Counts(data, "property_losses"));
  out += Line("time", Took(data) + (IsTrue(data, "rate_is_measured") ? ", at the rate of the last run"
                                                                     : ", at a guessed rate: no run yet"));
  if (const std::string named = Named(data, "named"); !named.empty()) out += "  will not move, by name:\n" + named;
  return out;
}

std::string RunPage(const Json& data) {
  return "The copy under seal ended.\n" + RunLines(data) +
         Line("token calls", fmt::format("{}", CountIn(data, "token_calls"))) + Files(data) +
         Standing(In(data, "status"));
}

std::string VerifyPage(const Json& data) {
  std::string out =
      "Moved objects were read back from the host, unsealed and compared.\n" + Line("right", Tally(data, "verified")) +
      Line("right before", Counted(CountIn(data, "verified_before"), "object")) + Line("time", Took(data));
  if (const std::string named = Named(data, "failed"); !named.empty())
    out += "  DAMAGED, by name (the next `migrate run` copies them anew):\n" + named;
  return out + Files(data) + Standing(In(data, "status"));
}

std::string DeltaPage(const Json& data) {
  std::string out =
      fmt::format("Since the last inventory: {} new, {} changed, {} made again, {} deleted, {} unchanged.\n",
                  CountIn(data, "added"), CountIn(data, "changed"), CountIn(data, "recreated"),
                  CountIn(data, "deleted"), CountIn(data, "unchanged"));
  if (!IsTrue(data, "converged")) out += "The source keeps changing:\n" + Named(data, "still_changing");
  if (const std::string named = Named(data, "named"); !named.empty()) out += "  by name:\n" + named;
  return out + RunLines(In(data, "run")) + Files(data) + Standing(In(data, "status"));
}

std::string MigrateStatusPage(const Json& data) {
  if (CountIn(data, "round") == 0) return "Nothing was listed yet: bouclier migrate inventory\n";
  return fmt::format("Inventory round {}{}.\n", CountIn(data, "round"),
                     IsTrue(data, "inventory_open") ? ", not ended" : "") +
         Datasets(data) + Standing(data);
}

}  // namespace bouclier::cli
