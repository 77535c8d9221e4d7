// SPDX-License-Identifier: Apache-2.0
// airlock_bench make DIR ROWS PERSONS RELEASES | plain DIR | judged DIR | remembered DIR
// A query of 500 cells over an extract's table: as it is; with the persons of each cell found and judged by the rules;
// and compared with RELEASES remembered outputs of 500 cells too. `make` writes the table (Parquet, rows in the order
// of their persons, pseudonyms as the hub makes them) and the release memory (SQLite, sealed under a key that the
// database holds in clear). The others print one JSON object: milliseconds from the query to its answer or verdict, CPU
// milliseconds of them, peak memory of the whole process.
#include <arrow/api.h>
#include <arrow/io/file.h>
#include <parquet/arrow/writer.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <string>

#include "bouclier/airlock/assessment.h"
#include "bouclier/airlock/kept_memory.h"
#include "bouclier/airlock/proposal.h"
#include "bouclier/base/parallel.h"
#include "bouclier/kernels/pseudonym.h"
#include "bouclier/provision/person_numbers.h"
#include "bouclier/state/sqlite_state_store.h"
#include "bouclier/workspace/sql_session.h"
#include "memory/hub_parts.h"
#include "own_use.h"

namespace {

using namespace bouclier;
namespace fs = std::filesystem;

constexpr uint32_t kWeeks = 100, kRegions = 5;
constexpr char kQuery[] =
    "SELECT date_diff('day', DATE '2018-01-01', EXE_SOI_DTD) // 7 AS week, BEN_RES_DPT_REG AS region, count(*) AS n, "
    "count(DISTINCT NUM_ENQ_IDT) AS persons, sum(PRS_PAI_MNT) AS paid FROM er_prs_f GROUP BY ALL";

void Must(const arrow::Status& status) {
  if (!status.ok()) std::abort();
}

class Random {
 public:
  explicit Random(uint64_t seed) : state_(seed * 2 + 1) {}
  uint64_t Below(uint64_t bound) {
    state_ = state_ * 6364136223846793005u + 1442695040888963407u;
    return (state_ >> 32) * bound >> 32;
  }

