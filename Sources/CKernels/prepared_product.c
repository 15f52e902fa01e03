#include "hillock_prepared_product.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stdlib.h>

#include "dnnl_library.h"
#include "hillock_matrix_product.h"
#include "hillock_signals.h"

// The interface for making primitives changed with version 3; there the general product serves.
#if DNNL_VERSION_MAJOR == 2

#define FUNCTIONS(M)              \
  M(dnnl_engine_create)           \
  M(dnnl_stream_create)           \
  M(dnnl_stream_destroy)          \
  M(dnnl_memory_desc_init_by_strides) \
  M(dnnl_memory_desc_init_by_tag) \
  M(dnnl_memory_desc_get_size)    \
  M(dnnl_memory_create)           \
  M(dnnl_memory_destroy)          \
  M(dnnl_memory_set_data_handle)  \
  M(dnnl_matmul_desc_init)        \
  M(dnnl_primitive_attr_create)   \
  M(dnnl_primitive_attr_destroy)  \
  M(dnnl_primitive_attr_set_scratchpad_mode) \
  M(dnnl_primitive_desc_create)   \
  M(dnnl_primitive_desc_destroy)  \
  M(dnnl_primitive_desc_query_md) \
  M(dnnl_reorder_primitive_desc_create) \
  M(dnnl_primitive_create)        \
  M(dnnl_primitive_destroy)       \
  M(dnnl_primitive_execute)

#define DECLARE(name) typeof(name) *name;
static struct {
  FUNCTIONS(DECLARE)
} dnnl;
static dnnl_engine_t engine;

