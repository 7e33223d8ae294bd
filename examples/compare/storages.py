"""What a comparison of storages found: AddSign with var and m stored in various types, over the rates."""

from statistics import mean
from typing import Any, Dict, List, NamedTuple

from choice import TASKS, ResultError
from runs import Job

RATES = {"digits": [0.003, 0.01, 0.03, 0.1, 0.4], "text": [0.003, 0.01, 0.03, 0.1, 0.3]}
BUDGETS = {"digits": ["--epochs", "15"], "text": ["--steps", "4000"]}
QUICK_BUDGETS = {"digits": ["--epochs", "1"], "text": ["--steps", "30"]}
SEEDS = 3


class Storage(NamedTuple):
    label: str
    dtype: str
    rounding: str
    momentum: str

    def bytes_of_element(self) -> int:
        """Of var and m."""
        return sum(4 if dtype == "float32" else 2 for dtype in (self.dtype, self.momentum))

    def options(self) -> List[str]:
        return ["--dtype", self.dtype, "--rounding", self.rounding, "--momentum", self.momentum]

    def is_of(self, run: Dict[str, Any]) -> bool:
        return (run["dtype"], run["rounding"], run["momentum"]) == (self.dtype, self.rounding, self.momentum)


STORAGES = [  # in the order of the table and of the legend
    Storage("float32", "float32", "nearest", "float32"),
    Storage("float32, m bfloat16", "float32", "nearest", "bfloat16"),
    Storage("bfloat16, stochastic, m float32", "bfloat16", "stochastic", "float32"),
    Storage("bfloat16, stochastic", "bfloat16", "stochastic", "bfloat16"),
    Storage("bfloat16, nearest, m float32", "bfloat16", "nearest", "float32"),
    Storage("bfloat16, nearest", "bfloat16", "nearest", "bfloat16"),
]


class AtRate(NamedTuple):
    rate: float
    accuracy: float  # on the validation part, the mean over the seeds


Found = Dict[str, Dict[Storage, List[AtRate]]]  # by task


def jobs(rates: Dict[str, List[float]], budgets: Dict[str, List[str]], seeds: int) -> List[Job]:
    return [
        Job(task, "addsign", rate, seed, budgets[task], tuple(storage.options()))
        for task in TASKS
        for storage in STORAGES
        for rate in rates[task]
        for seed in range(1, seeds + 1)
    ]


def whole() -> List[Job]:
    return jobs(RATES, BUDGETS, SEEDS)


def quick() -> List[Job]:
    return jobs({task: rates[1:3] for task, rates in RATES.items()}, QUICK_BUDGETS, 1)


def found_in(runs: List[Dict[str, Any]]) -> Found:
    try:
        return {
            task: {
                storage: at_rates([run for run in runs if run["task"] == task and storage.is_of(run)])
                for storage in STORAGES
            }
            for task in TASKS
        }
    except KeyError as error:
        raise ResultError(f"a run has no {error}") from None


def at_rates(runs: List[Dict[str, Any]]) -> List[AtRate]:
    by_rate = [[run for run in runs if run["lr"] == rate] for rate in sorted({run["lr"] for run in runs})]
    if not by_rate or len({len(some) for some in by_rate}) != 1:
        raise ResultError("there are no runs of a task and a storage, or not all rates have the same seeds")
    return [AtRate(some[0]["lr"], mean(run["validation_accuracy"] for run in some)) for some in by_rate]
