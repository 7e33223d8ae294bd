#!/usr/bin/env python3
"""Writes the golden files of this folder with the real operators and optimizers of other systems.

Run by hand, one virtual environment (Python 3.11) per framework, from this folder; README.md has their packages:

    ../../build/ms/bin/python make_golden.py --framework mindspore
    ../../build/ms/bin/python make_golden.py --framework mindspore --rule power_sign
    ../../build/tf/bin/python make_golden.py --framework tensorflow
    ../../build/lion/bin/python make_golden.py --framework lion --rule lion
    ../../build/lion/bin/python make_golden.py --framework optax --rule signum

The seeds are fixed: another run writes the same bytes. Every output is also compared, bit for bit, with a NumPy replica
that rounds after each operation (rules.py); one element that differs fails the run.
"""
import argparse
import collections
import pathlib
import sys
import zlib

import numpy as np

import frameworks
import rules

SIZES = (1, 2, 3, 7, 8, 9, 15, 16, 17, 31, 32, 33, 47, 48, 63, 64, 65)
FORMATS = {"float16": (10, 5), "bfloat16": (7, 8), "float32": (23, 8), "float64": (52, 11)}  # mantissa, exponent bits
LETTERS = {"p": "plain", "h": "float16", "b": "bfloat16", "s": "float32", "d": "float64"}

Case = collections.namedtuple("Case", "var m grad kinds scalars")


def dtype(name):
    if name == "bfloat16":
        import ml_dtypes  # comes with TensorFlow only

        return np.dtype(ml_dtypes.bfloat16)
    return np.dtype(name)


def bits(array):
    canonical = np.where(np.isnan(array), np.array(float("nan"), array.dtype), array)
    return canonical.view(f"u{array.dtype.itemsize}")


def special_values(name):
    mantissa, exponent = FORMATS[name]
    infinity = ((1 << exponent) - 1) << mantissa
    one = ((1 << (exponent - 1)) - 1) << mantissa
    quiet_nan = infinity | (1 << (mantissa - 1))
    patterns = [0, 1, (1 << mantissa) - 1, 1 << mantissa, one, one + 1, one + (3 << mantissa)]
    patterns += [infinity - 1, infinity, quiet_nan]
    sign = 1 << (mantissa + exponent)
    return np.array([p | s for p in patterns for s in (0, sign)], f"u{dtype(name).itemsize}").view(dtype(name))


def draw(rng, style, count, var_name, grad_name):
    """count elements: var, m of one dtype, grad of its own; magnitudes so that the new m often changes sign."""
    if style == "special":
        return [rng.choice(special_values(name), count) for name in (var_name, var_name, grad_name)]
    if style == "tiny":  # denormals: some new momenta are not zero before they are rounded to storage, and zero after
        smallest = special_values(var_name)[2].astype(np.float64), special_values(grad_name)[2].astype(np.float64)
        scaled = [rng.randint(-8, 9, count) * smallest[i] for i in (0, 0, 1)]
        return [a.astype(dtype(name)) for a, name in zip(scaled, (var_name, var_name, grad_name))]
    decades = {"near": 0.5, "cancel": 1, "spread": 4, "far": 4 if "float16" in (var_name, grad_name) else 30}[style]
    var = rng.normal(size=count) * 10 ** rng.uniform(-decades, decades, count)
    grad = rng.normal(size=count) * 10 ** rng.uniform(-decades, decades, count)
    m = grad * rng.choice([-1, 1], count) * 10 ** rng.uniform(-3, 1, count)
    if style == "cancel":  # with beta = 0.5, half of the new momenta are exactly zero
        m = grad.astype(dtype(grad_name)).astype(np.float64) * rng.choice([-1, 1], count)
    return [var.astype(dtype(var_name)), m.astype(dtype(var_name)), grad.astype(dtype(grad_name))]


