// SPDX-License-Identifier: Apache-2.0
#include <atomic>
#include <csignal>
#include <cstdio>

#include "bouclier/base/secret_bytes.h"
#include "command.h"
#include "stop_signals.h"
#include "terminal.h"

int main(int argc, char** argv) {
  using namespace bouclier;
  using namespace bouclier::cli;
  ForbidCoreDumps();
  std::signal(SIGPIPE, SIG_IGN);
  std::vector<std::string> words(argv + 1, argv + argc);
  Result<ParsedLine> line = ParseCommandLine(words);
  if (!line.ok()) return PrintError(line.error(), ReportForm::kText);
  if (!line->text.empty()) {
    std::fputs(line->text.c_str(), stdout);
    return 0;
  }
  const ReportForm form = line->arguments.Has("--json") ? ReportForm::kJson : ReportForm::kText;
  Handlers handlers;
  AddSetUpHandlers(handlers);
  AddPeopleHandlers(handlers);
  AddMigrateHandlers(handlers);
  AddVaultHandlers(handlers);
  AddCatalogHandlers(handlers);
  AddIngestHandlers(handlers);
  AddPermitHandlers(handlers);
  AddProjectHandlers(handlers);
  AddWorkspaceHandlers(handlers);
  AddAirlockHandlers(handlers);
  AddReportHandlers(handlers);
  AddLedgerHandlers(handlers);
  const auto handler = handlers.find(line->path);
  BOUCLIER_CHECK(handler != handlers.end());
  static std::atomic<bool> stop{false};  // outlives the thread that watches
  WatchStopSignals(stop);
  const auto mode = line->arguments.Has("--quiet") ? TerminalProgress::Mode::kQuiet : TerminalProgress::Mode::kShown;
  const Result<app::Report> report = [&] {
    TerminalProgress progress(mode, stop);  // its last line ends before the report begins
    return handler->second(line->arguments, progress);
  }();
  const Language language = line->arguments.Get("--lang") == "fr" ? Language::kFrench : Language::kEnglish;
  if (!report.ok()) return PrintError(report.error(), form, language);
  if (report->kind == "silent") return PrintReport(*report, ReportForm::kText);
  return PrintReport(*report, form);
}
