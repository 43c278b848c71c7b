"""Writes ../several-families.json for the declarations of ../several-families.blr. Run: python3 several.py (needs numpy, with
long doubles of 64 bits in the mantissa).

Families of two and three variables, of shares, of matrices, and with unusual parameters. One road for all, and it knows
nothing but the density up to its normaliser: the support becomes a grid of places and weights (the trapezoidal rule after a
change of variable that makes it converge exponentially; counts until nothing is left), and entropy, divergence, means
and covariances are sums over it. Scores are derivatives along the imaginary axis (complex step), which cancel nothing. The
grid moved by half a step must give the same entropy to 1e-13, or nothing is written. A step solves with these covariances:
natural = λ − ρ F⁻¹ (∇_λ E[ℓ] + τ cov(T, log q)), where λ itself is what the declared parameters say."""
import json
import pathlib
import numpy as np

L, C = np.longdouble, np.clongdouble
PI = L('3.14159265358979323846264338327950288')
HERE = pathlib.Path(__file__).resolve().parent.parent
log, exp, cos, sin = np.log, np.exp, np.cos, np.sin
SHIFT = [0]


def rule(place, h, low, high):
    t = (np.arange(round(low / h), round(high / h) + 1).astype(L) + L(SHIFT[0])) * L(h)
    x, slope = place(t)
    return x, slope * L(h)


def line(sd=1, h=0.25, reach=14):
    return rule(lambda t: (L(sd) * t, L(sd) * np.ones_like(t)), h, -reach, reach)


def half(h=0.05, low=-4.6, high=7.0):
    return rule(lambda t: (exp(t - exp(-t)), exp(t - exp(-t)) * (1 + exp(-t))), h, low, high)


def between(a=0, b=1, h=0.04, reach=3.6):
    def place(t):
        s = PI * np.sinh(t)
        near = 1 / (1 + exp(np.abs(s)))
        return np.where(t < 0, L(a) + L(b - a) * near, L(b) - L(b - a) * near), L(b - a) * near * (1 - near) * PI * np.cosh(t)
    return rule(place, h, -reach, reach)


def circle(n=120):
    return -PI + 2 * PI * (np.arange(n).astype(L) + L(1) / 3 + L(SHIFT[0])) / n, np.full(n, 2 * PI / n)


def counts(first, last):
    k = np.arange(first, last + 1).astype(L)
    return k, np.ones_like(k)


def members(*values):
    return np.array(values, dtype=L), np.ones(len(values), dtype=L)


LOG_FACTORIALS = np.concatenate([[L(0)], np.cumsum(log(np.arange(1, 2000).astype(L)))])


def lf(k):
    return LOG_FACTORIALS[np.real(k).astype(int)]


def grid(*axes):
    shape = [len(x) for x, _ in axes]
    along = lambda a, i: np.broadcast_to(a.reshape([-1 if k == i else 1 for k in range(len(axes))]), shape)
    weight = np.ones(shape, dtype=L)
    for i, (_, w) in enumerate(axes):
        weight = weight * along(w, i)
    return [along(x, i).ravel() for i, (x, _) in enumerate(axes)], weight.ravel()


def moved(nodes, place):
    """Coordinates to variables; `place` also says by what volume."""
    xs, w = nodes
    values, volume = place(*xs)
    return values, w * volume


def shares():
    return moved(grid(between(), between()), lambda u, v: ([u, (1 - u) * v, (1 - u) * (1 - v)], 1 - u))


def positive_definite():
    return moved(grid(half(h=0.08), rule(lambda t: (np.sinh(t), np.cosh(t)), 0.1, -5, 5), half(h=0.08)),
                 lambda a, b, c: ([a * a, a * b, b * b + c * c], 4 * a * a * c))


def normal_given_precision(power=1):
    return moved(grid(line(reach=14, h=0.4), half(h=0.04, low=-3.6, high=5)),
                 lambda z, t: ([0.4 + z * L(0.8) / np.sqrt(t), t ** power], L(0.8) / np.sqrt(t) * (1 if power > 0 else t ** -2)))


def gaussian(p, x):
    d = [x[0] - p.get('a', 0), x[1] - p.get('b', 0)]
    s, t, r = p['s'], p['t'], p['r']
    return -(d[0]**2 / s**2 - 2 * r * d[0] * d[1] / (s * t) + d[1]**2 / t**2) / (2 * (1 - r**2)) - log(s * t) - log(1 - r**2) / 2


