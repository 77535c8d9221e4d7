// SPDX-License-Identifier: Apache-2.0
// output_bench ROWS PERSONS ROUNDS THREADS: a query of 500 cells over a table in memory, asked in turn as it is and
// with the persons of each cell found. Prints one JSON object: milliseconds of each round, the median of their ratios.
// Memory only; the table is Parquet as an extract's, in the order of its persons.
#include <arrow/api.h>
#include <arrow/io/memory.h>
#include <parquet/arrow/writer.h>
#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string>

#include "bouclier/workspace/sql_session.h"

namespace {

using namespace bouclier::workspace;

constexpr char kQuery[] =
    "SELECT date_diff('day', DATE '2018-01-01', EXE_SOI_DTD) // 7 AS week, BEN_RES_DPT_REG AS region, count(*) AS n, "
    "count(DISTINCT NUM_ENQ_IDT) AS persons, sum(PRS_PAI_MNT) AS paid FROM er_prs_f GROUP BY ALL";

void Must(const arrow::Status& status) {
  if (!status.ok()) std::abort();
}

// 28 characters, in no order of `number`.
std::string Pseudonym(uint64_t number) {
  static constexpr char kDigits[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
  uint64_t state = number;
  std::string text = "P1";
  while (text.size() < 28) text += kDigits[(state = state * 6364136223846793005u + 1442695040888963407u) >> 59];
  return text;
}

SqlTable Table(int64_t rows, int64_t persons) {
  arrow::StringBuilder person, region;
  arrow::Date32Builder day;
  arrow::Decimal128Builder paid(arrow::decimal128(18, 2));
  std::vector<std::string> names;
  for (int64_t i = 0; i < persons; ++i) names.push_back(Pseudonym(static_cast<uint64_t>(i)));
  std::sort(names.begin(), names.end());
  uint64_t state = 1;
  const auto below = [&](uint64_t bound) {
    return (state = state * 6364136223846793005u + 1442695040888963407u) % (uint64_t{1} << 62) / 1024 % bound;
  };
  for (int64_t row = 0; row < rows; ++row) {
    const auto owner = static_cast<uint64_t>(row * persons / rows);
    Must(person.Append(names[owner]));
    Must(region.Append(std::string(1, static_cast<char>('A' + owner % 5))));
    Must(day.Append(static_cast<int32_t>(17'532 + below(700))));
    Must(paid.Append(arrow::Decimal128(static_cast<int64_t>(below(20'000)))));
  }
  const auto schema = arrow::schema(
      {arrow::field("NUM_ENQ_IDT", arrow::utf8()), arrow::field("EXE_SOI_DTD", arrow::date32()),
       arrow::field("BEN_RES_DPT_REG", arrow::utf8()), arrow::field("PRS_PAI_MNT", arrow::decimal128(18, 2))});
  const auto table = arrow::Table::Make(schema, {person.Finish().ValueOrDie(), day.Finish().ValueOrDie(),
                                                 region.Finish().ValueOrDie(), paid.Finish().ValueOrDie()});
  auto sink = arrow::io::BufferOutputStream::Create().ValueOrDie();
  const auto properties = parquet::WriterProperties::Builder().compression(parquet::Compression::ZSTD)->build();
  Must(parquet::arrow::WriteTable(*table, arrow::default_memory_pool(), sink, 131'072, properties));
  return {"er_prs_f", {std::make_shared<arrow::io::BufferReader>(sink->Finish().ValueOrDie())}};
}

template <typename Work>
double Milliseconds(Work work) {
  const auto begin = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begin).count();
}

double Median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 5) return 2;
  SqlLimits limits;
  limits.threads = std::atoi(argv[4]);
  auto session = SqlSession::Make({Table(std::atoll(argv[1]), std::atoll(argv[2]))}, limits).value();
  const auto query = session.ReadOutput(kQuery);
  if (!query.ok()) return 1;
  size_t cells = 0, pairs = 0;
  std::vector<double> plain, checked, ratios;
  for (int round = std::atoi(argv[3]); round >= 0; --round) {
    plain.push_back(Milliseconds([&] { cells = session.Run(kQuery).value().rows.size(); }));
    checked.push_back(Milliseconds([&] {
      const OutputRun run = session.RunOutput(*query).value();
      if (run.cells.size() != cells) std::abort();
      pairs = 0;
      for (const OutputCell& cell : run.cells) pairs += cell.persons.size();
    }));
    ratios.push_back(checked.back() / plain.back());
    std::fprintf(stderr, "%.0f ms as it is, %.0f ms with persons\n", plain.back(), checked.back());
  }
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  std::printf(
      "{\"cells\": %zu, \"pairs\": %zu, \"plain_ms\": %.0f, \"checked_ms\": %.0f, \"ratio\": %.2f, "
      "\"peak_mb\": %ld}\n",
      cells, pairs, Median(plain), Median(checked), Median(ratios), usage.ru_maxrss / 1024);
  return 0;
}
