// SPDX-License-Identifier: Apache-2.0
// Ways out of the workspace that SQL offers, each refused by its name; and the twin that asks no list.
#include "sql/allow_list.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "escapes.h"
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

class Escapes : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    SqlLimits limits;
    limits.time = std::chrono::seconds(20);
    session_ = new SqlSession(SqlSession::Make(TestTables(), limits).value());
  }
  static void TearDownTestSuite() { delete session_; }
  template <size_t N>
  void Refuses(const escapes::Escape (&list)[N]) {
    for (const auto& [query, named] : list) {
      auto result = session_->Run(query);
      ASSERT_FALSE(result.ok()) << query;
      EXPECT_EQ(result.error().code, ErrorCode::kUnsupported) << query << ": " << result.error().message;
      EXPECT_EQ(result.error().message, std::string("refuse query: ") + named + " is not allowed here") << query;
    }
  }
  static SqlSession* session_;
};
SqlSession* Escapes::session_ = nullptr;

TEST_F(Escapes, StatementsAreRefusedByName) { Refuses(escapes::kStatements); }
TEST_F(Escapes, TableFunctionsAreRefusedByNameWhereverTheyStand) { Refuses(escapes::kTableFunctions); }
TEST_F(Escapes, FunctionsTypesAndPartsAreRefusedByName) { Refuses(escapes::kFunctions); }

TEST_F(Escapes, FilesAndSystemTablesAreNoTables) {
  for (const char* query : escapes::kTables) {
    auto result = session_->Run(query);
    ASSERT_FALSE(result.ok()) << query;
    EXPECT_EQ(result.error().code, ErrorCode::kInvalidArgument) << query << ": " << result.error().message;
    EXPECT_NE(result.error().message.find("there is no such table here"), std::string::npos)
        << query << ": " << result.error().message;
    EXPECT_EQ(result.error().message.find("passwd"), std::string::npos) << query;
    EXPECT_EQ(result.error().hint, "tables: care, numbers");
  }
}

