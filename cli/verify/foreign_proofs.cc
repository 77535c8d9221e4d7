// SPDX-License-Identifier: Apache-2.0
// Proofs of any RFC 6962 log, from options or a JSON file. Malformed values are read and not accepted.
#include <algorithm>

#include "bouclier/crypto/merkle.h"
#include "bouclier/ledger/decimal.h"
#include "commands.h"

namespace bouclier::verify {
namespace {

using crypto::Json;
using crypto::MerkleHash;
using crypto::MerkleProof;

// The values by name: numbers as decimal text, hashes as hex, the proof as a list.
struct Values {
  std::map<std::string, std::string> plain;
  std::vector<std::string> proof;
};

Error Malformed(const std::string& what) { return Error(ErrorCode::kCorruption, "read proof: " + what); }

std::vector<std::string> SplitAtCommas(const std::string& text) {
  std::vector<std::string> out;
  if (text.empty() || text == "[]") return out;
  size_t begin = 0;
  for (;;) {
    const size_t comma = text.find(',', begin);
    out.push_back(text.substr(begin, comma - begin));
    if (comma == std::string::npos) return out;
    begin = comma + 1;
  }
}

Result<Values> FromJson(const std::string& text, const std::vector<std::string>& names) {
  Result<Json> json = Json::Parse(text);
  if (!json.ok() || json->if_object() == nullptr) return Malformed("not a JSON object");
  Values out;
  for (const auto& [key, value] : *json->if_object()) {
    if (key == "proof") {
      if (value.if_array() == nullptr) return Malformed("proof is not a list");
      for (const Json& item : *value.if_array()) {
        if (item.if_string() == nullptr) return Malformed("proof holds something that is no text");
        out.proof.push_back(*item.if_string());
      }
    } else if (std::ranges::find(names, key) == names.end()) {
      return Malformed("unknown key " + key);
    } else if (value.if_int() != nullptr) {
      out.plain[key] = std::to_string(*value.if_int());
    } else if (value.if_string() != nullptr) {
      out.plain[key] = *value.if_string();
    } else {
      return Malformed(key + " is neither number nor text");
    }
  }
  for (const std::string& name : names)
    if (!out.plain.contains(name)) return Malformed("key " + name + " is missing");
  if (json->Find("proof") == nullptr) return Malformed("key proof is missing");
  return out;
}

// `names` as JSON keys; options spell them with dashes. A missing option is an error of the command line (exit 2).
Result<Values> Collect(const Options& options, const std::vector<std::string>& names, std::optional<Error>& malformed) {
  if (const auto file = options.Find("--json")) {
    if (options.values.size() != 1)
      return Error(ErrorCode::kInvalidArgument, "read command line: --json FILE goes alone");
    BOUCLIER_TRY(const std::string text, ReadNamedFile(*file, 16 << 20));
    Result<Values> values = FromJson(text, names);
    if (values.ok()) return values;
    malformed = values.error();
    return Values{};
  }
  Values out;
  for (const std::string& name : names) {
    std::string option = "--" + name;
    std::ranges::replace(option, '_', '-');
    const auto value = options.Find(option);
    if (!value)
      return Error(ErrorCode::kInvalidArgument, "read command line: option " + option + " is missing",
                   "see: bouclier-verify --help");
    out.plain[name] = *value;
  }
  const auto proof = options.Find("--proof");
  if (!proof)
    return Error(ErrorCode::kInvalidArgument, "read command line: option --proof is missing",
                 "an empty proof: --proof ''");
  out.proof = SplitAtCommas(*proof);
  return out;
}

Result<MerkleHash> Hash(const std::string& text) {
  const Result<Bytes> bytes = ParseHex(text);
  MerkleHash hash;
  if (!bytes.ok() || bytes->size() != hash.size()) return Malformed("a hash is not 64 hex digits");
  std::copy(bytes->begin(), bytes->end(), hash.begin());
  return hash;
}

Result<uint64_t> Number(const std::string& text) {
  Result<uint64_t> number = ledger::ParseDecimal(text);
  if (!number.ok()) return Malformed("not a decimal number");
  return number;
}

Result<MerkleProof> Proof(const std::vector<std::string>& texts) {
  MerkleProof proof;
  for (const std::string& text : texts) {
    BOUCLIER_TRY(const MerkleHash hash, Hash(text));
    proof.push_back(hash);
  }
  return proof;
}

Result<void> CheckInclusion(const Values& values) {
  BOUCLIER_TRY(const uint64_t index, Number(values.plain.at("index")));
  BOUCLIER_TRY(const uint64_t size, Number(values.plain.at("size")));
  BOUCLIER_TRY(const MerkleHash leaf, Hash(values.plain.at("leaf")));
  BOUCLIER_TRY(const MerkleHash root, Hash(values.plain.at("root")));
  BOUCLIER_TRY(const MerkleProof proof, Proof(values.proof));
  return crypto::VerifyInclusion(index, size, leaf, root, proof);
}

Result<void> CheckConsistency(const Values& values) {
  BOUCLIER_TRY(const uint64_t old_size, Number(values.plain.at("old_size")));
  BOUCLIER_TRY(const MerkleHash old_root, Hash(values.plain.at("old_root")));
  BOUCLIER_TRY(const uint64_t size, Number(values.plain.at("size")));
  BOUCLIER_TRY(const MerkleHash root, Hash(values.plain.at("root")));
  BOUCLIER_TRY(const MerkleProof proof, Proof(values.proof));
  return crypto::VerifyConsistency(old_size, old_root, size, root, proof);
}

Result<Verdict> RunProof(const Options& options, const std::vector<std::string>& names,
                         Result<void> (*check)(const Values&), const std::string& accepted) {
  std::optional<Error> malformed;
  BOUCLIER_TRY(const Values values, Collect(options, names, malformed));
  if (malformed) return Refused(*malformed);
  const Result<void> checked = check(values);
  if (!checked.ok()) return Refused(checked.error());
  return Verdict{true, accepted + "\n", {}};
}

}  // namespace

Result<Verdict> RunInclusion(const Options& options) {
  return RunProof(options, {"index", "size", "leaf", "root"}, CheckInclusion,
                  "accepted: the leaf is in the tree of that root");
}

Result<Verdict> RunConsistency(const Options& options) {
  return RunProof(options, {"old_size", "old_root", "size", "root"}, CheckConsistency,
                  "accepted: the newer tree continues the older one");
}

}  // namespace bouclier::verify
