"""The table of a comparison, for docs/choosing.md."""

import textwrap
from statistics import mean
from typing import Any, Dict, List, Sequence

from choice import OPTIMIZERS, TASKS, Curve, Curves
from speed_table import CHARACTERS, align

BEGIN = "<!-- comparison: written by ./dev compare -->"
END = "<!-- end of comparison -->"
HEADER = ["rule", "digits: rate", "accuracy", "of the seeds", "loss", "text: rate", "loss", "of the seeds"]
WORDS = [0, 3, 7]  # the columns that are not numbers
AT_EDGE = "*"


def render(curves: Curves, runs: List[Dict[str, Any]]) -> str:
    """Best first, by what the text comes to."""
    by_text = sorted(OPTIMIZERS, key=lambda optimizer: mean(curves["text"][optimizer].picked.test_losses))
    rows = [row(OPTIMIZERS[optimizer], curves["digits"][optimizer], curves["text"][optimizer]) for optimizer in by_text]
    caption = textwrap.fill(caption_of(curves, runs), CHARACTERS, break_on_hyphens=False, break_long_words=False)
    return "\n".join([caption, "", *align([HEADER] + rows, WORDS)])


def row(name: str, digits: Curve, text: Curve) -> List[str]:
    accuracies, losses = digits.picked.test_accuracies, text.picked.test_losses
    return [
        name,
        rate(digits),
        f"{mean(accuracies):.4f}",
        spread(accuracies),
        f"{mean(digits.picked.test_losses):.4f}",
        rate(text),
        f"{mean(losses):.4f}",
        spread(losses),
    ]


def rate(curve: Curve) -> str:
    return f"{curve.picked.rate:g}{AT_EDGE if curve.is_at_edge() else ''}"


def spread(values: Sequence[float]) -> str:
    return f"{min(values):.4f} to {max(values):.4f}"


def caption_of(curves: Curves, runs: List[Dict[str, Any]]) -> str:
    sentences = []
    for task, (program, label) in TASKS.items():
        some = next(iter(curves[task].values()))
        budget = next(run["budget"] for run in runs if run["task"] == task)
        sentences.append(
            f"{label}: `{program} {' '.join(budget)}`, {len(some.points)} rates half a decade apart, "
            f"{len(some.picked.test_losses)} seeds."
        )
    edge = any(curve.is_at_edge() for curves_of_task in curves.values() for curve in curves_of_task.values())
    return " ".join(
        [
            *sentences,
            "The rate falls to 0 in a straight line. The one with the least mean loss on the validation part is "
            "picked; the figures are of the test part there, means over the seeds, and the least and the most of them.",
            *([f"{AT_EDGE}: the first or the last of the rates."] if edge else []),
        ]
    )
