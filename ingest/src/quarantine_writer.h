// SPDX-License-Identifier: Apache-2.0
// Refused rows on their way to the host: lines in memory, sealed as an object each time they fill one. Not thread-safe.
#pragma once

#include <string>
#include <vector>

#include "bouclier/ingest/quarantine.h"
#include "bouclier/vault/upload.h"

namespace bouclier::ingest {

class QuarantineWriter {
 public:
  struct Part {
    vault::PreparedObject object;
    uint64_t rows = 0;
  };
  QuarantineWriter(const vault::UploadTarget& target, std::string name) : target_(target), name_(std::move(name)) {}
  Result<void> Add(const QuarantineRecord& record);
  Result<std::vector<Part>> Finish();

 private:
  Result<void> Put();
  const vault::UploadTarget& target_;
  std::string name_, lines_;
  uint64_t rows_ = 0;
  std::vector<Part> parts_;
};

}  // namespace bouclier::ingest
