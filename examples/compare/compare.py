#!/usr/bin/env python3
"""Compares the optimizers of train_digits and train_text: a table, and a plot of the loss over the learning rate.

What wins is printed as it is. Without --page and --svg the table goes to stdout.
"""

import argparse
import json
import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT / "bench"))  # what ./dev plot shares with this

from choice import ResultError, curves_of  # noqa: E402
from choice_plot import draw  # noqa: E402
from choice_table import BEGIN, END, render  # noqa: E402
from measurements import InputError  # noqa: E402
from runs import RunError, quick, run_all, tell_on_stderr, whole  # noqa: E402
from speed_table import update_page  # noqa: E402


def results(arguments: argparse.Namespace) -> list:
    if arguments.results:
        return json.loads(arguments.results.read_text(encoding="utf-8"))
    jobs = quick() if arguments.quick else whole()
    runs = run_all(jobs, arguments.programs, arguments.jobs, tell_on_stderr)
    if arguments.out:
        arguments.out.parent.mkdir(parents=True, exist_ok=True)
        arguments.out.write_text(json.dumps(runs, indent=0) + "\n", encoding="utf-8")
        print(f"compare: wrote {arguments.out}", file=sys.stderr)
    return runs


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    source = parser.add_mutually_exclusive_group(required=True)
    source.add_argument("--programs", type=Path, help="the folder of train_digits and train_text, to run them")
    source.add_argument("--results", type=Path, help="what an earlier comparison left as --out; runs nothing")
    parser.add_argument("--quick", action="store_true", help="two rates, one seed, few steps: does it work?")
    parser.add_argument("--jobs", type=int, default=os.cpu_count(), help="runs at a time (default: one for each core)")
    parser.add_argument("--out", type=Path, help="a file for the results of all runs")
    parser.add_argument("--page", type=Path, help="a page with the markers between which the table goes")
    parser.add_argument("--svg", type=Path, help="a file for the plot")
    arguments = parser.parse_args()
    try:
        runs = results(arguments)
        curves = curves_of(runs)
        table = render(curves, runs)
        if arguments.svg:
            arguments.svg.write_text(draw(curves), encoding="utf-8")
            print(f"compare: drew {arguments.svg}", file=sys.stderr)
        if arguments.page:
            update_page(arguments.page, table, BEGIN, END)
            print(f"compare: wrote the table in {arguments.page}", file=sys.stderr)
        if not arguments.svg and not arguments.page:
            print(table)
    except (InputError, ResultError, RunError, OSError, ImportError, ValueError) as error:
        print(f"compare: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
