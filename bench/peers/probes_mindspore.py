#!/usr/bin/env python3
"""Tries on MindSpore what docs/semantics.md says of it (claims.py)."""

import mindspore as ms
import numpy as np

import formulas
from probes import all_errors, answer, error_of

SCALARS = (0.01, 1.0, 0.7, 0.9)
COUNT = 4096


def tensors(dtype, arrays):
    return [ms.Tensor(np.asarray(array).astype(dtype)) for array in arrays]


def run(var, m, grad, scalars, rule="AddSign"):
    """The new var and m, as arrays."""
    var, m = ms.Parameter(ms.Tensor(var), name="var"), ms.Parameter(ms.Tensor(m), name="m")
    getattr(ms.ops, f"Apply{rule}")()(var, m, *scalars, ms.Tensor(grad))
    return var.asnumpy(), m.asnumpy()


def same(found, wanted):
    return all(formulas.same_bits(a, b) for a, b in zip(found, wanted))


def scalars_of(dtype, scalars=SCALARS):
    return [ms.Tensor(scalar, dtype) for scalar in scalars]


def with_scalar(value):
    """A call whose lr is this."""
    arrays = formulas.ordinary("float32", 4, 1)
    return lambda: run(*arrays, [value, *SCALARS[1:]])


def through_float32(rule, arrays, scalars=SCALARS):
    narrow = [array.astype(np.float32) for array in arrays]
    return [array.astype(np.float64) for array in rule(*narrow, *scalars)]


def version():
    return ms.__version__.startswith("2.7"), ms.__version__


def agrees_otherwise():
    seen = []
    of_dtype = {"float32": SCALARS, "float16": scalars_of(ms.float16), "float64": scalars_of(ms.float64)}
    for dtype, scalars in of_dtype.items():
        arrays = formulas.ordinary(dtype, COUNT, 2)
        rounded = [float(np.asarray(scalar, dtype)) for scalar in SCALARS]
        seen.append((dtype, same(run(*arrays, scalars), formulas.add_sign(*arrays, *rounded))))
    arrays = formulas.ordinary("float16", COUNT, 3)
    wide = formulas.add_sign(*(array.astype(np.float32) for array in arrays), *SCALARS)
    plain = same(run(*arrays, SCALARS), [array.astype(np.float16) for array in wide])
    seen.append(("float16 with plain numbers", plain))
    arrays = formulas.ordinary("float32", COUNT, 4)
    seen.append(("PowerSign float32", same(run(*arrays, SCALARS, "PowerSign"), formulas.power_sign(*arrays, *SCALARS))))
    return all(holds for _, holds in seen), ", ".join(f"{name}: {holds}" for name, holds in seen)


def integer_and_bfloat16_scalars():
    return all_errors("TypeError", {"integer": with_scalar(1), "bfloat16": with_scalar(ms.Tensor(0.5, ms.bfloat16))})


def bfloat16_arrays():
    def call():
        var, m, grad = (ms.Tensor(array, ms.bfloat16) for array in formulas.ordinary("float32", 4, 1))
        var, m = ms.Parameter(var, name="var"), ms.Parameter(m, name="m")
        ms.ops.ApplyAddSign()(var, m, *SCALARS, grad)
        m.asnumpy()

    seen = error_of(call)
    return seen != "no error", seen


def empty_arrays():
    empty = np.zeros(0, np.float32)
    seen = error_of(lambda: run(empty, empty, empty, SCALARS))
    return seen != "no error", seen


def scalar_shapes():
    errors = [error_of(with_scalar(ms.Tensor(np.full(shape, 0.5, np.float32)))) for shape in ((), (1,), (1, 1), (2,))]
    return errors[:2] == ["no error"] * 2 and "no error" not in errors[2:], ", ".join(errors)


