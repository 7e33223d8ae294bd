"""AddSign in NumPy, one operation at a time, with the type rules of the design: what numpy_test.py compares with.

bfloat16, which NumPy has not, is held as uint16 and computed as float32, rounded by integer arithmetic after every
operation.
"""

import numpy as np

FLOAT_TYPES = {"float16": np.float16, "float32": np.float32, "float64": np.float64}


def storage_type(dtype):
    """The NumPy type whose elements hold the bits of a dtype."""
    return np.uint16 if dtype == "bfloat16" else FLOAT_TYPES[dtype]


def to_bfloat16(values):
    """float32 to the bits of the nearest bfloat16, ties to even."""
    bits = np.asarray(values, np.float32).view(np.uint32).astype(np.int64)
    rounded = (bits + 0x7FFF + ((bits >> 16) & 1)) >> 16
    quiet_nan = (bits >> 16) | 0x40
    return np.where(np.isnan(values), quiet_nan, rounded).astype(np.uint16)


def from_bfloat16(bits):
    return np.asarray(np.asarray(bits, np.int64) << 16, np.uint32).view(np.float32)


def load(stored, dtype, compute):
    """Elements of a dtype as numbers to compute with; from the narrower to the wider, so nothing is rounded."""
    numbers = from_bfloat16(stored) if dtype == "bfloat16" else stored
    return np.asarray(numbers).astype(np.float32 if compute == "bfloat16" else FLOAT_TYPES[compute])


def store(numbers, dtype):
    """Rounded once to a dtype."""
    return to_bfloat16(numbers) if dtype == "bfloat16" else np.asarray(numbers).astype(FLOAT_TYPES[dtype])


def rounded(numbers, compute):
    """What an operation leaves: float16, float32 and float64 are rounded by NumPy already."""
    return from_bfloat16(to_bfloat16(numbers)) if compute == "bfloat16" else numbers


def scalar_type(scalar, var_dtype):
    """A scalar is (kind, value): a plain number, or the stored value of a dtype."""
    kind = scalar[0]
    return kind if kind != "plain" else "float64" if var_dtype == "float64" else "float32"


def compute_type(var_dtype, scalars, m_dtype, grad_dtype):
    if var_dtype in ("float32", "float64"):
        return var_dtype
    if m_dtype != var_dtype or grad_dtype != var_dtype:
        return "float32"
    return var_dtype if all(scalar_type(each, var_dtype) == var_dtype for each in scalars) else "float32"


def scalar_in(scalar, var_dtype, compute):
    own = scalar_type(scalar, var_dtype)
    value = FLOAT_TYPES[own](scalar[1]) if scalar[0] == "plain" else scalar[1]
    return load(value, own, compute)


def sign(numbers):
    return (numbers > 0).astype(np.int8) - (numbers < 0).astype(np.int8)


def apply_add_sign(var, m, scalars, grad, var_dtype, grad_dtype, m_dtype=None):
    """The new var and m, as new arrays; m has the dtype of var unless another is named."""
    m_dtype = m_dtype or var_dtype
    compute = compute_type(var_dtype, scalars, m_dtype, grad_dtype)
    number = np.float32 if compute == "bfloat16" else FLOAT_TYPES[compute]

    def multiply(a, b):
        return rounded(np.multiply(a, b, dtype=number), compute)

    def add(a, b):
        return rounded(np.add(a, b, dtype=number), compute)

    def subtract(a, b):
        return rounded(np.subtract(a, b, dtype=number), compute)

    with np.errstate(all="ignore"):
        lr, alpha, sign_decay, beta = (scalar_in(each, var_dtype, compute) for each in scalars)
        v, old_m, g = load(var, var_dtype, compute), load(m, m_dtype, compute), load(grad, grad_dtype, compute)
        one_minus_beta = subtract(number(1), beta)
        step = [multiply(lr, add(alpha, multiply(sign_decay, number(s)))) for s in (-1, 0, 1)]
        new_m = add(multiply(beta, old_m), multiply(one_minus_beta, g))
        agreement = sign(g) * sign(new_m)
        factor = np.where(agreement < 0, step[0], np.where(agreement > 0, step[2], step[1]))
        new_v = subtract(v, multiply(factor, g))
        return store(new_v, var_dtype), store(new_m, m_dtype)
