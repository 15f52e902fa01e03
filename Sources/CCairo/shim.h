// cairo draws the plots, as SVG and as PNG, from one piece of code.
#pragma once
#include <cairo-svg.h>
#include <cairo.h>
