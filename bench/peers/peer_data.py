"""The arrays that every peer starts from, by a formula: no file, and the same bits in every worker.

peer_data.hpp has the same in C++. Element i of stream s (0 var, 1 m, 2 grad) is made of h = hash(4 i + s): its top bits
are the significand, as many as the dtype has (hash(h) has what a float64 lacks), so that every value is exact in its
dtype and rounds as any other would; bit 0 is the sign. Magnitudes: var [1, 2), m [0.5, 1), grad [0.5, 1) or, where
bit 1 is set, [16, 32). So signs of gradient and momentum agree half of the time, and sums of the two are far from zero:
no result is made of cancellation, and a last place of one step is a last place of the next.
"""

import numpy as np

STREAMS = {"var": 0, "m": 1, "grad": 2}
FRACTION_BITS = {"float16": 10, "bfloat16": 7, "float32": 23, "float64": 52}  # behind the significand's first bit


def hashed(x: np.ndarray) -> np.ndarray:
    x = x.astype(np.uint32)
    for shift, factor in ((16, 0x7FEB352D), (15, 0x846CA68B)):
        x ^= x >> np.uint32(shift)
        x *= np.uint32(factor)
    return x ^ (x >> np.uint32(16))


def values(stream: str, dtype: str, n: int) -> np.ndarray:
    """In float64, where they are exact, or in float32 for what is no wider."""
    h = hashed(4 * np.arange(n, dtype=np.uint32) + np.uint32(STREAMS[stream]))
    bits = FRACTION_BITS[dtype]
    if dtype == "float64":  # 31 bits of h, 21 of another hash
        wide = np.float64
        fraction = (h >> np.uint32(1)).astype(np.uint64) << np.uint64(21) | (hashed(h) >> np.uint32(11))
    else:
        wide = np.float32
        fraction = h >> np.uint32(32 - bits)
    magnitude = fraction.astype(wide) * wide(2.0**-bits) + wide(1)
    if stream == "m":
        magnitude *= wide(0.5)
    elif stream == "grad":
        magnitude *= np.where(h & np.uint32(2), wide(16), wide(0.5))
    return np.where(h & np.uint32(1), -magnitude, magnitude)
