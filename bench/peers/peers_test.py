#!/usr/bin/env python3
"""Tests of the plan of the benchmarks beside other systems, and of their report, on made-up results; and that
docs/semantics.md and its claims are the same. Needs Python alone: python3 peers_test.py

The drawing, which needs matplotlib, is left out; run_test.py has the running."""

import contextlib
import io
import json
import math
import sys
import tempfile
import unittest
from pathlib import Path
from unittest import mock

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

import agreement  # noqa: E402
import bars  # noqa: E402
import claims  # noqa: E402
import made_up  # noqa: E402
import plan  # noqa: E402
import progress  # noqa: E402
import report  # noqa: E402
import row  # noqa: E402
import semantics_check  # noqa: E402
import tables  # noqa: E402
from results import InputError, Results, check_is_whole, read  # noqa: E402
from speed_table import replace_between_markers  # noqa: E402

LARGE_GRAD, BFLOAT16_FRACTION = 16, 7  # as peer_data.py has them; var is in [1, 2)


def results(threads=plan.THREADS, change=lambda document: None):
    document = made_up.document(list(threads))
    change(document)
    return Results(document)


def slower(peer, times, **where):
    """Makes a peer so many times as slow in the rows that are meant."""

    def change(document):
        for row in document["rows"]:
            if all(row[name] == value for name, value in where.items()):
                for cell in row["cells"]:
                    if cell["peer"] == peer:
                        cell["seconds"] = [seconds * times for seconds in cell["seconds"]]

    return change


def without(peer, is_meant):
    def change(document):
        for row in filter(is_meant, document["rows"]):
            row["cells"] = [cell for cell in row["cells"] if cell["peer"] != peer]

    return change


class Plan(unittest.TestCase):
    def test_rows_are_of_every_size_dtype_and_rule_once(self):
        rows = list(plan.rows_of(1, False))
        self.assertEqual(len(rows), len(set(rows)))
        for dtype in plan.DTYPES:
            for n in plan.SIZES:
                rules = {row.rule for row in rows if (row.dtype, row.n) == (dtype, n)}
                self.assertEqual(rules - {"step"}, {"add_sign", "power_sign", "lion", "signum"})
        self.assertLess(len(list(plan.rows_of(1, True))), len(rows) / 4)

    def test_scalars_are_exact_in_the_narrowest_dtype(self):
        for rule, scalars in plan.SCALARS.items():
            for scalar in scalars:
                digits = float(scalar).hex().split("0x1.")[1].split("p")[0].rstrip("0") if scalar else ""
                self.assertLessEqual(len(digits), 2, f"{rule} {scalar}: more than 8 bits")

    def test_a_wrong_sign_is_seen_in_every_dtype(self):
        """By how much var is off after three steps, beside what agreement.py allows in the widest last place."""
        lr, alpha, decay, _ = plan.SCALARS["add_sign"]
        off = {"add_sign": lr * alpha * 2 * decay * LARGE_GRAD}
        lr, logbase, decay, _ = plan.SCALARS["power_sign"]
        off["power_sign"] = lr * 2 * math.sinh(logbase * decay) * LARGE_GRAD
        off.update({rule: 2 * plan.SCALARS[rule][0] for rule in ("lion", "signum")})
        for rule, of_a_step in off.items():
            self.assertGreater(row.STEPS_COMPARED * of_a_step, agreement.CLOSE * 2.0**-BFLOAT16_FRACTION, rule)
            if rule in ("lion", "signum"):  # without a step, too
                self.assertGreater(of_a_step / 2, agreement.CLOSE * 2.0**-BFLOAT16_FRACTION, rule)

    def test_the_time_left(self):
        self.assertEqual(progress.time_left(25, 100, 60), "about 3 min left")
        self.assertEqual(progress.time_left(75, 100, 60), "about 20 s left")
        self.assertIn("not known", progress.time_left(0, 100, 60))


