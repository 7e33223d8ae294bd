"""What the probes of claims.py share: each is a function that returns whether the claim holds, and what was seen."""

import json
import sys
from typing import Callable, Dict, Tuple

Seen = Tuple[bool, str]


def error_of(call: Callable[[], object]) -> str:
    """The name of the exception's class, or "no error"."""
    try:
        call()
    except Exception as error:  # whichever it is, is what is asked
        return type(error).__name__
    return "no error"


def all_errors(wanted: str, calls: Dict[str, Callable[[], object]]) -> Seen:
    found = {name: error_of(call) for name, call in calls.items()}
    return all(error == wanted for error in found.values()), ", ".join(f"{k}: {v}" for k, v in found.items())


def answer(probes: Dict[str, Callable[[], Seen]]) -> None:
    """Runs those that are named on the command line, and prints a line of JSON for each."""
    for name in sys.argv[1:]:
        try:
            holds, seen = probes[name]()
        except Exception as error:
            holds, seen = False, f"the probe failed: {type(error).__name__}: {error}"
        text = " ".join(seen.split())
        print("\n" + json.dumps({"probe": name, "holds": bool(holds), "seen": text[:300]}), flush=True)
