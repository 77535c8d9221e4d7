#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""An independent reader of permits (tools/judges/permit_judge.py) judges the vectors on which provision_test is tried, and must agree with
them; what the product writes for a project is a permit to it, too."""
import json
import pathlib
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tools/judges"))
from permit_judge import Refused, judge, judge_document  # noqa: E402

failed = False


def case(name, why=""):
    global failed
    failed |= bool(why)
    print(f"not ok {name}: {why}" if why else f"ok {name}")


def verdict(work):
    try:
        work()
    except Refused as error:
        return str(error)
    return ""


def vectors():
    documents = json.loads((ROOT / "tests/vectors/permit/document.json").read_text())
    signed = json.loads((ROOT / "tests/vectors/permit/signed.json").read_text())
    refused = [verdict(lambda text=text: judge_document(text)) for text in documents["good"]]
    case("good documents are accepted", "; ".join(filter(None, refused)))
    passed = [one["class"] for one in documents["bad"] if not verdict(lambda one=one: judge_document(one["document"]))]
    case(f"{len(documents['bad'])} bad documents are refused", ", ".join(passed))
    refused = [verdict(lambda text=text: judge(text, signed["directory"])) for text in signed["good"]]
    case("good permits are accepted", "; ".join(filter(None, refused)))
    passed = [one["class"] for one in signed["bad"] if not verdict(lambda one=one: judge(one["permit"], signed["directory"]))]
    case(f"{len(signed['bad'])} bad permits are refused", ", ".join(passed))
    for name in ("same_person", "wrong_role", "bad_signature", "unknown_signer", "malformed_signer", "crit"):
        said = {verdict(lambda one=one: judge(one["permit"], signed["directory"])) for one in signed["bad"] if one["class"] == name}
        case(f"class {name} is refused for its own reason", "" if said == {name} else str(said))


def written():
    with tempfile.TemporaryDirectory() as folder:
        draft = pathlib.Path(folder) / "draft.yaml"
        bouclier = ROOT / "build/bin/bouclier"
        subprocess.run([bouclier, "permit", "draft", "--out", draft], check=True, capture_output=True)
        shown = subprocess.run([bouclier, "permit", "show", draft, "--json"], check=True, capture_output=True, text=True).stdout
        text = json.dumps(json.loads(shown)["document"], sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        case("the example is a permit", verdict(lambda: judge_document(text)))
        case("the example with another member is none", "" if verdict(lambda: judge_document(text.replace('"v":1', '"v":1,"w":1'))) else "accepted")


if __name__ == "__main__":
    vectors()
    written()
    sys.exit(1 if failed else 0)
