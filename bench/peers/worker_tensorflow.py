#!/usr/bin/env python3
"""TensorFlow: its own kernels of AddSign and PowerSign, called eagerly, and compiled by XLA.

Called eagerly an operator is one call of its kernel; tf.function without XLA adds some 50 microseconds, and no speed.
"""

import os

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")

import importlib.metadata  # noqa: E402

import numpy as np  # noqa: E402
import tensorflow as tf  # noqa: E402

from peer_data import values  # noqa: E402
from worker import Family, Prepared, serve  # noqa: E402

RULES = ("add_sign", "power_sign")
SCALARS = {"add_sign": ("lr", "alpha", "sign_decay", "beta"), "power_sign": ("lr", "logbase", "sign_decay", "beta")}


class TensorFlow(Family):
    name = "tensorflow"
    threads = None

    def versions(self):
        return {name: importlib.metadata.version(name) for name in ("tensorflow_cpu", "numpy", "ml_dtypes")}

    def load(self, dtype, n, threads):
        if self.threads is None:  # it can be told once
            tf.config.threading.set_intra_op_parallelism_threads(threads)
            tf.config.threading.set_inter_op_parallelism_threads(threads)
            self.threads = threads
        elif self.threads != threads:
            raise ValueError("TensorFlow cannot change its threads")
        self.dtype = tf.as_dtype(dtype)
        as_numpy = self.dtype.as_numpy_dtype
        self.start = {s: tf.constant(values(s, dtype, n).astype(as_numpy)) for s in ("var", "m", "grad")}
        return [(peer, rule) for rule in RULES for peer in ("tensorflow", "tensorflow_xla")]

    def prepare(self, peer, rule, scalars):
        var, m = tf.Variable(self.start["var"]), tf.Variable(self.start["m"])
        operator = {
            "add_sign": tf.raw_ops.ResourceApplyAddSign,
            "power_sign": tf.raw_ops.ResourceApplyPowerSign,
        }[rule]
        arguments = {name: tf.constant(value, self.dtype) for name, value in zip(SCALARS[rule], scalars)}
        arguments.update(var=var.handle, m=m.handle, grad=self.start["grad"], use_locking=False)

        def step():
            operator(**arguments)

        if peer == "tensorflow_xla":
            step = tf.function(step, jit_compile=True)

        def reset():
            var.assign(self.start["var"])
            m.assign(self.start["m"])

        def state():
            return tuple(np.ascontiguousarray(kept.numpy()).tobytes() for kept in (var, m))

        return Prepared(step, tf.test.experimental.sync_devices, reset, state)


if __name__ == "__main__":
    serve(TensorFlow())
