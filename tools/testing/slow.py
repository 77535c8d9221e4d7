# SPDX-License-Identifier: Apache-2.0
"""What `./test --all` adds: clang's analysis and sanitizers, libFuzzer, a stop at every point, a second S3 server.

Each of these parts says what it lacks, and is then skipped by name; nothing is left out in silence.
"""
import os
import re
import shutil

import building
import servers
from building import BUILD, ROOT
from cases import FAILED, PASSED, SKIPPED, Case, run, tail
from parts import LOGS, Gtest, Part, Script, find, python

CLANG = "clang++-19"
# What a room's own sources include when they start threads, hold a lock or share a value.
THREADS = re.compile(r"^#include [<\"](bouclier/base/(parallel|mutex)\.h|thread|atomic|mutex|condition_variable)[>\"]", re.M)
SANITIZER_OPTIONS = {
    "ASAN_OPTIONS": "detect_stack_use_after_return=1:strict_string_checks=1",
    "UBSAN_OPTIONS": "print_stacktrace=1",
    "TSAN_OPTIONS": f"second_deadlock_stack=1:suppressions={ROOT / 'tools/testing/tsan.suppressions'}",
}
ROOM_OPTIONS = {"keys": {"LSAN_OPTIONS": f"suppressions={ROOT}/tools/testing/softhsm_leaks.txt:print_suppressions=0",
                         "ASAN_OPTIONS": SANITIZER_OPTIONS["ASAN_OPTIONS"] + ":fast_unwind_on_malloc=0"}}
FUZZ_SECONDS = int(os.environ.get("BOUCLIER_FUZZ_SECONDS", "20"))


def lacks(program):
    return "" if shutil.which(program) else f"{program} is not installed: tools/setup all"


def tested_rooms():
    return sorted({path.parent.parent.name for path in ROOT.glob("*/test/*_test.cc")})


def threaded_rooms():
    return [room for room in tested_rooms() if any(
        THREADS.search(path.read_text()) for kind in ("*.h", "*.cc") for path in (ROOT / room).rglob(kind)
        if "test" not in path.relative_to(ROOT).parts)]


class ThreadSafety(Part):
    """The build is the case: everything compiles with clang, and every guarded member is reached under its lock."""

    own_build = True

    def __init__(self):
        super().__init__("thread-safety/build", alone=True)

    def lacking(self):
        return lacks(CLANG)

    def run(self):
        return [building.build_preset("thread-safety") or Case(f"{self.name}: all of it compiles", PASSED)]


class ClangScript(Script):
    own_build = True

    def lacking(self):
        return lacks(CLANG)


class Tidy(Part):
    """clang-tidy on the product's sources of one room, by /.clang-tidy; a case a file, headers with those that include them."""

    own_build = True

    def __init__(self, room):
        super().__init__(f"tidy/{room}")
        self.room, self.preset, self.target = room, "thread-safety", "base_gen"

    def lacking(self):
        return lacks(CLANG) or lacks("clang-tidy-19")

    def sources(self):
        return sorted(path for path in (ROOT / self.room).rglob("*.cc") if "test" not in path.relative_to(ROOT).parts)

    def run(self):
        return [self.judged(source) for source in self.sources()]

    def judged(self, source):
        name = f"{self.name}: {source.relative_to(ROOT)}"
        log = LOGS / f"tidy-{self.room}-{source.stem}.log"
        done = run(["clang-tidy-19", "-p", BUILD / "thread-safety", "--quiet", "--warnings-as-errors=*", source], 600, log=log)
        if done.status == 0:
            return Case(name, PASSED)
        found = dict.fromkeys(line.removeprefix(f"{ROOT}/") for line in done.output.splitlines() if re.search(r": (error|warning): ", line))
        return Case(name, FAILED, "\n".join(list(found)[:20]) or tail(done.output))


class Sanitized(Gtest):
    """The unit tests of one room, built with a sanitizer; a report of the sanitizer is a failure, whatever the tests say."""

    own_build = True

    def __init__(self, preset, room):
        super().__init__(BUILD / preset / "tests" / f"{room}_test", name=f"{preset}/{room}", environment={**SANITIZER_OPTIONS, **ROOM_OPTIONS.get(room, {})},
                         deadline_s=1800)
        self.preset, self.target = preset, f"{room}_test"

    def lacking(self):
        return lacks(CLANG)

    def run(self):
        cases = super().run()
        # What only says that the program ended badly is said better by its reports.
        reports = dict.fromkeys(re.findall(r"^(?:SUMMARY: \w+Sanitizer: .*|.*: runtime error: .*)$", self.log().read_text(), re.M))
        cases = [case for case in cases if not reports or case.name != self.name]
        return cases + [Case(f"{self.name}: sanitizer", FAILED, f"{report} (all of it: {self.log()})") for report in reports]


class LibFuzzer(Part):
    """One fuzz target for a while, from its seeds and from what earlier runs found; what stops it is kept."""

    own_build = True

    def __init__(self, name):
        super().__init__(f"libfuzzer/{name}")
        self.target_name, self.preset, self.target = name, "fuzz", f"{name}_fuzz"

    def lacking(self):
        return lacks(CLANG)

    def run(self):
        corpus, kept = BUILD / "test/corpus" / self.target_name, BUILD / "test/crashes" / self.target_name
        for folder in (corpus, kept):
            folder.mkdir(parents=True, exist_ok=True)
        before = set(kept.iterdir())
        done = run([BUILD / "asan-ubsan/fuzz" / self.target, f"-max_total_time={FUZZ_SECONDS}", "-timeout=10", "-rss_limit_mb=2048",
                    f"-artifact_prefix={kept}/", "-print_final_stats=1", corpus, ROOT / "fuzz/seeds" / self.target_name],
                   FUZZ_SECONDS + 300, log=self.log(), cwd=ROOT, env={**os.environ, **SANITIZER_OPTIONS})
        ran = re.search(r"number_of_executed_units: (\d+)", done.output)
        if done.status == 0 and ran:
            self.notes.append(f"{int(ran[1]):,} inputs in {FUZZ_SECONDS} s")
            return [Case(self.name, PASSED)]
        found = sorted(set(kept.iterdir()) - before)
        what = "\n".join(re.findall(r"^SUMMARY: .*$", done.output, re.M)) or tail(done.output)
        return [Case(self.name, FAILED, what + "".join(f"\nkept: {path}" for path in found))]


