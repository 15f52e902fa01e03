// oneDNN: the float32 matrix product.
#pragma once
#include <dnnl.h>
