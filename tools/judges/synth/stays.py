# SPDX-License-Identifier: Apache-2.0
"""Hospital stays: T_MCOaaB, C, D and A of each year. A stay is (year, ETA_NUM, RSA_NUM)."""
import collections
import datetime

LOWER_X, UPPER_X = "x" * 17, "X" * 16 + "D"
Link = collections.namedtuple("Link", "psa entry exit returned diagnosis")


def iso(tight):
    return f"{tight[4:]}-{tight[2:4]}-{tight[:2]}"


def days(date):
    return datetime.date.fromisoformat(date).toordinal()


class Stays:
    def __init__(self, inventory, people, truth):
        self.people, self.truth = people, truth
        self.counts, self.faults = collections.Counter(), collections.defaultdict(list)
        self.orphans, self.links, self.years = set(), [], {}
        self.double = truth.codes["double_finess"]
        for path in truth.files_of("T_MCOaaB"):
            self.read_year(inventory, path)

    def read_year(self, inventory, path):
        year = "20" + path[-7:-5]
        stays, missing = self.read_stays(inventory.open(path, "T_MCOaaB"), year)
        self.years[year] = set(stays)
        found = {letter: self.children(inventory, path, letter, stays) for letter in "CDA"}
        for letter, promised in (("C", lambda cells: 1), ("D", lambda cells: int(cells[1])), ("A", lambda cells: int(cells[2]))):
            rows, damaged = found[letter]
            short = sum(promised(cells) for cells in stays.values()) - len(rows)
            if short != damaged:
                self.faults[f"stays have as many rows in T_MCOaa{letter} as they say, damaged ones apart"].append(f"{year} {short} {damaged}")
        for key, cells in found["C"][0]:
            self.read_link(path, key, cells, stays[key], year)
        self.check_numbers(year, stays, missing)

    def read_stays(self, file, year):
        stays = {}
        for line, (site, number, diagnoses, acts, diagnosis, group, days, left) in file.rows_of(
                "ETA_NUM", "RSA_NUM", "NBR_DGN", "NBR_ACT", "DGN_PAL", "GRG_GHM", "SEJ_NBJ", "SOR_ANN"):
            if (site, number) in stays or left != year:
                self.faults["a stay occurs once in the year it ended"].append((year, line))
            stays[(site, number)] = (diagnosis, diagnoses, acts, int(days))
            self.counts["stays"] += 1
            self.counts["error_group_stays"] += group.startswith("90")
            self.counts["double_finess_stays"] += site == self.double
        return stays, file.damaged

    def children(self, inventory, path, letter, stays):
        """The rows with a sound stay, and how many rows are damaged."""
        path = path.replace("B.csv", f"{letter}.csv")
        table = f"T_MCOaa{letter}"
        file = inventory.open(path, table)
        returns = tuple(name for name in file.header if name.endswith("_RET"))
        columns = ("NIR_ANO_17", "ENT_DAT", "SOR_DAT", *returns) if letter == "C" else ("RSS_NUM",)
        rows = []
        for (line, key), (_, cells) in zip(file.rows_of("ETA_NUM", "RSA_NUM"), file.rows_of(*columns)):
            if tuple(key) in stays:
                rows.append((tuple(key), cells))
            else:
                self.orphans.add((path, line))
        return rows, len(file.damaged)

    def read_link(self, path, key, cells, stay, year):
        psa, entry, left, *returned = cells
        entry, left = iso(entry), iso(left)
        valid = psa not in (LOWER_X, UPPER_X)
        returned = any(code not in ("", "0") for code in returned)
        self.counts["stay_links"] += 1
        self.counts["invalid_lower_x"] += psa == LOWER_X
        self.counts["invalid_upper_x"] += psa == UPPER_X
        self.counts["return_code_stays"] += returned
        self.counts["ambiguous_stays"] += len(self.people.ids_of_psa.get(psa, ())) > 1
        if not valid and not returned:
            self.faults["an invalid NIR_ANO_17 has a return code"].append((path, key))
        if left < entry or left[:4] != year or days(left) - days(entry) != stay[3]:
            self.faults["days of a stay agree in T_MCOaaB and T_MCOaaC"].append((path, key))
        if valid:
            self.links.append(Link(psa, entry, left, returned, stay[0]))

    def check_numbers(self, year, stays, missing):
        """Numbers of a site run from 1; those not seen are the damaged rows'."""
        sites = collections.defaultdict(set)
        for site, number in stays:
            sites[site].add(int(number))
        gaps = sum(max(numbers) - len(numbers) for numbers in sites.values())
        if gaps > len(missing):
            self.faults["stay numbers of a site and year run from 1"].append(f"{year}, {gaps} gaps, {len(missing)} damaged rows")

    def check(self, verdicts):
        for name in ("a stay occurs once in the year it ended", "an invalid NIR_ANO_17 has a return code",
                     "days of a stay agree in T_MCOaaB and T_MCOaaC", "stay numbers of a site and year run from 1",
                     *(f"stays have as many rows in T_MCOaa{letter} as they say, damaged ones apart" for letter in "CDA")):
            verdicts.case(name, self.faults[name])
        for name in ("stays", "stay_links", "invalid_lower_x", "invalid_upper_x", "ambiguous_stays", "error_group_stays",
                     "return_code_stays", "double_finess_stays"):
            verdicts.equal(name.replace("_", " "), self.counts[name], self.truth.accepted[name])
        years = sorted(self.years)
        again = [len(self.years[one] & self.years[two]) for one, two in zip(years, years[1:])]
        verdicts.case("RSA_NUM restarts each year: the same numbers occur again", [] if again and min(again) > 0 else [again])
        people = {person[name]: person for person in self.truth.persons for name in ("ben_nir_psa", "ben_nir_psa_after")}
        verdicts.case("no stay before birth or after death", [
            link for link in self.links if (who := people.get(link.psa)) and
            (link.entry[:7] < f"{who['birth_year']}-{who['birth_month'].zfill(2)}" or link.exit > (who["death"] or "9999"))])
        verdicts.case("a valid NIR_ANO_17 is a person's of the truth", [link.psa for link in self.links if link.psa not in people])
        after = {person["ben_nir_psa_after"]: person["changed_on"] for person in self.truth.of_standing("changed_insured")}
        before = {person["ben_nir_psa"]: person["changed_on"] for person in self.truth.of_standing("changed_insured")}
        verdicts.case("NIR_ANO_17 is that of the day of entry", [
            link for link in self.links if link.entry < after.get(link.psa, "") or link.entry >= before.get(link.psa, "9999")])
