// SPDX-License-Identifier: Apache-2.0
// Delivered files of a few rows. Test support.
#pragma once

#include <string>
#include <vector>

#include "small_base.h"

namespace bouclier::ingest::test {

struct Beneficiary {
  std::string number, rank, id, lifelong = "", certified = "1", temporary = "00";
};
inline Bytes Beneficiaries(const std::vector<Beneficiary>& rows) {
  std::string text = "BEN_NIR_PSA;BEN_RNG_GEM;BEN_IDT_ANO;BEN_NIR_ANO;BEN_IDT_TOP;BEN_CDI_NIR\n";
  for (const Beneficiary& row : rows)
    text += row.number + ";" + row.rank + ";" + row.id + ";" + row.lifelong + ";" + row.certified + ";" +
            row.temporary + "\n";
  return ToBytes(AsBytes(text));
}

// Care lines and their drugs share nine keys, of which `order` tells the rows apart.
constexpr const char* kNineNames =
    "DCT_ORD_NUM;FLX_DIS_DTD;FLX_EMT_NUM;FLX_EMT_ORD;FLX_EMT_TYP;FLX_TRT_DTD;ORG_CLE_NUM;PRS_ORD_NUM;REM_TYP_AFF";
inline std::string NineKeys(const std::string& order) { return order + ";2019-02-01;17;1;1;2019-01-31;01C751234;1;1"; }
struct Line {
  std::string order, number, rank, day = "2019-01-15";
};
inline Bytes Lines(const std::vector<Line>& rows) {
  std::string text = std::string(kNineNames) + ";BEN_NIR_PSA;BEN_RNG_GEM;EXE_SOI_DTD\n";
  for (const Line& row : rows) text += NineKeys(row.order) + ";" + row.number + ";" + row.rank + ";" + row.day + "\n";
  return ToBytes(AsBytes(text));
}
struct Drug {
  std::string order, code;
};
inline Bytes Drugs(const std::vector<Drug>& rows) {
  std::string text = std::string(kNineNames) + ";PHA_PRS_C13\n";
  for (const Drug& row : rows) text += NineKeys(row.order) + ";" + row.code + "\n";
  return ToBytes(AsBytes(text));
}

struct Stay {
  std::string establishment, number;
};
inline Bytes Stays(const std::vector<Stay>& rows, const std::string& group = "05M09T") {
  std::string text = "ETA_NUM;RSA_NUM;SOR_ANN;SOR_MOI;GRG_GHM\n";
  for (const Stay& row : rows) text += row.establishment + ";" + row.number + ";2019;03;" + group + "\n";
  return ToBytes(AsBytes(text));
}
struct Link {
  std::string establishment, stay, number;
};
inline Bytes Links(const std::vector<Link>& rows, const std::string& return_code = "0") {
  std::string text = "ETA_NUM;RSA_NUM;NIR_ANO_17;NIR_RET\n";
  for (const Link& row : rows) text += row.establishment + ";" + row.stay + ";" + row.number + ";" + return_code + "\n";
  return ToBytes(AsBytes(text));
}
struct Diagnosis {
  std::string establishment, stay, code;
};
inline Bytes Diagnoses(const std::vector<Diagnosis>& rows) {
  std::string text = "ETA_NUM;RSA_NUM;ASS_DGN\n";
  for (const Diagnosis& row : rows) text += row.establishment + ";" + row.stay + ";" + row.code + "\n";
  return ToBytes(AsBytes(text));
}

// The same file with one column more, of one value.
inline std::string WithColumn(const Bytes& file, const std::string& name, const std::string& value) {
  std::string out;
  bool header = true;
  for (const char c : AsText(file)) {
    if (c == '\n') out += ";" + (header ? name : value);
    if (c == '\n') header = false;
    out.push_back(c);
  }
  return out;
}

}  // namespace bouclier::ingest::test
