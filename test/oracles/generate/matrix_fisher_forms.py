"""Fisher forms at the identity of orbits of normal matrices, in coordinates of the matrix written row by row.

With q0 = N(m, S) a motion x -> x + t (E x + v) has the score h = -tr E + (x - m)' S^-1 (E x + v); by Isserlis' theorem
Cov[h, h'] = tr(A S B S) / 2 + a' S b for h = z' A z / 2 + a' z + const in z = x - m with symmetric A, B.
"""
import json
import pathlib

import numpy as np


def unit(shape, i, j):
    e = np.zeros(shape)
    e[i, j] = 1
    return e


def units(shape, lower=False):
    return [unit(shape, i, j) for i in range(shape[0]) for j in range(shape[1]) if not lower or j <= i]


def form(mean, rows, columns, motions):
    """Rows and columns are the precisions; motions are functions of the matrix, affine in it."""
    shape = mean.shape
    S = np.kron(np.linalg.inv(rows), np.linalg.inv(columns))
    P = np.linalg.inv(S)
    parts = []
    for move in motions:
        v = move(np.zeros(shape)).reshape(-1)
        E = np.array([move(e).reshape(-1) - v for e in units(shape)]).T
        parts.append((P @ E + (P @ E).T, P @ (E @ mean.reshape(-1) + v)))
    return [[float(np.trace(A @ S @ B @ S) / 2 + a @ S @ b) for B, b in parts] for A, a in parts]


U2, K3 = np.array([[2.0, 0.5], [0.5, 1.0]]), np.array([[2.0, 0.3, -0.4], [0.3, 1.0, 0.2], [-0.4, 0.2, 1.5]])
M = np.array([[1.0, -0.5, 0.25], [0.0, 2.0, -1.0]])
none, I2, I3 = np.zeros((2, 3)), np.eye(2), np.eye(3)
row_scales = [lambda x, e=np.diag(d): e @ x for d in I2]
left = [lambda x, e=e: e @ x for e in units((2, 2))]
right = [lambda x, e=e: x @ e.T for e in units((3, 3))]
lower = [lambda x, e=e: e @ x for e in units((2, 2), True)]
shifts = [lambda x, e=e: e for e in units((2, 3))]
scales = [lambda x, e=np.diag(d): x @ e for d in I3[1:]]
turns = [lambda x, e=e: x @ (e - e.T).T for e in [unit((3, 3), 2, 1), unit((3, 3), 0, 2), unit((3, 3), 1, 0)]]

known = {"U": U2.tolist(), "K": K3.tolist()}
both = "∝ exp(-trace(X' U X K)/2)"
alike = "∝ exp(-trace(X' X)/2)"
cases = [
    ("scaled rows", "element d in Positive^2", "diag(d) X", alike, {}, form(none, I2, I3, row_scales)),
    ("scaled rows", "element d in Positive^2", "diag(d) X", both, known, form(none, U2, K3, row_scales)),
    ("scaled rows around a mean", "element d in Positive^2", "diag(d) X", "∝ exp(-trace((X - M)' (X - M))/2)",
     {"M": M.tolist()}, form(M, I2, I3, row_scales)),
    ("mixed columns", "element R in Invertible(3)", "X R'", alike, {}, form(none, I2, I3, right)),
    ("mixed columns", "element R in Invertible(3)", "X R'", both, known, form(none, U2, K3, right)),
    ("mixed rows and a shift", "element L in Invertible(2), B in Matrix(2,3)", "L X + B", both, known,
     form(none, U2, K3, left + shifts)),
    ("mixed columns and a shift around a mean", "element R in Invertible(3), B in Matrix(2,3)", "X R' + B",
     "∝ exp(-trace((X - M)' U (X - M) K)/2)", {**known, "M": M.tolist()}, form(M, U2, K3, right + shifts)),
    ("both sides", "element L in LowerTriangular(2), r in Positive, s in Positive", "L X diag([1, r, s])", both, known,
     form(none, U2, K3, lower + scales)),
    ("a turn of the columns", "element R in Rotation(3)", "X R'", both, known, form(none, U2, K3, turns)),
]
found = [dict(name=n, element=e, action=a, density=d, constants=c, expected=f) for n, e, a, d, c, f in cases]
out = pathlib.Path(__file__).parent.parent / "matrix-fisher-forms.json"
out.write_text(json.dumps({"provenance": "generate/matrix_fisher_forms.py: Isserlis' theorem in Kronecker coordinates, numpy",
                           "forms": found}, ensure_ascii=False) + "\n")
