// Every rule, for the headers of a kind of operand: that kind is there for each of them.
#pragma once

#include "add_sign.hpp"
#include "lion.hpp"
#include "power_sign.hpp"
#include "signum.hpp"
