// Optimizers: n weights w move against their gradient g, with the state that each rule keeps.
// `scale` multiplies g first (gradient clipping); `decay` is the weight decay.
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "hillock_clones.h"

typedef struct {
  double rate;      // the learning rate
  double scale;     // of the gradient
  double decay;     // added to the gradient as decay * w, or where decoupled, w -= rate * decay * w
  double momentum;  // sgd: of the velocity; adam: beta 1
  double square;    // rmsprop, adam: how much of the mean square stays (beta 2)
  double epsilon;   // rmsprop, adam: added to the root
  double first_correction;   // adam: 1 - beta1^t
  double second_correction;  // adam: 1 - beta2^t
  bool nesterov;
  bool decoupled;
} hillock_rule;

// With g' = scale * g + decay * w (without the decay, where decoupled):
// sgd:     v = momentum * v + g'; w -= rate * v, or with Nesterov, rate * (g' + momentum * v).
//          v may be NULL where momentum is 0.
// rmsprop: s = square * s + (1 - square) * g'^2; w -= rate * g' / (sqrt(s) + epsilon)
// adam:    m = momentum * m + (1 - momentum) * g'; s as above;
//          w -= rate * (m / first_correction) / (sqrt(s / second_correction) + epsilon)
// Sources: Sutskever et al. (2013); Tieleman, Hinton (2012); Kingma, Ba (2015); Loshchilov,
// Hutter (2019).
#define HILLOCK_DECLARE_OPTIMIZER(T, S)                                                       \
  void hillock_sgd_##S(T *w, const T *g, T *v, size_t n, const hillock_rule *rule);           \
  void hillock_rmsprop_##S(T *w, const T *g, T *s, size_t n, const hillock_rule *rule);       \
  void hillock_adam_##S(T *w, const T *g, T *m, T *s, size_t n, const hillock_rule *rule);
HILLOCK_BOTH(HILLOCK_DECLARE_OPTIMIZER)
