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
from plan import DTYPES, PEERS, THREADS, rows_of
from processes import Worker, WorkerError, cpus_for
from progress import Progress
from row import RowRunner, Timing

HERE = Path(__file__).resolve().parent
PYTHON_FAMILIES = ("torch", "tensorflow", "mindspore")
NATIVE_FAMILIES = ("signopt", "loops", "libtorch")
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
            log = (self.options.out.parent / f"{family}_worker.log").resolve()
            worker = Worker(family, command, cpus, log, environment_of(self.options))
            self.workers[family] = worker
            try:
                self.versions[family] = worker.ask("hello", 300)["versions"]
            except WorkerError as error:
                self.skip(family, str(error))
                self.stop(family)
        if "signopt" not in self.workers:
            raise WorkerError(f"there is nothing to compare with: {self.skipped.get('signopt')}")
        print(f"peers: {threads} of {len(cpus)} CPUs: {', '.join(self.workers)}", file=sys.stderr)

    def stop(self, family: str) -> None:
        self.workers.pop(family).kill()

    def stop_all(self) -> None:
        for family in list(self.workers):
            self.stop(family)

    def measure(self) -> None:
        phases = [threads for threads in THREADS if threads in self.options.threads]
        if len(os.sched_getaffinity(0)) < max(phases):
            self.skip(f"{max(phases)} threads", "this process may use one CPU only")
            phases = phases[:1]
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
    parser = argparse.ArgumentParser(description=__doc__, prog="./dev peers bench")
    parser.add_argument("--quick", action="store_true", help="few sizes and rounds, to see that it works: two minutes")
    parser.add_argument("--out", type=Path, required=True, help="the JSON file to write")
    parser.add_argument("--programs", type=Path, required=True, help="the folder of the workers in C++")
    parser.add_argument("--environments", type=Path, required=True, help="the folder of the virtual environments")
    parser.add_argument("--threads", type=int, action="append", choices=THREADS, help="1 or 2 (default: both)")
    parser.add_argument("--dtype", action="append", choices=DTYPES, help="this one only; may be given several times")
    parser.add_argument("--rule", action="append", help="this one only: add_sign, power_sign, lion, signum, step")
    options = parser.parse_args(arguments)
    options.programs, options.environments = options.programs.absolute(), options.environments.absolute()
    options.threads = options.threads or THREADS
    options.arguments = [word for word in arguments if word == "--quick"]
    return options


def main() -> int:
    options = options_of(sys.argv[1:])
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
