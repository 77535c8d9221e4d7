// SPDX-License-Identifier: Apache-2.0
// The whole base before it is written: people, their events, care lines by settlement month, stays by year. Immutable
// once made; thread-safe.
#pragma once

#include <map>
#include <vector>

#include "bouclier/base/result.h"
#include "files.h"

namespace bouclier::synth {

struct Base {
  Setting setting;
  std::vector<Person> people;
  std::vector<Event> events;                  // by person
  std::vector<std::vector<CareLine>> months;  // by settlement month, from the first month of care
  std::map<int, std::vector<Stay>> years;     // by year of exit; every year of the period is there
};

Result<Base> MakeBase(const Options& options);

}  // namespace bouclier::synth
