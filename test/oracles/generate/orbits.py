"""Orbits written down in SymPy from their action and base alone: densities by push-forward, Fisher forms by Gauss rules or the
double-exponential rule over the base, brackets as commutators of the fields of the action, steps of the rule by integrating the
flow of the direction (SciPy DOP853, 1e-13). No formula of the compiler enters. Writes orbits.json.
Run: python3 orbits.py (needs sympy, numpy, scipy)."""
import json
import pathlib

import numpy as np
import sympy as sp
from numpy.polynomial.hermite_e import hermegauss
from numpy.polynomial.laguerre import laggauss
from scipy.integrate import solve_ivp
from scipy.linalg import expm

rng = np.random.default_rng(11)
z = sp.Symbol("z", real=True)


# Laws of one coordinate: (log q0 as an expression in z, nodes, weights of q0, a draw).
def by_double_exponential(logq, lo, hi, cuts=(), n=220):
    """tanh-sinh between neighbouring ends, exp(2 sinh) and sinh(sinh) where an end is infinite."""
    ends = [lo, *cuts, hi]
    t = np.linspace(-5, 5, n + 1)
    nodes, weights = [], []
    f = sp.lambdify(z, logq, "numpy")
    for a, b in zip(ends, ends[1:]):
        if np.isfinite(a) and np.isfinite(b):
            u = 1 / (1 + np.exp(-np.pi * np.sinh(t)))
            w = np.pi * np.cosh(t) * u * (1 - u)
            left = u < 0.5
            x, d = np.where(left, a + (b - a) * u, b - (b - a) / (1 + np.exp(np.pi * np.sinh(t)))), (b - a) * w
            keep = (x > a) & (x < b)
            x, d = x[keep], d[keep]
        elif np.isfinite(a):
            s = t[np.abs(t) < 4.2]
            x, d = a + np.exp(np.pi / 2 * np.sinh(s)), np.pi / 2 * np.cosh(s) * np.exp(np.pi / 2 * np.sinh(s))
        elif np.isfinite(b):
            s = t[np.abs(t) < 4.2]
            x, d = b - np.exp(np.pi / 2 * np.sinh(s)), np.pi / 2 * np.cosh(s) * np.exp(np.pi / 2 * np.sinh(s))
        else:
            s = t[np.abs(t) < 4.2]
            x, d = np.sinh(np.pi / 2 * np.sinh(s)), np.pi / 2 * np.cosh(s) * np.cosh(np.pi / 2 * np.sinh(s))
        with np.errstate(all="ignore"):
            q = np.exp(f(x) + 0 * x) * d * (10 / n)
        keep = np.isfinite(q) & (q > 1e-40) & (np.abs(x) < 1e60)
        nodes.append(x[keep])
        weights.append(q[keep])
    return np.concatenate(nodes), np.concatenate(weights)


def law(logq, lo, hi, cuts=(), draw=None, normalise=False, n=220):
    x, w = by_double_exponential(logq, lo, hi, cuts, n)
    total = w.sum()
    assert normalise or abs(total - 1) < 1e-11, (logq, total)
    inverse = lambda u: float(np.interp(u, np.cumsum(w[np.argsort(x)]) / total, np.sort(x)))
    return dict(logq=logq - (sp.Float(np.log(total), 17) if normalise else 0), x=x, w=w / total, draw=inverse)


def normal(m=0.0, s=1.0, n=24):
    x, w = hermegauss(n)
    return dict(logq=-s * (z - m) ** 2 / 2 + sp.log(s / (2 * sp.pi)) / 2, x=m + x / np.sqrt(s), w=w / w.sum(),
                draw=lambda u: m + 2.2 * (u - 0.5) / np.sqrt(s))


oo = np.inf
gumbel = law(-z - sp.exp(-z), -6, 60, n=900)
logistic = law(-sp.log(4 * sp.cosh(z / 2) ** 2), -oo, oo)
laplace = law(-sp.Abs(z) - sp.log(2), -oo, oo, (0.0,), n=160)
secant = law(-sp.log(2 * sp.cosh(sp.pi * z / 2)), -22, 22, n=3000)
rayleigh = law(sp.log(z) - z**2 / 2, 0, oo, n=260)


