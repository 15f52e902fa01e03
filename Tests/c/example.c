#define _POSIX_C_SOURCE 200809L
// What a program in C does with libhillock: example PLUGINS MODEL
//
// Prints mish and its derivative, the gradient of swish with another beta, what is said of a name
// that there is not, and the classes' probabilities of one sample of zeros.
#include <hillock.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

static void fail(char *error) {
  fprintf(stderr, "%s\n", error ? error : "no reason");
  hillock_free(error);
  exit(1);
}

// Whether any signal has a handler that this program did not set.
static int has_handlers(void) {
  int count = 0;
  for (int number = 1; number < 32; number++) {
    struct sigaction action;
    if (sigaction(number, NULL, &action) == 0 && action.sa_handler != SIG_DFL) count++;
  }
  return count;
}

int main(int count, char **arguments) {
  if (count != 3) return 2;
  char *error = NULL;
  const char *places[] = {arguments[1]};
  hillock_registry *registry = hillock_registry_open(places, 1, &error);
  if (!registry) fail(error);
  hillock_activation *mish = hillock_activation_open(registry, "Mish", NULL, NULL, 0, &error);
  if (!mish) fail(error);
  double x[3] = {-1, 0, 1}, y[3], dx[3], dy[3] = {1, 2, 3};
  if (hillock_value_f64(mish, 1, 3, x, NULL, NULL, y)) fail(NULL);
  if (hillock_derivative_f64(mish, 1, 3, x, NULL, NULL, dx)) fail(NULL);
  printf("mish %.17g %.17g %.17g\n", y[0], y[1], y[2]);
  printf("derivative %.17g %.17g %.17g\n", dx[0], dx[1], dx[2]);

  const char *names[] = {"beta"};
  double two = 2;
  hillock_activation *swish = hillock_activation_open(registry, "swish", names, &two, 1, &error);
  if (!swish) fail(error);
  if (hillock_gradient_f64(swish, 1, 3, x, NULL, NULL, NULL, dy, dx, NULL, NULL)) fail(NULL);
  printf("gradient %.17g %.17g %.17g\n", dx[0], dx[1], dx[2]);
  printf("invalid %d\n", hillock_value_f64(swish, 1, 3, NULL, NULL, NULL, y));

  if (hillock_activation_open(registry, "mosh", NULL, NULL, 0, &error)) return 1;
  printf("error %s\n", error);
  hillock_free(error);

  hillock_model *model = hillock_model_open(registry, arguments[2], &error);
  if (!model) fail(error);
  double *zeros = calloc(hillock_model_inputs(model), sizeof(double));
  double shares[16];
  if (hillock_model_classes(model) > 16) return 1;
  if (hillock_model_probabilities_f64(model, zeros, 1, shares)) fail(NULL);
  printf("probabilities");
  for (size_t i = 0; i < hillock_model_classes(model); i++) printf(" %.17g", shares[i]);
  printf("\nhandlers %d\n", has_handlers());
  free(zeros);
  hillock_model_close(model);
  hillock_activation_close(swish);
  hillock_activation_close(mish);
  hillock_registry_close(registry);
}
