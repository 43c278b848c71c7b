"""Group laws of actions written down in numpy, none of whose formulas the compiler has seen: where a point goes under one element
after another, back again, and along the flow of a tangent; Fisher forms by quadrature of the score. Writes group-laws.json.

The tangent field of X at x is the complex-step derivative of act(e + ihX, x), its flow is integrated by SciPy (DOP853, 1e-13),
its divergence is a central difference of eighth order. Run: python3 group_laws.py (needs numpy, scipy)."""
import json
import pathlib

import numpy as np
from numpy import arctan, arctanh, arcsinh, cos, cosh, exp, log, sin, sinh, tan, tanh
from numpy.polynomial.hermite_e import hermegauss
from numpy.polynomial.laguerre import laggauss
from numpy.polynomial.legendre import leggauss
from scipy.integrate import solve_ivp

rng = np.random.default_rng(20)
E2, E3 = np.eye(2), np.eye(3)


def turned(a):
    return np.array([[cos(a), -sin(a)], [sin(a), cos(a)]])


def rotation(w):
    from scipy.linalg import expm
    return expm(np.array([[0, -w[2], w[1]], [w[2], 0, -w[0]], [-w[1], w[0], 0]]))


# Blocks: (name, kind, shape); kinds say how elements are drawn and what the identity is.
def identity(kind, shape, given=None):
    if given is not None:
        return np.array(given, dtype=float)
    if kind in ("matrix", "lower", "rotation"):
        return np.eye(shape[0])
    return np.ones(shape) if kind == "positive" else np.zeros(shape)


def element(kind, shape, size):
    x = rng.normal(size=shape) * size
    if kind == "positive":
        return exp(np.clip(x, -4, 4))
    if kind == "circle":
        return np.clip(x, -1.4, 1.4)
    if kind == "matrix":
        return np.eye(shape[0]) + np.clip(x, -3, 3)
    if kind == "lower":
        return np.tril(np.clip(x, -3, 3), -1) + np.diag(exp(np.clip(np.diag(x), -3, 3)))
    if kind == "rotation":
        return turned(np.clip(x[0, 1], -1.4, 1.4)) if shape[0] == 2 else rotation(np.clip(x[0], -1, 1))
    return x


def tangent(kind, shape, size):
    x = rng.normal(size=shape) * size
    if kind == "lower":
        return np.tril(x)
    return (x - x.T) / 2 if kind == "rotation" else x


def text(name, elements, point, action):
    return f"group {name} {{\n  element {elements}\n  action  {point} -> {action}\n}}\n"


