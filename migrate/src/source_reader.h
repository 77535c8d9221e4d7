// SPDX-License-Identifier: Apache-2.0
// Reads one version of one unit from its source, range by range, and says what an error means for that unit. One thread
// per instance.
#pragma once

#include <atomic>

#include "retry.h"

namespace bouclier::migrate {

// What a failed read means.
enum class Verdict : uint8_t {
  kChanged,  // begin anew from the new version
  kRefused,  // this unit does not move; the rest does
  kStop,     // the source as a whole does not answer: the job ends
};
struct ReadFault {
  Verdict verdict = Verdict::kStop;
  const char* reason = "";  // of kRefused
  Error error{ErrorCode::kInternal, ""};
};
// Tells a unit that cannot be read from a source that cannot: by asking the source for something else. **Cost:** a
// listing page.
ReadFault JudgeFault(ports::ObjectSource& source, Error error);

class SourceReader {
 public:
  SourceReader(ports::ObjectSource& source, const Retrier& retrier, uint64_t read_size,
               std::atomic<uint64_t>& bytes_read)
      : source_(source), retrier_(retrier), read_size_(read_size), bytes_read_(bytes_read) {}
  Result<ports::UnitInfo> Stat(const ports::UnitName& unit) const;
  // Every range is read only while the unit has `info.validator`. `buffer`: what an earlier call gave; its memory is
  // used again.
  Result<Bytes> Read(const ports::UnitInfo& info, uint64_t offset, uint64_t length, Bytes buffer = {}) const;
  ports::ObjectSource& source() const { return source_; }
  uint64_t read_size() const { return read_size_; }

 private:
  ports::ObjectSource& source_;
  const Retrier& retrier_;
  const uint64_t read_size_;
  std::atomic<uint64_t>& bytes_read_;
};

}  // namespace bouclier::migrate
