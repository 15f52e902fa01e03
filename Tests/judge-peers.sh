#!/usr/bin/env bash
# The table of Judging.md: `hillock judge` on the activations of other libraries, as Markdown.
#
#   Tests/judge-peers.sh [LEVEL] > table.md        (LEVEL: quick, standard; default standard)
#
# Needs a built hillock, cc, libdnnl-dev, and Python; the packages are installed at the versions below into
# .build/judge-peers, or taken from PYTHON=/path/to/python3. Not part of `make test`: it takes some
# twenty minutes on two cores.
set -euo pipefail
cd "$(dirname "$0")/.."
level=${1:-standard}
hillock=$PWD/.build/release/hillock
work=$PWD/.build/judge-peers
mkdir -p "$work"
if [ -z "${PYTHON:-}" ]; then
  [ -x "$work/venv/bin/python3" ] || python3 -m venv "$work/venv"
  PYTHON=$work/venv/bin/python3
  "$PYTHON" -m pip install -q \
    torch==2.13.0 jax==0.10.2 numpy==2.4.6 scipy==1.17.1 onnx==1.23.2 onnxruntime==1.32.0 ml_dtypes==0.6.0
fi

# oneDNN's eltwise as functions of arrays: one a kind and a type.
cat > "$work/onednn.c" <<'END'
#include <oneapi/dnnl/dnnl.h>
#include <stddef.h>
static void run(dnnl_alg_kind_t kind, float alpha, dnnl_data_type_t type, size_t n, const void *x, void *y) {
  dnnl_engine_t engine; dnnl_stream_t stream; dnnl_memory_desc_t md; dnnl_primitive_desc_t pd;
  dnnl_primitive_t primitive; dnnl_memory_t source, target;
  dnnl_dims_t dims = {(dnnl_dim_t)n};
  dnnl_engine_create(&engine, dnnl_cpu, 0);
  dnnl_stream_create(&stream, engine, dnnl_stream_default_flags);
#if DNNL_VERSION_MAJOR >= 3
  dnnl_memory_desc_create_with_tag(&md, 1, dims, type, dnnl_a);
  dnnl_eltwise_forward_primitive_desc_create(&pd, engine, dnnl_forward_inference, kind, md, md, alpha, 0, NULL);
  dnnl_memory_create(&source, md, engine, (void *)x);
  dnnl_memory_create(&target, md, engine, y);
#else
  dnnl_eltwise_desc_t d;
  dnnl_memory_desc_init_by_tag(&md, 1, dims, type, dnnl_a);
  dnnl_eltwise_forward_desc_init(&d, dnnl_forward_inference, kind, &md, alpha, 0);
  dnnl_primitive_desc_create(&pd, &d, NULL, engine, NULL);
  dnnl_memory_create(&source, &md, engine, (void *)x);
  dnnl_memory_create(&target, &md, engine, y);
#endif
  dnnl_primitive_create(&primitive, pd);
  dnnl_exec_arg_t arguments[] = {{DNNL_ARG_SRC, source}, {DNNL_ARG_DST, target}};
  dnnl_primitive_execute(primitive, stream, 2, arguments);
  dnnl_stream_wait(stream);
  dnnl_primitive_destroy(primitive);
  dnnl_primitive_desc_destroy(pd);
  dnnl_memory_destroy(source);
  dnnl_memory_destroy(target);
  dnnl_stream_destroy(stream);
  dnnl_engine_destroy(engine);
}
#define KIND(NAME, ALGORITHM, ALPHA)                                                        \
  void NAME(size_t n, const void *x, void *y) { run(ALGORITHM, ALPHA, dnnl_f32, n, x, y); } \
  void NAME##_bf16(size_t n, const void *x, void *y) { run(ALGORITHM, ALPHA, dnnl_bf16, n, x, y); }
KIND(onednn_tanh, dnnl_eltwise_tanh, 0)
KIND(onednn_logistic, dnnl_eltwise_logistic, 0)
KIND(onednn_gelu_erf, dnnl_eltwise_gelu_erf, 0)
KIND(onednn_gelu_tanh, dnnl_eltwise_gelu_tanh, 0)
KIND(onednn_swish, dnnl_eltwise_swish, 1)
KIND(onednn_mish, dnnl_eltwise_mish, 0)
KIND(onednn_soft_relu, dnnl_eltwise_soft_relu, SOFT_RELU)
KIND(onednn_elu, dnnl_eltwise_elu, 1)
END
soft=$(printf '#include <oneapi/dnnl/dnnl_version.h>\nDNNL_VERSION_MAJOR\n' | cc -E -P - | tail -1)
cc -O2 -shared -fPIC -DSOFT_RELU="$([ "$soft" -ge 3 ] && echo 1 || echo 0)" "$work/onednn.c" -o "$work/onednn.so" -ldnnl

# ONNX models of one operator.
"$PYTHON" - "$work" <<'END'
import sys
from onnx import TensorProto, helper, save
for name in ["Sigmoid", "Tanh", "Softplus", "Erf", "Gelu", "Mish", "Elu", "Selu", "Softsign"]:
    value = lambda n: helper.make_tensor_value_info(n, TensorProto.FLOAT, ["n"])
    graph = helper.make_graph([helper.make_node(name, ["x"], ["y"])], name, [value("x")], [value("y")])
    save(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 20)], ir_version=10),
         f"{sys.argv[1]}/{name}.onnx")