def two_normals(p, y, x):
    one = lambda share, m, v: log(share) - (x - p[m])**2 / (2 * p[v]) - log(p[v]) / 2
    return (1 - y) * one(1 - p['p'], 'm', 'v') + y * one(p['p'], 'n', 'w')


# name, parameters (constants too), the variable's values (None: flat values follow), toPoint, places, log-density, statistics in the
# order of `eval`, natural parameters
CASES = [
    ('TrackSpeed', dict(m=0.4, k=1.5, a=2.5, b=1.25), {'μ': 0.7, 'τ': 1.1}, dict(m=-0.2, k=1, a=2, b=1.5), normal_given_precision,
     lambda p, u, t: (p['a'] - 0.5) * log(t) - p['b'] * t - p['k'] * t * (u - p['m'])**2 / 2,
     lambda p, u, t: [t, log(t), t * u, t * u**2],
     lambda p: [-p['b'] - p['k'] * p['m']**2 / 2, p['a'] - 0.5, p['k'] * p['m'], -p['k'] / 2]),
    ('CorrelatedPair', dict(s=1.2, t=0.9, r=0.6), dict(x=0.3, y=-0.5), dict(s=1, t=1.1, r=-0.3), lambda: grid(line(), line()),
     lambda p, x, y: gaussian(p, [x, y]), lambda p, x, y: [x * y, x**2, y**2], None),
    ('Twins', dict(a=0.5, b=-0.25, s=1.2, t=0.9, r=0.5), dict(x=0.3, y=-0.5), dict(a=0, b=0, s=1, t=1.1, r=-0.3),
     lambda: grid(line(), line()), lambda p, x, y: gaussian(p, [x, y]), lambda p, x, y: [y, x, x * y, x**2, y**2], None),
    ('Thinned', dict(r=2.5, p=0.3), dict(n=1, k=2), dict(r=2, p=0.5), lambda: grid(counts(0, 60), counts(0, 60)),
     lambda p, n, k: n * log(p['r'] * p['p']) + k * log(p['r'] * (1 - p['p'])) - lf(n) - lf(k), lambda p, n, k: [k, n],
     lambda p: [log(p['r'] * (1 - p['p'])), log(p['r'] * p['p'])]),
    ('TwoRates', dict(p=0.3, a=1.5, b=0.75), dict(y=1, t=0.6), dict(p=0.5, a=1, b=1.25), lambda: grid(members(0, 1), half()),
     lambda p, y, t: y * log(p['p'] * p['b']) + (1 - y) * log((1 - p['p']) * p['a']) - (p['a'] * (1 - y) + p['b'] * y) * t,
     lambda p, y, t: [t, y, t * y],
     lambda p: [-p['a'], log(p['p'] * p['b'] / ((1 - p['p']) * p['a'])), p['a'] - p['b']]),
    ('LevelAndVariance', dict(m_0=0.4, k=1.5, a=5.5, b=3.25), dict(m=0.7, v=1.1), dict(m_0=0, k=1, a=5, b=3),
     lambda: normal_given_precision(-1),
     lambda p, m, v: -(p['a'] + 1.5) * log(v) - (2 * p['b'] + p['k'] * (m - p['m_0'])**2) / (2 * v),
     lambda p, m, v: [log(v), 1 / v, m / v, m**2 / v],
     lambda p: [-p['a'] - 1.5, -p['b'] - p['k'] * p['m_0']**2 / 2, p['k'] * p['m_0'], -p['k'] / 2]),
    ('HiddenRate', dict(a=2.5, b=1.25), dict(r=0.7, k=2), dict(a=2, b=1.5), lambda: grid(half(h=0.06, low=-3.6, high=4.2), counts(0, 250)),
     lambda p, r, k: (p['a'] - 1 + k) * log(r) - (p['b'] + 1) * r - lf(k), lambda p, r, k: [r, log(r)], None),
    ('CoinAndTosses', dict(n=5, a=2.5, b=1.25), dict(p=0.4, k=2), dict(a=2, b=1.5), lambda: grid(between(), counts(0, 5)),
     lambda p, x, k: (p['a'] + k - 1) * log(x) + (p['b'] + 4 - k) * np.log1p(-x) - lf(k) - lf(5 - k),
     lambda p, x, k: [log(x), np.log1p(-x)], None),
    ('DoubledRange', dict(m=3, t=0.3, u=0.1), dict(k=2), dict(t=-0.1, u=-0.05), lambda: grid(counts(-3, 7)),
     lambda p, k: p['t'] * k - p['u'] * k**2, lambda p, k: [k, k**2], lambda p: [p['t'], -p['u']]),
    ('TwoHeadings', dict(m=0.5, k=1.2, l=0.7), dict(a=0.3, b=-1.2), dict(m=0.2, k=0.8, l=1.1), lambda: grid(circle(), circle()),
     lambda p, a, b: p['k'] * cos(a - p['m']) + p['l'] * cos(b - a), lambda p, a, b: [cos(a), sin(a), cos(a - b)],
     lambda p: [p['k'] * cos(p['m']), p['k'] * sin(p['m']), p['l']]),
    ('Compass', dict(k=1.2, c=0.7), {'φ': 0.3, 'z': -0.2}, dict(k=0.8, c=1.1), lambda: grid(circle(), between(-1, 1)),
     lambda p, a, z: p['k'] * z + p['c'] * cos(a), lambda p, a, z: [z, cos(a)], lambda p: [p['k'], p['c']]),
    ('SharesByCentre', dict(c=[0.2, 0.5, 0.3], n=6.5), dict(w=[0.2, 0.5, 0.3]), dict(c=[0.4, 0.25, 0.35], n=5), shares,
     lambda p, *w: sum((p['n'] * p['c'][i] - 1) * log(w[i]) for i in range(3)), lambda p, *w: [log(x) for x in w], None),
    ('SharedNoise', dict(m=[0.5, -0.25, 0.1], v=1.25), dict(x=[0.7, 1.3, -0.2]), dict(m=[0, 0, 0.2], v=1),
     lambda: grid(*[line(h=0.35, reach=12)] * 3), lambda p, *x: -sum((x[i] - p['m'][i])**2 for i in range(3)) / (2 * p['v']) - 1.5 * log(p['v']),
     lambda p, *x: [*x, sum(y**2 for y in x)], lambda p: [*(p['m'] / p['v']), -1 / (2 * p['v'])]),
    ('ScaleMatrix', dict(n=4.5, V=[[0.8, 0.2], [0.2, 0.5]]), dict(X=[[1.5, 0.4], [0.4, 0.8]]), dict(n=5, V=[[0.6, 0], [0, 0.5]]), positive_definite,
     lambda p, x, y, z: (p['n'] - 3) / 2 * log(x * z - y**2)
     - (p['V'][1, 1] * x - 2 * p['V'][0, 1] * y + p['V'][0, 0] * z) / (2 * (p['V'][0, 0] * p['V'][1, 1] - p['V'][0, 1]**2)),
     lambda p, x, y, z: [x, y, z, log(x * z - y**2)], None),
    ('SymmetricNoise', dict(M=[[0.8, 0.2], [0.2, 0.5]], s=1.25), dict(B=[[1.5, 0.4], [0.4, 0.8]]), dict(M=[[0.6, 0], [0, 0.5]], s=1),
     lambda: grid(*[line(h=0.35, reach=12)] * 3),
     lambda p, x, y, z: -p['s'] * ((x - p['M'][0, 0])**2 + 2 * (y - p['M'][0, 1])**2 + (z - p['M'][1, 1])**2) / 2,
     lambda p, x, y, z: [x, y, z, x**2 + 2 * y**2 + z**2], None),
    ('Fractions', dict(eta=0.3, phi=4.5), dict(x=0.4), dict(eta=-0.3, phi=5), lambda: grid(between(h=0.03, reach=3.8)),
     lambda p, x: (p['phi'] / (1 + exp(-p['eta'])) - 1) * log(x) + (p['phi'] / (1 + exp(p['eta'])) - 1) * np.log1p(-x),
     lambda p, x: [log(x), np.log1p(-x)], None),
    ('LastArrival', dict(q=0.3, r=1.75), dict(k=1, t=0.7), dict(q=0.5, r=1.5), lambda: grid(counts(0, 150), half(low=-3.8, high=5)),
     lambda p, k, t: log(1 - p['q']) + k * log(p['q']) + (k + 1) * log(p['r']) + k * log(t) - p['r'] * t - lf(k), lambda p, k, t: [k, t],
     lambda p: [log(p['q'] * p['r']), -p['r']]),
    ('TwoGroups', dict(a=0.3, m=0.2, d=0.75, s=1.5), dict(y=1, x=0.7), dict(a=0, m=0, d=0.5, s=1), lambda: grid(members(-1, 1), line(h=0.2, reach=18)),
     lambda p, y, x: p['a'] * y - p['s'] * (x - p['m'] - p['d'] * y)**2 / 2, lambda p, y, x: [y, x, x * y, x**2],
     lambda p: [p['a'] - p['s'] * p['m'] * p['d'], p['s'] * p['m'], p['s'] * p['d'], -p['s'] / 2]),
    ('OwnVariances', dict(p=0.3, m=0.2, n=0.75, v=1.5, w=0.8), dict(y=1, x=0.7), dict(p=0.5, m=0, n=0.5, v=1, w=1),
     lambda: grid(members(0, 1), line(h=0.2, reach=18)), two_normals, lambda p, y, x: [x, y, x * y, x**2, y * x**2], None),
    ('HalfWithPrecision', dict(k=1.5, a=2.5, b=1.25), {'x': 0.7, 'τ': 1.1}, dict(k=1, a=2, b=1.5),
     lambda: moved(grid(half(low=-4.4, high=3.4), half(h=0.04, low=-3.6, high=5)), lambda z, t: ([z / np.sqrt(t), t], 1 / np.sqrt(t))),
     lambda p, x, t: (p['a'] - 0.5) * log(t) - p['b'] * t - p['k'] * t * x**2 / 2, lambda p, x, t: [t, log(t), t * x**2],
     lambda p: [-p['b'], p['a'] - 0.5, -p['k'] / 2]),
    ('WaitGivenRate', dict(a=2.5, b=1.5, c=1.25), dict(x=0.7, y=1.2), dict(a=2, b=2, c=1),
     lambda: moved(grid(half(), half()), lambda z, t: ([t, z / t], 1 / t)), lambda p, x, y: p['a'] * log(x) - p['b'] * x - p['c'] * x * y,
     lambda p, x, y: [x, log(x), x * y], lambda p: [-p['b'], p['a'], -p['c']]),
    ('LogChain', dict(m=0.3, s=1.5, b=0.5, t=1.25), dict(x=0.7, y=0.2), dict(m=0, s=1, b=0.25, t=1),
     lambda: moved(grid(line(), line()), lambda z, y: ([exp(z), y], exp(z))),
     lambda p, x, y: -p['s'] * (log(x) - p['m'])**2 / 2 - p['t'] * (y - p['b'] * log(x))**2 / 2 - log(x),
     lambda p, x, y: [log(x), y**2, y * log(x), log(x)**2], None),
    ('ShiftedBinomial', dict(a=2, n=4, p=0.3), dict(k=3), dict(p=0.5), lambda: grid(counts(2, 6)),
     lambda p, k: -lf(k - 2) - lf(6 - k) + (k - 2) * log(p['p']) + (6 - k) * log(1 - p['p']), lambda p, k: [k],
     lambda p: [log(p['p'] / (1 - p['p']))]),
]
CONSTANTS = {'CoinAndTosses': ['n'], 'DoubledRange': ['m'], 'ShiftedBinomial': ['a', 'n']}
SYMMETRIC, SIMPLEX = {'V', 'M'}, {'c'}
TAU, RHO = 0.7, 0.05