def rayleigh_by_laguerre(n=12):
    """In u = x^2/2, of which its scores are polynomials."""
    u, w = laggauss(n)
    return {**rayleigh, "x": np.sqrt(2 * u), "w": w}


student = lambda nu: law(sp.log(sp.gamma((nu + 1) / sp.Integer(2)) / sp.gamma(nu / sp.Integer(2)) / sp.sqrt(nu * sp.pi))
                         - (nu + 1) * sp.log(1 + z**2 / nu) / 2, -oo, oo, n=260)
gamma = lambda a, b: law(a * sp.log(b) - sp.loggamma(a) + (a - 1) * sp.log(z) - b * z, 0, oo, n=300)
weibull = lambda k: law(sp.log(k) + (k - 1) * sp.log(z) - z**k, 0, oo, n=300)
lognormal = lambda v: law(-sp.log(z) - sp.log(z) ** 2 / (2 * v) - sp.log(2 * sp.pi * v) / 2, 0, oo, n=400)
beta = lambda a, b: law(sp.log(sp.gamma(a + b) / sp.gamma(a) / sp.gamma(b)) + (a - 1) * sp.log(z) + (b - 1) * sp.log(1 - z), 0, 1)
von_mises = lambda k: law(k * sp.cos(z), -np.pi, np.pi, normalise=True)
wrapped_cauchy = lambda r: law(sp.log((1 - r**2) / (1 + r**2 - 2 * r * sp.cos(z)) / (2 * sp.pi)), -np.pi, np.pi, n=400)
quartic = law(-(z**4) / 4 + z / 2, -7, 7, normalise=True, n=2000)
lomax = law(sp.log(3) - 4 * sp.log(1 + z), 0, oo, n=400)
parabola = law(sp.log(sp.Rational(15, 16)) + 2 * sp.log(1 - z**2), -1, 1)


# Blocks of elements: (name, kind, shape[, identity]); components of points: (name, kind, shape).
def entries(kind, shape):
    """Where a block may move, and the tangents of its flat coordinates as arrays."""
    if kind == "lower":
        return [unit(shape, (i, j)) for i in range(shape[0]) for j in range(i + 1)]
    if kind == "rotation":
        pairs = [(1, 0)] if shape[0] == 2 else [(2, 1), (0, 2), (1, 0)]
        return [unit(shape, p) - unit(shape, p).T for p in pairs]
    return [unit(shape, i) for i in np.ndindex(*shape)]


def unit(shape, i):
    e = np.zeros(shape)
    e[i] = 1
    return e


def neutral(kind, shape, given=None):
    if given is not None:
        return np.full(shape, float(given))
    if kind in ("matrix", "lower", "rotation"):
        return np.eye(shape[0])
    return np.ones(shape) if kind == "positive" else np.zeros(shape)


def element(kind, shape, size=0.5):
    x = rng.normal(size=shape) * size
    if kind == "positive":
        return np.exp(x)
    if kind == "unit":
        return 1 / (1 + np.exp(-x))
    if kind == "matrix":
        return np.eye(shape[0]) + x
    if kind == "lower":
        return np.tril(x, -1) + np.diag(np.exp(np.diag(x)))
    return expm(x - x.T) if kind == "rotation" else x