R, P, C = "real", "positive", "circle"
groups = [
    ("Sol", "a in Real, b in Real, c in Real", "(x, y, z)", "(exp(c) x + a, exp(-c) y + b, z + c)",
     [("a", R, ()), ("b", R, ()), ("c", R, ())], [("x", R), ("y", R), ("z", R)],
     lambda g, v: [exp(g[2]) * v[0] + g[0], exp(-g[2]) * v[1] + g[1], v[2] + g[2]]),
    ("Heis", "g in Real, X in Real, u in Real", "(x, y, z)", "(x + g, y + X, z + u + g y)",
     [("g", R, ()), ("X", R, ()), ("u", R, ())], [("x", R), ("y", R), ("z", R)],
     lambda g, v: [v[0] + g[0], v[1] + g[1], v[2] + g[2] + g[0] * v[1]]),
    ("ComplexAffine", "u in Positive, v in Circle, p in Real, q in Real", "(x, y)", "(u cos(v) x - u sin(v) y + p, u sin(v) x + u cos(v) y + q)",
     [("u", P, ()), ("v", C, ()), ("p", R, ()), ("q", R, ())], [("x", R), ("y", R)],
     lambda g, v: [g[0] * (cos(g[1]) * v[0] - sin(g[1]) * v[1]) + g[2], g[0] * (sin(g[1]) * v[0] + cos(g[1]) * v[1]) + g[3]]),
    ("Similar", "A in Positive, α in Circle, b in Real^2", "x in Real^2", "A [cos(α), -sin(α); sin(α), cos(α)] x + b",
     [("A", P, ()), ("α", C, ()), ("b", R, (2,))], [("x", R, (2,))],
     lambda g, v: [g[0] * np.tensordot(turned(g[1]), v[0], (1, 0)) + lift(g[2], v[0])]),
    ("Boost", "ε in Real", "(t, x)", "(cosh(ε) t + sinh(ε) x, sinh(ε) t + cosh(ε) x)", [("ε", R, ())], [("t", R), ("x", R)],
     lambda g, v: [cosh(g[0]) * v[0] + sinh(g[0]) * v[1], sinh(g[0]) * v[0] + cosh(g[0]) * v[1]]),
    ("ArcsinhAffine", "a in Real, s in Positive", "x in Real", "sinh(a + s asinh(x))", [("a", R, ()), ("s", P, ())], [("x", R)],
     lambda g, v: [sinh(g[0] + g[1] * arcsinh(v[0]))]),
    ("Velocities", "a in Real", "x in Interval(-1, 1)", "tanh(a + atanh(x))", [("a", R, ())], [("x", "unit")],
     lambda g, v: [tanh(g[0] + arctanh(v[0]))]),
    ("LogOdds", "a in Real, s in Positive", "p in Unit", "logistic(a + s logit(p))", [("a", R, ()), ("s", P, ())], [("p", "share")],
     lambda g, v: [1 / (1 + exp(-g[0] - g[1] * log(v[0] / (1 - v[0]))))]),
    ("Odds", "A in Positive", "p in Unit", "A p/(1 - p + A p)", [("A", P, ())], [("p", "share")],
     lambda g, v: [g[0] * v[0] / (1 - v[0] + g[0] * v[0])]),
    ("PowerScale", "k in Positive, c in Positive", "x in Positive", "c x^k", [("k", P, ()), ("c", P, ())], [("x", P)],
     lambda g, v: [g[1] * v[0] ** g[0]]),
    ("Shear", "k in Real^2", "(x, y, z)", "(x + dot(k, [y, z]), y, z)", [("k", R, (2,))], [("x", R), ("y", R), ("z", R)],
     lambda g, v: [v[0] + g[0][0] * v[1] + g[0][1] * v[2], v[1], v[2]]),
    ("UpperPlane", "a in Positive, b in Real, c in Positive", "v in Real^2", "[a, b; 0, c] v",
     [("a", P, ()), ("b", R, ()), ("c", P, ())], [("v", R, (2,))],
     lambda g, v: [np.stack([g[0] * v[0][0] + g[1] * v[0][1], g[2] * v[0][1]])]),
    ("Unitriangular", "a in Real, b in Real, c in Real", "x in Real^3", "[1, a, c; 0, 1, b; 0, 0, 1] x",
     [("a", R, ()), ("b", R, ()), ("c", R, ())], [("x", R, (3,))],
     lambda g, v: [np.stack([v[0][0] + g[0] * v[0][1] + g[2] * v[0][2], v[0][1] + g[1] * v[0][2], v[0][2]])]),
    ("Squeeze", "e in Positive", "(x, y) in Positive^2", "(e x, y/e)", [("e", P, ())], [("x", P), ("y", P)], lambda g, v: [g[0] * v[0], v[1] / g[0]]),
]
library = [
    ("families/groups/full-affine.blr", "FullAffine", [("A", "matrix", (2, 2)), ("b", R, (2,))], [("θ", R, (2,))], lambda g, v: [apply(g[0], v[0]) + lift(g[1], v[0])]),
    ("families/groups/lower-triangular-affine.blr", "LowerTriangularAffine", [("L", "lower", (3, 3)), ("b", R, (3,))], [("θ", R, (3,))],
     lambda g, v: [apply(g[0], v[0]) + lift(g[1], v[0])]),
    ("families/groups/diagonal-affine.blr", "DiagonalAffine", [("A", P, (2,)), ("b", R, (2,))], [("θ", R, (2,))], lambda g, v: [lift(g[0], v[0]) * v[0] + lift(g[1], v[0])]),
    ("families/groups/rigid-motion-2.blr", "PlaneMotion", [("R", "rotation", (2, 2)), ("t", R, (2,))], [("x", R, (2,))], lambda g, v: [apply(g[0], v[0]) + lift(g[1], v[0])]),
    ("families/groups/rigid-motion-3.blr", "SpaceMotion", [("R", "rotation", (3, 3)), ("t", R, (3,))], [("x", R, (3,))], lambda g, v: [apply(g[0], v[0]) + lift(g[1], v[0])]),
    ("families/groups/general-linear.blr", "GeneralLinear", [("A", "matrix", (3, 3))], [("θ", R, (3,))], lambda g, v: [apply(g[0], v[0])]),
    ("families/groups/scalar-affine.blr", "IsotropicAffine", [("a", P, ()), ("b", R, (2,))], [("θ", R, (2,))], lambda g, v: [g[0] * v[0] + lift(g[1], v[0])]),
    ("families/groups/translation.blr", "Translation", [("b", R, (3,))], [("θ", R, (3,))], lambda g, v: [v[0] + lift(g[0], v[0])]),
    ("families/groups/positive-scaling.blr", "PositiveScaling", [("A", P, (3,))], [("θ", P, (3,))], lambda g, v: [lift(g[0], v[0]) * v[0]]),
    ("families/groups/signed-scaling.blr", "SignedScaling", [("p", P, (2,)), ("n", P, (2,))], [("x", P, (2,)), ("y", P, (2,))],
     lambda g, v: [lift(g[0], v[0]) * v[0], lift(g[1], v[1]) * v[1]]),
    ("families/groups/circle-rotation.blr", "CircleRotations", [("α", C, (3,))], [("φ", "angle", (3,))], lambda g, v: [v[0] + lift(g[0], v[0])]),
    ("families/groups/rotation-2.blr", "PlaneRotation", [("R", "rotation", (2, 2))], [("x", R, (2,))], lambda g, v: [apply(g[0], v[0])]),
    ("families/groups/rotation-3.blr", "SpaceRotation", [("R", "rotation", (3, 3))], [("x", R, (3,))], lambda g, v: [apply(g[0], v[0])]),
    ("families/groups/shift-and-scale.blr", "ShiftAndScale", [("b", R, (2,)), ("A", P, (3,))], [("θ₁", R, (2,)), ("θ₂", P, (3,))],
     lambda g, v: [v[0] + lift(g[0], v[0]), lift(g[1], v[1]) * v[1]]),
]