def float64_with_narrow_scalars():
    arrays = formulas.ordinary("float64", COUNT, 5)
    wanted, wide = through_float32(formulas.add_sign, arrays), formulas.add_sign(*arrays, *SCALARS)
    seen = []
    for name, scalars in (("plain", SCALARS), ("float32", scalars_of(ms.float32))):
        found = run(*arrays, scalars)
        seen.append((name, same(found, wanted) and not same(found, wide)))
    return all(holds for _, holds in seen), ", ".join(f"{name}: in float32 {holds}" for name, holds in seen)


def power_sign_float64():
    arrays = formulas.ordinary("float64", COUNT, 6)
    wanted = through_float32(formulas.power_sign, arrays)
    found = run(*arrays, scalars_of(ms.float64), "PowerSign")
    error = max(float(np.max(np.abs(a - b))) for a, b in zip(found, formulas.power_sign(*arrays, *SCALARS)))
    is_close = all(np.allclose(a, b, rtol=2e-6, atol=2e-6) for a, b in zip(found, wanted))
    return is_close and error > 1e-9, f"off by up to {error:.2g} from float64"


def power_sign_float16():
    arrays = formulas.ordinary("float16", COUNT, 7)
    found = run(*arrays, SCALARS, "PowerSign")
    is_narrow = same(found, formulas.power_sign(*arrays, *(float(np.float16(s)) for s in SCALARS)))
    wide = formulas.power_sign(*(array.astype(np.float32) for array in arrays), *SCALARS)
    is_wide = same(found, [array.astype(np.float16) for array in wide])
    return is_narrow and not is_wide, f"in float16: {is_narrow}, in float32: {is_wide}"


def power_sign_float32_scalars():
    arrays = formulas.ordinary("float16", 4, 8)
    return all_errors("TypeError", {"float32": lambda: run(*arrays, scalars_of(ms.float32), "PowerSign")})


def power_sign_denormals():
    # Only where the thread that has them flushes; in AddSign none does.
    tiny = np.full(100_000, 1e-39, np.float32)
    calls = 20
    flushing = sum(bool(np.any(run(tiny, tiny, tiny, SCALARS, "PowerSign")[1] == 0)) for _ in range(calls))
    of_add_sign = sum(bool(np.any(run(tiny, tiny, tiny, SCALARS)[1] == 0)) for _ in range(calls))
    return flushing > 0 and of_add_sign == 0, f"in {flushing} of {calls} calls, and in {of_add_sign} of AddSign's"


def pair_of_scalars():
    arrays = formulas.ordinary("float32", COUNT, 9)
    seen = []
    for name, scalars in (
        ("sign_decay", [*SCALARS[:2], ms.Tensor(SCALARS[2], ms.float16), SCALARS[3]]),
        ("beta", [*SCALARS[:3], ms.Tensor(SCALARS[3], ms.float16)]),
    ):
        both = [*SCALARS[:2], *(float(np.float16(scalar)) for scalar in SCALARS[2:])]
        seen.append((name, same(run(*arrays, scalars), formulas.add_sign(*arrays, *both))))
    return all(holds for _, holds in seen), ", ".join(f"{name}: {holds}" for name, holds in seen)


def other_scalars_and_wide_grad():
    narrow, wide = formulas.ordinary("float32", 4, 10), formulas.ordinary("float64", 4, 10)
    return all_errors(
        "TypeError",
        {
            "bool": with_scalar(True),
            "string": with_scalar("0.5"),
            "integer tensor": with_scalar(ms.Tensor(1, ms.int32)),
            "float64 grad": lambda: run(narrow[0], narrow[1], wide[2], SCALARS),
        },
    )


def storages_of_their_own():
    narrow, wide = formulas.ordinary("float16", 4, 11), formulas.ordinary("float32", 4, 11)
    return all_errors(
        "TypeError",
        {
            "m of another dtype": lambda: run(wide[0], narrow[1], wide[2], SCALARS),
            "a wider m": lambda: run(narrow[0], wide[1], narrow[2], SCALARS),
            "a wider grad": lambda: run(narrow[0], narrow[1], wide[2], SCALARS),
        },
    )


if __name__ == "__main__":
    ms.set_device("CPU")
    answer({name: value for name, value in globals().items() if callable(value)})
