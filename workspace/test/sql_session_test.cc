// SPDX-License-Identifier: Apache-2.0
#include "bouclier/workspace/sql_session.h"

#include <gtest/gtest.h>

#include "tables.h"

namespace bouclier::workspace {
namespace {

SqlSession Open(SqlLimits limits = {}) {
  auto session = SqlSession::Make(TestTables(), limits);
  EXPECT_TRUE(session.ok()) << session.error().message;
  return std::move(session).value();
}

// Cells of the answer, rows by ';', cells by ','; null as "-"; or the error.
std::string Answer(SqlSession& session, const std::string& query) {
  auto result = session.Run(query);
  if (!result.ok()) return "error: " + result.error().message;
  std::string text;
  for (const auto& row : result->rows) {
    text += text.empty() ? "" : ";";
    for (size_t i = 0; i < row.size(); ++i) text += (i ? "," : "") + row[i].text.value_or("-");
  }
  return text;
}

TEST(SqlSession, ReadsTheTablesItWasGivenAndNoOthers) {
  auto session = Open();
  EXPECT_EQ(Answer(session, "select count(*), count(person), min(day) from care"), "6,5,1600-01-01");
  EXPECT_EQ(Answer(session, "select person, sum(cost) from care group by all order by person nulls last"),
            "1,1234567890123457.78;2,249.00;-,-");
  EXPECT_EQ(Answer(session, "SELECT count(*) FROM Care c JOIN numbers ON n = c.person"), "5");
  EXPECT_EQ(Answer(session, "select * from secrets"), "error: read table secrets: there is no such table here");
  EXPECT_EQ(Answer(session, "select * from duckdb_settings"),
            "error: read table duckdb_settings: there is no such table here");
}

TEST(SqlSession, DatesTimestampsAndDecimalsOf1600AreExact) {
  auto session = Open();
  EXPECT_EQ(Answer(session, "select day, started, cost from care where day < '1700-01-01'"),
            "1600-01-01,1600-01-01 00:00:00,1234567890123456.78");
  EXPECT_EQ(Answer(session, "select started from care where day = date '1970-01-01'"), "1970-01-01 00:00:00.000001");
  auto result = session.Run("select day, started, cost, code, weight, person, person > 1 from care order by day");
  ASSERT_TRUE(result.ok()) << result.error().message;
  std::vector<SqlType> types;
  for (const auto& column : result->columns) types.push_back(column.type);
  EXPECT_EQ(types, (std::vector<SqlType>{SqlType::kDate, SqlType::kTimestamp, SqlType::kDecimal, SqlType::kText,
                                         SqlType::kReal, SqlType::kInteger, SqlType::kBoolean}));
  EXPECT_EQ(result->columns[2].type_name, "DECIMAL(18,2)");
  EXPECT_EQ(result->columns[2].name, "cost");
  const auto& row = result->rows[0];
  EXPECT_EQ(row[0].number, kDay1600);
  EXPECT_EQ(row[1].number, kDay1600);
  EXPECT_FALSE(row[3].number);
  EXPECT_EQ(row[4].number, 0.5);
  EXPECT_EQ(row[5].number, 1);
  EXPECT_EQ(row[6].number, 0);
  for (const auto& cell : result->rows.back()) EXPECT_FALSE(cell.text || cell.number) << "a null";
}

TEST(SqlSession, TakesTheSqlThatAnAnalystWrites) {
  auto session = Open();
  const std::pair<const char*, const char*> asked[] = {
      {"with a as (select person p, count(*) c from care group by 1), b as (select * from a where c > 2) select p, c "
       "from b",
       "2,3"},
      {"with recursive r(i) as (select 1 union all select i + 1 from r where i < 4) select sum(i) from r", "10"},
      {"select n from numbers where n in (select person from care) order by n", "1;2"},
      {"select n, row_number() over (order by n desc) from numbers where n < 2 order by 1", "0,2;1,1"},
      {"select lag(n, 1, -1) over (partition by k order by n) from numbers where k = 7 order by 1", "-1;7"},
      {"select date_trunc('week', day)::date, count(*) from care where day > '2000-01-01' group by 1", "2019-12-30,3"},
      {"select code from care where code like 'A%' and code ilike 'a%' and not code like '%x' limit 1", "A10"},
      {"select case when n < 1 then 'low' else 'high' end from numbers where n between 0 and 1 order by n", "low;high"},
      {"select sum(n) filter (where n > 1997) from numbers having count(*) > 3", "3997"},
      {"select median(n), quantile_cont(n, 0.5), approx_count_distinct(k) > 900 from numbers", "999.5,999.5,true"},
      {"select coalesce(code, 'none'), cast(weight as integer), try_cast(code as integer) from care where person is "
       "null",
       "none,-,-"},
      {"select 1 union select 1 union all select 2 order by 1 offset 1", "2"},
      {"select distinct on (person) person from care where person is not null order by person", "1;2"},
      {"select person, grouping(person), count(*) from care group by rollup (person) order by 2, 1 nulls first limit 1",
       "-,0,1"},
      {"select extract(year from day), year(day), day - interval 1 day from care where cost = 250",
       "2020,2020,2019-12-31 00:00:00"},
      {"select v.z from (values (1), (2)) v(z) left join numbers on n = z order by 1", "1;2"},
      {"select count(*) from range(3) r(i), generate_series(-2, 2, 2)", "9"},
      {"select * exclude (k) from numbers where n = 3", "3"},
      {"select columns('^n') from numbers where n = 3", "3"},
      {"select n from numbers qualify rank() over (order by n) = 2", "1"},
      {"select exists (select 1 from care where person = 2), (select max(n) from numbers)", "true,1999"},
      {"select count(*) from care a, lateral (select a.person + 1 as q) where q = 3", "3"},
      {"from numbers select n where n = 1", "1"},
      {"select 'a' || 'b' || upper('c'), regexp_replace('x1', '[0-9]', '-'), strftime(date '2020-02-03', '%d/%m/%Y')",
       "abC,x-,03/02/2020"},
      {"select #1 from (select 5)", "5"},
      {"select 5::hugeint, 1e3, .5::decimal(4,3), -7 // 2, 7 % 3, 2 ** 3, 5 & 4", "5,1000.0,0.500,-3,1,8.0,4"},
      {"-- a note\nselect /* another */ 1;", "1"},
      {"select count(*) from (select n from numbers tablesample 10% (bernoulli, 1)) where n < 0", "0"},
      {"describe numbers", "n,BIGINT,YES,-,-,-;k,BIGINT,YES,-,-,-"}};
  for (const auto& [query, answer] : asked) EXPECT_EQ(Answer(session, query), answer) << query;
}

TEST(SqlSession, ShowsAsManyRowsAsTheLimitSaysAndTellsThatThereAreMore) {
  SqlLimits limits;
  limits.rows = 10;
  auto session = Open(limits);
  auto cut = session.Run("select n from numbers order by n");
  ASSERT_TRUE(cut.ok());
  EXPECT_EQ(cut->rows.size(), 10);
  EXPECT_EQ(cut->rows[9][0].text, "9");
  EXPECT_TRUE(cut->truncated);
  auto whole = session.Run("select n from numbers where n < 10");
  ASSERT_TRUE(whole.ok());
  EXPECT_EQ(whole->rows.size(), 10);
  EXPECT_FALSE(whole->truncated);
  limits = {};
  limits.shown = ByteCount{100};
  auto narrow = Open(limits);
  auto few = narrow.Run("select 'aaaaaaaaaa' from numbers");
  ASSERT_TRUE(few.ok());
  EXPECT_EQ(few->rows.size(), 10);
  EXPECT_TRUE(few->truncated);
  EXPECT_EQ(Answer(narrow, "select count(*) from numbers"), "2000") << "a cut answer does not stop the next query";
}

TEST(SqlSession, AnEmptyAnswerStillHasItsColumns) {
  auto session = Open();
  auto result = session.Run("select n, code from numbers, care where n < 0");
  ASSERT_TRUE(result.ok());
  EXPECT_EQ(result->columns.size(), 2);
  EXPECT_TRUE(result->rows.empty());
  EXPECT_FALSE(result->truncated);
}

TEST(SqlSession, StopsAtTheTimeLimitAndGoesOn) {
  SqlLimits limits;
  limits.time = std::chrono::milliseconds(300);
  auto session = Open(limits);
  for (const char* query :
       {"with recursive r(i) as (select 1 union all select i + 1 from r) select max(i) from r",
        "select sum(a.n * b.n + c.n) from numbers a, numbers b, numbers c",
        "select max(hash(a.n + b.n * c.n + d.n)) from numbers a, numbers b, numbers c, numbers d"}) {
    const auto began = std::chrono::steady_clock::now();
    auto result = session.Run(query);
    ASSERT_FALSE(result.ok()) << query;
    EXPECT_EQ(result.error().code, ErrorCode::kExhausted) << query;
    EXPECT_EQ(result.error().message, "run query: the time limit of 0.3 s is reached") << query;
    EXPECT_LT(std::chrono::steady_clock::now() - began, std::chrono::seconds(20)) << query;
  }
  EXPECT_EQ(Answer(session, "select count(*) from numbers"), "2000");
}

TEST(SqlSession, StopsAtTheMemoryLimitAndGoesOn) {
  SqlLimits limits;
  limits.memory = ByteCount{48 * kMiB};
  auto session = Open(limits);
  for (const char* query :
       {"select count(*) from (select a.n, b.n, count(*) from numbers a, numbers b group by all)",
        "select n from (select a.n, b.n m from numbers a, numbers b) order by hash(n + m) limit 3000000",
        "select count(*) from (select distinct a.n * 2000 + b.n from numbers a, numbers b)"}) {
    auto result = session.Run(query);
    ASSERT_FALSE(result.ok()) << query;
    EXPECT_EQ(result.error().code, ErrorCode::kExhausted) << query << ": " << result.error().message;
    EXPECT_EQ(result.error().message, "run query: the memory limit of 48.0 MiB is reached") << query;
  }
  EXPECT_EQ(Answer(session, "select count(*) from numbers"), "2000");
}

TEST(SqlSession, ErrorsNameColumnsAndNeverValues) {
  auto session = Open();
  const std::pair<const char*, const char*> asked[] = {
      {"select persn from care", "bind query: there is no column persn"},
      {"select care.zz from care", "bind query: there is no column zz"},
      {"select * exclude (zz) from care", "bind query: there is no column zz"},
      {"select a.n from care where b.x = 1", "bind query: there is no table b"},
      {"select person from care group by code", "bind query: the column person must be in GROUP BY or in an aggregate"},
      {"select n from numbers, numbers b", "bind query: which column n is meant?"},
      {"select sum(code) from care", "bind query: no function takes these types: sum(VARCHAR)"},
      {"select * from care order by 17",
       "bind query: ORDER term out of range - should be between 1 and 6 at character 29"},
      {"select \"o'x\"\"y\" from care", "bind query: its parts do not fit each other at character 8"},
      {"selec 1", "parse query: not SQL as it is understood here at character 1"},
      {"select 'Dupont", "parse query: not SQL as it is understood here at character 8"},
      {"select code::integer from care", "run query: a value does not convert to the type asked for at character 12"},
      {"select code = 5 from care", "run query: a value does not convert to the type asked for at character 8"},
      {"select strptime(code, '%Y') from care", "run query: a function cannot work on what it is given"},
      {"select (9223372036854775807 - n) + 1 from numbers", "run query: a number is out of its type's range"},
      {"select (select n from numbers)", "run query: a function cannot work on what it is given"}};
  for (const auto& [query, message] : asked) {
    auto result = session.Run(query);
    ASSERT_FALSE(result.ok()) << query;
    EXPECT_EQ(result.error().code, ErrorCode::kInvalidArgument) << query;
    EXPECT_EQ(result.error().message, message) << query;
    const auto& error = result.error();
    for (const auto* text : {&error.message, &error.hint, &error.context}) {
      EXPECT_EQ(text->find("Dupont"), std::string::npos) << query;
    }
  }
  EXPECT_EQ(session.Run("select persn from care").error().hint, "one like it: person");
}

TEST(SqlSession, RefusesTablesThatItCannotOpen) {
  auto file = FileOf(*NumbersTable(3));
  for (const char* name : {"", "Care", "a b", "a;b", "select", "a'b", "1a", "vault://x"}) {
    auto made = SqlSession::Make({{name, {file}}}, {});
    ASSERT_FALSE(made.ok()) << name;
    EXPECT_EQ(made.error().code, ErrorCode::kInvalidArgument) << name;
  }
  EXPECT_EQ(SqlSession::Make({{"t", {}}}, {}).error().message, "open tables: no file of t");
  EXPECT_EQ(SqlSession::Make({{"t", {file}}, {"t", {file}}}, {}).error().message, "open tables: two are named t");
  EXPECT_TRUE(SqlSession::Make({}, {}).ok());
}

// What the vault's reader does when the host fails or lies.
class BrokenFile : public arrow::io::RandomAccessFile {
 public:
  BrokenFile(std::shared_ptr<arrow::Buffer> buffer, arrow::Status status)
      : reader_(std::move(buffer)), status_(std::move(status)) {}
  bool broken = false;

