#include "of_rule.hpp"

template struct training::sign_optimizers<signopt::add_sign>;
