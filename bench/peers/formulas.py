"""The rules in NumPy, every operation rounded to the dtype of the arrays: what other systems are compared with."""

import numpy as np


def sign(x):
    return np.where(x > 0, 1, np.where(x < 0, -1, 0)).astype(x.dtype)


def add_sign(var, m, grad, lr, alpha, sign_decay, beta):
    """New var and m. All arrays are of one dtype, in which everything is computed."""
    lr, alpha, sign_decay, beta = (np.asarray(s, var.dtype) for s in (lr, alpha, sign_decay, beta))
    new_m = beta * m + (np.asarray(1, var.dtype) - beta) * grad
    return var - lr * (alpha + sign_decay * (sign(grad) * sign(new_m))) * grad, new_m


def power_sign(var, m, grad, lr, logbase, sign_decay, beta, lr_first=False):
    """With lr_first, (lr * e(s)) * grad in the place of lr * (e(s) * grad)."""
    dtype = var.dtype
    lr, beta = np.asarray(lr, dtype), np.asarray(beta, dtype)
    k = np.asarray(np.asarray(logbase, dtype) * np.asarray(sign_decay, dtype), dtype)
    new_m = beta * m + (np.asarray(1, dtype) - beta) * grad
    s = sign(grad) * sign(new_m)
    factor = np.exp(np.float64(k) * s.astype(np.float64)).astype(dtype)
    return var - ((lr * factor) * grad if lr_first else lr * (factor * grad)), new_m


def lion(var, m, grad, lr, beta1, beta2, weight_decay):
    direction = beta1 * m + (1 - beta1) * grad
    of = var.dtype.type
    return of(1 - lr * weight_decay) * var - of(lr) * sign(direction), of(beta2) * m + of(1 - beta2) * grad


def ordinary(dtype, count, seed):
    """var, m and grad whose sums change sign."""
    rng = np.random.RandomState(seed)
    return [rng.normal(size=count).astype(dtype) for _ in range(3)]


def same_bits(a, b):
    """NaNs are equal to each other."""
    words = f"u{a.dtype.itemsize}"
    a, b = (np.where(x != x, np.full_like(x, float("nan")), x).view(words) for x in (np.asarray(a), np.asarray(b)))
    return bool(np.array_equal(a, b))
