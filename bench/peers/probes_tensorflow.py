#!/usr/bin/env python3
"""Tries on TensorFlow what docs/semantics.md says of it (claims.py)."""

import os
import subprocess
import sys

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import numpy as np  # noqa: E402
import tensorflow as tf  # noqa: E402

import formulas  # noqa: E402
from probes import answer, error_of  # noqa: E402

SCALARS = (0.01, 1.0, 0.7, 0.9)
NAMES = {"AddSign": ("lr", "alpha", "sign_decay", "beta"), "PowerSign": ("lr", "logbase", "sign_decay", "beta")}
COUNT = 4096
DTYPES = ("float16", "bfloat16", "float32", "float64")


def dtype_of(name):
    return tf.as_dtype(name).as_numpy_dtype


def run(var, m, grad, scalars, rule="AddSign"):
    """The new var and m, as arrays. `scalars` are arrays or numbers, which get var's dtype."""
    var, m = tf.Variable(var), tf.Variable(m)
    arguments = {name: tf.constant(scalar, var.dtype) for name, scalar in zip(NAMES[rule], scalars)}
    getattr(tf.raw_ops, f"ResourceApply{rule}")(var=var.handle, m=m.handle, grad=grad, **arguments)
    return var.numpy(), m.numpy()


def same(found, wanted):
    return all(formulas.same_bits(a, b) for a, b in zip(found, wanted))


def version():
    return tf.__version__.startswith("2.21"), tf.__version__


def agrees_otherwise(dtypes=DTYPES):
    seen = []
    for name in dtypes:
        arrays = formulas.ordinary(dtype_of(name), COUNT, 1)
        rounded = [np.asarray(scalar, dtype_of(name)) for scalar in SCALARS]
        seen.append((name, same(run(*arrays, rounded), formulas.add_sign(*arrays, *rounded))))
    return all(holds for _, holds in seen), ", ".join(f"{name}: {holds}" for name, holds in seen)


def sixteen_bits():
    holds, seen = agrees_otherwise(("float16", "bfloat16"))
    in_float32 = []
    for name in ("float16", "bfloat16"):
        arrays = formulas.ordinary(dtype_of(name), COUNT, 1)
        wide = formulas.add_sign(*(array.astype(np.float32) for array in arrays), *SCALARS)
        in_float32.append(same(run(*arrays, SCALARS), [array.astype(dtype_of(name)) for array in wide]))
    return holds and not any(in_float32), f"rounded each time: {seen}; in float32: {in_float32}"


def denormals():
    tiny = np.full(64, 1e-39, np.float32)
    var, m = run(tiny, tiny, tiny, SCALARS)
    return bool(np.all(m == 0)), f"m {m[0]!r}, var {var[0]!r} of 1e-39"


def sign_of_nan():
    # m is NaN and grad a number: with sign(NaN) = 0 var would stay one.
    ones = np.ones(8, np.float32)
    var, _ = run(ones, np.full(8, np.nan, np.float32), ones, SCALARS)
    return bool(np.all(np.isnan(var))), f"var {var[0]!r}"


def two_elements(name):
    """What a scalar of two elements leads to."""
    arrays = formulas.ordinary("float32", 4, 2)
    two = np.array([0.5, 0.5], np.float32)
    return error_of(lambda: run(*arrays, [two if name == other else 0.5 for other in NAMES["AddSign"]]))


def shape_of_sign_decay():
    # In a process of its own: what the check lets pass ends it.
    call = "from probes_tensorflow import two_elements; print(two_elements('sign_decay'))"
    folder = os.path.dirname(os.path.abspath(__file__))
    done = subprocess.run([sys.executable, "-B", "-c", call], cwd=folder, capture_output=True, text=True)
    of_alpha = two_elements("alpha")
    ended = f"ended by signal {-done.returncode}" if done.returncode < 0 else done.stdout.strip()
    passes = done.returncode < 0 or ended == "no error"
    return passes and of_alpha == "InvalidArgumentError", f"sign_decay: {ended}, alpha: {of_alpha}"


def power_sign_order():
    arrays = formulas.ordinary("float32", COUNT, 3)
    var, m = run(*arrays, SCALARS, "PowerSign")
    other, wanted_m = formulas.power_sign(*arrays, *SCALARS, lr_first=True)
    ours, _ = formulas.power_sign(*arrays, *SCALARS)
    from_other, from_ours = int(np.sum(var != other)), int(np.sum(var != ours))
    holds = formulas.same_bits(m, wanted_m) and from_other < from_ours
    return holds, f"of {COUNT} elements {from_other} differ from that order, {from_ours} from ours"


def power_sign_remainder():
    # The exponential is computed anew for each element, and not alike in a vector and behind the last one.
    rng = np.random.RandomState(4)
    calls = 300
    differing = 0
    for seed in range(calls):
        one = [np.full(19, array[0], np.float32) for array in formulas.ordinary("float32", 1, seed)]
        one[0][:] = 0  # var is the step itself, with all of its last places
        scalars = (SCALARS[0], rng.uniform(0.5, 2), rng.uniform(0.5, 1), SCALARS[3])
        var, _ = run(*one, scalars, "PowerSign")
        differing += len(set(var.tolist())) > 1
    return differing > 0, f"{differing} of {calls} calls on 19 equal elements give different ones"


if __name__ == "__main__":
    answer({name: value for name, value in globals().items() if callable(value)})
