// SPDX-License-Identifier: Apache-2.0
#include <rapidjson/document.h>
#include <rapidjson/schema.h>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include "yaml.h"

namespace bouclier::app {
namespace {

std::string Rule(const std::string& keyword, const rapidjson::Value* schema) {
  if (keyword == "additionalProperties") return "a member that is not known there";
  if (keyword == "required") return "a required member is missing";
  const bool tells =
      (keyword == "enum" || keyword == "type") && schema != nullptr && schema->HasMember(keyword.c_str());
  if (!tells) return "the rule `" + keyword + "` is broken";
  std::string allowed;
  const auto add = [&allowed](const rapidjson::Value& value) {
    rapidjson::StringBuffer text;
    rapidjson::Writer<rapidjson::StringBuffer> writer(text);
    value.Accept(writer);
    allowed += (allowed.empty() ? "" : ", ") + std::string(text.GetString(), text.GetSize());
  };
  const rapidjson::Value& values = (*schema)[keyword.c_str()];
  if (values.IsArray())
    for (const rapidjson::Value& value : values.GetArray()) add(value);
  else
    add(values);
  return (keyword == "enum" ? "must be one of: " : "must be of type ") + allowed;
}

}  // namespace

Result<void> CheckAgainstSchema(const crypto::Json& value, std::string_view schema) {
  rapidjson::Document schema_document, document;
  schema_document.Parse(schema.data(), schema.size());
  BOUCLIER_CHECK(!schema_document.HasParseError());  // ours, embedded at build time
  const std::string text = value.Canonical();
  document.Parse(text.data(), text.size());
  BOUCLIER_CHECK(!document.HasParseError());
  const rapidjson::SchemaDocument compiled(schema_document);
  rapidjson::SchemaValidator validator(compiled);
  if (document.Accept(validator)) return {};
  rapidjson::StringBuffer place;
  validator.GetInvalidDocumentPointer().Stringify(place);
  const std::string where = place.GetSize() == 0 ? "at the top" : "at " + std::string(place.GetString());
  const std::string rule =
      Rule(validator.GetInvalidSchemaKeyword(), validator.GetInvalidSchemaPointer().Get(schema_document));
  return Error(ErrorCode::kInvalidArgument, "check configuration: " + where + ": " + rule);
}

}  // namespace bouclier::app
