"""Reads what run.py wrote, and answers what the report asks: who took how long for what."""

import json
import sys
from pathlib import Path
from typing import Any, Dict, Iterator, List, NamedTuple, Optional, Tuple

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from measurements import InputError  # noqa: E402
from plan import LIST, NATIVE, OURS, PEERS, ROOF, Row, rows_of  # noqa: E402

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
        for entry in document["rows"]:
            row = Row(entry["threads"], entry["dtype"], entry["n"], entry["rule"])
            self.cells[row] = {cell["peer"]: cell for cell in entry["cells"]}
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

    def families_left_out(self) -> List[Tuple[str, str]]:
        return [(entry["what"], entry["reason"]) for entry in self.document.get("skipped", [])]


def read(path: Path) -> Results:
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise InputError(f"{path} does not exist; ./dev peers bench writes it") from None
    except (OSError, ValueError) as error:
        raise InputError(f"{path} cannot be read: {error}") from None
    try:
        return Results(document)
    except (KeyError, TypeError, AttributeError) as error:
        raise InputError(f"{path}: this is no file of ./dev peers bench: {error!r}") from None


def check_is_whole(results: Results) -> None:
    """The pages show whole runs alone."""
    if results.document.get("quick"):
        raise InputError("this was a quick run, to see that it works: its figures are for no page")
    threads = results.threads()
    missing = [row for count in threads for row in rows_of(count, False) if row not in results.seconds]
    if 1 not in threads or missing:
        raise InputError(f"{len(missing)} rows are missing{': ' + missing[0].label() if missing else ''}")
    if results.families_left_out():
        raise InputError("; ".join(f"{what} was left out: {why}" for what, why in results.families_left_out()))
