// MPFR: the arbitrary precision in which the conformance oracle evaluates a formula.
#pragma once
#include <mpfr.h>
