// SPDX-License-Identifier: Apache-2.0
// An engine opened, locked, and a query parsed and run on it.
#include <duckdb/parser/parser.hpp>
#include <duckdb/parser/statement/select_statement.hpp>

#include "allow_list.h"
#include "duckdb_state.h"
#include "duckdb_tree.h"
#include "duckdb_values.h"
#include "watchdog.h"

namespace bouclier::workspace {

Prepared::Prepared() : statements_(std::make_unique<Statements>()) {}
Prepared::Prepared(Prepared&&) noexcept = default;
Prepared& Prepared::operator=(Prepared&&) noexcept = default;
Prepared::~Prepared() = default;

Engine::Engine(std::unique_ptr<State> state) : state_(std::move(state)) {}
Engine::Engine(Engine&&) noexcept = default;
Engine& Engine::operator=(Engine&&) noexcept = default;
Engine::~Engine() = default;

namespace {

Result<void> CheckNames(const std::vector<SqlTable>& tables) {
  std::set<std::string> seen;
  for (const SqlTable& table : tables) {
    const auto& name = table.name;
    const bool plain = !name.empty() && name.size() <= 63 && name[0] >= 'a' && name[0] <= 'z' &&
                       name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_") == std::string::npos;
    if (!plain || duckdb::Parser::IsKeyword(name) == duckdb::KeywordCategory::KEYWORD_RESERVED) {
      return Error(ErrorCode::kInvalidArgument, "open tables: a table's name is not a plain name",
                   "small letters, digits and _, at most 63, no word of SQL");
    }
    if (!seen.insert(name).second) return Error(ErrorCode::kInvalidArgument, "open tables: two are named " + name);
    if (table.files.empty()) return Error(ErrorCode::kInvalidArgument, "open tables: no file of " + name);
  }
  return {};
}

void Must(duckdb::Connection& connection, const std::string& sql) {
  auto result = connection.Query(sql);
  if (result->HasError()) result->ThrowError();
}

void Configure(duckdb::DBConfig& config, const SqlLimits& limits) {
  // First of all: DuckDB would spill plaintext to a folder otherwise.
  config.SetOptionByName("temp_directory", duckdb::Value(""));
  config.SetOptionByName("autoinstall_known_extensions", duckdb::Value::BOOLEAN(false));
  config.SetOptionByName("autoload_known_extensions", duckdb::Value::BOOLEAN(false));
  config.SetOptionByName("allow_community_extensions", duckdb::Value::BOOLEAN(false));
  config.SetOptionByName("allow_persistent_secrets", duckdb::Value::BOOLEAN(false));
  config.SetOptionByName("threads", duckdb::Value::BIGINT(limits.threads));
  config.SetOptionByName("memory_limit", duckdb::Value(std::to_string(limits.memory.value) + "B"));
}

std::string ViewOf(const std::string& table, const std::vector<std::string>& paths) {
  std::string list;
  for (const std::string& path : paths) list += (list.empty() ? "'" : ", '") + path + "'";
  return "CREATE VIEW " + table + " AS SELECT * FROM read_parquet([" + list + "], hive_partitioning = false)";
}

// The order matters: the views are bound while files can be opened, the lock is last.
void CreateViewsAndLock(duckdb::DuckDB& database, duckdb::Connection& connection, const std::vector<SqlTable>& tables,
                        const std::shared_ptr<ReadFailure>& failure) {
  auto files = duckdb::make_uniq<VaultFileSystem>(failure);
  std::vector<std::string> views;
  for (const SqlTable& table : tables) {
    std::vector<std::string> paths;
    for (const auto& file : table.files) paths.push_back(files->Add(table.name, paths.size(), file));
    views.push_back(ViewOf(table.name, paths));
  }
  database.instance->GetFileSystem().RegisterSubSystem(std::move(files));
  Must(connection, "SET disabled_filesystems = 'LocalFileSystem'");
  for (const std::string& view : views) Must(connection, view);
  Must(connection, "SET allowed_directories = ['" + std::string(kScheme) + "']");
  Must(connection, "SET enable_external_access = false");
  Must(connection, "SET lock_configuration = true");
}

// The parser itself copies what CASE x WHEN … compares once for each WHEN: nested there, it would double at every
// level.
Result<void> CheckCases(const std::string& query) {
  std::vector<bool> in_operand;  // of the cases that are open
  for (const duckdb::SimplifiedToken& token : duckdb::Parser::Tokenize(query)) {
    if (token.type != duckdb::SimplifiedTokenType::SIMPLIFIED_TOKEN_KEYWORD) continue;
    size_t end = token.start;
    while (end < query.size() && std::isalpha(static_cast<unsigned char>(query[end]))) ++end;
    const std::string word = duckdb::StringUtil::Lower(query.substr(token.start, end - token.start));
    if (word == "case") {
      if (std::find(in_operand.begin(), in_operand.end(), true) != in_operand.end()) {
        return Error(ErrorCode::kUnsupported,
                     "refuse query: a CASE inside what another CASE compares is not allowed here",
                     "name it in a subquery first");
      }
      in_operand.push_back(true);
    } else if (word == "when" && !in_operand.empty()) {
      in_operand.back() = false;
    } else if (word == "end" && !in_operand.empty()) {
      in_operand.pop_back();
    }
  }
  return {};
}

// Adds rows until a limit of what is shown; false then.
bool AddRows(duckdb::DataChunk& chunk, const SqlLimits& limits, SqlResult& result, uint64_t& shown) {
  for (duckdb::idx_t row = 0; row < chunk.size(); ++row) {
    if (result.rows.size() >= limits.rows) return false;
    std::vector<SqlCell> cells(result.columns.size());
    for (size_t column = 0; column < cells.size(); ++column) {
      cells[column] = CellOf(chunk.GetValue(column, row));
      if (cells[column].text) shown += cells[column].text->size();
    }
    if (shown > limits.shown.value) return false;
    result.rows.push_back(std::move(cells));
  }
  return true;
}

}  // namespace

Result<Engine> Engine::Open(const std::vector<SqlTable>& tables, const SqlLimits& limits) {
  auto state = std::make_unique<State>();
  state->limits = limits;
  auto opened = Guarded(*state->failure, limits, [&]() -> Result<void> {
    BOUCLIER_TRY_VOID(CheckNames(tables));
    duckdb::DBConfig config;
    Configure(config, limits);
    state->database = std::make_unique<duckdb::DuckDB>(nullptr, &config);
    state->connection = std::make_unique<duckdb::Connection>(*state->database);
    AddPersonFunction(*state->connection, state->numbers);
    CreateViewsAndLock(*state->database, *state->connection, tables, state->failure);
    return {};
  });
  if (!opened.ok()) return std::move(opened).error();
  return Engine(std::move(state));
}

Result<Prepared> Engine::Parse(std::string_view query) {
  if (query.size() > kLongestQuery) {
    return Error(ErrorCode::kUnsupported, "refuse query: it is too large or too deep", "at most 64 KiB of text");
  }
  if (query.find('\0') != std::string_view::npos || !duckdb::Value::StringIsValid(query.data(), query.size())) {
    return Error(ErrorCode::kInvalidArgument, "parse query: its text is not UTF-8");
  }
  return Guarded(*state_->failure, state_->limits, [&]() -> Result<Prepared> {
    BOUCLIER_TRY_VOID(CheckCases(std::string(query)));
    duckdb::Parser parser(state_->connection->context->GetParserOptions());
    parser.ParseQuery(std::string(query));
    Prepared prepared;
    for (auto& statement : parser.statements) {
      statement->query.clear();  // DuckDB would quote it in errors, in place of the position
      const std::string kind = duckdb::StringUtil::Lower(duckdb::StatementTypeToString(statement->type));
      ParsedStatement parsed{kind.substr(0, kind.find("_statement")), {}};
      if (statement->type == duckdb::StatementType::SELECT_STATEMENT) {
        TreeWriter writer;
        statement->Cast<duckdb::SelectStatement>().Serialize(writer);
        parsed.tree = std::move(writer).Take();
      }
      prepared.parsed_.push_back(std::move(parsed));
    }
    prepared.statements_->list = std::move(parser.statements);
    return prepared;
  });
}

Result<SqlResult> Engine::Execute(Prepared query) {
  if (query.statements_->list.empty()) return Error(ErrorCode::kInvalidArgument, "run query: it is empty");
  state_->failure->Take();
  Watchdog watchdog([this] { state_->connection->Interrupt(); }, state_->limits.time);
  return Guarded(*state_->failure, state_->limits, [&]() -> Result<SqlResult> {
    BOUCLIER_TRY(auto answer, state_->Start(std::move(query.statements_->list[0])));
    SqlResult result;
    for (size_t i = 0; i < answer->types.size(); ++i) {
      result.columns.push_back(ColumnOf(answer->names[i], answer->types[i]));
    }
    uint64_t shown = 0;
    while (auto chunk = answer->Fetch()) {
      if (chunk->size() == 0) break;
      if (!AddRows(*chunk, state_->limits, result, shown)) {
        result.truncated = true;
        break;
      }
    }
    if (answer->HasError()) return Translate(answer->GetErrorObject(), state_->limits);
    return result;
  });
}

Result<TableColumns> Engine::Columns(const std::set<std::string>& tables) {
  return Guarded(*state_->failure, state_->limits, [&]() -> Result<TableColumns> {
    TableColumns columns;
    for (const std::string& table : tables) {
      auto answer = state_->connection->Query("SELECT * FROM " + table + " LIMIT 0");
      if (answer->HasError()) return Translate(answer->GetErrorObject(), state_->limits);
      for (const std::string& name : answer->names) columns[table].push_back(name);
    }
    return columns;
  });
}

}  // namespace bouclier::workspace