class Orbit:
    def __init__(self, name, text, blocks, points, act, base, verdict, sizes=None, constants=None, value=None, file=None,
                 entropy="mean"):
        self.__dict__.update(name=name, text=text, blocks=blocks, points=points, base=base, verdict=verdict, sizes=sizes or {},
                             constants=constants or {}, file=file, estimate=entropy)
        self.g = [array(n, s) for n, _, s, *_ in blocks]
        self.x = [array("p_" + n, s) for n, _, s in points]
        moved = act(self.g, self.x)
        flat = lambda a: [e for b in a for e in (np.asarray(b, dtype=object).ravel() if np.ndim(b) else [b])]
        self.gs, self.xs, self.moved = flat(self.g), flat(self.x), flat(moved)
        self.basis = []
        for k, (n, kind, shape, *_) in enumerate(blocks):
            for e in entries(kind, shape):
                parts = [e if i == k else np.zeros(b[2]) for i, b in enumerate(blocks)]
                self.basis.append(np.concatenate([np.ravel(p) for p in parts]))
        e = np.concatenate([np.ravel(neutral(*b[1:])) for b in blocks])
        at_e = dict(zip(self.gs, e))
        fields = [[sum(sp.diff(m, gi) * b for gi, b in zip(self.gs, row) if b).subs(at_e) if any(row) else 0 for m in self.moved]
                  for row in self.basis]
        self.logq = sum(l["logq"].subs(z, xi) for l, xi in zip(base, self.xs))
        score = [sp.diff(self.logq, xi) for xi in self.xs]
        div = [sum(sp.diff(f[j], xi) for j, xi in enumerate(self.xs)) for f in fields]
        h = [-d - sum(fj * sj for fj, sj in zip(f, score)) for d, f in zip(div, fields)]
        jac = sp.Matrix([[sp.diff(m, xi) for xi in self.xs] for m in self.moved])
        det = jac.det(method="berkowitz")
        ent = [d + sum(fj * sp.diff(det, xi) / det for fj, xi in zip(f, self.xs)) for d, f in zip(div, fields)]
        fn = lambda ex, v: sp.lambdify(v, ex, ["numpy", {"Heaviside": lambda t, *_: np.heaviside(t, 0.5)}], cse=True)
        self.f_fields, self.f_jac, self.f_moved = fn(fields, self.xs), fn(jac.tolist(), self.gs + self.xs), fn(self.moved, self.gs + self.xs)
        self.f_h, self.f_ent, self.f_logq = fn(h, self.xs), fn(ent, self.gs + self.xs), fn(self.logq, self.xs)
        self.f_logdet = fn(sp.log(sp.Abs(det)), self.gs + self.xs)
        dfields = [[[sp.diff(fj, xi) for xi in self.xs] for fj in f] for f in fields]
        self.f_dfields = fn(dfields, self.xs)
        self.val = None if value is None else value(self.x)
        if self.val is not None:
            self.f_dval = fn(sp.Matrix([[sp.diff(v, xi) for xi in self.xs] for v in self.val]).tolist(), self.xs)

    def nodes(self):
        grids = np.meshgrid(*[l["x"] for l in self.base], indexing="ij")
        ws = np.meshgrid(*[l["w"] for l in self.base], indexing="ij")
        return [g.ravel() for g in grids], np.prod([w.ravel() for w in ws], axis=0)

    def form(self):
        xs, w = self.nodes()
        h = [np.broadcast_to(v, w.shape) for v in self.f_h(*xs)]
        means = np.array([np.sum(w * v) for v in h])
        assert np.max(np.abs(means)) < 1e-9, (self.name, means)
        return np.array([[np.sum(w * a * b) for a in h] for b in h])

    def entropy(self, g):
        xs, w = self.nodes()
        return np.array([np.sum(w * np.broadcast_to(v, w.shape)) for v in self.f_ent(*g, *xs)])

    def flow(self, X, x):
        f = lambda t, y: np.array([sum(c * v for c, v in zip(X, col)) for col in zip(*self.f_fields(*y))])
        s = solve_ivp(f, (0, 1), x, method="DOP853", rtol=1e-13, atol=1e-14)
        assert s.success
        return s.y[:, -1]

    def draw(self):
        return np.array([l["draw"](u) for l, u in zip(self.base, rng.uniform(0.15, 0.85, size=len(self.base)))])

    def element(self):
        return [element(b[1], b[2]) for b in self.blocks]

    def bracket(self, X, Y):
        """The field of [X, Y] is DX^ Y^ - DY^ X^; its coordinates by least squares at several points."""
        rows, want = [], []
        for _ in range(len(self.basis) + 3):
            x = self.draw()
            F, D = np.array(self.f_fields(*x), dtype=float), np.array(self.f_dfields(*x), dtype=float)
            fx, fy, dx, dy = X @ F, Y @ F, np.tensordot(X, D, 1), np.tensordot(Y, D, 1)
            rows.append(F.T)
            want.append(dx @ fy - dy @ fx)
        sol, res, rank, _ = np.linalg.lstsq(np.vstack(rows), np.concatenate(want), rcond=None)
        assert rank == len(self.basis) and np.max(np.abs(np.vstack(rows) @ sol - np.concatenate(want))) < 1e-10, self.name
        return sol


