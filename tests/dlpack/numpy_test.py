#!/usr/bin/env python3
"""The front end for DLPack on NumPy arrays, through a shared library: usage: numpy_test.py LIBRARY

Tensors come from NumPy itself, in every struct that it exports, and from structs that are filled here. All bits of a
result are compared with numpy_replica.py, on every target of this CPU.
"""

import ctypes
import itertools
import sys
import tempfile
import unittest

try:
    import numpy as np
except ImportError:
    print("NumPy is not installed (Debian: python3-numpy)")
    sys.exit(77)  # ctest shows the test as skipped

import numpy_replica as replica
from numpy_arrays import Numbers, bits_of, is_nan, layouts
from numpy_tensors import NAME_OF_KIND, Scalar, describe, exported, make_scalar, ways_to_export


def apply(var, m, scalars, grad):
    """The error's text, or None."""
    keep = []
    four = (Scalar * 4)(*(make_scalar(each, keep) for each in scalars))
    text = library.signopt_test_apply(ctypes.byref(var), ctypes.byref(m), four, ctypes.byref(grad))
    return None if text is None else text.decode()


def scalar_sets(dtype):
    """The kinds of scalars that lead to each compute type, and what else there is."""
    values = [0.03, 1.25, 0.7, 0.9]
    yield "plain", [("plain", value) for value in values]
    yield "integers", [("plain", 0.5), ("plain", 1), ("plain", 2), ("plain", 0)]
    for kind in ("float16", "bfloat16"):
        stored = [replica.store(np.float32(value), kind) for value in values]
        yield kind, [(kind, each[()]) for each in stored]
        yield kind + " and one plain", [(kind, each[()]) for each in stored[:3]] + [("plain", 0.9)]
    for kind in ("float16", "bfloat16", "float32", "float64"):
        arrays = [np.array(replica.store(np.float32(value) if kind == "bfloat16" else value, kind)) for value in values]
        arrays[1] = arrays[1].reshape(1)
        yield kind + " tensors", [(kind, each) for each in arrays]


GRADIENTS = {
    "float16": ["float16"],
    "bfloat16": ["bfloat16"],
    "float32": ["float32", "float16", "bfloat16"],
    "float64": ["float64", "float32", "float16", "bfloat16"],
}
PLAIN = [("plain", 0.03), ("plain", 1.25), ("plain", 0.7), ("plain", 0.9)]


