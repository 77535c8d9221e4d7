// SPDX-License-Identifier: Apache-2.0
// Ways out of the workspace that SQL offers, each refused by its name; and the twin that asks no list.
#include "sql/allow_list.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "sql/engine.h"
#include "tables.h"

namespace bouclier::workspace {
namespace {

// What SqlSession::Run would be without the allow-list: DuckDB's own lock alone.
class TwinWithoutList {
 public:
  TwinWithoutList() : engine_(Open()) {}
  Result<SqlResult> Run(const std::string& query) {
    BOUCLIER_TRY(Prepared prepared, engine_.Parse(query));
    return engine_.Execute(std::move(prepared));
  }

 private:
  static Engine Open() {
    SqlLimits limits;
    limits.time = std::chrono::seconds(20);
    auto engine = Engine::Open(TestTables(), limits);
    EXPECT_TRUE(engine.ok());
    return std::move(engine).value();
  }
  Engine engine_;
};

struct Escape {
  const char* query;
  const char* named;  // what the refusal says
};

constexpr Escape kStatements[] = {
    {"copy care to '/tmp/stolen.csv'", "the statement copy"},
    {"copy (select * from care) to 'vault://care/9.parquet'", "the statement copy"},
    {"copy care from '/etc/passwd'", "the statement copy"},
    {"copy from database memory to x", "the statement pragma"},
    {"attach ':memory:' as other", "the statement attach"},
    {"attach '/tmp/x.db'", "the statement attach"},
    {"detach memory", "the statement detach"},
    {"install httpfs", "the statement load"},
    {"load httpfs", "the statement load"},
    {"force install httpfs from 'http://127.0.0.1'", "the statement load"},
    {"update extensions", "the statement update_extensions"},
    {"export database '/tmp/out'", "the statement export"},
    {"import database '/tmp/out'", "the statement pragma"},
    {"create table x as select * from care", "the statement create"},
    {"create view x as select 1", "the statement create"},
    {"create macro f(a) as a", "the statement create"},
    {"create macro f(a) as table select * from care", "the statement create"},
    {"create secret (type s3)", "the statement create"},
    {"create temp table x(a int)", "the statement create"},
    {"create sequence s", "the statement create"},
    {"create type t as enum ('a')", "the statement create"},
    {"create schema s", "the statement create"},
    {"drop view care", "the statement drop"},
    {"alter view care rename to x", "the statement alter"},
    {"insert into care values (1)", "the statement insert"},
    {"update care set person = 1", "the statement update"},
    {"delete from care", "the statement delete"},
    {"truncate care", "the statement delete"},
    {"merge into care using numbers on true when matched then delete", "the statement merge_into"},
    {"set memory_limit = '1TB'", "the statement set"},
    {"set variable x = 1", "the statement set"},
    {"reset memory_limit", "the statement set"},
    {"set lock_configuration = false", "the statement set"},
    {"set temp_directory = '/tmp'", "the statement set"},
    {"set s3_access_key_id = 'x'", "the statement set"},
    {"use memory", "the statement set"},
    {"pragma enable_profiling", "the statement pragma"},
    {"pragma database_list", "the statement pragma"},
    {"pragma table_info('care')", "the statement pragma"},
    {"pragma json_execute_serialized_sql('{}')", "the statement pragma"},
    {"call enable_logging()", "the statement call"},
    {"call duckdb_settings()", "the statement call"},
    {"call pragma_version()", "the statement call"},
    {"prepare q as select * from care", "the statement prepare"},
    {"execute q", "the statement execute"},
    {"deallocate q", "the statement drop"},
    {"explain select * from care", "the statement explain"},
    {"explain analyze select * from care", "the statement explain"},
    {"begin", "the statement transaction"},
    {"commit", "the statement transaction"},
    {"rollback", "the statement transaction"},
    {"checkpoint", "the statement call"},
    {"force checkpoint", "the statement call"},
    {"vacuum", "the statement vacuum"},
    {"analyze", "the statement vacuum"},
    {"comment on view care is 'x'", "the statement alter"},
    {"pivot care on code using sum(cost)", "the statement multi"},
    {"select 1; select 2", "more than one statement"},
    {"select 1; copy care to '/tmp/x'", "the statement copy"},
    {"copy care to '/tmp/x'; select 1", "the statement copy"},
};

constexpr Escape kTableFunctions[] = {
    {"select * from read_text('/etc/passwd')", "the table function read_text"},
    {"select * from read_blob('/etc/passwd')", "the table function read_blob"},
    {"select * from read_csv('/etc/passwd')", "the table function read_csv"},
    {"select * from read_csv_auto('/etc/passwd', header = false)", "the table function read_csv_auto"},
    {"select * from read_json('/etc/passwd')", "the table function read_json"},
    {"select * from read_ndjson_objects('/etc/passwd')", "the table function read_ndjson_objects"},
    {"select * from read_parquet('vault://care/0.parquet')", "the table function read_parquet"},
    {"select * from parquet_scan('vault://numbers/0.parquet')", "the table function parquet_scan"},
    {"select * from read_text('vault://care/0.parquet')", "the table function read_text"},
    {"select * from read_blob('vault://care/0.parquet')", "the table function read_blob"},
    {"select * from parquet_metadata('vault://care/0.parquet')", "the table function parquet_metadata"},
    {"select * from parquet_bloom_probe('vault://care/0.parquet', 'code', 'A10')",
     "the table function parquet_bloom_probe"},
    {"select * from sniff_csv('/etc/passwd')", "the table function sniff_csv"},
    {"select * from read_duckdb('/tmp/x.db')", "the table function read_duckdb"},
    {"select * from glob('/etc/*')", "the table function glob"},
    {"select * from glob('vault://**')", "the table function glob"},
    {"select * from duckdb_settings()", "the table function duckdb_settings"},
    {"select * from duckdb_secrets()", "the table function duckdb_secrets"},
    {"select * from which_secret('s3://x', 's3')", "the table function which_secret"},
    {"select * from duckdb_views()", "the table function duckdb_views"},
    {"select * from duckdb_external_file_cache()", "the table function duckdb_external_file_cache"},
    {"select * from duckdb_logs()", "the table function duckdb_logs"},
    {"select * from duckdb_temporary_files()", "the table function duckdb_temporary_files"},
    {"select * from duckdb_extensions()", "the table function duckdb_extensions"},
    {"select * from pragma_version()", "the table function pragma_version"},
    {"select * from pragma_table_info('care')", "the table function pragma_table_info"},
    {"select * from pragma_storage_info('care')", "the table function pragma_storage_info"},
    {"select * from query('select 1')", "the table function query"},
    {"select * from query_table('sqlite_master')", "the table function query_table"},
    {"select * from json_execute_serialized_sql('{}')", "the table function json_execute_serialized_sql"},
    {"select * from enable_logging()", "the table function enable_logging"},
    {"select * from enable_profiling()", "the table function enable_profiling"},
    {"select * from checkpoint()", "the table function checkpoint"},
    {"select * from force_checkpoint()", "the table function force_checkpoint"},
    {"select * from truncate_duckdb_logs()", "the table function truncate_duckdb_logs"},
    {"select * from arrow_scan(1, 2, 3)", "the table function arrow_scan"},
    {"select * from pandas_scan(1)", "the table function pandas_scan"},
    {"select * from python_map_function(1)", "the table function python_map_function"},
    {"select * from seq_scan('care')", "the table function seq_scan"},
    {"select * from repeat(1, 1000000000000)", "the table function repeat"},
    {"select * from repeat_row(1, num_rows = 1000000000000)", "the table function repeat_row"},
    {"select * from test_all_types()", "the table function test_all_types"},
    {"select * from summary((select * from care))", "the table function summary"},
    {"select * from unnest([1, 2])", "the table function unnest"},
    {"select * from json_each('[]')", "the table function json_each"},
    {"select * from histogram('care', code)", "the table function histogram"},
    {"select * from icu_calendar_names()", "the table function icu_calendar_names"},
    {"select * from pg_timezone_names()", "the table function pg_timezone_names"},
    {"select * from main.read_text('/etc/passwd')", "the table function read_text"},
    {"select * from \"READ_TEXT\"('/etc/passwd')", "the table function read_text"},
    {"select * from \"a'b\"('x')", "the table function of that name"},
    {"from care, read_text('/etc/passwd')", "the table function read_text"},
    {"with x as (select * from read_text('/etc/passwd')) select 1", "the table function read_text"},
    {"with x as materialized (from glob('*')) from x", "the table function glob"},
    {"with recursive r(i) as (select 1 union all select 1 from r, glob('*')) select 1 from r",
     "the table function glob"},
    {"with recursive r(i) as (select content from read_text('/etc/passwd') union all select i from r) from r",
     "the table function read_text"},
    {"select (select content from read_text('/etc/passwd'))", "the table function read_text"},
    {"select 1 where exists (from glob('*'))", "the table function glob"},
    {"select 1 in (from glob('*'))", "the table function glob"},
    {"select 1 union all select content from read_text('/etc/passwd')", "the table function read_text"},
    {"select 1 union select 2 union select 3 from glob('*') union select 4", "the table function glob"},
    {"select * from care order by (select count(*) from glob('*'))", "the table function glob"},
    {"select * from care limit (select count(*) from glob('*'))", "the table function glob"},
    {"select * from care offset (select count(*) from glob('*'))", "the table function glob"},
    {"select distinct on ((select count(*) from glob('*'))) 1 from care", "the table function glob"},
    {"select count(*) from care group by (select count(*) from glob('*'))", "the table function glob"},
    {"select count(*) from care having (select true from glob('*'))", "the table function glob"},
    {"select 1 from care qualify (select true from glob('*'))", "the table function glob"},
    {"select sum(n) filter (where (select true from glob('*'))) from numbers", "the table function glob"},
    {"select string_agg(code order by (select 1 from glob('*'))) from care", "the table function glob"},
    {"select sum(n) over (partition by (select 1 from glob('*'))) from numbers", "the table function glob"},
    {"select sum(n) over (order by (select 1 from glob('*'))) from numbers", "the table function glob"},
    {"select sum(n) over (rows between (select 1 from glob('*')) preceding and current row) from numbers",
     "the table function glob"},
    {"select lag(n, (select 1 from glob('*'))) over () from numbers", "the table function glob"},
    {"select case when (select true from glob('*')) then 1 else 2 end", "the table function glob"},
    {"select case 1 when 1 then (select 1 from glob('*')) end", "the table function glob"},
    {"select cast((select 1 from glob('*')) as text)", "the table function glob"},
    {"select 1 between (select 1 from glob('*')) and 2", "the table function glob"},
    {"select * replace ((select 1 from glob('*')) as n) from numbers", "the table function glob"},
    {"select * from care join numbers on (select true from glob('*'))", "the table function glob"},
    {"select * from care, lateral (from glob('*'))", "the table function glob"},
    {"select * from (values ((select 1 from glob('*'))))", "the table function glob"},
    {"values ((select 1 from glob('*')))", "the table function glob"},
    {"describe select * from read_text('/etc/passwd')", "the table function read_text"},
    {"from (describe from glob('*'))", "the table function glob"},
    {"select * from range(10000000000000)", "range of more than 1000000 rows"},
    {"select * from generate_series(0, 1000001)", "generate_series of more than 1000000 rows"},
    {"select * from range(9000000000000000000, -9000000000000000000, -1)", "range of more than 1000000 rows"},
    {"select * from range((select max(n) from numbers))", "range with bounds that are not whole numbers in the query"},
    {"select * from range(1000000 * 1000000)", "range with bounds that are not whole numbers in the query"},
    {"select * from range(date '2000-01-01', date '9000-01-01', interval 1 second)",
     "range with bounds that are not whole numbers in the query"},
    {"select * from range(1, 2) with ordinality", "a part of the query (with_ordinality)"},
};

constexpr Escape kFunctions[] = {
    {"select getenv('HOME')", "the function getenv"},
    {"select current_setting('memory_limit')", "the function current_setting"},
    {"select getvariable('x')", "the function getvariable"},
    {"select current_query()", "the function current_query"},
    {"select version()", "the function version"},
    {"select current_database()", "the function current_database"},
    {"select current_schemas(true)", "the function current_schemas"},
    {"select txid_current()", "the function txid_current"},
    {"select nextval('s')", "the function nextval"},
    {"select currval('s')", "the function currval"},
    {"select sleep_ms(100000)", "the function sleep_ms"},
    {"select pg_sleep(100)", "the function pg_sleep"},
    {"select write_log('x')", "the function write_log"},
    {"select parse_duckdb_log_message('x', 'y')", "the function parse_duckdb_log_message"},
    {"select stats(n) from numbers", "the function stats"},
    {"select random()", "the function random"},
    {"select setseed(0.5)", "the function setseed"},
    {"select uuid()", "the function uuid"},
    {"select now()", "the function now"},
    {"select json_serialize_sql('select 1')", "the function json_serialize_sql"},
    {"select json_serialize_plan('select 1')", "the function json_serialize_plan"},
    {"select json_deserialize_sql('{}')", "the function json_deserialize_sql"},
    {"select pg_get_viewdef(1)", "the function pg_get_viewdef"},
    {"select inet_server_addr()", "the function inet_server_addr"},
    {"select repeat('x', 1000000000)", "the function repeat"},
    {"select lpad('x', 1000000000, 'y')", "the function lpad"},
    {"select rpad('x', 1000000000, 'y')", "the function rpad"},
    {"select bar(1, 0, 1, 1000000000)", "the function bar"},
    {"select format('{:>1000000000}', 'x')", "the function format"},
    {"select printf('%1000000000d', 1)", "the function printf"},
    {"select range(1000000000)", "the function range"},
    {"select generate_series(1, 1000000000)", "the function generate_series"},
    {"select unnest(range(1000000000))", "the function unnest"},
    {"select list(n) from numbers", "the function list"},
    {"select array_agg(n) from numbers", "the function array_agg"},
    {"select list_transform([1], x -> x)", "the function list_transform"},
    {"select list_aggregate([1], 'sum')", "the function list_aggregate"},
    {"select [1, 2]", "the function list_value"},
    {"select {'a': 1}", "the function struct_pack"},
    {"select row(1, 2)", "the function row"},
    {"select map(1, 2)", "the function map"},
    {"select histogram(n) from numbers", "the function histogram"},
    {"select can_cast_implicitly(1, 2)", "the function can_cast_implicitly"},
    {"select get_type('x')", "the function get_type"},
    {"select cast_to_type('1', 1)", "the function cast_to_type"},
    {"select nosuchfunction(1)", "the function nosuchfunction"},
    {"select \"a'b c\"(1)", "the function of that name"},
    {"select lower(getenv('HOME'))", "the function getenv"},
    {"select count(*) over (order by getenv('HOME'))", "the function getenv"},
    {"select sum(getenv('HOME')::int) over ()", "the function getenv"},
    {"select code.getenv() from care", "the function getenv"},
    {"select system.main.lower('a')", "a schema, a database or a state of a function"},
    {"select information_schema.lower('a')", "a schema before a function"},
    {"select sum(n) export_state from numbers", "a schema, a database or a state of a function"},
    {"select ?", "a query with parameters"},
    {"select $1", "a query with parameters"},
    {"select $name", "a query with parameters"},
    {"select 1::mytype", "the type mytype"},
    {"select 'a'::blob", "the type blob"},
    {"select '1'::bit", "the type bit"},
    {"select '{}'::json", "the type json"},
    {"select '[1]'::int[]", "the type list"},
    {"select '1'::uuid", "the type uuid"},
    {"select now()::timestamptz", "the function now"},
    {"select 'a'::enum('a')", "the type enum"},
    {"select x[1] from (select 1 x)", "the operator array_extract"},
    {"select (lambda x: x)", "a part of the query (lambda)"},
    {"select *columns(*) from numbers", "the operator operator_unpack"},
    {"select 'a' collate \"x'y\"", "that collation"},
    {"show tables", "SHOW"},
    {"show databases", "SHOW"},
    {"show all tables", "SHOW"},
    {"summarize care", "SHOW or SUMMARIZE"},
    {"select * from (show tables)", "SHOW"},
    {"select * from care pivot (sum(cost) for code in ('A10'))", "a part of the query (pivot)"},
    {"select * from numbers unpivot (v for c in (n, k))", "a part of the query (pivot)"},
    {"select * from care at (version => 1)", "a schema, a database or a state of a function"},
    {"select * from main.care", "a schema, a database or a state of a function"},
    {"select * from memory.care", "a schema, a database or a state of a function"},
    {"select * from information_schema.tables", "a schema, a database or a state of a function"},
    {"select * from pg_catalog.pg_class", "a schema, a database or a state of a function"},
    {"with recursive r(i) using key (i) as (select 1 union select i from r) from r", "WITH … USING KEY"},
};

constexpr const char* kTables[] = {
    "select * from '/etc/passwd'", "from 'vault://care/0.parquet'", "select * from \"/etc/passwd\"",
    "from \"vault://care/0.parquet\"", "from 'https://127.0.0.1/x.parquet'", "select * from sqlite_master",
    "select * from duckdb_settings", "select * from duckdb_tables", "select * from pg_class",
    "select * from pg_settings", "table sqlite_master", "describe sqlite_master",
    "select (select count(*) from duckdb_views)",
    // a name given elsewhere, or later, is not this one
    "select * from (with sqlite_master as (select 1) select 1), sqlite_master",
    "with sqlite_master as (select * from sqlite_master) select 1",
    "with a as (from duckdb_views), duckdb_views as (select 1) from a",
    "with recursive pg_class(i) as (select relname from pg_class union all select i from pg_class) select 1",
    "with recursive pg_class as (select * from pg_class) select 1",
    "select (with pg_class as (select 1) select 1) from pg_class",
    "(with pg_class as (select 1) select 1) union all select 2 from pg_class"};

class Escapes : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    SqlLimits limits;
    limits.time = std::chrono::seconds(20);
    session_ = new SqlSession(SqlSession::Make(TestTables(), limits).value());
  }
  static void TearDownTestSuite() { delete session_; }
  template <size_t N>
  void Refuses(const Escape (&escapes)[N]) {
    for (const auto& [query, named] : escapes) {
      auto result = session_->Run(query);
      ASSERT_FALSE(result.ok()) << query;
      EXPECT_EQ(result.error().code, ErrorCode::kUnsupported) << query << ": " << result.error().message;
      EXPECT_EQ(result.error().message, std::string("refuse query: ") + named + " is not allowed here") << query;
    }
  }
  static SqlSession* session_;
};
SqlSession* Escapes::session_ = nullptr;

