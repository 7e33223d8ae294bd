"""Reads what kernel_bench measured: the JSON of Google Benchmark, with rows named <operands>/<n>/<row>.

Rows <operands>/<n>/<placement>/<row> were measured on arrays that lie otherwise in memory; the page and the plot are of
arrays as operator new gives them, which have no placement in their names."""

import itertools
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Callable, Dict, List, NamedTuple, Optional, Set, Tuple, TypeVar

LABELS = {  # all operands of kernel_bench, in the order of the page; "X in Y" is stored in X, computed in Y
    "float32": "float32",
    "float32_grad_float16": "float32, grad float16",
    "float32_grad_bfloat16": "float32, grad bfloat16",
    "float64": "float64",
    "float16": "float16 in float32",
    "bfloat16": "bfloat16 in float32",
    "float16_native": "float16 in float16",
    "bfloat16_native": "bfloat16 in bfloat16",
}
TARGETS = ["avx512_fp16", "avx512", "avx2", "neon", "portable", "scalar"]  # best first, as the library chooses
ROOF = [  # the loops of the roof; version 0.1 had two of them
    "roof" + "".join(parts)
    for parts in itertools.product(("", "_narrow"), ("", "_lines"), ("", "_var_last"), ("", "_prefetch"))
]
EIGEN = ["eigen"]
LOOP = ["auto_select", "auto_arithmetic"]
PLACEMENTS = ["spread", "huge"]


SIZES = [1024, 32768, 1048576, 16777216]  # of every whole run


class InputError(Exception):
    """Something that whoever runs the script can mend; the text says what."""


class Speed(NamedTuple):
    items: float  # elements per second
    bytes: float  # bytes read and written per second


@dataclass(frozen=True)
class Place:
    """All rows of one operands combination at one size."""

    operands: str
    n: int
    rows: Dict[str, Speed]

    def best_of(self, names: List[str]) -> Optional[Speed]:
        return max((self.rows[name] for name in names if name in self.rows), default=None)

    def target(self) -> Optional[str]:
        """The target that the library would choose here."""
        return next((name for name in TARGETS if name in self.rows), None)


@dataclass(frozen=True)
class Measurements:
    places: List[Place]  # in the order of LABELS, then of size
    context: Dict[str, str]
    repetitions: Tuple[int, int]  # the fewest and the most that a row has
    ignored: List[str]  # names that are no row of kernel_bench


Parsed = TypeVar("Parsed")


def read_json(path: Path, command: str) -> Any:
    """What `command` wrote."""
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise InputError(f"{path} does not exist; {command} writes it") from None
    except (OSError, ValueError) as error:
        raise InputError(f"{path} cannot be read: {error}") from None


def read(path: Path, parse_document: Callable[[Any], Parsed]) -> Parsed:
    document = read_json(path, "./dev bench")
    try:
        return parse_document(document)
    except InputError as error:
        raise InputError(f"{path}: {error}") from None


def entries_of(document: Any) -> List[Dict[str, Any]]:
    benchmarks = document.get("benchmarks") if isinstance(document, dict) else None
    if not isinstance(benchmarks, list) or not all(isinstance(entry, dict) for entry in benchmarks):
        raise InputError("this is not the JSON of Google Benchmark: it has no list 'benchmarks'")
    return benchmarks


def context_of(document: Any) -> Dict[str, str]:
    context = document.get("context")
    return {key: str(value) for key, value in context.items()} if isinstance(context, dict) else {}


def parse(document: Any) -> Measurements:
    rows: Dict[Tuple[str, int], Dict[str, Speed]] = {}
    counts: Dict[Tuple[str, int, str], int] = {}
    ignored: Set[str] = set()
    for entry in entries_of(document):
        if entry.get("run_type", "iteration") != "iteration":
            continue  # an average over repetitions
        name = str(entry.get("name", ""))
        if is_placed(name):
            continue
        key = row_key(name)
        if key is None or entry.get("error_occurred"):
            ignored.add(name)
            continue
        operands, n, row = key
        speed = speed_of(entry)
        best = rows.setdefault((operands, n), {})
        best[row] = max(best.get(row, speed), speed)
        counts[key] = counts.get(key, 0) + 1
    if not rows:
        raise InputError("it has no measured row named <operands>/<n>/<row>, like float32/1024/avx2")
    order = list(LABELS)
    places = [Place(operands, n, best) for (operands, n), best in rows.items()]
    places.sort(key=lambda place: (order.index(place.operands), place.n))
    return Measurements(places, context_of(document), (min(counts.values()), max(counts.values())), sorted(ignored))


def check_is_whole(measurements: Measurements) -> None:
    """A page made of a filtered run would silently lose the other rows."""
    there = {(place.operands, place.n) for place in measurements.places if place.target()}
    missing = [f"{operands}/{n}" for operands in LABELS for n in SIZES if (operands, n) not in there]
    if missing:
        raise InputError(
            f"{len(missing)} of the {len(LABELS) * len(SIZES)} rows of a whole run are missing, {missing[0]} first: "
            "run ./dev bench without a filter"
        )


def row_key(name: str) -> Optional[Tuple[str, int, str]]:
    parts = name.split("/")  # after the row may follow "repeats:5" and the like
    if len(parts) < 3 or parts[0] not in LABELS or not parts[1].isdecimal() or int(parts[1]) == 0:
        return None
    return parts[0], int(parts[1]), parts[2]


def is_placed(name: str) -> bool:
    """Whether this is a row on arrays that lie otherwise than operator new gives them."""
    parts = name.split("/")
    return len(parts) > 3 and parts[0] in LABELS and parts[2] in PLACEMENTS


def speed_of(entry: Dict[str, Any]) -> Speed:
    try:
        speed = Speed(float(entry["items_per_second"]), float(entry["bytes_per_second"]))
    except (KeyError, TypeError, ValueError):
        raise InputError(f"{entry['name']} lacks items_per_second or bytes_per_second") from None
    if not all(0 < value < float("inf") for value in speed):
        raise InputError(f"{entry['name']} has a speed that is no positive number: {speed}")
    return speed


def size_label(n: int) -> str:
    for unit, factor in (("M", 1 << 20), ("K", 1 << 10)):
        if n % factor == 0:
            return f"{n // factor}{unit}"
    return str(n)


def conditions(measurements: Measurements) -> str:
    """One sentence: what was measured where and how, as far as the file says."""
    return conditions_of("One thread", measurements.context, measurements.repetitions)


def conditions_of(threads: str, context: Dict[str, str], repetitions: Tuple[int, int]) -> str:
    flags = context.get("flags", "")
    if flags and "-march" not in flags:
        flags += " without -march"
    parts = [threads, context.get("cpu"), context.get("compiler"), flags]
    fewest, most = repetitions
    if most > 1:
        parts.append(f"the best of {most if fewest == most else f'{fewest} to {most}'} repetitions")
    arguments = [word for word in context.get("command", "").split()[1:] if not word.startswith("--benchmark_out")]
    return ", ".join(filter(None, parts)) + f", measured by `{' '.join(['./dev bench', *arguments])}`."
