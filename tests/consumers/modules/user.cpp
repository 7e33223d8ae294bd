import step_module;

int main() { return step_is_right() ? 0 : 1; }
