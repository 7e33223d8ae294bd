"""DLPack's structs and those of numpy_library.cpp, and NumPy arrays described by them: here, or by NumPy itself."""

import ctypes

import numpy as np

DTYPES = {"float16": (2, 16), "bfloat16": (4, 16), "float32": (2, 32), "float64": (2, 64), "int64": (0, 64)}


class DLDevice(ctypes.Structure):
    _fields_ = [("device_type", ctypes.c_int32), ("device_id", ctypes.c_int32)]


class DLDataType(ctypes.Structure):
    _fields_ = [("code", ctypes.c_uint8), ("bits", ctypes.c_uint8), ("lanes", ctypes.c_uint16)]


class DLTensor(ctypes.Structure):
    _fields_ = [
        ("data", ctypes.c_void_p),
        ("device", DLDevice),
        ("ndim", ctypes.c_int32),
        ("dtype", DLDataType),
        ("shape", ctypes.POINTER(ctypes.c_int64)),
        ("strides", ctypes.POINTER(ctypes.c_int64)),
        ("byte_offset", ctypes.c_uint64),
    ]


class Tensor(ctypes.Structure):
    """Any of DLPack's structs; what it points to lives as long as it does, as its attribute `owner`."""

    _fields_ = [("kind", ctypes.c_char), ("address", ctypes.c_void_p)]

    def tensor(self):
        """The DLTensor inside; before that of a DLManagedTensorVersioned come four words."""
        return DLTensor.from_address(self.address + (32 if self.kind == b"v" else 0))


class Scalar(ctypes.Structure):
    _fields_ = [
        ("kind", ctypes.c_char),
        ("number", ctypes.c_double),
        ("integer", ctypes.c_int64),
        ("bits", ctypes.c_uint16),
        ("tensor", Tensor),
    ]


def describe(array, dtype, byte_offset=0):
    """A struct over the memory of an array."""
    numbers = ctypes.c_int64 * array.ndim
    strides = None
    if not array.flags.c_contiguous:
        strides = numbers(*(stride // array.itemsize for stride in array.strides))
    code, bits = DTYPES[dtype]
    data = array.__array_interface__["data"][0] - byte_offset
    shape = numbers(*array.shape)
    struct = DLTensor(data, DLDevice(1, 0), array.ndim, DLDataType(code, bits, 1), shape, strides, byte_offset)
    tensor = Tensor(b"t", ctypes.addressof(struct))
    tensor.owner = struct
    return tensor


# The structs that capsules hold, by the names of these.
KIND_OF_CAPSULE = {b"dltensor": b"m", b"dltensor_versioned": b"v"}
NAME_OF_KIND = {b"m": "DLManagedTensor", b"v": "DLManagedTensorVersioned"}


def exported(array, **how):
    """What NumPy itself makes of an array: a Tensor over a capsule, which gives the struct back to NumPy at its end."""
    capsule = array.__dlpack__(**how)
    name_of, pointer_of = ctypes.pythonapi.PyCapsule_GetName, ctypes.pythonapi.PyCapsule_GetPointer
    name_of.restype, name_of.argtypes = ctypes.c_char_p, [ctypes.py_object]
    pointer_of.restype, pointer_of.argtypes = ctypes.c_void_p, [ctypes.py_object, ctypes.c_char_p]
    name = name_of(capsule)
    tensor = Tensor(KIND_OF_CAPSULE[name], pointer_of(capsule, name))
    tensor.owner = capsule
    return tensor


def ways_to_export():
    """By the kind of struct that comes of it, what must be said to __dlpack__: NumPy 2.1 and newer have two."""
    ways = {}
    for how in ({"max_version": (1, 0)}, {}):
        try:
            ways.setdefault(exported(np.zeros(1), **how).kind, how)
        except TypeError:  # an argument that an older NumPy has not
            continue
    return ways


def make_scalar(scalar, keep):
    """From (kind, value), see numpy_replica.py; a value that is an array goes as a tensor."""
    kind, value = scalar
    if kind == "plain":
        if isinstance(value, int):
            return Scalar(kind=b"i", integer=value)
        return Scalar(kind=b"d", number=value)
    if isinstance(value, np.ndarray):
        keep.append(describe(value, kind))
        return Scalar(kind=b"t", tensor=keep[-1])
    return Scalar(kind=b"h" if kind == "float16" else b"b", bits=int(value.view(np.uint16)))
