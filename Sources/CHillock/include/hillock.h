// libhillock: activation plugins and models of Hillock, for programs in C and whatever can call C.
//
// Every function may be called from any thread, also on the same handle at once, unless it says
// otherwise. The library takes no signal handlers, starts no thread, and prints nothing. A fork may
// go on using every handle and open others, whatever other threads did: it waits for their calls.
//
// Where a function fails it returns NULL or a code other than HILLOCK_OK and, where the caller gave
// a place for it, sets `*error` to a line that says why: free it with hillock_free.
#ifndef HILLOCK_H
#define HILLOCK_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

// The version of this interface; it only grows. What 2 has beyond 1 says so.
#define HILLOCK_C_VERSION 2

enum {
  HILLOCK_OK = 0,
  // A pointer that must be there is NULL, or a number makes no sense.
  HILLOCK_INVALID = 1,
  // A plugin or a model is missing, damaged, or not what it was.
  HILLOCK_UNUSABLE = 2
};

// What one output of an activation depends on.
enum { HILLOCK_ELEMENTWISE = 0, HILLOCK_GATED = 1, HILLOCK_ROW = 2 };

typedef struct hillock_registry hillock_registry;
typedef struct hillock_activation hillock_activation;
typedef struct hillock_model hillock_model;

// Frees a text that a function returned. NULL is nothing to free.
void hillock_free(char *text);

// The version of the library's interface.
int hillock_c_version(void);

// MARK: Plugins

// Finds the plugins of some directories, or plugin files, and of the usual places after them. None
// of their code runs. `directories` may be NULL where `count` is 0.
hillock_registry *hillock_registry_open(const char *const *directories, size_t count, char **error);
void hillock_registry_close(hillock_registry *registry);

// The names of all activations that can be opened, a line each; the caller frees it.
char *hillock_registry_names(const hillock_registry *registry);

// What a plugin says of an activation, as JSON: name, form, parameters with default, interval and
// whether each is learnable, the file's SHA-256, and its records. `name` may be an alias, or as other programs spell it.
char *hillock_registry_describe(const hillock_registry *registry, const char *name, char **error);

// Loads the plugin of an activation, with values for some of its parameters; the others keep their
// defaults. The handle outlives its registry.
hillock_activation *hillock_activation_open(const hillock_registry *registry, const char *name,
                                            const char *const *parameters, const double *values,
                                            size_t count, char **error);
void hillock_activation_close(hillock_activation *activation);

// HILLOCK_ELEMENTWISE, HILLOCK_GATED or HILLOCK_ROW.
int hillock_activation_form(const hillock_activation *activation);

// How many parameters it has, in the order of its description.
size_t hillock_activation_parameter_count(const hillock_activation *activation);

// What its gradient reads, so that nothing else has to be kept for it: HILLOCK_READS_X,
// HILLOCK_READS_Y, or both together. 0 where activation is NULL.
enum { HILLOCK_READS_X = 1, HILLOCK_READS_Y = 2 };
int hillock_activation_gradient_reads(const hillock_activation *activation);

// In which precisions the values of its parameters are values: HILLOCK_F64, and HILLOCK_F32 unless one
// is infinite in float32, or 0 where 0 is none; functions of that precision return HILLOCK_UNUSABLE then.
// Since version 2.
enum { HILLOCK_F32 = 1, HILLOCK_F64 = 2 };
int hillock_activation_precisions(const hillock_activation *activation);

// What it does otherwise in training: HILLOCK_ASKS, because it asks whether it is trained, HILLOCK_DRAWS,
// because it takes a random number for each element, both together, or 0, as most. Since version 2.
enum { HILLOCK_ASKS = 1, HILLOCK_DRAWS = 2 };
int hillock_activation_training(const hillock_activation *activation);

// MARK: Arrays
//
// Arrays are matrices of rows x columns, row by row, without gaps. An elementwise activation does not
// care how its numbers are divided; one of rows computes each row by itself. `gate` is as large as `x`
// for a gated activation, and NULL for others. `parameters` holds a value for each parameter, or is
// NULL for those that the handle was opened with. Arrays need no alignment but the number's own.
// An activation that takes random numbers is given 1/2, their mean, for each.

// y = f(x). `y` may be `x`.
int hillock_value_f32(const hillock_activation *activation, size_t rows, size_t columns,
                      const float *x, const float *gate, const float *parameters, float *y);
int hillock_value_f64(const hillock_activation *activation, size_t rows, size_t columns,
                      const double *x, const double *gate, const double *parameters, double *y);

// y = df/dx, of an elementwise or gated activation.
int hillock_derivative_f32(const hillock_activation *activation, size_t rows, size_t columns,
                           const float *x, const float *gate, const float *parameters, float *y);
int hillock_derivative_f64(const hillock_activation *activation, size_t rows, size_t columns,
                           const double *x, const double *gate, const double *parameters, double *y);

