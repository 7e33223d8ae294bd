"""The real operators and optimizers, behind one interface: run(case) gives the new (var, m).

make_golden.py uses them.
"""

import numpy as np


class MindSpore:
    name = "mindspore"
    flushes_denormals = False
    operators = {"add_sign": "ApplyAddSign", "power_sign": "ApplyPowerSign"}

    def __init__(self, rule):
        import mindspore

        self.source = f"mindspore-{mindspore.__version__}"
        self.framework = mindspore
        mindspore.set_device("CPU")
        self.operator = getattr(mindspore.ops, self.operators[rule.name])()
        # This operator flushes some denormal numbers of float32.
        self.flushes_denormals = rule.name == "power_sign"

    def run(self, case):
        tensor, parameter = self.framework.Tensor, self.framework.Parameter
        var, m = parameter(tensor(case.var), name="var"), parameter(tensor(case.m), name="m")
        scalars = [float(s[0]) if k == "plain" else tensor(s) for s, k in zip(case.scalars, case.kinds)]
        self.operator(var, m, *scalars, tensor(case.grad))
        return var.asnumpy(), m.asnumpy()


class TensorFlow:
    name = "tensorflow"
    flushes_denormals = True

    def __init__(self, rule):
        import tensorflow

        self.source = f"tensorflow-{tensorflow.__version__}"
        self.framework = tensorflow

    def run(self, case):
        var, m = self.framework.Variable(case.var), self.framework.Variable(case.m)
        lr, alpha, sign_decay, beta = (self.framework.constant(s[0], dtype=s.dtype) for s in case.scalars)
        self.framework.raw_ops.ResourceApplyAddSign(
            var=var.handle, m=m.handle, lr=lr, alpha=alpha, sign_decay=sign_decay, beta=beta, grad=case.grad
        )
        return var.numpy(), m.numpy()


class Optax:
    """optax, each operation run eagerly. jax.jit would fuse products and sums."""

    name = "optax"
    flushes_denormals = True

    def __init__(self, rule):
        import jax
        import optax

        jax.config.update("jax_enable_x64", True)
        self.source = f"optax-{optax.__version__}"
        self.jax, self.optax, self.rule = jax, optax, rule

    def optimizer(self, case):
        numbers = [float(s[0]) for s in case.scalars]
        if self.rule.name == "signum":
            return self.optax.signum(numbers[0], beta=numbers[1])
        return self.optax.lion(numbers[0], b1=numbers[1], b2=numbers[2], weight_decay=numbers[3])

    def run(self, case):
        var, m, grad = (self.jax.numpy.asarray(a) for a in (case.var, case.m, case.grad))
        optimizer = self.optimizer(case)
        is_momentum = lambda leaf: getattr(leaf, "shape", None) == m.shape
        state = self.jax.tree.map(lambda leaf: m if is_momentum(leaf) else leaf, optimizer.init(var))
        updates, state = optimizer.update(grad, state, var)
        (new_m,) = [leaf for leaf in self.jax.tree.leaves(state) if is_momentum(leaf)]
        return np.asarray(self.optax.apply_updates(var, updates)), np.asarray(new_m)


class LionPytorchAndOptax(Optax):
    """var of lion-pytorch, whose m is fused, and m of optax, whose weight decay is another operation."""

    name = "lion"

    def __init__(self, rule):
        import importlib.metadata

        import torch
        from lion_pytorch import Lion

        super().__init__(rule)
        self.source = f"lion-pytorch-{importlib.metadata.version('lion-pytorch')}+{self.source}"
        self.torch, self.lion = torch, Lion

    def run(self, case):
        lr, beta1, beta2, weight_decay = (float(s[0]) for s in case.scalars)
        var = self.torch.nn.Parameter(self.torch.from_numpy(case.var.copy()))
        # It refuses rates and betas that nobody should use; they are set afterwards.
        optimizer = self.lion([var])
        optimizer.param_groups[0].update(lr=lr, betas=(beta1, beta2), weight_decay=weight_decay)
        optimizer.state[var]["exp_avg"] = self.torch.from_numpy(case.m.copy())
        var.grad = self.torch.from_numpy(case.grad.copy())
        optimizer.step()
        return var.detach().numpy(), super().run(case)[1]


FRAMEWORKS = {runner.name: runner for runner in (MindSpore, TensorFlow, Optax, LionPytorchAndOptax)}
