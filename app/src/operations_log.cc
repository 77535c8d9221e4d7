// SPDX-License-Identifier: Apache-2.0
#include "operations_log.h"

#include "bouclier/app/operation.h"
#include "bouclier/base/time.h"
#include "system_clock.h"

namespace bouclier::app {

using crypto::Json;

Result<OperationsLog> OperationsLog::Open(const Config& config) {
  BOUCLIER_TRY(auto file, RealFileSystem().OpenAppend(config.LogFolder() / "bouclier.log", 0600));
  return OperationsLog(std::move(file));
}

Result<void> OperationsLog::Write(Json::Object line) const {
  line["time"] = FormatTime(SystemClock().Now());
  return file_->Append(AsBytes(Json(std::move(line)).Canonical() + "\n"));
}

Result<Report> RunLogged(const Config& config, const std::string& command,
                         const std::function<Result<Report>()>& work) {
  SystemClock clock;
  const TimePoint began = clock.Now();
  Result<Report> report = work();
  if (!RealFileSystem().Exists(config.LogFolder())) return report;  // no hub yet: nothing to log beside
  Json::Object line{{"command", command}, {"milliseconds", static_cast<uint64_t>((clock.Now() - began).count())}};
  if (report.ok()) {
    constexpr const char* kEndings[] = {"done", "incomplete", "damaged"};
    line["end"] = kEndings[static_cast<size_t>(report->ending)];
  } else {
    line["end"] = ErrorCodeName(report.error().code);
    line["message"] = crypto::IsUtf8(report.error().message) ? report.error().message : "";
  }
  const auto write = [&]() -> Result<void> {
    BOUCLIER_TRY(const OperationsLog log, OperationsLog::Open(config));
    return log.Write(std::move(line));
  };
  const Result<void> logged = write();
  if (report.ok() && !logged.ok()) report->data["log_failed"] = logged.error().message;
  return report;
}

}  // namespace bouclier::app
