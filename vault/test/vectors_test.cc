// SPDX-License-Identifier: Apache-2.0
// The vectors of docs/formats, made by a second implementation (tests/vectors/vault/make_vectors.py): good ones are
// read, bad ones are refused with the code of their class.
#include "vectors.h"

#include "bouclier/base/secret_bytes.h"
#include "bouclier/vault/crosswalk.h"
#include "bouclier/vault/crypt4gh.h"
#include "bouclier/vault/key_record.h"
#include "bouclier/vault/manifest.h"
#include "bouclier/vault/table_snapshot.h"
#include "bouclier/vault/upload_record.h"
#include "salted.h"

namespace bouclier::vault {
namespace {

using crypto::Json;
using test::List;
using test::Raw;
using test::ReadVectors;
using test::Secret;
using test::Text;

std::string CodeOf(const Error& error) {
  switch (error.code) {
    case ErrorCode::kCorruption:
      return "corruption";
    case ErrorCode::kUnsupported:
      return "unsupported";
    case ErrorCode::kInvalidArgument:
      return "invalid_argument";
    case ErrorCode::kDenied:
      return "denied";
    default:
      return "another";
  }
}

TEST(Vectors, KeyRecords) {
  const Json vectors = ReadVectors("key_record.json");
  const SecretBytes kek = Secret(vectors, "kek"), dek = Secret(vectors, "dek");
  for (const Json& good : List(vectors, "good")) {
    const KeyRecord record = DecodeKeyRecord(Raw(good, "record")).value();
    EXPECT_EQ(EncodeKeyRecord(record), Raw(good, "record"));
    EXPECT_TRUE(UnwrapDek(record, kek).value().EqualsConstantTime(dek)) << Text(good, "name");
    EXPECT_EQ(record.plaintext_length, good.GetCount("plaintext_length").value());
    EXPECT_EQ(record.pieces.size(), good.GetCount("pieces").value());
  }
  EXPECT_GE(List(vectors, "bad").size(), 20u);
  for (const Json& bad : List(vectors, "bad")) {
    const auto record = DecodeKeyRecord(Raw(bad, "record"));
    const auto opened = record.ok() ? UnwrapDek(*record, kek) : Result<SecretBytes>(record.error());
    ASSERT_FALSE(opened.ok()) << Text(bad, "name");
    EXPECT_EQ(CodeOf(opened.error()), Text(bad, "expect")) << Text(bad, "name");
  }
}

TEST(Vectors, UploadRecords) {
  const Json vectors = ReadVectors("upload_record.json");
  const SecretBytes kek = Secret(vectors, "kek"), dek = Secret(vectors, "dek");
  const UploadRecord record = DecodeUploadRecord(Raw(vectors, "record")).value();
  EXPECT_EQ(EncodeUploadRecord(record), Raw(vectors, "record"));
  EXPECT_TRUE(UnwrapUploadDek(record, kek).value().EqualsConstantTime(dek));
  EXPECT_EQ(record.validator_tag, ValidatorTag(record.record_nonce, Text(vectors, "validator")));
  EXPECT_EQ(record.plaintext_length, vectors.GetCount("plaintext_length").value());
  EXPECT_EQ(record.layout.leaves_per_part, vectors.GetCount("leaves_per_part").value());
  EXPECT_EQ(record.md5, Md5Wanted::kYes);
  for (const Json& bad : List(vectors, "bad")) {
    const auto decoded = DecodeUploadRecord(Raw(bad, "record"));
    const auto opened = decoded.ok() ? UnwrapUploadDek(*decoded, kek) : Result<SecretBytes>(decoded.error());
    ASSERT_FALSE(opened.ok()) << Text(bad, "name");
    EXPECT_EQ(CodeOf(opened.error()), Text(bad, "expect")) << Text(bad, "name");
  }
  const PartRecord part = DecodePartRecord(Raw(vectors, "part")).value();
  EXPECT_EQ(EncodePartRecord(part), Raw(vectors, "part"));
  EXPECT_EQ(part.etag, Text(vectors, "part_etag"));
  EXPECT_EQ(part.leaves.size(), 2u);
  for (const Json& bad : List(vectors, "bad_parts"))
    EXPECT_FALSE(DecodePartRecord(Raw(bad, "part")).ok()) << Text(bad, "name");
}

TEST(Vectors, ManifestLines) {
  const Json vectors = ReadVectors("manifest.json");
  std::vector<crypto::MerkleHash> leaves;
  for (const Json& good : List(vectors, "good")) {
    const ManifestLine line = ParseLine(Text(good, "line")).value();
    EXPECT_EQ(LineText(line), Text(good, "line"));
    leaves.push_back(LineLeaf(line));
    EXPECT_EQ(Hex(leaves.back()), Text(good, "leaf"));
  }
  EXPECT_EQ(Hex(crypto::MerkleRoot(leaves)), Text(vectors, "root"));
  for (const Json& bad : List(vectors, "bad")) {
    const auto line = ParseLine(Text(bad, "line"));
    ASSERT_FALSE(line.ok()) << Text(bad, "name");
    EXPECT_EQ(CodeOf(line.error()), "corruption") << Text(bad, "name");
  }
}

TEST(Vectors, TableSnapshots) {
  const Json vectors = ReadVectors("table_snapshot.json");
  for (const char* member : {"record", "rewrapped"})
    EXPECT_EQ(Hex(RecordDigest(DecodeKeyRecord(Raw(vectors, member)).value())), Text(vectors, "record_digest"));
  TableSnapshot snapshot;
  for (const Json& good : List(vectors, "files")) {
    snapshot.files.push_back(ParseTableFile(Text(good, "line")).value());
    EXPECT_EQ(TableFileText(snapshot.files.back()), Text(good, "line"));
    TableSnapshot alone;
    alone.files.push_back(snapshot.files.back());
    EXPECT_EQ(Hex(alone.Root()), Text(good, "leaf"));
  }
  EXPECT_EQ(Hex(snapshot.Root()), Text(vectors, "root"));
  EXPECT_EQ(snapshot.files[0].sealed, RefOf(DecodeKeyRecord(Raw(vectors, "record")).value()));
  for (const Json& good : List(vectors, "heads")) {
    const SnapshotHead head = ParseSnapshotHead(Text(good, "head")).value();
    TableSnapshot whole = head.snapshot;
    if (head.files != 0) whole.files = snapshot.files;
    EXPECT_EQ(whole.Root(), head.root);
    EXPECT_EQ(SnapshotHeadText(whole), Text(good, "head"));
    EXPECT_EQ(Hex(SaltedDigest(whole.salt, Text(good, "head"))), Text(good, "digest"));
    EXPECT_EQ(*PublishBody(whole).at("head").if_string(), Text(good, "digest"));
  }
  for (const Json& bad : List(vectors, "bad_files")) {
    const auto file = ParseTableFile(Text(bad, "line"));
    ASSERT_FALSE(file.ok()) << Text(bad, "name");
    EXPECT_EQ(CodeOf(file.error()), "corruption") << Text(bad, "name");
  }
  for (const Json& bad : List(vectors, "bad_heads")) {
    const auto head = ParseSnapshotHead(Text(bad, "head"));
    ASSERT_FALSE(head.ok()) << Text(bad, "name");
    EXPECT_EQ(CodeOf(head.error()), Text(bad, "expect")) << Text(bad, "name");
  }
}

TEST(Vectors, Crosswalks) {
  const Json vectors = ReadVectors("crosswalk.json");
  for (const Json& good : List(vectors, "good")) {
    const Crosswalk crosswalk = DecodeCrosswalk(Raw(good, "crosswalk")).value();
    EXPECT_EQ(EncodeCrosswalk(crosswalk), Raw(good, "crosswalk"));
    for (const Json& ask : List(good, "asks"))
      EXPECT_EQ(
          crosswalk.Find(static_cast<Crosswalk::Identity>(ask.GetCount("class").value()), AsText(Raw(ask, "key"))),
          ask.GetCount("ordinal").value())
          << Text(ask, "key");
    const Json::Array people = List(good, "people");
    ASSERT_EQ(crosswalk.psa_person.size(), people.size());
    for (uint32_t psa = 0; psa < people.size(); ++psa) EXPECT_EQ(crosswalk.PersonOf(psa), *people[psa].if_int());
    EXPECT_EQ(crosswalk.person_marks, Raw(good, "marks"));
  }
  for (const Json& bad : List(vectors, "bad")) {
    const auto crosswalk = DecodeCrosswalk(Raw(bad, "crosswalk"));
    ASSERT_FALSE(crosswalk.ok()) << Text(bad, "name");
    EXPECT_EQ(CodeOf(crosswalk.error()), Text(bad, "expect")) << Text(bad, "name");
  }
}

void Edit(Bytes& body, const Json& edit) {
  if (const Json* cut = edit.Find("cut")) body.resize(static_cast<size_t>(*cut->if_int()));
  if (const Json* more = edit.Find("append")) Append(body, ParseHex(*more->if_string()).value());
  if (const Json* flip = edit.Find("flip")) body[static_cast<size_t>(*flip->if_int())] ^= 1;
  if (const Json* copy = edit.Find("copy")) {
    const auto number = [&](size_t i) { return static_cast<size_t>(*(*copy->if_array())[i].if_int()); };
    const Bytes taken(body.begin() + static_cast<ptrdiff_t>(number(0)),
                      body.begin() + static_cast<ptrdiff_t>(number(0) + number(2)));
    std::copy(taken.begin(), taken.end(), body.begin() + static_cast<ptrdiff_t>(number(1)));
  }
}

// A full read of a body of one leaf, as docs/formats/sealed-object.md has it.
Result<Bytes> ReadBody(const KeyRecord& record, const SecretBytes& dek, const Bytes& body) {
  if (body.size() != record.body_length) return Error(ErrorCode::kCorruption, "length");
  SegmentCipher cipher(dek, record.start_nonce);
  Bytes plain(record.padded_length());
  for (size_t i = 0; i * kSegmentSealed < body.size(); ++i) {
    const size_t take = std::min<size_t>(kSegmentSealed, body.size() - i * kSegmentSealed);
    BOUCLIER_TRY_VOID(cipher.Open(i, ByteView(body).subspan(i * kSegmentSealed, take),
                                  MutableByteView(plain).subspan(i * kSegmentPlain, take - kSegmentOverhead)));
  }
  if (CiphertextRoot({crypto::Sha256::Of(body)}) != record.root) return Error(ErrorCode::kCorruption, "root");
  plain.resize(record.plaintext_length);
  return plain;
}

TEST(Vectors, SealedObject) {
  const Json vectors = ReadVectors("sealed_object.json");
  const KeyRecord record = DecodeKeyRecord(Raw(vectors, "record")).value();
  const SecretBytes dek = UnwrapDek(record, Secret(vectors, "kek")).value();
  const Bytes body = test::ReadVectorFile(Text(vectors, "body_file"));
  const Bytes plain = ReadBody(record, dek, body).value();
  EXPECT_EQ(Hex(crypto::Sha256::Of(plain)), Text(vectors, "plaintext_sha256"));
  EXPECT_EQ(HostKey(record.id), Text(vectors, "host_key"));
  const ObjectMeta meta = OpenMeta(Raw(vectors, "sealed_meta"), record.id, dek).value();
  EXPECT_EQ(MetaJson(meta), Text(vectors, "meta"));
  EXPECT_EQ(Hex(meta.sha256), Text(vectors, "plaintext_sha256"));
  for (const Json& pair : List(vectors, "padme"))
    EXPECT_EQ(PadmeLength(static_cast<uint64_t>(*(*pair.if_array())[0].if_int())),
              static_cast<uint64_t>(*(*pair.if_array())[1].if_int()));
  // Sealing the same again gives the same bytes.
  Bytes again(BodyLength(record.padded_length()));
  SealLeaves(dek, record.start_nonce, 0, plain, record.padded_length(), again, nullptr, 1);
  EXPECT_EQ(again, body);
  for (const Json& bad : List(vectors, "bad_bodies")) {
    Bytes edited = body;
    Edit(edited, bad.Get("edit").value());
    EXPECT_EQ(ReadBody(record, dek, edited).error().code, ErrorCode::kCorruption) << Text(bad, "name");
  }
}

TEST(Vectors, Crypt4gh) {
  const Json vectors = ReadVectors("crypt4gh.json");
  const C4ghKeyPair key = ReadC4ghSecretKey(Text(vectors, "secret_key_file"), SecretBytes()).value();
  EXPECT_EQ(ReadC4ghPublicKey(Text(vectors, "public_key_file")).value(), key.public_key);
  const auto decrypt = [](const Bytes& file, const C4ghKeyPair& with) -> Result<Bytes> {
    Bytes out;
    BOUCLIER_TRY_VOID(DecryptC4gh(
        [left = ByteView(file)](MutableByteView buffer) mutable -> Result<size_t> {
          const size_t take = std::min(buffer.size(), left.size());
          std::copy_n(left.begin(), take, buffer.begin());
          left = left.subspan(take);
          return take;
        },
        with,
        [&](ByteView bytes) -> Result<void> {
          Append(out, bytes);
          return {};
        }));
    return out;
  };
  EXPECT_EQ(decrypt(Raw(vectors, "file"), key).value(), Raw(vectors, "plaintext"));
  const C4ghKeyPair other = ReadC4ghSecretKey(Text(vectors, "other_key_file"), SecretBytes()).value();
  EXPECT_EQ(CodeOf(decrypt(Raw(vectors, "file"), other).error()), "denied");
  for (const Json& bad : List(vectors, "bad")) {
    const auto opened = decrypt(Raw(bad, "file"), key);
    ASSERT_FALSE(opened.ok()) << Text(bad, "name");
    EXPECT_EQ(CodeOf(opened.error()), Text(bad, "expect")) << Text(bad, "name");
  }
}

}  // namespace
}  // namespace bouclier::vault
