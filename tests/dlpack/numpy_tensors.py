"""DLPack's structs and those of numpy_library.cpp, and NumPy arrays described by them."""

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


class Scalar(ctypes.Structure):
    _fields_ = [
        ("kind", ctypes.c_char),
        ("number", ctypes.c_double),
        ("integer", ctypes.c_int64),
        ("bits", ctypes.c_uint16),
        ("tensor", ctypes.POINTER(DLTensor)),
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
    return DLTensor(data, DLDevice(1, 0), array.ndim, DLDataType(code, bits, 1), shape, strides, byte_offset)


def exported(array, keep):
    """The struct that NumPy itself makes. What `keep` gets must live as long as the struct."""
    capsule = array.__dlpack__()
    pointer_of = ctypes.pythonapi.PyCapsule_GetPointer
    pointer_of.restype, pointer_of.argtypes = ctypes.c_void_p, [ctypes.py_object, ctypes.c_char_p]
    keep.append(capsule)
    return DLTensor.from_address(pointer_of(capsule, b"dltensor"))  # it is the first member of a DLManagedTensor


def make_scalar(scalar, keep):
    """From (kind, value), see numpy_replica.py; a value that is an array goes as a tensor."""
    kind, value = scalar
    if kind == "plain":
        if isinstance(value, int):
            return Scalar(kind=b"i", integer=value)
        return Scalar(kind=b"d", number=value)
    if isinstance(value, np.ndarray):
        tensor = describe(value, kind)
        keep.append(tensor)
        return Scalar(kind=b"t", tensor=ctypes.pointer(tensor))
    return Scalar(kind=b"h" if kind == "float16" else b"b", bits=int(value.view(np.uint16)))
