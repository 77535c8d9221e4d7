// SPDX-License-Identifier: Apache-2.0
#include "bouclier/provision/opposition_book.h"

#include <algorithm>
#include <map>

#include "bouclier/crypto/hash.h"
#include "bouclier/crypto/random.h"
#include "bouclier/vault/put_object.h"
#include "bouclier/vault/settled_entries.h"

namespace bouclier::provision {
namespace {

constexpr std::string_view kTable = "provision.opposition";  // base ‖ 0 ‖ list ‖ 0 ‖ version → object
constexpr size_t kSalt = 16;

Bytes RowKey(const std::string& base, const std::string& list, uint64_t version) {
  Bytes key = ToBytes(AsBytes(base));
  key.push_back(0);
  Append(key, AsBytes(list));
  key.push_back(0);
  return WithBe64(std::move(key), version);
}

Result<void> CheckName(const std::string& name) {
  const bool fine = !name.empty() && name.size() <= 64 && std::ranges::all_of(name, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '.' ||
           c == '-';
  });
  if (fine) return {};
  return Error(ErrorCode::kInvalidArgument,
               "load opposition list: a name has letters, digits, `_`, `.`, `-`, at most 64");
}

Result<OppositionVersion> Parse(const vault::ChangeEntry& entry) {
  OppositionVersion out;
  out.entry = entry.index;
  out.time = entry.time;
  BOUCLIER_TRY(out.base, entry.body.GetString("base"));
  BOUCLIER_TRY(out.list, entry.body.GetString("list"));
  BOUCLIER_TRY(out.version, entry.body.GetCount("version"));
  BOUCLIER_TRY(out.people, entry.body.GetCount("people"));
  BOUCLIER_TRY(out.form, entry.body.GetString("form"));
  BOUCLIER_TRY(out.digest, entry.body.GetString("digest"));
  return out;
}

Error Damaged(const std::string& cause) {
  return Error(ErrorCode::kCorruption, "read opposition list: " + cause, "restore the metadata database");
}

}  // namespace

Result<std::vector<OppositionVersion>> OppositionBook::Newest() {
  BOUCLIER_TRY(const vault::ChangeEntries changes,
               vault::ReadChanges({trail_, state_, mark_key_}, "opposition.", "administration"));
  std::map<std::pair<std::string, std::string>, OppositionVersion> newest;
  for (const vault::ChangeEntry& entry : changes.done) {
    Result<OppositionVersion> version = Parse(entry);
    if (!version.ok()) return vault::LedgerMalformed("an entry is malformed", entry.index);
    OppositionVersion& held = newest[{version->base, version->list}];
    if (version->version != held.version + 1)
      return vault::LedgerMalformed("a list's versions have a gap", entry.index);
    held = std::move(version).value();
  }
  std::vector<OppositionVersion> out;
  for (auto& [name, version] : newest) out.push_back(std::move(version));
  return out;
}

Result<vault::Committed> OppositionBook::Load(vault::Committer& committer, const vault::UploadTarget& target,
                                              const OppositionRequest& request, const OppositionList& list) {
  BOUCLIER_TRY_VOID(CheckName(request.base));
  BOUCLIER_TRY_VOID(CheckName(request.list));
  BOUCLIER_TRY(const std::vector<OppositionVersion> versions, Newest());
  uint64_t version = 1;
  for (const OppositionVersion& held : versions)
    if (held.base == request.base && held.list == request.list) version = held.version + 1;
  Bytes plain(kSalt);
  crypto::FillRandom(plain);
  Append(plain, AsBytes(WriteOppositionList(list)));
  vault::CommitBatch batch;
  batch.action = "opposition.load";
  batch.entry_class = ports::EntryClass::kAdministration;
  batch.actor = request.actor;
  batch.body = {
      {"base", request.base}, {"digest", Hex(crypto::Sha256::Of(plain))}, {"form", OppositionFormName(list.form)},
      {"list", request.list}, {"people", uint64_t{list.people.size()}},   {"version", version}};
  // A name is taken by the commit: a load that was stopped takes none.
  const std::string name = "opposition/" + request.base + "/" + request.list + "/" + std::to_string(version);
  BOUCLIER_TRY(vault::PreparedObject prepared, vault::PutWhole(target, name, plain));
  Wipe(plain);
  const ObjectId object = prepared.record().id.object;
  batch.objects.push_back(std::move(prepared));
  batch.keys = {target.keys};
  const Bytes key = RowKey(request.base, request.list, version);
  batch.also = [&](ports::StateTransaction& transaction) -> Result<void> {
    BOUCLIER_TRY(const std::optional<Bytes> there, transaction.Get(kTable, key));
    if (there)
      return Error(ErrorCode::kConflict, "load opposition list: somebody else loaded this version meanwhile",
                   "type the command again", Retry::kBackoff);
    return transaction.Put(kTable, key, object.bytes);
  };
  return committer.Commit(std::move(batch));
}

Result<OppositionList> OppositionBook::Read(const ports::LedgerReceipt& receipt, ports::ObjectStore& store,
                                            const vault::DatasetKeysPtr& keys, const std::string& base,
                                            const std::string& list) {
  BOUCLIER_TRY(const std::vector<OppositionVersion> versions, Newest());
  const auto found = std::ranges::find_if(
      versions, [&](const OppositionVersion& held) { return held.base == base && held.list == list; });
  if (found == versions.end())
    return Error(ErrorCode::kNotFound, "read opposition list: there is none of that name",
                 "see: bouclier opposition list");
  BOUCLIER_TRY(const auto reader, state_.Read());
  BOUCLIER_TRY(const std::optional<Bytes> row, reader->Get(kTable, RowKey(base, list, found->version)));
  if (!row || row->size() != 16) return Damaged("its row is missing or damaged");
  vault::ReadRequest request;
  request.state = reader.get();
  request.store = &store;
  request.keys = keys;
  std::copy(row->begin(), row->end(), request.object.bytes.begin());
  BOUCLIER_TRY(vault::SealedReader opened, vault::OpenForProvisionOnly(receipt, request));
  Bytes plain;
  BOUCLIER_TRY_VOID(opened.ReadAll([&plain](ByteView bytes) -> Result<void> {
    Append(plain, bytes);
    return {};
  }));
  if (plain.size() < kSalt || Hex(crypto::Sha256::Of(plain)) != found->digest)
    return Damaged("what is sealed is not what the ledger says was loaded");
  const ByteView text = ByteView(plain).subspan(kSalt);
  Result<OppositionList> parsed = ParseOppositionList(AsText(text));
  Wipe(plain);
  return parsed;
}

}  // namespace bouclier::provision
