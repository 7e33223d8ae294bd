"""The real operators, behind one interface: run(case) gives the new (var, m). make_golden.py uses them."""


class MindSpore:
    name = "mindspore"
    flushes_denormals = False

    def __init__(self):
        import mindspore

        self.source = f"mindspore-{mindspore.__version__}"
        self.framework = mindspore
        mindspore.set_device("CPU")
        self.operator = mindspore.ops.ApplyAddSign()

    def run(self, case):
        tensor, parameter = self.framework.Tensor, self.framework.Parameter
        var, m = parameter(tensor(case.var), name="var"), parameter(tensor(case.m), name="m")
        scalars = [float(s[0]) if k == "plain" else tensor(s) for s, k in zip(case.scalars, case.kinds)]
        self.operator(var, m, *scalars, tensor(case.grad))
        return var.asnumpy(), m.asnumpy()


class TensorFlow:
    name = "tensorflow"
    flushes_denormals = True

    def __init__(self):
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
