// SPDX-License-Identifier: Apache-2.0
#include "care_row.h"

#include <array>
#include <utility>

#include <fmt/format.h>

namespace bouclier::synth {
namespace {

// One code in every row, of the official shape. Columns for what does not occur here (admission to hospital, surcharges
// by rate, complementary bodies) stay empty.
constexpr std::array<std::pair<std::string_view, std::string_view>, 48> kConstants = {{
    {"BEN_CMU_CAT", "0"},  {"BEN_CMU_TOP", "0"},  {"BEN_EHP_TOP", "0"}, {"BEN_IAT_CAT", "99"},
    {"BEN_PAI_CMU", "0"},  {"BEN_QAF_COD", "10"}, {"PRS_REJ_TOP", "0"}, {"PRS_GRS_DTD", "1600-01-01"},
    {"RGM_COD", "101"},    {"RGM_GRG_COD", "1"},  {"ACC_TIE_IND", "0"}, {"BSE_FJH_TYP", "0"},
    {"CPL_AFF_COD", "0"},  {"CPL_ANO_COD", "0"},  {"CPL_FJH_TYP", "0"}, {"DRG_MOD", "0"},
    {"DRG_NAT", "10"},     {"MTM_NAT", "0"},      {"PRE_REN_COD", "0"}, {"PRS_CRD_OPT", "0"},
    {"PRS_OPS_TRF", "0"},  {"PRS_PDS_QCP", "1"},  {"PRS_PDS_QTP", "0"}, {"PRS_PPF_COD", "0"},
    {"PRS_PRE_MTT", "1"},  {"PRS_REF_KIN", "00"}, {"PRS_TOP_ENP", "0"}, {"PRS_TYP_KIN", "0"},
    {"RGO_ASU_NAT", "10"}, {"RGO_ENV_TYP", "1"},  {"RGO_FTA_COD", "0"}, {"PSE_CNV_COD", "1"},
    {"PSE_STJ_COD", "51"}, {"PSP_ACT_NAT", "11"}, {"PSP_CNV_COD", "1"}, {"PSP_STJ_COD", "51"},
    {"PSP_SVI_PPS", "0"},  {"BEN_ACS_TOP", "0"},  {"CPL_FTA_COD", "0"}, {"PRS_PPU_SEC", "2"},
    {"BEN_CTA_TYP", "0"},  {"DRG_AFF_NAT", "0"},  {"PRE_IND_PEL", "N"}, {"PRS_DIS_PRE", "0"},
    {"IJR_RVL_NAT", "0"},  {"PSE_REF_ADH", "0"},  {"PSP_REF_ADH", "0"}, {"PRS_TYP_MAJ", "0"},
}};

struct ActShape {
  int nature;     // PRS_NAT_REF
  int rate;       // of reimbursement, per cent
  int activity;   // PSE_ACT_NAT
  int specialty;  // PSE_SPE_COD
};
ActShape ShapeOf(Act act) {
  switch (act) {
    case Act::kConsultation:
      return {1111, 70, 11, 1};
    case Act::kSpecialist:
      return {1112, 70, 11, 3};
    case Act::kSurcharge:
      return {1253, 70, 11, 1};
    case Act::kPharmacy:
      return {3313, 65, 50, 0};
    case Act::kTechnical:
      return {1352, 70, 11, 6};
    case Act::kLaboratory:
      return {3211, 60, 30, 0};
    case Act::kOutpatient:
      return {1112, 70, 11, 4};
  }
  return {9999, 0, 0, 0};
}

// Given by someone else than the doctor who wanted it.
bool IsPrescribed(Act act) { return act == Act::kPharmacy || act == Act::kLaboratory; }

std::string Professional(const Setting& setting, const Person& person, uint64_t place) {
  const uint64_t home = person.region * 16u + person.department;
  return fmt::format("{:09}", Hash(setting.seed, Stream::kProfessional, home, place) % 1'000'000'000);
}

}  // namespace

CareRow::Columns::Columns(const RowWriter& row)
    : age(row.Column("BEN_AMA_COD")),
      nature_of_number(row.Column("BEN_CDI_NIR")),
      death_month(row.Column("BEN_DCD_AME")),
      death_day(row.Column("BEN_DCD_DTE")),
      birth_year(row.Column("BEN_NAI_ANN")),
      psa(row.Column("BEN_NIR_PSA")),
      rank(row.Column("BEN_RNG_GEM")),
      commune(row.Column("BEN_RES_COM")),
      department(row.Column("BEN_RES_DPT")),
      sex(row.Column("BEN_SEX_COD")),
      affiliation(row.Column("ORG_AFF_BEN")),
      care_month(row.Column("EXE_SOI_AMD")),
      care_month_end(row.Column("EXE_SOI_AMF")),
      care_day(row.Column("EXE_SOI_DTD")),
      care_day_end(row.Column("EXE_SOI_DTF")),
      prescribed_month(row.Column("PRE_PRE_AMD")),
      prescribed_day(row.Column("PRE_PRE_DTD")),
      base_amount(row.Column("BSE_REM_BSE")),
      base_paid(row.Column("BSE_REM_MNT")),
      base_unit(row.Column("BSE_REM_PRU")),
      base_sign(row.Column("BSE_REM_SGN")),
      surcharge_amount(row.Column("CPL_REM_BSE")),
      surcharge_paid(row.Column("CPL_REM_MNT")),
      surcharge_sign(row.Column("CPL_REM_SGN")),
      coefficient(row.Column("PRS_ACT_CFT")),
      coefficient_total(row.Column("PRS_ACT_COG")),
      number(row.Column("PRS_ACT_NBR")),
      quantity(row.Column("PRS_ACT_QTE")),
      spent(row.Column("PRS_DEP_MNT")),
      paid(row.Column("PRS_PAI_MNT")),
      rate(row.Column("RGO_REM_TAU")),
      rate_theory(row.Column("RGO_THE_TAU")),
      exemption(row.Column("EXO_MTF")),
      base_nature(row.Column("BSE_PRS_NAT")),
      surcharge_nature(row.Column("CPL_PRS_NAT")),
      surcharge_top(row.Column("CPL_MAJ_TOP")),
      outpatient(row.Column("DPN_QLF")),
      outpatient_legal(row.Column("PRS_DPN_QLP")),
      place(row.Column("EXE_LIE_COD")),
      nature(row.Column("PRS_NAT_REF")),
      establishment(row.Column("ETB_PRE_FIN")),
      executing(row.Column("PFS_EXE_NUM")),
      prescribing(row.Column("PFS_PRE_NUM")),
      treating(row.Column("PRS_MTT_NUM")),
      executing_activity(row.Column("PSE_ACT_NAT")),
      executing_specialty(row.Column("PSE_SPE_COD")),
      prescribing_specialty(row.Column("PSP_SPE_COD")),
      prescribing_number(row.Column("PSP_PPS_NUM")) {}

CareRow::CareRow(const Setting& setting, RowWriter& row) : setting_(setting), row_(row), keys_(row), columns_(row) {
  for (const auto& [column, text] : kConstants) row_.Constant(column, text);
}

void CareRow::Write(const Person& person, const CareLine& line, const ClaimKeys& keys) {
  row_.Begin();
  keys_.Write(row_, keys, line);
  WritePerson(person, line, keys);
  WriteDates(line);
  WriteAct(line);
  WriteAmounts(person, line);
  WriteProfessionals(person, line);
}

void CareRow::WritePerson(const Person& person, const CareLine& line, const ClaimKeys& keys) {
  const Columns& c = columns_;
  const Affiliation affiliation = AffiliationOn(person, line.care);
  const auto care = Civil(line.care);
  const int months = (static_cast<int>(care.year()) - person.birth_year) * 12 +
                     static_cast<int>(static_cast<unsigned>(care.month())) - person.birth_month;
  // Below two years the age is 10MM, in months.
  row_.Integer(c.age, months < 24 ? 1000 + std::max(0, months) : months / 12);
  row_.Text(c.nature_of_number, person.standing == Standing::kFictitious ? "03" : "00");
  const Day known_death = person.death != kNoDay && person.death < keys.flux ? person.death : kNoDay;
  row_.Month(c.death_month, known_death);
  row_.Date(c.death_day, known_death);
  row_.Integer(c.birth_year, person.birth_year);
  row_.Text(c.psa, Psa(setting_, person, affiliation).text());
  row_.Integer(c.rank, RankUnder(person, affiliation));
  row_.Integer(c.commune, person.commune, 3);
  row_.Text(c.department, DepartmentOf(setting_, person).code);
  row_.Integer(c.sex, person.sex);
  row_.Text(c.affiliation, keys.organism);
}

void CareRow::WriteDates(const CareLine& line) {
  const Columns& c = columns_;
  row_.Month(c.care_month, line.care);
  row_.Month(c.care_month_end, line.care);
  row_.Date(c.care_day, line.care);
  row_.Date(c.care_day_end, line.care);
  const bool prescribed = IsPrescribed(line.act);
  row_.Month(c.prescribed_month, prescribed ? line.care : kNoDay);
  row_.Date(c.prescribed_day, prescribed ? line.care : kNoDay);
}

void CareRow::WriteAct(const CareLine& line) {
  const Columns& c = columns_;
  const ActShape shape = ShapeOf(line.act);
  const bool surcharge = line.act == Act::kSurcharge;
  const bool hospital = line.act == Act::kOutpatient;
  row_.Integer(c.nature, shape.nature);
  row_.Integer(c.base_nature, surcharge ? 0 : shape.nature);
  row_.Integer(c.surcharge_nature, surcharge ? shape.nature : 0);
  row_.Integer(c.surcharge_top, surcharge ? 2 : 0);
  const int outpatient = hospital ? 71 + line.product : 0;
  row_.Integer(c.outpatient, outpatient);
  row_.Integer(c.outpatient_legal, outpatient);
  row_.Integer(c.place, hospital ? 2 : 1);
  row_.Hundredths(c.coefficient, 100);
  row_.Hundredths(c.coefficient_total, 100);
  row_.Integer(c.executing_activity, shape.activity);
  row_.Integer(c.executing_specialty, shape.specialty);
}

void CareRow::WriteAmounts(const Person& person, const CareLine& line) {
  const Columns& c = columns_;
  const int64_t price = int64_t{line.sign} * PriceCents(line);
  const bool surcharge = line.act == Act::kSurcharge;
  const bool exempt = person.illness >= 0;
  // The complementary part is what the compulsory one leaves.
  const int compulsory = exempt ? 100 : ShapeOf(line.act).rate;
  const int rate = line.supplement == 0 ? compulsory : 100 - compulsory;
  const int64_t paid = price * rate / 100;
  row_.Hundredths(c.spent, line.supplement == 0 ? price : 0);
  row_.Hundredths(c.paid, line.supplement == 0 ? price : 0);
  row_.Hundredths(c.number, line.supplement == 0 ? 100 * line.sign : 0);
  row_.Hundredths(c.quantity, line.supplement == 0 ? 100 * line.sign : 0);
  row_.Hundredths(c.base_amount, surcharge ? 0 : price);
  row_.Hundredths(c.base_paid, surcharge ? 0 : paid);
  row_.Text(c.base_unit, fmt::format("{}.{:02}000", PriceCents(line) / 100, PriceCents(line) % 100));
  row_.Integer(c.base_sign, line.sign < 0 ? 1 : 0);
  if (surcharge) {
    row_.Hundredths(c.surcharge_amount, price);
    row_.Hundredths(c.surcharge_paid, paid);
    row_.Integer(c.surcharge_sign, line.sign < 0 ? 1 : 0);
  }
  row_.Integer(c.rate, rate);
  row_.Integer(c.rate_theory, ShapeOf(line.act).rate);
  row_.Integer(c.exemption, exempt ? 42 : 0);
}

void CareRow::WriteProfessionals(const Person& person, const CareLine& line) {
  const Columns& c = columns_;
  const std::string doctor = Professional(setting_, person, line.prescriber);
  if (IsPrescribed(line.act)) {
    row_.Text(c.executing, Professional(setting_, person, 1000u + line.prescriber));
    row_.Text(c.prescribing, doctor);
    row_.Text(c.prescribing_number, doctor);
    row_.Integer(c.prescribing_specialty, 1);
  } else {
    row_.Text(c.executing, doctor);
    row_.Text(c.treating, Professional(setting_, person, person.index % 60));
  }
  // Eight of the nine characters of a FINESS number, as this column has them.
  if (line.act == Act::kOutpatient) {
    row_.Text(c.establishment,
              fmt::format("{}078{:03}", DepartmentOf(setting_, person).code.substr(1), person.commune));
  }
}

}  // namespace bouclier::synth
