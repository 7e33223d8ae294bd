#include "../step.cpp"