def lift(b, v):
    """A vector beside points that carry more axes behind the first."""
    return b.reshape(b.shape + (1,) * (np.ndim(v) - 1))


def apply(m, v):
    return np.tensordot(m, v, (1, 0))


def place(kind, shape=()):
    x = rng.normal(size=shape)
    return {R: x, P: exp(0.7 * x), "unit": tanh(0.7 * x), "share": 1 / (1 + exp(-x)), "angle": 0.3 * tanh(x)}[kind]


def field(act, e, X, v):
    h = 1e-30
    return [np.imag(f) / h for f in act([a + 1j * h * t for a, t in zip(e, X)], [np.asarray(x) + 0j for x in v])]


def packed(v):
    return np.concatenate([np.ravel(x) for x in v])


def unpacked(flat, like):
    out, at = [], 0
    for x in like:
        n = np.size(x)
        out.append(flat[at:at + n].reshape(np.shape(x)))
        at += n
    return out


def flowed(act, e, X, v):
    f = lambda t, y: packed(field(act, e, X, unpacked(y, v)))
    return unpacked(solve_ivp(f, (0, 1), packed(v), method="DOP853", rtol=1e-13, atol=1e-13).y[:, -1], v)


def js(blocks, values, suffix="", prefix=""):
    return {prefix + b[0] + suffix: np.asarray(v).tolist() for b, v in zip(blocks, values)}


def laws(blocks, point, act):
    e = [identity(b[1], b[2]) for b in blocks]
    out = []
    for size in (1e-6, 0.3, 1.0, 2.5):
        g, h, X = ([make(b[1], b[2], s) for b in blocks] for make, s in ((element, size), (element, size), (tangent, min(size, 1.5))))
        v = [place(*p[1:]) for p in point]
        out.append({
            "g": js(blocks, g), "h": js(blocks, h, "₂"), "X": js(blocks, X, prefix="X_"), "point": js(point, v),
            "once": js(point, act(g, v)), "product": js(point, act(g, act(h, v))), "flow": js(point, flowed(act, e, X, v)),
        })
    return out


