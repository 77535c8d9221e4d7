// SPDX-License-Identifier: Apache-2.0
#include "yaml.h"

#include <yaml-cpp/yaml.h>

#include <charconv>

namespace bouclier::app {
namespace {

using crypto::Json;

constexpr int kMaxDepth = 32;
constexpr size_t kMaxBytes = 1 << 20;

Error Bad(const YAML::Mark& mark, const std::string& cause) {
  return Error(ErrorCode::kInvalidArgument, "parse yaml: line " + std::to_string(mark.line + 1) + ": " + cause);
}

// The library writes the escapes `\N` and `\_` as single bytes, which are no UTF-8.
Result<std::string> Text(const YAML::Node& scalar) {
  if (!crypto::IsUtf8(scalar.Scalar())) return Bad(scalar.Mark(), "an escape that is not taken here");
  return scalar.Scalar();
}

Result<Json> Scalar(const YAML::Node& node) {
  BOUCLIER_TRY(const std::string text, Text(node));
  if (node.Tag() == "!") return Json(text);  // quoted
  if (node.Tag() != "?") return Bad(node.Mark(), "tags are not used here");
  if (text == "true" || text == "false") return Json(text == "true");
  if (text.empty() || text == "null" || text == "~") return Json();
  int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  const bool whole = error == std::errc() && end == text.data() + text.size();
  if (whole && number > -(int64_t{1} << 53) && number < (int64_t{1} << 53)) return Json(number);
  return Json(text);
}

// `left`: how many values may still come.
Result<Json> Convert(const YAML::Node& node, int depth, size_t& left) {
  if (depth > kMaxDepth) return Bad(node.Mark(), "nested too deeply");
  if (left-- == 0) return Bad(node.Mark(), "aliases are not used here");
  switch (node.Type()) {
    case YAML::NodeType::Scalar:
      return Scalar(node);
    case YAML::NodeType::Sequence: {
      Json::Array array;
      for (const YAML::Node& item : node) {
        BOUCLIER_TRY(Json value, Convert(item, depth + 1, left));
        array.push_back(std::move(value));
      }
      return Json(std::move(array));
    }
    case YAML::NodeType::Map: {
      Json::Object object;
      for (const auto& member : node) {
        if (!member.first.IsScalar()) return Bad(member.first.Mark(), "a key is not a plain word");
        BOUCLIER_TRY(const std::string key, Text(member.first));
        BOUCLIER_TRY(Json value, Convert(member.second, depth + 1, left));
        if (!object.emplace(key, std::move(value)).second)
          return Bad(member.first.Mark(), "`" + key + "` stands twice");
      }
      return Json(std::move(object));
    }
    default:
      return Json();
  }
}

}  // namespace

Result<Json> ParseYaml(std::string_view text) {
  if (text.size() > kMaxBytes) return Error(ErrorCode::kInvalidArgument, "parse yaml: larger than 1 MiB");
  // By a NUL among the first bytes the library would take the text for UTF-16 or UTF-32 and give what is no text at
  // all.
  if (!crypto::IsUtf8(text) || text.find('\0') != std::string_view::npos)
    return Error(ErrorCode::kInvalidArgument, "parse yaml: its text is not UTF-8");
  // An alias could make a small file unfold without end; no file needs one. Those that are written in another way than
  // is looked for here give more values than there are bytes before they cost much.
  if (text.find(": *") != std::string_view::npos || text.find("- *") != std::string_view::npos)
    return Error(ErrorCode::kInvalidArgument, "parse yaml: aliases are not used here");
  try {
    const std::vector<YAML::Node> documents = YAML::LoadAll(std::string(text));
    if (documents.size() != 1) return Error(ErrorCode::kInvalidArgument, "parse yaml: not exactly one document");
    size_t left = text.size() + 1;
    return Convert(documents.front(), 0, left);
  } catch (const YAML::Exception& error) {
    return Error(ErrorCode::kInvalidArgument,
                 "parse yaml: line " + std::to_string(error.mark.line + 1) + ": " + error.msg);
  } catch (const std::exception&) {
    return Error(ErrorCode::kInvalidArgument, "parse yaml: not YAML");
  }
}

}  // namespace bouclier::app
