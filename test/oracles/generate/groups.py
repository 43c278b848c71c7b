"""Exponential maps by mpmath's expm of the matrices of the algebra, Fisher forms by closed forms confirmed by quadrature,
log-densities by scipy.stats; writes groups.json beside it. Run: python3 groups.py (needs mpmath, numpy, scipy)."""
import json
import pathlib
import random

import mpmath as mp
import numpy as np
import scipy.linalg
import scipy.stats as st

mp.mp.dps = 80
random.seed(7)


def expm(rows):
    """By scaling and squaring at 80 digits; SciPy's own must agree to rounding."""
    m = mp.matrix(rows)
    size = float(mp.mnorm(m, 1))
    squarings = max(0, int(np.ceil(np.log2(max(size, 1e-300)))) + 6)
    a = m / 2**squarings
    term, total = mp.eye(len(rows)), mp.eye(len(rows))
    for j in range(1, 40):
        term = term * a / j
        total += term
    for _ in range(squarings):
        total = total * total
    found = [[float(x) for x in r] for r in total.tolist()]
    theirs = scipy.linalg.expm(np.array(rows, dtype=float))
    assert np.max(np.abs(theirs - found)) <= 1e-11 * np.max(np.abs(found)), (rows, found, theirs)
    return found


def gauss(*shape):
    x = np.array([random.gauss(0, 1) for _ in range(int(np.prod(shape)))]).reshape(shape)
    return x


def scaled(blocks, norm):
    """The blocks, of Frobenius norm `norm` together."""
    total = np.sqrt(sum(np.sum(np.square(b)) for b in blocks))
    return [(np.asarray(b) * (norm / total)).tolist() for b in blocks]


def block(u, v):
    n = len(u)
    return [list(u[i]) + [v[i]] for i in range(n)] + [[0.0] * (n + 1)]


def hat(w):
    if len(w) == 1:
        return [[0.0, -w[0]], [w[0], 0.0]]
    a, b, c = w
    return [[0.0, -c, b], [c, 0.0, -a], [-b, a, 0.0]]


def corner(m, n):
    return [r[:n] for r in m[:n]]


def column(m, n):
    return [m[i][n] for i in range(n)]


exps = []


def record(file, name, at, expected):
    exps.append({"file": file, "name": name, "at": at, "expected": expected})


for norm in (1e-8, 0.5, 3.0, 20.0):
    for n in (1, 2, 3):
        u, v = scaled([gauss(n, n), gauss(n)], norm)
        e = expm(block(u, v))
        record("families/groups/full-affine.blr", "FullAffine", {"X_A": u, "X_b": v}, {"A": corner(e, n), "b": column(e, n)})
        u, v = scaled([np.tril(gauss(n, n)), gauss(n)], norm)
        e = expm(block(u, v))
        record("families/groups/lower-triangular-affine.blr", "LowerTriangularAffine", {"X_L": u, "X_b": v}, {"L": corner(e, n), "b": column(e, n)})
    (u,) = scaled([gauss(3, 3)], norm)
    record("families/groups/general-linear.blr", "GeneralLinear", {"X_A": u}, {"A": expm(u)})
    u, v = scaled([gauss(2), gauss(2)], norm)
    parts = [expm(block([[x]], [y])) for x, y in zip(u, v)]
    record("families/groups/diagonal-affine.blr", "DiagonalAffine", {"X_A": u, "X_b": v}, {"A": [p[0][0] for p in parts], "b": [p[0][1] for p in parts]})
    u, v = scaled([gauss(1), gauss(2)], norm)
    e = expm(block([[u[0], 0.0], [0.0, u[0]]], v))
    record("families/groups/scalar-affine.blr", "IsotropicAffine", {"X_a": u[0], "X_b": v}, {"a": e[0][0], "b": column(e, 2)})
    w, v = scaled([gauss(1), gauss(2)], norm)
    e = expm(block(hat(w), v))
    record("families/groups/rigid-motion-2.blr", "PlaneMotion", {"X_R": hat(w), "X_t": v}, {"R": corner(e, 2), "t": column(e, 2)})
    w, v = scaled([gauss(3), gauss(3)], norm)
    e = expm(block(hat(w), v))
    record("families/groups/rigid-motion-3.blr", "SpaceMotion", {"X_R": hat(w), "X_t": v}, {"R": corner(e, 3), "t": column(e, 3)})
    (w,) = scaled([gauss(3)], norm)
    record("families/groups/rotation-3.blr", "SpaceRotation", {"X_R": hat(w)}, {"R": expm(hat(w))})
    ((a, b, c),) = scaled([gauss(3)], norm)
    e = expm([[0.0, a, c], [0.0, 0.0, b], [0.0, 0.0, 0.0]])
    record("test/groups-unseen/heisenberg.blr", "Heisenberg", {"X_a": a, "X_b": b, "X_c": c}, {"a": e[0][1], "b": e[1][2], "c": e[0][2]})
    ((r, w),) = scaled([gauss(2)], norm)
    e = expm([[r, -w], [w, r]])
    record("test/groups-unseen/plane-scaling-rotation.blr", "Spiral", {"X_r": r, "X_φ": w}, {"r cos φ": e[0][0], "r sin φ": e[1][0]})

