"""Draws the plots of docs/benchmarks.md and of the README; needs matplotlib. Light and dark, as bench/plot.py."""

import io
import textwrap
from typing import Dict, List, Optional, Tuple

from results import Results  # first: it says where bench/ is
# isort: split
import drawing
from drawing import BACKGROUND, BLUE, GREEN, GREY, ORANGE, PINK, STYLE, VIOLET, WIDTH, bare_axis, with_dark_variant
from plan import OURS, PEERS, ROOF, SIZES, Row, is_other_rule, size_label
from plot import BEST, Line, label_lines

OCHRE, TEAL = ("#7a5b00", "#d9b44a"), ("#0a6b78", "#56c7d6")
LINES = [
    BEST._replace(label=PEERS[OURS].label, rows=[OURS]),
    Line("roof", [ROOF], *GREY, {"linestyle": (0, (4, 2)), "marker": "_"}),
    Line("compiler's loop", ["compiler"], *ORANGE, {"marker": "^"}),
    Line("torch.compile", ["torch_compile"], *GREEN, {"marker": "s"}),
    Line("LibTorch", ["libtorch"], *VIOLET, {"marker": "v"}),
    Line("TensorFlow", ["tensorflow", "tensorflow_xla"], *PINK, {"marker": "D"}),
    Line("Eigen", ["eigen"], *OCHRE, {"marker": "x"}),
    Line("MindSpore", ["mindspore"], *TEAL, {"marker": "+"}),
]
DARK = {**drawing.DARK, **{line.light: line.dark for line in LINES}}
PANELS = [(1, "float32"), (1, "float16"), (1, "bfloat16"), (2, "float32"), (2, "float16"), (2, "bfloat16")]
COLUMNS = 3
PANEL_HEIGHT, TOP, BOTTOM = 2.7, 0.8, 0.8  # inches
CHARACTERS = 140
NOTES = (
    "roof: the best of several loops that read and write the same bytes, with two additions; compiler's loop: the "
    "better of two plain ones, and Eigen: its expression, both with -O3 -march=native; TensorFlow: the better of its "
    "own kernel and XLA, 16-bit types in 16-bit arithmetic; LibTorch: the operators from C++. MindSpore has no "
    "bfloat16. float64 is in the tables."
)
LEAD_DTYPE, LEAD_MARKS = "float32", ["o", "s", "^", "D"]  # a mark for each size


def points_of(results: Results, threads: int, dtype: str, line: Line) -> List[Tuple[int, float]]:
    speeds = [(n, results.best_speed(Row(threads, dtype, n, "add_sign"), line.rows)) for n in SIZES]
    return [(n, speed / 1e9) for n, speed in speeds if speed]


def where(results: Results) -> str:
    document = results.document
    return (
        f"AddSign, {document['machine']['cpu']}, the best of {document['rounds']} turns in one run, measured by "
        f"{document['command']}. Upper row: one thread; lower row: two."
    )