class Agreement(unittest.TestCase):
    def test_bits_are_demanded_where_they_are_known(self):
        for peer, rule, dtype, wanted in (
            ("mindspore", "add_sign", "float16", ("signopt", 0, 0)),
            ("mindspore", "power_sign", "float16", ("signopt_16", 0, 0)),
            ("tensorflow", "add_sign", "bfloat16", ("signopt_16", 0, 0)),
            ("tensorflow", "add_sign", "float32", ("signopt", 0, 0)),
            ("tensorflow_xla", "add_sign", "float16", ("signopt_16", agreement.CLOSE, agreement.CLOSE)),
            ("tensorflow_xla", "add_sign", "float32", ("signopt", agreement.CLOSE, agreement.CLOSE)),
            ("lion_pytorch", "lion", "float32", ("signopt", 0, agreement.CLOSE)),
        ):
            self.assertEqual(tuple(agreement.expected(peer, rule, dtype)), wanted)
        for peer, rule in (("signopt", "lion"), ("roof", "lion"), ("torch_sgd", "add_sign"), ("libtorch", "step")):
            self.assertIsNone(agreement.expected(peer, rule, "float32"))

    def test_faults(self):
        none, one = {"differ": 0, "ulps": 0}, {"differ": 1, "ulps": 1}
        bits, close = agreement.Expected("signopt", 0, 0), agreement.Expected("signopt", 2, 0.5)
        self.assertEqual(agreement.faults({"var": none, "m": none}, bits), [])
        self.assertEqual(len(agreement.faults({"var": one, "m": one}, bits)), 2)
        self.assertRegex(agreement.faults({"var": one, "m": one}, close)[0], "m is off by 1 last places")
        self.assertEqual(agreement.in_words({"var": none, "m": one}), "0 / 1")


