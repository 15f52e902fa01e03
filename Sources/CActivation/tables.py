#!/usr/bin/env python3
"""Prints the tables of activation_avx512.h and the polynomials of activation_avx2*.h: python3 tables.py [NAME ...]

A table is sixteen polynomials of a function, one a cell, fitted with 220 bits by least squares of the
relative error: about 0, about a root, or else about a float at which the first coefficients are nearly
floats. Needs mpmath and numpy. The header has what it prints, to the last digit.
"""

import struct
import sys

import mpmath as mp
import numpy as np

mp.mp.prec = 220
GELU_SCALE = mp.sqrt(2 / mp.pi)


def sigmoid(x):
    return 1 / (1 + mp.exp(-x))


def normal(x):
    return mp.erfc(-x / mp.sqrt(2)) / 2


def gelu_slope(u):
    return normal(-u) - u * mp.npdf(u)


def gelu_argument(u):
    return 2 * GELU_SCALE * (u + mp.mpf("0.044715") * u**3)


def gelu_tanh_slope(u):
    s = sigmoid(-gelu_argument(u))
    return s - u * 2 * GELU_SCALE * (1 + 3 * mp.mpf("0.044715") * u * u) * s * (1 - s)


def mish(x):
    return mp.tanh(mp.log1p(mp.exp(x)))


def mish_slope(x):
    e = mp.exp(x)
    return e * (4 * (1 + x) + e * (6 + 4 * x + e * (4 + e))) / (2 + e * (2 + e)) ** 2


def tanh_ratio(u):
    return mp.tanh(u) / u if u else mp.mpf(1)


def rounded(v):
    return float(np.float32(float(v)))


def bits(v):
    return struct.unpack("<I", struct.pack("<f", v))[0]


def of_bits(k):
    return struct.unpack("<f", struct.pack("<I", k))[0]


def multiples(scale, first=0):
    """Cells about sixteen multiples of 1 / scale: (entry of the row, low end, high end)."""
    width, half = 1 / mp.mpf(rounded(scale)), mp.mpf(1) / 2
    low = 0 if first == 0 else -mp.inf
    return [(k % 16, max((k - half) * width, low), (k + half) * width) for k in range(first, first + 16)]


def quarters(above, most):
    """Cells of a quarter of a binade of u + above, for u in [0, most]."""
    ends = [of_bits(k << 21) - above for k in range(bits(above) >> 21, (bits(most + above) >> 21) + 2)]
    first = bits(above) >> 21
    return [((first + k) % 16, mp.mpf(a), min(mp.mpf(b), most)) for k, (a, b) in enumerate(zip(ends, ends[1:]))]


def sides(offset, above, low, high):
    """Cells of half a binade of |v| + above, v = x + offset, and the sign of v, for x in [low, high]."""
    first, cells = bits(above) >> 22, []
    for k in range(first, first + 8):
        a, b = (of_bits(j << 22) - above for j in (k, k + 1))
        for sign in (0, 1):
            inner = -b if a < 0 else a
            x, y = (-b, -inner) if sign else (inner, b)
            x, y = max(x - offset, low), min(y - offset, high)
            if x < y:
                cells.append((k & 7 | sign << 3, mp.mpf(x), mp.mpf(y)))
    return cells


def root_between(f, a, b):
    return mp.findroot(f, (a, b), solver="anderson") if f(a) * f(b) < 0 else None


def fit(f, a, b, p, degree):
    """Coefficients about p, f(p) the first."""
    c0, count = f(p), 4 * degree + 9
    products, sums = mp.matrix(degree, degree), mp.matrix(degree, 1)
    for k in range(count):
        t = (a + b) / 2 + (b - a) / 2 * mp.cos(mp.pi * (k + mp.mpf(1) / 2) / count)
        if abs(t - p) < 1e-6:
            continue
        value = f(t)
        row, y = [(t - p) ** i / value for i in range(1, degree + 1)], (value - c0) / value
        for i in range(degree):
            sums[i] += row[i] * y
            for j in range(degree):
                products[i, j] += row[i] * row[j]
    return [c0] + list(mp.lu_solve(products, sums))