 private:
  uint64_t state_;
};

SecretBytes ProjectKey() { return SecretBytes::CopyOf(Bytes(kernels::kProjectKeySize, 7)); }

// The pseudonyms of the base's persons in their order as texts, and whose each is.
std::vector<std::pair<std::string, uint32_t>> Pseudonyms(uint32_t persons) {
  std::vector<uint32_t> numbers(persons);
  for (uint32_t i = 0; i < persons; ++i) numbers[i] = i;
  std::vector<kernels::Pseudonym> made(persons);
  kernels::Pseudonymiser(ProjectKey()).Compute(kernels::PseudonymClass::kPerson, numbers, made);
  std::vector<std::pair<std::string, uint32_t>> out;
  for (uint32_t i = 0; i < persons; ++i) out.emplace_back(kernels::PseudonymText(made[i]), i);
  std::sort(out.begin(), out.end());
  return out;
}

void WriteTable(const fs::path& path, uint64_t rows, uint32_t persons) {
  arrow::StringBuilder person, region;
  arrow::Date32Builder day;
  arrow::Decimal128Builder paid(arrow::decimal128(18, 2));
  const auto names = Pseudonyms(persons);
  Random random(1);
  for (uint64_t row = 0; row < rows; ++row) {
    const auto& [name, number] = names[row * persons / rows];
    Must(person.Append(name));
    Must(region.Append(std::string(1, static_cast<char>('A' + number % kRegions))));
    Must(day.Append(17'532 + static_cast<int32_t>(random.Below(7 * kWeeks))));
    Must(paid.Append(arrow::Decimal128(static_cast<int64_t>(1 + random.Below(20'000)))));
  }
  const auto schema = arrow::schema(
      {arrow::field("NUM_ENQ_IDT", arrow::utf8()), arrow::field("EXE_SOI_DTD", arrow::date32()),
       arrow::field("BEN_RES_DPT_REG", arrow::utf8()), arrow::field("PRS_PAI_MNT", arrow::decimal128(18, 2))});
  const auto table = arrow::Table::Make(schema, {person.Finish().ValueOrDie(), day.Finish().ValueOrDie(),
                                                 region.Finish().ValueOrDie(), paid.Finish().ValueOrDie()});
  const auto sink = arrow::io::FileOutputStream::Open(path.string()).ValueOrDie();
  const auto properties = parquet::WriterProperties::Builder().compression(parquet::Compression::ZSTD)->build();
  Must(parquet::arrow::WriteTable(*table, arrow::default_memory_pool(), sink, 131'072, properties));
  Must(sink->Close());
}

// A release of the query's shape over six persons in ten, drawn anew for each, with as many rows a person as the query.
airlock::Remembered Release(uint64_t number, uint64_t rows, uint32_t persons) {
  Random random(number + 1);
  airlock::Remembered out;
  out.release = number;
  out.project = "project-" + std::to_string(number % 20);
  out.table.dimensions = {{"week", {}}, {"region", {}}};
  for (uint32_t week = 0; week < kWeeks; ++week) out.table.dimensions[0].values.push_back(std::to_string(week));
  for (uint32_t region = 0; region < kRegions; ++region)
    out.table.dimensions[1].values.push_back(std::string(1, static_cast<char>('A' + region)));
  std::vector<std::vector<uint32_t>> cells(size_t{kWeeks} * kRegions);
  for (uint32_t person = 0; person < persons; ++person) {
    if (random.Below(10) >= 6) continue;
    for (uint64_t row = 0; row < rows / persons; ++row)
      cells[random.Below(kWeeks) * kRegions + person % kRegions].push_back(person);
  }
  out.layers.push_back({});
  for (uint32_t cell = 0; cell < cells.size(); ++cell) {
    out.table.cells.push_back({cell / kRegions, cell % kRegions});
    out.layers[0].cells.push_back(kernels::PersonSet::Of(std::move(cells[cell])));
  }
  out.hidden.assign(cells.size(), false);
  return out;
}

// Whose keys (`empty`: of a base without releases), how many persons, what a ledger would say of each release.
struct Told {
  DatasetId dataset, empty;
  uint32_t persons = 0;
  std::vector<airlock::KeptRelease> releases;
};

Told ReadTold(const fs::path& path) {
  Told out;
  std::ifstream in(path);
  std::string dataset, empty, digest;
  in >> dataset >> empty >> out.persons;
  out.dataset = DatasetId::Parse(dataset).value();
  out.empty = DatasetId::Parse(empty).value();
  for (uint64_t number = 1; in >> digest; ++number) {
    const Bytes bytes = ParseHex(digest).value();
    airlock::KeptRelease& release = out.releases.emplace_back();
    release.release = number;
    std::copy(bytes.begin(), bytes.end(), release.digest.begin());
  }
  return out;
}

int Make(const fs::path& folder, uint64_t rows, uint32_t persons, uint64_t releases) {
  WriteTable(folder / "care.parquet", rows, persons);
  const auto state = state::SqliteStateStore::Create(folder / "hub.sqlite").value();
  test::ClearWrapper wrapper;
  const DatasetId dataset{crypto::RandomArray<16>()}, empty{crypto::RandomArray<16>()};
  std::ofstream told(folder / "told");
  told << dataset.ToString() << ' ' << empty.ToString() << ' ' << persons << '\n';
  auto transaction = state->Begin().value();
  const auto keys = vault::DatasetKeys::Create(*transaction, wrapper, dataset, vault::KeyDomain::kRelease).value();
  vault::DatasetKeys::Create(*transaction, wrapper, empty, vault::KeyDomain::kRelease).value();
  for (uint64_t number = 1; number <= releases; ++number) {
    const airlock::SaltedRemembered salted(Release(number, rows, persons));
    airlock::KeepRemembered(*transaction, *keys, salted).value();
    told << Hex(salted.digest()) << '\n';
  }
  transaction->Commit().value();
  return 0;
}

kernels::Matter Other() { return kernels::Matter::kOther; }

airlock::Proposal Judge(workspace::SqlSession& session, uint32_t persons) {
  const auto candidate = session.Propose(kQuery).value();
  const airlock::ProposalFacts facts{
      [&](const std::vector<std::string>& names) { return provision::PersonNumbersOf(ProjectKey(), persons, names); },
      [](const workspace::OutputColumn&) { return Other(); }, [](const workspace::OutputMeasure&) { return Other(); }};
  return airlock::ProposalOf(candidate, facts).value();
}

int Time(const std::string& mode, const fs::path& folder) {
  workspace::SqlLimits limits;
  limits.threads = static_cast<int>(CoreCount());
  const auto file = arrow::io::ReadableFile::Open((folder / "care.parquet").string()).ValueOrDie();
  auto session = workspace::SqlSession::Make({{"er_prs_f", {file}}}, limits).value();
  Told told = ReadTold(folder / "told");
  if (mode == "judged") {
    told.releases.clear();
    told.dataset = told.empty;
  }
  const auto state = state::SqliteStateStore::Open(folder / "hub.sqlite").value();
  const auto reader = state->Read().value();
  test::ClearWrapper wrapper;
  const auto keys = vault::DatasetKeys::Open(*reader, wrapper, told.dataset).value();
  const auto begin = std::chrono::steady_clock::now();
  const double cpu = bench::CpuSeconds();
  std::string verdict = "none";
  uint64_t cells = 0, groups = 0;
  if (mode == "plain") {
    cells = session.Run(kQuery).value().rows.size();
  } else {
    const airlock::Proposal proposal = Judge(session, told.persons);
    airlock::KeptMemory memory(*reader, *keys, told.releases);
    const auto assessment = airlock::Assess(proposal.output(), kernels::DefaultRules(), memory).value();
    verdict = airlock::VerdictName(assessment.verdict);
    cells = assessment.hidden.size();
    groups = assessment.compared.released_groups;
  }
  const double spent = (bench::CpuSeconds() - cpu) * 1000;
  const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - begin;
  std::printf(
      "{\"cells\": %lu, \"verdict\": \"%s\", \"released_groups\": %lu, \"ms\": %.1f, \"cpu_ms\": %.1f, "
      "\"peak_mb\": %.0f}\n",
      cells, verdict.c_str(), groups, took.count(), spent, bench::PeakMb());
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  const std::string mode = argc > 1 ? argv[1] : "";
  if (mode == "make" && argc == 6)
    return Make(argv[2], std::strtoull(argv[3], nullptr, 10), static_cast<uint32_t>(std::strtoul(argv[4], nullptr, 10)),
                std::strtoull(argv[5], nullptr, 10));
  if (argc == 3 && (mode == "plain" || mode == "judged" || mode == "remembered")) return Time(mode, argv[2]);
  return 2;
}