def numbers(values, kinds):
    """Each value in its own type, as an array of one element; a plain number as float64."""
    values = list(values)
    if set(kinds[2:]) == {"plain", "float16"}:
        values[2:] = [float(np.float16(v)) for v in values[2:]]
    return [np.array([v], dtype("float64" if k == "plain" else k)) for v, k in zip(values, kinds)]


def computed_in(var_name, kinds):
    """The compute type, and the type that a plain number is rounded to."""
    if var_name in ("float32", "float64"):
        return var_name, var_name
    return (var_name if set(kinds) == {var_name} else "float32"), "float32"


class Scalars(collections.namedtuple("Scalars", "rounded given")):
    """The scalars of a call: rounded to the compute type, and as they were given, in float64."""

    def in_places(self, *places):
        return Scalars(*([values[place] for place in places] for values in self))


def scalars_of(case, compute, plain):
    own = [s.astype(plain) if k == "plain" else s for s, k in zip(case.scalars, case.kinds)]
    return Scalars([s.astype(compute) for s in own], [s.astype(np.float64) for s in case.scalars])


def replica(rule, case, compute_name, plain_name):
    """The rule with every operation rounded to the compute type, and the intermediate values for the filter below."""
    compute = dtype(compute_name)
    var, m, grad = (a.astype(compute) for a in (case.var, case.m, case.grad))
    new_var, new_m, *others = rule.replica(var, m, grad, scalars_of(case, compute, dtype(plain_name)))
    return new_var.astype(case.var.dtype), new_m.astype(case.var.dtype), *others


def free_of_flush_and_nan_signs(rule, case, compute_name, plain_name):
    """Some flush denormals to zero and have sign(NaN) = NaN: the elements on which neither can be seen."""
    _, new_m, values, products = replica(rule, case, compute_name, plain_name)
    mantissa, exponent = FORMATS[compute_name]
    smallest = np.ldexp(1.0, 2 - (1 << (exponent - 1)))
    tiny = lambda x: (x != 0) & (np.abs(x.astype(np.float64)) <= smallest)
    good = ~(np.isnan(case.grad) | np.isnan(new_m))
    for value in values:
        good = good & ~tiny(value)
    for product, a, b in products:
        good = good & ~tiny(product) & ((product != 0) | (a == 0) | (b == 0))
    return good


def make_case(rule, rng, style, size, var_name, grad_name, kinds, values, runner):
    scalars = numbers(values, kinds)
    compute_name, plain_name = computed_in(var_name, kinds)
    streams = draw(rng, style, size * (40 if runner.flushes_denormals else 1), var_name, grad_name)
    if runner.flushes_denormals:
        keep = free_of_flush_and_nan_signs(rule, Case(*streams, kinds, scalars), compute_name, plain_name)
        streams = [s[keep][:size] for s in streams]
    # Some hyper-parameters leave too few elements that the framework treats as we do.
    return Case(*streams, kinds, scalars) if len(streams[0]) == size else None


