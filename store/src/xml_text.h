// SPDX-License-Identifier: Apache-2.0
// The little that the list parsers need from pugixml: parse a bounded document without changing any name in it.
// Only for .cc files of this room. The document is untrusted: no DTD, no entities but the five of XML, no network.
#pragma once

#include <pugixml.hpp>

#include <charconv>
#include <string>

#include "bouclier/base/bytes.h"
#include "bouclier/base/result.h"

namespace bouclier::store {

// Keeps names as they are: no trimming, no line-end conversion, blank-only text kept.
constexpr unsigned kXmlFlags = pugi::parse_escapes | pugi::parse_cdata | pugi::parse_ws_pcdata_single;

// Parses in place: `xml` must outlive `document`. **Errors:** corruption: not XML, or another root element.
inline Result<pugi::xml_node> ParseXml(pugi::xml_document& document, Bytes& xml, const char* root) {
  const auto parsed = document.load_buffer_inplace(xml.data(), xml.size(), kXmlFlags, pugi::encoding_utf8);
  pugi::xml_node node = document.child(root);
  if (!parsed || !node) return Error(ErrorCode::kCorruption, std::string("read answer: it is not the XML of ") + root);
  return node;
}

// All text directly under a node.
inline std::string TextOf(pugi::xml_node node) {
  std::string text;
  for (const pugi::xml_node child : node.children()) {
    if (child.type() == pugi::node_pcdata || child.type() == pugi::node_cdata) text += child.value();
  }
  return text;
}

// Decimal digits only. **Errors:** corruption.
inline Result<uint64_t> NumberOf(pugi::xml_node node) {
  const std::string text = TextOf(node);
  uint64_t value = 0;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (failure != std::errc() || end != text.data() + text.size())
    return Error(ErrorCode::kCorruption, "read answer: a number is not one");
  return value;
}

}  // namespace bouclier::store
