// SPDX-License-Identifier: Apache-2.0
// The members of one JSON object, each once, with texts made harmless. Over simdjson. Not thread-safe.
#pragma once

#include <simdjson.h>

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "findings.h"

namespace bouclier::catalog {

// A string, or a list of strings: the source uses both. Names as they stand.
struct NameList {
  std::vector<std::string> names;
  bool as_text = false;
};

class Members {
 public:
  // Of two members of one name the first counts, and it is reported.
  Members(simdjson::dom::object object, std::string_view where, Findings& findings);

  std::optional<simdjson::dom::element> Find(std::string_view name) const;
  // A string; a number or a boolean as it is written; "" for null and for what is not there. At most `limit` bytes.
  std::string Text(std::string_view name, size_t limit) const;
  // The same as it stands: for names, whose every byte is looked at.
  std::string Name(std::string_view name) const;
  std::vector<std::string> Texts(std::string_view name, size_t most) const;  // a list of such; what else: reported
  // nullopt: neither a string nor a list of strings. Absent: an empty list.
  std::optional<NameList> Names(std::string_view name) const;

 private:
  std::map<std::string_view, simdjson::dom::element> members_;
  std::string where_;
  Findings& findings_;
};

}  // namespace bouclier::catalog
