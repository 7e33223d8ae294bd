#!/usr/bin/env python3
"""Tests of what ./dev compare makes of its runs. Needs Python alone: python3 examples/compare/compare_test.py"""

import stat
import sys
import tempfile
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT / "bench"))

import choice_plot  # noqa: E402
import storages_plot  # noqa: E402
import storages_table  # noqa: E402
from choice import OPTIMIZERS, TASKS, ResultError, curves_of  # noqa: E402
from choice_table import BEGIN, END, HEADER, render  # noqa: E402
from drawing import BACKGROUND  # noqa: E402
from panels import dark_of  # noqa: E402
from plot_test import contrast  # noqa: E402
from runs import FIRST_EXPONENT, Job, RunError, quick, rates_of, run_all, whole  # noqa: E402
from speed_table import replace_between_markers  # noqa: E402
from storages import STORAGES, found_in  # noqa: E402
from storages import quick as quick_storages, whole as whole_storages  # noqa: E402


def run(task, optimizer, lr, validation, test, accuracy=0.5):
    losses = {"validation_loss": validation, "test_loss": test, "test_accuracy": accuracy}
    return {"task": task, "budget": ["--steps", "9"], "optimizer": optimizer, "lr": lr, **losses}


def runs(**changed):
    """Each optimizer at three rates, two seeds, the middle one best; for those in `changed`, these runs on the text."""
    result = []
    for task in TASKS:
        for optimizer in OPTIMIZERS:
            for lr, validation in ((0.1, 2), (1, 1), (10, 3)):
                for more in (0, 0.5):
                    loss = validation + more
                    result.append(run(task, optimizer, lr, loss, loss + 0.25, 0.5 + more / 10))
    kept = [one for one in result if one["task"] != "text" or one["optimizer"] not in changed]
    return kept + [run("text", optimizer, *numbers) for optimizer, some in changed.items() for numbers in some]


