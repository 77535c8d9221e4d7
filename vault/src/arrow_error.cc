// SPDX-License-Identifier: Apache-2.0
#include "arrow_error.h"

namespace bouclier::vault {
namespace {

constexpr const char* kTypeId = "bouclier::Error";

class CarriedError final : public arrow::StatusDetail {
 public:
  explicit CarriedError(Error error) : error_(std::move(error)) {}
  const char* type_id() const override { return kTypeId; }
  std::string ToString() const override { return error_.message; }
  const Error& error() const { return error_; }

 private:
  Error error_;
};

}  // namespace

arrow::Status ToArrow(Error error) {
  std::string message = error.message;
  return arrow::Status(arrow::StatusCode::IOError, std::move(message),
                       std::make_shared<CarriedError>(std::move(error)));
}

Error TranslateArrow(const arrow::Status& status, const char* doing) {
  if (status.detail() && status.detail()->type_id() == kTypeId)
    return static_cast<const CarriedError&>(*status.detail()).error();
  const std::string verb = doing;
  if (status.IsOutOfMemory()) return Error(ErrorCode::kExhausted, verb + ": out of memory", "give it more memory");
  if (status.IsCancelled()) return Error(ErrorCode::kCancelled, verb + ": stopped");
  // The words of Arrow may hold values of cells: they are for the operator's log.
  return Error(ErrorCode::kCorruption, verb + ": the columns are not what they must be").WithContext(status.message());
}

}  // namespace bouclier::vault
