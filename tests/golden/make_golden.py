#!/usr/bin/env python3
"""Writes the golden files of this folder with the real operators of MindSpore and TensorFlow.

Run by hand, one virtual environment (Python 3.11) per framework, from this folder:

    python3.11 -m venv ../../build/ms && ../../build/ms/bin/pip install mindspore==2.7.2 numpy==1.26.4
    ../../build/ms/bin/python make_golden.py --framework mindspore
    python3.11 -m venv ../../build/tf
    ../../build/tf/bin/pip install tensorflow-cpu==2.21.0 ml_dtypes==0.6.0 numpy==2.4.6
    ../../build/tf/bin/python make_golden.py --framework tensorflow

The seeds are fixed: another run writes the same bytes. Every output is also compared, bit for bit, with a NumPy replica
that rounds after each operation; one element that differs fails the run. README.md describes the files.
"""
import argparse
import collections
import pathlib
import sys
import zlib

import numpy as np

import frameworks

SIZES = (1, 2, 3, 7, 8, 9, 15, 16, 17, 31, 32, 33, 47, 48, 63, 64, 65)
# (lr, alpha, sign_decay, beta)
ORDINARY = ((0.001, 1, 0.99, 0.9), (0.1, 1, 1, 0.9), (0.01, 0.1, 0.5, 0.8), (0.03, 0.7, 0.3, 0.95), (2, 1.3, -0.6, 0.2))
INF, NAN = float("inf"), float("nan")
UNUSUAL = (
    (-0.5, 2, -1, -0.25), (0, 1, 1, 0.9), (0.1, 0, 1, 1), (0.1, 1, 0, 0), (60000, 700, -900, 3), (1e30, 3, -2, 1.5),
    (INF, 1, 1, 0.9), (0.1, NAN, 1, 0.5), (0.1, 1, -INF, 0.5), (0.1, 1, 1, NAN), (0.1, 1, 1, INF), (NAN, 1, 1, 0.9),
)  # fmt: skip
FORMATS = {"float16": (10, 5), "bfloat16": (7, 8), "float32": (23, 8), "float64": (52, 11)}  # mantissa, exponent bits
LETTERS = {"p": "plain", "h": "float16", "b": "bfloat16", "s": "float32", "d": "float64"}

# Scalar kinds in the order lr, alpha, sign_decay, beta. Left out, because MindSpore there departs from the rule that
# each scalar keeps its own type: a plain number beside a float16 tensor in the pair (sign_decay, beta) is rounded to
# float16 with it (pppp with one h in that pair is kept: numbers() makes the plain one exact in float16).
MINDSPORE = {
    ("float16", "float16"): "pppp hhhh ssss dddd hppp phpp pphp ppph hsss shss sshs sssh phhh hphh hhsh hhhs dhhh phsd "
    "hspd",
    ("float32", "float32"): "pppp hhhh ssss dddd hppp pphp phsd hhhs",
    ("float32", "float16"): "pppp hhhh ssss dddd phhh",
    ("float64", "float64"): "dddd ddhd dddh ddsd",
    ("float64", "float32"): "dddd ddds",
    ("float64", "float16"): "dddd ddhd",
}
TENSORFLOW = {
    ("float16", "float16"): "hhhh",
    ("bfloat16", "bfloat16"): "bbbb",
    ("float32", "float32"): "ssss",
    ("float64", "float64"): "dddd",
}
# MindSpore computes these in float32, signopt in float64: two outcomes for one input, in a file of their own.
DEPARTURES = {("float64", "float64"): "pppp ssss"}

Case = collections.namedtuple("Case", "var m grad kinds scalars")


def dtype(name):
    if name == "bfloat16":
        import ml_dtypes  # comes with TensorFlow only

        return np.dtype(ml_dtypes.bfloat16)
    return np.dtype(name)


def bits(array):
    canonical = np.where(np.isnan(array), np.array(NAN, array.dtype), array)
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
    if {kinds[2], kinds[3]} == {"plain", "float16"}:
        values[2:] = [float(np.float16(v)) for v in values[2:]]
    return [np.array([v], dtype("float64" if k == "plain" else k)) for v, k in zip(values, kinds)]


def computed_in(var_name, kinds):
    """The compute type, and the type that a plain number is rounded to."""
    if var_name in ("float32", "float64"):
        return var_name, var_name
    return (var_name if set(kinds) == {var_name} else "float32"), "float32"


def replica(case, compute_name, plain_name):
    """The rule with every operation rounded to the compute type, and the intermediate values for the filter below."""
    compute = dtype(compute_name)
    rounded = [s.astype(dtype(plain_name)) if k == "plain" else s for s, k in zip(case.scalars, case.kinds)]
    lr, alpha, sign_decay, beta = (s.astype(compute) for s in rounded)
    var, m, grad = (a.astype(compute) for a in (case.var, case.m, case.grad))
    sign = lambda x: np.where(x > 0, 1, np.where(x < 0, -1, 0))
    one_minus_beta = np.ones(1, compute) - beta
    kept, gained = beta * m, one_minus_beta * grad
    new_m = kept + gained
    direction = (sign(grad) * sign(new_m)).astype(compute)
    decayed = sign_decay * direction
    scale = alpha + decayed
    rate = lr * scale
    step = rate * grad
    new_var = var - step
    products = [(kept, beta, m), (gained, one_minus_beta, grad), (decayed, sign_decay, direction)]
    products += [(rate, lr, scale), (step, rate, grad)]
    values = [var, m, grad, lr, alpha, sign_decay, beta, one_minus_beta, new_m, scale, new_var]
    return new_var.astype(case.var.dtype), new_m.astype(case.var.dtype), values, products