def normal(m, s):
    z, w = hermegauss(40)
    return m + z / np.sqrt(s), w / w.sum(), lambda x: -s * (x - m)


def laplace():
    z, w = laggauss(30)
    return np.concatenate([-z, z]), np.concatenate([w, w]) / 2, lambda x: -np.sign(x)


def student(nu):
    t, w = leggauss(300)
    x = np.sqrt(nu) * tan(t * np.pi / 2)
    q = w * (1 + x * x / nu) ** (-(nu + 1) / 2) * (1 + x * x / nu)
    return x, q / q.sum(), lambda x: -(nu + 1) * x / (nu + x * x)


def smooth(log_density, score):
    t = np.linspace(-6.5, 6.5, 521)
    x = sinh(t)
    with np.errstate(over="ignore"):
        q = exp(log_density(x)) * cosh(t)
    keep = q > 1e-40
    return x[keep], q[keep] / q.sum(), score


logistic = lambda: smooth(lambda x: -x - 2 * np.logaddexp(0, -x), lambda x: -tanh(x / 2))
gumbel = lambda: smooth(lambda x: -x - exp(-x), lambda x: -1 + exp(-x))
stencil = [(1, 4 / 5), (2, -1 / 5), (3, 4 / 105), (4, -1 / 280)]


def form(blocks, act, n, bases):
    """E[h_X h_Y] over the coordinates of the algebra, entry by entry, on the product of the bases' nodes; one vector point."""
    e = [identity(b[1], b[2]) for b in blocks]
    x = np.stack(np.meshgrid(*[b[0] for b in bases], indexing="ij")).reshape(n, -1)
    w = np.prod(np.stack(np.meshgrid(*[b[1] for b in bases], indexing="ij")).reshape(n, -1), axis=0)
    scores = []
    for k, b in enumerate(blocks):
        for index in np.ndindex(*b[2]):
            X = [np.zeros(c[2]) for c in blocks]
            X[k][index] = 1
            motion = lambda y: field(act, e, X, [y])[0]
            d = 2e-2
            div = sum(c * (motion(x + s * d * unit(n, i))[i] - motion(x - s * d * unit(n, i))[i]) / d for i in range(n) for s, c in stencil)
            m = motion(x)
            scores.append(-div - sum(m[i] * bases[i][2](x[i]) for i in range(n)))
    return [[float(np.sum(w * a * b)) for b in scores] for a in scores]


def unit(n, i):
    return np.eye(n)[:, i:i + 1]


records = []
for name, elements, point_text, action, blocks, point, act in groups:
    records.append({"text": text(name, elements, point_text, action), "name": name, "laws": laws(blocks, point, act)})
for file, name, blocks, point, act in library:
    records.append({"file": file, "name": name, "laws": laws(blocks, point, act)})

by_name = {g[0]: g for g in groups}
orbits = [
    ("Similar", "StudentT(ν = 5)^2", [student(5), student(5)]),
    ("Similar", "Normal(m = 1, s = [1, 3])^2", [normal(1, 1), normal(1, 3)]),
    ("UpperPlane", "StandardGumbel^2", [gumbel(), gumbel()]),
    ("UpperPlane", "StandardLogistic^2", [logistic(), logistic()]),
    ("UpperPlane", "StandardLaplace^2", [laplace(), laplace()]),
    ("Unitriangular", "Normal(m = [1, 0, -1], s = 2)^3", [normal(1, 2), normal(0, 2), normal(-1, 2)]),
    ("Unitriangular", "StandardLaplace^3", [laplace()] * 3),
]
forms = []
for name, base, bases in orbits:
    _, elements, point_text, action, blocks, _, act = by_name[name]
    forms.append({"text": text(name, elements, point_text, action), "group": name, "base": base, "expected": form(blocks, act, len(bases), bases)})

out = {"provenance": "generate/group_laws.py: actions in numpy, flows by SciPy's DOP853 at 1e-13, forms by Gauss rules and sinh-trapezoids", "groups": records, "forms": forms}
path = pathlib.Path(__file__).parent.parent / "group-laws.json"
path.write_text(json.dumps(out, separators=(",", ":"), ensure_ascii=False).replace('},{', '},\n{') + "\n", encoding="utf-8")
for f in forms:
    print(f["group"], f["base"], np.round(f["expected"], 6).tolist())
