#!/usr/bin/env python3
"""Tests of run.py with workers that only speak as the real ones do. Needs Python alone: python3 run_test.py"""

import contextlib
import io
import json
import os
import sys
import tempfile
import time
import unittest
from pathlib import Path
from unittest import mock

sys.path.insert(0, str(Path(__file__).resolve().parent))

import row  # noqa: E402
import run  # noqa: E402
from processes import Worker, WorkerError, cpus_for  # noqa: E402

# Speaks as worker.hpp says. FAULT is how many elements differ in `compare`, DIE a command that ends it, REFUSE_OF_X
# one that the worker with peer X answers with an error.
FAKE_WORKER = f"""#!{sys.executable}
import json, os, sys
peers = {{"signopt": ["signopt", "roof"], "loops": ["eigen"]}}[os.path.basename(__file__).split("_")[0]]
for line in sys.stdin:
    command, *rest = line.split()
    if command == os.environ.get("DIE"):
        sys.exit(3)
    if command == os.environ.get("REFUSE_OF_" + peers[-1]):
        print('{{"error": "not today"}}', flush=True)
        continue
    if command == "check":
        for name in ("var", "m"):
            open(rest[3] + "." + name, "wb").close()
    of = {{"differ": int(os.environ.get("FAULT", "0")), "ulps": 1e6 * int(os.environ.get("FAULT", "0"))}}
    print(json.dumps({{
        "hello": {{"versions": {{"a": "1"}}}},
        "load": {{"peers": [[peer, "add_sign"] for peer in peers]}},
        "prepare": {{"seconds": 0.1}},
        "compare": {{"var": of, "m": of}},
        "time": {{"seconds": 0.001 * int(rest[2]) if command == "time" else 0}},
        "odd": {{"error": "no such thing"}},
    }}.get(command, {{}})), flush=True)
"""


class Running(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        for name in ("signopt", "loops"):
            path = self.folder / f"{name}_worker"
            path.write_text(FAKE_WORKER)
            path.chmod(0o755)

    def run_it(self, *words, **environment):
        out = self.folder / "out.json"
        arguments = ["--quick", "--threads", "1", "--dtype", "float16", "--out", str(out)]
        arguments += ["--programs", str(self.folder), "--environments", str(self.folder), *words]
        errors = io.StringIO()
        with mock.patch.object(sys, "argv", ["run.py", *arguments]), mock.patch.dict(os.environ, environment):
            with contextlib.redirect_stderr(errors):
                status = run.main()
        return status, json.loads(out.read_text()) if out.exists() else None, errors.getvalue()

    def test_a_run_keeps_every_repetition_and_says_what_is_left_out(self):
        status, document, _ = self.run_it()
        self.assertEqual(status, 0)
        cells = document["rows"][0]["cells"]
        self.assertEqual([cell["peer"] for cell in cells], ["signopt", "roof", "eigen"])
        self.assertTrue(all(len(cell["seconds"]) == run.QUICK.rounds for cell in cells))
        self.assertEqual(cells[2]["compared"]["var"]["differ"], 0)
        left_out = {entry["what"] for entry in document["skipped"]}
        self.assertEqual(left_out, {"libtorch", "torch", "tensorflow", "mindspore"})
        self.assertIn("0%", self.run_it()[2])

    def test_a_wrong_result_fails_the_run(self):
        status, document, errors = self.run_it(FAULT="5")
        self.assertEqual(status, 1)
        self.assertTrue(document["rows"][0]["cells"][2]["faults"])
        self.assertIn("WRONG", errors)

    def test_a_worker_that_ends_is_no_end_of_the_run(self):
        status, document, _ = self.run_it(DIE="check")
        self.assertEqual(status, 0)
        self.assertIn("ended", document["rows"][0]["cells"][2]["error"])
        self.assertIn("loops", {entry["what"] for entry in document["skipped"]})

    def test_arrays_that_were_not_made_are_left_out_by_name(self):
        status, document, errors = self.run_it(REFUSE_OF_eigen="load")
        self.assertEqual((status, len(document["rows"][0]["cells"])), (0, 2))
        self.assertIn(("loops", "load float16 1024 1: not today"), [tuple(e.values()) for e in document["skipped"]])
        self.assertIn("loops is left out: load float16", errors)

    def test_nobody_is_always_the_first(self):
        order = []
        timed = row.RowRunner.time

        def note(runner, of_row, cell, turn):
            order.append((turn, cell["peer"]))
            timed(runner, of_row, cell, turn)

        with mock.patch.object(row.RowRunner, "time", note):
            self.run_it()
        firsts = [next(peer for turn, peer in order if turn == wanted) for wanted in range(run.QUICK.rounds)]
        self.assertEqual(firsts, ["signopt", "roof", "eigen"])

    def test_the_command_has_what_the_user_gave(self):
        self.assertEqual(
            self.run_it("--rule", "add_sign")[1]["command"],
            "./dev peers bench --quick --threads 1 --dtype float16 --rule add_sign",
        )
        with mock.patch.object(sys, "argv", ["run.py", *"--out . --programs . --environments . --parse-only".split()]):
            self.assertEqual(run.main(), 0)
        for wrong in (["--rule", "typo"], ["--qick"], ["--ou", "x"]):
            self.assertRaises(SystemExit, self.run_it, *wrong)

    def test_more_threads_than_cpus_are_not_measured(self):
        with mock.patch.object(os, "sched_getaffinity", lambda _: {0}):
            status, document, errors = self.run_it("--threads", "2")
            self.assertEqual({of_row["threads"] for of_row in document["rows"]}, {1})
        self.assertIn("2 threads is left out", errors)

    def test_a_busy_machine_is_noticed_at_once(self):
        with mock.patch.object(row, "busy_seconds", iter(range(0, 10**6, 100)).__next__):
            self.assertIn("for no page", self.run_it()[2])

    def test_an_earlier_run_explains_nothing(self):
        log = self.folder / "loops_worker.log"
        log.write_text("of an earlier run\n")
        _, document, _ = self.run_it(DIE="check")
        self.assertIn("loops_worker.log: nothing", document["rows"][0]["cells"][2]["error"])

    def test_without_the_library_there_is_no_run(self):
        (self.folder / "signopt_worker").unlink()
        status, document, errors = self.run_it()
        self.assertEqual((status, document), (1, None))
        self.assertIn("nothing to compare with", errors)

    def worker(self):
        worker = Worker("x", [str(self.folder / "signopt_worker")], cpus_for(1), self.folder / "x.log", {})
        self.addCleanup(worker.kill)
        return worker

    def test_a_worker_is_stopped_between_its_turns_and_killed_at_the_end(self):
        worker = self.worker()
        self.assertIn("versions", worker.ask("hello"))
        status = Path(f"/proc/{worker.process.pid}/stat")
        for _ in range(200):  # it takes a moment
            state = status.read_text().rpartition(")")[2].split()[0] if status.exists() else "T"
            if state == "T":
                break
            time.sleep(0.01)
        self.assertEqual(state, "T")
        self.assertRaisesRegex(WorkerError, "no such thing", worker.ask, "odd")
        worker.kill()
        self.assertFalse(worker.is_alive())
        self.assertRaises(WorkerError, worker.ask, "hello")


if __name__ == "__main__":
    unittest.main()
