// SPDX-License-Identifier: Apache-2.0
// What DuckDB throws, as an Error. Its own words quote values of the data, so they never pass as they are: names of
// columns, tables and functions do, where they look like names, and sentences of the binder (which has seen no data)
// without quotes. Included by the units of duckdb_state.h only.
#pragma once

#include <algorithm>
#include <duckdb.hpp>

#include "bouclier/workspace/sql_session.h"

namespace bouclier::workspace {

// A query of too many parts, or too deep to walk: thrown by TreeWriter, caught by Guarded.
struct TooLarge {};

// `name`, or nothing when it is not the plain name of something.
inline std::string PlainName(const std::string& name) {
  const bool plain = !name.empty() && name.size() <= 100 && std::all_of(name.begin(), name.end(), [](unsigned char c) {
    return c == '_' || c == '.' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           c >= 0x80;
  });
  return plain ? name : std::string();
}

inline std::string Extra(const duckdb::ErrorData& error, const char* key) {
  auto found = error.ExtraInfo().find(key);
  return found == error.ExtraInfo().end() ? std::string() : found->second;
}

inline std::string Quoted(const std::string& text, char quote = '"') {
  const size_t begin = text.find(quote);
  const size_t end = begin == std::string::npos ? begin : text.find(quote, begin + 1);
  return end == std::string::npos ? std::string() : text.substr(begin + 1, end - begin - 1);
}

inline std::string AtPosition(const duckdb::ErrorData& error) {
  const std::string position = Extra(error, "position");
  const bool number = !position.empty() && position.find_first_not_of("0123456789") == std::string::npos;
  return number && position.size() < 9 ? " at character " + std::to_string(std::stoul(position) + 1) : std::string();
}

// The query does not fit the tables: nothing was read yet.
inline Error TranslateBinder(const duckdb::ErrorData& error) {
  struct Sentence {
    const char* begins;
    const char* before;  // what is said around the name
    const char* after;
    bool last_quoted;  // the name is the second quoted one
  };
  static constexpr Sentence kSentences[] = {
      {"Referenced column \"", "there is no column ", "", false},
      {"Table \"", "there is no column ", "", true},
      {"Values list \"", "there is no column ", "", true},
      {"Column \"", "there is no column ", "", false},
      {"Referenced table \"", "there is no table ", "", false},
      {"column \"", "the column ", " must be in GROUP BY or in an aggregate", false},
      {"Ambiguous reference to column name \"", "which column ", " is meant?", false}};
  const std::string line = error.RawMessage().substr(0, error.RawMessage().find('\n'));
  for (const Sentence& sentence : kSentences) {
    if (line.rfind(sentence.begins, 0) != 0) continue;
    const size_t second = sentence.last_quoted ? line.find('"', line.find('"') + 1) + 1 : 0;
    const std::string name = PlainName(Quoted(line.substr(second)));
    if (name.empty()) break;
    const std::string near = PlainName(Extra(error, "candidates"));
    return Error(ErrorCode::kInvalidArgument, std::string("bind query: ") + sentence.before + name + sentence.after,
                 near.empty() ? "look at the columns with: describe TABLE" : "one like it: " + near);
  }
  const std::string call = Quoted(line, '\'');
  if (line.rfind("No function matches", 0) == 0 && call.find_first_of("'\"") == std::string::npos) {
    return Error(ErrorCode::kInvalidArgument, "bind query: no function takes these types: " + call,
                 "add a cast: x::integer");
  }
  const bool free_of_quotes = line.size() < 160 && line.find_first_of("'\"`") == std::string::npos;
  return Error(ErrorCode::kInvalidArgument,
               "bind query: " + (free_of_quotes ? line : "its parts do not fit each other") + AtPosition(error),
               "look at the columns with: describe TABLE");
}

inline Error TranslateCatalog(const duckdb::ErrorData& error) {
  const std::string name = PlainName(Extra(error, "name"));
  const std::string kind = Extra(error, "type") == "Table" ? "table" : "function";
  return Error(ErrorCode::kInvalidArgument,
               name.empty() ? "bind query: it names what does not exist" + AtPosition(error)
                            : "bind query: there is no " + kind + " " + name,
               "look at the columns with: describe TABLE");
}

inline Error Translate(const duckdb::ErrorData& error, const SqlLimits& limits) {
  using duckdb::ExceptionType;
  switch (error.Type()) {
    case ExceptionType::INTERRUPT:
      return Error(ErrorCode::kExhausted,
                   "run query: the time limit of " + HumanSeconds(std::chrono::duration<double>(limits.time).count()) +
                       " is reached",
                   "ask for less: a filter, fewer joins");
    case ExceptionType::OUT_OF_MEMORY:
      return Error(ErrorCode::kExhausted, "run query: the memory limit of " + HumanBytes(limits.memory) + " is reached",
                   "ask for less: a filter, fewer groups, no sort of everything");
    case ExceptionType::PARSER:
    case ExceptionType::SYNTAX:
      return Error(ErrorCode::kInvalidArgument, "parse query: not SQL as it is understood here" + AtPosition(error),
                   "write one SELECT");
    case ExceptionType::BINDER:
    case ExceptionType::PARAMETER_NOT_RESOLVED:
    case ExceptionType::PARAMETER_NOT_ALLOWED:
      return TranslateBinder(error);
    case ExceptionType::CATALOG:
      return TranslateCatalog(error);
    case ExceptionType::CONVERSION:
    case ExceptionType::INVALID_TYPE:
    case ExceptionType::MISMATCH_TYPE:
      return Error(ErrorCode::kInvalidArgument,
                   "run query: a value does not convert to the type asked for" + AtPosition(error),
                   "try_cast(x as T) gives null instead");
    case ExceptionType::OUT_OF_RANGE:
    case ExceptionType::DECIMAL:
    case ExceptionType::DIVIDE_BY_ZERO:
      return Error(ErrorCode::kInvalidArgument, "run query: a number is out of its type's range" + AtPosition(error),
                   "cast to a wider type: x::double");
    case ExceptionType::INVALID_INPUT:
    case ExceptionType::NOT_IMPLEMENTED:
      return Error(ErrorCode::kInvalidArgument,
                   "run query: a function cannot work on what it is given" + AtPosition(error),
                   "look at its arguments and at the values");
    case ExceptionType::PERMISSION:
    case ExceptionType::IO:
    case ExceptionType::MISSING_EXTENSION:
    case ExceptionType::AUTOLOAD:
    case ExceptionType::HTTP:
    case ExceptionType::NETWORK:
    case ExceptionType::INVALID_CONFIGURATION:
    case ExceptionType::SETTINGS:
      return Error(ErrorCode::kUnsupported, "run query: it reaches for what is outside its tables");
    default:
      return Error(ErrorCode::kInternal,
                   "run query: the engine failed (" + duckdb::Exception::ExceptionTypeToString(error.Type()) + ")");
  }
}

}  // namespace bouclier::workspace
