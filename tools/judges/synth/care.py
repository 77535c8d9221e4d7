# SPDX-License-Identifier: Apache-2.0
"""Care outside hospital: ER_PRS_F, ER_PHA_F and ER_CAM_F, one settlement month after the other.

A join never leaves a month, so a month is read, joined, counted and forgotten; what stays are counts, the study's drugs and numbers
that stand for lines a later one may cancel."""
import collections

from .tables import CARE_KEYS

LINE = ("BEN_NIR_PSA", "BEN_RNG_GEM", "EXE_SOI_DTD", "PRS_NAT_REF", "PRS_ACT_QTE", "BSE_REM_BSE", "CPL_REM_BSE", "PRS_PAI_MNT",
        "BSE_REM_MNT", "CPL_REM_MNT", "BSE_REM_SGN", "CPL_REM_SGN", "PFS_EXE_NUM", "PRS_ORD_NUM", "REM_TYP_AFF", "CPL_MAJ_TOP",
        "DPN_QLF", "PRE_PRE_DTD", "BEN_DCD_DTE", "BEN_NAI_ANN", "BEN_SEX_COD", "BEN_RES_DPT")
DRUG, ACT, CONSULTATION, LABORATORY = "3313", "1352", "1111", "3211"
LATE_MONTHS, LATEST_MONTHS = 6, 27


def month_number(year, month):
    return int(year) * 12 + int(month) - 1


def cents(amount):
    return round(float(amount) * 100)


def size_of(amount):
    return amount.lstrip("-")


def born(person):
    return f"{person['birth_year']}-{person['birth_month'].zfill(2)}"


