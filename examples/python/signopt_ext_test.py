"""The module of signopt_ext.cpp on NumPy's arrays and PyTorch's tensors: bits, layouts, errors, the GIL."""
import os
import subprocess
import sys
import threading
import unittest
import weakref

import numpy as np
import torch
from signopt_ext import active_target, apply_add_sign

SCALARS = (0.1, 0.9, 0.7, 0.8)  # lr, alpha, sign_decay, beta


def numpy_step(var, m, grad):
    """The same in NumPy, operation by operation; 16-bit arrays are computed in float32 and rounded once."""
    compute = np.float64 if var.dtype == np.float64 else np.float32
    lr, alpha, sign_decay, beta = (compute(scalar) for scalar in SCALARS)
    wide_var, wide_m, wide_grad = (array.astype(compute) for array in (var, m, grad))
    new_m = beta * wide_m + (compute(1) - beta) * wide_grad
    factor = lr * (alpha + sign_decay * (np.sign(wide_grad) * np.sign(new_m)))
    return (wide_var - factor * wide_grad).astype(var.dtype), new_m.astype(m.dtype)


def numbers(shape, dtype=np.float32, seed=0):
    return np.random.default_rng(seed).standard_normal(shape).astype(dtype)


def operands(shape=(13, 17), dtype=np.float32):
    return numbers(shape, dtype, 1), numbers(shape, dtype, 2), numbers(shape, dtype, 3)


class InPlace(unittest.TestCase):
    def expect_step(self, var, m, grad):
        expected_var, expected_m = numpy_step(var, m, grad)
        apply_add_sign(var, m, *SCALARS, grad)
        self.assertEqual(var.tobytes(), expected_var.tobytes())
        self.assertEqual(m.tobytes(), expected_m.tobytes())

    def test_every_dtype_of_numpy(self):
        for dtype in (np.float16, np.float32, np.float64):
            with self.subTest(dtype=dtype):
                self.expect_step(*operands(dtype=dtype))

    def test_every_dtype_of_torch(self):
        for dtype in (torch.float16, torch.bfloat16, torch.float32, torch.float64):
            with self.subTest(dtype=dtype):
                var, m, grad = (torch.from_numpy(array).to(dtype) for array in operands())
                compute = torch.float64 if dtype == torch.float64 else torch.float32
                wide = [tensor.to(compute).numpy() for tensor in (var, m, grad)]
                expected = [torch.from_numpy(array).to(dtype) for array in numpy_step(*wide)]
                address = var.data_ptr()
                apply_add_sign(var, m, *SCALARS, grad)
                self.assertEqual(var.data_ptr(), address)
                bits = torch.int64 if dtype == torch.float64 else torch.int32 if dtype == torch.float32 else torch.int16
                self.assertTrue(torch.equal(var.view(bits), expected[0].view(bits)))
                self.assertTrue(torch.equal(m.view(bits), expected[1].view(bits)))

    def test_the_documented_example_has_the_bits_of_cpp(self):
        var = np.array([[0.6, 0.4], [0.1, 0.5]], np.float32)
        m = np.array([[0.6, 0.5], [0.2, 0.6]], np.float32)
        apply_add_sign(var, m, 0.001, 1.0, 0.99, 0.9, np.array([[0.3, 0.7], [0.1, 0.8]], np.float32))
        quickstart = ("0x1.32e4f4p-1", "0x1.982c70p-2", "0x1.98c8f0p-4", "0x1.fe5eaap-2")
        self.assertEqual([float(x) for x in var.flat], [float.fromhex(x) for x in quickstart])

    def test_layouts(self):
        def transposed(array):
            return np.asfortranarray(array)

        def with_gaps(array):
            wide = np.zeros((array.shape[0], 2 * array.shape[1]), array.dtype)
            wide[:, ::2] = array
            return wide[:, ::2]

        def backwards(array):
            return array[::-1, ::-1].copy()[::-1, ::-1]

        layouts = (np.ascontiguousarray, transposed, with_gaps, backwards)
        for var_layout in layouts:
            for grad_layout in layouts:
                with self.subTest(var=var_layout.__name__, grad=grad_layout.__name__):
                    var, m, grad = operands()
                    self.expect_step(var_layout(var), transposed(m), grad_layout(grad))
        self.expect_step(*(np.array(2.0, np.float32) for _ in range(3)))
        self.expect_step(*operands(shape=(0, 3)))

    def test_numpy_beside_torch_and_a_narrower_gradient(self):
        var, m, grad = operands()
        self.expect_step(torch.from_numpy(var).numpy(), m, grad.astype(np.float16))
        expected_var, _ = numpy_step(var, m, grad)
        apply_add_sign(var, torch.from_numpy(m), *SCALARS, torch.from_numpy(grad))
        self.assertEqual(var.tobytes(), expected_var.tobytes())


