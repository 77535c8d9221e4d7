// SPDX-License-Identifier: Apache-2.0
#include "extract_session.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "bouclier/vault/doors.h"

namespace bouclier::app {

Result<ProjectExtract> FindExtract(Hub& hub, const std::string& project) {
  const auto dataset = hub.record().Inner(ProjectDataset(project));
  if (!dataset.ok())
    return Error(ErrorCode::kNotFound, "open project: it has no extract yet", "run: bouclier project extract ID");
  ProjectExtract out;
  BOUCLIER_TRY(out.keys, hub.Keys(*dataset));
  BOUCLIER_TRY(out.published, provision::NewestExtract(hub.ledger(), *dataset));
  return out;
}

Result<void> IsOfThisVersion(const crypto::Json& manifest, const policy::Permit& permit) {
  BOUCLIER_TRY(const uint64_t version, manifest.GetCount("version"));
  if (version == permit.version) return {};
  return Error(
      ErrorCode::kPrecondition,
      fmt::format("open extract: it is of version {} of the permit, in force is version {}", version, permit.version),
      "make it anew: bouclier project extract " + permit.id, Retry::kAfterFix);
}

Result<ExtractSession> ExtractSession::Open(Hub& hub, ports::LedgerReceipt receipt, const ProjectExtract& extract,
                                            const policy::Permit& permit, const workspace::SqlLimits& limits) {
  ExtractSession session;
  BOUCLIER_TRY(session.host_, hub.CurrentHost());
  BOUCLIER_TRY(session.reader_, hub.state().Read());
  BOUCLIER_TRY(provision::OpenedExtract opened,
               provision::OpenExtract(std::move(receipt), vault::TableDoor::kProject,
                                      {session.reader_.get(), session.host_.get(), extract.keys}, extract.published));
  BOUCLIER_TRY_VOID(IsOfThisVersion(opened.manifest, permit));
  std::map<std::string, workspace::SqlTable> tables;
  for (const vault::TableFile& file : opened.tables.snapshot().files) {
    workspace::SqlTable& table = tables[file.table];
    table.name = file.table;
    std::ranges::transform(table.name, table.name.begin(),
                           [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    BOUCLIER_TRY(auto handle, opened.tables.OpenFile(file));
    table.files.push_back(std::move(handle));
  }
  std::vector<workspace::SqlTable> list;
  for (auto& [name, table] : tables) list.push_back(std::move(table));
  BOUCLIER_TRY(session.sql_, workspace::SqlSession::Make(list, limits));
  return session;
}

}  // namespace bouclier::app