def free_of_flush_and_nan_signs(case, compute_name, plain_name):
    """TensorFlow flushes denormals to zero and has sign(NaN) = NaN: the elements on which neither can be seen."""
    _, new_m, values, products = replica(case, compute_name, plain_name)
    mantissa, exponent = FORMATS[compute_name]
    smallest = np.ldexp(1.0, 2 - (1 << (exponent - 1)))
    tiny = lambda x: (x != 0) & (np.abs(x.astype(np.float64)) <= smallest)
    good = ~(np.isnan(case.grad) | np.isnan(new_m))
    for value in values:
        good = good & ~tiny(value)
    for product, a, b in products:
        good = good & ~tiny(product) & ((product != 0) | (a == 0) | (b == 0))
    return good


def make_case(rng, style, size, var_name, grad_name, kinds, values, runner):
    scalars = numbers(values, kinds)
    compute_name, plain_name = computed_in(var_name, kinds)
    streams = draw(rng, style, size * (40 if runner.flushes_denormals else 1), var_name, grad_name)
    if runner.flushes_denormals:
        keep = free_of_flush_and_nan_signs(Case(*streams, kinds, scalars), compute_name, plain_name)
        streams = [s[keep][:size] for s in streams]
    # Some hyper-parameters leave too few elements that the framework treats as we do.
    return Case(*streams, kinds, scalars) if len(streams[0]) == size else None


def cases_of_group(var_name, grad_name, kinds, runner):
    rng = np.random.RandomState(zlib.crc32(" ".join((runner.name, var_name, grad_name, *kinds)).encode()))
    repeats = 3 if runner.name == "tensorflow" else 1
    plan = []
    for _ in range(repeats):
        styles = ["near", "spread", "far", "special", "special"]
        plan += [(s, rng.choice(SIZES), ORDINARY[i]) for i, s in enumerate(styles)]
        plan += [("cancel", rng.choice(SIZES[:9]), (0.1, 1, 0.99, 0.5)), ("tiny", rng.choice(SIZES[3:9]), ORDINARY[-1])]
        unusual = rng.permutation(len(UNUSUAL))[: len(UNUSUAL) // 2]
        plan += [(styles[i % 5], rng.choice(SIZES[:9]), UNUSUAL[u]) for i, u in enumerate(unusual)]
    made = [
        make_case(rng, style, int(size), var_name, grad_name, kinds, values, runner) for style, size, values in plan
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


def text(source, var_name, grad_name, case, new_var, new_m):
    words = lambda a: " ".join(f"{int(w):0{2 * a.dtype.itemsize}x}" for w in bits(a))
    scalars = zip(("lr", "alpha", "sign_decay", "beta"), case.kinds, case.scalars)
    header = [source, f"var={var_name}", f"grad={grad_name}", *(f"{name}={k}:{words(s)}" for name, k, s in scalars)]
    header.append(f"n={case.var.size}")
    streams = (("var", case.var), ("m", case.m), ("grad", case.grad), ("new_var", new_var), ("new_m", new_m))
    return "\n".join(["case " + " ".join(header), *(f"{name} {words(a)}" for name, a in streams)]) + "\n"


def write_groups(runner, tally):
    files = collections.defaultdict(str)
    for (var_name, grad_name), combinations in (MINDSPORE if runner.name == "mindspore" else TENSORFLOW).items():
        for letters in combinations.split():
            kinds = tuple(LETTERS[letter] for letter in letters)
            for case in cases_of_group(var_name, grad_name, kinds, runner):
                got = runner.run(case)
                tally.add(f"{var_name} {grad_name} {letters}", got, replica(case, *computed_in(var_name, kinds))[:2])
                files[f"{runner.name}_{var_name}.txt"] += text(runner.source, var_name, grad_name, case, *got)
    return files


def write_departures(runner, tally):
    contents = ""
    for (var_name, grad_name), combinations in DEPARTURES.items():
        for letters in combinations.split():
            kinds = tuple(LETTERS[letter] for letter in letters)
            case = make_case(np.random.RandomState(7), "near", 33, var_name, grad_name, kinds, ORDINARY[0], runner)
            got = runner.run(case)
            tally.add(f"{var_name} in float32 {letters}", got, replica(case, "float32", "float32")[:2])
            contents += text(runner.source, var_name, grad_name, case, *got)
            contents += text("formula", var_name, grad_name, case, *replica(case, *computed_in(var_name, kinds))[:2])
    return {f"{runner.name}_departures.txt": contents}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--framework", choices=("mindspore", "tensorflow"), required=True)
    parser.add_argument("--output", type=pathlib.Path, default=pathlib.Path(__file__).parent)
    arguments = parser.parse_args()
    np.seterr(all="ignore")
    runner = {"mindspore": frameworks.MindSpore, "tensorflow": frameworks.TensorFlow}[arguments.framework]()
    tally = Tally()
    files = write_groups(runner, tally)
    if arguments.framework == "mindspore":
        files.update(write_departures(runner, tally))
    print(f"{runner.source}: {tally.cases} cases, {tally.agree} of {tally.elements} elements agree with the replica")
    if tally.agree != tally.elements:
        sys.exit("golden files not written")
    for name, contents in files.items():
        (arguments.output / name).write_bytes(contents.encode("ascii"))
        print(f"{name}: {len(contents)} bytes, {contents.count('case ')} cases")


if __name__ == "__main__":
    main()
