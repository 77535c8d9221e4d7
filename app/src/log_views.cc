// SPDX-License-Identifier: Apache-2.0
#include "bouclier/app/log_views.h"

#include "log_view.h"
#include "streamed_file.h"

namespace bouclier::app {
namespace {

using crypto::Json;

class PublicHalf final : public ports::Signer {
 public:
  explicit PublicHalf(PublicKey key) : key_(std::move(key)) {}
  const PublicKey& public_key() const override { return key_; }
  Result<Bytes> Sign(ByteView) override {
    return Error(ErrorCode::kUnavailable, "sign: this command reads the ledger without the hub's token");
  }

 private:
  PublicKey key_;
};

Result<Json> EntryJson(const ports::LoggedEntry& logged) {
  BOUCLIER_TRY(Json entry, Json::ParseCanonical(AsText(logged.entry)));
  (*entry.if_object())["index"] = logged.index;
  return entry;
}

Error NoSuchEntry(uint64_t size) {
  return Error(ErrorCode::kNotFound, "read ledger: there is no entry of that number",
               size == 0 ? "the ledger is empty" : "the newest is " + std::to_string(size - 1));
}

}  // namespace

Result<LogView> OpenLogView(const Config& config) {
  LogView view;
  BOUCLIER_TRY(view.state, OpenState(config));
  BOUCLIER_TRY(const auto reader, view.state->Read());
  BOUCLIER_TRY(std::optional<HubRecord> record, ReadHubRecord(*reader));
  if (!record || !record->finished) return NoHubYet();
  view.record = std::move(*record);
  BOUCLIER_TRY(const ledger::Vkey vkey, ledger::ParseVkey(view.record.vkey));
  view.key = std::make_unique<PublicHalf>(vkey.key);
  view.clock = std::make_unique<SystemClock>();
  BOUCLIER_TRY(view.ledger, ledger::Ledger::Open(LedgerOptionsOf(config), *view.key, *view.clock, RealFileSystem()));
  return view;
}

Result<Report> ShowEntry(const Config& config, uint64_t index) {
  BOUCLIER_TRY(const LogView view, OpenLogView(config));
  BOUCLIER_TRY(const auto entries, view.ledger->Read(index, 1));
  BOUCLIER_TRY(const uint64_t size, view.ledger->Size());
  if (entries.empty()) return NoSuchEntry(size);
  BOUCLIER_TRY(const Json entry, EntryJson(entries.front()));
  return Report{"ledger.show", *entry.if_object()};
}

Result<Report> ShowTail(const Config& config, uint64_t count) {
  BOUCLIER_TRY(const LogView view, OpenLogView(config));
  BOUCLIER_TRY(const uint64_t size, view.ledger->Size());
  const uint64_t first = size > count ? size - count : 0;
  BOUCLIER_TRY(const auto entries, view.ledger->Read(first, size - first));
  Json::Array list;
  for (const ports::LoggedEntry& logged : entries) {
    BOUCLIER_TRY(Json entry, EntryJson(logged));
    list.push_back(std::move(entry));
  }
  return Report{"ledger.tail", {{"size", size}, {"entries", std::move(list)}}};
}

Result<Report> ProveEntry(const Config& config, uint64_t index, const std::optional<std::filesystem::path>& out) {
  BOUCLIER_TRY(const LogView view, OpenLogView(config));
  BOUCLIER_TRY(const uint64_t size, view.ledger->Size());
  if (index >= size) return NoSuchEntry(size);
  BOUCLIER_TRY(std::string receipt, view.ledger->ReceiptOf(index));
  Report report{"ledger.proof", {{"index", index}, {"size", size}}};
  if (out) {
    BOUCLIER_TRY_VOID(WriteTextFile(*out, receipt));
    report.data["file"] = out->string();
  } else {
    report.data["receipt"] = std::move(receipt);
  }
  return report;
}

}  // namespace bouclier::app
