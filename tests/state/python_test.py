#!/usr/bin/env python3
"""Whether Python's safetensors package reads the states that the library saves, and the library what that writes.

usage: python_test.py PROGRAM
"""

import pathlib
import subprocess
import sys
import tempfile

SKIPPED = 77
DTYPES = {"float32": "F32", "float64": "F64", "float16": "F16", "bfloat16": "BF16"}
SHAPES = {'layer "1"/\u00e4.m': [20], "empty.m": [0], "2.m": [44]}

try:
    import numpy
    import safetensors
    import safetensors.numpy
except ImportError as missing:
    print(f"skipped: {missing} (pip: safetensors, numpy)")
    sys.exit(SKIPPED)


def expect(condition, what):
    if not condition:
        sys.exit(f"FAILED  {what}")


def check_file(path, code):
    with safetensors.safe_open(path, framework="numpy") as file:
        metadata = file.metadata()
        expect(metadata["epoch"] == "7" and metadata["note"] == "line\n\u20ac", f"{path}: the program's own pairs")
        expect(metadata["signopt.rule"] == "add_sign", f"{path}: the rule")
        expect(metadata["signopt.steps"] == "1", f"{path}: the steps")
        expect(float.fromhex(metadata["signopt.group.1.lr"]) == 0.1, f"{path}: the learning rate, with all of its bits")
        expect(sorted(file.keys()) == sorted(SHAPES), f"{path}: the names")
        for name, shape in SHAPES.items():
            part = file.get_slice(name)
            expect(part.get_dtype() == code and part.get_shape() == shape, f"{path}: {name}")
        return metadata


def main():
    program = sys.argv[1]
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([program, "save", folder], check=True)
        for name, code in DTYPES.items():
            path = pathlib.Path(folder, name)
            metadata = check_file(path, code)
            if name == "bfloat16":  # which NumPy has not
                continue
            tensors = safetensors.numpy.load_file(path)
            expected = numpy.array([0.5 * (i % 16 - 7.5) for i in range(64)], dtype=name)
            got = numpy.concatenate([tensors[key] for key in SHAPES])
            expect(got.dtype == expected.dtype and (got == expected).all(), f"{path}: the momentum")
            # As Python's users have them: in any shape, in an order of the package's own.
            doubled = {key: 2 * value for key, value in reversed(tensors.items())}
            doubled["2.m"] = doubled["2.m"].reshape(4, 11)
            safetensors.numpy.save_file(doubled, path, metadata={**metadata, "by": "python"})
        subprocess.run([program, "check", folder, "2"], check=True)
    print(f"safetensors {safetensors.__version__}: read and written, {', '.join(DTYPES)}")


main()
