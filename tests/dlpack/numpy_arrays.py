"""The arrays of numpy_test.py: of which shapes and layouts, filled with which numbers, and how bits are compared."""

import numpy as np

import numpy_replica as replica


def layouts(fill, dtype):
    """For one shape after another: the shape, and functions by name that make new arrays of it, of different memory."""
    for shape in [(), (0,), (1,), (7,), (1000,), (4099,), (3, 0, 2), (5, 7), (64, 33), (2, 3, 4), (1, 40, 1, 5)]:
        views = {"contiguous": lambda shape=shape: fill(shape, dtype)}
        if shape:
            doubled = shape[:-1] + (2 * shape[-1],)
            padded = (shape[0] + 2,) + shape[1:-1] + ((shape[-1] + 3,) if len(shape) > 1 else ())
            inside = (slice(1, -1),) + (slice(None),) * (len(shape) - 2) + ((slice(2, -1),) if len(shape) > 1 else ())
            views["every second"] = lambda doubled=doubled: fill(doubled, dtype)[..., ::2]
            views["backwards"] = lambda shape=shape: fill(shape, dtype)[::-1, ...]
            views["inside"] = lambda padded=padded, inside=inside: fill(padded, dtype)[inside]
            views["backwards by two"] = lambda doubled=doubled: fill(doubled, dtype)[..., ::-2]
        if len(shape) > 1:
            views["transposed"] = lambda shape=shape: fill(shape[::-1], dtype).T
        yield shape, views


class Numbers:
    """Random elements of a dtype: near 1, on a coarse grid, tiny, and special."""

    def __init__(self):
        self.random = np.random.default_rng(7)

    def __call__(self, shape, dtype):
        pick = self.random.integers(0, 8, shape)
        values = self.random.normal(size=shape)
        values = np.where(pick == 1, np.round(values * 2) / 2, values)
        values = np.where(pick == 2, values * 1e-6, values)
        special = self.random.choice([0.0, -0.0, np.inf, -np.inf, np.nan, 65504.0, 1e-45], shape)
        values = np.where((pick == 3) & (self.random.random(shape) < 0.2), special, values)
        with np.errstate(all="ignore"):
            stored = replica.store(values.astype(np.float32) if dtype == "bfloat16" else values, dtype)
        return np.array(stored, dtype=replica.storage_type(dtype))


def bits_of(array):
    return np.ascontiguousarray(array).reshape(array.shape).view("u%d" % array.itemsize)


def is_nan(array, dtype):
    return np.isnan(replica.from_bfloat16(array) if dtype == "bfloat16" else array)