TEST_F(Escapes, StatementsAreRefusedByName) { Refuses(kStatements); }
TEST_F(Escapes, TableFunctionsAreRefusedByNameWhereverTheyStand) { Refuses(kTableFunctions); }
TEST_F(Escapes, FunctionsTypesAndPartsAreRefusedByName) { Refuses(kFunctions); }

TEST_F(Escapes, FilesAndSystemTablesAreNoTables) {
  for (const char* query : kTables) {
    auto result = session_->Run(query);
    ASSERT_FALSE(result.ok()) << query;
    EXPECT_EQ(result.error().code, ErrorCode::kInvalidArgument) << query << ": " << result.error().message;
    EXPECT_NE(result.error().message.find("there is no such table here"), std::string::npos)
        << query << ": " << result.error().message;
    EXPECT_EQ(result.error().message.find("passwd"), std::string::npos) << query;
    EXPECT_EQ(result.error().hint, "tables: care, numbers");
  }
}

TEST_F(Escapes, EndlessAndHugeQueriesAreRefusedOrStopped) {
  std::string many = "select 1 from care";
  for (int i = 0; i < 80; ++i) many += ", care a" + std::to_string(i);
  EXPECT_EQ(session_->Run(many).error().message, "refuse query: naming more than 64 tables is not allowed here");
  const auto nested = [](const char* before, const char* middle, const char* after, int times) {
    std::string text;
    for (int i = 0; i < times; ++i) text += before;
    text += middle;
    for (int i = 0; i < times; ++i) text += after;
    return "select " + text;
  };
  for (int times : {200, 900, 5000, 20000, 60000}) {
    for (const auto& query :
         {nested("(", "1", ")", times), nested("not ", "true", "", times), nested("- ", "1", "", times),
          nested("", "1", "+1", times), nested("", "1", "::int", times), nested("abs(", "1", ")", times),
          nested("(select ", "1", ")", times), nested("", "1", " union select 1", times),
          nested("case when true then ", "1", " end", times), nested("", "1 from care", " join care on true", times),
          nested("", "1", " between 1", times), nested("1 in (", "1", ")", times)}) {
      auto result = session_->Run(query);  // an answer or an error, but it comes back
      if (!result.ok()) {
        EXPECT_NE(result.error().code, ErrorCode::kInternal)
            << query.substr(0, 60) << " " << times << result.error().message;
      }
    }
  }
  EXPECT_EQ(session_->Run(std::string(70'000, ' ')).error().code, ErrorCode::kUnsupported);
  EXPECT_EQ(session_->Run("select 1").value().rows[0][0].text, "1");
}

TEST_F(Escapes, TextThatIsNoTextIsRefused) {
  using namespace std::string_literals;
  for (const auto& query : {"select 1\0; copy care to '/tmp/x'"s, "select '\xff'"s, "\0"s}) {
    EXPECT_EQ(session_->Run(query).error().message, "parse query: its text is not UTF-8");
  }
  for (const char* query : {"", " ", ";", "-- nothing"}) {
    EXPECT_EQ(session_->Run(query).error().code, ErrorCode::kInvalidArgument) << query;
  }
}

// What the list is for: without it, these go through DuckDB's lock.
TEST(Twin, WithoutTheListSeveralWaysAreOpen) {
  TwinWithoutList twin;
  size_t through = 0;
  for (const char* query :
       {"attach ':memory:' as other", "select * from duckdb_settings()", "select * from duckdb_views()",
        "select current_setting('memory_limit')", "select count(*) from range(3000000)", "select * from sqlite_master",
        "select octet_length(content) from read_blob('vault://care/0.parquet')",
        "select json_serialize_sql('select 1')", "create temp table kept as select * from care"}) {
    auto result = twin.Run(query);
    EXPECT_TRUE(result.ok()) << query << ": " << result.error().message;
    through += result.ok();
  }
  EXPECT_GE(through, 3u);
}

// What the lock is for: it holds even without the list. A file is laid out that would be read or made.
TEST(Twin, TheLockAloneKeepsFilesAndSettings) {
  TwinWithoutList twin;
  const auto folder = std::filesystem::temp_directory_path() / ("workspace_test_" + std::to_string(getpid()));
  std::filesystem::create_directory(folder);
  const std::string secret = folder / "secret.csv", made = folder / "made.csv";
  std::ofstream(secret) << "a,b\n1,canary\n";
  const std::string queries[] = {"select * from read_text('" + secret + "')",
                                 "select * from read_csv('" + secret + "')",
                                 "from '" + secret + "'",
                                 "select * from glob('" + folder.string() + "/*')",
                                 "copy care to '" + made + "'",
                                 "copy care to 'vault://care/7.parquet'",
                                 "attach '" + made + "' as x",
                                 "export database '" + made + "'",
                                 "load '" + secret + "'",
                                 "install httpfs",
                                 "set temp_directory = '" + folder.string() + "'",
                                 "set enable_external_access = true",
                                 "set lock_configuration = false",
                                 "set allowed_directories = ['/']",
                                 "set memory_limit = '1TB'",
                                 "select * from read_text('vault://../" + secret + "')",
                                 "select * from read_text('vault://care/8.parquet')",
                                 "create persistent secret (type s3)"};
  for (const std::string& query : queries) {
    auto result = twin.Run(query);
    std::string shown;
    if (result.ok()) {
      for (const auto& row : result->rows) {
        for (const auto& cell : row) shown += cell.text.value_or("");
      }
    }
    EXPECT_FALSE(result.ok() && (query.rfind("select", 0) != 0 || !shown.empty())) << query;
    EXPECT_EQ(shown.find("canary"), std::string::npos) << query;
  }
  EXPECT_FALSE(std::filesystem::exists(made));
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder), {}), 1);
  std::filesystem::remove_all(folder);
}

