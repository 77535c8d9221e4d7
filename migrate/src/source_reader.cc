// SPDX-License-Identifier: Apache-2.0
#include "source_reader.h"

#include <algorithm>

#include "bouclier/base/secret_bytes.h"
#include "bouclier/migrate/unit.h"

namespace bouclier::migrate {

ReadFault JudgeFault(ports::ObjectSource& source, Error error) {
  switch (error.code) {
    case ErrorCode::kPrecondition:
      return {Verdict::kChanged, "", std::move(error)};
    case ErrorCode::kUnsupported:
      return {Verdict::kRefused, reason::kArchived, std::move(error)};
    case ErrorCode::kCorruption:
      return {Verdict::kRefused, reason::kDamaged, std::move(error)};
    case ErrorCode::kCancelled:
      return {Verdict::kStop, "", std::move(error)};
    default:
      break;
  }
  // A container that is gone, a credential that ended or a source that is down would refuse every unit after this one,
  // one by one.
  const bool answers = source.List("", "").ok();
  if (answers && error.code == ErrorCode::kNotFound) return {Verdict::kRefused, reason::kGone, std::move(error)};
  if (answers) return {Verdict::kRefused, reason::kUnreadable, std::move(error)};
  return {Verdict::kStop, "", std::move(error)};
}

Result<ports::UnitInfo> SourceReader::Stat(const ports::UnitName& unit) const {
  return retrier_.Do(Heals::kAnswerOrBody, [&] { return source_.Stat(unit); });
}

Result<Bytes> SourceReader::Read(const ports::UnitInfo& info, uint64_t offset, uint64_t length, Bytes buffer) const {
  Bytes whole = std::move(buffer);
  whole.clear();
  whole.reserve(length);
  while (whole.size() < length) {
    const uint64_t want = std::min(read_size_, length - whole.size());
    const uint64_t at = offset + whole.size();
    BOUCLIER_TRY(Bytes range, retrier_.Do(Heals::kAnswerOrBody, [&]() -> Result<Bytes> {
      BOUCLIER_TRY(Bytes got, source_.ReadRange(info.unit, info.validator, at, want));
      bytes_read_ += got.size();
      if (got.size() != want)
        return Error(ErrorCode::kCorruption, "read source: a range is shorter or longer than asked");
      return got;
    }));
    if (want == length) return range;
    Append(whole, range);
    Wipe(range);
  }
  return whole;
}

}  // namespace bouclier::migrate
