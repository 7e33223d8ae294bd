#!/usr/bin/env python3
"""Measures what the headers cost a compiler, beside Eigen's. ./dev bench compile runs it.

Times are CPU seconds of one compilation with -O2, compiler and assembler together: the best of several, the
compilations taken in turns, so that no row has the quiet minutes for itself.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Dict, List, NamedTuple, Optional

ROOT = Path(__file__).resolve().parent.parent
COMPILERS = ["g++", "clang++"]
BASELINE = "Eigen/Core alone"
SCALARS = "0.001F, 1.0F, 0.99F, 0.9F"


class Unit(NamedTuple):
    """A translation unit: a header, and a function that uses it."""

    label: str
    header: Optional[str]
    use: str = ""

    def text(self) -> str:
        include = f"#include <{self.header}>\n" if self.header else ""
        return f"{include}{self.use}\nint main() {{}}\n"


def call(parameters: str, arguments: str) -> str:
    return f"void step({parameters}) {{ signopt::{arguments}; }}"


def eigen_call(parameters: str, grad: str = "grad") -> str:
    return call(parameters, f"apply_add_sign(var, m, {SCALARS}, {grad})")


ARRAYS = "Eigen::ArrayXf& var, Eigen::ArrayXf& m, const Eigen::ArrayXf& grad"
BLOCKS = "Eigen::Ref<Eigen::MatrixXf> var, Eigen::Ref<Eigen::MatrixXf> m, const Eigen::MatrixXf& grad"
TENSORS = "Eigen::Tensor<float, 3>& var, Eigen::Tensor<float, 3>& m, const Eigen::Tensor<float, 3>& grad"
POINTERS = "float* var, float* m, const float* grad, std::ptrdiff_t n"
DL_TENSORS = "const DLTensor& var, const DLTensor& m, const DLTensor& grad"
EIGEN_CALL = Unit("apply_add_sign.hpp, one call", "signopt/apply_add_sign.hpp", eigen_call(ARRAYS))
POINTER_CALL = Unit(
    "pointer.hpp, one call",
    "signopt/pointer.hpp",
    call(POINTERS, f"apply_add_sign_n(var, m, {SCALARS}, grad, n)"),
)
UNITS = [
    Unit("nothing", None),
    Unit(BASELINE, "Eigen/Core"),
    Unit("apply_add_sign.hpp", "signopt/apply_add_sign.hpp"),
    EIGEN_CALL,
    Unit("  on strided operands", "signopt/apply_add_sign.hpp", eigen_call(BLOCKS)),
    Unit("  with an expression", "signopt/apply_add_sign.hpp", eigen_call(ARRAYS, "grad + 0.01F * var")),
    Unit("pointer.hpp", "signopt/pointer.hpp"),
    POINTER_CALL,
    Unit("Eigen's Tensor alone", "unsupported/Eigen/CXX11/Tensor"),
    Unit("tensor.hpp", "signopt/tensor.hpp"),
    Unit("tensor.hpp, one call", "signopt/tensor.hpp", eigen_call(TENSORS)),
    Unit("dlpack.hpp", "signopt/dlpack.hpp"),
    Unit("dlpack.hpp, one call", "signopt/dlpack.hpp", eigen_call(DL_TENSORS)),
]


class Bar(NamedTuple):
    unit: Unit
    most: float  # seconds with g++
    above: Optional[str]  # the row to be subtracted


BARS = [Bar(EIGEN_CALL, 0.8, BASELINE), Bar(POINTER_CALL, 1.0, None)]


class CompilationFailed(Exception):
    pass


def compile_once(command: List[str], source: Path) -> float:
    """The CPU seconds that it took."""
    with tempfile.TemporaryFile() as messages:
        compiler = subprocess.Popen([*command, "-c", str(source), "-o", os.devnull], stdout=messages, stderr=messages)
        _, status, usage = os.wait4(compiler.pid, 0)
        compiler.returncode = os.waitstatus_to_exitcode(status)
        if compiler.returncode != 0:
            messages.seek(0)
            raise CompilationFailed(messages.read().decode(errors="replace"))
    return usage.ru_utime + usage.ru_stime


def measure(command: List[str], repetitions: int) -> Dict[str, float]:
    best: Dict[str, float] = {}
    with tempfile.TemporaryDirectory() as folder:
        sources = []
        for number, unit in enumerate(UNITS):
            source = Path(folder) / f"unit_{number}.cpp"
            source.write_text(unit.text(), encoding="utf-8")
            sources.append((unit, source))
        for _ in range(repetitions):
            for unit, source in list(sources):
                try:
                    seconds = compile_once(command, source)
                except CompilationFailed as failure:
                    if unit.header != "signopt/dlpack.hpp" or "DLPack" not in str(failure):
                        raise
                    print(f"{unit.label}: left out, for there is no <dlpack/dlpack.h> here", file=sys.stderr)
                    sources.remove((unit, source))
                    continue
                best[unit.label] = min(seconds, best.get(unit.label, seconds))
    return best


def report(compiler: str, best: Dict[str, float]) -> None:
    version = subprocess.run([compiler, "--version"], check=True, capture_output=True, text=True).stdout.splitlines()[0]
    print(f"\n{version}, -O2\n{'CPU seconds, the best':30}{'in all':>8}{'beside ' + BASELINE:>26}")
    for unit in UNITS:
        if unit.label in best:
            seconds = best[unit.label]
            print(f"{unit.label:30}{seconds:8.2f}{seconds - best[BASELINE]:+26.2f}")
    if compiler != "g++":
        return
    for bar in BARS:
        seconds = best[bar.unit.label] - (best[bar.above] if bar.above else 0)
        verdict = "reached" if seconds <= bar.most else "MISSED"
        what = f"above {bar.above}" if bar.above else "in all"
        print(f"bar {verdict}: {bar.unit.label}, {what}: {seconds:.2f} s, at most {bar.most} s")


def eigen_directory() -> str:
    prefixes = ["/usr", "/usr/local", "/opt/homebrew"]
    prefixes += os.environ.get("CMAKE_PREFIX_PATH", "").replace(";", ":").split(":")
    for prefix in filter(None, prefixes):
        for directory in (Path(prefix) / "include" / "eigen3", Path(prefix) / "include"):
            if (directory / "Eigen" / "Core").exists():
                return str(directory)
    sys.exit("compile_time.py: Eigen is not found; --eigen names the directory that holds the folder Eigen")


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--repetitions", type=int, default=7, help="of each compilation (default: %(default)s)")
    parser.add_argument("--eigen", metavar="DIRECTORY", help="the directory that holds the folder Eigen")
    options = parser.parse_args()
    if options.repetitions < 1:
        parser.error("--repetitions must be at least 1")
    flags = ["-std=c++17", "-O2", f"-I{ROOT / 'include'}", "-isystem", options.eigen or eigen_directory()]
    compilers = [compiler for compiler in COMPILERS if shutil.which(compiler)]
    if not compilers:
        sys.exit(f"compile_time.py: none of {', '.join(COMPILERS)} is installed")
    for compiler in compilers:
        try:
            report(compiler, measure([compiler, *flags], options.repetitions))
        except CompilationFailed as failure:
            sys.exit(f"compile_time.py: {compiler} failed:\n{failure}")


if __name__ == "__main__":
    main()
