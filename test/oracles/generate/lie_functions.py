"""phi_k, Stumpff's c_k and phi_k of matrices by their defining series in mpmath; writes lie-functions.json beside it."""
import json
import pathlib
import random

import mpmath as mp

mp.mp.dps = 400


def series(term):
    total, j = mp.mpf(0), 0
    while True:
        t = term(j)
        total += t
        if j > 20 and abs(t) < mp.mpf(10) ** -390 * max(abs(total), mp.mpf(10) ** -300):
            return total
        j += 1


def phi(k, x):
    return series(lambda j: x**j / mp.factorial(j + k))


def stumpff(k, z):
    return series(lambda j: (-z) ** j / mp.factorial(k + 2 * j))


def matrix_phi(k, rows):
    m = mp.matrix(rows)
    n = len(rows)
    term = mp.eye(n) / mp.factorial(k)
    total, j = term.copy(), 0
    while j < 20 or mp.mnorm(term, 1) > mp.mpf(10) ** -300:
        j += 1
        term = term * m / (j + k)
        total += term
    return total


def condition(f, x):
    """|x f'(x)/f(x)|."""
    h = mp.mpf(10) ** -120
    return abs(x * (f(x + h) - f(x - h)) / (2 * h) / f(x)) if x != 0 else mp.mpf(0)


def row(f, k, x):
    return [k, x, mp.nstr(f(k, mp.mpf(x)), 60), float(condition(lambda y: f(k, y), mp.mpf(x)))]


sizes = [0.0, 1e-300, 1e-16, 1e-8, 1e-4, 0.01, 0.3, 0.5, 1.0, 1.7, 2.9, 3.9999, 4.0001, 6.1, 9.7, 14.0, 30.0, 88.0, 200.0]
phis = [row(phi, k, s * x) for k in (1, 2, 3, 5, 8) for x in sizes for s in ((1, -1) if x else (1,))]
phis += [row(phi, k, 400.0) for k in (1, 4)]
zs = sizes + [10.2, 20.9, 45.3, 400.0]
stumpffs = [row(stumpff, k, s * x) for k in (0, 1, 2, 3, 4, 5, 7) for x in zs for s in ((1, -1) if x else (1,))]

random.seed(20)
matrices = []
for n in (1, 2, 3, 5):
    for scale in (1e-9, 0.1, 1.0, 6.0):
        rows = [[random.gauss(0, scale) for _ in range(n)] for _ in range(n)]
        matrices.append(rows)
matrices += [
    [[0.0, 1.0], [0.0, 0.0]],
    [[1.0, 2.0], [2.0, 4.0]],
    [[0.0, 0.0, 0.0], [0.0, 0.0, 0.0], [0.0, 0.0, 0.0]],
    [[-30.0, 29.0], [0.0, -1.0]],
    [[0.0, -7.0], [7.0, 0.0]],
]
values = [
    {"order": k, "matrix": rows, "value": [[float(x) for x in r] for r in matrix_phi(k, rows).tolist()]}
    for rows in matrices
    for k in (0, 1, 2, 4)
]
out = {
    "provenance": "mpmath 1.3.0 at 400 digits, the defining series; generate/lie_functions.py. phi and stumpff: order, "
    "argument (a double), value to 60 digits, condition number |x f'(x)/f(x)|. matrixPhi: rounded to double",
    "phi": phis,
    "stumpff": stumpffs,
    "matrixPhi": values,
}
path = pathlib.Path(__file__).parent.parent / "lie-functions.json"
path.write_text(json.dumps(out, separators=(",", ":")).replace("],[", "],\n[").replace('},{', '},\n{') + "\n")