def complexes(point):
    return {k: np.array(v, dtype=C) if isinstance(v, list) else C(v) for k, v in point.items()}


def entries(value):
    a = np.array(value, dtype=float)
    return [a[i, j] for i in range(len(a)) for j in range(i, len(a))] if a.ndim == 2 else a.ravel().tolist()


def directions(point, fixed):
    for k, v in point.items():
        a = np.array(v, dtype=float)
        if k in fixed:
            continue
        places = [i for i in np.ndindex(a.shape) if a.ndim < 2 or i[0] <= i[1]]
        for i in places[:-1] if k in SIMPLEX and a.ndim == 1 else places:
            d = np.zeros_like(a)
            d[i] = 1
            if a.ndim == 2:
                d[i[::-1]] = 1
            if k in SIMPLEX and a.ndim == 1:
                d[-1] = -1
            yield k, d


class Law:
    def __init__(self, nodes, density, point):
        self.density, self.point = density, point
        xs, w = nodes
        with np.errstate(all='ignore'):
            logs = np.real(density(complexes(point), *xs))
        logs = np.where(np.isfinite(logs), logs, -np.inf)
        top = logs.max()
        mass = w * exp(logs - top)
        self.total = top + log(mass.sum())
        kept = mass > 1e-30 * mass.max()
        self.xs, self.weights, self.logs = [x[kept] for x in xs], mass[kept] / mass[kept].sum(), logs[kept] - self.total

    def mean(self, v):
        return (self.weights * v).sum()

    def covariance(self, a, b):
        return (self.weights * (a - self.mean(a)) * (b - self.mean(b))).sum()

    def log_at(self, xs):
        return np.real(self.density(complexes(self.point), *xs))[0] - self.total

    def score(self, name, direction):
        p = complexes(self.point)
        p[name] = p[name] + 1j * L('1e-60') * direction
        slope = np.imag(self.density(p, *self.xs)) / L('1e-60')
        return np.broadcast_to(slope, self.weights.shape)


