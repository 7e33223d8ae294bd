#!/usr/bin/env python3
"""PyTorch: the rules as expressions, eager, compiled and over lists; lion-pytorch; and the fused AdamW and SGD."""

import importlib.metadata
import warnings

import torch

import torch_rules
from peer_data import values
from worker import Family, Prepared, nothing, serve

LIST_TENSORS = 16  # of a list, all of one size
FUSED = {"torch_adamw": torch.optim.AdamW, "torch_sgd": torch.optim.SGD}


class Torch(Family):
    name = "torch"

    def versions(self):
        names = ("torch", "lion-pytorch", "numpy")
        return {name: importlib.metadata.version(name) for name in names}

    def load(self, dtype, n, threads):
        torch.set_num_threads(threads)
        torch._dynamo.reset()
        self.dtype, self.n = getattr(torch, dtype), n
        self.start = {}
        for stream in ("var", "m", "grad"):
            exact = torch.from_numpy(values(stream, dtype, n))
            self.start[stream] = torch.empty(n, dtype=self.dtype).copy_(exact)  # in memory of PyTorch's own
        # Of all peers: each begins from the start.
        self.one = [self.start[stream].clone() for stream in ("var", "m", "grad")]
        self.several = None
        one = [(peer, rule) for rule in torch_rules.EAGER for peer in ("torch_eager", "torch_compile")]
        several = [("torch_foreach", rule) for rule in torch_rules.FOREACH if n % LIST_TENSORS == 0]
        others = [("lion_pytorch", "lion"), ("torch_adamw", "add_sign"), ("torch_sgd", "add_sign")]
        whole = [("torch_adamw", "step")] if dtype == "float32" and n % LIST_TENSORS == 0 else []
        return one + several + others + whole

    def prepare(self, peer, rule, scalars):
        if peer == "torch_foreach":
            var, m, grad = self.list_of_tensors()
            step = torch_rules.FOREACH[rule](*scalars)
            return self.made(lambda: step(var, m, grad), var, m)
        if rule == "step":
            return self.training_step(*scalars)
        if peer == "lion_pytorch":
            return self.lion(*scalars)
        if peer in FUSED:
            return self.fused(FUSED[peer], scalars[0])
        var, m, grad = self.one
        if peer == "torch_compile":
            # Every size is compiled for itself: no shape is known at run time only.
            compiled = torch.compile(torch_rules.EXPRESSIONS[rule](*scalars), fullgraph=True, dynamic=False)
            return self.made(lambda: compiled(var, m, grad), [var], [m])
        step = torch_rules.EAGER[rule](*scalars)
        a, b = torch.empty_like(var), torch.empty_like(var)
        return self.made(lambda: step(var, m, grad, a, b), [var], [m])

    def list_of_tensors(self):
        """var, m and grad as lists of tensors that each have memory of their own."""
        if self.several is None:
            size = self.n // LIST_TENSORS
            self.several = [[piece.clone() for piece in array.split(size)] for array in self.start.values()]
        return self.several

    def made(self, step, var, m, reset_more=nothing):
        def reset():
            for kept, stream in ((var, "var"), (m, "m")):
                for to, start in zip(kept, self.start[stream].split(self.n // len(var))):
                    to.copy_(start)
            reset_more()

        def state():
            words = {2: torch.int16, 4: torch.int32, 8: torch.int64}[self.dtype.itemsize]
            return tuple(torch.cat(list(kept)).view(words).numpy().tobytes() for kept in (var, m))

        return Prepared(step, nothing, reset, state)

    def lion(self, lr, beta1, beta2, weight_decay):
        from lion_pytorch import Lion

        var, m, grad = self.one
        parameter = torch.nn.Parameter(var)
        parameter.grad = grad
        optimizer = Lion([parameter], lr=lr, betas=(beta1, beta2), weight_decay=weight_decay)
        optimizer.state[parameter]["exp_avg"] = m
        return self.made(optimizer.step, [var], [m])

    def fused(self, optimizer_class, lr):
        """Other rules, with their usual settings: only their speed counts."""
        var, m, grad = self.one
        parameter = torch.nn.Parameter(var)
        parameter.grad = grad
        more = {"momentum": 0.9} if optimizer_class is torch.optim.SGD else {}
        optimizer = optimizer_class([parameter], lr=lr, fused=True, **more)
        return self.made(optimizer.step, [var], [m])

    def training_step(self, lr, max_norm, weight_decay):
        var, m, grad = self.list_of_tensors()
        parameters = [torch.nn.Parameter(tensor) for tensor in var]
        for parameter, of_parameter in zip(parameters, grad):
            parameter.grad = of_parameter.clone()  # clipping writes it
        optimizer = torch.optim.AdamW(parameters, lr=lr, weight_decay=weight_decay, fused=True)

        def step():
            torch.nn.utils.clip_grad_norm_(parameters, max_norm, foreach=True)
            optimizer.step()

        return self.made(step, var, m)


if __name__ == "__main__":
    warnings.filterwarnings("ignore")
    with torch.no_grad():
        serve(Torch())
