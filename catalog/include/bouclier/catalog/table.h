// SPDX-License-Identifier: Apache-2.0
// The tables of the French base that this program knows: names, types, formats, keys, identity classes. Built in from
// spec/catalog (docs/adr/0003-schema-facts.md); public facts, no data. Immutable; thread-safe.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace bouclier::catalog {

// How a cell is read: the declared type after the dated corrections of spec/catalog/overrides.csv.
enum class ColumnType { kText, kInteger, kDecimal, kDate, kDateTime, kYear, kYearMonth, kBoolean };

// What a value identifies. Equal values in two extracts join them, so every class but the establishment is replaced
// before data reach a project.
enum class IdentityClass {
  kNone,
  kPerson,  // one human being for life
  kPsa,     // beneficiary number and its rank: not a person (changes with the insured, shared by twins)
  kInsured,
  kMotherChild,
  kCareLine,  // the nine keys
  kStay,
  kDeathCertificate,
  kProfessional,
  kEmployer,
  kCase,
  kEstablishment,
};

// What a potential identifier says about a person, wherever the column stands.
enum class Concept { kNone, kBirth, kDeath, kResidence, kCareDate };

// What one file of the table covers. kAsNamed: nobody has said so; each file's name does.
enum class Period { kOnce, kFluxMonth, kYear, kAsNamed };

// How a filter on dates of care reaches the table.
enum class CareDateRoute { kOwn, kParent, kSpell, kNone };

struct Column {
  std::string_view name;
  ColumnType type;
  uint8_t scale;                   // of a decimal(18, scale)
  std::string_view format;         // of dates, strptime letters; empty for other types
  std::string_view declared_type;  // as the source states it
  std::string_view length;         // as the source states it ("9", "4,2", ""): lengths do not validate
  IdentityClass identity;
  Concept concept_;
  bool may_identify = false;  // text of which nobody has said what it identifies, or which does with other columns
};

struct Table {
  std::string_view name;     // PMSI names hold the placeholder `aa` of the year: T_MCOaaB
  std::string_view dataset;  // the base it belongs to, and the folder of its files
  Period period;
  std::vector<Column> columns;                // in the order of the files
  std::vector<std::string_view> primary_key;  // inside its period: PMSI keys always go with their year
  std::vector<std::string_view> required;     // a row without one of these is unreadable
  std::string_view parent;                    // empty: none
  std::vector<std::string_view> parent_key;
  CareDateRoute care_date;
  std::vector<std::string_view> care_date_columns;

  std::optional<size_t> IndexOf(std::string_view column) const;
};

struct Department {
  std::string_view code;    // three characters, as BEN_RES_DPT writes it: 001, 02A, 971
  std::string_view region;  // two characters
  std::string_view region_name;
  std::string_view zone;
};

std::span<const Table> BuiltInTables();         // by name
const Table* FindTable(std::string_view name);  // null: not known
std::span<const Department> Departments();      // by code
const Department* FindDepartment(std::string_view code);

std::string_view ColumnTypeName(ColumnType type);  // text integer decimal date datetime year yearmonth boolean
std::string_view IdentityClassName(IdentityClass identity);  // none person psa …
std::string_view ConceptName(Concept what);                  // none birth death residence care_date

}  // namespace bouclier::catalog
