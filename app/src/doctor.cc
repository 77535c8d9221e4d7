// SPDX-License-Identifier: Apache-2.0
// One check after the other, each with what to do when it fails; later ones are tried whatever the earlier ones said.
#include <fmt/format.h>

#include "bouclier/app/setup.h"
#include "bouclier/crypto/random.h"
#include "bouclier/ledger/verify_log.h"
#include "log_view.h"

namespace bouclier::app {
namespace {

using crypto::Json;

constexpr uint64_t kLowDisk = kGiB;

class Checks {
 public:
  void Add(const std::string& what, const Result<std::string>& found) {
    Json::Object check{{"what", what}, {"ok", found.ok()}};
    if (found.ok()) {
      check["says"] = *found;
    } else {
      failed_ = true;
      check["says"] = found.error().message;
      check["code"] = ErrorCodeName(found.error().code);
      if (!found.error().hint.empty()) check["hint"] = found.error().hint;
    }
    list_.emplace_back(std::move(check));
  }
  Report Finish() {
    Report report{"doctor", {{"checks", std::move(list_)}}};
    if (failed_) report.ending = Ending::kIncomplete;
    return report;
  }

 private:
  Json::Array list_;
  bool failed_ = false;
};

Result<std::string> CheckDisk(const Config& config) {
  std::error_code error;
  auto place = std::filesystem::absolute(config.folder, error);
  while (!std::filesystem::exists(place, error) && place != place.parent_path()) place = place.parent_path();
  const auto space = std::filesystem::space(place, error);
  if (error) return ErrnoError(error.value(), "look at disk");
  const std::string free = HumanBytes({space.available}) + " free";
  if (space.available < kLowDisk)
    return Error(ErrorCode::kExhausted, "look at disk: only " + free, "free at least 1 GiB where `hub.folder` lies");
  return free;
}

std::string PinWords(keys::PinState pin) {
  switch (pin) {
    case keys::PinState::kGood:
      return "";
    case keys::PinState::kLow:
      return "; the token warns: a wrong PIN was given";
    case keys::PinState::kFinalTry:
      return "; the token warns: one try is left";
    case keys::PinState::kLocked:
      return "; the token says: locked";
  }
  return "";
}

Result<std::string> CheckToken(const keys::Pkcs11Module& module, const TokenConfig& config, const char* key) {
  std::string warning;
  BOUCLIER_TRY(const std::vector<keys::TokenInfo> present, module.ListTokens());
  for (const keys::TokenInfo& info : present)
    if (info.label == config.label) warning = PinWords(info.pin);
  auto token = OpenToken(module, config);
  if (!token.ok()) return std::move(token).error();
  const auto signer = keys::OpenSigner(*token, key);
  if (!signer.ok() && signer.error().code == ErrorCode::kNotFound)
    return Error(ErrorCode::kPrecondition, "look at token: it holds no key of this hub yet", "run: bouclier init");
  if (!signer.ok()) return signer.error();
  return "present, PIN right, keys there" + warning;
}

void CheckTokens(const Config& config, Checks& checks) {
  const Result<keys::Pkcs11Module> module = LoadModule(config);
  if (!module.ok()) return checks.Add("PKCS#11 library", module.error());
  checks.Add("PKCS#11 library", std::string("loaded"));
  checks.Add("token " + config.custodian_a.label, CheckToken(*module, config.custodian_a, keys::kCustodianSignKey));
  checks.Add("token " + config.custodian_b.label, CheckToken(*module, config.custodian_b, keys::kCustodianSignKey));
  checks.Add("token " + config.hub_token.label, CheckToken(*module, config.hub_token, keys::kLedgerKey));
}

Result<std::string> CheckSource(const Places& places, const SourceConfig& source) {
  BOUCLIER_TRY(const auto opened, places.OpenSource(source));
  BOUCLIER_TRY(const ports::ListPage page, opened->List("", ""));
  return fmt::format("answers; {}{} units on its first page", page.units.size(), page.next_marker.empty() ? "" : "+");
}

Result<std::string> CheckHost(const Places& places, const HostConfig& host, WriteProbe probe) {
  BOUCLIER_TRY(const auto opened, places.OpenHost(host.id));
  BOUCLIER_TRY(const ports::StorePage page, opened->List("o/", ""));
  static_cast<void>(page);
  if (probe == WriteProbe::kNo) return std::string("answers; the key may list");
  const std::string key = "probe/" + Hex(crypto::RandomArray<8>());
  const Bytes body = ToBytes(crypto::RandomArray<32>());
  BOUCLIER_TRY_VOID(opened->Put(key, body));
  BOUCLIER_TRY(const Bytes back, opened->Get(key, 0, body.size()));
  if (back != body)
    return Error(ErrorCode::kCorruption, "probe host: what came back is not what was written", "choose another host");
  const Result<void> gone = opened->Delete(key);
  if (!gone.ok() && gone.error().code != ErrorCode::kDenied) return gone.error();
  return std::string("answers; the key may list, write and read") +
         (gone.ok() ? ", and delete" : "; not delete: one probe object of 32 bytes stays, and emptying only lists");
}

void CheckHub(const Config& config, Checks& checks) {
  const Result<LogView> view = OpenLogView(config);
  if (!view.ok()) return checks.Add("hub", view.error());
  checks.Add("metadata database", std::string("every row is as it was written"));
  const auto verified = [&]() -> Result<std::string> {
    BOUCLIER_TRY(const ledger::LogSummary summary,
                 ledger::VerifyLog(RealFileSystem(), config.LedgerFolder(), view->ledger->vkey(), std::nullopt));
    if (!summary.last_time.empty()) {
      BOUCLIER_TRY(const TimePoint last, ParseTime(summary.last_time));
      if (SystemClock().Now() < last)
        return Error(ErrorCode::kPrecondition, "look at clock: it is behind the newest ledger entry",
                     "set the machine's clock right; until then nothing can be recorded");
    }
    return fmt::format("{} entries verified", summary.entries);
  };
  checks.Add("ledger and clock", verified());
}

}  // namespace

Result<Report> Doctor(const Config& config, WriteProbe probe) {
  Checks checks;
  checks.Add("configuration", config.file.string() + " is valid");
  checks.Add("disk", CheckDisk(config));
  CheckTokens(config, checks);
  CheckHub(config, checks);
  const Result<Places> places = Places::Make(config);
  if (!places.ok()) {
    checks.Add("addresses", places.error());
    return checks.Finish();
  }
  for (const SourceConfig& source : config.sources) checks.Add("source " + source.id, CheckSource(*places, source));
  for (const HostConfig& host : config.hosts) checks.Add("host " + host.id, CheckHost(*places, host, probe));
  return checks.Finish();
}

}  // namespace bouclier::app
