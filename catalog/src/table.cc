// SPDX-License-Identifier: Apache-2.0
#include "bouclier/catalog/table.h"

#include "catalog_data.h"

namespace bouclier::catalog {

std::optional<size_t> Table::IndexOf(std::string_view column) const {
  for (size_t i = 0; i < columns.size(); ++i) {
    if (columns[i].name == column) return i;
  }
  return std::nullopt;
}

std::span<const Table> BuiltInTables() {
  static const std::vector<Table> tables = MakeTables();
  return tables;
}

const Table* FindTable(std::string_view name) {
  for (const Table& table : BuiltInTables()) {
    if (table.name == name) return &table;
  }
  return nullptr;
}

std::span<const Department> Departments() {
  static const std::vector<Department> departments = MakeDepartments();
  return departments;
}

std::span<const QualityRule> QualityRules() {
  static const std::vector<QualityRule> rules = MakeQualityRules();
  return rules;
}

std::span<const DoubleDeclaration> DoubleDeclarations() {
  static const std::vector<DoubleDeclaration> declarations = MakeDoubleDeclarations();
  return declarations;
}

std::span<const PersonHeader> PersonHeaders() {
  static const std::vector<PersonHeader> headers = MakePersonHeaders();
  return headers;
}

const Department* FindDepartment(std::string_view code) {
  for (const Department& department : Departments()) {
    if (department.code == code) return &department;
  }
  return nullptr;
}

std::string_view ColumnTypeName(ColumnType type) {
  switch (type) {
    case ColumnType::kText:
      return "text";
    case ColumnType::kInteger:
      return "integer";
    case ColumnType::kDecimal:
      return "decimal";
    case ColumnType::kDate:
      return "date";
    case ColumnType::kDateTime:
      return "datetime";
    case ColumnType::kYear:
      return "year";
    case ColumnType::kYearMonth:
      return "yearmonth";
    case ColumnType::kBoolean:
      return "boolean";
  }
  return "text";
}

std::string_view IdentityClassName(IdentityClass identity) {
  switch (identity) {
    case IdentityClass::kNone:
      return "none";
    case IdentityClass::kPerson:
      return "person";
    case IdentityClass::kPsa:
      return "psa";
    case IdentityClass::kInsured:
      return "insured";
    case IdentityClass::kMotherChild:
      return "mother_child";
    case IdentityClass::kCareLine:
      return "care_line";
    case IdentityClass::kStay:
      return "stay";
    case IdentityClass::kDeathCertificate:
      return "death_certificate";
    case IdentityClass::kProfessional:
      return "professional";
    case IdentityClass::kEmployer:
      return "employer";
    case IdentityClass::kCase:
      return "case";
    case IdentityClass::kEstablishment:
      return "establishment";
  }
  return "none";
}

std::string_view ConceptName(Concept what) {
  switch (what) {
    case Concept::kBirth:
      return "birth";
    case Concept::kDeath:
      return "death";
    case Concept::kResidence:
      return "residence";
    case Concept::kCareDate:
      return "care_date";
    case Concept::kNone:
      return "none";
  }
  return "none";
}

}  // namespace bouclier::catalog
