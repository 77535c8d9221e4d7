// SPDX-License-Identifier: Apache-2.0
#include "words/page.h"

#include <fmt/format.h>

#include "bouclier/base/units.h"

namespace bouclier::cli {

using crypto::Json;

const Json& In(const Json& json, std::string_view key) {
  static const Json none;
  const Json* found = json.Find(key);
  return found == nullptr ? none : *found;
}
std::string TextIn(const Json& json, std::string_view key) {
  const std::string* text = In(json, key).if_string();
  return text == nullptr ? "" : *text;
}
uint64_t CountIn(const Json& json, std::string_view key) {
  const int64_t* count = In(json, key).if_int();
  return count == nullptr || *count < 0 ? 0 : static_cast<uint64_t>(*count);
}
bool IsTrue(const Json& json, std::string_view key) {
  const bool* value = In(json, key).if_bool();
  return value != nullptr && *value;
}
const Json::Array& ListIn(const Json& json, std::string_view key) {
  static const Json::Array none;
  const Json::Array* list = In(json, key).if_array();
  return list == nullptr ? none : *list;
}

std::string SizeText(uint64_t bytes) { return HumanBytes({bytes}); }

std::string Tally(const Json& json, std::string_view key) {
  const Json& tally = In(json, key);
  return fmt::format("{}, {}", Counted(CountIn(tally, "units"), "object"), SizeText(CountIn(tally, "bytes")));
}

std::string Line(std::string_view label, const std::string& value) {
  return fmt::format("  {:<21} {}\n", label, value);
}

std::string Counted(uint64_t count, std::string_view one) {
  return fmt::format("{} {}{}", count, one, count == 1 ? "" : "s");
}

std::string Reasons(const Json& json, std::string_view key, std::string_view label) {
  std::string out;
  if (const Json::Object* reasons = In(json, key).if_object())
    for (const auto& [reason, tally] : *reasons)
      out += Line(label, fmt::format("{}: {}, {}", reason, Counted(CountIn(tally, "units"), "object"),
                                     SizeText(CountIn(tally, "bytes"))));
  return out;
}

std::string Counts(const Json& json, std::string_view key) {
  std::string out;
  if (const Json::Object* counts = In(json, key).if_object())
    for (const auto& [code, count] : *counts)
      if (count.if_int() != nullptr) out += fmt::format("{}{} {}", out.empty() ? "" : ", ", code, *count.if_int());
  return out.empty() ? "none" : out;
}

std::string Named(const Json& json, std::string_view key, size_t limit) {
  const Json& named = In(json, key);
  const Json::Array& units = ListIn(named, "units");
  std::string out;
  for (size_t i = 0; i < units.size() && i < limit; ++i) {
    const std::string snapshot = TextIn(units[i], "snapshot");
    out += fmt::format("    {}{}: {}\n", TextIn(units[i], "name"),
                       snapshot.empty() ? "" : " (snapshot " + snapshot + ")", TextIn(units[i], "reason"));
  }
  const uint64_t more = CountIn(named, "more") + (units.size() > limit ? units.size() - limit : 0);
  if (more > 0) out += fmt::format("    … and {} more (--json lists what the report holds)\n", more);
  return out;
}

std::string Wrapped(std::string_view text, size_t indent, size_t first) {
  std::string out;
  size_t column = first;
  while (!text.empty()) {
    const size_t space = text.find(' ');
    const std::string_view word = text.substr(0, space);
    if (column > indent && column + word.size() > kPageWidth) {
      if (out.ends_with(' ')) out.pop_back();
      out += "\n" + std::string(indent, ' ');
      column = indent;
    }
    out += word;
    column += word.size();
    if (space == std::string_view::npos) break;
    out += " ";
    ++column;
    text.remove_prefix(space + 1);
  }
  return out;
}

}  // namespace bouclier::cli
