"""Draws what a comparison of storages found: the accuracy over the rate, a panel for each task."""

from typing import Dict, List

from drawing import BLUE, GREEN, GREY, ORANGE, PINK, VIOLET
from panels import Line, Words, draw_panels
from storages import STORAGES, AtRate, Found, Storage

DASHED = (0, (4, 2))  # m is stored in another type than var
LINES = [
    Line(*BLUE, {"marker": "o"}),
    Line(*GREY, {"linestyle": DASHED, "marker": "o"}),
    Line(*VIOLET, {"linestyle": DASHED, "marker": "^", "markersize": 4.5}),
    Line(*GREEN, {"marker": "^", "markersize": 4.5}),
    Line(*PINK, {"linestyle": DASHED, "marker": "D"}),
    Line(*ORANGE, {"marker": "D"}),
]
TICKS = [0.003, 0.01, 0.03, 0.1, 0.3]
APART = 1.07  # many lines lie on each other: each is moved beside the one before, by this factor
WORDS = Words(
    title="Accuracy over learning rate",
    heading="Accuracy on the validation part over the learning rate, by what var and m are stored in",
    note="AddSign. Each mark is a mean over seeds; those of one rate are moved apart. Where m is not named, it is "
    "stored as var.",
    legend=[storage.label for storage in STORAGES],
    legend_columns=3,
)


def draw(found: Found) -> str:
    return draw_panels(WORDS, LINES, lambda axis, task: draw_panel(axis, found[task]))


def draw_panel(axis, points: Dict[Storage, List[AtRate]]) -> None:
    for number, (storage, line) in enumerate(zip(STORAGES, LINES)):
        moved = APART ** (number - (len(STORAGES) - 1) / 2)
        rates = [point.rate * moved for point in points[storage]]
        axis.plot(rates, [point.accuracy for point in points[storage]], color=line.light, **line.style)
    axis.set_xticks(TICKS)
