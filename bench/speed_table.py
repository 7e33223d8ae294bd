"""Writes a measured table into a page, between two marker comments; and the table of kernel_bench."""

import textwrap
from pathlib import Path
from typing import List, Optional

from measurements import EIGEN, LABELS, LOOP, ROOF, InputError, Measurements, Place, Speed, conditions, size_label

BEGIN = "<!-- speed table: written by ./dev plot -->"
END = "<!-- end of speed table -->"
HEADER = ["var and m", "elements", "target", "10^9/s", "GB/s", "/ roof", "/ Eigen", "/ loop"]
WORDS = [0, 2]  # the columns that are not numbers
ABSENT = "-"
CHARACTERS = 120  # in a line of the caption
LEGEND = (
    "10^9/s counts elements. The last three columns divide the speed by that of the roof (the best of several loops "
    "with the same reads and writes and only two additions), of the Eigen expression, and of the better of two plain "
    'loops that the compiler vectorised with -O3 -march=native. "float16 in float32" is stored in float16 and computed '
    "in float32."
)


def update_page(path: Path, table: str, begin: str = BEGIN, end: str = END) -> None:
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error}") from None
    path.write_text(replace_between_markers(text, table, path.name, begin, end), encoding="utf-8")


def replace_between_markers(text: str, table: str, name: str, begin: str = BEGIN, end: str = END) -> str:
    if text.count(begin) != 1 or text.count(end) != 1 or text.index(end) < text.index(begin):
        raise InputError(f"{name} must have these two lines once, in this order, for the table:\n{begin}\n{end}")
    before, rest = text.split(begin)
    return f"{before}{begin}\n{table}\n{end}{rest.split(end)[1]}"


def render(measurements: Measurements) -> str:
    rows = [row_cells(place, target) for place in measurements.places if (target := place.target())]
    if not rows:
        raise InputError("no target of the library was measured: there is nothing for the table")
    caption = textwrap.fill(f"{conditions(measurements)} {LEGEND}", CHARACTERS, break_on_hyphens=False)
    return "\n".join([caption, "", *align([HEADER] + rows, WORDS)])


def row_cells(place: Place, target: str) -> List[str]:
    speed = place.rows[target]
    return [
        LABELS[place.operands],
        size_label(place.n),
        target,
        number(speed.items / 1e9),
        number(speed.bytes / 1e9),
        *(ratio(speed, place.best_of(names)) for names in (ROOF, EIGEN, LOOP)),
    ]


def ratio(speed: Speed, baseline: Optional[Speed]) -> str:
    return number(speed.items / baseline.items) if baseline else ABSENT


def number(value: float) -> str:
    return f"{value:.2f}" if value < 9.995 else f"{value:.1f}" if value < 99.95 else f"{value:.0f}"


def align(rows: List[List[str]], words: List[int]) -> List[str]:
    """The lines of a table: the header, then the rest; `words` are the columns that are not numbers."""
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    rule = ["-" * width if column in words else "-" * (width - 1) + ":" for column, width in enumerate(widths)]
    lines = []
    for row in [rows[0], rule] + rows[1:]:
        padded = [
            cell.ljust(width) if column in words else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(row, widths))
        ]
        lines.append(f"| {' | '.join(padded)} |")
    return lines