TEST(AllowList, NothingIsSpilledToDisk) {
  const auto before = std::filesystem::current_path();
  const auto folder = std::filesystem::temp_directory_path() / ("workspace_spill_" + std::to_string(getpid()));
  std::filesystem::create_directory(folder);
  std::filesystem::current_path(folder);
  {
    SqlLimits limits;
    limits.memory = ByteCount{48 * kMiB};
    auto session = SqlSession::Make(TestTables(), limits);
    ASSERT_TRUE(session.ok());
    EXPECT_FALSE(
        session->Run("select count(*) from (select distinct a.n * 2000 + b.n from numbers a, numbers b)").ok());
    EXPECT_TRUE(std::filesystem::is_empty(folder));
  }
  EXPECT_TRUE(std::filesystem::is_empty(folder));
  std::filesystem::current_path(before);
  std::filesystem::remove_all(folder);
}

TEST(AllowList, TheDocumentListsExactlyTheFunctionsThatAreAllowed) {
  std::ifstream file("docs/SQL.md");
  if (!file) file.open("../docs/SQL.md");
  ASSERT_TRUE(file) << "run from the root of the repository or from build/";
  std::stringstream text;
  text << file.rdbuf();
  const std::string all = text.str();
  const size_t begin = all.find("<!-- functions -->"), end = all.find("<!-- end -->");
  ASSERT_LT(begin, end);
  std::istringstream words(all.substr(begin, end - begin));
  std::string word;
  size_t listed = 0;
  while (words >> word) {
    if (word.front() != '`') continue;
    const std::string name = word.substr(1, word.find('`', 1) - 1);
    EXPECT_TRUE(IsAllowedFunction(name)) << name;
    ++listed;
  }
  EXPECT_EQ(listed, AllowedFunctions().size());
}

}  // namespace
}  // namespace bouclier::workspace
