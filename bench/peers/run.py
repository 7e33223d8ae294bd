#!/usr/bin/env python3
"""Measures this library beside other systems, on the same data, in turns; ./dev peers bench runs it.

A worker is a process with one framework. For each row (threads, dtype, size, rule) every worker prepares its peers:
compiles, warms up. Their results are compared with ours. Then they are timed in turns, some rounds; all workers but
the one whose turn it is are stopped. What came of it is a JSON file with every repetition.
"""

import argparse
import json
import os
import shutil
import signal
import sys
import tempfile
import time
from pathlib import Path
from typing import Dict, List

import machine
from plan import DTYPES, PEERS, SCALARS, THREADS, TOO_BUSY, rows_of
from processes import Worker, WorkerError, cpus_for
from progress import Progress
from row import RowRunner, Timing

HERE = Path(__file__).resolve().parent
PYTHON_FAMILIES = ("torch", "tensorflow", "mindspore")
NATIVE_FAMILIES = ("signopt", "loops", "libtorch")
PATHS = ("--out", "--programs", "--environments")
FULL = Timing(rounds=7, seconds=0.03)
QUICK = Timing(rounds=3, seconds=0.01)


def commands_of(options: argparse.Namespace) -> Dict[str, List[str]]:
    commands = {name: [str(options.programs / f"{name}_worker")] for name in NATIVE_FAMILIES}
    for name in PYTHON_FAMILIES:
        python = options.environments / name / "bin/python"
        commands[name] = [str(python), "-B", str(HERE / f"worker_{name}.py")]
    return commands


def environment_of(options: argparse.Namespace) -> Dict[str, str]:
    return {
        "TORCHINDUCTOR_CACHE_DIR": str(options.environments / "inductor"),
        "TORCHINDUCTOR_COMPILE_THREADS": "1",  # no pool of processes beside the worker
        "CUDA_VISIBLE_DEVICES": "",
        "GLOG_v": "3",  # MindSpore: errors alone
    }


