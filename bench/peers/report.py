#!/usr/bin/env python3
"""Writes what ./dev peers bench measured into docs/benchmarks.md and README.md, and draws docs/peers*.svg.

Without --write it prints the tables, of a quick run too."""

import argparse
import sys
from pathlib import Path
from typing import List

import tables
from plan import PEERS, RULE_NAMES
from results import InputError, Results, check_is_whole, read
from speed_table import update_page

ROOT = Path(__file__).resolve().parent.parent.parent
PAGE, README = ROOT / "docs/benchmarks.md", ROOT / "README.md"
SVG, LEAD_SVG = ROOT / "docs/peers.svg", ROOT / "docs/peers_lead.svg"
BEGIN, END = "<!-- peers: written by ./dev peers plot -->", "<!-- end of peers -->"


def section(title: str, text: str, table: List[str]) -> List[str]:
    return [f"### {title}", "", *([tables.filled(text), ""] if text else []), *table, ""]


PLOTS = [
    f"![Speed of one AddSign step over array sizes, beside other systems and the roof]({SVG.name})",
    "",
    f"![How many times as fast as each peer this library is in float32]({LEAD_SVG.name})",
    "",
]


def page(results: Results, plots: List[str]) -> str:
    parts = [tables.filled(tables.conditions(results)), "", *plots]
    parts += section("The bars", "", tables.bars_table(results))
    parts += section(
        "What falls short",
        f"{tables.not_ahead_count(results)} Each row that misses a bar, the hardest that it misses, and what stands in "
        "the way: nothing that reads and writes the same bytes is much faster than the roof.",
        tables.short_table(results),
    )
    for rule in filter(lambda rule: results.rows(rule=rule), tables.RULES):
        parts += section(f"{RULE_NAMES[rule]}, in 10^9 elements/s", "", tables.rule_table(results, rule))
    parts += section(
        "A training step, in 10^9 elements/s",
        "On a list of 16 tensors: clipped by the norm of all, weights decayed, and skipped where the norm is not "
        "finite, which LibTorch and PyTorch do not look for.",
        tables.step_table(results),
    )
    parts += section(
        "What a call costs",
        "The time of a call on one element is what a call costs that computes next to nothing: Python's share and the "
        f"framework's. {tables.python_share(results)}".rstrip(),
        tables.call_table(results),
    )
    parts += section(
        "Whose results are the same",
        "After three steps on the arrays that were timed, in all elements of all sizes: the largest difference of "
        "var / of m in last places.",
        tables.agreement_table(results),
    )
    errors = [f"- {row.label()}, {PEERS[peer].label}: {error}" for row, peer, error in results.errors]
    if errors:
        parts += ["### What failed", "", *errors, ""]
    return "\n".join(parts).rstrip()


def readme(results: Results) -> str:
    document = results.document
    machine, target = document["machine"]["cpu"], document["versions"]["signopt"]["target"]
    sentence = (
        f"One step of AddSign in 10^9 elements/s, measured in turns in one run by `./dev peers bench` on one {machine} "
        f"({target}, {document['date']}), where the roof is the speed of memory itself. TensorFlow: the better of its "
        "own kernel and XLA, float16 in float16 arithmetic; the compiler's loop and Eigen: with -O3 -march=native. "
        "More sizes, dtypes and rules, two threads, and the rows that a peer wins: "
        "[docs/benchmarks.md](docs/benchmarks.md)."
    )
    picture = "![Speed of one step over array sizes, beside other systems and the roof](docs/peers.svg)"
    return "\n".join([picture, "", *tables.readme_table(results), "", tables.filled(sentence)])


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("json", type=Path, help="what ./dev peers bench wrote")
    parser.add_argument("--write", action="store_true", help="write the pages and the plots")
    arguments = parser.parse_args()
    try:
        results = read(arguments.json)
        if not arguments.write:
            print(page(results, []))
            return 0
        check_is_whole(results)
        import figures  # here, so that the rest needs no matplotlib

        for path, draw in ((SVG, figures.draw_speeds), (LEAD_SVG, figures.draw_leads)):
            path.write_text(draw(results), encoding="utf-8")
            print(f"peers: drew {path.relative_to(ROOT)}")
        for path, text in ((PAGE, page(results, PLOTS)), (README, readme(results))):
            update_page(path, text, BEGIN, END)
            print(f"peers: wrote the tables of {path.relative_to(ROOT)}")
    except (InputError, OSError, ImportError) as error:
        print(f"peers: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
