# SPDX-License-Identifier: Apache-2.0
"""One line a check: `ok NAME` or `not ok NAME: why`."""


class Verdicts:
    def __init__(self):
        self.failed = 0

    def case(self, name, faults):
        """`faults`: what is wrong, in any number; nothing when all is right."""
        faults = list(faults)
        if not faults:
            print(f"ok {name}")
            return
        self.failed += 1
        more = f" … {len(faults)} in all" if len(faults) > 3 else ""
        print(f"not ok {name}: {' | '.join(str(fault) for fault in faults[:3])}{more}")

    def equal(self, name, found, told):
        """Two numbers, or two mappings or sets compared element by element."""
        if isinstance(found, dict) and isinstance(told, dict):
            self.case(name, [f"{key}, in the files {found.get(key)}, in the truth {told.get(key)}"
                             for key in sorted(set(found) | set(told), key=str) if found.get(key) != told.get(key)])
        elif isinstance(found, (set, frozenset)):
            self.case(name, [f"only in the files {item}" for item in sorted(found - told, key=str)] +
                      [f"only in the truth {item}" for item in sorted(told - found, key=str)])
        else:
            self.case(name, [] if found == told else [f"in the files {found}, in the truth {told}"])