class Report(unittest.TestCase):
    def test_only_whole_runs_are_for_pages(self):
        check_is_whole(results())
        for change in (
            lambda d: d.update(quick=True),
            lambda d: d["rows"].pop(),
            lambda d: d["skipped"].append({"what": "torch", "reason": "no network"}),
            lambda d: d["rows"][0]["cells"][5].update(faults=["var is off"]),
            lambda d: d["rows"][3].update(busy_with_others=1.9),
            without("mindspore", lambda row: row["n"] >= 1 << 20),
            without("mindspore", lambda row: row["threads"] == 2),
            without("torch_sgd", lambda row: True),
        ):
            self.assertRaises(InputError, check_is_whole, results(change=change))
        for threads in plan.THREADS:
            self.assertRaisesRegex(InputError, "rows are missing", check_is_whole, results([threads]))

    def test_how_busy_others_were_is_on_the_page(self):
        busy = results(change=lambda d: d["rows"][3].update(busy_with_others=0.21))
        self.assertIn("at most 0.21 of a CPU", tables.conditions(busy))

    def test_bad_input_is_one_clear_error(self):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "x.json"
            self.assertRaisesRegex(InputError, "dev peers bench", read, path)
            for content in ("", "{}", "[]", '{"format": 1, "rows": [1]}', '{"format": 2, "rows": [{}]}'):
                path.write_text(content)
                self.assertRaises(InputError, read, path)
        for bad in (0, -1, float("nan")):
            self.assertRaises(InputError, results, change=slower("eigen", bad, rule="add_sign"))

    def test_the_best_repetition_counts_and_errors_are_kept(self):
        row = plan.Row(1, "float32", 1024, "add_sign")
        self.assertAlmostEqual(results().time(row, "eigen"), made_up.seconds_of("eigen", row))

        def fail(document):
            document["rows"][0]["cells"][0]["error"] = "it ended"

        failed = results(change=fail)
        self.assertEqual([error for _, _, error in failed.errors], ["it ended"])
        self.assertTrue("it ended" in report.page(failed, []))

    def test_bars(self):
        self.assertEqual([verdict.short for verdict in bars.verdicts(results())], [[]] * 2 * len(bars.BARS))
        cases = (
            (slower("compiler", 0.1, n=1024, dtype="float16"), [0]),
            (slower("signopt", 1.6, n=1 << 24, dtype="float32", rule="lion"), [0, 1]),
            (slower("torch_compile", 0.7, n=1 << 24, dtype="float16"), [2]),
            (slower("libtorch", 0.1, n=1024, rule="signum", dtype="float32"), [3]),
            (slower("mindspore", 0.02, n=1024, rule="add_sign"), [4]),
            (slower("libtorch", 0.25, n=1 << 24, rule="step"), [5]),
        )
        for change, wanted in cases:
            changed = results([1], change)
            short = [i for i, bar in enumerate(bars.BARS) if bars.verdict(changed, bar, 1).short]
            self.assertEqual(short, wanted)
            self.assertIn("falls short", "\n".join(tables.bars_table(changed)))
            limit = "no roof" if wanted == [5] else "of the roof"
            self.assertTrue(limit in "\n".join(tables.short_table(changed)), limit)

    def test_who_is_not_ahead_is_counted(self):
        self.assertIn("wins 0 and draws 0", tables.not_ahead_count(results()))
        drawn = results([1], slower("eigen", 1.05 / 5, dtype="float64", n=1 << 24, rule="lion"))
        self.assertIn("same rule, the peer wins 0 and draws 1", tables.not_ahead_count(drawn))

    def test_another_rule_that_is_faster_wins_nothing(self):
        faster = results(change=slower("torch_sgd", 1e-3))
        self.assertEqual(bars.verdict(faster, bars.BARS[0], 1).short, [])
        self.assertRegex(tables.not_ahead_count(faster), r"same rule, the peer wins 0 .* the other wins \d\d")

    def test_a_peer_in_16_bits_is_beside_both_of_ours(self):
        row = plan.Row(1, "float16", 1024, "add_sign")
        for peer in ("tensorflow", "tensorflow_xla"):
            beside = [pair.ours for pair in results().pairs(row) if pair.peer == peer]
            self.assertEqual(beside, ["signopt", "signopt_16"])
        self.assertEqual([p.ours for p in results().pairs(row) if p.peer == "torch_foreach"], ["signopt_list"])

    def test_the_pages_take_the_tables(self):
        whole = results()
        page = replace_between_markers(
            report.PAGE.read_text(), report.page(whole, report.PLOTS), "benchmarks.md", report.BEGIN, report.END
        )
        for words in ("PASS", "Nothing falls short", "### Signum", "same bits as 16-bit", "Python's own share"):
            self.assertTrue(words in page, words)
        readme = replace_between_markers(
            report.README.read_text(), report.readme(whole), "README.md", report.BEGIN, report.END
        )
        self.assertLessEqual(len(readme.splitlines()), 200)
        self.assertLessEqual(len(tables.readme_table(whole)) - 2, 8)

    def test_a_quick_run_is_printed_and_not_written(self):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "quick.json"
            document = made_up.document([1])
            document["quick"] = True
            path.write_text(json.dumps(document))
            for words, wanted in ([str(path)], 0), ([str(path), "--write"], 1):
                with mock.patch.object(sys, "argv", ["report.py", *words]), contextlib.redirect_stdout(io.StringIO()):
                    with contextlib.redirect_stderr(io.StringIO()):
                        self.assertEqual(report.main(), wanted)


class Semantics(unittest.TestCase):
    def test_the_page_says_what_is_probed(self):
        self.assertEqual(semantics_check.differences(semantics_check.PAGE.read_text(), claims.CLAIMS), [])

    def test_a_change_of_the_page_is_noticed(self):
        text = semantics_check.PAGE.read_text()
        for old, new, wanted in (
            ("| empty arrays | fail |", "| empty arrays | pass |", 2),
            ("| sign(NaN) | NaN | 0 |\n", "", 1),
            ("| sign(NaN) | NaN | 0 |\n", "| sign(NaN) | NaN | 0 |\n| more | of it | here |\n", 1),
            ("lion-pytorch 0.2.5", "lion-pytorch 0.2.6", 1),
            ("## Where it differs from TensorFlow", "## TensorFlow", 1),
        ):
            self.assertEqual(text.count(old), 1, old)
            self.assertEqual(len(semantics_check.differences(text.replace(old, new), claims.CLAIMS)), wanted, new)

    def test_every_claim_has_its_probe(self):
        for claim in claims.CLAIMS:
            self.assertIn(f"def {claim.probe}(", (HERE / f"probes_{claim.family}.py").read_text())


if __name__ == "__main__":
    unittest.main()
