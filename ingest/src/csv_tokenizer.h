// SPDX-License-Identifier: Apache-2.0
// Splits a CSV file that comes in pieces into rows and cells. What is read as what: docs/formats/csv.md. The same rows
// come out whatever the pieces. Not thread-safe; one object a file. The bytes are untrusted; memory is bounded by a
// small multiple of the piece and of the longest row.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "bouclier/base/result.h"
#include "bouclier/base/units.h"
#include "csv_marks.h"
#include "csv_row.h"

namespace bouclier::ingest {

struct CsvHeader {
  char separator;
  bool byte_order_mark;
  std::vector<std::string> names;
};

class CsvSink {
 public:
  virtual ~CsvSink() = default;
  virtual Result<void> Header(const CsvHeader& header) = 0;  // once, before any row
  virtual Result<void> Rows(const CsvBlock& block) = 0;      // views are valid during the call; never empty
};

struct CsvSettings {
  ByteCount longest_cell{kMiB};
  ByteCount longest_row{4 * kMiB};
  ByteCount block{128 * kKiB};            // of row bytes given to the sink at once, more when a row is longer
  ByteCount kept_of_too_long{64 * kKiB};  // of the raw bytes of a row beyond a limit
  FindMarks find_marks = BestFindMarks();
};

class CsvTokenizer {
 public:
  // **Errors:** invalid_argument (limits of zero or beyond 1 GiB).
  static Result<CsvTokenizer> Make(const CsvSettings& settings);
  CsvTokenizer(CsvTokenizer&&) noexcept;
  CsvTokenizer& operator=(CsvTokenizer&&) noexcept;
  ~CsvTokenizer();

  // At most 1 GiB a piece. After an error the object is done for.
  // **Errors:** unsupported (another format: the message names it), invalid_argument (header unusable), the sink's.
  Result<void> Push(ByteView piece, CsvSink& sink);
  // The end of the file. **Errors:** as Push; invalid_argument when there is no header.
  Result<void> Finish(CsvSink& sink);

  uint64_t rows() const;  // given to the sink

 private:
  class Impl;
  explicit CsvTokenizer(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace bouclier::ingest
