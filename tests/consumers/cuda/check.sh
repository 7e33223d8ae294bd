#!/bin/sh
# A parent in CUDA: nvcc compiles the step for the host. No device is needed.
. "$(dirname "$0")/../common.sh"
nvcc=${CUDACXX:-nvcc}
command -v "$nvcc" >/dev/null || nvcc=/usr/local/cuda/bin/nvcc
command -v "$nvcc" >/dev/null || skip "nvcc is not installed"
echo 'int main() {}' >"$work/empty.cu"
"$nvcc" -o "$work/empty" "$work/empty.cu" >"$log" 2>&1 || skip "nvcc does not work here: $(tail -n 1 "$log")"

configured "$here" build "-DCMAKE_CUDA_COMPILER=$(command -v "$nvcc")" -DCMAKE_CUDA_ARCHITECTURES=OFF
built build
ran "a step on pointers" "$work/build/your_program"
if [ -e "$work/build/your_program_with_eigen" ]; then
  ran "a step on Eigen arrays" "$work/build/your_program_with_eigen"
fi
echo "added to a parent in CUDA"
