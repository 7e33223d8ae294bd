#!/usr/bin/env python3
"""Tries on lion-pytorch what docs/semantics.md says of it (claims.py)."""

import importlib.metadata

import torch
from lion_pytorch import Lion

import formulas
from probes import answer

SCALARS = (0.01, 0.9, 0.99, 0.1)  # lr, beta1, beta2, weight_decay
COUNT = 4096


def step():
    """lion-pytorch's new var and m, and the formula's."""
    var, m, grad = formulas.ordinary("float32", COUNT, 1)
    lr, beta1, beta2, weight_decay = SCALARS
    parameter = torch.nn.Parameter(torch.from_numpy(var.copy()))
    optimizer = Lion([parameter], lr=lr, betas=(beta1, beta2), weight_decay=weight_decay)
    optimizer.state[parameter]["exp_avg"] = torch.from_numpy(m.copy())
    parameter.grad = torch.from_numpy(grad.copy())
    optimizer.step()
    found = parameter.detach().numpy(), optimizer.state[parameter]["exp_avg"].numpy()
    return found, formulas.lion(var, m, grad, *SCALARS)


def lion_var():
    version = importlib.metadata.version("lion-pytorch")
    (var, _), (wanted, _) = step()
    differ = int((var != wanted).sum())
    return version == "0.2.5" and differ == 0, f"{version}: {differ} of {COUNT} differ"


def lion_m_is_fused():
    (_, m), (_, wanted) = step()
    differ = int((m != wanted).sum())
    return 0 < differ < COUNT / 10, f"{differ} of {COUNT} differ"


if __name__ == "__main__":
    answer({name: value for name, value in globals().items() if callable(value)})
