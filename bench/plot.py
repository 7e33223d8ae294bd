#!/usr/bin/env python3
"""Draws docs/speed.svg and writes the tables of docs/performance.md: what kernel_bench and scaling_bench measured."""

import argparse
import io
import sys
import textwrap
from pathlib import Path
from typing import Dict, List, NamedTuple, Tuple

import drawing
from drawing import BACKGROUND, BLUE, GREEN, GREY, ORANGE, PINK, STYLE, WIDTH, bare_axis, with_dark_variant
from measurements import EIGEN, LABELS, LOOP, ROOF, InputError, Measurements, Place
from measurements import check_is_whole, conditions, parse, read, size_label
from scaling_table import BEGIN as SCALING_BEGIN, END as SCALING_END
from scaling_table import parse_scaling, render_scaling
from speed_table import render, update_page

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs/performance.md"
PANELS = ["float32", "float32_grad_float16", "float64", "float16", "bfloat16", "float16_native"]
COLUMNS = 3
PANEL_HEIGHT = 2.45  # inches
TOP, BOTTOM = 0.8, 0.72  # inches for the heading and for the notes
LABEL_GAP = 9.5  # points from one line label to the next
CHARACTERS = 140  # of the small text in a line
NOTES = (
    "roof: the best of several loops with the same reads and writes and only two additions; Eigen: the expression; "
    "compiler: the better of two plain loops vectorised with -O3 -march=native. float16 in float32: stored in float16, "
    "computed in float32."
)


class Line(NamedTuple):
    label: str
    rows: List[str]  # the best of these counts
    light: str  # the colour on BACKGROUND, contrast 4.5 or more
    dark: str  # the same on the dark background
    style: Dict[str, object]


BEST = Line("", [], *BLUE, {"linewidth": 2.2, "marker": "o", "markersize": 4.5, "zorder": 4})
LINES = [
    Line("roof", ROOF, *GREY, {"linestyle": (0, (4, 2)), "marker": "_"}),
    Line("avx2", ["avx2"], *GREEN, {"marker": "s"}),
    Line("compiler", LOOP, *ORANGE, {"marker": "^"}),
    Line("Eigen", EIGEN, *PINK, {"marker": "D"}),
]
DARK = {**drawing.DARK, **{line.light: line.dark for line in [BEST, *LINES]}}


