// SPDX-License-Identifier: Apache-2.0
#include "quarantine_writer.h"

#include "bouclier/vault/put_object.h"

namespace bouclier::ingest {
namespace {

constexpr size_t kPartBytes = 8 << 20;

}  // namespace

Result<void> QuarantineWriter::Add(const QuarantineRecord& record) {
  BOUCLIER_TRY(const std::string line, QuarantineLine(record));
  lines_.append(line).push_back('\n');
  ++rows_;
  return lines_.size() < kPartBytes ? Result<void>() : Put();
}

Result<void> QuarantineWriter::Put() {
  const std::string name = name_ + "/" + std::to_string(parts_.size());
  BOUCLIER_TRY(vault::PreparedObject object, vault::PutWhole(target_, name, AsBytes(lines_)));
  parts_.push_back({std::move(object), rows_});
  lines_.clear();
  rows_ = 0;
  return {};
}

Result<std::vector<QuarantineWriter::Part>> QuarantineWriter::Finish() {
  if (rows_ != 0) BOUCLIER_TRY_VOID(Put());
  return std::move(parts_);
}

}  // namespace bouclier::ingest
