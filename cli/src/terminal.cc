// SPDX-License-Identifier: Apache-2.0
#include "terminal.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cstdio>

#include "bouclier/base/units.h"
#include "words/refusal_terms.h"
#include "words/render.h"

namespace bouclier::cli {

int PrintReport(const app::Report& report, ReportForm form) {
  const std::string text = form == ReportForm::kJson ? crypto::Json(report.data).Pretty() + "\n" : RenderReport(report);
  std::fwrite(text.data(), 1, text.size(), stdout);
  if (std::fflush(stdout) != 0) return ExitCode(ErrorCode::kUnavailable);
  switch (report.ending) {
    case app::Ending::kDone:
      return 0;
    case app::Ending::kIncomplete:
      return kExitIncomplete;
    case app::Ending::kDamaged:
      return ExitCode(ErrorCode::kCorruption);
  }
  return ExitCode(ErrorCode::kInternal);
}

int PrintError(const Error& error, ReportForm form, Language language) {
  std::fflush(stdout);
  if (form == ReportForm::kJson) {
    crypto::Json::Object object{{"error", ErrorCodeName(error.code)}, {"message", error.message}};
    if (!error.hint.empty()) object["hint"] = error.hint;
    if (!error.context.empty()) object["context"] = error.context;
    if (error.refusal != Refusal::kNone) object["refusal"] = RefusalJson(error);
    fmt::print(stderr, "{}\n", crypto::Json(object).Canonical());
    return ExitCode(error.code);
  }
  if (error.refusal != Refusal::kNone) {
    fmt::print(stderr, "{}", RefusalLines(language, error));
    return ExitCode(error.code);
  }
  fmt::print(stderr, "bouclier: {}{}\n", error.message, error.context.empty() ? "" : " (" + error.context + ")");
  if (!error.hint.empty()) fmt::print(stderr, "  try: {}\n", error.hint);
  return ExitCode(error.code);
}

TerminalProgress::TerminalProgress(Mode mode, const std::atomic<bool>& stop)
    : stop_(stop), quiet_(mode == Mode::kQuiet), terminal_(isatty(STDERR_FILENO) == 1) {}

TerminalProgress::~TerminalProgress() {
  if (line_open_) fmt::print(stderr, "\n");
}

std::string TerminalProgress::Line(const app::Progress& progress, double seconds) const {
  const double done = static_cast<double>(progress.bytes_done - bytes_at_begin_);
  std::string line = fmt::format("{}: {}", progress.what, progress.units_done);
  if (progress.units_total > 0) line += fmt::format(" of {}", progress.units_total);
  if (progress.bytes_total > 0)
    line += fmt::format(", {} of {}", HumanBytes({progress.bytes_done}), HumanBytes({progress.bytes_total}));
  if (seconds > 0.2 && done > 0) {
    line += fmt::format(", {}/s", HumanBytes({static_cast<uint64_t>(done / seconds)}));
    if (progress.bytes_total > progress.bytes_done)
      line += fmt::format(
          ", {} left", HumanSeconds(static_cast<double>(progress.bytes_total - progress.bytes_done) * seconds / done));
  } else if (seconds > 0.2 && progress.units_done > units_at_begin_) {
    const double rate = static_cast<double>(progress.units_done - units_at_begin_) / seconds;
    line += fmt::format(", {:.0f}/s", rate);
    if (progress.units_total > progress.units_done)
      line += fmt::format(", {} left",
                          HumanSeconds(static_cast<double>(progress.units_total - progress.units_done) / rate));
  }
  return line;
}

void TerminalProgress::Show(const app::Progress& progress) {
  if (quiet_) return;
  const MutexLock lock(mutex_);
  const auto now = std::chrono::steady_clock::now();
  if (progress.what != what_) {
    what_ = progress.what;
    began_ = now;
    shown_ = terminal_ ? std::chrono::steady_clock::time_point{} : now;  // a log hears of it after ten seconds
    bytes_at_begin_ = progress.bytes_done;
    units_at_begin_ = progress.units_done;
  }
  const bool last = progress.units_total > 0 && progress.units_done == progress.units_total;
  if (terminal_ ? now - shown_ < std::chrono::milliseconds(200) && !last : now - shown_ < std::chrono::seconds(10))
    return;
  shown_ = now;
  const std::string line = Line(progress, std::chrono::duration<double>(now - began_).count());
  if (terminal_) {
    fmt::print(stderr, "\r\033[K{}", line);
    line_open_ = true;
  } else {
    fmt::print(stderr, "{}\n", line);
  }
  std::fflush(stderr);
}

}  // namespace bouclier::cli
