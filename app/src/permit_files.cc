// SPDX-License-Identifier: Apache-2.0
#include "permit_files.h"

#include <algorithm>

#include "bouclier/app/permits.h"
#include "bouclier/base/file.h"
#include "bouclier/crypto/hash.h"
#include "bouclier/provision/permit_document.h"
#include "hub_catalogue.h"
#include "permit_json.h"
#include "streamed_file.h"
#include "yaml.h"

namespace bouclier::app {

extern const std::string_view kExamplePermit;  // spec/permit.example.yaml

namespace {

using crypto::Json;

// A YAML scalar that is a text, whatever stands in it: JSON's form is one of YAML's.
std::string Quoted(const std::string& text) { return Json(text).Canonical(); }

// Puts `value` behind the line that begins with `key: ` at the margin `indent`. CHECK: our example has it.
void SetLine(std::string& yaml, const std::string& key, const std::string& value) {
  if (value.empty()) return;
  const size_t at = yaml.find("\n" + key + ": ");
  BOUCLIER_CHECK(at != std::string::npos);
  const size_t begin = at + key.size() + 3, end = yaml.find('\n', begin);
  yaml.replace(begin, end - begin, Quoted(value));
}

// Everything between the line `key:` and the next line at the margin.
void SetBlock(std::string& yaml, const std::string& key, const std::string& block) {
  if (block.empty()) return;
  const size_t at = yaml.find("\n" + key + ":\n");
  BOUCLIER_CHECK(at != std::string::npos);
  const size_t begin = at + key.size() + 3;
  size_t end = begin;
  while (end < yaml.size() && (yaml[end] == ' ')) end = yaml.find('\n', end) + 1;
  yaml.replace(begin, end - begin, block);
}

Result<std::string> TablesBlock(const std::vector<std::string>& tables) {
  std::string block;
  for (const std::string& text : tables) {
    const size_t colon = text.find(':');
    if (colon == std::string::npos || colon + 1 == text.size())
      return Error(ErrorCode::kInvalidArgument, "draft permit: --table is not TABLE:COLUMN,COLUMN…",
                   "for example --table IR_BEN_R:BEN_SEX_COD,BEN_NAI_ANN");
    std::string columns = text.substr(colon + 1);
    for (size_t at = columns.find(','); at != std::string::npos; at = columns.find(',', at + 2))
      columns.replace(at, 1, ", ");
    block += "  " + text.substr(0, colon) + ": [" + columns + "]\n";
  }
  return block;
}

Result<std::string> PeopleBlock(const std::vector<std::string>& people) {
  std::string block;
  for (const std::string& number : people) {
    if (number.empty() || !std::ranges::all_of(number, [](char c) { return c >= '0' && c <= '9'; }))
      return Error(ErrorCode::kInvalidArgument, "draft permit: --person is not a number", "see: bouclier actor list");
    block += "  - {issuer: local, actor: " + number + ", roles: [" + (block.empty() ? "lead" : "analyst") + "]}\n";
  }
  return block;
}

Result<std::string> Filled(const DraftOptions& options) {
  std::string yaml(kExamplePermit);
  for (const auto& [key, value] :
       {std::pair("id", options.id), std::pair("controller", options.controller), std::pair("base", options.base),
        std::pair("start", options.start), std::pair("end", options.end), std::pair("  id", options.project),
        std::pair("  title", options.title)})
    SetLine(yaml, key, value);
  BOUCLIER_TRY(const std::string people, PeopleBlock(options.people));
  BOUCLIER_TRY(const std::string tables, TablesBlock(options.tables));
  SetBlock(yaml, "people", people);
  SetBlock(yaml, "tables", tables);
  if (!tables.empty()) SetBlock(yaml, "rows", "  regions: []\n  codes: []\n");  // the example's name its own tables
  return yaml;
}

}  // namespace

Result<PermitFile> ReadPermitFile(const std::filesystem::path& path) {
  Result<Bytes> bytes = RealFileSystem().Read(path, provision::kSignedPermitLimit);
  if (!bytes.ok()) return std::move(bytes).error().WithContext("file " + path.string());
  PermitFile out;
  out.text = AsText(*bytes);
  if (out.text.ends_with('\n')) out.text.pop_back();  // as an editor leaves it
  if (out.text.starts_with("{\"payload\":")) {
    BOUCLIER_TRY(out.read, provision::ReadUnverifiedPermit(out.text));
    out.permit = out.read->permit;
    return out;
  }
  BOUCLIER_TRY(const Json json, ParseYaml(out.text));
  BOUCLIER_TRY(out.permit, provision::PermitFromJson(json));
  return out;
}

Result<void> RefuseLintErrors(const policy::Permit& permit, const std::string& verb) {
  if (!provision::HasErrors(provision::Lint(permit))) return {};
  return Error(ErrorCode::kPrecondition, verb + " permit: it has findings of level error",
               "see them: bouclier permit lint FILE");
}

Result<Report> DraftPermit(const DraftOptions& options) {
  if (RealFileSystem().Exists(options.out))
    return Error(ErrorCode::kConflict, "draft permit: the file is there already", "choose another --out");
  BOUCLIER_TRY(const std::string yaml, Filled(options));
  BOUCLIER_TRY(const Json json, ParseYaml(yaml));
  BOUCLIER_TRY(const policy::Permit permit, provision::PermitFromJson(json));
  BOUCLIER_TRY_VOID(WriteTextFile(options.out, yaml));
  return Report{"permit.draft",
                {{"file", options.out.string()},
                 {"findings", FindingsJson(provision::Lint(permit))},
                 {"permit", permit.id},
                 {"version", permit.version}}};
}

Result<Report> LintPermit(const std::filesystem::path& path, const Config* config) {
  BOUCLIER_TRY(const PermitFile file, ReadPermitFile(path));
  HubCatalogue catalogue;
  if (config != nullptr && RealFileSystem().Exists(config->StateFile())) {
    BOUCLIER_TRY(const auto state, OpenState(*config));
    BOUCLIER_TRY(catalogue, ReadHubCatalogue(*state));
  }
  const std::vector<provision::Finding> findings = provision::Lint(file.permit, FactsOf(catalogue));
  Report report{"permit.lint",
                {{"findings", FindingsJson(findings)}, {"permit", file.permit.id}, {"version", file.permit.version}}};
  if (provision::HasErrors(findings)) report.ending = Ending::kIncomplete;
  return report;
}

Result<Report> ShowPermitFile(const std::filesystem::path& path) {
  BOUCLIER_TRY(const PermitFile file, ReadPermitFile(path));
  Report report{"permit.show", PermitReport(file.permit)};
  Json::Array signers;
  if (file.read)
    for (const provision::PermitSigner& signer : file.read->signers) signers.emplace_back(signer.actor);
  report.data["state"] = file.read ? "signed" : "draft";
  report.data["signers"] = std::move(signers);
  if (file.read) report.data["digest"] = Hex(crypto::Sha256::Of(AsBytes(file.text)));
  return report;
}

}  // namespace bouclier::app
