"""Made-up results of a whole run, for the tests: no figure in them was measured."""

from typing import Any, Dict, Iterator, List

from agreement import expected
from plan import LIST, NATIVE, OURS, PEERS, ROOF, THREADS, Row, rows_of

NANOSECONDS_A_CALL = {OURS: 50, NATIVE: 60, LIST: 150, ROOF: 20, "compiler": 100, "eigen": 200, "libtorch": 9000}
PYTHON_CALL = 100_000
SLOWER = {OURS: 1.05, NATIVE: 1.5, LIST: 1.06, ROOF: 1.0, "compiler": 1.4, "torch_compile": 2.0, "mindspore": 90.0}


def has_peer(peer: str, row: Row) -> bool:
    if row.rule == "step":
        return peer in (OURS, "libtorch", "torch_adamw")
    if peer == NATIVE:
        return row.dtype in ("float16", "bfloat16")
    if peer == "lion_pytorch":
        return row.rule == "lion"
    if peer in ("torch_adamw", "torch_sgd"):
        return row.rule == "add_sign"
    if peer == "mindspore" and row.dtype == "bfloat16":
        return False
    if peer in ("mindspore", "tensorflow", "tensorflow_xla"):
        return row.rule in ("add_sign", "power_sign")
    return not (peer in (LIST, "torch_foreach") and row.n == 1)


def seconds_of(peer: str, row: Row) -> float:
    call = NANOSECONDS_A_CALL.get(peer, PYTHON_CALL) * 1e-9
    width = {"float64": 8, "float32": 4}.get(row.dtype, 2)
    return call + row.n * width * 5 / 80e9 / row.threads * SLOWER.get(peer, 5.0)


def cell(peer: str, row: Row) -> Dict[str, Any]:
    seconds = seconds_of(peer, row)
    made: Dict[str, Any] = {"peer": peer, "calls": 10, "seconds": [11 * seconds, 10 * seconds, 12 * seconds]}
    wanted = expected(peer, row.rule, row.dtype)
    if wanted:
        made["compared"] = {"against": wanted.against, "steps": 3}
        for name, bound in (("var", wanted.var), ("m", wanted.m)):
            made["compared"][name] = {"differ": 7 if bound else 0, "ulps": min(bound, 3.0)}
    return made


def rows(threads: List[int]) -> Iterator[Row]:
    for count in threads:
        yield from rows_of(count, False)


def document(threads: List[int] = THREADS) -> Dict[str, Any]:
    return {
        "format": 1,
        "quick": False,
        "command": "./dev peers bench",
        "date": "2000-01-01",
        "minutes": 20.0,
        "rounds": 7,
        "seconds_a_turn": 0.03,
        "machine": {"cpu": "Some CPU", "family_model_stepping": "1/2/3"},
        "versions": {
            "signopt": {"signopt": "0.0.0", "target": "scalar", "compiler": "GNU 1", "flags": "-O2"},
            "loops": {"Eigen": "3.4.0"},
            "torch": {"torch": "2.0", "lion-pytorch": "0.1", "numpy": "2.0"},
        },
        "skipped": [],
        "rows": [
            {
                **row._asdict(),
                "label": row.label(),
                "busy_with_others": 0.0,
                "cells": [cell(peer, row) for peer in PEERS if has_peer(peer, row)],
            }
            for row in rows(threads)
        ],
    }