mp.mp.dps = 40
half, third, ninth = mp.mpf(1) / 2, mp.mpf(1) / 3, mp.mpf(1) / 9
euler = mp.euler
LINE, RAY = [-mp.inf, -8, -2, 0, 2, 8, mp.inf], [0, half, 2, 8, 40, mp.inf]


def confirmed(name, log_density, interval, table):
    """(E[(1+xs)^2], E[s^2], E[(1+xs)s]) as in the table, each confirmed by quadrature to 12 digits."""
    s = lambda x: mp.diff(log_density, x)
    q = lambda x: mp.exp(log_density(x))
    moments = (lambda x: (1 + x * s(x)) ** 2, lambda x: s(x) ** 2, lambda x: (1 + x * s(x)) * s(x))
    for f, want in zip(moments, table):
        if want is None:
            continue
        got = mp.quad(lambda x: f(x) * q(x), interval)
        assert abs(got - want) < mp.mpf(10) ** -9, (name, got, want)
    return [None if t is None else float(t) for t in table]


def student(nu):
    c = mp.loggamma((nu + 1) / 2) - mp.loggamma(nu / 2) - mp.log(nu * mp.pi) / 2
    return lambda x: c - (nu + 1) / 2 * mp.log(1 + x * x / nu)


def affine(scale, shift, cross):
    return lambda name, q: confirmed(name, q, LINE, (scale, shift, cross))