static void prepare(void) {
  if (!hillock_dnnl()->library) return;
#define FIND(name) \
  if (!(dnnl.name = dlsym(hillock_dnnl()->library, #name))) return;
  FUNCTIONS(FIND)
  if (dnnl.dnnl_engine_create(&engine, dnnl_cpu, 0) != dnnl_success) engine = NULL;
}

// Whether all functions are there, and an engine that runs on this processor.
static bool is_prepared(void) {
  static pthread_once_t once = PTHREAD_ONCE_INIT;
  pthread_once(&once, prepare);
  return engine != NULL;
}

// What one thread hands to a run: oneDNN reads where matrices lie from objects of its own.
typedef struct {
  dnnl_stream_t stream;
  dnnl_memory_t a, b, bias, c, scratch;
  void *scratch_memory;
} worker_memory;

struct hillock_prepared_product {
  dnnl_primitive_t product, reorder;
  dnnl_memory_t plain_b, packed_b;
  void *packed_memory;
  size_t workers;
  worker_memory worker[];
};

static dnnl_status_t describe(dnnl_memory_desc_t *matrix, size_t rows, size_t columns,
                              size_t stride, bool transposed) {
  dnnl_dims_t extents = {(dnnl_dim_t)rows, (dnnl_dim_t)columns};
  dnnl_dims_t strides = {transposed ? 1 : (dnnl_dim_t)stride, transposed ? (dnnl_dim_t)stride : 1};
  return dnnl.dnnl_memory_desc_init_by_strides(matrix, 2, extents, dnnl_f32, strides);
}

static void *aligned(size_t bytes) { return aligned_alloc(64, (bytes + 64) / 64 * 64); }

#define MAKE(call) \
  if ((call) != dnnl_success) return false;

static bool make_packing(hillock_prepared_product *product, const dnnl_memory_desc_t *plain,
                         const dnnl_memory_desc_t *packed) {
  product->packed_memory = aligned(dnnl.dnnl_memory_desc_get_size(packed));
  if (!product->packed_memory) return false;
  MAKE(dnnl.dnnl_memory_create(&product->plain_b, plain, engine, NULL))
  MAKE(dnnl.dnnl_memory_create(&product->packed_b, packed, engine, product->packed_memory))
  dnnl_primitive_desc_t description;
  MAKE(dnnl.dnnl_reorder_primitive_desc_create(&description, plain, engine, packed, engine, NULL))
  dnnl_status_t status = dnnl.dnnl_primitive_create(&product->reorder, description);
  dnnl.dnnl_primitive_desc_destroy(description);
  return status == dnnl_success;
}

static bool make_worker(worker_memory *worker, const hillock_product_shape *shape,
                        const dnnl_memory_desc_t *a, const dnnl_memory_desc_t *b,
                        const dnnl_memory_desc_t *bias, const dnnl_memory_desc_t *c,
                        const dnnl_memory_desc_t *scratch) {
  MAKE(dnnl.dnnl_stream_create(&worker->stream, engine, dnnl_stream_default_flags))
  MAKE(dnnl.dnnl_memory_create(&worker->a, a, engine, NULL))
  MAKE(dnnl.dnnl_memory_create(&worker->c, c, engine, NULL))
  if (!shape->packs_b) MAKE(dnnl.dnnl_memory_create(&worker->b, b, engine, NULL))
  if (shape->adds_bias) MAKE(dnnl.dnnl_memory_create(&worker->bias, bias, engine, NULL))
  size_t size = dnnl.dnnl_memory_desc_get_size(scratch);
  worker->scratch_memory = aligned(size);
  if (!worker->scratch_memory) return false;
  MAKE(dnnl.dnnl_memory_create(&worker->scratch, scratch, engine, worker->scratch_memory))
  return true;
}

static bool make(hillock_prepared_product *product, const hillock_product_shape *shape) {
  dnnl_memory_desc_t a, b, any, bias, c;
  dnnl_dims_t extents = {(dnnl_dim_t)shape->k, (dnnl_dim_t)shape->n};
  dnnl_dims_t row = {1, (dnnl_dim_t)shape->n};
  MAKE(describe(&a, shape->m, shape->k, shape->stride_a, shape->transpose_a))
  MAKE(describe(&b, shape->k, shape->n, shape->stride_b, shape->transpose_b))
  MAKE(describe(&c, shape->m, shape->n, shape->stride_c, false))
  MAKE(dnnl.dnnl_memory_desc_init_by_tag(&bias, 2, row, dnnl_f32, dnnl_ab))
  MAKE(dnnl.dnnl_memory_desc_init_by_tag(&any, 2, extents, dnnl_f32, dnnl_format_tag_any))
  dnnl_matmul_desc_t operation;
  MAKE(dnnl.dnnl_matmul_desc_init(&operation, &a, shape->packs_b ? &any : &b,
                                  shape->adds_bias ? &bias : NULL, &c))
  dnnl_primitive_attr_t attributes;
  MAKE(dnnl.dnnl_primitive_attr_create(&attributes))
  dnnl_primitive_desc_t description = NULL;
  // Scratch memory is ours: oneDNN's own belongs to the thread that makes the primitive.
  bool made =
      dnnl.dnnl_primitive_attr_set_scratchpad_mode(attributes, dnnl_scratchpad_mode_user) ==
          dnnl_success &&
      dnnl.dnnl_primitive_desc_create(&description, &operation, attributes, engine, NULL) ==
          dnnl_success;
  dnnl.dnnl_primitive_attr_destroy(attributes);
  if (!made) return false;
  made = dnnl.dnnl_primitive_create(&product->product, description) == dnnl_success;
  const dnnl_memory_desc_t *packed =
      dnnl.dnnl_primitive_desc_query_md(description, dnnl_query_weights_md, 0);
  const dnnl_memory_desc_t *scratch =
      dnnl.dnnl_primitive_desc_query_md(description, dnnl_query_scratchpad_md, 0);
  if (made && shape->packs_b) made = make_packing(product, &b, packed);
  for (size_t i = 0; made && i < product->workers; i++)
    made = make_worker(&product->worker[i], shape, &a, &b, &bias, &c, scratch);
  dnnl.dnnl_primitive_desc_destroy(description);
  return made;
}

hillock_prepared_product *hillock_prepared_product_create(const hillock_product_shape *shape,
                                                          size_t workers) {
  if (shape->m * shape->n * shape->k <= hillock_small_product || !hillock_dnnl()->has_avx512 ||
      !is_prepared())
    return NULL;
  hillock_dnnl_use_one_thread();
  hillock_prepared_product *product = calloc(1, sizeof *product + workers * sizeof(worker_memory));
  if (!product) return NULL;
  product->workers = workers;
  if (make(product, shape)) return product;
  hillock_prepared_product_destroy(product);
  return NULL;
}

static void destroy_memory(dnnl_memory_t memory) {
  if (memory) dnnl.dnnl_memory_destroy(memory);
}

void hillock_prepared_product_destroy(hillock_prepared_product *product) {
  for (size_t i = 0; i < product->workers; i++) {
    worker_memory *worker = &product->worker[i];
    if (worker->stream) dnnl.dnnl_stream_destroy(worker->stream);
    destroy_memory(worker->a);
    destroy_memory(worker->b);
    destroy_memory(worker->bias);
    destroy_memory(worker->c);
    destroy_memory(worker->scratch);
    free(worker->scratch_memory);
  }
  destroy_memory(product->plain_b);
  destroy_memory(product->packed_b);
  free(product->packed_memory);
  if (product->product) dnnl.dnnl_primitive_destroy(product->product);
  if (product->reorder) dnnl.dnnl_primitive_destroy(product->reorder);
  free(product);
}

void hillock_prepared_product_pack(hillock_prepared_product *product, const float *b) {
  hillock_dnnl_use_one_thread();
  dnnl.dnnl_memory_set_data_handle(product->plain_b, (void *)b);
  dnnl_exec_arg_t arguments[] = {{DNNL_ARG_FROM, product->plain_b}, {DNNL_ARG_TO, product->packed_b}};
  bool holds = hillock_signals_hold();
  dnnl.dnnl_primitive_execute(product->reorder, product->worker[0].stream, 2, arguments);
  hillock_signals_release(holds);
}

bool hillock_prepared_product_run(hillock_prepared_product *product, size_t worker, const float *a,
                                  const float *b, const float *bias, float *c) {
  hillock_dnnl_use_one_thread();
  worker_memory *memory = &product->worker[worker];
  dnnl.dnnl_memory_set_data_handle(memory->a, (void *)a);
  dnnl.dnnl_memory_set_data_handle(memory->c, c);
  if (memory->b) dnnl.dnnl_memory_set_data_handle(memory->b, (void *)b);
  if (memory->bias) dnnl.dnnl_memory_set_data_handle(memory->bias, (void *)bias);
  dnnl_exec_arg_t arguments[] = {
      {DNNL_ARG_SRC, memory->a},
      {DNNL_ARG_WEIGHTS, memory->b ? memory->b : product->packed_b},
      {DNNL_ARG_DST, memory->c},
      {DNNL_ARG_SCRATCHPAD, memory->scratch},
      {DNNL_ARG_BIAS, memory->bias},
  };
  bool holds = hillock_signals_hold();
  bool done = dnnl.dnnl_primitive_execute(product->product, memory->stream, memory->bias ? 5 : 4,
                                          arguments) == dnnl_success;
  hillock_signals_release(holds);
  return done;
}

#else

hillock_prepared_product *hillock_prepared_product_create(const hillock_product_shape *shape,
                                                          size_t workers) {
  (void)shape, (void)workers;
  return NULL;
}
void hillock_prepared_product_destroy(hillock_prepared_product *product) { (void)product; }
void hillock_prepared_product_pack(hillock_prepared_product *product, const float *b) {
  (void)product, (void)b;
}
bool hillock_prepared_product_run(hillock_prepared_product *product, size_t worker, const float *a,
                                  const float *b, const float *bias, float *c) {
  (void)product, (void)worker, (void)a, (void)b, (void)bias, (void)c;
  return false;
}

#endif
