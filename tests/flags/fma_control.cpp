// check_no_fma.sh must find a fused multiply-add here, or it proves nothing: a product that the compiler may fuse.
// The plain product beside it keeps the script's other check out of the way.
float fusable(float a, float b, float c) { return a * b + c; }
float product(float a, float b) { return a * b; }