class Run:
    def __init__(self, options: argparse.Namespace):
        self.options = options
        self.timing = QUICK if options.quick else FULL
        self.workers: Dict[str, Worker] = {}
        self.skipped: Dict[str, str] = {}
        self.versions: Dict[str, Dict[str, str]] = {}
        self.rows: List[Dict[str, object]] = []
        memory = Path("/dev/shm")
        self.scratch = Path(tempfile.mkdtemp(prefix="peers_", dir=memory if memory.is_dir() else None))

    def skip(self, family: str, reason: str) -> None:
        if family not in self.skipped:
            self.skipped[family] = reason
            print(f"peers: {family} is left out: {reason}", file=sys.stderr)

    def start(self, threads: int) -> None:
        cpus = cpus_for(max(THREADS))
        for family, command in commands_of(self.options).items():
            if not Path(command[0]).exists():
                self.skip(family, f"{command[0]} is not there")
                continue
            worker = Worker(family, command, cpus, self.log_of(family), environment_of(self.options))
            self.workers[family] = worker
            try:
                self.versions[family] = worker.ask("hello", 300)["versions"]
            except WorkerError as error:
                self.skip(family, str(error))
                self.stop(family)
        if "signopt" not in self.workers:
            raise WorkerError(f"there is nothing to compare with: {self.skipped.get('signopt')}")
        print(f"peers: {threads} of {len(cpus)} CPUs: {', '.join(self.workers)}", file=sys.stderr)

    def log_of(self, family: str) -> Path:
        return (self.options.out.parent / f"{family}_worker.log").resolve()

    def stop(self, family: str) -> None:
        self.workers.pop(family).kill()

    def stop_all(self) -> None:
        for family in list(self.workers):
            self.stop(family)

    def measure(self) -> None:
        phases = [threads for threads in THREADS if threads in self.options.threads]
        cpus = len(os.sched_getaffinity(0))
        for threads in (threads for threads in phases if threads > cpus):
            self.skip(f"{threads} threads", f"the number of CPUs that this process may use is {cpus}")
        phases = [threads for threads in phases if threads <= cpus]
        if not phases:
            raise WorkerError("there is nothing to measure")
        for family in commands_of(self.options):
            self.log_of(family).write_bytes(b"")  # or the end of a worker would be explained by an earlier run's
        planned = {
            threads: [row for row in rows_of(threads, self.options.quick) if self.is_wanted(row)] for threads in phases
        }
        progress = Progress([row for rows in planned.values() for row in rows])
        for threads, rows in planned.items():
            self.start(threads)
            loaded = None
            for row in rows:
                if (row.dtype, row.n) != loaded:
                    runner = RowRunner(self.workers, self.timing, self.scratch, self.skip)
                    runner.load(row)
                    loaded = (row.dtype, row.n)
                progress.begin(row)
                result = runner.run(row)
                if result["busy_with_others"] > TOO_BUSY:
                    busy = f"other processes had {result['busy_with_others']:.2f} of a CPU meanwhile"
                    print(f"peers: {busy}: this run is for no page", file=sys.stderr)
                if result["cells"]:
                    self.rows.append(result)
            self.stop_all()

    def is_wanted(self, row) -> bool:
        options = self.options
        return (not options.dtype or row.dtype in options.dtype) and (not options.rule or row.rule in options.rule)

    def document(self, begun: float) -> Dict[str, object]:
        return {
            "format": 1,
            "quick": self.options.quick,
            "command": " ".join(["./dev peers bench", *self.options.arguments]),
            "date": time.strftime("%Y-%m-%d", time.gmtime(begun)),
            "minutes": round((time.time() - begun) / 60, 1),
            "rounds": self.timing.rounds,
            "seconds_a_turn": self.timing.seconds,
            "machine": self.machine,
            "versions": self.versions,
            "skipped": [{"what": what, "reason": reason} for what, reason in self.skipped.items()],
            "rows": self.rows,
        }

    def run(self) -> int:
        begun = time.time()
        self.machine = machine.description()
        try:
            self.measure()
        finally:
            self.stop_all()
            shutil.rmtree(self.scratch, ignore_errors=True)
        self.options.out.write_text(json.dumps(self.document(begun), indent=1) + "\n", encoding="utf-8")
        print(f"peers: wrote {self.options.out}", file=sys.stderr)
        wrong = [
            f"{row['label']}: {PEERS[cell['peer']].label}: {fault}"
            for row in self.rows
            for cell in row["cells"]
            for fault in cell.get("faults", [])
        ]
        for fault in wrong:
            print(f"peers: WRONG: {fault}", file=sys.stderr)
        return 1 if wrong else 0


def options_of(arguments: List[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, prog="./dev peers bench", allow_abbrev=False)
    parser.add_argument("--quick", action="store_true", help="few sizes and rounds, to see that it works: two minutes")
    # What ./dev gives itself: the JSON file to write, the folder of the workers in C++, that of the environments.
    for option in PATHS:
        parser.add_argument(option, type=Path, required=True, help=argparse.SUPPRESS)
    parser.add_argument("--parse-only", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--threads", type=int, action="append", choices=THREADS, help="1 or 2 (default: both)")
    parser.add_argument("--dtype", action="append", choices=DTYPES, help="this one only; several times, too")
    parser.add_argument("--rule", action="append", choices=list(SCALARS), help="this one only; several times, too")
    options = parser.parse_args(arguments)
    options.programs, options.environments = options.programs.absolute(), options.environments.absolute()
    options.threads = options.threads or THREADS
    options.arguments = [word for at, word in enumerate(arguments) if not {word, *arguments[at - 1 : at]} & set(PATHS)]
    return options


def main() -> int:
    options = options_of(sys.argv[1:])
    if options.parse_only:  # whether the words are right, before anything is brought or built
        return 0
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        return Run(options).run()
    except KeyboardInterrupt:
        print("\npeers: interrupted; nothing was written", file=sys.stderr)
        return 130
    except (WorkerError, OSError) as error:
        print(f"peers: {error}", file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
