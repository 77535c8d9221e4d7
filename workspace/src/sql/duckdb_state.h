// SPDX-License-Identifier: Apache-2.0
// What an engine holds, and Guarded, inside which every call into DuckDB stands. Included by the only units that
// include DuckDB: duckdb_engine.cc, duckdb_read_output.cc and duckdb_run_output.cc.
#pragma once

#include <duckdb.hpp>

#include "duckdb_errors.h"
#include "duckdb_files.h"
#include "duckdb_persons.h"
#include "engine.h"

namespace bouclier::workspace {

struct Prepared::Statements {
  duckdb::vector<duckdb::unique_ptr<duckdb::SQLStatement>> list;
};

struct Engine::State {
  // Its rows are fetched one chunk after the other.
  Result<duckdb::unique_ptr<duckdb::QueryResult>> Start(duckdb::unique_ptr<duckdb::SQLStatement> statement) {
    auto pending = connection->context->PendingQuery(std::move(statement), duckdb::QueryParameters(true));
    if (pending->HasError()) return Translate(pending->GetErrorObject(), limits);
    auto answer = pending->Execute();
    if (answer->HasError()) return Translate(answer->GetErrorObject(), limits);
    return answer;
  }

  SqlLimits limits;
  std::shared_ptr<PersonNumbers> numbers = std::make_shared<PersonNumbers>();  // a function of `database` has it too
  std::shared_ptr<ReadFailure> failure = std::make_shared<ReadFailure>();  // the file system of `database` has it too
  std::unique_ptr<duckdb::DuckDB> database;
  std::unique_ptr<duckdb::Connection> connection;
};

// A read that failed: damage, unless the reader says that the host did not answer.
inline Error TranslateRead(const std::string& table, const arrow::Status& status) {
  if (status.IsIOError()) {
    return Error(ErrorCode::kUnavailable, "read table " + table + ": a file cannot be read",
                 "the host may answer later", Retry::kBackoff)
        .WithContext(status.ToString());
  }
  return Error(ErrorCode::kCorruption, "read table " + table + ": a file is not what was sealed")
      .WithContext(status.ToString());
}

// Runs `work`, which gives a Result; what it throws becomes an Error. A failed read comes first: DuckDB reports it as
// something of its own.
template <typename Work>
auto Guarded(ReadFailure& failure, const SqlLimits& limits, Work work) -> decltype(work()) {
  try {
    auto result = work();
    auto failed = failure.Take();
    if (!result.ok() && failed) return TranslateRead(failed->first, failed->second);
    return result;
  } catch (const TooLarge&) {
    return Error(ErrorCode::kUnsupported, "refuse query: it is too large or too deep",
                 "write it in fewer, flatter parts");
  } catch (const std::bad_alloc&) {
    return Translate(duckdb::ErrorData(duckdb::ExceptionType::OUT_OF_MEMORY, ""), limits);
  } catch (const std::exception& thrown) {
    if (auto failed = failure.Take()) return TranslateRead(failed->first, failed->second);
    return Translate(duckdb::ErrorData(thrown), limits);
  } catch (...) {
    return Error(ErrorCode::kInternal, "run query: the engine failed");
  }
}

}  // namespace bouclier::workspace