def array(n, shape):
    if shape == ():
        return sp.Symbol(n, real=True)
    a = np.empty(shape, dtype=object)
    for i in np.ndindex(*shape):
        a[i] = sp.Symbol(n + "_" + "".join(map(str, i)), real=True)
    return a


def ravel(a):
    return np.concatenate([np.ravel(np.asarray(b, dtype=float)) for b in a])


def pieces(v, shapes):
    out, k = [], 0
    for s in shapes:
        n = int(np.prod(s))
        out.append(np.reshape(v[k:k + n], s).tolist() if s else float(v[k]))
        k += n
    return out


def tangent(o, X):
    """Coordinates as the blocks of a tangent, X_name each."""
    v = sum(c * b for c, b in zip(X, o.basis))
    return {"X_" + b[0]: p for b, p in zip(o.blocks, pieces(v, [b[2] for b in o.blocks]))}


def record(o):
    F = o.form()
    gshapes, xshapes = [b[2] for b in o.blocks], [p[2] for p in o.points]
    elem = lambda g: {b[0]: np.asarray(v).tolist() for b, v in zip(o.blocks, g)}
    point = lambda x: {p[0]: v for p, v in zip(o.points, pieces(x, xshapes))}
    out = dict(name=o.name, text=o.text, file=o.file, sizes=o.sizes, constants=o.constants, verdict=o.verdict,
               fisherForm=F.tolist(), densities=[], exps=[], brackets=[])
    for _ in range(2):
        g, x = o.element(), o.draw()
        y = np.array(o.f_moved(*ravel(g), *x), dtype=float)
        out["densities"].append(dict(at={**elem(g), **point(y)}, expected=float(o.f_logq(*x) - o.f_logdet(*ravel(g), *x))))
        X, Y = rng.normal(size=(2, len(o.basis))) * 0.6
        out["exps"].append(dict(at=tangent(o, X), point=point(x), expected=point(o.flow(X, x))))
        sol = o.bracket(X, Y)
        out["brackets"].append(dict(X=tangent(o, X), Y=tangent(o, Y), expected=tangent(o, sol)))
    out["run"] = run(o, F, elem, point, xshapes)
    return out


def run(o, F, elem, point, xshapes, steps=2, K=2):
    """Steps of the optimizer with momentum, each from an element of its own."""
    beta, alpha, tau = 0.6, 0.15, 0.7
    out = dict(hyper=dict(draws=K, keep=beta, pace=alpha, heat=tau), steps=[])
    inverse = np.linalg.pinv(F, rcond=1e-9)
    for _ in range(steps):
        g, M = o.element(), rng.normal(size=len(o.basis))
        gv, dE, draws, noise, gradient = ravel(g), 0, [], [], []
        for _ in range(K):
            x = o.draw()
            draws.append(x)
            J = np.array(o.f_jac(*gv, *x), dtype=float)
            if o.val is not None:
                y = np.array(o.f_moved(*gv, *x), dtype=float)
                J = np.array(o.f_dval(*y), dtype=float) @ J
            G = rng.normal(size=J.shape[0])
            noise += pieces(x, xshapes)
            gradient += pieces(G, xshapes) if o.val is None else [G.tolist()]
            dE = dE + np.array(o.f_fields(*x), dtype=float) @ J.T @ G / K
        entropy = o.entropy(gv) if o.estimate == "mean" else np.mean([o.f_ent(*gv, *x) for x in draws], axis=0)
        new = beta * M + (1 - beta) * (dE - tau * entropy)
        probe = o.draw()
        landed = point(np.array(o.f_moved(*gv, *o.flow(-alpha * (inverse @ new), probe)), dtype=float))
        out["steps"].append(dict(init={**elem(g), **momentum(o, M)}, noise=noise, gradient=gradient, probe=point(probe), landed=landed,
                                 momentum=covector(o, new)))
    return out


def covector(o, M):
    """As a block: the coordinates of M are its values on the basis, which is orthogonal."""
    v = sum(c * b / (b @ b) for c, b in zip(M, o.basis))
    return {b[0]: p for b, p in zip(o.blocks, pieces(v, [b[2] for b in o.blocks]))}


