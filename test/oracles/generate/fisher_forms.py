"""Fisher forms at the identity of orbits whose base has independent coordinates, equal or not.

The score of a motion x -> E x + v is h = -tr E - sum_k s_k (E x + v)_k with s = (log q0)', so that every entry of the form is
a sum of products of the numbers E[s_k^a x_k^b]; those are found by quadrature in mpmath at 30 digits.
"""
import itertools
import json
import pathlib

import mpmath as mp

mp.mp.dps = 30


def normal(m, s):
    return (lambda x: mp.sqrt(s / (2 * mp.pi)) * mp.exp(-s * (x - m) ** 2 / 2), lambda x: -s * (x - m),
            [-mp.inf, m - 3, m, m + 3, mp.inf])


def gumbel():
    return lambda x: mp.exp(-x - mp.exp(-x)), lambda x: -1 + mp.exp(-x), [-6, -3, 0, 3, 10, 30, 90]


def student(nu):
    c = mp.gamma((nu + 1) / mp.mpf(2)) / mp.gamma(nu / mp.mpf(2)) / mp.sqrt(nu * mp.pi)
    return (lambda x: c * (1 + x * x / nu) ** (-(nu + 1) / mp.mpf(2)), lambda x: -(nu + 1) * x / (nu + x * x),
            [-mp.inf, -3, 0, 3, mp.inf])


def weibull(k):
    return lambda x: k * x ** (k - 1) * mp.exp(-x ** k), lambda x: (k - 1) / x - k * x ** (k - 1), [0, 1, 3, 12]


def moments(law):
    q, s, ends = law
    table = {}
    return lambda a, b: table.setdefault((a, b), mp.quad(lambda x: s(x) ** a * x ** b * q(x), ends))


def form(laws, generators):
    """F for generators (E, v)."""
    m = [moments(law) for law in laws]
    n = len(laws)

    def terms(E, v):
        """h as a list of (coefficient, powers of s, powers of x)."""
        found = [(-sum(E[i][i] for i in range(n)), (), ())]
        for k in range(n):
            found += [(-E[k][l], (k,), (l,)) for l in range(n) if E[k][l] != 0]
            if v[k] != 0:
                found.append((-v[k], (k,), ()))
        return found

    def mean(ss, xs):
        out = mp.mpf(1)
        for i in range(n):
            a, b = ss.count(i), xs.count(i)
            if a or b:
                out *= m[i](a, b)
        return out

    hs = [terms(*g) for g in generators]
    return [[float(mp.chop(sum(c * d * mean(s + t, x + y) for (c, s, x), (d, t, y) in itertools.product(a, b)), 1e-20)) for b in hs]
            for a in hs]


def unit(n, *places):
    return [[sum(w for (r, c, w) in places if (r, c) == (i, j)) for j in range(n)] for i in range(n)]


def shifts(n):
    return [([[0] * n] * n, [int(i == k) for i in range(n)]) for k in range(n)]


def matrices(n, keep=lambda i, j: True):
    return [(unit(n, (i, j, 1)), [0] * n) for i in range(n) for j in range(n) if keep(i, j)]


def rotations(n):
    """About the axes of space, or about the origin of the plane."""
    planes = [(1, 0)] if n == 2 else [(2, 1), (0, 2), (1, 0)]
    return [(unit(n, (i, j, 1), (j, i, -1)), [0] * n) for i, j in planes]


def scales(n):
    return [(unit(n, (i, i, 1)), [0] * n) for i in range(n)]


low = lambda i, j: i >= j
cases = [
    ("SpaceRotation", "Normal(m = 0, s = [1, 2, 4])^3", {}, [normal(0, s) for s in (1, 2, 4)], rotations(3)),
    ("SpaceRotation", "Normal(m = [1, 0, 2], s = [1, 2, 4])^3", {}, [normal(m, s) for m, s in ((1, 1), (0, 2), (2, 4))],
     rotations(3)),
    ("SpaceRotation", "StudentT(ν = [3, 4, 5])^3", {}, [student(v) for v in (3, 4, 5)], rotations(3)),
    ("PlaneRotation", "Normal(m = [1, 0], s = [1, 1])^2", {}, [normal(1, 1), normal(0, 1)], rotations(2)),
    ("PlaneMotion", "Normal(m = 0, s = [1, 4])^2", {}, [normal(0, 1), normal(0, 4)], rotations(2) + shifts(2)),
    ("SpaceMotion", "Normal(m = 0, s = [1, 2, 4])^3", {}, [normal(0, s) for s in (1, 2, 4)], rotations(3) + shifts(3)),
    ("FullAffine(P)", "StandardGumbel^P", {"P": 1}, [gumbel()], matrices(1) + shifts(1)),
    ("FullAffine(P)", "StandardGumbel^P", {"P": 2}, [gumbel()] * 2, matrices(2) + shifts(2)),
    ("FullAffine(P)", "StandardGumbel^P", {"P": 3}, [gumbel()] * 3, matrices(3) + shifts(3)),
    ("FullAffine(2)", "Normal(m = [1, 2], s = [1, 3])^2", {}, [normal(1, 1), normal(2, 3)], matrices(2) + shifts(2)),
    ("FullAffine(2)", "StudentT(ν = [4, 5])^2", {}, [student(4), student(5)], matrices(2) + shifts(2)),
    ("LowerTriangularAffine(P)", "StandardGumbel^P", {"P": 3}, [gumbel()] * 3, matrices(3, low) + shifts(3)),
    ("LowerTriangularAffine(2)", "StudentT(ν = [4, 7])^2", {}, [student(4), student(7)], matrices(2, low) + shifts(2)),
    ("GeneralLinear(2)", "StandardGumbel^2", {}, [gumbel()] * 2, matrices(2)),
    ("GeneralLinear(3)", "Normal(m = 0, s = [1, 2, 4])^3", {}, [normal(0, s) for s in (1, 2, 4)], matrices(3)),
    ("IsotropicAffine(2)", "Normal(m = [0, 1], s = [1, 4])^2", {}, [normal(0, 1), normal(1, 4)],
     [(unit(2, (0, 0, 1), (1, 1, 1)), [0, 0])] + shifts(2)),
    ("DiagonalAffine(2)", "StudentT(ν = [4, 7])^2", {}, [student(4), student(7)], scales(2) + shifts(2)),
    ("PositiveScaling(2)", "Weibull(k = [2, 3], g = 1)^2", {}, [weibull(2), weibull(3)], scales(2)),
]
out = {
    "provenance": "generate/fisher_forms.py: sums of products of E[s^a x^b], s = (log q0)', each by quadrature in mpmath",
    "forms": [
        {"group": g, "base": b, "sizes": sizes, "expected": form(laws, generators)}
        for g, b, sizes, laws, generators in cases
    ],
}
path = pathlib.Path(__file__).parent.parent / "fisher-forms.json"
path.write_text(json.dumps(out, ensure_ascii=False, separators=(",", ":")) + "\n")
