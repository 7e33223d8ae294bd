#!/usr/bin/env python3
"""Tests of what ./dev plot reads and writes. Needs Python alone: python3 bench/plot_test.py"""

import sys
import tempfile
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from drawing import with_dark_variant  # noqa: E402
from measurements import LABELS, PLACEMENTS, ROOF, SIZES, InputError  # noqa: E402
from measurements import check_is_whole, conditions, parse, read, size_label  # noqa: E402
from plot import BEST, DARK, LINES, PAGE, main, moved_apart  # noqa: E402
from scaling_table import BEGIN as SCALING_BEGIN, END as SCALING_END  # noqa: E402
from scaling_table import LABELS as SCALING_LABELS  # noqa: E402
from scaling_table import parse_scaling, render_scaling  # noqa: E402
from scaling_table import HEADER as SCALING_HEADER  # noqa: E402
from speed_table import BEGIN, END, HEADER, number, render, replace_between_markers, update_page  # noqa: E402


def entry(name, items=1e9, bytes_per_item=20, **more):
    return {"name": name, "items_per_second": items, "bytes_per_second": items * bytes_per_item, **more}


def document(*benchmarks, **context):
    return {"context": context, "benchmarks": list(benchmarks)}


def cells(measurements):
    """The rows of the table, header and rule left out."""
    lines = [line for line in render(measurements).splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


class Reading(unittest.TestCase):
    def test_the_best_repetition_counts(self):
        names = ["float32/1024/avx2/repeats:3"] * 3
        measurements = parse(document(*(entry(name, items) for name, items in zip(names, [2e9, 3e9, 1e9]))))
        self.assertEqual(measurements.places[0].rows["avx2"], (3e9, 60e9))
        self.assertEqual(measurements.repetitions, (3, 3))

    def test_averages_do_not_count(self):
        average = entry("float32/1024/avx2_mean", 9e9, run_type="aggregate")
        measurements = parse(document(entry("float32/1024/avx2", 1e9, run_type="iteration"), average))
        self.assertEqual(list(measurements.places[0].rows), ["avx2"])
        self.assertEqual(measurements.ignored, [])

    def test_other_rows_are_named(self):
        others = ["call/16/eigen_call", "float32/n/avx2", "float32/0/avx2", "avx2"]
        failed = entry("float64/1024/avx2", error_occurred=True)
        measurements = parse(document(entry("float32/1024/avx2"), failed, *map(entry, others)))
        self.assertEqual(len(measurements.places), 1)
        self.assertEqual(measurements.ignored, sorted(others + ["float64/1024/avx2"]))

    def test_rows_of_another_placement_are_left_out(self):
        placed = [f"float32/4194304/{placement}/avx2" for placement in PLACEMENTS]
        measurements = parse(document(entry("float32/4194304/avx2", 1e9), *(entry(name, 9e9) for name in placed)))
        self.assertEqual(measurements.places[0].rows["avx2"].items, 1e9)
        self.assertEqual((len(measurements.places), measurements.ignored), (1, []))
        self.assertRaises(InputError, parse, document(entry(placed[0])))

    def test_places_are_ordered_by_operands_and_size(self):
        names = ["float64/1024/avx2", "float32/32768/avx2", "float32/1024/avx2"]
        places = parse(document(*map(entry, names))).places
        self.assertEqual(
            [(place.operands, place.n) for place in places], [("float32", 1024), ("float32", 32768), ("float64", 1024)]
        )

    def test_the_target_is_the_one_that_the_library_takes_not_the_fastest(self):
        place = parse(document(entry("float32/1024/avx2", 9e9), entry("float32/1024/avx512", 1e9))).places[0]
        self.assertEqual(place.target(), "avx512")

    def test_bad_input_is_one_clear_error(self):
        for bad in ([], {}, {"benchmarks": 1}, {"benchmarks": [1]}, document()):
            self.assertRaises(InputError, parse, bad)
        for bad in ({}, {"items_per_second": "x", "bytes_per_second": 1}, {"items_per_second": 1}):
            self.assertRaisesRegex(InputError, "avx2", parse, document({"name": "float32/1024/avx2", **bad}))
        for speed in (0, -1, float("nan"), float("inf")):
            self.assertRaisesRegex(InputError, "avx2", parse, document(entry("float32/1024/avx2", speed)))
        self.assertRaisesRegex(InputError, "avx2", parse, document(entry("float32/1024/avx2", bytes_per_item=0)))

    def test_a_file_that_cannot_be_read_is_one_clear_error(self):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "x.json"
            self.assertRaisesRegex(InputError, "dev bench", read, path, parse)
            self.assertRaises(InputError, read, Path(folder), parse)
            for content in (b"", b"{", b"\xff", b"[]"):
                path.write_bytes(content)
                self.assertRaisesRegex(InputError, "x.json", read, path, parse)

    def test_conditions_name_what_the_file_knows(self):
        row, other = entry("float32/1024/avx2"), entry("float32/1024/scalar")
        known = {"cpu": "Some CPU", "compiler": "GCC 12", "flags": "-O2"}
        command = "build/kernel_bench --large --benchmark_out=x.json"
        cases = [
            ([row], {}, "One thread, measured by `./dev bench`."),
            ([row, row], {}, "One thread, the best of 2 repetitions, measured by `./dev bench`."),
            ([row, row, other], {}, "One thread, the best of 1 to 2 repetitions, measured by `./dev bench`."),
            ([row], known, "One thread, Some CPU, GCC 12, -O2 without -march, measured by `./dev bench`."),
            ([row], {"flags": "-O2 -march=haswell"}, "One thread, -O2 -march=haswell, measured by `./dev bench`."),
            ([row], {"command": command}, "One thread, measured by `./dev bench --large`."),
        ]
        for rows, context, sentence in cases:
            self.assertEqual(conditions(parse(document(*rows, **context))), sentence)
        self.assertEqual(conditions(parse({"context": 1, "benchmarks": [row]})), cases[0][2])


class Table(unittest.TestCase):
    def test_ratios_are_to_the_better_baseline(self):
        rows = ["avx2", "roof", "roof_prefetch", "eigen", "auto_select", "auto_arithmetic"]
        speeds = [3e9, 4e9, 6e9, 0.1e9, 4e9, 2e9]
        measurements = parse(document(*(entry(f"float32/1024/{row}", items) for row, items in zip(rows, speeds))))
        self.assertEqual(cells(measurements), [["float32", "1K", "avx2", "3.00", "60.0", "0.50", "30.0", "0.75"]])

    def test_the_roof_is_the_best_of_its_loops(self):
        rows = ["avx2", "roof", "roof_prefetch", "roof_narrow_lines_var_last", "roof_of_something_else"]
        speeds = [3e9, 2e9, 4e9, 5e9, 6e9]
        measurements = parse(document(*(entry(f"float32/1024/{row}", items) for row, items in zip(rows, speeds))))
        self.assertEqual(cells(measurements)[0][5], "0.60")
        self.assertEqual(len(ROOF), len(set(ROOF)))

    def test_what_was_not_measured_is_a_dash(self):
        measurements = parse(document(entry("float32/1024/avx2"), entry("float64/1024/roof")))
        self.assertEqual(cells(measurements), [["float32", "1K", "avx2", "1.00", "20.0", "-", "-", "-"]])
        self.assertRaises(InputError, render, parse(document(entry("float64/1024/roof"))))

    def test_lines_are_aligned_and_short(self):
        names = ["float32/1024/avx512", "float32_grad_bfloat16/134217728/avx512_fp16", "float64/7/scalar"]
        lines = render(parse(document(*map(entry, names), cpu="x " * 99))).splitlines()
        self.assertEqual(len({len(line) for line in lines if line.startswith("|")}), 1)
        self.assertLessEqual(max(map(len, lines)), 120)
        self.assertEqual(len(cells(parse(document(entry(names[0]))))[0]), len(HEADER))

    def test_only_the_text_between_the_markers_changes(self):
        text = f"before\n{BEGIN}\nold\n{END}\nafter\n"
        once = replace_between_markers(text, "new", "page.md")
        self.assertEqual(once, f"before\n{BEGIN}\nnew\n{END}\nafter\n")
        self.assertEqual(replace_between_markers(once, "new", "page.md"), once)

    def test_markers_that_do_not_fit_are_an_error(self):
        for text in ("", BEGIN, END, f"{END}{BEGIN}", f"{BEGIN}{END}{BEGIN}{END}"):
            self.assertRaisesRegex(InputError, "page.md", replace_between_markers, text, "new", "page.md")

    def test_a_page_keeps_all_but_its_tables(self):
        text = PAGE.read_text(encoding="utf-8")
        with tempfile.TemporaryDirectory() as folder:
            page = Path(folder) / "page.md"
            page.write_text(text, encoding="utf-8")
            for begin, end in ((BEGIN, END), (SCALING_BEGIN, SCALING_END)):
                update_page(page, "new", begin, end)
                text = replace_between_markers(text, "new", PAGE.name, begin, end)
                self.assertIn(f"{begin}\nnew\n{end}", text)
                self.assertEqual(page.read_text(encoding="utf-8"), text)
            self.assertRaisesRegex(InputError, "none.md", update_page, Path(folder) / "none.md", "new")

    def test_numbers_have_three_digits(self):
        self.assertEqual(
            [number(value) for value in (0.004, 0.972, 9.994, 9.996, 99.94, 99.96, 1234)],
            ["0.00", "0.97", "9.99", "10.0", "99.9", "100", "1234"],
        )

    def test_sizes(self):
        sizes = (1000, 1024, 32768, 1 << 20, 1 << 27)
        self.assertEqual([size_label(n) for n in sizes], ["1000", "1K", "32K", "1M", "128M"])


def step(name, items=1e9):
    """A step of 2^20 elements."""
    return entry(name, items, real_time=2**20 / items * 1e9, time_unit="ns")


def whole_scaling(*more, **context):
    """One thread at 10^9/s everywhere, and what is told beside it."""
    return document(*(step(f"{group}/{work}/serial") for group, (_, work) in SCALING_LABELS.items()), *more, **context)


class ScalingTable(unittest.TestCase):
    @staticmethod
    def tables(scaling):
        """The cells of all lines that are in a table."""
        lines = [line for line in render_scaling(parse_scaling(scaling)).splitlines() if line.startswith("|")]
        return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]

    def test_ratios_are_to_the_rows_of_the_same_group(self):
        names = ["multi/openmp_2", "flat/openmp_2", "roof/openmp_2", "roof_lines_prefetch/openmp_2", "eigen/serial"]
        speeds = [2e9, 4e9, 5e9, 8e9, 0.5e9]
        rows = [step(f"resnet50/{name}", items) for name, items in zip(names, speeds)]
        other = step("gpt2_small/flat/openmp_2", 3e9)
        cells = self.tables(whole_scaling(other, *rows))
        found = [row for row in cells if row[0].startswith("ResNet-50")]
        self.assertEqual(found[0][1:], ["serial", "1.05", "1.00", "20.0", "-", "-", "-", "2.00"])
        self.assertEqual(found[1][1:], ["openmp, 2", "0.524", "2.00", "40.0", "0.25", "2.00", "0.50", "4.00"])
        self.assertEqual(len(cells), 2 + len(SCALING_LABELS) + 1)

    def test_another_placement_is_another_group(self):
        cells = self.tables(whole_scaling(step("threads/16777216/spread/flat/serial", 9e9)))
        self.assertEqual([row[3] for row in cells[2:]], ["1.00"] * len(SCALING_LABELS))

    def test_one_array_is_not_beside_itself(self):
        cells = self.tables(whole_scaling(step("threads/262144/flat/eigen_pool_2", 2e9)))
        self.assertEqual(cells[3][1:], ["eigen_pool, 2", "0.524", "2.00", "40.0", "-", "2.00", "-", "-"])

    def test_the_best_repetition_counts(self):
        rows = [step("threads/262144/flat/serial", items) for items in (3e9, 2e9)]
        scaling = parse_scaling(whole_scaling(*rows))
        self.assertEqual(scaling.rows["threads/262144", "flat", "serial"].items, 3e9)
        self.assertEqual(scaling.repetitions, (1, 3))

    def test_momentum_has_a_table_of_its_own(self):
        works = ["ordinary", "stuck", "flushed"]
        rows = [step(f"grad_0/{work}/avx2", items) for work, items in zip(works, (2**30, 2**20, 2**29))]
        cells = self.tables(whole_scaling(*rows))
        self.assertEqual(cells[-1], ["avx2", "0.977", "-", "1000", "1.95"])
        self.assertEqual(len(cells[-1]), len(cells[-3]))

    def test_a_filtered_run_is_refused(self):
        whole = whole_scaling()
        missing = "rows of threads/262144 are missing"
        self.assertRaisesRegex(InputError, missing, parse_scaling, {"benchmarks": whole["benchmarks"][1:]})
        self.assertRaises(InputError, parse_scaling, document())
        self.assertRaises(InputError, parse_scaling, [])

    def test_a_row_without_a_time_is_one_clear_error(self):
        for bad in ({"time_unit": "us", "real_time": 1}, {"time_unit": "ns"}):
            measured = document(entry("resnet50/multi/serial", **bad))
            self.assertRaisesRegex(InputError, "resnet50", parse_scaling, measured)

    def test_lines_are_aligned_and_short(self):
        lines = render_scaling(parse_scaling(whole_scaling(cpu="x " * 99, num_cpus=2))).splitlines()
        self.assertEqual(len({len(line) for line in lines if line.startswith("|")}), 1)
        self.assertLessEqual(max(map(len, lines)), 120)
        self.assertTrue(lines[0].startswith("2 cores, x x"))
        self.assertEqual(len(self.tables(whole_scaling())[0]), len(SCALING_HEADER))


