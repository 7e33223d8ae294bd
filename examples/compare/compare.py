#!/usr/bin/env python3
"""Compares the optimizers of train_digits and train_text, or what AddSign's arrays are stored in: a table and a plot.

What wins is printed as it is. Without --page and --svg the table goes to stdout.
"""

import argparse
import json
import os
import sys
from pathlib import Path
from typing import Any, Callable, NamedTuple

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT / "bench"))  # what ./dev plot shares with this

import choice  # noqa: E402
import choice_plot  # noqa: E402
import choice_table  # noqa: E402
import runs  # noqa: E402
import storages  # noqa: E402
import storages_plot  # noqa: E402
import storages_table  # noqa: E402
from measurements import InputError  # noqa: E402
from speed_table import update_page  # noqa: E402


class Study(NamedTuple):
    """What runs there are, and what is made of their results."""

    whole: Callable
    quick: Callable
    found_in: Callable
    table: Any  # a module: render, and the markers BEGIN and END
    draw: Callable


STUDIES = {
    "optimizers": Study(runs.whole, runs.quick, choice.curves_of, choice_table, choice_plot.draw),
    "storages": Study(storages.whole, storages.quick, storages.found_in, storages_table, storages_plot.draw),
}


def results(arguments: argparse.Namespace, study: Study) -> list:
    if arguments.results:
        return json.loads(arguments.results.read_text(encoding="utf-8"))
    jobs = study.quick() if arguments.quick else study.whole()
    done = runs.run_all(jobs, arguments.programs, arguments.jobs, runs.tell_on_stderr)
    if arguments.out:
        arguments.out.parent.mkdir(parents=True, exist_ok=True)
        arguments.out.write_text(json.dumps(done, indent=0) + "\n", encoding="utf-8")
        print(f"compare: wrote {arguments.out}", file=sys.stderr)
    return done


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    source = parser.add_mutually_exclusive_group(required=True)
    source.add_argument("--programs", type=Path, help="the folder of train_digits and train_text, to run them")
    source.add_argument("--results", type=Path, help="what an earlier comparison left as --out; runs nothing")
    parser.add_argument("--study", choices=STUDIES, default="optimizers", help="what is compared")
    parser.add_argument("--quick", action="store_true", help="two rates, one seed, few steps: does it work?")
    parser.add_argument("--jobs", type=int, default=os.cpu_count(), help="runs at a time (default: one for each core)")
    parser.add_argument("--out", type=Path, help="a file for the results of all runs")
    parser.add_argument("--page", type=Path, help="a page with the markers between which the table goes")
    parser.add_argument("--svg", type=Path, help="a file for the plot")
    arguments = parser.parse_args()
    study = STUDIES[arguments.study]
    try:
        done = results(arguments, study)
        found = study.found_in(done)
        table = study.table.render(found, done)
        if arguments.svg:
            arguments.svg.write_text(study.draw(found), encoding="utf-8")
            print(f"compare: drew {arguments.svg}", file=sys.stderr)
        if arguments.page:
            update_page(arguments.page, table, study.table.BEGIN, study.table.END)
            print(f"compare: wrote the table in {arguments.page}", file=sys.stderr)
        if not arguments.svg and not arguments.page:
            print(table)
    except (InputError, choice.ResultError, runs.RunError, OSError, ImportError, ValueError) as error:
        print(f"compare: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
