/*
 * activation_math.h: exponentials and their kin for the authors of activation plugins.
 *
 * Every function here is `static inline`, reads no table and has no branch that a vector loop
 * cannot take, so that a function built from them becomes vector code in ACTIVATION_ARRAYS. All
 * are right for every input: limits at infinity, results that are subnormal, NaN for NaN.
 *
 *     #include <activation.h>
 *     #include <activation_math.h>
 *
 *     ACTIVATION(sigmoid, "1.0.0", "Logistic sigmoid")
 *     static inline double f(double x) { return activation_sigmoid(x); }
 *     static inline double df(double x) { return activation_sigmoid_derivative(x); }
 *     ACTIVATION_FORMS(sigmoid, f, df)
 *
 * The float forms of ACTIVATION_FORMS compute in double and round once, which makes them exact to
 * 0.51 ULP wherever the double form is good.
 */
#ifndef ACTIVATION_MATH_H
#define ACTIVATION_MATH_H

#include "activation.h"
#include "activation_arithmetic.h"
#include "activation_exponential.h"
#include "activation_sigmoids.h"
#include "activation_normal.h"
#include "activation_float.h"
#include "activation_forms.h"

#endif
