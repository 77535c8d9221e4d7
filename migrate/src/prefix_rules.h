// SPDX-License-Identifier: Apache-2.0
// Which dataset a unit goes to: the longest prefix of its name, byte for byte, wins. Pure; immutable.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "bouclier/migrate/parts.h"

namespace bouclier::migrate {

class PrefixRules {
 public:
  // **Errors:** invalid_argument: a rule for no source, two rules for one prefix.
  static Result<PrefixRules> Make(const std::vector<SourceBinding>& sources, const std::vector<PrefixRule>& rules);
  std::optional<DatasetId> DatasetOf(const std::string& source, std::string_view name) const;
  // Of sources and rules: an inventory made with others is no base for a plan.
  const std::string& setup_digest() const { return digest_; }

 private:
  std::map<std::string, std::map<std::string, DatasetId, std::less<>>> by_source_;
  std::string digest_;
};

}  // namespace bouclier::migrate
