"""What the vector and matrix families of tensor_families.py share: differences at 110 digits, matrices as lists, and the record F of all."""

import natural_coordinates as nc
from natural_coordinates import *
from mpmath import besseli, quad, cos, sin, sinh, cosh, erf, coth, log1p, expm1, sqrt, hyp1f1

mp.dps = 110
nc.WEIGHTS = ((1, mpf(1) / 2),)


def jac(f, x):
    cols = []
    for i, xi in enumerate(x):
        h = mpf(10) ** -34 * max(abs(xi), mpf(10) ** -6)
        a = f([y + h if j == i else y for j, y in enumerate(x)])
        b = f([y - h if j == i else y for j, y in enumerate(x)])
        cols.append([(u - v) / (2 * h) for u, v in zip(a, b)])
    return matrix([[c[j] for c in cols] for j in range(len(cols[0]))])


nc.jacobian = jac
jacobian = jac


def trace(m):
    return sum(m[i, i] for i in range(m.rows))


def flatm(m):
    return [m[i, j] for i in range(m.rows) for j in range(m.cols)]


def rows(l, r, c):
    return matrix([[l[i * c + j] for j in range(c)] for i in range(r)])


sym = lambda l, p: symmetric(l, p)  # values
symc = lambda l, p: symmetric(l, p, 2)  # coefficients of <.,X>
ns = lambda p: p * (p + 1) // 2
M = lambda x: matrix(x)
mg = lambda p, a: mpf(p) * (p - 1) / 4 * log(pi) + sum(loggamma(a - mpf(j) / 2) for j in range(p))
mpsi = lambda p, a: sum(digamma(a - mpf(j) / 2) for j in range(p))
outer = lambda x: M(x) * M(x).T
zero = lambda *a: mpf(0)


def gaussA(p):
    def v(l):
        s = symc([-2 * a for a in l[p:]], p)
        return quadratic(l[:p], s**-1) / 2 - logdet(s) / 2

    return v


def gaussT(n):
    return lambda at: list(at[n]) + upper(outer(at[n]))


# each: (shapes, builder(at)->Family). base measure constants so that they match textbook; A compared only by differences
F = {}