momentum = lambda o, M: {"momentum_" + k: v for k, v in covector(o, M).items()}


R, P, C = "real", "positive", "circle"
use = lambda *files: "".join(f'import "../{f}.blr"\n' for f in files)
EX, D, G = "exponential/", "distributions/", "groups/"
vec = lambda f: lambda a: np.array([f(e) for e in a], dtype=object)
turn = lambda a: np.array([[sp.cos(a), -sp.sin(a)], [sp.sin(a), sp.cos(a)]], dtype=object)
norm0, n3 = "Normal(m = 0, s = 1)", [normal()] * 3
scale_shift = lambda g, x: [g[0] * x[0] + g[1]]
diagonal = [("A", P, (2,)), ("b", R, (2,))]
two = [("θ", R, (2,))]
P2 = {"P": 2}


def library(file, name, blocks, points, act, base, verdict, sizes=None, **more):
    return Orbit(name, "", blocks, points, act, base, verdict, sizes, file=f"families/orbits/{file}.blr", **more)


def affine(file, name, law, verdict, **more):
    return library(file, name, diagonal, two, scale_shift, [law] * 2, verdict, P2, **more)


def scaled(file, name, law, verdict, **more):
    return library(file, name, [("A", P, (2,))], [("θ", P, (2,))], lambda g, x: [g[0] * x[0]], [law] * 2, verdict, P2, **more)


def moved(file, name, law, verdict, **more):
    return library(file, name, [("b", R, (2,))], two, lambda g, x: [x[0] + g[0]], [law] * 2, verdict, P2, **more)


linear = lambda g, x: [g[0] @ x[0]]
full = lambda g, x: [g[0] @ x[0] + g[1]]
library_orbits = lambda: [
    affine("affine-gumbel", "AffineGumbel", gumbel, "none"),
    affine("affine-laplace", "AffineLaplace", laplace, "none"),
    affine("affine-logistic", "AffineLogistic", logistic, "none"),
    affine("affine-normal", "AffineNormal", normal(), "equal"),
    affine("affine-student-t", "AffineStudentT", student(4), "none"),
    library("full-normal", "FullNormal", [("A", "matrix", (2, 2)), ("b", R, (2,))], two, full, [normal()] * 2, "equal", P2),
    library("isotropic-normal", "IsotropicNormal", [("a", P, ()), ("b", R, (2,))], two, scale_shift, [normal()] * 2, "equal", P2),
    library("linear-student-t", "LinearStudentT", [("A", "matrix", (2, 2))], two, linear, [student(4)] * 2, "none", P2),
    library("moved-normal", "MovedNormal", [("R", "rotation", (2, 2)), ("t", R, (2,))], [("x", R, (2,))], full,
            [normal(), normal(0, 4)], "curved"),
    scaled("scaled-exponential", "ScaledExponential", gamma(1, 1), "equal"),
    scaled("scaled-log-normal", "ScaledLogNormal", lognormal(0.5), "equal", constants={"v₀": 0.5}),
    scaled("scaled-rayleigh", "ScaledRayleigh", rayleigh, "equal"),
    scaled("scaled-weibull", "ScaledWeibull", weibull(1.5), "equal", constants={"k": 1.5}),
    library("shifted-and-scaled", "ShiftedAndScaled", [("b", R, (2,)), ("A", P, (1,))], [("θ₁", R, (2,)), ("θ₂", P, (1,))],
            lambda g, x: [x[0] + g[0], g[1] * x[1]], [normal(), normal(), gamma(1, 1)], "equal", {"P": 2, "Q": 1}),
    library("signed-rayleigh", "SignedRayleigh", [("p", P, (2,)), ("n", P, (2,))], [("x", P, (2,)), ("y", P, (2,))],
            lambda g, x: [g[0] * x[0], g[1] * x[1]], [rayleigh_by_laguerre()] * 4, "equal", P2,
            value=lambda x: x[0] - x[1]),
    moved("translated-laplace", "TranslatedLaplace", laplace, "none"),
    moved("translated-normal", "TranslatedNormal", normal(0, 2.5), "equal", constants={"s₀": 2.5}),
    library("triangular-normal", "TriangularNormal", [("L", "lower", (2, 2)), ("b", R, (2,))], two, full, [normal()] * 2, "equal", P2),
    library("turned-normal", "TurnedNormal", [("R", "rotation", (3, 3))], [("x", R, (3,))], linear,
            [normal(), normal(0, 2), normal(0, 4)], "curved"),
    library("turned-von-mises", "TurnedVonMises", [("α", C, (2,))], [("φ", C, (2,))], lambda g, x: [x[0] + g[0]],
            [von_mises(1.7)] * 2, "curved", P2, constants={"κ₀": 1.7}),
]