def draw_speeds(results: Results) -> str:
    panels = [panel for panel in PANELS if results.rows(threads=panel[0], dtype=panel[1], rule="add_sign")]
    panel_rows = -(-len(panels) // COLUMNS)
    height = TOP + BOTTOM + panel_rows * PANEL_HEIGHT

    def draw(figure) -> None:
        axes = figure.subplots(panel_rows, COLUMNS, sharex=True, sharey=True, squeeze=False)
        figure.subplots_adjust(0.05, BOTTOM / height, 0.885, 1 - TOP / height, wspace=0.76, hspace=0.26)
        ends = [draw_panel(results, axis, *panel) for axis, panel in zip(axes.flat, panels)]
        for axis, axis_ends in zip(axes.flat, ends):  # now that the common scale is known
            label_lines(axis, axis_ends)
        for axis in axes.flat[len(panels) :]:
            axis.remove()

    return drawn(draw, height, "10^9 elements/s, over the number of elements", where(results), NOTES)


def draw_panel(results: Results, axis, threads: int, dtype: str) -> List[Tuple[float, Line]]:
    """Returns the lines with their last values."""
    ends = []
    for line in LINES:
        points = points_of(results, threads, dtype, line)
        if points:
            axis.plot(*zip(*points), color=line.light, **line.style)
            ends.append((points[-1][1], line))
    axis.set_title(f"{dtype}, {threads} thread{'s' if threads > 1 else ''}", loc="left", size=9, weight="bold", pad=5)
    axis.set_xscale("log")
    axis.set_yscale("log")
    axis.set_xticks(SIZES, [size_label(n) for n in SIZES])
    axis.set_xlim(min(SIZES) / 1.7, max(SIZES) * 1.7)
    bare_axis(axis)
    axis.yaxis.set_major_formatter("{x:g}")
    return ends


def leads(results: Results, threads: int) -> Dict[str, List[Tuple[int, float]]]:
    """By peer, over all its rules that are ours too: at each size the least lead."""
    found: Dict[str, Dict[int, float]] = {}
    for row in results.rows(threads=threads, dtype=LEAD_DTYPE):
        for pair in results.pairs(row):
            if row.n in SIZES and not is_other_rule(pair.peer, row.rule):
                of_peer = found.setdefault(pair.peer, {})
                of_peer[row.n] = min(of_peer.get(row.n, pair.ratio), pair.ratio)
    return {peer: sorted(found[peer].items()) for peer in PEERS if peer in found}


def draw_leads(results: Results) -> str:
    threads = results.threads()
    peers = list(leads(results, threads[0]))
    height = TOP + BOTTOM + 0.24 * len(peers)

    def draw(figure) -> None:
        axes = figure.subplots(1, len(threads), sharex=True, sharey=True, squeeze=False)[0]
        figure.subplots_adjust(0.17, BOTTOM / height, 0.985, 1 - TOP / height, wspace=0.06)
        for axis, count in zip(axes, threads):
            for place, peer in enumerate(peers):
                points = leads(results, count).get(peer, [])
                axis.plot([ratio for _, ratio in points], [place] * len(points), color=GREY[0], linewidth=0.8)
                for n, ratio in points:
                    look = {"marker": LEAD_MARKS[SIZES.index(n)], "markerfacecolor": "none"}  # those behind show
                    axis.plot(ratio, place, color=BLUE[0], markersize=5, markeredgewidth=1.1, **look)
            axis.axvline(1, color=ORANGE[0], linewidth=1, zorder=0)
            axis.set_title(f"{count} thread{'s' if count > 1 else ''}", loc="left", size=9, weight="bold", pad=5)
            axis.set_xscale("log")
            bare_axis(axis)
            axis.tick_params(labelleft=axis is axes[0])
            axis.grid(axis="x", color=drawing.GRID, linewidth=0.8)
            axis.xaxis.set_major_formatter("{x:g}")
            axis.set_yticks(range(len(peers)), [PEERS[peer].label for peer in peers])
            axis.set_ylim(len(peers) - 0.5, -0.5)

    marks = ", ".join(f"{name} {size_label(n)}" for name, n in zip(("circle", "square", "triangle", "diamond"), SIZES))
    notes = f"{marks}: of the rules that the peer has, the one with the least lead. At the line at 1 neither is faster."
    heading = f"How many times as fast signopt is, {LEAD_DTYPE}"
    return drawn(draw, height, heading, where(results).partition(" Upper")[0].replace("AddSign, ", ""), notes)


def drawn(draw, height: float, heading: str, conditions: str, notes: str) -> str:
    """One picture: draw(figure) between the heading and the notes."""
    import matplotlib
    from matplotlib.figure import Figure

    svg = io.StringIO()
    with matplotlib.rc_context(STYLE):
        figure = Figure(figsize=(WIDTH, height), facecolor=BACKGROUND)
        draw(figure)
        for y, text, look in (
            (1 - 0.07 / height, heading, {"va": "top", "size": 10, "weight": "bold"}),
            (1 - 0.27 / height, conditions, {"va": "top"}),
            (0.09 / height, notes, {}),
        ):
            figure.text(0.01, y, textwrap.fill(text, CHARACTERS, break_on_hyphens=False), linespacing=1.4, **look)
        figure.savefig(svg, format="svg", metadata={"Date": None, "Creator": None, "Title": heading})
    return with_dark_variant(svg.getvalue(), DARK)
