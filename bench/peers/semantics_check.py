#!/usr/bin/env python3
"""Checks what docs/semantics.md says of MindSpore, TensorFlow and lion-pytorch on these systems themselves.

Each row of its two tables, and some of its sentences, is a claim (claims.py); a probe tries it in the environment of
the system, whose version is pinned. Fails where the page says otherwise, and where page and claims are not the same."""

import argparse
import json
import subprocess
import sys
from pathlib import Path
from typing import Dict, List

from claims import CLAIMS, Claim

HERE = Path(__file__).resolve().parent
PAGE = HERE.parent.parent / "docs/semantics.md"


def section_of(text: str, heading: str) -> str:
    lines = text.splitlines()
    if lines.count(heading) != 1:
        return ""
    rest = lines[lines.index(heading) + 1 :]
    end = next((i for i, line in enumerate(rest) if line.startswith("## ")), len(rest))
    return "\n".join(rest[:end])


def rows_of(section: str) -> List[str]:
    """The first two columns of each row of the tables, without headers and rules."""
    rows: List[str] = []
    tables = [line for line in section.splitlines() if line.startswith("|")]
    for line in tables:
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if all(set(cell) <= set("-:") for cell in cells):
            rows.pop()  # what stands above a rule is the header
        else:
            rows.append(" | ".join(cells[:2]))
    return rows


def differences(text: str, claims: List[Claim]) -> List[str]:
    """What the page has and the claims have not, and the other way round."""
    wrong = []
    for heading in sorted({claim.heading for claim in claims}):
        section = section_of(text, heading)
        if not section:
            wrong.append(f"the page has no section '{heading}', or several")
            continue
        of_section = [claim for claim in claims if claim.heading == heading]
        known, there = [claim.text for claim in of_section if claim.is_row], rows_of(section)
        if known:
            wrong += [f"no probe tries this row: {row}" for row in there if row not in known]
        wrong += [f"the page no longer has this row: {row}" for row in known if row not in there]
        as_one_line = " ".join(section.split())
        sentences = [claim.text for claim in of_section if not claim.is_row]
        wrong += [f"the page no longer says: {part}" for part in sentences if part not in as_one_line]
    return wrong


def probed(family: str, python: Path, names: List[str]) -> Dict[str, Dict[str, object]]:
    """What each probe says. One that a crash kept from answering has none."""
    command = [str(python), "-B", str(HERE / f"probes_{family}.py"), *names]
    done = subprocess.run(command, capture_output=True, text=True, cwd=python.parent.parent, timeout=900)
    answers = {}
    for line in done.stdout.splitlines():
        if line.startswith('{"probe"'):
            answer = json.loads(line)
            answers[answer["probe"]] = answer
    if not answers:
        print(done.stderr[-2000:], file=sys.stderr)
    return answers


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--environments", type=Path, required=True, help="the folder of the virtual environments")
    arguments = parser.parse_args()
    wrong = differences(PAGE.read_text(encoding="utf-8"), CLAIMS)
    for text in wrong:
        print(f"WRONG    {text}")
    held, left_out = 0, []
    for family in dict.fromkeys(claim.family for claim in CLAIMS):
        claims = [claim for claim in CLAIMS if claim.family == family]
        python = (arguments.environments / family / "bin/python").absolute()
        if not python.exists():
            left_out.append(family)
            print(f"LEFT OUT {family}: {python} is not there: {len(claims)} claims were not tried")
            continue
        answers = probed(family, python, [claim.probe for claim in claims])
        for claim in claims:
            answer = answers.get(claim.probe, {"holds": False, "seen": "no answer"})
            print(f"{'holds   ' if answer['holds'] else 'WRONG   '} {family}: {claim.text}: {answer['seen']}")
            if answer["holds"]:
                held += 1
            else:
                wrong.append(claim.text)
    print(f"{len(CLAIMS)} claims: {held} tried and true, {len(wrong)} wrong, left out: {', '.join(left_out) or 'none'}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