def draw(measurements: Measurements) -> str:
    import matplotlib  # here, so that the tests of the rest need no matplotlib
    from matplotlib.figure import Figure

    panels = {operands: [place for place in measurements.places if place.operands == operands] for operands in PANELS}
    panels = {operands: places for operands, places in panels.items() if any(place.target() for place in places)}
    if not panels:
        raise InputError("no target of the library was measured: there is nothing to draw")
    panel_rows = -(-len(panels) // COLUMNS)
    height = TOP + BOTTOM + panel_rows * PANEL_HEIGHT
    svg = io.StringIO()
    with matplotlib.rc_context(STYLE):
        figure = Figure(figsize=(WIDTH, height), facecolor=BACKGROUND)
        axes = figure.subplots(panel_rows, COLUMNS, sharex=True, sharey=True, squeeze=False)
        figure.subplots_adjust(0.045, BOTTOM / height, 0.892, 1 - TOP / height, wspace=0.45, hspace=0.26)
        ends = [draw_panel(axis, LABELS[name], places) for axis, (name, places) in zip(axes.flat, panels.items())]
        for axis, axis_ends in zip(axes.flat, ends):  # now that the common scale is known
            label_lines(axis, axis_ends)
        for axis in axes.flat[len(panels) :]:
            axis.remove()
        heading = "GB/s read and written, over the number of elements"
        where, notes = (
            textwrap.fill(text.replace("`", ""), CHARACTERS, break_on_hyphens=False)
            for text in (conditions(measurements), NOTES)
        )
        figure.text(0.01, 1 - 0.07 / height, heading, va="top", size=10, weight="bold")
        figure.text(0.01, 1 - 0.27 / height, where, va="top", linespacing=1.4)
        figure.text(0.01, 0.09 / height, notes, linespacing=1.4)
        figure.savefig(svg, format="svg", metadata={"Date": None, "Creator": None, "Title": "Speed over size"})
    return with_dark_variant(svg.getvalue(), DARK)


def draw_panel(axis, title: str, places: List[Place]) -> List[Tuple[float, Line]]:
    """Returns the lines with their last values."""
    target = next(filter(None, map(Place.target, places)))
    ends = []
    for line in [BEST._replace(label=target, rows=[target])] + [line for line in LINES if line.label != target]:
        speeds = [(place.n, place.best_of(line.rows)) for place in places]
        points = [(n, speed.bytes / 1e9) for n, speed in speeds if speed]
        if points:
            axis.plot(*zip(*points), color=line.light, **line.style)
            ends.append((points[-1][1], line))
    axis.set_title(title, loc="left", size=9, weight="bold", pad=5)
    axis.set_xscale("log")
    axis.set_yscale("log")
    sizes = [place.n for place in places]
    axis.set_xticks(sizes, [size_label(n) for n in sizes])
    axis.set_xlim(min(sizes) / 1.7, max(sizes) * 1.7)
    bare_axis(axis)
    axis.yaxis.set_major_formatter("{x:g}")
    return ends


def label_lines(axis, ends: List[Tuple[float, Line]]) -> None:
    """Names the lines beside their last points, moved apart where they are close."""
    ends = sorted(ends, key=lambda end: end[0])
    gap = LABEL_GAP / (axis.get_window_extent().height / axis.figure.dpi * 72)
    to_axes = axis.transData + axis.transAxes.inverted()
    heights = moved_apart([to_axes.transform((1, value))[1] for value, _ in ends], gap)
    for height, (_, line) in zip(heights, ends):
        weight = "bold" if line.light == BEST.light else "normal"
        axis.text(1.01, height, line.label, color=line.light, weight=weight, va="center", transform=axis.transAxes)


def moved_apart(heights: List[float], gap: float) -> List[float]:
    """Moves rising heights as little as possible (in squares) so that neighbours are at least a gap apart."""
    groups: List[Tuple[float, int]] = []  # labels that touch: the sum of where each wants the group to begin; how many
    for index, height in enumerate(heights):
        total, count = height - index * gap, 1
        while groups and groups[-1][0] / groups[-1][1] > total / count:
            total, count = total + groups[-1][0], count + groups[-1][1]
            groups.pop()
        groups.append((total, count))
    starts = [total / count for total, count in groups for _ in range(count)]
    return [start + index * gap for index, start in enumerate(starts)]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("json", type=Path, help="what kernel_bench wrote, in the JSON format of Google Benchmark")
    parser.add_argument("--scaling", type=Path, help="what scaling_bench wrote (default: no table of it)")
    parser.add_argument("--svg", type=Path, default=ROOT / "docs/speed.svg", help="the plot (default: docs/speed.svg)")
    parser.add_argument("--page", type=Path, default=PAGE, help="has the tables (default: docs/performance.md)")
    parser.add_argument("--partial", action="store_true", help="draw what is there, though it is not a whole run")
    arguments = parser.parse_args()
    try:
        measurements = read(arguments.json, parse)
        scaling_table = render_scaling(read(arguments.scaling, parse_scaling)) if arguments.scaling else None
        if not arguments.partial:
            check_is_whole(measurements)
        if measurements.ignored:
            print(f"plot: no rows of kernel_bench, left out: {', '.join(measurements.ignored)}", file=sys.stderr)
        arguments.svg.parent.mkdir(parents=True, exist_ok=True)
        arguments.svg.write_text(draw(measurements), encoding="utf-8")
        print(f"plot: drew {arguments.svg}")
        update_page(arguments.page, render(measurements))
        if scaling_table is not None:
            update_page(arguments.page, scaling_table, SCALING_BEGIN, SCALING_END)
        print(f"plot: wrote the {'table' if scaling_table is None else 'tables'} in {arguments.page}")
    except (InputError, OSError, ImportError) as error:
        print(f"plot: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
