# SPDX-License-Identifier: Apache-2.0
"""The truth beside a base: docs/formats/truth.md."""
import csv
import json


def rows(path):
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter=";"))


class Truth:
    def __init__(self, base):
        folder = base / "truth"
        self.json = json.loads((folder / "truth.json").read_text(encoding="utf-8"))
        self.persons = rows(folder / "persons.csv")
        self.events = rows(folder / "events.csv")
        self.curves = rows(folder / "curves.csv")
        self.damaged = rows(folder / "damaged.csv")
        self.orphans = {(row["path"], int(row["line"])) for row in rows(folder / "orphans.csv")}
        self.drugs = {row["cip13"]: row["atc"] for row in rows(folder / "drug_classes.csv")}
        self.canaries = (folder / "canaries.txt").read_text(encoding="utf-8").split("\n")[:-1]
        self.accepted, self.codes, self.winters = self.json["accepted_rows"], self.json["codes"], self.json["winters"]
        self.population = self.json["population"]

    def files_of(self, table):
        return sorted(entry["path"] for entry in self.json["files"] if entry["table"] == table)

    def of_standing(self, *standings):
        return [person for person in self.persons if person["standing"] in standings]