def cases_of_group(rule, var_name, grad_name, kinds, runner):
    words = (runner.name, var_name, grad_name, *kinds) + (() if rule is rules.AddSign else (rule.name,))
    rng = np.random.RandomState(zlib.crc32(" ".join(words).encode()))
    repeats = {"tensorflow": 3, "lion": 6, "optax": 6}.get(runner.name, 1)
    plan = []
    for _ in range(repeats):
        styles = ["near", "spread", "far", "special", "special"]
        plan += [(s, rng.choice(SIZES), rule.ordinary[i]) for i, s in enumerate(styles)]
        plan += [("cancel", rng.choice(SIZES[:9]), rule.cancelling)]
        plan += [("tiny", rng.choice(SIZES[3:9]), rule.ordinary[-1])]
        unusual = rng.permutation(len(rule.unusual))[: len(rule.unusual) // 2]
        plan += [(styles[i % 5], rng.choice(SIZES[:9]), rule.unusual[u]) for i, u in enumerate(unusual)]
    made = [
        make_case(rule, rng, style, int(size), var_name, grad_name, kinds, values, runner)
        for style, size, values in plan
    ]
    return [case for case in made if case is not None]


class Tally:
    """Counts elements, and prints those on which framework and replica differ."""

    def __init__(self):
        self.cases = self.elements = self.agree = 0

    def add(self, label, got, expected):
        same = np.logical_and(*(bits(g) == bits(e) for g, e in zip(got, expected)))
        self.cases, self.elements, self.agree = self.cases + 1, self.elements + same.size, self.agree + int(same.sum())
        for i in np.flatnonzero(~same)[:3]:
            print(f"MISMATCH {label} [{i}]: (var, m) {[g[i] for g in got]}, replica {[e[i] for e in expected]}")


def text(rule, source, var_name, grad_name, case, new_var, new_m):
    words = lambda a: " ".join(f"{int(w):0{2 * a.dtype.itemsize}x}" for w in bits(a))
    scalars = zip(rule.names, case.kinds, case.scalars)
    header = [source, f"var={var_name}", f"grad={grad_name}", *(f"{name}={k}:{words(s)}" for name, k, s in scalars)]
    header.append(f"n={case.var.size}")
    streams = (("var", case.var), ("m", case.m), ("grad", case.grad), ("new_var", new_var), ("new_m", new_m))
    return "\n".join(["case " + " ".join(header), *(f"{name} {words(a)}" for name, a in streams)]) + "\n"


def write_groups(rule, runner, tally):
    files = collections.defaultdict(str)
    part = "" if rule is rules.AddSign or rule.name == runner.name else rule.name + "_"
    for (var_name, grad_name), combinations in rule.kinds[runner.name].items():
        for letters in combinations.split():
            kinds = tuple(LETTERS[letter] for letter in letters)
            for case in cases_of_group(rule, var_name, grad_name, kinds, runner):
                got = runner.run(case)
                expected = replica(rule, case, *computed_in(var_name, kinds))[:2]
                tally.add(f"{var_name} {grad_name} {letters}", got, expected)
                contents = text(rule, runner.source, var_name, grad_name, case, *got)
                files[f"{runner.name}_{part}{var_name}.txt"] += contents
    return files


def write_departures(rule, runner, tally):
    contents = ""
    for (var_name, grad_name), combinations in rule.departures.get(runner.name, {}).items():
        for letters in combinations.split():
            kinds = tuple(LETTERS[letter] for letter in letters)
            case = make_case(
                rule, np.random.RandomState(7), "near", 33, var_name, grad_name, kinds, rule.ordinary[0], runner
            )
            got = runner.run(case)
            tally.add(f"{var_name} in float32 {letters}", got, replica(rule, case, "float32", "float32")[:2])
            contents += text(rule, runner.source, var_name, grad_name, case, *got)
            ours = replica(rule, case, *computed_in(var_name, kinds))[:2]
            contents += text(rule, "formula", var_name, grad_name, case, *ours)
    return {f"{runner.name}_departures.txt": contents} if contents else {}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--framework", choices=sorted(frameworks.FRAMEWORKS), required=True)
    parser.add_argument("--rule", choices=sorted(rules.RULES), default="add_sign")
    parser.add_argument("--output", type=pathlib.Path, default=pathlib.Path(__file__).parent)
    arguments = parser.parse_args()
    np.seterr(all="ignore")
    rule = rules.RULES[arguments.rule]
    runner = frameworks.FRAMEWORKS[arguments.framework](rule)
    tally = Tally()
    files = write_groups(rule, runner, tally)
    files.update(write_departures(rule, runner, tally))
    print(f"{runner.source}: {tally.cases} cases, {tally.agree} of {tally.elements} elements agree with the replica")
    if tally.agree != tally.elements:
        sys.exit("golden files not written")
    for name, contents in files.items():
        (arguments.output / name).write_bytes(contents.encode("ascii"))
        print(f"{name}: {len(contents)} bytes, {contents.count('case ')} cases")


if __name__ == "__main__":
    main()