class DLPackOnNumPy(unittest.TestCase):
    def check(self, arrays, dtypes, scalars, make=None):
        """Calls the library on var, m and grad, and compares with the replica."""
        var, m, grad = arrays
        var_dtype, grad_dtype, *others = dtypes
        m_dtype = others[0] if others else var_dtype
        want_var, want_m = replica.apply_add_sign(var, m, scalars, grad, var_dtype, grad_dtype, m_dtype)
        before = bits_of(grad).copy()
        make = make or describe
        error = apply(make(var, var_dtype), make(m, m_dtype), scalars, make(grad, grad_dtype))
        self.assertIsNone(error)
        for name, got, want, dtype in (("var", var, want_var, var_dtype), ("m", m, want_m, m_dtype)):
            both_nan = is_nan(got, dtype) & is_nan(want, dtype)
            differ = (bits_of(got) != bits_of(np.asarray(want))) & ~both_nan
            self.assertFalse(differ.any(), "%s differs in %d of %d" % (name, differ.sum(), got.size))
        self.assertTrue((bits_of(grad) == before).all(), "grad was written")

    def test_dtypes_and_scalars(self):
        for target in targets():
            fill = Numbers()
            for var_dtype, grad_dtypes in GRADIENTS.items():
                for grad_dtype, (name, scalars) in itertools.product(grad_dtypes, scalar_sets(var_dtype)):
                    with self.subTest(target=target, var=var_dtype, grad=grad_dtype, scalars=name):
                        arrays = fill((501,), var_dtype), fill((501,), var_dtype), fill((501,), grad_dtype)
                        self.check(arrays, (var_dtype, grad_dtype), scalars)

    def test_storages(self):
        """m and grad with storages of their own beside each var of 16 or 32 bits."""
        types = ("float16", "bfloat16", "float32")
        for target in targets():
            fill = Numbers()
            for var_dtype, m_dtype in itertools.product(types, types):
                for grad_dtype in {var_dtype, "float32"} if var_dtype != "float32" else types:
                    with self.subTest(target=target, var=var_dtype, m=m_dtype, grad=grad_dtype):
                        arrays = fill((501,), var_dtype), fill((501,), m_dtype), fill((501,), grad_dtype)
                        self.check(arrays, (var_dtype, grad_dtype, m_dtype), PLAIN)

    def test_layouts(self):
        for i, target in enumerate(targets()):
            fill = Numbers()
            for var_dtype, grad_dtypes in GRADIENTS.items():
                grad_dtype = grad_dtypes[-1]
                pairs = zip(layouts(fill, var_dtype), layouts(fill, grad_dtype))
                for (shape, var_views), (_, grad_views) in pairs:
                    every = itertools.product(var_views, var_views, grad_views)
                    for names in itertools.islice(every, 0, None, 3 if i == 0 else 17):
                        with self.subTest(target=target, dtype=var_dtype, shape=shape, layouts=names):
                            arrays = [var_views[names[0]](), var_views[names[1]](), grad_views[names[2]]()]
                            around = [each if each.base is None else each.base for each in arrays]
                            outside = [self.outside(each, base) for each, base in zip(arrays, around)]
                            self.check(arrays, (var_dtype, grad_dtype), PLAIN)
                            for each, base, before in zip(arrays, around, outside):
                                self.assertTrue((self.outside(each, base) == before).all(), "written between elements")

    @staticmethod
    def outside(view, base):
        """What of the memory around a view is not the view's."""
        copy = bits_of(base).copy()
        if view.size:
            address = [each.__array_interface__["data"][0] for each in (view, base)]
            first = copy.reshape(-1)[(address[0] - address[1]) // view.itemsize :]
            np.lib.stride_tricks.as_strided(first, view.shape, view.strides)[...] = 0
        return copy

    def test_capsules_of_numpy(self):
        fill = Numbers()
        for kind, how in WAYS.items():
            for dtype in ("float16", "float32", "float64"):
                for shape, views in layouts(fill, dtype):
                    for name, make in views.items():
                        with self.subTest(kind=NAME_OF_KIND[kind], dtype=dtype, shape=shape, layout=name):
                            self.check([make(), make(), make()], (dtype, dtype), PLAIN, export(how))

    def test_read_only_arrays(self):
        fill = Numbers()

        def locked():
            array = fill((64,), "float32")
            array.flags.writeable = False
            return array

        with tempfile.NamedTemporaryFile() as file:
            fill((64,), "float32").tofile(file.name)
            arrays = {
                "locked": locked(),
                "a read-only map of a file": np.memmap(file.name, np.float32, "r"),
                "broadcast": np.broadcast_to(np.float32(0.5), (64,)),
            }
            for name, array in arrays.items():
                with self.subTest(array=name):
                    self.check_read_only(array, fill((64,), "float32"), fill((64,), "float32"))
            del array, arrays  # the map before its file

    def check_read_only(self, array, var, other):
        """NumPy says of an array that it is read-only, or does not hand it over."""
        self.assertFalse(array.flags.writeable)
        for kind, how in WAYS.items():
            if kind == b"m":
                self.assertRaises(BufferError, exported, array, **how)
                continue
            words = "is marked read-only (DLPACK_FLAG_BITMASK_READ_ONLY), and is updated in place"
            for names in (("var", "m"), ("m", "var")):
                operands = dict(zip(names, ((array, "float32"), (var, "float32"))))
                make = export(how)
                self.refuse(operands["var"], operands["m"], PLAIN, (other, "float32"), "operand_error",
                            names[0] + " " + words, make=make)
            self.check([var, other, array], ("float32", "float32"), PLAIN, export(how))

    def test_copies_of_numpy(self):
        """The step is the copy's, and the array stays as it is."""
        if b"v" not in WAYS:
            self.skipTest("this NumPy marks no copies")
        var, m, grad = (np.linspace(first, 2, 64, dtype=np.float32) for first in (1, -1, -2))
        want, _ = replica.apply_add_sign(var, m, PLAIN, grad, "float32", "float32")
        before = var.copy()
        copy = exported(var, copy=True, **WAYS[b"v"])
        self.assertIsNone(apply(copy, describe(m, "float32"), PLAIN, describe(grad, "float32")))
        self.assertTrue((var == before).all(), "the array was written")
        self.assertEqual(ctypes.string_at(copy.tensor().data, var.nbytes), want.tobytes())

    def test_byte_offset(self):
        fill = Numbers()
        arrays = [fill((40,), "float32") for _ in range(3)]
        self.check(arrays, ("float32", "float32"), PLAIN, lambda a, dtype: describe(a, dtype, byte_offset=4096))

    def test_interleaved_views_of_one_array(self):
        whole = Numbers()((60, 30), "float32")
        columns = [whole[:, k::3] for k in range(3)]
        self.check(columns, ("float32", "float32"), PLAIN)
        self.check([columns[0], columns[1][::-1], columns[2]], ("float32", "float32"), PLAIN)

    def test_gradient_of_stride_zero(self):
        fill = Numbers()
        var, m, row = fill((20, 30), "float32"), fill((20, 30), "float32"), fill((30,), "float16")
        self.check([var, m, np.broadcast_to(row, (20, 30))], ("float32", "float16"), PLAIN)

    def refuse(self, var, m, scalars, grad, *texts, make=describe):
        """Arrays come with their dtypes. The error has all of the texts, and nothing is written."""
        arrays = [each[0] for each in (var, m, grad)]
        before = [bits_of(each).copy() for each in arrays]
        error = apply(*(make(*each) for each in (var, m)), scalars, make(*grad))
        self.assertIsNotNone(error, "accepted, and deserves " + texts[0])
        for text in texts:
            self.assertIn(text, error)
        for each, bits in zip(arrays, before):
            self.assertTrue((bits_of(each) == bits).all(), "written in spite of the error")

    def test_errors(self):
        fill = Numbers()

        def single(*shape):
            return fill(shape or (6,), "float32"), "float32"

        def half():
            return fill((6,), "float16"), "float16"

        integers = (np.arange(6), "int64")
        wrong = "must be float16, bfloat16, float32 or float64, got int64"
        self.refuse(integers, single(), PLAIN, single(), "type_error", "var " + wrong)
        self.refuse(single(), single(), PLAIN, integers, "type_error", "grad " + wrong)
        for i, name in enumerate(("lr", "alpha", "sign_decay", "beta")):
            scalars = PLAIN[:i] + [("int64", np.array(1))] + PLAIN[i + 1 :]
            self.refuse(single(), single(), scalars, single(), "type_error", name + " " + wrong)
            scalars = PLAIN[:i] + [("float32", fill((2,), "float32"))] + PLAIN[i + 1 :]
            self.refuse(single(), single(), scalars, single(), "shape_error", name, "(2,)")
        double = (fill((6,), "float64"), "float64")
        text = "var is float16 and grad is float64: var is updated in place and cannot be converted"
        self.refuse(half(), half(), PLAIN, double, "conversion_error", text)
        self.refuse(single(), double, PLAIN, single(), "conversion_error", "m is float64 and var is float32")
        text = "m has shape (3, 2), var has shape (2, 3)"
        self.refuse(single(2, 3), single(3, 2), PLAIN, single(2, 3), "shape_error", text)
        text = "grad has shape (6, 1), var has shape (6,)"
        self.refuse(single(6), single(6), PLAIN, single(6, 1), "shape_error", text)
        whole = fill((12,), "float32")
        self.refuse((whole[:6], "float32"), (whole[5:11], "float32"), PLAIN, single(), "operand_error", "overlap")
        self.refuse((whole[:6], "float32"), single(), PLAIN, (whole[:6], "float32"), "operand_error", "overlap")
        row = np.lib.stride_tricks.as_strided(whole, (3, 2), (0, 4))
        self.refuse((row, "float32"), single(3, 2), PLAIN, single(3, 2), "operand_error", "var may overlap itself")


def export(how):
    """A function that has NumPy describe an array, in the place of `describe`."""
    return lambda array, _: exported(array, **how)


def targets():
    """Each target of this CPU in turn."""
    for i in itertools.count():
        name = library.signopt_test_use_target(i)
        if name is None:
            break
        yield name.decode()


if __name__ == "__main__":
    library = ctypes.CDLL(sys.argv.pop(1))
    library.signopt_test_apply.restype = ctypes.c_char_p
    library.signopt_test_use_target.restype = ctypes.c_char_p
    library.signopt_test_use_target.argtypes = [ctypes.c_size_t]
    WAYS = ways_to_export()
    kinds = " and ".join(NAME_OF_KIND[kind] for kind in WAYS)
    print("NumPy", np.__version__, "exports", kinds + "; targets", *targets())
    unittest.main()
