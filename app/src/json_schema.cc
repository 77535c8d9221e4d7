// SPDX-License-Identifier: Apache-2.0
#include <rapidjson/document.h>
#include <rapidjson/schema.h>
#include <rapidjson/stringbuffer.h>

#include "yaml.h"

namespace bouclier::app {

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
  std::string rule = validator.GetInvalidSchemaKeyword();
  if (rule == "additionalProperties")
    rule = "a member that is not known there";
  else if (rule == "required")
    rule = "a required member is missing";
  else
    rule = "the rule `" + rule + "` is broken";
  return Error(ErrorCode::kInvalidArgument, "check configuration: " + where + ": " + rule);
}

}  // namespace bouclier::app
