// SPDX-License-Identifier: Apache-2.0
#include "base.h"

#include "bouclier/base/parallel.h"

namespace bouclier::synth {
namespace {

constexpr uint32_t kChunk = 512;

struct Chunk {
  std::vector<Person> people;
  std::vector<Event> events;
  std::vector<CareLine> lines;
  std::vector<Stay> stays;
};

template <typename T>
void AppendAll(std::vector<T>& all, std::vector<T> more) {
  all.insert(all.end(), more.begin(), more.end());
}

Chunk MakeChunk(const Setting& setting, uint32_t begin, uint32_t end) {
  Chunk chunk;
  for (uint32_t i = begin; i < end; ++i) {
    const Person person = MakePerson(setting, i);
    const std::vector<Event> events = StudyEvents(setting, person);
    AppendAll(chunk.lines, CareLines(setting, person, events));
    AppendAll(chunk.stays, Stays(setting, person, events));
    AppendAll(chunk.events, events);
    chunk.people.push_back(person);
  }
  return chunk;
}

}  // namespace

Result<Base> MakeBase(const Options& options) {
  Base base{MakeSetting(options), {}, {}, {}, {}};
  std::vector<Chunk> chunks((options.people + kChunk - 1) / kChunk);
  BOUCLIER_TRY_VOID(ParallelFor(chunks.size(), options.threads, [&](size_t i) -> Result<void> {
    const auto begin = static_cast<uint32_t>(i * kChunk);
    chunks[i] = MakeChunk(base.setting, begin, std::min(begin + kChunk, options.people));
    return {};
  }));
  base.months.resize(options.months + kLatestSettlement);
  for (int year = YearOf(base.setting.first_day); year <= YearOf(base.setting.last_day); ++year) base.years[year];
  base.people.reserve(options.people);
  for (Chunk& chunk : chunks) {
    for (const CareLine& line : chunk.lines) base.months[line.month].push_back(line);
    for (const Stay& stay : chunk.stays) base.years[YearOf(stay.exit)].push_back(stay);
    AppendAll(base.people, std::move(chunk.people));
    AppendAll(base.events, std::move(chunk.events));
    chunk = {};
  }
  return base;
}

}  // namespace bouclier::synth
