// SPDX-License-Identifier: Apache-2.0
// The 123 cells of one row of ER_PRS_F. One a file; not thread-safe.
#pragma once

#include "care_keys.h"

namespace bouclier::synth {

class CareRow {
 public:
  CareRow(const Setting& setting, RowWriter& row);
  void Write(const Person& person, const CareLine& line, const ClaimKeys& keys);

 private:
  void WritePerson(const Person& person, const CareLine& line, const ClaimKeys& keys);
  void WriteDates(const CareLine& line);
  void WriteAct(const CareLine& line);
  void WriteAmounts(const Person& person, const CareLine& line);
  void WriteProfessionals(const Person& person, const CareLine& line);

  const Setting& setting_;
  RowWriter& row_;
  KeyColumns keys_;
  struct Columns {
    explicit Columns(const RowWriter& row);
    size_t age, nature_of_number, death_month, death_day, birth_year, psa, rank, commune, department, sex, affiliation;
    size_t care_month, care_month_end, care_day, care_day_end, prescribed_month, prescribed_day;
    size_t base_amount, base_paid, base_unit, base_sign, surcharge_amount, surcharge_paid, surcharge_sign;
    size_t coefficient, coefficient_total, number, quantity, spent, paid, rate, rate_theory, exemption;
    size_t base_nature, surcharge_nature, surcharge_top, outpatient, outpatient_legal, place, nature;
    size_t establishment, executing, prescribing, treating, executing_activity, executing_specialty;
    size_t prescribing_specialty, prescribing_number;
  } columns_;
};

}  // namespace bouclier::synth
