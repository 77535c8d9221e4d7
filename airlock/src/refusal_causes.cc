// SPDX-License-Identifier: Apache-2.0
// Why nothing leaves, as the ledger may tell it to everybody.
#include <set>

#include "bouclier/airlock/explain.h"

namespace bouclier::airlock {
namespace {

constexpr size_t kNamedReleases = 10;

std::string Listed(const std::set<std::string>& names) {
  std::string out;
  for (const std::string& name : names) out += (out.empty() ? "" : ", ") + name;
  return out;
}

std::string Listed(const std::set<uint64_t>& releases) {
  std::string out;
  size_t named = 0;
  for (const uint64_t release : releases) {
    if (named++ == kNamedReleases) return out + " and others";
    out += (named > 1 ? ", " : releases.size() > 1 ? ", releases " : ", release ") + std::to_string(release);
  }
  return out;
}

}  // namespace

std::string RefusalCauses(const kernels::OutputTable& table, const Assessment& assessment,
                          const kernels::RuleParameters& rules, const std::string& project) {
  std::set<std::string> of_rules, of_memory;
  std::set<uint64_t> releases;
  for (const Told& told : Explain(table, assessment, rules, project, Audience::kAuthor)) {
    if (!told.refuses) continue;
    const bool remembered = told.rule == "near_release" || told.rule == "reopens_release" || told.release.has_value();
    (remembered ? of_memory : of_rules).insert(told.rule);
    if (told.release) releases.insert(*told.release);
  }
  std::string out;
  if (!of_rules.empty()) out = "by rules (" + Listed(of_rules) + ")";
  if (of_memory.empty()) return out;
  return out + (out.empty() ? "" : " and ") + "by the memory of releases (" + Listed(of_memory) + Listed(releases) +
         ")";
}

}  // namespace bouclier::airlock
