"""AddSign as an optimizer of PyTorch, over signopt_ext. A recipe: copy it."""
import torch
from signopt_ext import apply_add_sign


class AddSign(torch.optim.Optimizer):
    def __init__(self, params, lr, alpha=1.0, sign_decay=1.0, beta=0.9):
        super().__init__(params, dict(lr=lr, alpha=alpha, sign_decay=sign_decay, beta=beta))

    @torch.no_grad()
    def step(self, closure=None):
        loss = torch.enable_grad()(closure)() if closure else None
        for group in self.param_groups:
            for p in (p for p in group["params"] if p.grad is not None):
                if not self.state[p]:
                    self.state[p]["m"] = torch.zeros_like(p)
                scalars = (group[name] for name in ("lr", "alpha", "sign_decay", "beta"))
                apply_add_sign(p.detach(), self.state[p]["m"], *scalars, p.grad.detach())
                torch.autograd.graph.increment_version(p)  # or a backward pass would not notice
        return loss
