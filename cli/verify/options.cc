// SPDX-License-Identifier: Apache-2.0
#include "options.h"

#include <set>

namespace bouclier::verify {
namespace {

struct Shape {
  size_t operands;
  std::set<std::string> required, allowed;
};

// inclusion and consistency take either all their values or a file: commands.cc sees to it.
const std::map<std::string, Shape>& Shapes() {
  static const std::map<std::string, Shape> shapes = {
      {"log", {1, {"--vkey"}, {"--vkey", "--since"}}},
      {"receipt", {1, {"--vkey"}, {"--vkey"}}},
      {"certificate", {1, {"--vkey"}, {"--vkey", "--manifest", "--output"}}},
      {"inclusion", {0, {}, {"--index", "--size", "--leaf", "--root", "--proof", "--json"}}},
      {"consistency", {0, {}, {"--old-size", "--old-root", "--size", "--root", "--proof", "--json"}}},
  };
  return shapes;
}

Error Usage(const std::string& cause) {
  return Error(ErrorCode::kInvalidArgument, "read command line: " + cause, "see: bouclier-verify --help");
}

}  // namespace

std::optional<std::string> Options::Find(const std::string& name) const {
  const auto it = values.find(name);
  return it == values.end() ? std::nullopt : std::optional(it->second);
}

Result<Options> ParseOptions(const std::vector<std::string>& words) {
  if (words.empty()) return Usage("no command");
  const auto shape = Shapes().find(words[0]);
  if (shape == Shapes().end()) return Usage("there is no command " + words[0]);
  Options out;
  out.command = words[0];
  for (size_t i = 1; i < words.size(); ++i) {
    const std::string& word = words[i];
    // `--json` alone asks for the answer as JSON; for foreign proofs it names their file.
    if (word == "--json" && !shape->second.allowed.contains("--json")) {
      out.json = true;
    } else if (word.starts_with("--")) {
      if (!shape->second.allowed.contains(word)) return Usage("unknown option " + word);
      if (i + 1 == words.size()) return Usage("option " + word + " needs a value");
      if (!out.values.emplace(word, words[++i]).second) return Usage("option " + word + " stands twice");
    } else {
      out.operands.push_back(word);
    }
  }
  if (out.operands.size() != shape->second.operands)
    return Usage(out.command + " takes " + std::to_string(shape->second.operands) + " file or folder");
  for (const std::string& name : shape->second.required)
    if (!out.values.contains(name)) return Usage("option " + name + " is missing");
  return out;
}

std::string HelpText() {
  return R"(bouclier-verify checks, offline and trusting nobody, what a hub's ledger says.

  bouclier-verify log DIR --vkey FILE [--since CHECKPOINT] [--json]
      every entry, tile and the signed root; with --since also that the log continues the checkpoint you kept
  bouclier-verify receipt FILE --vkey FILE [--json]
      that an entry is in the ledger
  bouclier-verify certificate FILE --vkey FILE [--manifest EXPORT | --output FILE] [--json]
      that the ledger vouches for a certificate; with --manifest its counts, bytes and root are computed anew.
      Of a release also that the hub's certificate key signed it; with --output that FILE is its table or its chart
  bouclier-verify inclusion --index N --size N --leaf HEX --root HEX --proof HEX,…
  bouclier-verify consistency --old-size N --old-root HEX --size N --root HEX --proof HEX,…
      proofs of any RFC 6962 log, no key needed (leaf: the leaf's hash; an empty proof: --proof '')
  bouclier-verify inclusion --json FILE        keys index size leaf root proof
  bouclier-verify consistency --json FILE      keys old_size old_root size root proof (proof: a list of hex)

--vkey takes the file that `bouclier init --vkey-out` wrote: compare its fingerprint with the one on paper.

Exit: 0 accepted · 1 read and not accepted · 2 a file that cannot be read, an unknown or missing option

Examples:
  bouclier-verify log hub/ledger --vkey ledger.vkey --since first.checkpoint
  bouclier-verify certificate migration.cert --vkey ledger.vkey --manifest manifest.jsonl
  bouclier-verify certificate grippe-1.release --vkey ledger.vkey --output grippe-1.csv
  bouclier-verify inclusion --index 0 --size 1 --leaf 6e34…1d --root 6e34…1d --proof ''
)";
}

}  // namespace bouclier::verify
