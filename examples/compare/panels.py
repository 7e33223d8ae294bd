"""The frame of a plot with a panel for each task, and a legend below."""

import io
from typing import Callable, Dict, Iterable, List, NamedTuple

import drawing
from choice import TASKS
from drawing import STYLE, WIDTH, bare_axis, with_dark_variant

HEIGHT = 3.6  # inches


class Line(NamedTuple):
    light: str
    dark: str
    style: Dict[str, object]


class Words(NamedTuple):
    title: str  # of the file
    heading: str
    note: str
    legend: List[str]  # of the lines that each panel draws first, in their order
    legend_columns: int


def draw_panels(words: Words, lines: Iterable[Line], draw_panel: Callable) -> str:
    """An SVG; draw_panel(axis, task) draws the lines of a task, all over a logarithmic rate."""
    import matplotlib  # here, so that the tests of the rest need no matplotlib
    from matplotlib.figure import Figure

    svg = io.StringIO()
    with matplotlib.rc_context(STYLE):
        figure = Figure(figsize=(WIDTH, HEIGHT), facecolor=drawing.BACKGROUND)
        axes = figure.subplots(1, len(TASKS), sharex=True)
        figure.subplots_adjust(0.05, 0.2, 0.985, 0.8, wspace=0.16)
        for axis, task in zip(axes, TASKS):
            axis.set_xscale("log")
            draw_panel(axis, task)
            axis.set_title(TASKS[task].label, loc="left", size=9, weight="bold", pad=5)
            bare_axis(axis)
            axis.xaxis.set_major_formatter("{x:g}")
            axis.yaxis.set_major_formatter("{x:g}")
        figure.text(0.01, 0.98, words.heading, va="top", size=10, weight="bold")
        figure.text(0.01, 0.915, words.note, va="top")
        figure.legend(
            axes[0].get_lines()[: len(words.legend)],
            words.legend,
            loc="lower center",
            ncol=words.legend_columns,
            frameon=False,
            handlelength=2.6,
        )
        figure.savefig(svg, format="svg", metadata={"Date": None, "Creator": None, "Title": words.title})
    return with_dark_variant(svg.getvalue(), dark_of(lines))


def dark_of(lines: Iterable[Line]) -> Dict[str, str]:
    return {**drawing.DARK, **{line.light: line.dark for line in lines}}
