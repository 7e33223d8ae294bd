"""Workers as processes: one computes, the others are stopped, and none outlives the run."""

import ctypes
import json
import os
import select
import signal
import subprocess
import time
from contextlib import contextmanager
from pathlib import Path
from typing import Dict, Iterator, List, Optional

_PR_SET_PDEATHSIG = 1


class WorkerError(Exception):
    """What a worker answered instead, or how it ended."""


def cpus_for(threads: int) -> List[int]:
    """Of this process's CPUs, the first of each core; all of them where there are not so many cores."""
    allowed = sorted(os.sched_getaffinity(0))
    cores = {}
    for cpu in allowed:
        topology = Path(f"/sys/devices/system/cpu/cpu{cpu}/topology")
        try:
            core = ((topology / "physical_package_id").read_text(), (topology / "core_id").read_text())
        except OSError:
            core = (str(cpu), "")
        cores.setdefault(core, cpu)
    firsts = sorted(cores.values())
    return (firsts if len(firsts) >= threads else allowed)[:threads]


class Worker:
    def __init__(self, name: str, command: List[str], cpus: List[int], log: Path, environment: Dict[str, str]):
        self.name = name
        self.log = log
        libc = ctypes.CDLL(None)

        def set_up() -> None:
            libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)  # even where the coordinator is killed
            os.sched_setaffinity(0, cpus)

        # In a session of its own: an interrupt from the keyboard reaches the coordinator alone.
        with open(log, "ab") as errors:
            self.process = subprocess.Popen(
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=errors,
                cwd=log.parent,
                env={**os.environ, **environment},
                start_new_session=True,
                preexec_fn=set_up,
            )
        self._stopped = False
        self._rest = b""

    def _signal(self, number: int) -> None:
        try:
            os.killpg(self.process.pid, number)
        except ProcessLookupError:
            pass

    def sleep(self) -> None:
        if not self._stopped:
            self._signal(signal.SIGSTOP)
            self._stopped = True

    def wake(self) -> None:
        if self._stopped:
            self._signal(signal.SIGCONT)
            self._stopped = False

    @contextmanager
    def awake(self) -> Iterator[None]:
        self.wake()
        try:
            yield
        finally:
            self.sleep()

    def send(self, line: str) -> None:
        try:
            self.process.stdin.write(line.encode() + b"\n")
            self.process.stdin.flush()
        except (OSError, ValueError):  # of a pipe that is closed
            raise WorkerError(self._end()) from None

    def receive(self, seconds: float) -> Dict[str, object]:
        deadline = time.monotonic() + seconds
        while b"\n" not in self._rest:
            left = deadline - time.monotonic()
            if left <= 0 or not select.select([self.process.stdout], [], [], left)[0]:
                self.kill()
                raise WorkerError(f"no answer within {seconds:.0f} seconds")
            read = os.read(self.process.stdout.fileno(), 1 << 16)
            if not read:
                raise WorkerError(self._end())
            self._rest += read
        line, _, self._rest = self._rest.partition(b"\n")
        reply = json.loads(line)
        if "error" in reply:
            raise WorkerError(reply["error"])
        return reply

    def ask(self, line: str, seconds: float = 300) -> Dict[str, object]:
        with self.awake():
            self.send(line)
            return self.receive(seconds)

    def cpu_seconds(self) -> float:
        """Of the process and of its children that have ended."""
        try:
            fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            return 0
        return sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK")

    def is_alive(self) -> bool:
        return self.process.poll() is None

    def kill(self) -> None:
        self._signal(signal.SIGKILL)
        self.process.wait()
        for pipe in (self.process.stdin, self.process.stdout):
            try:
                pipe.close()
            except OSError:  # what was still to be written to it
                pass

    def _end(self) -> str:
        self.wake()
        try:
            code: Optional[int] = self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.kill()
            code = None
        last = [line for line in self.log.read_text(errors="replace").splitlines() if line.strip()][-1:]
        return f"the worker ended ({code}); {self.log.name}: {last[0] if last else 'nothing'}"


def busy_seconds() -> float:
    """Of all CPUs together: everything but waiting."""
    fields = [int(word) for word in Path("/proc/stat").read_text().splitlines()[0].split()[1:9]]
    idle = fields[3] + fields[4]
    return (sum(fields) - idle) / os.sysconf("SC_CLK_TCK")
