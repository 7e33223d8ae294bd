#include <stdio.h>

int step_is_right(void);

int main(void) { return !step_is_right() || puts("a step from C") < 0; }
