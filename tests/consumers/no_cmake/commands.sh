# shellcheck shell=sh disable=SC2046  # what pkg-config says is words
g++ -std=c++17 step.cpp $(pkg-config --cflags signopt) -o step
g++ -std=c++17 eigen_step.cpp $(pkg-config --cflags signopt eigen3) -o eigen_step
