// SPDX-License-Identifier: Apache-2.0
#include "bouclier/provision/permitted_view.h"

#include <algorithm>

#include <arrow/io/interfaces.h>

#include "bouclier/crypto/hash.h"
#include "bouclier/crypto/json.h"
#include "bouclier/provision/given_columns.h"
#include "bouclier/vault/doors.h"

namespace bouclier::provision {
namespace {

using crypto::Json;

constexpr std::string_view kResidence = "BEN_RES_DPT";

Error Denied(const std::string& why) { return Error(ErrorCode::kDenied, "open permitted view: " + why); }

bool IsSteward(const policy::Actor& actor) {
  return actor.status == policy::ActorStatus::kActive &&
         std::ranges::any_of(actor.grants, [](const policy::Grant& grant) {
           return grant.role == policy::Role::kSteward && grant.datasets.empty();
         });
}

// What is read and how it is shown, in one text.
std::string ColumnsText(const CompiledPermit& compiled) {
  Json::Object tables;
  for (const CompiledTable& table : compiled.tables) {
    Json::Array columns;
    for (const CompiledColumn& column : table.columns)
      columns.emplace_back(Json::Array{column.column->name, CellStepName(column.step)});
    tables[std::string(table.table->name)] = std::move(columns);
  }
  return Json(std::move(tables)).Canonical();
}

Digest32 ColumnsDigest(const CompiledPermit& compiled, const ByteArray<16>& salt) {
  const std::string text = ColumnsText(compiled);
  return crypto::Sha256::Of({ByteView(salt), AsBytes(text)});
}

}  // namespace

Json::Object ViewIntent(const ValidPermit& permit, const CompiledPermit& compiled, const ViewAsker& asker,
                        const ViewPlan& plan) {
  Json::Object body{{"columns", Hex(ColumnsDigest(compiled, plan.salt))},
                    {"dataset", plan.tables.ToString()},
                    {"datasets", Json::Array{plan.tables.ToString(), plan.crosswalk.ToString()}},
                    {"permit", permit.permit().id},
                    {"permit_version", permit.permit().version},
                    {"snapshot", plan.published.number}};
  if (asker.on_behalf_of) body["for"] = asker.on_behalf_of->number;
  return body;
}

Result<std::unique_ptr<PermittedView>> PermittedView::Open(const ValidPermit& permit, const ViewAsker& asker,
                                                           ports::LedgerReceipt receipt, const ViewPlan& plan,
                                                           const vault::TablePlace& place, ports::Clock& clock,
                                                           AskAgain ask_again) {
  BOUCLIER_TRY_VOID(policy::DecideMember(permit.permit(), permit.life(), asker.member(), clock.Now()));
  if (asker.on_behalf_of && !IsSteward(asker.asker)) return Denied("only a steward opens it for somebody else");
  BOUCLIER_TRY(CompiledPermit compiled, Compile(permit.permit()));
  const auto entry = Json::ParseCanonical(AsText(receipt.entry()));
  if (!entry.ok() || receipt.action() != vault::kProvisionAction) return Denied("the receipt is about something else");
  const Json* action = entry->Find("action");
  const Json* actor = entry->Find("actor");
  const Json* body = entry->Find("body");
  if (action == nullptr || *action != Json(vault::kProvisionAction) || actor == nullptr ||
      *actor != Json(asker.asker.number) || body == nullptr || *body != Json(ViewIntent(permit, compiled, asker, plan)))
    return Denied("the receipt is not about this permit, person, snapshot and these columns");
  if (place.keys->dataset() != plan.tables) return Denied("the keys are of other tables");
  if (compiled.snapshot && *compiled.snapshot != plan.published.number)
    return Denied("the permit names another snapshot");
  BOUCLIER_TRY(vault::SnapshotTables tables,
               vault::SnapshotTables::Open(receipt, vault::TableDoor::kProvision, place, plan.published));
  return std::unique_ptr<PermittedView>(new PermittedView(permit, std::move(compiled), std::move(tables),
                                                          std::move(receipt), clock, std::move(ask_again)));
}

PermittedView::PermittedView(const ValidPermit& permit, CompiledPermit compiled, vault::SnapshotTables tables,
                             ports::LedgerReceipt receipt, ports::Clock& clock, AskAgain ask_again)
    : permit_(permit.permit().id),
      version_(permit.permit().version),
      compiled_(std::move(compiled)),
      tables_(std::move(tables)),
      receipt_(std::move(receipt)),
      clock_(clock),
      ask_again_(std::move(ask_again)),
      asked_(std::chrono::steady_clock::now()) {
  AllowColumns();
}

// What enforcement needs: whose a row is, when it was, the granted columns, those that codes are looked up in; of
// beneficiaries, where they live; and of every table that tells people's numbers, the numbers.
void PermittedView::AllowColumns() {
  const std::set<std::string> own = {"person", "psa", "stay", "care_line", "care_from", "care_to"};
  for (const auto& [name, columns] : tables_.snapshot().tables) allowed_[name] = own;
  for (const CompiledTable& table : compiled_.tables) {
    std::set<std::string>& columns = allowed_[std::string(table.table->name)];
    for (const CompiledColumn& column : table.columns) columns.emplace(RestName(*column.column));
    for (const CompiledCodes& codes : table.codes) columns.emplace(RestName(*codes.column));
  }
  if (compiled_.departments.empty()) return;
  for (const char* beneficiaries : {"IR_BEN_R", "IR_BEN_R_ARC"}) allowed_[beneficiaries].emplace(kResidence);
}

Result<std::shared_ptr<arrow::RecordBatchReader>> PermittedView::Rows(const vault::TableFile& file,
                                                                      std::vector<std::string> columns,
                                                                      std::vector<vault::PersonRange> persons) const {
  const auto allowed = allowed_.find(file.table);
  for (const std::string& column : columns)
    if (allowed == allowed_.end() || !allowed->second.contains(column))
      return Error(ErrorCode::kDenied, "read permitted view: the permit has no use for a column of " + file.table);
  std::shared_ptr<arrow::io::RandomAccessFile> opened;
  {
    const MutexLock lock(mutex_);
    BOUCLIER_TRY_VOID(AskLocked());
    BOUCLIER_TRY(opened, tables_.OpenFile(file));
  }
  vault::ScanRequest request;
  request.columns = std::move(columns);
  request.persons = std::move(persons);
  request.go_on = [this] { return Ask(); };
  return vault::ScanFile(std::move(opened), file, std::move(request));
}

Result<void> PermittedView::Ask() const {
  const MutexLock lock(mutex_);
  return AskLocked();
}

Result<void> PermittedView::AskNow() const {
  const MutexLock lock(mutex_);
  asked_ = {};
  return AskLocked();
}

Result<void> PermittedView::AskLocked() const {
  const auto now = std::chrono::steady_clock::now();
  if (asked_ != std::chrono::steady_clock::time_point{} && now - asked_ < kAskEvery) return {};
  BOUCLIER_TRY(const PermitNow again, ask_again_());
  const policy::Permit& permit = again.permit.permit();
  if (permit.id != permit_ || permit.version != version_)
    return Error(ErrorCode::kDenied, "read permitted view: another version of the permit is in force now",
                 "type the command again");
  BOUCLIER_TRY_VOID(policy::DecideMember(permit, again.permit.life(), again.member, clock_.Now()));
  asked_ = now;
  return {};
}

}  // namespace bouclier::provision
