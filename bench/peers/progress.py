"""How far the run is, and how long it will take."""

import sys
import time
from typing import List

from plan import Row


def weight(row: Row) -> float:
    """What a row costs, roughly: large arrays take longer to make, to check and to step on."""
    size = 1.0 if row.n <= 1 << 15 else 1.3 if row.n <= 1 << 20 else 4.0
    peers = {"add_sign": 1.6, "power_sign": 1.3, "step": 0.4}.get(row.rule, 1.0)
    return size * peers * (1.5 if row.dtype == "float64" and row.n > 1 << 20 else 1.0)


def time_left(done: float, whole: float, seconds: float) -> str:
    if done <= 0:
        return "the time left is not known yet"
    left = seconds * (whole - done) / done
    return f"about {left / 60:.0f} min left" if left >= 90 else f"about {left:.0f} s left"


class Progress:
    def __init__(self, rows: List[Row]):
        self.whole = sum(map(weight, rows))
        self.done = 0.0
        self.next = 0.0
        self.begun = None

    def begin(self, row: Row) -> None:
        self.begun = self.begun or time.monotonic()  # when all workers are there
        self.done += self.next
        self.next = weight(row)
        left = time_left(self.done, self.whole, time.monotonic() - self.begun)
        print(f"peers: {100 * self.done / self.whole:3.0f}%, {left}: {row.label()}", file=sys.stderr, flush=True)
