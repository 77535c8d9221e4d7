// SPDX-License-Identifier: Apache-2.0
#include "bouclier/provision/project_secrets.h"

#include <algorithm>

#include "bouclier/crypto/random.h"
#include "bouclier/kernels/pseudonym.h"
#include "bouclier/vault/sealed_row.h"

namespace bouclier::provision {
namespace {

constexpr std::string_view kTable = "provision.secret";  // dataset ‖ what → sealed
constexpr std::string_view kHubLabel = "bouclier/hub-pseudonym-secret/v1";
constexpr std::string_view kSaltLabel = "bouclier/project-salt/v1";
constexpr size_t kSize = 32;

Bytes RowKey(const vault::DatasetKeys& keys, std::string_view what) {
  Bytes key = ToBytes(keys.dataset().bytes);
  Append(key, AsBytes(what));
  return key;
}

Result<void> MakeOnce(ports::StateTransaction& transaction, const vault::DatasetKeys& keys, std::string_view label,
                      std::string_view what) {
  const Bytes key = RowKey(keys, what);
  BOUCLIER_TRY(const std::optional<Bytes> there, transaction.Get(kTable, key));
  if (there) return {};
  const SecretBytes secret = crypto::RandomSecret(kSize);
  return transaction.Put(kTable, key, vault::SealRow(keys, label, key, secret.Reveal(SecretAccess{})));
}

Result<Bytes> Open(ports::StateReader& reader, const vault::DatasetKeys& keys, std::string_view label,
                   std::string_view what) {
  const Bytes key = RowKey(keys, what);
  BOUCLIER_TRY(const std::optional<Bytes> row, reader.Get(kTable, key));
  if (!row) return Error(ErrorCode::kNotFound, "open project key: a secret of pseudonyms was never made");
  BOUCLIER_TRY(Bytes plain, vault::OpenRow(keys, label, key, *row));
  if (plain.size() != kSize) return Error(ErrorCode::kCorruption, "open project key: a secret has another length");
  return plain;
}

}  // namespace

Result<void> MakeHubSecret(ports::StateTransaction& transaction, const vault::DatasetKeys& hub) {
  return MakeOnce(transaction, hub, kHubLabel, "hub");
}

Result<void> MakeProjectSalt(ports::StateTransaction& transaction, const vault::DatasetKeys& project,
                             const std::string& permit) {
  return MakeOnce(transaction, project, kSaltLabel, permit);
}

Result<SecretBytes> OpenProjectKey(ports::StateReader& reader, const vault::DatasetKeys& hub,
                                   const vault::DatasetKeys& project, const std::string& permit) {
  BOUCLIER_TRY(Bytes salt, Open(reader, project, kSaltLabel, permit));
  BOUCLIER_TRY(Bytes secret, Open(reader, hub, kHubLabel, "hub"));
  const SecretBytes hub_secret = SecretBytes::CopyOf(secret);
  kernels::ProjectSalt project_salt;
  std::copy(salt.begin(), salt.end(), project_salt.begin());
  Wipe(secret);
  Wipe(salt);
  SecretBytes key = kernels::DeriveProjectKey(hub_secret, project_salt, permit);
  Wipe(project_salt);
  return key;
}

}  // namespace bouclier::provision