// A name that the query gives must be what DuckDB takes it for, wherever it stands: were it looked for among DuckDB's
// own tables instead, `mine` would not be found there.
TEST_F(Escapes, NamesThatAQueryGivesAreNotTakenForSystemTables) {
  const std::string with = "with pg_class as (select 1 as mine) ";
  const char* rests[] = {
      "select mine from pg_class",
      "select n from numbers limit (select mine from pg_class)",
      "select n from numbers limit 1 offset (select mine from pg_class)",
      "select n from numbers limit (select mine * 1.0 from pg_class) %",
      "select n from numbers order by (select mine from pg_class)",
      "select count(*) from numbers group by (select mine from pg_class)",
      "select count(*) from numbers having (select mine = 1 from pg_class)",
      "select n from numbers qualify row_number() over (order by n) = (select mine from pg_class)",
      "select distinct on ((select mine from pg_class)) n from numbers",
      "select count(*) filter (where (select mine = 1 from pg_class)) from numbers",
      "select string_agg(code order by (select mine from pg_class)) from care",
      "select sum(n) over (order by n rows (select mine from pg_class) preceding) from numbers",
      "select lag(n, (select mine from pg_class)) over (order by n) from numbers",
      "select sum(n) over (partition by (select mine from pg_class)) from numbers",
      "select case when (select mine = 1 from pg_class) then 1 end",
      "select n in (select mine from pg_class) from numbers",
      "select exists (select mine from pg_class)",
      "select n = any (select mine from pg_class) from numbers",
      "select (select (select mine from pg_class))",
      "select * replace ((select mine from pg_class) as n) from numbers",
      "from (values ((select mine from pg_class)))",
      "values ((select mine from pg_class))",
      "from numbers join pg_class on n = mine",
      "from numbers join numbers b on numbers.n = (select mine from pg_class) and b.n = 1",
      "from care, lateral (select mine from pg_class)",
      "from (select mine from pg_class)",
      "from (from pg_class) select mine",
      "select 1 union all select mine from pg_class",
      "(select 1 x) union all (select 2) order by (select mine from pg_class)",
      "(select 1 x) union all (select 2) limit (select mine from pg_class)",
      "select 1 union select 2 union select 3 union select mine from pg_class",
      "select 1 except select mine from pg_class",
      "from (with other as (select mine from pg_class) select mine from other)",
      "from (with recursive r(i) as (select mine from pg_class union all select i + mine from r, pg_class "
      "where i < 3) from r)",
      "from (describe pg_class)",
      "from (describe select mine from pg_class)"};
  for (const char* rest : rests) {
    auto result = session_->Run(with + rest);
    if (std::string(rest).find(" union all (select 2)") != std::string::npos) {
      EXPECT_FALSE(result.ok()) << "DuckDB takes no subquery there; should it one day, look at how it finds its tables";
    } else {
      EXPECT_TRUE(result.ok()) << rest << ": " << result.error().message;
    }
  }
  EXPECT_EQ(session_->Run(with + "select column_name from (describe pg_class)").value().rows[0][0].text, "mine");
  // The second of two names sees the first; the first half of a recursion sees neither.
  for (const char* query :
       {"with pg_class as (select 1 mine), b as (select mine from pg_class) from b",
        "with recursive pg_class(mine) as (select 1 union all select mine + 1 from pg_class where mine < 3) "
        "select mine from pg_class",
        "with recursive a as (select 1 mine), pg_class(mine) as (select mine from a union all select "
        "mine + 1 from pg_class where mine < 3) select mine from pg_class"}) {
    EXPECT_TRUE(session_->Run(query).ok()) << query;
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

std::string Nested(const std::string& form, int times, const std::string& innermost = "n") {
  std::string text = innermost;
  for (int i = 0; i < times; ++i) {
    std::string next = form;
    next.replace(next.find('@'), 1, "(" + text + ")");
    text = next;
  }
  return text;
}

// Forms that double at each level while the query is parsed, bound or planned, when no limit is asked yet.
TEST_F(Escapes, WhatDoublesWhenItIsPlannedIsRefused) {
  using namespace std::string_literals;
  const auto chained = [](const std::string& how) {
    std::string query = "with a0 as " + how + "(select 1 as x)";
    for (int i = 0; i < 40; ++i) {
      const std::string before = "a" + std::to_string(i);
      query += ", a" + std::to_string(i + 1) + " as " + how + "(select p.x from " + before + " p";
      query += i < 20 ? ", " + before + " q)" : ")";
    }
    return query + " select count(*) from a40";
  };
  std::string aliases = "select n as a0";
  for (int i = 0; i < 40; ++i) {
    const std::string before = "a" + std::to_string(i);
    aliases += ", " + before + " + " + before + " as a" + std::to_string(i + 1);
  }
  const std::pair<std::string, const char*> queries[] = {
      {"select " + Nested("case @ when 1 then 2 when 3 then 4 end", 40) + " from numbers",
       "a CASE inside what another CASE compares is not allowed here"},
      {"select case (select 'when' || /* when */ " + Nested("case @ when 1 then 2 when 3 then 4 end", 40) +
           ") when 1 then 2 end",
       "a CASE inside what another CASE compares is not allowed here"},
      {"select " + Nested("@ between 0 and 1", 40) + " from numbers", "it grows too much when it is planned"},
      {"select " + Nested("nullif(@, 1)", 40) + " from numbers", "it grows too much when it is planned"},
      {"select " + Nested("fmod(@, 2)", 40) + " from numbers", "it grows too much when it is planned"},
      {"select " + Nested("fmod(2, @)", 40) + " from numbers", "it grows too much when it is planned"},
      {"select " + Nested("split_part(@, 'a', 1)", 40) + " from numbers", "it grows too much when it is planned"},
      {aliases + " from numbers", "it grows too much when it is planned"},
      {chained("not materialized "), "NOT MATERIALIZED is not allowed here"},
      {"select replace(code, 'a', 'bb') from care", "replace with a longer text is not allowed here"},
      {"select replace(code, 'a', code) from care", "replace with a longer text is not allowed here"},
      {"select replace(code, code, 'a') from care", "replace with a longer text is not allowed here"},
      {"select regexp_replace(code, 'a', '\\0\\0', 'g') from care", "replace with a longer text is not allowed here"},
      {"select regexp_replace(code, '', 'bb', 'g') from care", "replace with a longer text is not allowed here"}};
  for (const auto& [query, said] : queries) {
    auto result = session_->Run(query);
    ASSERT_FALSE(result.ok()) << query;
    EXPECT_EQ(result.error().code, ErrorCode::kUnsupported) << query;
    EXPECT_EQ(result.error().message, std::string("refuse query: ") + said) << query;
  }
  for (
      const std::string& query :
      {"select " + Nested("@ between 0 and 1", 5) + " from numbers",
       "select " + Nested("nullif(@, 1)", 6) + " from numbers",
       "select n as a, a + a as b, b + b as c, c + c as d from numbers where d > 10 and c between 1 and 100"s,
       "select case n when 1 then case k when 2 then 'x' end when 3 then 'y' else 'when' end from numbers"s,
       "select case when n = 1 then 1 else case when k = 2 then 2 end end from numbers"s, chained("materialized "),
       chained(""),
       "select replace(code, '.', ''), replace(code, 'ab', 'cd'), regexp_replace(code, '[0-9]+', '#', 'g') from care"s}) {
    const auto began = std::chrono::steady_clock::now();
    auto result = session_->Run(query);
    EXPECT_TRUE(result.ok() || result.error().code == ErrorCode::kInvalidArgument)
        << query << ": " << result.error().message;
    EXPECT_LT(std::chrono::steady_clock::now() - began, std::chrono::seconds(5)) << query;
  }
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
