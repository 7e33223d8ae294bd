"""Which runs a comparison consists of, and running them on all cores, with an estimate of the time left."""

import json
import random
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path
from typing import Any, Callable, Dict, List, NamedTuple, Tuple

from choice import OPTIMIZERS, TASKS

HALF_DECADES = 7
# The exponents of 10 that the rates of each optimizer begin with. The best rate lies inside, or the page says that not.
FIRST_EXPONENT = {"adamw": -4, "momentum": -3, "addsign": -2, "power_sign": -2, "signum": -4.5, "lion": -4.5}
BUDGETS = {"digits": ["--epochs", "15"], "text": ["--steps", "4000"]}
SEEDS = {"digits": 5, "text": 2}
QUICK_BUDGETS = {"digits": ["--epochs", "1"], "text": ["--steps", "30"]}
QUICK_RATES = slice(3, 5)  # two from the middle

Run = Dict[str, Any]  # the line of JSON that a program prints, and the task


class RunError(Exception):
    """A program that failed."""


class Job(NamedTuple):
    task: str
    optimizer: str
    rate: float
    seed: int
    budget: List[str]
    others: Tuple[str, ...] = ("--schedule", "linear")

    def command(self, programs: Path) -> List[str]:
        program = str(programs / TASKS[self.task].program)
        chosen = ["--optimizer", self.optimizer, "--lr", f"{self.rate:g}", "--seed", str(self.seed)]
        return [program, *chosen, *self.budget, *self.others, "--validation", "--json"]


def rates_of(optimizer: str) -> List[float]:
    """Half a decade apart, rounded as they are printed: 0.001, 0.00316, 0.01."""
    return [float(f"{10 ** (FIRST_EXPONENT[optimizer] + half / 2):.3g}") for half in range(HALF_DECADES)]


def whole() -> List[Job]:
    return [
        Job(task, optimizer, rate, seed, BUDGETS[task])
        for task in TASKS
        for optimizer in OPTIMIZERS
        for rate in rates_of(optimizer)
        for seed in range(1, SEEDS[task] + 1)
    ]


def quick() -> List[Job]:
    return [
        Job(task, optimizer, rate, 1, QUICK_BUDGETS[task])
        for task in TASKS
        for optimizer in OPTIMIZERS
        for rate in rates_of(optimizer)[QUICK_RATES]
    ]


def one(job: Job, programs: Path) -> Run:
    command = job.command(programs)
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, universal_newlines=True)
    if done.returncode != 0:
        raise RunError(f"{' '.join(command)} ended with {done.returncode}: {done.stderr.strip()}")
    try:
        return {"task": job.task, "budget": job.budget, **json.loads(done.stdout.strip().splitlines()[-1])}
    except (IndexError, ValueError):
        raise RunError(f"{' '.join(command)} did not end with a line of JSON") from None


def run_all(jobs: List[Job], programs: Path, at_once: int, tell: Callable[[int, int, float], None]) -> List[Run]:
    """The results, in the order of the jobs. They run in a mixed order, so that what is done is like what is left."""
    mixed = list(range(len(jobs)))
    random.Random(1).shuffle(mixed)
    results: List[Run] = [{} for _ in jobs]
    begin = time.monotonic()
    with ThreadPoolExecutor(at_once) as pool:
        futures = {pool.submit(one, jobs[index], programs): index for index in mixed}
        try:
            for done, future in enumerate(as_completed(futures), 1):
                results[futures[future]] = future.result()
                tell(done, len(jobs), (time.monotonic() - begin) / done * (len(jobs) - done))
        except BaseException:
            for future in futures:
                future.cancel()
            raise
    return results


def tell_on_stderr(done: int, count: int, seconds_left: float) -> None:
    """A line that is written over on a terminal; elsewhere a line for each tenth."""
    line = f"compare: {done} of {count} runs, {int(seconds_left) // 60} min {int(seconds_left) % 60:2d} s left"
    if sys.stderr.isatty():
        print(f"\r{line} ", end="\n" if done == count else "", file=sys.stderr, flush=True)
    elif done * 10 // count != (done - 1) * 10 // count:
        print(line, file=sys.stderr, flush=True)