tables = {
    "normal": affine(2, 1, 0)("normal", lambda x: -x * x / 2 - mp.log(2 * mp.pi) / 2),
    "logistic": affine((3 + mp.pi**2) * ninth, third, 0)("logistic", lambda x: -x - 2 * mp.log1p(mp.exp(-x)) if x > 0 else x - 2 * mp.log1p(mp.exp(x))),
    "student 4": affine(mp.mpf(8) / 7, mp.mpf(5) / 7, 0)("student 4", student(mp.mpf(4))),
    "student 2.5": affine(mp.mpf(5) / mp.mpf("5.5"), mp.mpf("3.5") / mp.mpf("5.5"), 0)("student 2.5", student(mp.mpf("2.5"))),
    "cauchy": affine(half, half, 0)("cauchy", student(mp.mpf(1))),
    "laplace": affine(1, 1, 0)("laplace", lambda x: -abs(x) - mp.log(2)),
    "gumbel": confirmed("gumbel", lambda x: -x - mp.exp(-x), [-6, -2, 0, 2, 8, 30, 90], (mp.pi**2 / 6 + (1 - euler) ** 2, 1, -(1 - euler))),
    "secant": confirmed("secant", lambda x: -mp.log(2 * mp.cosh(mp.pi * x / 2)), LINE, (None, mp.pi**2 / 8, 0)),
    "rayleigh": confirmed("rayleigh", lambda x: mp.log(x) - x * x / 2, RAY, (4, None, None)),
    "exponential": confirmed("exponential", lambda x: -x, RAY, (1, None, None)),
    "weibull 1.5": confirmed("weibull", lambda x: mp.log(1.5) + mp.log(x) / 2 - x ** mp.mpf("1.5"), RAY, (mp.mpf("2.25"), None, None)),
    "gamma 3": confirmed("gamma", lambda x: 2 * mp.log(x) - x - mp.log(2), RAY, (3, None, None)),
    "inverse gamma 3": confirmed("inverse gamma", lambda x: -4 * mp.log(x) - 1 / x - mp.log(2), [mp.mpf("0.004"), mp.mpf("0.05"), half, 2, 8, 40, 1000, mp.inf], (3, None, None)),
    "log-normal 0.5": confirmed("log-normal", lambda x: -mp.log(x) ** 2 - mp.log(x) - mp.log(mp.pi) / 2, [mp.mpf("1e-6"), mp.mpf("0.01"), mp.mpf("0.2"), 1, 4, 20, 200, 10**5], (2, None, None)),
    "half-cauchy": confirmed("half-cauchy", lambda x: mp.log(2 / mp.pi) - mp.log1p(x * x), RAY, (half, None, None)),
}

densities = []


def density(file, name, laws, at, extra=None):
    value = float(sum(law.logpdf(t) for law, t in zip(laws, at["θ"])))
    densities.append({"file": file, "name": name, "at": {**at, **(extra or {})}, "expected": value})


locations = {"affine-normal": ("AffineNormal", st.norm), "affine-laplace": ("AffineLaplace", st.laplace), "affine-logistic": ("AffineLogistic", st.logistic),
             "affine-student-t": ("AffineStudentT", lambda loc, scale: st.t(4, loc=loc, scale=scale)), "affine-gumbel": ("AffineGumbel", st.gumbel_r)}
for file, (name, law) in locations.items():
    for a, b, t in (([1.0], [0.0], [0.3]), ([0.02, 7.5], [-3.0, 0.5], [-2.99, 20.0]), ([300.0], [1e4], [9e3])):
        density(f"families/orbits/{file}.blr", name, [law(loc=y, scale=x) for x, y in zip(a, b)], {"A": a, "b": b, "θ": t})
scales = {"scaled-rayleigh": ("ScaledRayleigh", st.rayleigh, {}), "scaled-exponential": ("ScaledExponential", st.expon, {}),
          "scaled-weibull": ("ScaledWeibull", lambda scale: st.weibull_min(1.5, scale=scale), {"k": 1.5}),
          "scaled-log-normal": ("ScaledLogNormal", lambda scale: st.lognorm(0.5, scale=scale), {"v₀": 0.25})}
for file, (name, law, extra) in scales.items():
    for a, t in (([1.0], [0.3]), ([0.02, 7.5], [0.05, 20.0]), ([300.0], [450.0])):
        density(f"families/orbits/{file}.blr", name, [law(scale=x) for x in a], {"A": a, "θ": t}, extra)

out = {
    "provenance": "generate/groups.py: exp by scaling and squaring in mpmath at 80 digits (SciPy's expm agrees to 1e-11), rounded to double; Fisher forms [scale, shift, cross] "
    "as closed forms, each confirmed by quadrature in mpmath; logDensity by scipy.stats " + scipy.__version__,
    "exp": exps,
    "fisher": tables,
    "logDensity": densities,
}
path = pathlib.Path(__file__).parent.parent / "groups.json"
path.write_text(json.dumps(out, separators=(",", ":"), ensure_ascii=False).replace('},{', '},\n{') + "\n", encoding="utf-8")
