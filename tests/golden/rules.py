"""The rules that have golden files: their scalars, the values and kinds tried, and what each computes, in NumPy with
every operation rounded on its own. make_golden.py uses them.

A replica gets var, m and grad in the compute type and the scalars (see scalars_of), and returns new_var, new_m, the
values that occur on the way, and the products among these with their factors.
"""
import numpy as np

INF, NAN = float("inf"), float("nan")


def sign(x):
    return np.where(x > 0, 1, np.where(x < 0, -1, 0)).astype(x.dtype)


class AddSign:
    name = "add_sign"
    names = ("lr", "alpha", "sign_decay", "beta")
    ordinary = (
        (0.001, 1, 0.99, 0.9), (0.1, 1, 1, 0.9), (0.01, 0.1, 0.5, 0.8), (0.03, 0.7, 0.3, 0.95), (2, 1.3, -0.6, 0.2),
    )  # fmt: skip
    cancelling = (0.1, 1, 0.99, 0.5)  # half of the new momenta of "cancel" are exactly zero
    unusual = (
        (-0.5, 2, -1, -0.25), (0, 1, 1, 0.9), (0.1, 0, 1, 1), (0.1, 1, 0, 0), (60000, 700, -900, 3), (1e30, 3, -2, 1.5),
        (INF, 1, 1, 0.9), (0.1, NAN, 1, 0.5), (0.1, 1, -INF, 0.5), (0.1, 1, 1, NAN), (0.1, 1, 1, INF), (NAN, 1, 1, 0.9),
    )  # fmt: skip
    # Scalar kinds in the order of the scalars. Left out, because MindSpore there departs from the rule that each scalar
    # keeps its own type: a plain number beside a float16 tensor in the pair (sign_decay, beta) is rounded to float16
    # with it (pppp with one h in that pair is kept: numbers() makes the plain one exact in float16).
    kinds = {
        "mindspore": {
            ("float16", "float16"): "pppp hhhh ssss dddd hppp phpp pphp ppph hsss shss sshs sssh phhh hphh hhsh hhhs "
            "dhhh phsd hspd",
            ("float32", "float32"): "pppp hhhh ssss dddd hppp pphp phsd hhhs",
            ("float32", "float16"): "pppp hhhh ssss dddd phhh",
            ("float64", "float64"): "dddd ddhd dddh ddsd",
            ("float64", "float32"): "dddd ddds",
            ("float64", "float16"): "dddd ddhd",
        },
        "tensorflow": {
            ("float16", "float16"): "hhhh",
            ("bfloat16", "bfloat16"): "bbbb",
            ("float32", "float32"): "ssss",
            ("float64", "float64"): "dddd",
        },
    }
    # MindSpore computes these in float32, signopt in float64: two outcomes for one input, in a file of their own.
    departures = {"mindspore": {("float64", "float64"): "pppp ssss"}}

    @staticmethod
    def replica(var, m, grad, scalars):
        lr, alpha, sign_decay, beta = scalars.rounded
        one_minus_beta = np.ones(1, var.dtype) - beta
        kept, gained = beta * m, one_minus_beta * grad
        new_m = kept + gained
        direction = sign(grad) * sign(new_m)
        decayed = sign_decay * direction
        scale = alpha + decayed
        rate = lr * scale
        step = rate * grad
        new_var = var - step
        products = [(kept, beta, m), (gained, one_minus_beta, grad), (decayed, sign_decay, direction)]
        products += [(rate, lr, scale), (step, rate, grad)]
        values = [var, m, grad, lr, alpha, sign_decay, beta, one_minus_beta, new_m, scale, new_var]
        return new_var, new_m, values, products


