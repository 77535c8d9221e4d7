// SPDX-License-Identifier: Apache-2.0
// SQL over the tables of one project, in this process. DuckDB is a guest here: it sees the files it is given and
// nothing else, and runs only queries that stand on a list of what may be asked (docs of this room: README.md).
#pragma once

#include <arrow/io/type_fwd.h>

#include <chrono>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "bouclier/base/result.h"
#include "bouclier/base/units.h"
#include "bouclier/workspace/candidate.h"
#include "bouclier/workspace/output_query.h"
#include "bouclier/workspace/output_run.h"
#include "bouclier/workspace/sql_result.h"

namespace bouclier::workspace {

// A table: Parquet files of the same columns, as plaintext that was authenticated when read. At least one (an empty
// table is a file without rows). Shared because DuckDB's own handles read them too; ReadAt must be thread-safe.
struct SqlTable {
  std::string name;  // [a-z][a-z0-9_]*, at most 63 characters; not a word of SQL
  std::vector<std::shared_ptr<arrow::io::RandomAccessFile>> files;
};

struct SqlLimits {
  std::chrono::milliseconds time{60'000};  // of one query, from planning to its last row
  ByteCount memory{kGiB};                  // of DuckDB; nothing is ever spilled to disk
  size_t rows = 10'000;                    // shown
  ByteCount shown{16 * kMiB};              // text of all cells shown
  int threads = 1;
};

// One session, one thread at a time.
class SqlSession {
 public:
  // Opens an engine over `tables` and locks it. Reads each table's first file's footer.
  // **Errors:** invalid_argument (a name, a table without files or with others' columns), corruption or unavailable (a
  // file cannot be read).
  static Result<SqlSession> Make(const std::vector<SqlTable>& tables, SqlLimits limits);
  SqlSession(SqlSession&&) noexcept;
  SqlSession& operator=(SqlSession&&) noexcept;
  ~SqlSession();

  // Runs one SELECT. Messages name columns, tables and functions, never a value of the data.
  // **Errors:** invalid_argument (does not parse; a wrong column or table; a value that does not convert), unsupported
  // (what the list does not hold, by its name), exhausted (time or memory, naming the limit), corruption or unavailable
  // (a file), internal.
  Result<SqlResult> Run(std::string_view query);

  // Understands a query whose answer may ask to leave (docs/formats/disclosure.md). Nothing is run. Of the tables in it
  // that hold `units`, every row must carry them.
  // **Errors:** those of Run; unsupported, naming what is not understood, with a hint how to mend it.
  Result<OutputQuery> ReadOutput(std::string_view query, const std::vector<CountedUnit>& units = {});

  // Runs what this session read, cell by cell and person by person.
  // **Errors:** those of Run; unsupported (a key or a sum of a type that cannot be cut exactly, a number beyond 64
  // bits); exhausted (more cells or persons than `limits`).
  // **Cost:** 4 bytes and 8 a measure for each cell and person in it.
  Result<OutputRun> RunOutput(const OutputQuery& query, const OutputLimits& limits = {});

  // Both: what the airlock judges. **Errors:** those of both.
  Result<Candidate> Propose(std::string_view query, const std::vector<CountedUnit>& units = {},
                            const OutputLimits& limits = {});

 private:
  struct State;
  explicit SqlSession(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace bouclier::workspace
