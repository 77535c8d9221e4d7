// SPDX-License-Identifier: Apache-2.0
#include "prefix_rules.h"

#include <algorithm>

#include "bouclier/crypto/hash.h"

namespace bouclier::migrate {

Result<PrefixRules> PrefixRules::Make(const std::vector<SourceBinding>& sources, const std::vector<PrefixRule>& rules) {
  PrefixRules made;
  Bytes text;
  const auto note = [&text](std::string_view part) {
    AppendLe64(text, part.size());
    Append(text, AsBytes(part));
  };
  for (const SourceBinding& source : sources) {
    made.by_source_[source.id];
    note(source.id);
  }
  for (const PrefixRule& rule : rules) {
    const auto found = made.by_source_.find(rule.source_id);
    if (found == made.by_source_.end())
      return Error(ErrorCode::kInvalidArgument,
                   "read prefix rules: a rule is for source " + rule.source_id + ", which there is not",
                   "correct the source's id in the config");
    if (!found->second.emplace(rule.prefix, rule.dataset).second)
      return Error(ErrorCode::kInvalidArgument, "read prefix rules: two rules have the same prefix",
                   "keep one of them in the config")
          .WithContext(rule.source_id + ": " + rule.prefix);
  }
  for (const auto& [source, prefixes] : made.by_source_) {
    note(source);
    for (const auto& [prefix, dataset] : prefixes) {
      note(prefix);
      Append(text, dataset.bytes);
    }
  }
  made.digest_ = Hex(crypto::Sha256::Of(text));
  return made;
}

std::optional<DatasetId> PrefixRules::DatasetOf(const std::string& source, std::string_view name) const {
  const auto found = by_source_.find(source);
  if (found == by_source_.end()) return std::nullopt;
  const auto& prefixes = found->second;
  // Walk down from the greatest prefix ≤ what is left of the name: each miss shortens it to what the two have in
  // common.
  std::string_view left = name;
  for (;;) {
    auto next = prefixes.upper_bound(left);
    if (next == prefixes.begin()) return std::nullopt;
    --next;
    if (left.starts_with(next->first)) return next->second;
    const auto differs = std::mismatch(left.begin(), left.end(), next->first.begin(), next->first.end());
    left = left.substr(0, static_cast<size_t>(differs.first - left.begin()));
  }
}

}  // namespace bouclier::migrate