class PowerSign:
    name = "power_sign"
    names = ("lr", "logbase", "sign_decay", "beta")
    ordinary = (
        (0.001, 2.718281828459045, 0.99, 0.9), (0.1, 1, 1, 0.9), (0.01, 2.302585093, 0.5, 0.8),
        (0.03, 0.6931471806, 0.3, 0.95), (2, 1.3, -0.6, 0.2),
    )  # fmt: skip
    cancelling = (0.1, 1, 0.99, 0.5)
    unusual = (
        (-0.5, 2, -1, -0.25), (0, 1, 1, 0.9), (0.1, 0, 1, 1), (0.1, 1, 0, 0), (6000, 7, -1.5, 3), (1e30, 3, -2, 1.5),
        (INF, 1, 1, 0.9), (0.1, NAN, 1, 0.5), (0.1, 1, -INF, 0.5), (0.1, 1, 1, NAN), (0.1, 300, 1, 0.5),
        (NAN, 1, 1, 0.9),
    )  # fmt: skip
    # MindSpore computes float16 arrays in float16 whatever the scalars are, and refuses float32 tensors beside them;
    # float64 arrays pass through float32 there.
    kinds = {
        "mindspore": {
            ("float16", "float16"): "hhhh",
            ("float32", "float32"): "pppp hhhh ssss hppp phsp",
            ("float32", "float16"): "pppp hhhh ssss",
        }
    }
    departures = {}

    @staticmethod
    def replica(var, m, grad, scalars):
        lr, logbase, sign_decay, beta = scalars.rounded
        one_minus_beta = np.ones(1, var.dtype) - beta
        kept, gained = beta * m, one_minus_beta * grad
        new_m = kept + gained
        exponent = (logbase * sign_decay).astype(np.float64) * (sign(grad) * sign(new_m)).astype(np.float64)
        factor = np.exp(exponent).astype(var.dtype)
        powered = factor * grad
        step = lr * powered
        new_var = var - step
        products = [(kept, beta, m), (gained, one_minus_beta, grad), (powered, factor, grad), (step, lr, powered)]
        values = [var, m, grad, lr, logbase, sign_decay, beta, one_minus_beta, new_m, factor, new_var]
        return new_var, new_m, values, products


class Lion:
    name = "lion"
    names = ("lr", "beta1", "beta2", "weight_decay")
    ordinary = (
        (1e-4, 0.9, 0.99, 0), (1e-3, 0.95, 0.98, 0.1), (0.01, 0.9, 0.999, 1), (0.3, 0.1, 0.2, 0.7),
        (2, 0.75, 0.5, -0.6),
    )  # fmt: skip
    cancelling = (1e-3, 0.5, 0.99, 0.1)
    unusual = (
        (-0.5, 0.9, 0.99, 0.1), (0, 0.9, 0.99, 0.1), (0.1, 1, 0, 1), (0.1, 0, 1, 10), (60000, 2, -3, 1e-9),
        (1e30, 0.9, 1.5, 0), (0.1, -0.9, -0.99, 3), (1e-9, 0.5, 0.5, 1e-9),
    )  # fmt: skip
    kinds = {"lion": {("float32", "float32"): "pppp", ("float64", "float64"): "pppp"}}
    departures = {}

    @staticmethod
    def replica(var, m, grad, scalars):
        compute = var.dtype
        lr, beta1, beta2, _ = scalars.rounded
        given_lr, given_beta1, given_beta2, weight_decay = scalars.given
        omb1, omb2 = (1 - given_beta1).astype(compute), (1 - given_beta2).astype(compute)
        keep = (1 - given_lr * weight_decay).astype(compute)
        parts = (beta1 * m, omb1 * grad, beta2 * m, omb2 * grad, keep * var)
        direction = parts[0] + parts[1]
        # Not through a product: lr may be infinite where the sign is 0.
        step = np.where(direction > 0, lr, np.where(direction < 0, -lr, np.zeros(1, compute)))
        new_m = parts[2] + parts[3]
        new_var = parts[4] - step
        products = list(zip(parts, (beta1, omb1, beta2, omb2, keep), (m, grad, m, grad, var)))
        values = [var, m, grad, lr, beta1, beta2, omb1, omb2, keep, new_m, new_var]
        # PyTorch fuses the second product of the direction with the sum: where the sum decides a sign by its last
        # place, this is another one. Such elements are left out, as are values that it flushes: they count as tiny.
        margin = np.abs(direction) <= 4 * np.finfo(compute).eps * (np.abs(parts[0]) + np.abs(parts[1]))
        undecided = margin & ((parts[0] != 0) | (parts[1] != 0))
        values.append(np.where(undecided | np.isnan(direction), np.finfo(compute).smallest_subnormal, 1))
        return new_var, new_m, values, products


class Signum:
    name = "signum"
    names = ("lr", "beta", "weight_decay")
    ordinary = ((1e-3, 0.9, 0), (1e-4, 0.99, 0), (0.01, 0.8, 0), (0.3, 0.1, 0), (2, 0.75, 0))
    cancelling = (1e-3, 0.5, 0)
    unusual = ((-0.5, 0.9, 0), (0, 0.9, 0), (0.1, 1, 0), (0.1, 0, 0), (60000, -3, 0), (1e30, 1.5, 0), (1e-9, 0.5, 0))
    # optax.signum has no weight decay.
    kinds = {"optax": {("float32", "float32"): "ppp", ("float64", "float64"): "ppp"}}
    departures = {}

    @staticmethod
    def replica(var, m, grad, scalars):
        lr, beta, weight_decay = range(3)
        return Lion.replica(var, m, grad, scalars.in_places(lr, beta, beta, weight_decay))


RULES = {rule.name: rule for rule in (AddSign, PowerSign, Lion, Signum)}
