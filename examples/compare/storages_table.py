"""The tables of a comparison of storages, for docs/semantics.md."""

import textwrap
from typing import Any, Dict, List

from choice import TASKS
from speed_table import CHARACTERS, align
from storages import STORAGES, Found

BEGIN = "<!-- storages: written by ./dev compare storages -->"
END = "<!-- end of storages -->"
HEADER = ["var and m are stored in", "bytes"]
WORDS = [0]  # the column that is not of numbers


def render(found: Found, runs: List[Dict[str, Any]]) -> str:
    return "\n\n".join(part(found, runs, task) for task in TASKS)


def part(found: Found, runs: List[Dict[str, Any]], task: str) -> str:
    of_task = [run for run in runs if run["task"] == task]
    rates = [point.rate for point in found[task][STORAGES[0]]]
    rows = [
        [storage.label, str(storage.bytes_of_element()), *(f"{point.accuracy:.4f}" for point in found[task][storage])]
        for storage in STORAGES
    ]
    budget, seeds = " ".join(of_task[0]["budget"]), len({run["seed"] for run in of_task})
    caption = (
        f"{TASKS[task].label}: `{TASKS[task].program} {budget} --validation`, AddSign, at constant rates: the accuracy "
        f"on the validation part, the mean of {seeds} seed{'' if seeds == 1 else 's'}. Bytes: of an element, var and m."
    )
    wrapped = textwrap.fill(caption, CHARACTERS, break_on_hyphens=False, break_long_words=False)
    header = HEADER + [f"lr {rate:g}" for rate in rates]
    return "\n".join([wrapped, "", *align([header] + rows, WORDS)])