class Care:
    def __init__(self, inventory, people, truth):
        self.inventory, self.people, self.truth = inventory, people, truth
        self.counts, self.delays = collections.Counter(), collections.Counter()
        self.standing = {}
        for person in truth.persons:
            for psa in (person["ben_nir_psa"], person["ben_nir_psa_after"]):
                self.standing[psa] = person
        self.orphans, self.unknown_psas = set(), set()
        self.faults = collections.defaultdict(list)
        self.positive, self.cancelled = collections.Counter(), collections.Counter()  # by a number that stands for a line
        self.drugs, self.consultations = collections.Counter(), collections.Counter()
        self.prices = {}
        self.by_drug = collections.Counter()  # boxes by a number that stands for person, day and drug
        self.study_drugs = {truth.codes[name]["cip13"]: name for name in ("protective_drug", "adverse_drug", "illness_drug")}
        self.nine_needed = {}
        self.largest = max((entry for entry in truth.json["files"] if entry["table"] == "ER_PRS_F"), key=lambda entry: entry["rows"])

    def read(self):
        listed = {entry["path"] for entry in self.truth.json["files"]}
        for path in self.truth.files_of("ER_PRS_F"):
            lines = self.read_lines(path)
            for table, nature in (("ER_PHA_F", DRUG), ("ER_CAM_F", ACT)):
                other = path.replace("ER_PRS_F", table)
                if other in listed:
                    self.read_details(other, table, nature, lines)

    def read_lines(self, path):
        file = self.inventory.open(path, "ER_PRS_F")
        flux = f"{path[-10:-6]}-{path[-6:-4]}-01"
        settled = month_number(flux[:4], flux[5:7]) - 1
        lines, later = {}, []
        for (line, keys), (_, cells) in zip(file.rows_of(*CARE_KEYS), file.rows_of(*LINE)):
            keys = tuple(keys)
            if keys in lines:
                self.faults["nine keys are unique in ER_PRS_F"].append((path, line))
            lines[keys] = cells
            if keys[1] != flux or month_number(keys[5][:4], keys[5][5:7]) != settled:
                self.faults["FLX_DIS_DTD is the file's month, FLX_TRT_DTD lies in the month before"].append((path, line))
            self.count(path, line, cells, settled - month_number(cells[2][:4], cells[2][5:7]), later)
        for number in later:  # what this month brings cannot be what it cancels
            self.positive[number] += 1
        if path == self.largest["path"]:
            self.nine_needed = {CARE_KEYS[place]: len(lines) - len({keys[:place] + keys[place + 1:] for keys in lines})
                                for place in range(len(CARE_KEYS))}
        return lines

    def count(self, path, line, cells, delay, later):
        (psa, rank, day, nature, quantity, base, surcharge, paid, base_part, surcharge_part, base_sign, surcharge_sign, executing, order,
         supplement, top, outpatient, prescribed, death, *own) = cells
        self.delays[delay] += 1
        counts = self.counts
        counts["care_lines"] += 1
        counts["surcharge_lines"] += top == "2"
        counts["outpatient_lines"] += outpatient in ("71", "72")
        counts["supplement_lines"] += supplement != "0"
        counts["late_lines"] += delay > LATE_MONTHS
        self.count_person(path, line, psa, rank, day, own)
        amounts = (quantity, base, surcharge, paid, base_part, surcharge_part)
        cancels = base.startswith("-") or surcharge.startswith("-")
        signs = {amount.startswith("-") for amount in amounts if amount and float(amount) != 0}
        if len(signs) > 1 or cancels != (base_sign == "1" or surcharge_sign == "1"):
            self.faults["amounts, quantity and sign of a line agree"].append((path, line))
        number = hash((psa, rank, day, nature, executing, order, supplement, *map(size_of, amounts)))
        if cancels:
            counts["cancelling_lines"] += 1
            self.cancelled[number] += 1
            if self.cancelled[number] > self.positive[number]:
                self.faults["each cancelling line undoes a line of an earlier month"].append((path, line))
        else:
            later.append(number)
        if nature == CONSULTATION and supplement == "0":
            self.consultations[hash((psa, rank, day))] += -1 if cancels else 1
        if (prescribed == "1600-01-01") != (nature not in (DRUG, LABORATORY)):
            self.faults["PRE_PRE_DTD is 1600-01-01 when nothing was prescribed"].append((path, line))
        if death != "1600-01-01" and day > death:
            self.faults["no care after death"].append((path, line))

    def count_person(self, path, line, psa, rank, day, own):
        person = self.standing.get(psa)
        if person is None:
            self.faults["every line is of a person of the truth"].append((path, line))
            return
        if own != [person["birth_year"], person["sex"], person["department"]]:
            self.faults["year of birth, sex and home of a line are the person's"].append((path, line))
        if day[:7] < born(person):
            self.faults["no care before birth"].append((path, line))
        row = self.people.by_key.get((psa, rank))
        if row is None:
            self.counts["unknown_person_lines"] += 1
            self.unknown_psas.add(psa)
        else:
            self.counts["archived_person_lines"] += (psa, rank) not in self.people.current_keys
            self.counts["fictitious_person_lines"] += row.cdi != "00"
        if person["standing"] == "changed_insured" and (psa == person["ben_nir_psa_after"]) != (day >= person["changed_on"]):
            self.faults["the insured number is that of the day of care"].append((path, line))

    def read_details(self, path, table, nature, lines):
        file = self.inventory.open(path, table)
        columns = ("PHA_PRS_C13", "PHA_ACT_QSN", "PHA_ORD_NUM", "PHA_ACT_PRU") if table == "ER_PHA_F" else \
            ("CAM_PRS_IDE", "CAM_REM_BSE", "CAM_ORD_NUM", "CAM_ACT_PRU")
        wanted = {keys for keys, cells in lines.items() if cells[3] == nature and keys[8] == "0"}
        seen, sums = set(), collections.Counter()
        for (line, keys), (_, (code, quantity, order, price)) in zip(file.rows_of(*CARE_KEYS), file.rows_of(*columns)):
            keys = tuple(keys)
            parent = lines.get(keys)
            if parent is None:
                self.orphans.add((path, line))
                continue
            if (keys, order) in seen or parent[3] != nature:
                self.faults[f"every row of {table} has one line of its kind"].append((path, line))
            seen.add((keys, order))
            wanted.discard(keys)
            if quantity.startswith("-") != parent[5].startswith("-"):
                self.faults[f"{table} is negative where its line is"].append((path, line))
            sums[keys] += cents(price) * int(quantity) if table == "ER_PHA_F" else cents(quantity)
            if table == "ER_PHA_F":
                self.count_drug(path, line, parent, code, int(quantity), price)
        unequal = sum(1 for keys, total in sums.items() if total != cents(lines[keys][5]))
        self.counts["lines whose details do not sum up"] += max(0, unequal - len(file.damaged))
        self.counts["lines without detail"] += max(0, len(wanted) - len(file.damaged))

    def count_drug(self, path, line, parent, code, boxes, price):
        psa, rank, day = parent[:3]
        if code not in self.truth.drugs:
            self.faults["every CIP13 is in drug_classes.csv"].append((path, line))
        if self.prices.setdefault(code, price) != price:
            self.faults["a drug has one price"].append((path, line))
        self.by_drug[hash((psa, rank, day, code))] += boxes
        name = self.study_drugs.get(code)
        if name:
            self.drugs[(psa, rank, day, name)] += boxes

    def check(self, verdicts):
        for name in ("nine keys are unique in ER_PRS_F", "FLX_DIS_DTD is the file's month, FLX_TRT_DTD lies in the month before",
                     "every row of ER_PHA_F has one line of its kind", "every row of ER_CAM_F has one line of its kind",
                     "ER_PHA_F is negative where its line is", "ER_CAM_F is negative where its line is",
                     "amounts, quantity and sign of a line agree", "each cancelling line undoes a line of an earlier month",
                     "PRE_PRE_DTD is 1600-01-01 when nothing was prescribed", "no care after death", "no care before birth",
                     "every line is of a person of the truth", "the insured number is that of the day of care",
                     "year of birth, sex and home of a line are the person's", "every CIP13 is in drug_classes.csv", "a drug has one price"):
            verdicts.case(name, self.faults[name])
        told = self.truth.accepted
        for name in ("care_lines", "cancelling_lines", "surcharge_lines", "outpatient_lines", "supplement_lines",
                     "unknown_person_lines", "archived_person_lines", "fictitious_person_lines", "late_lines"):
            verdicts.equal(name.replace("_", " "), self.counts[name], told[name])
        verdicts.equal("some lines cancel, some are late", (self.counts["cancelling_lines"] > 0, self.counts["late_lines"] > 0), (True, True))
        verdicts.equal("each drug or act line has its detail, damaged ones apart", self.counts["lines without detail"], 0)
        verdicts.equal("details sum up to their line, damaged ones apart", self.counts["lines whose details do not sum up"], 0)
        verdicts.case("no person has fewer than no boxes of a drug on a day", [count for count in self.by_drug.values() if count < 0])
        self.check_delays(verdicts)
        self.check_unknown(verdicts)
        needed = [key for key in CARE_KEYS if key != "FLX_DIS_DTD"]  # FLX_TRT_DTD tells the month too
        verdicts.case("without any one of the keys rows multiply", [key for key in needed if self.nine_needed[key] == 0])

    def check_delays(self, verdicts):
        total = sum(self.delays.values())
        within = sum(count for delay, count in self.delays.items() if delay <= LATE_MONTHS) / total
        verdicts.case("care is settled 0 to 27 months later, 98.5 % to 99.9 % within 6", [] if
                      min(self.delays) >= 0 and max(self.delays) <= LATEST_MONTHS and 0.985 <= within <= 0.999 else
                      [f"{min(self.delays)} to {max(self.delays)} months, {within:.4f} within 6"])
        first = self.delays[0] / total
        verdicts.case("more than half is settled in its month, a quarter the month after", [] if
                      first > 0.5 and 0.2 < self.delays[1] / total < 0.32 else [f"{first:.3f}, {self.delays[1] / total:.3f}"])
        self.within = within

    def check_unknown(self, verdicts):
        told = {person["ben_nir_psa"] for person in self.truth.of_standing("unlisted", "refused")}
        verdicts.case("care of unknown people is that of unlisted and refused ones", self.unknown_psas - told)
        verdicts.case("every unlisted person has care",
                      {person["ben_nir_psa"] for person in self.truth.of_standing("unlisted")} - self.unknown_psas)