def moved(c, d):
    return [mp.fsum(c[j] * mp.binomial(j, i) * d ** (j - i) for j in range(i, len(c))) for i in range(len(c))]


def float32(v):
    """Rounded to float, as double: sums and products of a few floats are nearly exact in that."""
    return np.asarray(v, dtype=np.float64).astype(np.float32).astype(np.float64)


def by_pair(c, d):
    """What activation_floats_of_cells computes: value plus rest."""
    q = c[-1]
    for term in c[-2:1:-1]:
        q = float32(q * d + term)
    value = float32(c[1] * d + c[0])
    lost = float32(c[1] * d + float32(c[0] - value))
    return value + float32(q * float32(d * d) + lost)


def by_sum(c, d):
    """What activation_floats_tanh computes, but for the product with x."""
    p = c[-1]
    for term in c[-2:0:-1]:
        p = float32(p * d + term)
    return c[0] + float32(d * p)


def best_point(c, p, a, b, computed, first):
    """The float at which the `first` coefficients are nearly floats, and the error is least."""
    a, b, p = float(a), float(b), float(p)
    random = np.random.default_rng(1)
    inputs = float32(np.concatenate([a + (b - a) * random.random(20000), np.linspace(a, b, 100)]))
    of = lambda c, d: np.polynomial.polynomial.polyval(d, [float(v) for v in c])
    truth, best = of(c, inputs - p), None
    for low in np.linspace(a + (b - a) / 5, b - (b - a) / 5, 40):
        q = np.unique(float32(low + (b - a) / 60 * random.random(100000)))
        lost = 0
        for k in range(first):
            term = of([c[j] * mp.binomial(j, k) for j in range(k, len(c))], q - p)
            lost = lost + np.abs((float32(term) - term) * ((b - a) / 2) ** k)
        q = float(q[np.argmin(lost)])
        moved_there = moved(c, mp.mpf(q) - mp.mpf(p))
        error = np.max(np.abs(computed([rounded(v) for v in moved_there], inputs - q) / truth - 1))
        if best is None or error < best[0]:
            best = error, mp.mpf(q), moved_there
    return best


def table(f, cells, degree, computed=by_pair, first=3):
    rows = [[0.0] * 16 for _ in range(degree + 4)]
    has_root = False
    for j, a, b in cells:
        root = root_between(f, a, b)
        has_root = has_root or root is not None
        # About 0 a tiny u leaves the first coefficient alone, which is a float, or very nearly.
        fixed = a if a == 0 else root
        p = mp.mpf(rounded((a + b) / 2 if fixed is None else fixed))
        c = fit(f, a, b, p, degree)
        if fixed is None:
            error, p, c = best_point(c, p, a, b, computed, first)
            print(f"cell {j} from {float(a):.3f}: {error * 2**24:.2f} ULP", file=sys.stderr)
        kept = [rounded(v) for v in c]
        if root is not None:
            kept[0] = 0.0
        missing = [rounded(c[k] - mp.mpf(kept[k])) for k in (0, 1)]
        for row, v in zip(rows, [float(p)] + kept + missing):
            row[j] = v
    return rows if has_root else rows[:-2]


TABLES = {
    "tanh": lambda: table(tanh_ratio, quarters(1, 9.2), 6, by_sum, first=1),
    "gelu": lambda: table(lambda u: normal(-u), multiples(15.5 / 5.5), 8),
    "gelu_slope": lambda: table(gelu_slope, multiples(15.5 / 6), 9),
    "silu": lambda: table(lambda u: sigmoid(-u), multiples(15.5 / 17), 7),
    "gelu_tanh": lambda: table(lambda u: sigmoid(-gelu_argument(u)), multiples(15.5 / 5.42), 8),
    "gelu_tanh_slope": lambda: table(gelu_tanh_slope, multiples(15.5 / 5.51), 9),
    "mish": lambda: table(mish, multiples(1, first=-6), 8),
    "mish_slope": lambda: table(mish_slope, sides(1.1925, 1.375, -8, 12.5), 9),
}


