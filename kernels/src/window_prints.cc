// SPDX-License-Identifier: Apache-2.0
// Runs by what their last place adds: a person is new to a run that begins after its previous place. Pure.
#include "window_prints.h"

#include <algorithm>

#include "last_seen.h"

namespace bouclier::kernels {

WindowPrints::WindowPrints(std::span<const std::vector<uint32_t>> places, std::span<const PersonSet> cells)
    : prints_(places.size() * kLongestRun) {
  size_t total = 0;
  for (const std::vector<uint32_t>& some : places)
    for (const uint32_t cell : some) total += cells[cell].size();
  LastSeen seen(total);
  // First, under (last, length - 1): who is new to the runs up to this length that end here, and to no longer one.
  for (uint32_t place = 0; place < places.size(); ++place)
    for (const uint32_t cell : places[place])
      for (const uint32_t person : cells[cell].persons()) {
        const uint32_t before = seen.Replace(person, place);
        if (before == place) continue;  // in another cell of it too
        const size_t longest = before == LastSeen::kNever ? place + 1 : place - before;
        prints_[place * kLongestRun + std::min(longest, kLongestRun) - 1].Add(person);
      }
  // Then a run is the one that ends a place earlier, and whoever is new to it.
  for (size_t last = 0; last < places.size(); ++last) {
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
