// SPDX-License-Identifier: Apache-2.0
// Small generated tables of the demo's permit for the tests of outputs, whole or cut to one part: rows without a
// person, rows twice, lines that cancel each other, lines that two persons hold, lines that nobody holds.
#pragma once

#include <random>
#include <set>

#include "tables.h"

namespace bouclier::workspace {

using Text = std::optional<std::string>;

struct CareRow {
  Text person, number, line, region;
  std::optional<int32_t> day;
  std::optional<arrow::Decimal128> paid;
};
struct DrugRow {
  Text line, code;
  std::optional<int64_t> boxes;
};
struct PersonRow {
  Text person, number, region;
  std::optional<int64_t> sex;
  std::optional<int32_t> born;
};

// Whose stay it is and where: T_MCOaaC; what it was: T_MCOaaB.
struct StayRow {
  Text person, stay;
  std::optional<int64_t> hospital;
  std::optional<int32_t> day;
};
struct StayCaseRow {
  Text stay;
  std::optional<int64_t> hospital;
  Text diagnosis;
  std::optional<int64_t> days;
};

struct OutputTables {
  std::vector<CareRow> care;
  std::vector<DrugRow> drugs;
  std::vector<PersonRow> persons;
  std::vector<StayRow> stays;
  std::vector<StayCaseRow> cases;
};

inline OutputTables GenerateTables(uint32_t seed, int people = 5, int lines = 32) {
  std::mt19937 random(seed);
  const auto below = [&](int n) { return static_cast<int>(random() % static_cast<uint32_t>(n)); };
  const auto or_null = [&](std::string text, int one_in) { return below(one_in) == 0 ? Text() : Text(text); };
  const auto person = [&] { return or_null("P1PERSON" + std::to_string(below(people)), 7); };
  const auto region = [&] { return or_null(std::string(1, static_cast<char>('A' + below(3))), 9); };
  OutputTables tables;
  for (int i = 0; i < lines; ++i) {
    CareRow row;
    row.person = person();
    row.number = or_null("N" + row.person.value_or("X"), 12);
    row.line = or_null("L" + std::to_string(below(lines * 3 / 4)), 12);  // some are held twice, by one or by two
    row.region = region();
    if (below(10)) row.day = 17'900 + below(120);
    if (below(10)) row.paid = arrow::Decimal128(below(9) * 250 - 500);
    tables.care.push_back(row);
    if (below(6) == 0) tables.care.push_back(row);
    if (row.paid && below(4) == 0) {
      row.paid = arrow::Decimal128(-*row.paid);
      tables.care.push_back(row);
    }
  }
  const char* codes[] = {"3400930000011", "3400930000028", "3400930000035"};
  for (int i = 0; i < lines; ++i) {
    DrugRow row;
    row.line = or_null("L" + std::to_string(below(lines)), 12);
    row.code = codes[below(3)];
    if (below(8)) row.boxes = below(4);
    tables.drugs.push_back(row);
    if (below(8) == 0) tables.drugs.push_back(row);
  }
  for (int i = 0; i < people + 5; ++i) {  // two of them without care, three of anybody's a second time
    PersonRow row;
    row.person = i < people + 2 ? Text("P1PERSON" + std::to_string(i)) : person();
    row.number = "N" + row.person.value_or("X");
    row.region = region();
    if (below(8)) row.sex = 1 + below(2);
    if (below(8)) row.born = 1930 + below(80);
    tables.persons.push_back(row);
  }
  for (int i = 0; i < lines; ++i) {
    StayRow row{person(), or_null("S" + std::to_string(below(lines * 3 / 4)), 12), {}, {}};
    if (below(9)) row.hospital = 10'000'000 + below(4);
    if (below(10)) row.day = 17'900 + below(120);
    tables.stays.push_back(row);
    if (below(6) == 0) tables.stays.push_back(row);
    if (below(6) == 0) continue;
    StayCaseRow found{row.stay, row.hospital, or_null(below(2) ? "J10" : "I21", 9), {}};
    if (below(6) == 0) found.hospital = 10'000'000 + below(4);
    if (below(8)) found.days = below(9) - 2;
    tables.cases.push_back(found);
  }
  return tables;
}

// The rows of one part: of a person, or, with none, those of nobody. A drug is of each part that holds its line.
inline OutputTables PartOf(const OutputTables& all, const Text& person) {
  OutputTables part;
  std::set<std::string> held;
  for (const CareRow& row : all.care) {
    if (row.person != person) continue;
    part.care.push_back(row);
    if (row.line) held.insert(*row.line);
  }
  for (const DrugRow& row : all.drugs) {
    if (row.line && held.count(*row.line)) part.drugs.push_back(row);
  }
  for (const PersonRow& row : all.persons) {
    if (row.person == person) part.persons.push_back(row);
  }
  std::set<std::string> stayed;
  for (const StayRow& row : all.stays) {
    if (row.person != person) continue;
    part.stays.push_back(row);
    if (row.stay) stayed.insert(*row.stay);
  }
  for (const StayCaseRow& row : all.cases) {
    if (row.stay && stayed.count(*row.stay)) part.cases.push_back(row);
  }
  return part;
}

inline std::vector<Text> PartsOf(const OutputTables& all) {
  std::set<std::string> names;
  for (const CareRow& row : all.care) {
    if (row.person) names.insert(*row.person);
  }
  for (const PersonRow& row : all.persons) {
    if (row.person) names.insert(*row.person);
  }
  for (const StayRow& row : all.stays) {
    if (row.person) names.insert(*row.person);
  }
  std::vector<Text> parts(names.begin(), names.end());
  parts.push_back(std::nullopt);
  return parts;
}

// A column of a table, from a member of its rows.
template <typename Builder, typename Row, typename Value>
std::shared_ptr<arrow::Array> MemberOf(Builder&& builder, const std::vector<Row>& rows,
                                       std::optional<Value> Row::* member) {
  std::vector<std::optional<Value>> values;
  for (const Row& row : rows) values.push_back(row.*member);
  return ArrayOf(builder, values);
}

inline std::vector<SqlTable> SqlTablesOf(const OutputTables& tables) {
  auto* pool = arrow::default_memory_pool();
  const auto money = arrow::decimal128(18, 2);
  const auto text = [&](const auto& rows, auto member) { return MemberOf(arrow::StringBuilder(pool), rows, member); };
  const auto field = [](const char* name, const std::shared_ptr<arrow::DataType>& type) {
    return arrow::field(name, type);
  };
  const auto& care = tables.care;
  const auto& drugs = tables.drugs;
  const auto& persons = tables.persons;
  auto care_table =
      arrow::Table::Make(arrow::schema({field("NUM_ENQ_IDT", arrow::utf8()), field("NUM_ENQ", arrow::utf8()),
                                        field("LINE_P", arrow::utf8()), field("EXE_SOI_DTD", arrow::date32()),
                                        field("BEN_RES_DPT_REG", arrow::utf8()), field("PRS_PAI_MNT", money)}),
                         {text(care, &CareRow::person), text(care, &CareRow::number), text(care, &CareRow::line),
                          MemberOf(arrow::Date32Builder(pool), care, &CareRow::day), text(care, &CareRow::region),
                          MemberOf(arrow::Decimal128Builder(money, pool), care, &CareRow::paid)});
  auto drug_table =
      arrow::Table::Make(arrow::schema({field("LINE_P", arrow::utf8()), field("PHA_PRS_C13", arrow::utf8()),
                                        field("PHA_ACT_QSN", arrow::int64())}),
                         {text(drugs, &DrugRow::line), text(drugs, &DrugRow::code),
                          MemberOf(arrow::Int64Builder(pool), drugs, &DrugRow::boxes)});
  auto person_table = arrow::Table::Make(
      arrow::schema({field("NUM_ENQ_IDT", arrow::utf8()), field("NUM_ENQ", arrow::utf8()),
                     field("BEN_SEX_COD", arrow::int64()), field("BEN_NAI_ANN", arrow::int32()),
                     field("BEN_RES_DPT_REG", arrow::utf8())}),
      {text(persons, &PersonRow::person), text(persons, &PersonRow::number),
       MemberOf(arrow::Int64Builder(pool), persons, &PersonRow::sex),
       MemberOf(arrow::Int32Builder(pool), persons, &PersonRow::born), text(persons, &PersonRow::region)});
  const auto whole = [&](const auto& rows, auto member) { return MemberOf(arrow::Int64Builder(pool), rows, member); };
  const auto& stays = tables.stays;
  const auto& cases = tables.cases;
  auto stay_table =
      arrow::Table::Make(arrow::schema({field("NUM_ENQ_IDT", arrow::utf8()), field("RSA_NUM_P", arrow::utf8()),
                                        field("ETA_NUM", arrow::int64()), field("EXE_SOI_DTD", arrow::date32())}),
                         {text(stays, &StayRow::person), text(stays, &StayRow::stay), whole(stays, &StayRow::hospital),
                          MemberOf(arrow::Date32Builder(pool), stays, &StayRow::day)});
  auto case_table =
      arrow::Table::Make(arrow::schema({field("RSA_NUM_P", arrow::utf8()), field("ETA_NUM", arrow::int64()),
                                        field("DGN_PAL", arrow::utf8()), field("SEJ_NBJ", arrow::int64())}),
                         {text(cases, &StayCaseRow::stay), whole(cases, &StayCaseRow::hospital),
                          text(cases, &StayCaseRow::diagnosis), whole(cases, &StayCaseRow::days)});
  return {{"er_prs_f", {FileOf(*care_table)}},
          {"er_pha_f", {FileOf(*drug_table)}},
          {"ir_ben_r", {FileOf(*person_table)}},
          {"t_mcoaac", {FileOf(*stay_table)}},
          {"t_mcoaab", {FileOf(*case_table)}}};
}

}  // namespace bouclier::workspace
