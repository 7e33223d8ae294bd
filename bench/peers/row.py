"""One row: prepare every peer, compare it with this library, and time all of them in turns."""

import time
from pathlib import Path
from typing import Callable, Dict, List, NamedTuple, Tuple

import agreement
from plan import PEERS, SCALARS, Row
from processes import Worker, WorkerError, busy_seconds

STEPS_COMPARED = 3
MANY_CALLS = 200_000
SLOW_CALL = 0.3  # seconds: such a call is timed fewer times
SLOW_ROUNDS = 5


class Timing(NamedTuple):
    rounds: int
    seconds: float  # of one turn


class RowRunner:
    """For the rows of one dtype and size. `skip(family, reason)` is told of a worker that ended."""

    def __init__(self, workers: Dict[str, Worker], timing: Timing, scratch: Path, skip: Callable[[str, str], None]):
        self.workers, self.timing, self.scratch, self.skip = workers, timing, scratch, skip
        self.available: Dict[Tuple[str, str], Worker] = {}

    def load(self, row: Row) -> None:
        """All workers make their arrays at the same time."""
        line = f"load {row.dtype} {row.n} {row.threads}"
        asked = []
        for worker in list(self.workers.values()):
            worker.wake()
            try:
                worker.send(line)
                asked.append(worker)
            except WorkerError as error:
                self.not_loaded(worker, line, error)
        for worker in asked:
            try:
                for peer, rule in worker.receive(300)["peers"]:
                    self.available[peer, rule] = worker
            except WorkerError as error:
                self.not_loaded(worker, line, error)
            worker.sleep()

    def not_loaded(self, worker: Worker, line: str, error: WorkerError) -> None:
        """One that lives is asked again for the next arrays; but the results say what is missing."""
        if worker.is_alive():
            self.skip(worker.name, f"{line}: {error}")
        self.lose(worker, error)

    def lose(self, worker: Worker, error: WorkerError) -> None:
        if not worker.is_alive():
            self.skip(worker.name, str(error))
            self.workers.pop(worker.name, None)
            self.available = {key: other for key, other in self.available.items() if other is not worker}

    def run(self, row: Row) -> Dict[str, object]:
        cells: List[Dict[str, object]] = []
        for peer in PEERS:
            if (peer, row.rule) in self.available:
                cells.append(self.prepared(row, peer))
        running = [cell for cell in cells if "error" not in cell]
        before, begun = busy_seconds(), time.monotonic()
        own_before = self.own_seconds()
        for turn in range(self.timing.rounds):
            first = turn % max(1, len(running))  # nobody is always the first, or always the last
            for cell in running[first:] + running[:first]:
                self.time(row, cell, turn)
        wall = time.monotonic() - begun
        others = busy_seconds() - before - (self.own_seconds() - own_before)
        for worker in list(self.workers.values()):
            self.ask(worker, "drop")
        return {
            **row._asdict(),
            "label": row.label(),
            "busy_with_others": round(max(0.0, others) / wall, 3) if wall > 0 else 0,
            "cells": cells,
        }

    def own_seconds(self) -> float:
        return sum(worker.cpu_seconds() for worker in self.workers.values())

    def ask(self, worker: Worker, line: str) -> Dict[str, object]:
        try:
            return worker.ask(line)
        except WorkerError as error:
            self.lose(worker, error)
            return {"error": str(error)}

    def prepared(self, row: Row, peer: str) -> Dict[str, object]:
        worker = self.available[peer, row.rule]
        cell: Dict[str, object] = {"peer": peer, "seconds": []}
        words = " ".join(map(repr, SCALARS[row.rule]))
        reply = self.ask(worker, f"prepare {peer} {row.rule} {words}")
        if "error" not in reply:
            cell["prepare_seconds"] = round(reply["seconds"], 4)
            reply = self.compared(row, peer, cell) or reply
        if "error" not in reply:
            reply = self.calibrated(row, cell)
        if "error" in reply:
            cell["error"] = reply["error"]
        return cell

    def compared(self, row: Row, peer: str, cell: Dict[str, object]) -> Dict[str, object]:
        wanted = agreement.expected(peer, row.rule, row.dtype)
        if wanted is None:
            return {}
        prefix = self.scratch / "result"
        reply = self.ask(self.available[peer, row.rule], f"check {peer} {row.rule} {STEPS_COMPARED} {prefix}")
        if "error" not in reply:
            ours = self.workers.get("signopt")
            if ours is None:
                return {"error": "there is nothing left to compare with"}
            reply = self.ask(ours, f"compare {wanted.against} {row.rule} {STEPS_COMPARED} {prefix}")
        for file in self.scratch.glob("result.*"):
            file.unlink()
        if "error" in reply:
            return reply
        cell["compared"] = {"against": wanted.against, "steps": STEPS_COMPARED, **reply}
        wrong = agreement.faults(reply, wanted)
        if wrong:
            cell["faults"] = wrong
        return {}

    def calibrated(self, row: Row, cell: Dict[str, object]) -> Dict[str, object]:
        """How many calls a turn has."""
        calls = 1
        for _ in range(3):
            reply = self.timed(row, cell, calls)
            if "error" in reply:
                return reply
            each = max(reply["seconds"] / calls, 1e-9)
            wanted = int(min(max(1.0, self.timing.seconds / each), MANY_CALLS))
            if wanted <= 2 * calls:
                break
            calls = wanted if calls > 1 else max(1, wanted // 4)
        cell["calls"] = max(1, wanted)
        cell["is_slow"] = each > SLOW_CALL
        return {}

    def timed(self, row: Row, cell: Dict[str, object], calls: int) -> Dict[str, object]:
        warm = max(1, calls // 10)
        worker = self.available.get((cell["peer"], row.rule))
        if worker is None:
            return {"error": "the worker ended"}
        return self.ask(worker, f"time {cell['peer']} {row.rule} {calls} {warm}")

    def time(self, row: Row, cell: Dict[str, object], turn: int) -> None:
        if "error" in cell or (cell["is_slow"] and turn >= SLOW_ROUNDS):
            return
        reply = self.timed(row, cell, cell["calls"])
        if "error" in reply:
            cell["error"] = reply["error"]
        else:
            cell["seconds"].append(reply["seconds"])
