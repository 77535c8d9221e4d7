// SPDX-License-Identifier: Apache-2.0
// What is known of a host: data with a date and a source (spec/hosts/*.yaml), never a promise of this program.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace bouclier::sovereignty {

// A statement someone made about an offer (HDS, SecNumCloud…). A qualification belongs to an offer and has a date.
struct Statement {
  std::string scheme, offer, status, seen_in, seen_on;
  bool confirmed = false;  // a person checked it on the official text
};

struct HostProfile {
  std::string id, name, country;
  bool eea_storage = false;           // storage stays in the European Economic Area
  bool may_hold_sealed_data = false;  // this program may write there
  bool loopback_only = false;         // demonstrations and tests
  std::vector<std::string> endpoint_suffixes;
  uint32_t max_parts = 10'000;
  std::vector<Statement> statements;
};

}  // namespace bouclier::sovereignty
