"""Draws what a comparison found: the validation loss over the rate, a panel for each task."""

import io
from typing import Dict, List, NamedTuple

import drawing
from choice import OPTIMIZERS, TASKS, Curve, Curves
from drawing import BLUE, GREEN, GREY, ORANGE, PINK, STYLE, VIOLET, WIDTH, bare_axis, with_dark_variant

HEIGHT = 3.6  # inches
DASHED = (0, (4, 2))  # what is not of signopt


class Line(NamedTuple):
    light: str
    dark: str
    style: Dict[str, object]


LINES = {
    "adamw": Line(*GREY, {"linestyle": DASHED, "marker": "s"}),
    "momentum": Line(*VIOLET, {"linestyle": DASHED, "marker": "v"}),
    "power_sign": Line(*BLUE, {"marker": "o"}),
    "addsign": Line(*GREEN, {"marker": "^"}),
    "signum": Line(*PINK, {"marker": "D"}),
    "lion": Line(*ORANGE, {"marker": "X", "markersize": 5}),
}
DARK = {**drawing.DARK, **{line.light: line.dark for line in LINES.values()}}
# The heights end with the last of these: nobody has learned much above.
TICKS = {"digits": [0.1, 0.2, 0.3, 0.5, 1.0], "text": [1.6, 1.8, 2.0, 2.2, 2.4, 2.6]}


def draw(curves: Curves) -> str:
    import matplotlib  # here, so that the tests of the rest need no matplotlib
    from matplotlib.figure import Figure

    svg = io.StringIO()
    with matplotlib.rc_context(STYLE):
        figure = Figure(figsize=(WIDTH, HEIGHT), facecolor=drawing.BACKGROUND)
        axes = figure.subplots(1, len(TASKS), sharex=True)
        figure.subplots_adjust(0.05, 0.2, 0.985, 0.8, wspace=0.16)
        for axis, task in zip(axes, TASKS):
            draw_panel(axis, TASKS[task].label, TICKS[task], curves[task])
        heading = "Loss on the validation part, in nats, over the learning rate"
        figure.text(0.01, 0.98, heading, va="top", size=10, weight="bold")
        figure.text(0.01, 0.915, "Each mark is a mean over seeds; the large ones are the rates picked.", va="top")
        figure.legend(
            axes[0].get_lines()[: len(OPTIMIZERS)],
            OPTIMIZERS.values(),
            loc="lower center",
            ncol=len(OPTIMIZERS),
            frameon=False,
            handlelength=2.6,
        )
        figure.savefig(svg, format="svg", metadata={"Date": None, "Creator": None, "Title": "Loss over learning rate"})
    return with_dark_variant(svg.getvalue(), DARK)


def draw_panel(axis, title: str, ticks: List[float], curves: Dict[str, Curve]) -> None:
    for optimizer, line in LINES.items():
        points = [(point.rate, point.validation_loss) for point in curves[optimizer].points]
        learned = [(rate, loss) for rate, loss in points if loss is not None]
        axis.plot(*zip(*learned), color=line.light, **line.style)
    for optimizer, line in LINES.items():  # behind the lines, whose handles the legend takes first
        picked = curves[optimizer].picked
        large = {**line.style, "linestyle": "none", "markersize": 8}
        axis.plot([picked.rate], [picked.validation_loss], color=line.light, **large)
    lowest = min(curve.picked.validation_loss for curve in curves.values())
    axis.set_xscale("log")
    axis.set_yscale("log")
    axis.set_yticks([tick for tick in ticks if tick >= 0.92 * lowest])
    axis.set_ylim(0.92 * lowest, ticks[-1])
    axis.set_title(title, loc="left", size=9, weight="bold", pad=5)
    bare_axis(axis)
    axis.xaxis.set_major_formatter("{x:g}")
    axis.yaxis.set_major_formatter("{x:g}")