END

gelu='x * normal_cdf(x)'
gelu_tanh='0.5 * x * (1 + tanh(sqrt(2 / pi) * (x + 0.044715 * x^3)))'
silu='x * sigmoid(x)'
mish='x * tanh(softplus(x))'
elu='where(x > 0, x, expm1(x))'
selu='1.0507009873554805 * where(x > 0, x, 1.6732632423543772 * expm1(x))'
log_sigmoid='-softplus(-x)'

row() {  # NAME FORMULA ARGUMENTS…: one line of the table
  local name=$1 formula=$2
  shift 2
  "$hillock" judge "$@" "--formula=$formula" --level "$level" --interpreter "$PYTHON" --format json |
    "$PYTHON" -c '
import json, sys
r = json.load(sys.stdin)
def cells(f):
    if f is None: return ["", ""]
    w = f.get("worst")
    worst = "" if w is None else "%.3g at %.6g" % (w["ulp"], float(w["x"]))
    words = {"nan": "NaN", "number": "a number for NaN", "zero": "0", "sign": "wrong sign", "infinity": "infinite",
             "crash": "crash", "hang": "hang"}
    wrong = "; ".join(
        "%s from %.4g to %.4g" % (words[x["kind"]], float(x["from"]), float(x["to"])) for x in f["faults"])
    return [worst, wrong]
print("|", " | ".join([sys.argv[1], r["format"]] + cells(r["value"]) + cells(r.get("derivative"))), "|")' "$name" ||
    echo "| $name | | not judged | | | |"
}

echo "| function | format | value: worst ULP | value: wrong | derivative: worst ULP | derivative: wrong |"
echo "|---|---|---|---|---|---|"
torch() { local f=$1 formula=$2; shift 2; row "torch $f" "$formula" --python "torch.nn.functional:$f" --derivative autograd "$@"; }
for type in f32 bf16 f16; do
  torch gelu "$gelu" --precision $type
  torch silu "$silu" --precision $type
  torch sigmoid 'sigmoid(x)' --precision $type
  torch tanh 'tanh(x)' --precision $type
  torch mish "$mish" --precision $type
  torch softplus 'softplus(x)' --precision $type
done
row 'torch gelu, tanh' "$gelu_tanh" --python torch.nn.functional:gelu --argument approximate=tanh --derivative autograd
torch elu "$elu"
torch selu "$selu"
torch logsigmoid "$log_sigmoid"
torch softsign 'x / (1 + abs(x))'
for f in silu sigmoid softplus elu log_sigmoid mish; do
  formula=$(eval "printf %s \"\${$f:-$f(x)}\"")
  row "jax.nn.$f" "$formula" --python "jax.nn:$f" --derivative autograd
done
row 'jax.nn.gelu, exact' "$gelu" --python jax.nn:gelu --argument approximate=False --derivative autograd
row 'jax.numpy.tanh' 'tanh(x)' --python jax.numpy:tanh --derivative autograd
row 'jax.numpy.tanh' 'tanh(x)' --python jax.numpy:tanh --derivative autograd --precision bf16
for type in f32 f64; do
  row 'numpy.tanh' 'tanh(x)' --python numpy:tanh --precision $type
  row 'numpy.exp' 'exp(x)' --python numpy:exp --precision $type
  row 'scipy expit' 'sigmoid(x)' --python scipy.special:expit --precision $type
  row 'scipy log_expit' "$log_sigmoid" --python scipy.special:log_expit --precision $type
  row 'scipy erf' 'erf(x)' --python scipy.special:erf --precision $type
  row 'scipy ndtr' 'normal_cdf(x)' --python scipy.special:ndtr --precision $type
done
for f in tanh exp erf log1p expm1; do
  row "libm ${f}f" "$f(x)" "libm.so.6:${f}f"
  row "libm $f" "$f(x)" "libm.so.6:$f" --precision f64
done
row 'onnxruntime Sigmoid' 'sigmoid(x)' --onnx "$work/Sigmoid.onnx"
row 'onnxruntime Tanh' 'tanh(x)' --onnx "$work/Tanh.onnx"
row 'onnxruntime Softplus' 'softplus(x)' --onnx "$work/Softplus.onnx"
row 'onnxruntime Erf' 'erf(x)' --onnx "$work/Erf.onnx"
row 'onnxruntime Gelu' "$gelu" --onnx "$work/Gelu.onnx"
row 'onnxruntime Mish' "$mish" --onnx "$work/Mish.onnx"
row 'onnxruntime Elu' "$elu" --onnx "$work/Elu.onnx"
row 'onnxruntime Selu' "$selu" --onnx "$work/Selu.onnx"
row 'onnxruntime Softsign' 'x / (1 + abs(x))' --onnx "$work/Softsign.onnx"
onednn() { row "oneDNN $1" "$2" "$work/onednn.so:onednn_$1" --array --precision f32
           row "oneDNN $1" "$2" "$work/onednn.so:onednn_$1_bf16" --array --precision bf16; }
onednn tanh 'tanh(x)'
onednn logistic 'sigmoid(x)'
onednn gelu_erf "$gelu"
onednn gelu_tanh "$gelu_tanh"
onednn swish "$silu"
onednn mish "$mish"
onednn soft_relu 'softplus(x)'
onednn elu "$elu"
