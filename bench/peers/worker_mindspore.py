#!/usr/bin/env python3
"""MindSpore: its own kernels of AddSign and PowerSign, in graph mode.

Graph mode is the faster one, by two to five times on small arrays. There MindSpore demands that a method calls its
object `self`. A call of the graph returns when it is computed: waiting takes next to nothing, and copies no array.
"""

import importlib.metadata

import mindspore
import numpy as np

from peer_data import values
from worker import Family, Prepared, serve

OPERATORS = {"add_sign": mindspore.ops.ApplyAddSign, "power_sign": mindspore.ops.ApplyPowerSign}


class Step(mindspore.nn.Cell):
    def __init__(self, operator, var, m, scalars):
        super().__init__()
        self.operator = operator
        self.var = mindspore.Parameter(var, name="var")
        self.m = mindspore.Parameter(m, name="m")
        self.s0, self.s1, self.s2, self.s3 = scalars

    def construct(self, grad):
        return self.operator(self.var, self.m, self.s0, self.s1, self.s2, self.s3, grad)


class MindSpore(Family):
    name = "mindspore"

    def versions(self):
        return {name: importlib.metadata.version(name) for name in ("mindspore", "numpy")}

    def load(self, dtype, n, threads):
        mindspore.set_context(mode=mindspore.GRAPH_MODE, runtime_num_threads=threads)
        if dtype == "bfloat16":
            return []
        self.dtype = dtype
        self.start = {s: values(s, dtype, n).astype(dtype) for s in ("var", "m", "grad")}
        return [("mindspore", rule) for rule in OPERATORS]

    def prepare(self, peer, rule, scalars):
        if self.dtype == "float64":  # plain numbers would have it compute in float32
            scalars = [mindspore.Tensor(scalar, mindspore.float64) for scalar in scalars]
        start = {stream: mindspore.Tensor(array) for stream, array in self.start.items()}
        cell = Step(OPERATORS[rule](), start["var"], start["m"], scalars)
        grad = start["grad"]

        def step():
            cell(grad)

        def wait():
            cell.m.asnumpy()  # it returns when m is there, as a view: 0.1 ms after a step of 200 ms, on 16M elements

        def reset():
            cell.var.set_data(mindspore.Tensor(self.start["var"]))
            cell.m.set_data(mindspore.Tensor(self.start["m"]))

        def state():
            return tuple(np.ascontiguousarray(kept.asnumpy()).tobytes() for kept in (cell.var, cell.m))

        return Prepared(step, wait, reset, state)


if __name__ == "__main__":
    mindspore.set_device("CPU")
    serve(MindSpore())