def own(name, group, base, blocks, points, act, laws, verdict, imports=(), **more):
    text = f"{use(*imports)}group {name}Group {{ {group} }}\norbit {name} {{ group {name}Group base {base} }}\n"
    more.setdefault("sizes", {})
    return Orbit(name, more.pop("extra", "") + text, blocks, points, act, laws, verdict, **more)


xyz = [("x", R, ()), ("y", R, ()), ("z", R, ())]
xy = [("x", R, ()), ("y", R, ())]
abc = [("a", R, ()), ("b", R, ()), ("c", R, ())]
line = [("x", R, ())]
invented = lambda: [
    own("Heis", "element a in Real, b in Real, c in Real action (x, y, z) -> (x + a, y + b, z + c + a y)",
        "Normal(m = 0.3, s = 2) * StandardLogistic * StandardGumbel", abc, xyz,
        lambda g, x: [x[0] + g[0], x[1] + g[1], x[2] + g[2] + g[0] * x[1]], [normal(0.3, 2), logistic, gumbel], "none",
        (EX + "normal", D + "logistic", D + "gumbel")),
    own("Sol", "element a in Real, b in Real, c in Real action (x, y, z) -> (exp(c) x + a, exp(-c) y + b, z + c)",
        "Normal(m = 0, s = [1, 2, 3])^3", abc, xyz,
        lambda g, x: [sp.exp(g[2]) * x[0] + g[0], sp.exp(-g[2]) * x[1] + g[1], x[2] + g[2]],
        [normal(0, 1), normal(0, 2), normal(0, 3)], "curved", (EX + "normal",)),
    own("Sheared", "element a in Real, b in Real action (x, y) -> (x + a y + b, y)", "StandardLogistic * Normal(m = 1, s = 2)",
        [("a", R, ()), ("b", R, ())], xy, lambda g, x: [x[0] + g[0] * x[1] + g[1], x[1]], [logistic, normal(1, 2)], "none",
        (D + "logistic", EX + "normal")),
    own("Similar", "element r in Positive, φ in Circle, b in Real^2 action x in Real^2 -> r [cos(φ), -sin(φ); sin(φ), cos(φ)] x + b",
        "Normal(m = 0, s = [1, 3])^2", [("r", P, ()), ("φ", C, ()), ("b", R, (2,))], [("x", R, (2,))],
        lambda g, x: [g[0] * (turn(g[1]) @ x[0]) + g[2]], [normal(0, 1), normal(0, 3)], "curved", (EX + "normal",)),
    Orbit("MovedStudent", use(G + "rigid-motion-2", D + "student-t") + "orbit MovedStudent { group PlaneMotion base StudentT(ν = 5)^2 }\n",
          [("R", "rotation", (2, 2)), ("t", R, (2,))], [("x", R, (2,))], full, [student(5)] * 2, "none"),
    own("Bent", "element A in Positive, b in Real action x in Real -> A x + b", "Quartic", [("A", P, ()), ("b", R, ())], line,
        scale_shift, [quartic], "curved", extra="distribution Quartic { variable z in Real density ∝ exp(-z^4/4 + z/2) }\n"),
    own("Secants", "element A in Positive, b in Real action x in Real -> A x + b", "HyperbolicSecant", [("A", P, ()), ("b", R, ())],
        line, scale_shift, [secant], "none", (D + "hyperbolic-secant",)),
    own("Lomaxes", "element g in Positive action x in Positive -> g x", "Lomax", [("g", P, ())], [("x", P, ())],
        lambda g, x: [g[0] * x[0]], [lomax], "none", extra="distribution Lomax { variable z in Positive density 3 (1 + z)^(-4) }\n"),
    Orbit("SignedGamma", use(G + "signed-scaling", EX + "gamma")
          + "orbit SignedGamma(P) { group SignedScaling(P) base Gamma(α = 3, β = 2)^P * Gamma(α = 3, β = 2)^P value x - y }\n",
          [("p", P, (1,)), ("n", P, (1,))], [("x", P, (1,)), ("y", P, (1,))], lambda g, x: [g[0] * x[0], g[1] * x[1]],
          [gamma(3, 2)] * 2, "equal", {"P": 1}, value=lambda x: x[0] - x[1]),
    own("Wrapped", "element α in Circle action φ in Circle -> φ + α", "WrappedCauchy", [("α", C, ())], [("φ", C, ())],
        lambda g, x: [x[0] + g[0]], [wrapped_cauchy(0.4)], "none",
        extra="distribution WrappedCauchy { variable z in Circle density 0.84/(2 pi (1.16 - 0.8 cos(z))) }\n"),
    own("Powers", "element k in Positive, c in Positive action x in Positive -> c x^k", "Gamma(α = 3, β = 2)",
        [("k", P, ()), ("c", P, ())], [("x", P, ())], lambda g, x: [g[1] * x[0] ** g[0]], [gamma(3, 2)], "none", (EX + "gamma",)),
    own("PowersNormal", "element k in Positive, c in Positive action x in Positive -> c x^k", "LogNormal(m = 0.2, v = 0.6)",
        [("k", P, ()), ("c", P, ())], [("x", P, ())], lambda g, x: [g[1] * x[0] ** g[0]],
        [law(-sp.log(z) - (sp.log(z) - 0.2) ** 2 / 1.2 - sp.log(1.2 * sp.pi) / 2, 0, oo, n=400)], "equal", (EX + "log-normal",)),
    own("UnitPowers", "element k in Positive action x in Unit -> x^k", "Beta(a = 2, b = 3)", [("k", P, ())], [("x", "unit", ())],
        lambda g, x: [x[0] ** g[0]], [beta(2, 3)], "none", (EX + "beta",)),
    own("Odds", "element a in Real, s in Positive action p in Unit -> logistic(a + s logit(p))", "Beta(a = 2, b = 3)",
        [("a", R, ()), ("s", P, ())], [("p", "unit", ())],
        lambda g, x: [1 / (1 + sp.exp(-g[0]) * ((1 - x[0]) / x[0]) ** g[1])], [beta(2, 3)], "open", (EX + "beta",), entropy="draw"),
    own("Speeds", "element a in Real action x in Interval(-1, 1) -> tanh(a + atanh(x))", "Parabola", [("a", R, ())],
        [("x", "interval", ())], lambda g, x: [(sp.tanh(g[0]) + x[0]) / (1 + x[0] * sp.tanh(g[0]))], [parabola], "open", entropy="draw",
        extra="distribution Parabola { variable z in Interval(-1, 1) density 0.9375 (1 - z^2)^2 }\n"),
    own("Hyperbolic", "element a in Real, s in Positive action x in Real -> sinh(a + s asinh(x))", "Normal(m = 0, s = 1)",
        [("a", R, ()), ("s", P, ())], line, lambda g, x: [sp.sinh(g[0] + g[1] * sp.asinh(x[0]))], [law(-(z**2) / 2 - sp.log(2 * sp.pi) / 2, -12, 12, n=3000)], "open",
        (EX + "normal",), entropy="draw"),
    own("Boosted", "element u in Real, s in Real, r in Real action (t, x) -> (cosh(u) t + sinh(u) x + s, sinh(u) t + cosh(u) x + r)",
        "Normal(m = 0, s = 2) * StandardLogistic", [("u", R, ()), ("s", R, ()), ("r", R, ())], [("t", R, ()), ("x", R, ())],
        lambda g, x: [sp.cosh(g[0]) * x[0] + sp.sinh(g[0]) * x[1] + g[1], sp.sinh(g[0]) * x[0] + sp.cosh(g[0]) * x[1] + g[2]],
        [normal(0, 2), logistic], "none", (EX + "normal", D + "logistic")),
    own("Galileo", "element v in Real, s in Real, a in Real action (x, t) -> (x + v t + a, t + s)",
        "StandardLaplace * Normal(m = 0.5, s = 1)", [("v", R, ()), ("s", R, ()), ("a", R, ())], [("x", R, ()), ("t", R, ())],
        lambda g, x: [x[0] + g[0] * x[1] + g[2], x[1] + g[1]], [laplace, normal(0.5, 1)], "none", (D + "laplace", EX + "normal")),
    own("Upper", "element a in Positive, b in Real, d in Positive action (x, y) -> (a x + b y, d y)", "StandardLogistic * StandardGumbel",
        [("a", P, ()), ("b", R, ()), ("d", P, ())], xy, lambda g, x: [g[0] * x[0] + g[1] * x[1], g[2] * x[1]], [logistic, gumbel], "none",
        (D + "logistic", D + "gumbel")),
    own("Unimodular", "element a in Positive, b in Real action (x, y) -> (a x + b y, y/a)", "Normal(m = 0, s = 1)^2",
        [("a", P, ()), ("b", R, ())], xy, lambda g, x: [g[0] * x[0] + g[1] * x[1], x[1] / g[0]], [normal()] * 2, "curved", (EX + "normal",)),
    own("Opened", "element s in Real, b in Real action x in Real -> exp(s) x + b", "Normal(m = 0.4, s = 1)", [("s", R, ()), ("b", R, ())],
        line, lambda g, x: [sp.exp(g[0]) * x[0] + g[1]], [normal(0.4, 1)], "equal", (EX + "normal",)),
    own("Standard", "element s in Positive, m in Real action x in Real -> (x - m)/s", "StandardGumbel", [("s", P, ()), ("m", R, ())],
        line, lambda g, x: [(x[0] - g[1]) / g[0]], [gumbel], "none", (D + "gumbel",)),
    own("Shares", "element u in Unit, c in Real action x in Real -> (u/(1-u)) x + c", "StandardLogistic", [("u", "unit", (), 0.5), ("c", R, ())],
        line, lambda g, x: [g[0] / (1 - g[0]) * x[0] + g[1]], [logistic], "none", (D + "logistic",)),
    Orbit("FullGumbel", use(G + "full-affine", D + "gumbel") + "orbit FullGumbel { group FullAffine(2) base StandardGumbel^2 }\n",
          [("A", "matrix", (2, 2)), ("b", R, (2,))], two, full, [gumbel] * 2, "none"),
    Orbit("LowerLogistic", use(G + "lower-triangular-affine", D + "logistic")
          + "orbit LowerLogistic { group LowerTriangularAffine(2) base StandardLogistic^2 }\n",
          [("L", "lower", (2, 2)), ("b", R, (2,))], two, full, [logistic] * 2, "none"),
    Orbit("Mixed", use(G + "translation", G + "positive-scaling", G + "circle-rotation", EX + "normal", EX + "rayleigh", EX + "von-mises")
          + "group Three { group Translation(1) * PositiveScaling(2) * CircleRotations(1) }\n"
          + "orbit Mixed { group Three base Normal(m = 0, s = 2)^1 * Rayleigh(σ = 1)^2 * VonMises(m = 0.3, κ = 1.2)^1 }\n",
          [("b", R, (1,)), ("A", P, (2,)), ("α", C, (1,))], [("θ₁", R, (1,)), ("θ₂", P, (2,)), ("φ", C, (1,))],
          lambda g, x: [x[0] + g[0], g[1] * x[1], x[2] + g[2]],
          [normal(0, 2)] + [rayleigh_by_laguerre()] * 2 + [law(1.2 * sp.cos(z - 0.3), -np.pi, np.pi, normalise=True, n=200)],
          "curved"),
]


def main():
    import sys
    made = []
    for o in library_orbits() + invented():
        print(o.name, flush=True, file=sys.stderr)
        made.append(record(o))
    out = dict(provenance=" ".join(__doc__.split()), orbits=made)
    path = pathlib.Path(__file__).parent.parent / "orbits.json"
    path.write_text(json.dumps(out, ensure_ascii=False, indent=None).replace('}, {"name"', '},\n{"name"') + "\n")


if __name__ == "__main__":
    main()
