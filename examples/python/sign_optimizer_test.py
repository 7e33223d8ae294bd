"""The optimizer of sign_optimizer.py: what PyTorch expects of one."""
import copy
import unittest

import torch
from sign_optimizer import AddSign


def network(dtype=torch.float32):
    torch.manual_seed(1)
    return torch.nn.Sequential(torch.nn.Linear(10, 20), torch.nn.ReLU(), torch.nn.Linear(20, 1)).to(dtype)


def train(net, optimizer, steps, dtype=torch.float32):
    """The losses of so many steps, which are the same each time."""
    torch.manual_seed(2)
    x = torch.randn(256, 10, dtype=dtype)
    y = 2 * x[:, :1] + 1
    losses = []
    for _ in range(steps):
        optimizer.zero_grad()
        loss = torch.nn.functional.mse_loss(net(x), y)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses


class Optimizer(unittest.TestCase):
    def test_the_loss_falls(self):
        for dtype in (torch.float32, torch.float64, torch.float16, torch.bfloat16):
            with self.subTest(dtype=dtype):
                net = network(dtype)
                losses = train(net, AddSign(net.parameters(), lr=0.02), 200, dtype)
                self.assertLess(losses[-1], losses[0] / 20)

    def test_state_dict(self):
        whole, half = network(), network()
        train(whole, optimizer := AddSign(whole.parameters(), lr=0.02, alpha=0.9), 10)
        train(half, first := AddSign(half.parameters(), lr=0.02, alpha=0.9), 5)
        resumed = copy.deepcopy(half)
        second = AddSign(resumed.parameters(), lr=1)
        second.load_state_dict(first.state_dict())
        train(resumed, second, 5)
        self.assertEqual(second.param_groups[0]["alpha"], 0.9)
        for a, b in zip(whole.parameters(), resumed.parameters()):
            self.assertTrue(torch.equal(a, b))
            self.assertTrue(torch.equal(optimizer.state[a]["m"], second.state[b]["m"]))

    def test_groups(self):
        a, b = (torch.ones(3, requires_grad=True) for _ in range(2))
        optimizer = AddSign([{"params": [a]}, {"params": [b], "lr": 0.5}], lr=0.25, sign_decay=0.0)
        a.grad = b.grad = torch.ones(3)
        optimizer.step()
        self.assertEqual((a.tolist(), b.tolist()), ([0.75] * 3, [0.5] * 3))

    def test_a_parameter_without_a_gradient(self):
        moving, still = (torch.ones(3, requires_grad=True) for _ in range(2))
        optimizer = AddSign([moving, still], lr=0.25)
        moving.grad = torch.ones(3)
        optimizer.step()
        self.assertEqual(still.tolist(), [1.0] * 3)
        self.assertEqual(len(optimizer.state), 1)
        self.assertNotEqual(moving.tolist(), [1.0] * 3)

    def test_a_backward_pass_notices_the_step(self):
        weight = torch.ones(3, requires_grad=True)
        loss = (weight * weight).sum()
        loss.backward(retain_graph=True)
        AddSign([weight], lr=0.25).step()
        with self.assertRaisesRegex(RuntimeError, "modified by an inplace operation"):
            loss.backward()

    def test_a_closure(self):
        weight = torch.full((1,), 2.0, requires_grad=True)
        optimizer = AddSign([weight], lr=0.25, sign_decay=0.0)

        def closure():
            optimizer.zero_grad()
            loss = (weight * weight).sum()
            loss.backward()
            return loss

        self.assertEqual(optimizer.step(closure).item(), 4.0)
        self.assertEqual(weight.item(), 1.0)

    def test_a_sparse_gradient(self):
        weight = torch.ones(3, 3, requires_grad=True)
        weight.grad = torch.eye(3).to_sparse()
        with self.assertRaises(BufferError):
            AddSign([weight], lr=0.25).step()
        self.assertEqual(weight.tolist(), [[1.0] * 3] * 3)


if __name__ == "__main__":
    torch.set_num_threads(1)  # the network is small
    unittest.main(verbosity=2)
