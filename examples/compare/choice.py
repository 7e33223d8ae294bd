"""What a comparison found: for each optimizer the rate that the validation part picks, and how it tests there."""

from dataclasses import dataclass
from statistics import mean
from typing import Any, Dict, List, NamedTuple, Optional

OPTIMIZERS = {  # by the names of the programs, in the order of the legend
    "adamw": "AdamW",
    "momentum": "SGD with momentum",
    "power_sign": "PowerSign",
    "addsign": "AddSign",
    "signum": "Signum",
    "lion": "Lion",
}


class Task(NamedTuple):
    program: str
    label: str


TASKS = {"digits": Task("train_digits", "digits"), "text": Task("train_text", "text")}


class ResultError(Exception):
    """Results that do not make a table; the text says why."""


@dataclass(frozen=True)
class AtRate:
    """All seeds of one optimizer at one rate of one task."""

    rate: float
    validation_loss: Optional[float]  # the mean; None where a loss of any seed is no number: such a rate is too high
    test_losses: List[float]
    test_accuracies: List[float]


@dataclass(frozen=True)
class Curve:
    """One optimizer on one task: its rates, rising, and the one that was picked."""

    points: List[AtRate]
    picked: AtRate

    def is_at_edge(self) -> bool:
        return len(self.points) > 2 and self.picked in (self.points[0], self.points[-1])


Curves = Dict[str, Dict[str, Curve]]  # by task, then by optimizer


def curves_of(runs: List[Dict[str, Any]]) -> Curves:
    try:
        return {
            task: {
                optimizer: curve([run for run in runs if run["task"] == task and run["optimizer"] == optimizer])
                for optimizer in OPTIMIZERS
            }
            for task in TASKS
        }
    except KeyError as error:
        raise ResultError(f"a run has no {error}") from None


def curve(runs: List[Dict[str, Any]]) -> Curve:
    points = [at_rate([run for run in runs if run["lr"] == rate]) for rate in sorted({run["lr"] for run in runs})]
    learned = [point for point in points if point.validation_loss is not None]
    if not learned:
        raise ResultError("there are no runs, or none that learned, of a task and an optimizer")
    if len({len(point.test_losses) for point in points}) != 1:
        raise ResultError("the rates of an optimizer do not all have the same seeds")
    return Curve(points, min(learned, key=lambda point: point.validation_loss))


def at_rate(runs: List[Dict[str, Any]]) -> AtRate:
    failed = any(run[loss] is None for run in runs for loss in ("validation_loss", "test_loss"))
    return AtRate(
        rate=runs[0]["lr"],
        validation_loss=None if failed else mean(run["validation_loss"] for run in runs),
        test_losses=[run["test_loss"] for run in runs],
        test_accuracies=[run["test_accuracy"] for run in runs],
    )