  arrow::Result<int64_t> ReadAt(int64_t position, int64_t count, void* out) override {
    if (broken) return status_;
    return reader_.ReadAt(position, count, out);
  }
  arrow::Status Close() override { return reader_.Close(); }
  bool closed() const override { return reader_.closed(); }
  arrow::Result<int64_t> Tell() const override { return reader_.Tell(); }
  arrow::Status Seek(int64_t position) override { return reader_.Seek(position); }
  arrow::Result<int64_t> GetSize() override { return reader_.GetSize(); }
  arrow::Result<int64_t> Read(int64_t count, void* out) override { return reader_.Read(count, out); }
  arrow::Result<std::shared_ptr<arrow::Buffer>> Read(int64_t count) override { return reader_.Read(count); }

 private:
  arrow::io::BufferReader reader_;
  arrow::Status status_;
};

TEST(SqlSession, TellsAHostThatFailsFromOneThatLies) {
  const std::pair<arrow::Status, ErrorCode> kinds[] = {{arrow::Status::IOError("host away"), ErrorCode::kUnavailable},
                                                       {arrow::Status::Invalid("segment 3"), ErrorCode::kCorruption}};
  for (const auto& [status, code] : kinds) {
    auto file = std::make_shared<BrokenFile>(ParquetOf(*NumbersTable(50'000)), status);
    auto session = SqlSession::Make({{"numbers", {file}}}, {});
    ASSERT_TRUE(session.ok());
    file->broken = true;
    auto result = session->Run("select sum(k) from numbers");
    ASSERT_FALSE(result.ok());
    EXPECT_EQ(result.error().code, code);
    EXPECT_NE(result.error().message.find("read table numbers: a file"), std::string::npos);
    EXPECT_EQ(SqlSession::Make({{"numbers", {file}}}, {}).error().code, code);
    file->broken = false;
    EXPECT_EQ(Answer(*session, "select count(*), sum(k) from numbers"), "50000,24975000");
  }
}

TEST(SqlSession, AFileThatIsNoParquetIsRefused) {
  auto junk = arrow::Buffer::FromString(std::string(4096, 'x'));
  auto made = SqlSession::Make({{"t", {std::make_shared<arrow::io::BufferReader>(junk)}}}, {});
  ASSERT_FALSE(made.ok());
  EXPECT_EQ(made.error().message.find("xxxx"), std::string::npos);
}

TEST(SqlSession, SeveralThreadsGiveTheSameAnswer) {
  SqlLimits limits;
  limits.threads = 4;
  auto session =
      SqlSession::Make({{"numbers", {FileOf(*NumbersTable(200'000)), FileOf(*NumbersTable(200'000))}}}, limits);
  ASSERT_TRUE(session.ok());
  for (int i = 0; i < 5; ++i) EXPECT_EQ(Answer(*session, "select count(*), sum(n) from numbers"), "400000,39999800000");
}

}  // namespace
}  // namespace bouclier::workspace
