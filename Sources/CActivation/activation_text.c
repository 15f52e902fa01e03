#include "activation_text.h"

static const unsigned char interface[] = {
#embed "include/activation.h"
};
static const unsigned char mathematics[] = {
#embed "include/activation_math.h"
};
static const unsigned char arithmetic[] = {
#embed "include/activation_arithmetic.h"
};
static const unsigned char exponential[] = {
#embed "include/activation_exponential.h"
};
static const unsigned char sigmoids[] = {
#embed "include/activation_sigmoids.h"
};
static const unsigned char normal[] = {
#embed "include/activation_normal.h"
};
static const unsigned char floats[] = {
#embed "include/activation_float.h"
};
static const unsigned char forms[] = {
#embed "include/activation_forms.h"
};
static const unsigned char quad[] = {
#embed "include/activation_quad.h"
};
static const unsigned char vectors[] = {
#embed "include/activation_vector.h"
};
static const unsigned char avx512[] = {
#embed "include/activation_avx512.h"
};
static const unsigned char avx2[] = {
#embed "include/activation_avx2.h"
};
static const unsigned char avx2_double[] = {
#embed "include/activation_avx2_double.h"
};

static const struct {
  const char *name;
  const unsigned char *text;
  size_t size;
} headers[] = {
    {"activation.h", interface, sizeof interface},
    {"activation_math.h", mathematics, sizeof mathematics},
    {"activation_arithmetic.h", arithmetic, sizeof arithmetic},
    {"activation_exponential.h", exponential, sizeof exponential},
    {"activation_sigmoids.h", sigmoids, sizeof sigmoids},
    {"activation_normal.h", normal, sizeof normal},
    {"activation_float.h", floats, sizeof floats},
    {"activation_forms.h", forms, sizeof forms},
    {"activation_quad.h", quad, sizeof quad},
    {"activation_vector.h", vectors, sizeof vectors},
    {"activation_avx512.h", avx512, sizeof avx512},
    {"activation_avx2.h", avx2, sizeof avx2},
    {"activation_avx2_double.h", avx2_double, sizeof avx2_double},
};

size_t activation_header_count(void) { return sizeof headers / sizeof *headers; }
const char *activation_header_name(size_t index) { return headers[index].name; }
const unsigned char *activation_header_text(size_t index) { return headers[index].text; }
size_t activation_header_size(size_t index) { return headers[index].size; }
