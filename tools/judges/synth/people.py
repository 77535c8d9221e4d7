# SPDX-License-Identifier: Apache-2.0
"""Who lives in the base: IR_BEN_R, IR_BEN_R_ARC, IR_IMB_R and KI_CCI_R against persons.csv."""
import collections

NONE = "1600-01-01"
FIELDS = ("BEN_NIR_PSA", "BEN_RNG_GEM", "BEN_NIR_ANO", "BEN_IDT_ANO", "BEN_IDT_TOP", "BEN_CDI_NIR", "BEN_NAI_ANN", "BEN_NAI_MOI",
          "BEN_SEX_COD", "BEN_DCD_DTE", "BEN_DCD_AME", "BEN_RES_DPT")
DATES = ("BEN_NAI_ANN", "BEN_NAI_MOI", "BEN_DTE_INS", "BEN_DTE_MAJ", "BEN_IDT_MAJ", "BEN_DCD_DTE", "MAX_TRT_DTD")
Row = collections.namedtuple("Row", "psa rank ano id top cdi year month sex death death_month department")


class People:
    def __init__(self, inventory, truth):
        self.truth = truth
        current = inventory.open("beneficiaires/IR_BEN_R.csv", "IR_BEN_R")
        archive = inventory.open("beneficiaires/IR_BEN_R_ARC.csv", "IR_BEN_R_ARC")
        self.current = [Row(*cells) for _, cells in current.rows_of(*FIELDS)]
        self.archive = [Row(*cells) for _, cells in archive.rows_of(*FIELDS)]
        self.dates = [cells for file in (current, archive) for _, cells in file.rows_of(*DATES)]
        self.damaged = len(current.damaged)
        self.by_key = {(row.psa, row.rank): row for row in self.archive} | {(row.psa, row.rank): row for row in self.current}
        self.current_keys = {(row.psa, row.rank) for row in self.current}
        self.ids_of_psa = collections.defaultdict(set)
        for row in self.current:
            self.ids_of_psa[row.psa].add(row.id)
        self.illness = [cells for _, cells in inventory.open("beneficiaires/IR_IMB_R.csv", "IR_IMB_R").rows_of(
            "BEN_NIR_PSA", "BEN_RNG_GEM", "IMB_ALD_DTD", "IMB_ALD_DTF", "MED_MTF_COD")]
        self.certificates = []
        self.certificates_damaged = 0
        for path in truth.files_of("KI_CCI_R"):
            file = inventory.open(path, "KI_CCI_R")
            self.certificates_damaged += len(file.damaged)
            self.certificates += [(path[-8:-4], *cells) for _, cells in file.rows_of(
                "DCD_IDT_ENC", "DCD_IDT_TOP", "BEN_IDT_ANO", "BEN_DCD_DTE", "FLX_PER_ANN")]
        self.identified = {row.id: row for row in self.current if row.cdi == "00"}
        self.region_of = {person["department"]: person["region"] for person in truth.persons}

    def person_of(self, psa, rank):
        row = self.by_key.get((psa, rank))
        return row.id if row else None

    def kinds(self, unknown_psas):
        """How many of each standing the files show by themselves."""
        by_id = collections.defaultdict(list)
        for row in self.current:
            by_id[row.id].append(row)
        pairs = [psa for psa, ids in self.ids_of_psa.items() if len(ids) == 2]
        archived = [row for row in self.archive if (row.psa, row.rank) not in self.current_keys]
        merged = [row for row in self.archive
                  if row.top == "0" and (row.psa, row.rank) in self.current_keys and self.by_key[(row.psa, row.rank)].top == "1"]
        unlisted = {person["ben_nir_psa"] for person in self.truth.of_standing("unlisted")}
        found = {"changed_insured": sum(1 for rows in by_id.values() if len({row.psa for row in rows}) == 2),
                 "twin_same_sex": 2 * len(pairs),
                 "merged": len(merged),
                 "archived": len(archived),
                 "uncertified": sum(1 for row in self.current if row.top == "0" and row.cdi == "00"),
                 "fictitious": sum(1 for row in self.current if row.cdi != "00"),
                 "unlisted": len(unknown_psas & unlisted),
                 "refused": self.damaged}
        people = len(by_id) + found["archived"] + found["refused"] + found["unlisted"]
        return people, found

    def check(self, verdicts, unknown_psas):
        told = self.truth.population
        people, found = self.kinds(unknown_psas)
        verdicts.equal("number of people", (people, len(self.truth.persons)), (told["people"], told["people"]))
        verdicts.equal("identified people", len(self.identified), told["identified"])
        for standing, count in found.items():
            verdicts.equal(f"people of standing {standing}", count, told["standing"][standing])
        visible_only_in_truth = told["standing"]["ordinary"] + told["standing"]["twin_other_sex"]
        verdicts.equal("everyone else is ordinary or a twin of the other sex", people - sum(found.values()), visible_only_in_truth)
        verdicts.equal("pairs of same-sex twins", found["twin_same_sex"], 2 * told["same_sex_twin_pairs"])
        self.check_twins(verdicts)
        self.check_rows(verdicts)
        self.check_illness(verdicts)
        self.check_deaths(verdicts)

    def check_twins(self, verdicts):
        wrong = []
        for psa, ids in self.ids_of_psa.items():
            if len(ids) == 2:
                one, two = sorted((row for row in (self.by_key.get((psa, "1")), self.by_key.get((psa, "2"))) if row),
                                  key=lambda row: row.rank)
                if (one.sex, one.year, one.month, one.department) != (two.sex, two.year, two.month, two.department):
                    wrong.append(psa)
        verdicts.case("same-sex twins share number, sex, birth and home; ranks 1 and 2", wrong)
        rows = {row.id: row for row in self.current}
        twins = [rows.get(person["ben_idt_ano"]) for person in self.truth.of_standing("twin_other_sex")]
        wrong = [one.id for one, two in zip(twins[::2], twins[1::2])
                 if one.psa == two.psa or {one.sex, two.sex} != {"1", "2"} or (one.year, one.month) != (two.year, two.month)]
        verdicts.case("other-sex twins have numbers of their own and one birth", wrong)

    def expected_rows(self):
        """Which rows the truth wants in IR_BEN_R and in IR_BEN_R_ARC."""
        current, archive = set(), set()
        for person in self.truth.persons:
            standing = person["standing"]
            certified = standing not in ("uncertified", "fictitious")
            death = person["death"] or NONE
            own = (person["ben_nir_ano"] if certified else "", person["ben_idt_ano"], "1" if certified else "0",
                   "03" if standing == "fictitious" else "00", person["birth_year"], person["birth_month"].zfill(2), person["sex"],
                   death, death[:4] + death[5:7], person["department"])
            first = (person["ben_nir_psa"], person["ben_rng_gem"])
            if standing == "archived":
                archive.add(Row(*first, *own))
            elif standing not in ("unlisted", "refused"):
                current.add(Row(*first, *own))
            if standing == "changed_insured":
                current.add(Row(person["ben_nir_psa_after"], person["ben_rng_gem_after"], *own))
            if standing == "merged":
                archive.add(Row(*first, "", "".join(first), "0", *own[3:]))
        return current, archive

    def check_rows(self, verdicts):
        current, archive = self.expected_rows()
        verdicts.equal("every sound row of IR_BEN_R is a person of the truth, and the other way", set(self.current), current)
        verdicts.equal("every row of IR_BEN_R_ARC is a person of the truth, and the other way", set(self.archive), archive)
        accepted = self.truth.accepted
        verdicts.equal("rows accepted in the beneficiary tables", {
            "beneficiary_rows": len(self.current), "archive_rows": len(self.archive),
            "fictitious_rows": sum(1 for row in self.current if row.cdi != "00"),
            "uncertified_rows": sum(1 for row in self.current if row.top == "0" and row.cdi == "00")},
            {name: accepted[name] for name in ("beneficiary_rows", "archive_rows", "fictitious_rows", "uncertified_rows")})
        verdicts.case("no date of a beneficiary lies before birth", [
            cells for cells in self.dates if any(day != NONE and day[:7] < f"{cells[0]}-{cells[1]}" for day in cells[2:])])
        verdicts.case("the living have 1600-01-01 for a death", [] if any(row.death == NONE for row in self.current) else ["nobody has"])

    def check_illness(self, verdicts):
        told = collections.Counter()
        for person in self.truth.persons:
            if person["icd10_long_illness"] and person["standing"] not in ("archived", "unlisted"):
                told[(frozenset((person["ben_nir_psa"], person["ben_nir_psa_after"] or person["ben_nir_psa"])),
                      person["icd10_long_illness"])] += 1
        psas = {psa: key for key in told for psa in key[0]}
        found = collections.Counter((psas[psa][0] if psa in psas else psa, code) for psa, _, _, _, code in self.illness)
        verdicts.case("long illnesses are those of the truth", [key for key in found if found[key] > told[key]])
        missing = sum(told.values()) - sum(found.values())
        verdicts.equal("long illnesses not found are the damaged rows", missing, self.truth.json["tables"]["IR_IMB_R"]["damaged"])
        verdicts.equal("illness rows accepted, open ones with 1600-01-01",
                       (len(self.illness), sum(1 for row in self.illness if row[3] == NONE)),
                       (self.truth.accepted["illness_rows"], self.truth.accepted["open_illness_rows"]))
        verdicts.case("no long illness before birth", [
            row for row in self.illness if (who := self.by_key.get((row[0], row[1]))) and row[2][:7] < f"{who.year}-{who.month}"])
        verdicts.case("an illness ends after it began", [row for row in self.illness if row[3] not in (NONE, "") and row[3] < row[2]])

    def check_deaths(self, verdicts):
        linked = [row for row in self.certificates if row[2] == "1"]
        accepted, told = self.truth.accepted, self.truth.population
        verdicts.equal("certificates accepted, linked ones", (len(self.certificates), len(linked)),
                       (accepted["death_rows"], accepted["linked_death_rows"]))
        verdicts.equal("certificates are the deaths", len(self.certificates) + self.certificates_damaged, told["deaths"])
        verdicts.case("no certificate twice", [one for one, count in collections.Counter(row[1] for row in self.certificates).items()
                                               if count > 1])
        deaths = {}
        for person in self.truth.persons:
            if person["death"]:
                deaths[person["ben_idt_ano"]] = person["death"]
                deaths[person["ben_nir_psa"] + person["ben_rng_gem"]] = person["death"]
        verdicts.case("linked certificates tell the day of the truth", [row for row in linked if deaths.get(row[3]) != row[4]])
        verdicts.case("a certificate lies in its year", [row for row in self.certificates if not row[0] == row[4][:4] == row[5]])
