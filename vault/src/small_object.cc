// SPDX-License-Identifier: Apache-2.0
#include "bouclier/crypto/random.h"
#include "bouclier/vault/upload.h"
#include "host_put.h"
#include "meta_check.h"

namespace bouclier::vault {

bool IsSmall(uint64_t plaintext_length) { return plaintext_length <= kLeafPlain; }

Result<SmallObject> SmallObject::Seal(const UploadTarget& target, const UploadRequest& request, ByteView plaintext) {
  if (plaintext.size() != request.plaintext_length || !IsSmall(request.plaintext_length) || request.generation == 0)
    return Error(ErrorCode::kInvalidArgument, "seal object: not an object of one part, or of another length than told");
  SmallObject small;
  small.target_ = target;
  small.dek_ = crypto::RandomSecret(32);
  KeyRecord& record = small.prepared_.record_;
  record.id = NewAttempt(request.object, request.generation);
  record.dataset = target.keys->dataset();
  record.kek_id = target.keys->kek_id();
  record.kek_version = target.keys->newest_version();
  record.plaintext_length = plaintext.size();
  record.start_nonce = crypto::RandomArray<crypto::kNonceSize>();
  const uint64_t padded = PaddedLength(plaintext.size(), DefaultPadding(plaintext.size()));
  record.body_length = BodyLength(padded);
  record.pieces = {record.body_length};
  small.body_.resize(record.body_length);
  PlaintextHasher hasher(request.md5);
  small.prepared_.leaves_ = SealLeaves(small.dek_, record.start_nonce, 0, plaintext, padded, small.body_, &hasher, 1);
  record.root = CiphertextRoot(small.prepared_.leaves_);
  small.digest_ = hasher.Finish();
  return small;
}

Result<PreparedObject> SmallObject::Put(ObjectMeta meta) {
  meta.sha256 = digest_.sha256;
  BOUCLIER_TRY_VOID(CheckMetaText(meta));
  BOUCLIER_TRY_VOID(PutSameBytes(*target_.store, HostKey(prepared_.record_.id), {body_, OnlyLeaf(prepared_.leaves_)}));
  WrapDek(prepared_.record_, dek_, target_.keys->newest());
  prepared_.sealed_meta_ = SealMeta(meta, prepared_.record_.id, dek_);
  prepared_.name_tag_ = target_.keys->NameTag(meta.name, meta.snapshot);
  prepared_.meta_ = std::move(meta);
  return std::move(prepared_);
}

}  // namespace bouclier::vault