class Refused(unittest.TestCase):
    def expect(self, error, text, var, m, grad, scalars=SCALARS):
        before = var.tobytes(), m.tobytes()
        with self.assertRaisesRegex(error, text):
            apply_add_sign(var, m, *scalars, grad)
        self.assertEqual((var.tobytes(), m.tobytes()), before)

    def test_read_only_arrays(self):
        for name in ("var", "m"):
            arrays = dict(zip(("var", "m", "grad"), operands()))
            arrays[name].flags.writeable = False
            with self.subTest(name):
                self.expect(ValueError, f"^signopt: {name} is marked read-only .*: it must be writable", **arrays)
        var, m, grad = operands()
        grad.flags.writeable = False
        expected_var, _ = numpy_step(var, m, grad)
        apply_add_sign(var, m, *SCALARS, grad)  # which is only read
        self.assertEqual(var.tobytes(), expected_var.tobytes())

    def test_type_errors(self):
        var, m, grad = operands()
        must_be = "must be float16, bfloat16, float32 or float64, got "
        self.expect(TypeError, f"^signopt: var {must_be}int32$", var.astype(np.int32), m, grad)
        self.expect(TypeError, f"^signopt: grad {must_be}complex64$", var, m, grad.astype(np.complex64))
        wide = grad.astype(np.float64)
        self.expect(TypeError, "^signopt: var is float32 and grad is float64: var is updated in place", var, m, wide)
        self.expect(TypeError, "^signopt: m is float64 and var is float32: m is updated in place", var, wide, grad)
        self.expect(TypeError, "incompatible function arguments", var, m, grad, ("fast", 1.0, 1.0, 0.9))

    def test_value_errors(self):
        var, m, grad = operands()
        self.expect(ValueError, r"^signopt: m has shape \(12, 17\), var has shape \(13, 17\)", var, m[1:], grad)
        self.expect(ValueError, r"^signopt: grad has shape \(17, 13\), var has shape", var, m, grad.reshape(17, 13))
        self.expect(ValueError, "^signopt: var and m overlap", var, var, grad)
        self.expect(ValueError, "^signopt: m and grad overlap", var[:12], m[:12], m[1:])

    def test_what_exports_no_memory(self):
        var, m, grad = operands()
        with self.assertRaisesRegex(BufferError, "require gradient"):
            apply_add_sign(torch.from_numpy(var).requires_grad_(), m, *SCALARS, grad)
        with self.assertRaisesRegex(BufferError, "layout"):
            apply_add_sign(var, m, *SCALARS, torch.from_numpy(grad).to_sparse())
        with self.assertRaisesRegex(AttributeError, "__dlpack__"):
            apply_add_sign([1.0], m, *SCALARS, grad)

    def test_how_memory_is_asked_for(self):
        var, m, grad = operands()
        asked = []

        class Producer:
            def __dlpack__(self, **arguments):
                asked.append(arguments)
                return var.__dlpack__()  # of the older kind, which cannot say that it is read-only

        with self.assertRaisesRegex(ValueError, "PyCapsule_GetPointer called with incorrect name"):
            apply_add_sign(Producer(), m, *SCALARS, grad)
        self.assertEqual(asked, [{"max_version": (1, 0), "copy": False}])

    def test_other_errors(self):
        code = "import signopt_ext, numpy as np; a = [np.ones(3) for _ in range(3)]; "
        code += "signopt_ext.apply_add_sign(a[0], a[1], 1, 1, 1, 1, a[2])"
        done = subprocess.run([sys.executable, "-c", code], env={**os.environ, "SIGNOPT_TARGET": "abacus"},
                              capture_output=True, text=True)
        self.assertIn("RuntimeError: ", done.stderr)
        self.assertIn("abacus", done.stderr)


class Memory(unittest.TestCase):
    def test_the_gil_is_released(self):
        # This thread sees a step half done, which it cannot where the other one holds the GIL until the end.
        size, steps = 1 << 23, 400
        var, m, grad = np.zeros(size, np.float32), np.ones(size, np.float32), np.ones(size, np.float32)
        seen = threading.Event()

        def work():
            for _ in range(steps):
                if seen.is_set():
                    return
                apply_add_sign(var, m, 0.125, 1.0, 1.0, 0.5, grad)  # each element falls by 0.25, the first one first

        worker = threading.Thread(target=work)
        worker.start()
        while worker.is_alive() and not seen.is_set():
            first = var[0]  # read before the last: so it is ahead of it only in the midst of a step
            last = var[-1]
            if first < last:
                seen.set()
        worker.join()
        self.assertTrue(seen.is_set(), f"{steps} steps, and none was seen half done")

    def test_arrays_are_given_back(self):
        var, m, grad = operands()
        references = [weakref.ref(array) for array in (var, m, grad)]
        apply_add_sign(var, m, *SCALARS, grad)
        with self.assertRaises(ValueError):
            apply_add_sign(var, m, *SCALARS, grad[1:])
        del var, m, grad
        self.assertEqual([reference() for reference in references], [None] * 3)


if __name__ == "__main__":
    versions = f"Python {sys.version.split()[0]}, NumPy {np.__version__}, PyTorch {torch.__version__}"
    print(f"{versions}, target {active_target()}", flush=True)
    unittest.main(verbosity=2)