// dx = dy f'(x): what a backward pass takes. `y` are the values of x, or NULL, for which they are
// computed where the plugin reads them. `x` may be NULL where y is there and is all that is read.
// `dgate` is written for a gated activation, and NULL for others. `dparameters` is NULL, or has a
// place for each parameter, to which its gradient is added. `dx` may be `dy`.
int hillock_gradient_f32(const hillock_activation *activation, size_t rows, size_t columns,
                         const float *x, const float *gate, const float *parameters, const float *y,
                         const float *dy, float *dx, float *dgate, float *dparameters);
int hillock_gradient_f64(const hillock_activation *activation, size_t rows, size_t columns,
                         const double *x, const double *gate, const double *parameters,
                         const double *y, const double *dy, double *dx, double *dgate,
                         double *dparameters);

// The same as part of training, since version 2: `u` holds a random number in [0, 1) for each element,
// the same for the value and its gradient, where HILLOCK_DRAWS is among what
// hillock_activation_training says, and is NULL elsewhere.
int hillock_training_value_f32(const hillock_activation *activation, size_t rows, size_t columns,
                               const float *x, const float *gate, const float *parameters,
                               const float *u, float *y);
int hillock_training_value_f64(const hillock_activation *activation, size_t rows, size_t columns,
                               const double *x, const double *gate, const double *parameters,
                               const double *u, double *y);
int hillock_training_gradient_f32(const hillock_activation *activation, size_t rows, size_t columns,
                                  const float *x, const float *gate, const float *parameters,
                                  const float *u, const float *y, const float *dy, float *dx,
                                  float *dgate, float *dparameters);
int hillock_training_gradient_f64(const hillock_activation *activation, size_t rows, size_t columns,
                                  const double *x, const double *gate, const double *parameters,
                                  const double *u, const double *y, const double *dy, double *dx,
                                  double *dgate, double *dparameters);

// Inner loops as NumPy's ufuncs have them: `arguments` are the inputs and then the output, `counts[0]`
// is how many, `steps` are the bytes from one number to the next, `activation` is the handle. Of an
// elementwise activation; the gradient's inputs are x and dy.
void hillock_value_loop_f32(char **arguments, const intptr_t *counts, const intptr_t *steps,
                            void *activation);
void hillock_value_loop_f64(char **arguments, const intptr_t *counts, const intptr_t *steps,
                            void *activation);
void hillock_derivative_loop_f32(char **arguments, const intptr_t *counts, const intptr_t *steps,
                                 void *activation);
void hillock_derivative_loop_f64(char **arguments, const intptr_t *counts, const intptr_t *steps,
                                 void *activation);
void hillock_gradient_loop_f32(char **arguments, const intptr_t *counts, const intptr_t *steps,
                               void *activation);
void hillock_gradient_loop_f64(char **arguments, const intptr_t *counts, const intptr_t *steps,
                               void *activation);
// As part of training, since version 2, of an activation that draws: the inputs are x, u and, of the
// gradient, dy.
void hillock_training_value_loop_f32(char **arguments, const intptr_t *counts,
                                     const intptr_t *steps, void *activation);
void hillock_training_value_loop_f64(char **arguments, const intptr_t *counts,
                                     const intptr_t *steps, void *activation);
void hillock_training_gradient_loop_f32(char **arguments, const intptr_t *counts,
                                        const intptr_t *steps, void *activation);
void hillock_training_gradient_loop_f64(char **arguments, const intptr_t *counts,
                                        const intptr_t *steps, void *activation);

// MARK: XLA
//
// Custom calls by XLA's foreign function interface, to be registered for the platform `cpu`: with the
// text attribute `key`, arguments x, gate of a gated activation, u as part of training of one that
// draws, and dy of a gradient; the result is y, or dx and of a gated activation dgate. float32 or
// float64, all of one shape.

// Lets custom calls find an activation by a key, for the rest of the process: never close it then.
int hillock_xla_register(const char *key, const hillock_activation *activation);
void *hillock_xla_value(void *call_frame);
void *hillock_xla_gradient(void *call_frame);
void *hillock_xla_training_value(void *call_frame);
void *hillock_xla_training_gradient(void *call_frame);

// MARK: Models

// Loads a model, with the plugins that it was trained with.
hillock_model *hillock_model_open(const hillock_registry *registry, const char *path, char **error);
void hillock_model_close(hillock_model *model);

// The inputs of a sample, and the numbers that the network gives for one.
size_t hillock_model_inputs(const hillock_model *model);
size_t hillock_model_outputs(const hillock_model *model);
// The classes that it tells apart; 0 where it predicts numbers.
size_t hillock_model_classes(const hillock_model *model);
// What the model says of itself, as JSON; the caller frees it.
char *hillock_model_describe(const hillock_model *model);

// The outputs [rows, outputs] of samples [rows, inputs], standardized as those of the training. One
// call at a time works on a model, others wait.
int hillock_model_outputs_f64(hillock_model *model, const double *x, size_t rows, double *outputs);
// The probabilities [rows, classes] of samples [rows, inputs]; HILLOCK_INVALID where the model has
// none.
int hillock_model_probabilities_f64(hillock_model *model, const double *x, size_t rows,
                                    double *probabilities);

#ifdef __cplusplus
}
#endif
#endif
