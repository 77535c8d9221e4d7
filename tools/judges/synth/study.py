# SPDX-License-Identifier: Apache-2.0
"""The studies counted anew from the files: who took what, who fell ill, who was admitted, and when."""
import collections
import datetime

CELLS = ("exposed_with_outcome", "exposed_without_outcome", "unexposed_with_outcome", "unexposed_without_outcome")
TABLES = {"protective_drug_illness": ("protective_drug", "illness"), "protective_drug_epidemic_stay": ("protective_drug", "epidemic_stay"),
          "adverse_drug_adverse_stay": ("adverse_drug", "adverse_stay")}
SMALLEST_CELL, ATTACK_RATE = 30, 0.15


def iso_week(day):
    year, week, _ = datetime.date.fromisoformat(day).isocalendar()
    return f"{year:04}-W{week:02}"


class Study:
    def __init__(self, people, care, stays, truth):
        self.people, self.truth = people, truth
        self.lost = []
        self.events = set(self.of_drugs(care)) | set(self.of_stays(stays)) | set(self.of_deaths())
        self.without_consultation = [(psa, rank, day) for (psa, rank, day, name), boxes in care.drugs.items()
                                     if name == "illness_drug" and boxes > 0 and care.consultations[hash((psa, rank, day))] <= 0]
        self.had = [self.happened(winter) for winter in truth.winters]

    def of_drugs(self, care):
        names = {"illness_drug": "illness"}
        for (psa, rank, day, name), boxes in care.drugs.items():
            person = self.people.person_of(psa, rank)
            if person is None:
                self.lost.append((psa, rank, name))
            elif boxes > 0:
                yield person, names.get(name, name), day
            elif name == "protective_drug":
                yield person, "protective_drug_cancelled", day
            else:
                self.lost.append((psa, rank, name, "cancelled"))

    def of_stays(self, stays):
        kinds = {self.truth.codes[name]["dgn_pal"]: name for name in ("epidemic_stay", "adverse_stay")}
        for link in stays.links:
            if link.diagnosis in kinds:
                ids = self.people.ids_of_psa.get(link.psa, ())
                if len(ids) == 1:
                    yield next(iter(ids)), kinds[link.diagnosis], link.entry
                else:
                    self.lost.append((link.psa, link.entry))

    def of_deaths(self):
        for row in self.people.current:
            if row.death != "1600-01-01":
                yield row.id, "death", row.death

    def happened(self, winter):
        """Person -> what happened to them in the winter, by day."""
        had = collections.defaultdict(dict)
        for person, event, day in self.events:
            begin = winter["prevention_from"] if event == "protective_drug" else winter["from"]
            end = winter["prevention_to"] if event == "protective_drug" else winter["to"]
            if begin <= day <= end and person in self.people.identified:
                had[person][event] = day
        return had

    def table(self, winter, exposure, outcome):
        cells = collections.Counter({cell: 0 for cell in CELLS})
        for person in self.people.identified:
            events = self.had[winter].get(person, {})
            cells[CELLS[2 * (exposure not in events) + (outcome not in events)]] += 1
        return dict(cells)

    def check(self, verdicts, full):
        ids = {person["person"]: person["ben_idt_ano"] for person in self.truth.persons}
        listed = {person["ben_idt_ano"] for person in self.truth.persons if person["standing"] not in ("archived", "unlisted", "refused")}
        told = {(ids[event["person"]], event["event"], event["day"]) for event in self.truth.events}
        seen = {event for event in told if event[1] != "illness_onset" and (event[1] != "death" or event[0] in listed)}
        verdicts.equal("every event of the truth is in the files, and no other", self.events, seen)
        verdicts.case("the study's drugs and stays belong to one known person", self.lost)
        verdicts.case("who fell ill saw a doctor that day", self.without_consultation)
        self.check_onsets(verdicts, told)
        verdicts.equal("two winters", len(self.truth.winters), 2) if full else None
        for place, winter in enumerate(self.truth.winters):
            self.check_winter(verdicts, place, winter, full)

    def check_onsets(self, verdicts, told):
        seen = collections.defaultdict(list)
        for person, event, day in told:
            if event in ("illness", "illness_onset"):
                seen[person].append((day, event == "illness"))
        wrong = []
        for person, days in seen.items():
            days.sort()
            for (onset, first), (ill, second) in zip(days[::2], days[1::2]):
                gap = (datetime.date.fromisoformat(ill) - datetime.date.fromisoformat(onset)).days
                if first or not second or not 0 <= gap <= 2:
                    wrong.append(person)
        verdicts.case("an illness is seen within two days of its onset", wrong)

    def check_winter(self, verdicts, place, winter, full):
        name, population = winter["winter"], len(self.people.identified)
        ill = {person: events["illness"] for person, events in self.had[place].items() if "illness" in events}
        rate = len(ill) / population
        verdicts.equal(f"{name} population and ill people", (population, len(ill), round(rate, 9)),
                       (winter["population"], winter["ill"], round(winter["attack_rate"], 9)))
        verdicts.case(f"{name} attack rate is 15 % or more", [] if rate >= ATTACK_RATE else [f"{rate:.4f}"])
        for table, (exposure, outcome) in TABLES.items():
            found = self.table(place, exposure, outcome)
            verdicts.equal(f"{name} {table.replace('_', ' ')} from the files", found, winter[table])
            risk = [found[CELLS[row]] / max(1, found[CELLS[row]] + found[CELLS[row + 1]]) for row in (0, 2)]
            harms = exposure == "adverse_drug"
            if full or not table.endswith("epidemic_stay"):
                verdicts.case(f"{name} {table.replace('_', ' ')} shows the {'harm' if harms else 'protection'}",
                              [] if (risk[0] > 1.5 * risk[1] if harms else risk[0] < 0.75 * risk[1]) else [risk])
            if full:
                verdicts.case(f"{name} {table.replace('_', ' ')} has 30 persons in every cell",
                              [f"{cell} {count}" for cell, count in found.items() if count < SMALLEST_CELL])
        self.check_spread(verdicts, name, winter, ill)

    def check_spread(self, verdicts, name, winter, ill):
        curve, days = collections.Counter(), collections.defaultdict(list)
        for person, day in ill.items():
            region = self.people.region_of[self.people.identified[person].department]
            curve[(iso_week(day), region)] += 1
            days[region].append(datetime.date.fromisoformat(day).toordinal())
        told = {(row["week"], row["region"]): int(row["ill"]) for row in self.truth.curves if row["winter"] == name}
        verdicts.equal(f"{name} curve by week and region", dict(curve), {key: count for key, count in told.items() if count})
        peaks = {region: peak(curve, region) for region in winter["peak_week_by_region"]}
        verdicts.equal(f"{name} peak weeks", {**peaks, "all": peak(curve, None)}, {**winter["peak_week_by_region"], "all": winter["peak_week"]})
        middle = {region: sum(found) / len(found) for region, found in days.items() if len(found) >= 8}
        apart = max(middle.values()) - min(middle.values())
        verdicts.case(f"{name} spreads, regions' middles lie two weeks or more apart and peak in three weeks or more", [] if
                      apart >= 14 and len({peaks[region] for region in middle}) >= 3 else [f"{apart:.1f} days, {peaks}"])


def peak(curve, region):
    """The earliest week with the most ill people."""
    weeks = collections.Counter()
    for (week, where), count in curve.items():
        if region in (None, where):
            weeks[week] += count
    return min((-count, week) for week, count in weeks.items())[1] if weeks else ""