def mills(v):
    """u R(u) - 1 of v = 1 / u^2, over v: R is the ratio of the normal distribution's tail to its density."""
    u = 1 / mp.sqrt(v)
    return (u * normal(-u) / mp.npdf(u) - 1) / v


def polynomial(f, a, b, degree):
    """Coefficients of the polynomial that meets f at Chebyshev's points."""
    count = degree + 1
    points = [(a + b) / 2 + (b - a) / 2 * mp.cos(mp.pi * (k + mp.mpf(1) / 2) / count) for k in range(count)]
    powers = mp.matrix([[t**i for i in range(count)] for t in points])
    return mp.lu_solve(powers, mp.matrix([f(t) for t in points]))


POLYNOMIALS = {"mills": lambda: polynomial(mills, 1 / mp.mpf(15) ** 2, 1 / mp.mpf("4.2") ** 2, 6)}


def minimax(f, weight, a, b, degree, about=0):
    """Coefficients about a point of the polynomial whose weighted error is least: Remez's exchange."""
    a, b, count = mp.mpf(a), mp.mpf(b), degree + 2
    points = [(a + b) / 2 - (b - a) / 2 * mp.cos(mp.pi * k / (count - 1)) for k in range(count)]
    dense = [(a + b) / 2 - (b - a) / 2 * mp.cos(mp.pi * k / (40 * count)) for k in range(40 * count + 1)]
    truth = [(t, f(t), weight(t)) for t in dense]
    while True:
        system, values = mp.matrix(count, count), mp.matrix(count, 1)
        for i, t in enumerate(points):
            w = weight(t)
            for j in range(degree + 1):
                system[i, j] = w * (t - about) ** j
            system[i, degree + 1] = (-1) ** i
            values[i] = w * f(t)
        solution = mp.lu_solve(system, values)
        c, least = list(solution)[:-1], abs(solution[degree + 1])
        errors = [(t, w * (mp.polyval(c[::-1], t - about) - y)) for t, y, w in truth]
        # the largest of each run of one sign; at the ends the smaller go where there are too many
        runs = []
        for t, e in errors:
            if not runs or (runs[-1][1] > 0) != (e > 0):
                runs.append((t, e))
            elif abs(e) > abs(runs[-1][1]):
                runs[-1] = (t, e)
        while len(runs) > count:
            runs.pop(0 if abs(runs[0][1]) < abs(runs[-1][1]) else -1)
        most = max(abs(e) for _, e in errors)
        if most < 1.0005 * least:
            print(f"{float(mp.log(most, 2)):.1f} bits", file=sys.stderr)
            return c
        points = [t for t, _ in runs]


def exp_rest(r):
    return (mp.expm1(r) - r) / r**2 if abs(r) > 1e-12 else mp.mpf(1) / 2


def exp_terms(most, degree):
    most = mp.mpf(most)
    return minimax(exp_rest, lambda r: (r * r + mp.mpf("1e-5")) / mp.exp(r), -most, most, degree)


def atanh_rest(z):
    s = mp.sqrt(z)
    return 2 * (mp.atanh(s) - s) / (s * z) if z > 1e-12 else mp.mpf(2) / 3


def log_normal(u):
    """log(2 F(-u)) / u, but for a line that is near."""
    slope = mp.log(2 * normal(-u)) / u if u > 1e-9 else -mp.sqrt(2 / mp.pi)
    return slope + mp.mpf(float.fromhex("0x1.544p-1")) + mp.mpf(float.fromhex("0x1.c2p-2")) * u


GELU_SLOPE_ROOT = mp.findroot(gelu_slope, mp.mpf("0.75"))


def gelu_slope_quotient(u):
    d = GELU_SLOPE_ROOT - u
    quotient = gelu_slope(u) / d if abs(d) > 1e-12 else -mp.diff(gelu_slope, u)
    return quotient / mp.npdf(u) * mp.npdf(0)


