// OpenBLAS: the float64 matrix product.
#pragma once
#include <cblas.h>
