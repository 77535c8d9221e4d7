// SPDX-License-Identifier: Apache-2.0
// The one file that owns how the tool speaks: reports, errors with their hint, progress with rate and time left.
#pragma once

#include <chrono>
#include <string>

#include "bouclier/app/report.h"
#include "bouclier/base/error.h"
#include "bouclier/base/mutex.h"
#include "words/permit_sentences.h"

namespace bouclier::cli {

enum class ReportForm { kText, kJson };

// To standard output. Returns the exit code.
int PrintReport(const app::Report& report, ReportForm form);
// `bouclier: message`, then `  try: hint`, to standard error. Returns the exit code. In `language` only what has a
// refusal, which says why too.
int PrintError(const Error& error, ReportForm form, Language language = Language::kEnglish);

// On a terminal one line that is rewritten; elsewhere a line every ten seconds.
class TerminalProgress final : public app::ProgressSink {
 public:
  enum class Mode { kShown, kQuiet };
  TerminalProgress(Mode mode, const std::atomic<bool>& stop);  // `stop` lives longer
  ~TerminalProgress() override;
  void Show(const app::Progress& progress) override;
  const std::atomic<bool>& stop() const override { return stop_; }

 private:
  std::string Line(const app::Progress& progress, double seconds) const BOUCLIER_REQUIRES(mutex_);

  Mutex mutex_;
  const std::atomic<bool>& stop_;
  const bool quiet_;
  const bool terminal_;
  std::string what_ BOUCLIER_GUARDED_BY(mutex_);
  std::chrono::steady_clock::time_point began_ BOUCLIER_GUARDED_BY(mutex_), shown_ BOUCLIER_GUARDED_BY(mutex_);
  uint64_t bytes_at_begin_ BOUCLIER_GUARDED_BY(mutex_) = 0, units_at_begin_ BOUCLIER_GUARDED_BY(mutex_) = 0;
  bool line_open_ BOUCLIER_GUARDED_BY(mutex_) = false;
};

}  // namespace bouclier::cli
