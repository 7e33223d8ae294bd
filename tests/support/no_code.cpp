// For what is a library in the eyes of CMake, and has nothing to compile.
