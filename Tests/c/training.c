// What a program in C that trains does with libhillock: training PLUGINS
//
// Prints what gradients read, gradients without x, what is refused, and an activation that takes random
// numbers, during training and after.
#include <hillock.h>
#include <stdio.h>
#include <stdlib.h>

static hillock_registry *registry;

static hillock_activation *opened(const char *name) {
  char *error = NULL;
  hillock_activation *activation = hillock_activation_open(registry, name, NULL, NULL, 0, &error);
  if (activation) return activation;
  fprintf(stderr, "%s\n", error);
  hillock_free(error);
  exit(1);
}

static void line(const char *name, int status, const double *numbers, int count) {
  printf("%s %d", name, status);
  for (int i = 0; i < count; i++) printf(" %.17g", numbers[i]);
  printf("\n");
}

int main(int count, char **arguments) {
  if (count != 2) return 2;
  const char *places[] = {arguments[1]};
  registry = hillock_registry_open(places, 1, NULL);
  if (!registry) return 1;
  hillock_activation *relu = opened("relu"), *gelu = opened("gelu"), *rrelu = opened("rrelu");
  hillock_activation *choice = opened("gumbel_softmax");
  printf("reads %d %d %d\n", hillock_activation_gradient_reads(relu),
         hillock_activation_gradient_reads(gelu), hillock_activation_gradient_reads(NULL));

  // relu's reads its value alone: x may be gone, or overwritten by y.
  const double x[4] = {-2, -1, 1, 2}, dy[4] = {1, 2, 3, 4};
  double y[4], dx[4] = {0};
  int status = hillock_value_f64(relu, 1, 4, x, NULL, NULL, y);
  if (status) return 1;
  status = hillock_gradient_f64(relu, 1, 4, NULL, NULL, NULL, y, dy, dx, NULL, NULL);
  line("relu", status, dx, 4);
  float single_y[2] = {0, 3}, single_dy[2] = {5, 7}, single_dx[2];
  status = hillock_gradient_f32(relu, 1, 2, NULL, NULL, NULL, single_y, single_dy, single_dx, NULL,
                                NULL);
  printf("relu_f32 %d %g %g\n", status, single_dx[0], single_dx[1]);
  // Neither x nor y, and an x that is read.
  status = hillock_gradient_f64(relu, 1, 4, NULL, NULL, NULL, NULL, dy, dx, NULL, NULL);
  line("neither", status, NULL, 0);
  status = hillock_gradient_f64(gelu, 1, 4, NULL, NULL, NULL, y, dy, dx, NULL, NULL);
  line("gelu", status, NULL, 0);

  printf("training %d %d %d\n", hillock_activation_training(relu),
         hillock_activation_training(rrelu), hillock_activation_training(choice));
  const double u[4] = {0, 0.5, 0.25, 0.75};
  line("after", hillock_value_f64(rrelu, 1, 4, x, NULL, NULL, y), y, 4);
  line("during", hillock_training_value_f64(rrelu, 1, 4, x, NULL, NULL, u, y), y, 4);
  status = hillock_training_gradient_f64(rrelu, 1, 4, x, NULL, NULL, u, y, dy, dx, NULL, NULL);
  line("gradient", status, dx, 4);
  line("row", hillock_value_f64(choice, 2, 2, x, NULL, NULL, y), y, 4);
  line("drawn", hillock_training_value_f64(choice, 2, 2, x, NULL, NULL, u, y), y, 4);
  // Numbers that are wanted and not there, and numbers that nobody takes.
  line("none", hillock_training_value_f64(rrelu, 1, 4, x, NULL, NULL, NULL, y), NULL, 0);
  line("idle", hillock_training_value_f64(relu, 1, 4, x, NULL, NULL, u, y), NULL, 0);
  // More than are made at once.
  const size_t many = 10001;
  double *wide = calloc(many, sizeof(double));
  if (!wide) return 1;
  for (size_t i = 0; i < many; i++) wide[i] = -(double)i;
  status = hillock_value_f64(rrelu, 1, many, wide, NULL, NULL, wide);
  line("last", status, wide + many - 1, 1);
  free(wide);
  hillock_activation_close(choice);
  hillock_activation_close(rrelu);
  hillock_activation_close(gelu);
  hillock_activation_close(relu);
  hillock_registry_close(registry);
}
