// SPDX-License-Identifier: Apache-2.0
// Lines of the hub's log file (JSON, one a line): logs/bouclier.log.
#pragma once

#include <memory>

#include "bouclier/app/config.h"
#include "bouclier/base/file.h"
#include "bouclier/crypto/json.h"

namespace bouclier::app {

class OperationsLog {
 public:
  // **Errors:** exhausted, denied, unavailable; so does Write.
  static Result<OperationsLog> Open(const Config& config);
  Result<void> Write(crypto::Json::Object line) const;  // adds `time`

 private:
  explicit OperationsLog(std::unique_ptr<AppendFile> file) : file_(std::move(file)) {}
  std::unique_ptr<AppendFile> file_;
};

}  // namespace bouclier::app
