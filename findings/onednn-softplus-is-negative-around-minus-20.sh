#!/usr/bin/env bash
# oneDNN 3.2 (PyPI's onednn-cpu-gomp 2023.2.0; Debian 12's 2.6 does the same), float32: eltwise soft_relu,
# log(1 + e^x), has an absolute error of some 2^-19 and no more, so that of its tail nothing is right:
# it is negative between -31.5 and -17.7, 0 in places from -14.3 down, and 7.6e-6 at -86.9 where 1.8e-38
# is right. What takes the logarithm of a softplus, or divides by it, meets NaN and infinity. Seen:
#   softplus(-18)   = -1.9073e-06, expected 1.523e-08
#   softplus(-86.9) =  7.6294e-06, expected 1.819e-38
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" -q install --no-deps onednn-cpu-gomp==2023.2.0 onednn-devel-cpu-gomp==2023.2.0
cat > "$folder/softplus.c" <<'END'
#include <math.h>
#include <oneapi/dnnl/dnnl.h>
#include <stdio.h>

int main(void) {
  float x[2] = {-18, -86.9f}, y[2] = {0};
  dnnl_dims_t shape = {2};
  dnnl_engine_t engine;
  dnnl_stream_t stream;
  dnnl_memory_desc_t layout;
  dnnl_primitive_desc_t description;
  dnnl_primitive_t primitive;
  dnnl_memory_t source, target;
  dnnl_engine_create(&engine, dnnl_cpu, 0);
  dnnl_stream_create(&stream, engine, dnnl_stream_default_flags);
  dnnl_memory_desc_create_with_tag(&layout, 1, shape, dnnl_f32, dnnl_a);
  dnnl_eltwise_forward_primitive_desc_create(&description, engine, dnnl_forward_inference,
                                             dnnl_eltwise_soft_relu, layout, layout, 1, 0, NULL);
  dnnl_primitive_create(&primitive, description);
  dnnl_memory_create(&source, layout, engine, x);
  dnnl_memory_create(&target, layout, engine, y);
  dnnl_exec_arg_t arguments[] = {{DNNL_ARG_SRC, source}, {DNNL_ARG_DST, target}};
  dnnl_primitive_execute(primitive, stream, 2, arguments);
  dnnl_stream_wait(stream);
  const dnnl_version_t *version = dnnl_version();
  printf("oneDNN %d.%d.%d\n", version->major, version->minor, version->patch);
  for (int k = 0; k < 2; k++) {
    printf("softplus(%g) = %.4e, expected %.3e\n", x[k], y[k], log1p(exp(x[k])));
  }
  return y[0] < 0 && y[1] > 1e-6f ? 0 : 1;
}
END
library=$folder/venv/lib
cc -O2 "$folder/softplus.c" -I"$folder/venv/include" -o "$folder/softplus" "$library/libdnnl.so.3" \
  -Wl,-rpath,"$library" -lm
"$folder/softplus"
