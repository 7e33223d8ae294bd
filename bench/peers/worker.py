"""What the workers in Python share: they read a command a line and answer with a line of JSON. worker.hpp is the same.

    hello                             {"family": ..., "versions": {...}}
    load DTYPE N THREADS              {"peers": [[peer, rule], ...]}: what can be prepared for such arrays
    prepare PEER RULE SCALAR...       {"seconds": ...}: makes its step and runs it twice; what is compiled, is here
    check PEER RULE STEPS PREFIX      {}: so many steps from the start; writes PREFIX.var and PREFIX.m, raw elements
    time PEER RULE CALLS WARM         {"seconds": ...}: of so many calls, from the start, after WARM that do not count
    drop                              {}: forgets what was prepared

What goes wrong is {"error": text}. The end of the input ends the worker.
"""

import gc
import json
import os
import sys
import time
from typing import Callable, Dict, List, NamedTuple, Tuple


class Prepared(NamedTuple):
    step: Callable[[], object]
    wait: Callable[[], object]  # until all steps are done
    reset: Callable[[], object]  # var, m and what else the rule keeps, to the start
    state: Callable[[], Tuple[bytes, bytes]]  # var's and m's elements


def nothing() -> None:
    pass


class Family:
    """One framework in one process. A subclass says what it is and how each peer steps."""

    name = ""

    def versions(self) -> Dict[str, str]:
        raise NotImplementedError

    def load(self, dtype: str, n: int, threads: int) -> List[Tuple[str, str]]:
        raise NotImplementedError

    def prepare(self, peer: str, rule: str, scalars: List[float]) -> Prepared:
        raise NotImplementedError


def timed(prepared: Prepared, calls: int, warm: int) -> float:
    prepared.reset()
    step = prepared.step
    for _ in range(warm):
        step()
    prepared.wait()
    begin = time.perf_counter()
    for _ in range(calls):
        step()
    prepared.wait()
    return time.perf_counter() - begin


def answer(family: Family, prepared: Dict[Tuple[str, str], Prepared], words: List[str]) -> Dict[str, object]:
    command, arguments = words[0], words[1:]
    if command == "hello":
        return {"family": family.name, "versions": family.versions()}
    if command == "load":
        prepared.clear()
        gc.collect()
        return {"peers": family.load(arguments[0], int(arguments[1]), int(arguments[2]))}
    if command == "drop":
        prepared.clear()
        gc.collect()
        return {}
    key = (arguments[0], arguments[1])
    if command == "prepare":
        begin = time.perf_counter()
        made = family.prepare(*key, [float(word) for word in arguments[2:]])
        for _ in range(2):
            made.step()
        made.wait()
        prepared[key] = made
        return {"seconds": time.perf_counter() - begin}
    if command == "check":
        made = prepared[key]
        made.reset()
        for _ in range(int(arguments[2])):
            made.step()
        made.wait()
        for name, elements in zip(("var", "m"), made.state()):
            with open(f"{arguments[3]}.{name}", "wb") as file:
                file.write(elements)
        return {}
    if command == "time":
        return {"seconds": timed(prepared[key], int(arguments[2]), int(arguments[3]))}
    raise ValueError(f"unknown command {command}")


def serve(family: Family) -> None:
    # Frameworks print to standard output what they like: that goes to standard error from now on.
    replies = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    gc.disable()  # garbage is collected between rows: neither in a timing nor before each
    prepared: Dict[Tuple[str, str], Prepared] = {}
    for line in sys.stdin:
        try:
            reply = answer(family, prepared, line.split())
        except Exception as error:  # whatever it is, the others go on
            reply = {"error": f"{type(error).__name__}: {error}"}
        replies.write(json.dumps(reply) + "\n")
        replies.flush()
