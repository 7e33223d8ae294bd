"""The rules in PyTorch, as its users write them: step(var, m, grad) in place.

EAGER works with buffers that are there before (`a` and `b`, as large as var), in as few passes as the operators allow.
EXPRESSIONS are plain formulas for torch.compile, which makes one loop of each. FOREACH takes lists of tensors.
"""

import math

import torch


def eager_add_sign(lr, alpha, sign_decay, beta):
    def step(var, m, grad, a, b):
        m.lerp_(grad, 1 - beta)
        torch.sign(grad, out=a).mul_(torch.sign(m, out=b)).mul_(lr * sign_decay).add_(lr * alpha)
        var.addcmul_(a, grad, value=-1)

    return step


def eager_power_sign(lr, logbase, sign_decay, beta):
    def step(var, m, grad, a, b):
        m.lerp_(grad, 1 - beta)
        torch.sign(grad, out=a).mul_(torch.sign(m, out=b)).mul_(logbase * sign_decay).exp_()
        var.addcmul_(a, grad, value=-lr)

    return step


def eager_lion(lr, beta1, beta2, weight_decay):
    def step(var, m, grad, a, b):
        torch.lerp(m, grad, 1 - beta1, out=a).sign_()
        var.mul_(1 - lr * weight_decay).add_(a, alpha=-lr)
        m.lerp_(grad, 1 - beta2)

    return step


def eager_signum(lr, beta, weight_decay):
    def step(var, m, grad, a, b):
        m.lerp_(grad, 1 - beta)
        var.mul_(1 - lr * weight_decay).add_(torch.sign(m, out=a), alpha=-lr)

    return step


def add_sign_expression(lr, alpha, sign_decay, beta):
    def step(var, m, grad):
        m.copy_(beta * m + (1 - beta) * grad)
        var.sub_(lr * (alpha + sign_decay * torch.sign(grad) * torch.sign(m)) * grad)

    return step


def power_sign_expression(lr, logbase, sign_decay, beta):
    agree, differ = math.exp(logbase * sign_decay), math.exp(-logbase * sign_decay)

    def step(var, m, grad):
        m.copy_(beta * m + (1 - beta) * grad)
        signs = torch.sign(grad) * torch.sign(m)
        # Plain numbers in torch.where are of float32, beside float64 too.
        wide = torch.float64 if grad.dtype == torch.float64 else torch.float32
        of_agree, of_differ, one = (torch.full_like(grad, x, dtype=wide) for x in (agree, differ, 1.0))
        factor = torch.where(signs > 0, of_agree, torch.where(signs < 0, of_differ, one))
        var.sub_(lr * (factor * grad))

    return step


def lion_expression(lr, beta1, beta2, weight_decay):
    def step(var, m, grad):
        direction = torch.sign(beta1 * m + (1 - beta1) * grad)
        var.copy_((1 - lr * weight_decay) * var - lr * direction)
        m.copy_(beta2 * m + (1 - beta2) * grad)

    return step


def signum_expression(lr, beta, weight_decay):
    def step(var, m, grad):
        m.copy_(beta * m + (1 - beta) * grad)
        var.copy_((1 - lr * weight_decay) * var - lr * torch.sign(m))

    return step


def foreach_signs(m, grad, beta):
    """sign(grad) * sign(m), of the new m."""
    torch._foreach_lerp_(m, grad, 1 - beta)
    factor = torch._foreach_sign(grad)
    torch._foreach_mul_(factor, torch._foreach_sign(m))
    return factor


def foreach_add_sign(lr, alpha, sign_decay, beta):
    def step(var, m, grad):
        factor = foreach_signs(m, grad, beta)
        torch._foreach_mul_(factor, lr * sign_decay)
        torch._foreach_add_(factor, lr * alpha)
        torch._foreach_addcmul_(var, factor, grad, value=-1)

    return step


def foreach_power_sign(lr, logbase, sign_decay, beta):
    def step(var, m, grad):
        factor = foreach_signs(m, grad, beta)
        torch._foreach_mul_(factor, logbase * sign_decay)
        torch._foreach_exp_(factor)
        torch._foreach_addcmul_(var, factor, grad, value=-lr)

    return step


def foreach_lion(lr, beta1, beta2, weight_decay):
    def step(var, m, grad):
        direction = torch._foreach_lerp(m, grad, 1 - beta1)
        torch._foreach_sign_(direction)
        torch._foreach_mul_(var, 1 - lr * weight_decay)
        torch._foreach_add_(var, direction, alpha=-lr)
        torch._foreach_lerp_(m, grad, 1 - beta2)

    return step


def foreach_signum(lr, beta, weight_decay):
    def step(var, m, grad):
        torch._foreach_lerp_(m, grad, 1 - beta)
        torch._foreach_mul_(var, 1 - lr * weight_decay)
        torch._foreach_add_(var, torch._foreach_sign(m), alpha=-lr)

    return step


EAGER = {
    "add_sign": eager_add_sign,
    "power_sign": eager_power_sign,
    "lion": eager_lion,
    "signum": eager_signum,
}
EXPRESSIONS = {
    "add_sign": add_sign_expression,
    "power_sign": power_sign_expression,
    "lion": lion_expression,
    "signum": signum_expression,
}
FOREACH = {
    "add_sign": foreach_add_sign,
    "power_sign": foreach_power_sign,
    "lion": foreach_lion,
    "signum": foreach_signum,
}
