"""Makes a table of what scaling_bench measured: JSON with rows named <group>/<work>/<executor>."""

import textwrap
from dataclasses import dataclass
from typing import Any, Dict, List, NamedTuple, Tuple

from measurements import ROOF, InputError, conditions_of, context_of, entries_of, speed_of
from speed_table import ABSENT, CHARACTERS, align, number, ratio

BEGIN = "<!-- scaling table: written by ./dev plot -->"
END = "<!-- end of scaling table -->"
LABELS = {  # the groups of the page in its order, each with the work that it shows
    "threads/262144": ("one array of 256K", "flat"),
    "threads/1048576": ("one array of 1M", "flat"),
    "threads/16777216": ("one array of 16M", "flat"),
    "resnet50": ("ResNet-50: 161 tensors, 25.6M", "multi"),
    "gpt2_small": ("GPT-2 small: 148 tensors, 124M", "multi"),
    "small_side_by_side": ("10,000 tensors of 64, side by side", "multi"),
    "small_scattered": ("10,000 tensors of 64, scattered", "multi"),
}
HEADER = ["float32 elements", "executor", "step, ms", "10^9/s", "GB/s", "/ roof", "/ thread", "/ array", "/ Eigen"]
MOMENTUM = "grad_0"
MOMENTUM_WORKS = ["ordinary", "ordinary_flushing", "stuck", "flushed"]
MOMENTUM_HEADER = ["1M elements", "ordinary m, ms", "with the option", "m stuck at grad = 0, ms", "with the option"]
LEGEND = (
    "A step of all elements in one call. "
    "The last four columns divide its speed by that of the roof on the same executor, "
    "of one thread, of one array as large on the same executor, "
    "and of an Eigen expression for each tensor on one thread."
)


class Step(NamedTuple):
    items: float  # elements per second
    bytes: float  # bytes read and written per second
    seconds: float


@dataclass(frozen=True)
class Scaling:
    rows: Dict[Tuple[str, str, str], Step]  # by group, work and executor, in the order of the file
    context: Dict[str, str]
    repetitions: Tuple[int, int]

    def executors(self, group: str, work: str) -> List[str]:
        """One thread first, then by name."""
        names = {executor for key_group, key_work, executor in self.rows if (key_group, key_work) == (group, work)}
        return sorted(names, key=lambda name: (name != "serial", name))


def parse_scaling(document: Any) -> Scaling:
    rows: Dict[Tuple[str, str, str], Step] = {}
    counts: Dict[Tuple[str, str, str], int] = {}
    for entry in entries_of(document):
        parts = str(entry.get("name", "")).rsplit("/", 2)
        if len(parts) != 3 or entry.get("error_occurred") or entry.get("run_type", "iteration") != "iteration":
            continue
        key = (parts[0], parts[1], parts[2])
        step = step_of(entry)
        rows[key] = max(rows.get(key, step), step)
        counts[key] = counts.get(key, 0) + 1
    missing = [group for group, (_, work) in LABELS.items() if (group, work, "serial") not in rows]
    if missing:
        raise InputError(f"rows of {', '.join(missing)} are missing: run ./dev bench without a filter")
    return Scaling(rows, context_of(document), (min(counts.values()), max(counts.values())))


def step_of(entry: Dict[str, Any]) -> Step:
    if entry.get("time_unit") != "ns" or not isinstance(entry.get("real_time"), (int, float)):
        raise InputError(f"{entry['name']} lacks a real_time in ns")
    return Step(*speed_of(entry), entry["real_time"] / 1e9)


def render_scaling(scaling: Scaling) -> str:
    rows = [
        row_cells(scaling, group, work, executor)
        for group, (_, work) in LABELS.items()
        for executor in scaling.executors(group, work)
    ]
    threads = f"{scaling.context.get('num_cpus', 'Some')} cores"
    caption = f"{conditions_of(threads, scaling.context, scaling.repetitions)} {LEGEND}"
    lines = [textwrap.fill(caption, CHARACTERS, break_on_hyphens=False), "", *align([HEADER] + rows, [0, 1])]
    targets = scaling.executors(MOMENTUM, "stuck")
    if targets:
        lines += ["", *align([MOMENTUM_HEADER] + [momentum_cells(scaling, target) for target in targets], [0])]
    return "\n".join(lines)


def row_cells(scaling: Scaling, group: str, work: str, executor: str) -> List[str]:
    label, _ = LABELS[group]
    rows = scaling.rows
    step = rows[group, work, executor]
    roofs = [rows[group, roof, executor] for roof in ROOF if (group, roof, executor) in rows]
    alone = rows[group, work, "serial"] if executor != "serial" else None
    array = rows.get((group, "flat", executor)) if work != "flat" else None
    return [
        label,
        executor_label(executor),
        milliseconds(step),
        number(step.items / 1e9),
        number(step.bytes / 1e9),
        ratio(step, max(roofs, default=None)),
        ratio(step, alone),
        ratio(step, array),
        ratio(step, rows.get((group, "eigen", "serial"))),
    ]


def executor_label(name: str) -> str:
    """eigen_pool_2 is eigen_pool with 2 threads."""
    executor, _, threads = name.rpartition("_")
    return f"{executor}, {threads}" if threads.isdecimal() else name


def momentum_cells(scaling: Scaling, target: str) -> List[str]:
    steps = [scaling.rows.get((MOMENTUM, work, target)) for work in MOMENTUM_WORKS]
    return [target, *(milliseconds(step) if step else ABSENT for step in steps)]


def milliseconds(step: Step) -> str:
    value = step.seconds * 1e3
    return f"{value:.4f}" if value < 0.01 else f"{value:.3f}" if value < 1 else number(value)
