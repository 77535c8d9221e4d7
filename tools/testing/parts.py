# SPDX-License-Identifier: Apache-2.0
"""The parts of ./test: what each runs and how its cases are counted."""
import json
import os
import pathlib
import re

from building import BUILD, ROOT
from cases import FAILED, PASSED, SKIPPED, Case, run, tail

LOGS = BUILD / "test/logs"


class Part:
    """`alone`: needs both cores; `needs_servers`: real servers must be up; `own_build`: needs nothing of the gcc build."""

    own_build = False

    def __init__(self, name, alone=False, needs_servers=False):
        self.name, self.alone, self.needs_servers = name, alone, needs_servers
        self.notes = []

    def lacking(self):
        """Why this part cannot run here; empty when it can."""
        return ""

    def log(self):
        return LOGS / (self.name.replace("/", "-") + ".log")


class Gtest(Part):
    """One GoogleTest program; its cases come from its own JSON, so that a program that stops half-way shows."""

    def __init__(self, program, name=None, environment=None, deadline_s=900):
        super().__init__(name or program.name, needs_servers=True)
        self.program, self.environment, self.deadline_s, self.filter = program, environment or {}, deadline_s, "*"

    def run(self):
        report = LOGS / (self.name.replace("/", "-") + ".json")
        report.parent.mkdir(parents=True, exist_ok=True)
        report.unlink(missing_ok=True)
        done = run([self.program, f"--gtest_output=json:{report}", f"--gtest_filter={self.filter}"], self.deadline_s,
                   log=self.log(), cwd=ROOT, env={**os.environ, **self.environment})
        cases = self.counted(report) if report.exists() else []
        self.notes += [line for line in done.output.splitlines() if line.startswith("red-team: ")]
        if done.status != 0 and not any(case.state == FAILED for case in cases):
            began = re.findall(r"\[ RUN      \] (\S+)", done.output)
            what = "not done in time" if done.late else f"ended with status {done.status}"
            where = f" in {began[-1]}" if began and not report.exists() else ""
            cases.append(Case(self.name, FAILED, f"{what}{where}\n{tail(done.output)}"))
        if not cases:
            cases.append(Case(self.name, FAILED, "has no test of that name"))
        return cases

    def counted(self, report):
        cases = []
        for suite in json.loads(report.read_text())["testsuites"]:
            for test in suite["testsuite"]:
                name = f"{self.name}: {suite['name']}.{test['name']}"
                if test.get("status") == "NOTRUN":
                    continue
                if test.get("failures"):
                    cases.append(Case(name, FAILED, "\n".join(one["failure"] for one in test["failures"])))
                elif test.get("result") == "SKIPPED":
                    cases.append(Case(name, SKIPPED, self.why_skipped(suite["name"], test["name"])))
                else:
                    cases.append(Case(name, PASSED))
        return cases

    def why_skipped(self, suite, test):
        """GoogleTest 1.12 writes the reason of a skip to the terminal only."""
        run_line = f"[ RUN      ] {suite}.{test}\n"
        after = self.log().read_text().partition(run_line)[2].partition("[  SKIPPED ]")[0]
        lines = [line for line in after.splitlines() if line.strip() and not re.match(r".*:\d+: Skipped$", line)]
        return " ".join(lines)[:300]


class Script(Part):
    """A program that prints one line a case: `ok NAME`, `not ok NAME: why`, `skip NAME: why`.

    One that prints none is a case itself, by its exit status (77: skipped).
    """

    def __init__(self, name, command, alone=False, needs_servers=False, deadline_s=1200):
        super().__init__(name, alone, needs_servers)
        self.command, self.deadline_s = command, deadline_s

    def run(self):
        done = run(self.command, self.deadline_s, log=self.log(), cwd=ROOT)
        cases = []
        for line in done.output.splitlines():
            match = re.match(r"(ok|not ok|skip) ([^:]+)(?:: (.*))?$", line)
            if match:
                state = {"ok": PASSED, "not ok": FAILED, "skip": SKIPPED}[match[1]]
                cases.append(Case(f"{self.name}: {match[2]}", state, match[3] or ""))
            elif line.startswith("note "):
                self.notes.append(line[5:])
        if not cases and done.status == 77:
            return [Case(self.name, SKIPPED, tail(done.output, 1))]
        if done.late or (done.status != 0 and not any(case.state == FAILED for case in cases)):
            what = "not done in time" if done.late else f"ended with status {done.status}"
            cases.append(Case(self.name, FAILED, f"{what}\n{tail(done.output)}"))
        return cases or [Case(self.name, PASSED)]


def python(script, *arguments):
    return ["/usr/bin/python3", ROOT / script, *arguments]


def programs(folder, suffix):
    return sorted(path for path in folder.glob("*" + suffix) if os.access(path, os.X_OK) and path.is_file())


def everyday():
    parts = [Gtest(program) for program in programs(BUILD / "tests", "_test")]
    parts.append(Script("compile_fail", python("tools/testing/compile_fail.py")))
    parts.append(Script("samples", [ROOT / "tools/check_samples/run"]))
    parts.append(Script("symbols", [ROOT / "tests/symbols/run"]))
    parts += [Script(f"fuzz/{program.name.removesuffix('_replay')}",
                     python("tools/testing/replay.py", program)) for program in programs(BUILD / "fuzz", "_replay")]
    if (ROOT / "tests/golden/run").exists():
        parts.append(Script("golden", [ROOT / "tests/golden/run"], needs_servers=True))
    parts += [Script(f"e2e/{path.stem}", [path], alone=True, needs_servers=True)
              for path in programs(ROOT / "tests/e2e", ".sh") + programs(ROOT / "tests/e2e", ".py")]
    return parts


def find(parts, only):
    """Those of `parts` that `only` names (none named: all)."""
    if not only:
        return parts
    chosen = []
    for wanted in only:
        name, _, gtest_filter = wanted.partition(":")
        for part in parts:
            if part.name == name or part.name.startswith(name + "/") or part.name == name + "_test":
                if isinstance(part, Gtest) and gtest_filter:
                    part.filter = gtest_filter
                chosen.append(part)
    return chosen