def contrast(one, other):
    """The contrast ratio of WCAG 2."""
    lights = []
    for colour in (one, other):
        channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
        lights.append(0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2])
    return (max(lights) + 0.05) / (min(lights) + 0.05)


class Plot(unittest.TestCase):
    def test_labels_move_only_where_they_are_close(self):
        self.assertEqual(moved_apart([], 1), [])
        self.assertEqual(moved_apart([0, 5], 1), [0, 5])
        self.assertEqual(moved_apart([0, 0, 9], 2), [-1, 1, 9])
        self.assertEqual(moved_apart([0, 1.5, 1.5], 2), [-1, 1, 3])

    def test_lines_stand_out_from_both_backgrounds(self):
        for line in [BEST, *LINES]:
            self.assertGreaterEqual(contrast(line.light, "#ffffff"), 4.5, line)
            self.assertGreaterEqual(contrast(line.dark, DARK["#ffffff"]), 4.5, line)

    def test_the_dark_variant_replaces_every_colour(self):
        svg = with_dark_variant("<svg><defs></defs><defs></defs></svg>", DARK)
        self.assertEqual(svg.count("<style>"), 1)
        for light, dark in DARK.items():
            self.assertIn(f'[style*="fill: {light}"] {{ fill: {dark} !important }}', svg)

    def test_a_missing_file_is_no_traceback(self):
        with tempfile.TemporaryDirectory() as folder:
            sys.argv = ["plot.py", f"{folder}/none.json", "--svg", f"{folder}/x.svg", "--page", f"{folder}/page.md"]
            self.assertEqual(main(), 1)
            self.assertEqual(list(Path(folder).iterdir()), [])

    def test_a_filtered_run_is_refused(self):
        whole = [entry(f"{operands}/{n}/avx2") for operands in LABELS for n in SIZES]
        check_is_whole(parse(document(*whole)))
        with self.assertRaisesRegex(InputError, "1 of the 32 rows of a whole run are missing, float32/1024 first"):
            check_is_whole(parse(document(*whole[1:])))


if __name__ == "__main__":
    unittest.main()