def cells(all_runs):
    lines = [line for line in render(curves_of(all_runs), all_runs).splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


class Choice(unittest.TestCase):
    def test_validation_picks_and_the_test_part_is_reported(self):
        found = curves_of(runs(lion=[(0.1, 2, 9), (1, 3, 1), (10, 4, 1)]))["text"]["lion"]
        self.assertEqual((found.picked.rate, found.picked.test_losses), (0.1, [9]))

    def test_the_mean_over_the_seeds_picks(self):
        found = curves_of(runs(lion=[(0.1, 1, 7), (0.1, 5, 7), (1, 2, 8), (1, 3, 8)]))["text"]["lion"]
        self.assertEqual([point.validation_loss for point in found.points], [3, 2.5])
        self.assertEqual(found.picked.rate, 1)

    def test_a_rate_at_which_a_seed_failed_is_never_picked(self):
        for failed in ((None, 1), (0, None)):
            found = curves_of(runs(lion=[(0.1, 4, 4), (0.1, 4, 4), (1, 0, 0), (1, *failed)]))["text"]["lion"]
            self.assertEqual(found.picked.rate, 0.1)

    def test_the_edge_of_the_rates_is_told(self):
        for best, edge in ((0.1, True), (1, False), (10, True)):
            some = [(lr, 1 if lr == best else 2, 1) for lr in (0.1, 1, 10)]
            self.assertEqual(curves_of(runs(lion=some))["text"]["lion"].is_at_edge(), edge)

    def test_what_is_missing_is_an_error(self):
        whole_run = runs()
        without_lion = [one for one in whole_run if one["optimizer"] != "lion"]
        self.assertRaisesRegex(ResultError, "no runs", curves_of, without_lion)
        self.assertRaisesRegex(ResultError, "none that learned", curves_of, runs(lion=[(1, None, None)]))
        self.assertRaisesRegex(ResultError, "same seeds", curves_of, whole_run[1:])
        del whole_run[0]["lr"]
        self.assertRaisesRegex(ResultError, "a run has no 'lr'", curves_of, whole_run)


class Table(unittest.TestCase):
    def test_means_and_spreads_of_the_test_part(self):
        lion = next(row for row in cells(runs()) if row[0] == "Lion")
        self.assertEqual(lion, ["Lion", "1", "0.5250", "0.5000 to 0.5500", "1.5000", "1", "1.5000", "1.2500 to 1.7500"])

    def test_the_best_on_the_text_comes_first_whoever_it_is(self):
        for winner in OPTIMIZERS:
            rows = cells(runs(**{winner: [(0.1, 1, 0.5), (1, 2, 0.25), (10, 3, 0.25)]}))
            self.assertEqual(rows[2][0], OPTIMIZERS[winner])
            self.assertEqual(rows[2][5:], ["0.1*", "0.5000", "0.5000 to 0.5000"])

    def test_lines_are_aligned_and_short_and_the_budget_is_told(self):
        text = render(curves_of(runs()), runs())
        lines = text.splitlines()
        self.assertEqual(len({len(line) for line in lines if line.startswith("|")}), 1)
        self.assertLessEqual(max(map(len, lines)), 120)
        self.assertIn("text: `train_text --steps 9`, 3 rates half a decade apart, 2 seeds.", " ".join(lines))
        self.assertEqual(cells(runs())[0], HEADER)
        self.assertNotIn("*", text)

    def test_the_page_has_the_place_for_it(self):
        page = (ROOT / "docs/choosing.md").read_text(encoding="utf-8")
        self.assertIn(f"{BEGIN}\nnew\n{END}", replace_between_markers(page, "new", "choosing.md", BEGIN, END))


class Runs(unittest.TestCase):
    def test_each_optimizer_has_seven_rates_half_a_decade_apart(self):
        self.assertEqual(rates_of("addsign"), [0.01, 0.0316, 0.1, 0.316, 1, 3.16, 10])
        self.assertEqual(set(FIRST_EXPONENT), set(OPTIMIZERS))
        for optimizer in OPTIMIZERS:
            mine = [job for job in whole() if job.optimizer == optimizer and job.seed == 1]
            self.assertEqual(len(mine), 7 * len(TASKS))
        self.assertEqual(len(quick()), 2 * len(TASKS) * len(OPTIMIZERS))

    def program(self, folder, text):
        path = Path(folder) / "train_text"
        path.write_text(f"#!/bin/sh\n{text}\n", encoding="utf-8")
        path.chmod(path.stat().st_mode | stat.S_IXUSR)

    def test_results_keep_the_order_of_the_jobs_and_progress_is_told(self):
        told = []
        jobs = [Job("text", "lion", rate, 1, ["--steps", "7"]) for rate in (0.5, 0.25, 0.125, 2.0)]
        with tempfile.TemporaryDirectory() as folder:
            self.program(folder, """echo table; echo "{\\"lr\\": $4, \\"all\\": \\"$*\\"}" """)
            results = run_all(jobs, Path(folder), 3, lambda *all: told.append(all))
        self.assertEqual([one["lr"] for one in results], [0.5, 0.25, 0.125, 2])
        wanted = "--optimizer lion --lr 0.5 --seed 1 --steps 7 --schedule linear --validation --json"
        self.assertEqual((results[0]["all"], results[0]["task"]), (wanted, "text"))
        self.assertEqual([(done, count) for done, count, _ in told], [(1, 4), (2, 4), (3, 4), (4, 4)])
        self.assertEqual(told[3][2], 0)
        self.assertGreater(told[0][2], 0)

    def test_a_program_that_fails_is_one_clear_error(self):
        jobs = [Job("text", "lion", 1.0, 1, [])] * 3
        cases = [("echo no data >&2; exit 1", "train_text .* ended with 1: no data"), ("echo {", "a line of JSON")]
        for text, message in cases + [("true", "a line of JSON")]:
            with tempfile.TemporaryDirectory() as folder:
                self.program(folder, text)
                self.assertRaisesRegex(RunError, message, run_all, jobs, Path(folder), 2, lambda *all: None)


def storage_runs():
    """What the jobs of a quick comparison would print, each better than the one before."""
    result = []
    for number, job in enumerate(quick_storages()):
        named = dict(zip([option[2:] for option in job.others[::2]], job.others[1::2]))
        result.append({**named, "task": job.task, "budget": job.budget, "lr": job.rate, "seed": job.seed})
        result[-1]["validation_accuracy"] = number / 100
    return result


class Storages(unittest.TestCase):
    def test_each_storage_runs_at_five_rates_with_three_seeds(self):
        for task in TASKS:
            for storage in STORAGES:
                mine = [job for job in whole_storages() if (job.task, job.others) == (task, tuple(storage.options()))]
                self.assertEqual(len(mine), 5 * 3)
                self.assertEqual(len({job.rate for job in mine}), 5)

    def test_means_over_the_seeds_stand_in_the_table(self):
        once = storage_runs()
        again = [{**run, "seed": 2, "validation_accuracy": run["validation_accuracy"] + 0.5} for run in once]
        text = storages_table.render(found_in(once + again), once + again)
        rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in text.splitlines() if line[:1] == "|"]
        self.assertEqual(rows[0], ["var and m are stored in", "bytes", "lr 0.01", "lr 0.03"])
        self.assertEqual(rows[2], ["float32", "8", "0.2500", "0.2600"])
        self.assertEqual(rows[3], ["float32, m bfloat16", "6", "0.2700", "0.2800"])
        self.assertEqual(len(rows), len(TASKS) * (2 + len(STORAGES)))
        self.assertIn("train_text --steps 30 --validation`", text.replace("\n", " "))
        self.assertLessEqual(max(map(len, text.splitlines())), 120)

    def test_what_is_missing_is_an_error(self):
        without = [run for run in storage_runs() if run["rounding"] != "stochastic"]
        self.assertRaisesRegex(ResultError, "no runs", found_in, without)
        self.assertRaisesRegex(ResultError, "same seeds", found_in, storage_runs() + storage_runs()[:1])
        self.assertRaisesRegex(ResultError, "a run has no 'dtype'", found_in, [{"task": "digits"}])

    def test_the_page_has_the_place_for_them(self):
        page = (ROOT / "docs/semantics.md").read_text(encoding="utf-8")
        begin, end = storages_table.BEGIN, storages_table.END
        self.assertIn(f"{begin}\nnew\n{end}", replace_between_markers(page, "new", "semantics.md", begin, end))


class Plot(unittest.TestCase):
    def test_lines_stand_out_from_both_backgrounds(self):
        self.assertEqual(list(choice_plot.LINES), list(OPTIMIZERS))
        for lines in (list(choice_plot.LINES.values()), storages_plot.LINES):
            self.assertEqual(len({line.light for line in lines}), len(OPTIMIZERS))
            dark = dark_of(lines)
            for line in lines:
                self.assertGreaterEqual(contrast(line.light, BACKGROUND), 4.5, line)
                self.assertGreaterEqual(contrast(line.dark, dark[BACKGROUND]), 4.5, line)


if __name__ == "__main__":
    unittest.main()
