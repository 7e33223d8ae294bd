"""Draws what a comparison found: the validation loss over the rate, a panel for each task."""

from typing import Dict

from choice import OPTIMIZERS, Curve, Curves
from drawing import BLUE, GREEN, GREY, ORANGE, PINK, VIOLET
from panels import Line, Words, draw_panels

DASHED = (0, (4, 2))  # what is not of signopt
LINES = {
    "adamw": Line(*GREY, {"linestyle": DASHED, "marker": "s"}),
    "momentum": Line(*VIOLET, {"linestyle": DASHED, "marker": "v"}),
    "power_sign": Line(*BLUE, {"marker": "o"}),
    "addsign": Line(*GREEN, {"marker": "^"}),
    "signum": Line(*PINK, {"marker": "D"}),
    "lion": Line(*ORANGE, {"marker": "X", "markersize": 5}),
}
# The heights end with the last of these: nobody has learned much above.
TICKS = {"digits": [0.1, 0.12, 0.15, 0.2, 0.3, 0.5, 1.0], "text": [1.6, 1.8, 2.0, 2.2, 2.4, 2.6]}
WORDS = Words(
    title="Loss over learning rate",
    heading="Loss on the validation part, in nats, over the learning rate",
    note="Each mark is a mean over seeds; the large ones are the rates picked.",
    legend=list(OPTIMIZERS.values()),
    legend_columns=len(OPTIMIZERS),
)


def draw(curves: Curves) -> str:
    return draw_panels(WORDS, LINES.values(), lambda axis, task: draw_panel(axis, task, curves[task]))


def draw_panel(axis, task: str, curves: Dict[str, Curve]) -> None:
    for optimizer, line in LINES.items():
        points = [(point.rate, point.validation_loss) for point in curves[optimizer].points]
        learned = [(rate, loss) for rate, loss in points if loss is not None]
        axis.plot(*zip(*learned), color=line.light, **line.style)
    for optimizer, line in LINES.items():  # behind the lines, whose handles the legend takes first
        picked = curves[optimizer].picked
        large = {**line.style, "linestyle": "none", "markersize": 9, "markerfacecolor": "none"}  # what is behind shows
        axis.plot([picked.rate], [picked.validation_loss], color=line.light, **large)
    lowest = min(curve.picked.validation_loss for curve in curves.values())
    ticks = TICKS[task]
    axis.set_yscale("log")
    axis.set_yticks([tick for tick in ticks if tick >= 0.92 * lowest])
    axis.set_ylim(0.92 * lowest, ticks[-1])
