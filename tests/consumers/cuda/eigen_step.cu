#include "../eigen_step.cpp"
