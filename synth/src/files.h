// SPDX-License-Identifier: Apache-2.0
// The files of the base, group by group: each call makes the files that share keys. Pure; thread-safe.
#pragma once

#include <vector>

#include "care.h"
#include "person.h"
#include "stay.h"
#include "table_file.h"
#include "tally.h"

namespace bouclier::synth {

struct FileGroup {
  std::vector<FinishedFile> files;
  Tally tally;
};

// ER_PRS_F, ER_PHA_F and ER_CAM_F of one settlement month (counted from the first month of care).
FileGroup MakeCareFiles(const Setting& setting, const std::vector<Person>& people, std::vector<CareLine> lines,
                        uint16_t month);
// T_MCOaaB, C, D and A of one year of exit.
FileGroup MakeStayFiles(const Setting& setting, const std::vector<Person>& people, std::vector<Stay> stays, int year);
FileGroup MakeBeneficiaryFile(const Setting& setting, const std::vector<Person>& people);
FileGroup MakeArchiveFile(const Setting& setting, const std::vector<Person>& people);
FileGroup MakeIllnessFile(const Setting& setting, const std::vector<Person>& people);
FileGroup MakeDeathFile(const Setting& setting, const std::vector<Person>& people, int year);

}  // namespace bouclier::synth
