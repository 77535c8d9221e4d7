// SPDX-License-Identifier: Apache-2.0
// Runs by what their last cell adds: a person is new to a run that begins after its previous cell. Pure.
#include "window_prints.h"

#include <algorithm>

namespace bouclier::kernels {

WindowPrints::WindowPrints(std::span<const uint32_t> line, std::span<const PersonSet> cells)
    : prints_(line.size() * kLongestRun) {
  std::vector<uint64_t> stands;  // person, place in the line
  size_t total = 0;
  for (const uint32_t cell : line) total += cells[cell].size();
  stands.reserve(total);
  for (size_t place = 0; place < line.size(); ++place)
    for (const uint32_t person : cells[line[place]].persons()) stands.push_back(uint64_t{person} << 32 | place);
  std::sort(stands.begin(), stands.end());
  // First, under (last, length - 1): the persons who are new to the runs up to this length that end here, and to no
  // longer one.
  for (size_t i = 0; i < stands.size(); ++i) {
    const auto person = static_cast<uint32_t>(stands[i] >> 32), place = static_cast<uint32_t>(stands[i]);
    const bool again = i > 0 && stands[i - 1] >> 32 == person;
    const size_t before =
        again ? place - static_cast<uint32_t>(stands[i - 1]) : place + 1;  // runs that long hold no earlier cell of it
    prints_[place * kLongestRun + std::min(before, kLongestRun) - 1].Add(person);
  }
  // Then a run is the one that ends a cell earlier, and whoever is new to it.
  for (size_t last = 0; last < line.size(); ++last) {
    ClassPrints fresh;
    for (size_t length = kLongestRun; length >= 1; --length) {
      ClassPrints& run = prints_[last * kLongestRun + length - 1];
      fresh.Add(run);
      run = fresh;
      if (length > 1 && last > 0) run.Add(prints_[(last - 1) * kLongestRun + length - 2]);
    }
  }
}

}  // namespace bouclier::kernels