class EveryPoint(Gtest):
    """Tests that go by a stride in ./test (tests/points/every_point.h), here at every single point."""

    def __init__(self, room, names):
        super().__init__(BUILD / "tests" / f"{room}_test", name=f"every-point/{room}", environment={"BOUCLIER_EVERY_POINT": "1"},
                         deadline_s=1800)
        self.filter = ":".join(names)

    @staticmethod
    def by_room():
        """The tests whose bodies ask for a stride, by room."""
        found = {}
        for path in sorted(ROOT.glob("*/test/*_test.cc")):
            for test in re.split(r"^(?=TEST)", path.read_text(), flags=re.M)[1:]:
                name = re.match(r"TEST(_F|_P)?\((\w+),\s*(\w+)\)", test)
                if name and re.search(r"points::(Every|Stride|Kinds)\b", test):
                    found.setdefault(path.parent.parent.name, []).append(
                        f"*/{name[2]}.{name[3]}/*" if name[1] == "_P" else f"{name[2]}.{name[3]}")
        return found


class Killed(Script):
    """A job (`migrate run`, `ingest run`, `project extract`, `airlock submit`, `review` and `release`) killed with -9 at every point of its work."""

    program = BUILD / "bin/bouclier"

    def __init__(self, job):
        super().__init__(f"every-point/kill-{job}", [ROOT / "tests/kill/run.py", "--job", job], deadline_s=3600)


class OtherChecker(Script):
    """PyPI acro and our rules on the same tables."""

    program = BUILD / "tests/judged_table"

    def __init__(self):
        super().__init__("judges/acro", [ROOT / "tools/judges/acro_judge.py"])


class Screenshots(Script):
    """The page that the main job wrote, opened in Chromium; pages that are worse on purpose must be refused."""

    own_build = True

    def __init__(self):
        super().__init__("screenshots", [ROOT / "tools/screenshots", self.page(), "--twins"])

    @staticmethod
    def page():
        """The newest of those that ./test and ./demo write."""
        found = [path for folder in ("test/main-job", "demo") if (path := BUILD / folder / "report/index.html").exists()]
        return max(found, key=lambda path: path.stat().st_mtime, default=BUILD / "test/main-job/report/index.html")

    def lacking(self):
        return lacks("chromium")

    def run(self):
        self.command[1] = self.page()
        return super().run()


class SecondS3(Gtest):
    """The suite of every object store against a server of other makers."""

    def __init__(self):
        super().__init__(BUILD / "tests/store_test", name="second-s3/minio")
        self.filter = "Every/ObjectStoreSuite.*/s3*"

    def lacking(self):
        return "" if servers.MINIO.exists() else "MinIO is not installed: tools/setup all"

    def run(self):
        folder = BUILD / "test/second-s3"
        with servers.Running(folder, ["minio"]) as (broken, environment):
            self.environment = environment
            return broken or super().run()


def parts():
    return [ThreadSafety(),
            ClangScript("thread-safety/misuse", python("tools/testing/compile_fail.py", "tests/compile_fail/clang", CLANG,
                                                       "-Wthread-safety", "-Werror=thread-safety")),
            *(Tidy(room) for room in sorted(path.parent.name for path in ROOT.glob("*/CMakeLists.txt"))
              if room not in ("tests", "fuzz", "bench") and Tidy(room).sources()),
            *(Sanitized("asan-ubsan", room) for room in tested_rooms()),
            *(Sanitized("tsan", room) for room in threaded_rooms()),
            *(LibFuzzer(path.stem.removesuffix("_fuzz")) for path in sorted((ROOT / "fuzz").glob("*_fuzz.cc"))),
            *(EveryPoint(room, names) for room, names in EveryPoint.by_room().items()),
            *(Killed(job) for job in ("migrate", "ingest", "extract", "submit", "review", "release")),
            Script("every-point/full-disk", [ROOT / "tests/e2e/airlock_faults.py", "--every-page"]),
            OtherChecker(),
            SecondS3(), Screenshots()]


def gcc_names(slow_parts, only):
    """`only`, with the parts of --all replaced by the programs of the gcc build that they run."""
    names = []
    for wanted in only:
        found = find(slow_parts, [wanted])
        names += [part.program.name for part in found if not part.own_build] or ([] if found else [wanted])
    return names


def needs_gcc(slow_parts, only):
    """What stands on a clang build alone does not wait for gcc."""
    named = [find(slow_parts, [wanted]) for wanted in only]
    return not only or any(not those or not all(part.own_build for part in those) for those in named)


def build(chosen):
    """Builds the presets that the chosen parts stand on. Gives what failed, and the parts that can run."""
    wanted = {}
    for part in chosen:
        preset = getattr(part, "preset", None)
        if preset and not part.lacking():
            wanted.setdefault(preset, set()).add(part.target)
    broken = {preset: case for preset, targets in wanted.items() if (case := building.build_preset(preset, sorted(targets)))}
    return list(broken.values()), [part for part in chosen if getattr(part, "preset", None) not in broken]