def number(x):
    return 0.0 if abs(x) < 1e-17 else float(x)


def record(name, point, x, to, places, density, statistics, natural):
    fixed = CONSTANTS.get(name, [])
    nodes = places()
    here = Law(nodes, density, point)
    there = Law(nodes, density, {**{k: point[k] for k in fixed}, **to})
    SHIFT[0] = 0.5
    entropy, again = (-l.mean(l.logs) for l in (here, Law(places(), density, point)))
    SHIFT[0] = 0
    assert any(isinstance(v, int) for v in x.values()) or abs(entropy - again) < 1e-13, name
    found = statistics(complexes(point), *here.xs)
    found = [np.real(t) for t in found]
    moving = list(directions(point, fixed))
    scores = [here.score(k, d) for k, d in moving]
    matrix = lambda rows: [[number(here.covariance(a, b)) for b in rows] for a in rows]
    flat = [np.array([L(v)]) for value in x.values() for v in entries(value)]
    others = np.real(density(complexes(there.point), *here.xs)) - there.total
    at = {**point, **x}
    file = 'test/oracles/several-families.blr'
    expected = {'logDensity': number(here.log_at(flat)), 'entropy': number(entropy), 'kl': number(here.mean(here.logs - others)),
                'mean': [number(here.mean(t)) for t in found], 'fisherNatural': matrix(found), 'fisherParameters': matrix(scores)}
    entry = {'file': file, 'name': name, 'extreme': False, 'at': at, 'toPoint': to, 'expected': expected}
    if natural is None:
        return entry, None
    F = np.array(expected['fisherNatural'])
    J = np.linalg.solve(F, np.array([[here.covariance(t, s) for s in scores] for t in found], dtype=float))
    gradient, flat_gradient = {}, []
    for i, (k, d) in enumerate(moving):
        value = round(0.1 * ((-1) ** i) * (1 + i / 4), 3)
        flat_gradient.append(value)
        if np.ndim(d) == 0:
            gradient[k] = value
        else:
            gradient[k] = (np.array(gradient.get(k, np.zeros_like(d))) + value * d).tolist()
    push = np.linalg.solve(J.T, np.array(flat_gradient)) + TAU * np.array([float(here.covariance(t, here.logs)) for t in found])
    now = np.array([float(np.real(v)) for v in natural(complexes(point))])
    step = {'file': file, 'name': name, 'at': point, 'gradient': gradient, 'rho': RHO, 'tau': TAU,
            'natural': [number(v) for v in now - RHO * np.linalg.solve(F, push)]}
    return entry, step


if __name__ == '__main__':
    made = [record(*case) for case in CASES]
    lines = lambda list: ',\n'.join(json.dumps(e, ensure_ascii=False) for e in list if e)
    text = f'{{"points": [\n{lines([p for p, _ in made])}\n],\n"steps": [\n{lines([s for _, s in made])}\n]}}\n'
    (HERE / 'several-families.json').write_text(text)