# Those of activation_avx2.h. From u = 5 on what they stand for matters less and less, as F(-u) does.
AVX2 = {
    "o_exp": (True, lambda: exp_terms("0.412", 5)),
    "q_exp": (False, lambda: exp_terms("0.3467", 5)),
    "q_atanh": (False, lambda: minimax(atanh_rest, lambda z: z / 2, "1e-10", mp.mpf("1.001") / 9, 4)),
    "q_mills": (False, lambda: minimax(mills, lambda v: v, 1 / mp.mpf(15) ** 2, 1 / mp.mpf(5) ** 2, 5)),
    "o_normal": (True, lambda: minimax(
        log_normal, lambda u: (u + mp.mpf("1e-3")) * min(1, normal(-u) * 2**13 if u > 5 else 1), 0, "5.6", 11, 2.5)),
    "q_gelu_slope": (False, lambda: minimax(
        gelu_slope_quotient,
        lambda u: min(1, 4 * gelu_slope(u) / gelu_slope(mp.mpf(5)) if u > 5 else 1) / gelu_slope_quotient(u), 0, 6, 15, 2)),
}


def from_middle(w):
    """The u >= 0 of w = (u - 4) / (u + 4)."""
    return 4 * (1 + w) / (1 - w)


def of_middle(f, degree):
    """Coefficients in w of f(u) e^(u^2 / 2), for u up to 39."""
    g = lambda w: f(from_middle(w)) * mp.exp(from_middle(w) ** 2 / 2)
    return minimax(g, lambda w: 1 / g(w), -1, mp.mpf(35) / 43, degree)


# Those of activation_avx2_double.h, whose first two elements are what the next two lack.
AVX2_DOUBLE = {
    "q_normal_tail": lambda: of_middle(lambda u: normal(-u) * (u + 4), 23),
    "q_exact_gelu_slope": lambda: of_middle(lambda u: gelu_slope_quotient(u) * mp.npdf(u) / mp.npdf(0), 22),
}


def literal(v, suffix="f"):
    mantissa, exponent = v.hex().split("p")
    return f"{mantissa.rstrip('0').rstrip('.')}p{exponent}{suffix}" if v else "0"


def wrapped(head, pieces):
    """The elements of an initializer in lines; the first begins with `head`."""
    lines, line = [], head
    for i, v in enumerate(pieces):
        piece = v + (", " if i < len(pieces) - 1 else "}")
        if len(line) + len(piece.rstrip()) > 98:
            lines.append(line.rstrip())
            line = " " * len(head)
        line += piece
    return lines + [line]


def printed(name, rows):
    lines = [f"static const float activation_{name}_cells[{len(rows)}][16] = {{"]
    for row in rows:
        lines += wrapped("    {", [literal(v) for v in row])
        lines[-1] += ","
    return "\n".join(lines + ["};"])


def print_terms(name, kind, values):
    print(f"static const {kind} activation_{name}_terms[{len(values)}] = {{")
    print("\n".join(wrapped("    ", values)) + ";")


for name in sys.argv[1:] or [*TABLES, *POLYNOMIALS, *AVX2, *AVX2_DOUBLE]:
    if name in TABLES:
        print(printed(name, TABLES[name]()))
    elif name in POLYNOMIALS:
        print(f"{name}: " + ", ".join(literal(rounded(c)) for c in POLYNOMIALS[name]()))
    elif name in AVX2:
        is_float, coefficients = AVX2[name][0], AVX2[name][1]()
        values = [literal(rounded(c)) if is_float else literal(float(c), "") for c in coefficients]
        print_terms(name, "float" if is_float else "double", values)
    elif name in AVX2_DOUBLE:
        coefficients = AVX2_DOUBLE[name]()
        missing = [c - mp.mpf(float(c)) for c in coefficients[:2]]
        print_terms(name, "double", [literal(float(c), "") for c in missing + coefficients])
    else:
        known = ", ".join([*TABLES, *POLYNOMIALS, *AVX2, *AVX2_DOUBLE])
        sys.exit(f"tables.py: no table {name}; there are {known}")
