"""Reads what run.py wrote, and answers what the report asks: who took how long for what."""

import sys
from pathlib import Path
from typing import Any, Dict, Iterable, Iterator, List, NamedTuple, Optional, Set, Tuple

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from measurements import InputError, read_json  # noqa: E402
from plan import LIST, NATIVE, OURS, PEERS, ROOF, SIZES, THREADS, TOO_BUSY, Row, rows_of  # noqa: E402

FORMAT = 1


class Pair(NamedTuple):
    """A peer beside what of this library does the same."""

    row: Row
    ours: str
    peer: str
    ratio: float  # how many times as fast this library is


class Results:
    def __init__(self, document: Any):
        if not isinstance(document, dict) or document.get("format") != FORMAT or not document.get("rows"):
            raise InputError("this is no file of ./dev peers bench, or one without rows")
        self.document = document
        self.seconds: Dict[Row, Dict[str, float]] = {}  # of a call, the best repetition's
        self.cells: Dict[Row, Dict[str, Dict[str, Any]]] = {}
        self.errors: List[Tuple[Row, str, str]] = []
        self.busy: Dict[Row, float] = {}  # CPUs that others had, while it was timed
        for entry in document["rows"]:
            row = Row(entry["threads"], entry["dtype"], entry["n"], entry["rule"])
            self.cells[row] = {cell["peer"]: cell for cell in entry["cells"]}
            self.busy[row] = float(entry["busy_with_others"])
            self.seconds[row] = {}
            for cell in entry["cells"]:
                if "error" in cell or not cell["seconds"]:
                    self.errors.append((row, cell["peer"], cell.get("error", "it was never timed")))
                    continue
                seconds = min(cell["seconds"]) / cell["calls"]
                if not 0 < seconds < float("inf"):
                    raise InputError(f"{row.label()}, {cell['peer']}: {seconds} is no time")
                self.seconds[row][cell["peer"]] = seconds
        unknown = {peer for cells in self.cells.values() for peer in cells} - set(PEERS)
        if unknown:
            raise InputError(f"unknown peers: {', '.join(sorted(unknown))}")

    def time(self, row: Row, peer: str) -> Optional[float]:
        return self.seconds.get(row, {}).get(peer)

    def speed(self, row: Row, peer: str) -> Optional[float]:
        """In elements a second."""
        seconds = self.time(row, peer)
        return row.n / seconds if seconds else None

    def best_speed(self, row: Row, peers: Iterable[str]) -> Optional[float]:
        return max(filter(None, (self.speed(row, peer) for peer in peers)), default=None)

    def rows(self, **wanted: Any) -> List[Row]:
        return [row for row in self.seconds if all(getattr(row, name) == value for name, value in wanted.items())]

    def threads(self) -> List[int]:
        return sorted({row.threads for row in self.seconds})

    def of_roof(self, row: Row, ours: str = OURS) -> Optional[float]:
        """Which part of the roof's speed this library has there."""
        roof, own = self.time(row, ROOF), self.time(row, ours)
        return roof / own if roof and own else None

    def peers_in(self, row: Row) -> List[str]:
        return [peer for peer in PEERS if peer in self.seconds.get(row, {})]

    def pairs(self, row: Row) -> Iterator[Pair]:
        """Lists beside lists, arrays beside arrays. A peer that computes in 16 bits has two: beside our plain numbers,
        and beside our own 16-bit arithmetic."""
        for peer in self.peers_in(row):
            if peer in (OURS, NATIVE, LIST, ROOF):
                continue
            compared = self.cells[row][peer].get("compared", {})
            beside = [LIST if peer == "torch_foreach" else OURS]
            if compared.get("against") == NATIVE:
                beside.append(NATIVE)
            for ours in beside:
                own = self.time(row, ours)
                if own:
                    yield Pair(row, ours, peer, self.time(row, peer) / own)

    def most_busy(self) -> float:
        return max(self.busy.values())

    def faults(self) -> List[str]:
        """Results of peers that are not what they have to be."""
        return [
            f"{row.label()}, {PEERS[peer].label}: {fault}"
            for row, cells in self.cells.items()
            for peer, cell in cells.items()
            for fault in cell.get("faults", [])
        ]

    def gaps(self) -> List[str]:
        """Peers that some rows of a rule and dtype have and others have not, and those that no row has."""
        seen: Dict[Tuple[str, str], Dict[Row, Set[str]]] = {}
        for row, cells in self.cells.items():
            if row.n in SIZES:  # a list of 16 has no one element
                seen.setdefault((row.rule, row.dtype), {})[row] = set(cells)
        found = [
            f"{row.label()}: {PEERS[peer].label} is missing"
            for rows in seen.values()
            for row, peers in rows.items()
            for peer in sorted(set().union(*rows.values()) - peers)
        ]
        nowhere = set(PEERS).difference(*self.cells.values())
        return found + [f"{PEERS[peer].label} is in no row" for peer in sorted(nowhere)]

    def families_left_out(self) -> List[Tuple[str, str]]:
        return [(entry["what"], entry["reason"]) for entry in self.document.get("skipped", [])]


def read(path: Path) -> Results:
    document = read_json(path, "./dev peers bench")
    try:
        return Results(document)
    except (KeyError, TypeError, AttributeError) as error:
        raise InputError(f"{path}: this is no file of ./dev peers bench: {error!r}") from None


def check_is_whole(results: Results) -> None:
    """The pages show whole runs alone."""
    if results.document.get("quick"):
        raise InputError("this was a quick run, to see that it works: its figures are for no page")
    missing = [row for count in THREADS for row in rows_of(count, False) if row not in results.seconds]
    if missing:
        raise InputError(f"{len(missing)} rows are missing: {missing[0].label()}")
    if results.families_left_out():
        raise InputError("; ".join(f"{what} was left out: {why}" for what, why in results.families_left_out()))
    for wrong in (results.faults(), results.gaps()):
        if wrong:
            raise InputError(f"{wrong[0]}{f', and {len(wrong) - 1} more' if len(wrong) > 1 else ''}")
    if results.most_busy() > TOO_BUSY:
        raise InputError(f"other processes had {results.most_busy():.2f} of a CPU meanwhile; {TOO_BUSY} are tolerated")
