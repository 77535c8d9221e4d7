// SPDX-License-Identifier: Apache-2.0
// The extract the slow and obvious way: over plain CSV, row by row, cell by cell. Identities are labels of the source;
// `Names` says which pseudonym each has. Test support: the oracle.
#pragma once

#include <algorithm>

#include "bouclier/kernels/pseudonym.h"
#include "extract_hub.h"

namespace bouclier::provision::test {

struct Objectors {
  std::vector<std::string> ids, psas;  // as on the lists; psa: number|rank
};

// A cell of the twin is a text, or the label of an identity: "person:I|…".
class Twin {
 public:
  Twin(const PlainBase& base, const policy::Permit& permit, const Objectors& objectors)
      : base_(base), permit_(permit), compiled_(Compile(permit).value()) {
    Objecting(objectors);
    Residents();
  }

  TextRows Rows() const {
    TextRows out;
    for (const CompiledTable& table : compiled_.tables) {
      std::vector<TextRow>& rows = out[std::string(table.table->name)];
      for (const PlainRow& row : base_.rows())
        if (row.table == table.table->name && Passes(table, row)) rows.push_back(Give(table, row));
    }
    return out;
  }
  std::set<std::string> Persons() const {
    std::set<std::string> persons;
    for (const CompiledTable& table : compiled_.tables)
      for (const PlainRow& row : base_.rows())
        if (row.table == table.table->name && !row.person.empty() && Passes(table, row)) persons.insert(row.person);
    return persons;
  }

 private:
  void Objecting(const Objectors& objectors) {
    for (const std::string& id : objectors.ids)
      if (base_.KnowsId(id)) persons_.insert(base_.PersonOfId(id));
    for (const std::string& psa : objectors.psas) {
      if (!base_.KnowsPsa(psa)) {
        TakeAlone(psa);
        continue;
      }
      psas_.insert(psa);
      const std::string owner = base_.Owner(psa);
      if (owner == PlainBase::kAmbiguous)
        for (const std::string& person : base_.PersonsOfPsa(psa)) persons_.insert(person);
      else if (!owner.empty())
        persons_.insert(owner);
    }
    for (const std::string& psa : base_.psas())
      if (persons_.contains(base_.Owner(psa))) psas_.insert(psa);
    const std::set<std::string> with_rank = psas_;
    for (const std::string& psa : with_rank) TakeAlone(psa);
    for (const PlainRow& row : base_.rows()) {
      if (!row.person.empty() || !psas_.contains(row.psa)) continue;
      if (!row.line.empty()) lines_.insert(row.line);
      if (!row.stay.empty()) stays_.insert(row.stay);
    }
  }

  // Rows of a number without rank may be theirs, unless it is known to be somebody's.
  void TakeAlone(const std::string& psa) {
    const std::string alone = base_.Alone(psa);
    if (alone.empty()) return;
    const std::string owner = base_.Owner(alone);
    if (owner.empty() || owner == PlainBase::kAmbiguous) psas_.insert(alone);
  }

  void Residents() {
    for (const PlainRow& row : base_.rows())
      if (row.table == "IR_BEN_R" || row.table == "IR_BEN_R_ARC")
        for (const catalog::Department& department : catalog::Departments())
          if (department.code == row.Cell("BEN_RES_DPT") &&
              std::ranges::find(permit_.rows.regions, department.region) != permit_.rows.regions.end())
            residents_.insert(row.person);
  }

  bool Passes(const CompiledTable& table, const PlainRow& row) const {
    if (persons_.contains(row.person) || psas_.contains(row.psa) || lines_.contains(row.line) ||
        stays_.contains(row.stay))
      return false;
    if (row.person.empty() && (permit_.population_cap || !permit_.rows.regions.empty())) return false;
    if (!permit_.rows.regions.empty() && !residents_.contains(row.person)) return false;
    if (permit_.rows.care_dates && !IsDated(table, row)) return false;
    for (const policy::CodeFilter& filter : permit_.rows.codes)
      if (filter.table == row.table && !Coded(table, filter, row.Cell(filter.column))) return false;
    return true;
  }

  bool IsDated(const CompiledTable& table, const PlainRow& row) const {
    const policy::CareDates& dates = *permit_.rows.care_dates;
    if (std::ranges::find(dates.tables, row.table) == dates.tables.end()) return true;
    if (table.table->period == catalog::Period::kFluxMonth) {
      const int cutoff =
          static_cast<int>(dates.cutoff.year()) * 100 + static_cast<int>(static_cast<unsigned>(dates.cutoff.month()));
      if (std::stoi(row.period) > cutoff) return false;
    }
    if (!row.care_from) return false;
    if (row.table == "IR_IMB_R") return *row.care_from <= dates.to && (!row.care_to || *row.care_to >= dates.from);
    return *row.care_from >= dates.from && *row.care_to <= dates.to;
  }

