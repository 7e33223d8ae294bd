"""usage: parameter_file_test.py PROGRAM FOLDER: what --save writes is what Python's safetensors reads.

The format is read here as its description has it, and by the library itself where that is installed."""

import json
import struct
import subprocess
import sys
from pathlib import Path

BYTES = {"F16": 2, "F32": 4}


def arrays(path):
    """The entries of a file by name, and the pairs of text. Their data must follow each other up to the file's end."""
    data = path.read_bytes()
    (length,) = struct.unpack("<Q", data[:8])
    header = json.loads(data[8 : 8 + length])
    pairs = header.pop("__metadata__", {})
    at = 0
    for name, entry in sorted(header.items(), key=lambda item: item[1]["data_offsets"]):
        elements = 1
        for extent in entry["shape"]:
            elements *= extent
        assert entry["data_offsets"] == [at, at + elements * BYTES[entry["dtype"]]], (path, name, entry)
        at = entry["data_offsets"][1]
        entry["elements"] = elements
        entry["numbers"] = data[8 + length :][slice(*entry["data_offsets"])]
    assert 8 + length + at == len(data), path
    return header, pairs


def main(program, folder):
    folder.mkdir(parents=True, exist_ok=True)
    for dtype in ["float32", "float16"]:
        path = folder / f"{dtype}.safetensors"
        command = [program, "--dtype", dtype, "--epochs", "2", "--save", str(path), "--loss-scale", "1024"]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        state, pairs = arrays(path)
        parameters, _ = arrays(folder / pairs["parameters"])
        shapes = {name: entry["shape"] for name, entry in parameters.items()}
        # Inputs in rows: the transposed matrix of the program.
        assert shapes == {
            "hidden_weights": [64, 64], "hidden_bias": [64], "output_weights": [64, 10], "output_bias": [10]
        }, shapes  # fmt: skip
        momenta = {name: entry["elements"] for name, entry in state.items()}
        assert momenta == {f"{name}.m": entry["elements"] for name, entry in parameters.items()}, momenta
        assert pairs["steps"] == "90" and pairs["signopt.steps"] == "90", pairs
        biases = parameters["hidden_bias"]["numbers"]
        numbers = struct.unpack(f"<64{'f' if dtype == 'float32' else 'e'}", biases)
        assert any(numbers) and all(abs(number) < 2 for number in numbers), numbers
        try:
            from safetensors.numpy import load_file
        except ImportError:
            continue
        assert load_file(folder / pairs["parameters"])["output_weights"].shape == (64, 10)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