  static bool Coded(const CompiledTable& table, const policy::CodeFilter& filter, std::string cell) {
    if (cell.empty()) return false;
    if (table.table->columns[*table.table->IndexOf(filter.column)].type == catalog::ColumnType::kInteger)
      cell = std::to_string(std::stoll(cell));
    if (std::ranges::find(filter.values, cell) != filter.values.end()) return true;
    return std::ranges::any_of(filter.starts_with, [&](const std::string& start) { return cell.starts_with(start); });
  }

  TextRow Give(const CompiledTable& table, const PlainRow& row) const {
    TextRow out;
    const auto label = [&](const std::string& name, const std::string& of, const std::string& value) {
      out[name] = value.empty() ? "-" : of + ":" + value;
    };
    for (const CompiledColumn& column : table.columns) {
      const std::string name(column.column->name), cell = row.Cell(name);
      switch (column.column->identity) {
        case catalog::IdentityClass::kPsa:
          label("NUM_ENQ", "psa", row.psa);
          label("NUM_ENQ_IDT", "person", row.person);
          break;
        case catalog::IdentityClass::kPerson:
          if (name == "BEN_NIR_ANO")
            label("NUM_ENQ_ANO", "person", cell.empty() ? "" : base_.PersonOfLifelong(cell));
          else
            label("NUM_ENQ_IDT", "person", row.person);
          break;
        case catalog::IdentityClass::kCareLine:
          label("LINE_P", "line", row.line);
          break;
        case catalog::IdentityClass::kStay:
          label("RSA_NUM_P", "stay", row.stay);
          break;
        case catalog::IdentityClass::kCase:
          label(name + "_P", "case", cell.empty() ? "" : name + "|" + cell);
          break;
        case catalog::IdentityClass::kNone:
        case catalog::IdentityClass::kEstablishment:
          Show(column, cell, out);
          break;
        default:
          label(name + "_P", std::string(catalog::IdentityClassName(column.column->identity)), cell);
      }
    }
    return out;
  }

  static void Show(const CompiledColumn& column, const std::string& cell, TextRow& out) {
    std::string name(column.column->name), text = Plain(*column.column, cell);
    const bool dated =
        column.column->type == catalog::ColumnType::kDate || column.column->type == catalog::ColumnType::kDateTime;
    switch (column.step) {
      case CellStep::kToDay:
        name += "_D";
        if (text != "-") text = text.substr(0, 10) + " 00:00:00.000000";
        break;
      case CellStep::kToMonth:
        name += "_M";
        if (text != "-") text = text.substr(0, 8) + "01";
        break;
      case CellStep::kToYear:
        name += "_Y";
        if (text != "-") text = text.substr(0, 4) + (dated ? "-01-01" : "01");
        break;
      case CellStep::kToRegion:
        name += "_REG";
        if (text != "-") text = std::string(RegionOf(text));
        if (text.empty()) text = "-";
        break;
      case CellStep::kWithheld:
        name += "_WITHHELD";
        text = "-";
        break;
      default:
        break;
    }
    const bool moment = column.column->type == catalog::ColumnType::kDateTime;
    if (moment && text.size() == 10) text += " 00:00:00.000000";
    out[name] = text;
  }

  // As Arrow writes it.
  static std::string Plain(const catalog::Column& column, const std::string& cell) {
    if (cell.empty()) return "-";
    switch (column.type) {
      case catalog::ColumnType::kInteger:
      case catalog::ColumnType::kYear:
      case catalog::ColumnType::kYearMonth:
        return std::to_string(std::stoll(cell));
      case catalog::ColumnType::kDate:
      case catalog::ColumnType::kDateTime: {
        const auto day = PlainDay(cell, column);
        std::string text = day ? policy::FormatDay(*day) : cell;
        if (column.type == catalog::ColumnType::kDateTime) {
          std::tm parts{};
          strptime(cell.c_str(), std::string(column.format).c_str(), &parts);
          char time[32];
          std::snprintf(time, sizeof time, " %02d:%02d:%02d.000000", parts.tm_hour, parts.tm_min, parts.tm_sec);
          text += time;
        }
        return text;
      }
      case catalog::ColumnType::kBoolean:
        return cell == "1" || cell == "O" ? "true" : "false";
      case catalog::ColumnType::kDecimal: {
        std::string text = cell;
        size_t point = text.find('.');
        if (column.scale == 0) return text.substr(0, point);
        if (point == std::string::npos) text += ".", point = text.size() - 1;
        text.resize(point + 1 + column.scale, '0');
        return text;
      }
      case catalog::ColumnType::kText:
        break;
    }
    return cell;
  }

  const PlainBase& base_;
  const policy::Permit& permit_;
  const CompiledPermit compiled_;
  std::set<std::string> persons_, psas_, lines_, stays_, residents_;
};

}  // namespace bouclier::provision::test
