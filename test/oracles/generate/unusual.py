"""Writes ../families-unusual.json and ../steps-unusual.json. Run: python3 unusual.py (needs mpmath).

One road for all: a family is its natural parameters as a function of the declared ones, its statistics, log h and its support. The
support becomes nodes and weights (the members of a finite set, counts up to where nothing is left, the double-exponential rule of
Takahasi and Mori), and the log-partition, means, covariances and third cumulants are sums over them; no formula of a
log-partition is used. Derivatives of the natural parameters are eighth-order differences at 50 digits, and the declared
parameters after a step are found by Newton's method on the natural ones."""
import json
import pathlib
from itertools import product
from mpmath import cosh, erfc, exp, findroot, fsum, log, loggamma, lu_solve, matrix, mp, mpf, pi, sinh

mp.dps = 50
HERE = pathlib.Path(__file__).resolve().parent.parent
WEIGHTS = ((1, mpf(4) / 5), (2, -mpf(1) / 5), (3, mpf(4) / 105), (4, -mpf(1) / 280))
STEP = mpf(1) / 48


def members(values):
    return [(v, mpf(1)) for v in values]


def between(a, b):
    """Nodes of ∫ over (a, b); b may be absent."""
    nodes = []
    for k in range(-6 * 48, 6 * 48 + 1):
        s, slope = pi / 2 * sinh(k * STEP), pi / 2 * cosh(k * STEP)
        if abs(s) > 50:
            continue
        if b is None:
            nodes.append((a + exp(s), exp(s) * slope * STEP))
        else:
            near = exp(-2 * abs(s)) / (1 + exp(-2 * abs(s)))
            weight = (b - a) * 2 * slope * near * (1 - near) * STEP
            nodes.append((b - (b - a) * near if s > 0 else a + (b - a) * near, weight))
    return nodes


def line():
    """Nodes of ∫ over the whole line."""
    reach = [(pi / 2 * sinh(k * STEP), pi / 2 * cosh(k * STEP)) for k in range(-3 * 48, 3 * 48 + 1)]
    return [(sinh(s), cosh(s) * slope * STEP) for s, slope in reach if abs(s) < 9]


def number(x):
    return [number(y) for y in x] if isinstance(x, list) else mpf(x)


class Family:
    """natural(p), statistics(x, p), base(x, p), support(p) of a dictionary p of constants and parameters."""

    def __init__(self, file, name, variable, parameters, natural, statistics, base, support, simplex=()):
        self.file, self.name, self.variable, self.parameters = 'test/families-unseen/' + file, name, variable, parameters
        self.natural, self.statistics, self.base, self.support, self.simplex = natural, statistics, base, support, simplex

    def free(self, p):
        """The free coordinates of the declared parameters."""
        flat = []
        for n in self.parameters:
            x = p[n] if isinstance(p[n], list) else [p[n]]
            flat += x[:-1] if n in self.simplex else x
        return flat

    def at(self, p, flat):
        q, i = dict(p), 0
        for n in self.parameters:
            size = 1 if not isinstance(p[n], list) else len(p[n]) - (n in self.simplex)
            x = list(flat[i:i + size])
            i += size
            q[n] = x[0] if not isinstance(p[n], list) else x + [1 - sum(x)] if n in self.simplex else x
        return q

    def jacobian(self, p):
        x, columns = self.free(p), []
        for i, xi in enumerate(x):
            h = mpf(10) ** -4 * max(abs(xi), mpf(10) ** -3)
            side = lambda k: self.natural(self.at(p, [y + k * h if j == i else y for j, y in enumerate(x)]))
            sides = [(w, side(k), side(-k)) for k, w in WEIGHTS]
            columns.append([sum(w * (a[j] - b[j]) for w, a, b in sides) / h for j in range(len(sides[0][1]))])
        return matrix([[c[j] for c in columns] for j in range(len(columns[0]))])

    def moments(self, p):
        lam = self.natural(p)
        rows = [(x, w, self.statistics(x, p), self.base(x, p)) for x, w in self.support(p)]
        rows = [(w * exp(h + sum(a * b for a, b in zip(lam, t))), t, h) for _, w, t, h in rows]
        total = fsum(w for w, _, _ in rows)
        rows = [(w / total, t, h) for w, t, h in rows]
        k = range(len(lam))
        mean = [fsum(w * t[i] for w, t, _ in rows) for i in k]
        covariance = matrix([[fsum(w * (t[i] - mean[i]) * (t[j] - mean[j]) for w, t, _ in rows) for j in k] for i in k])
        return lam, log(total), mean, covariance, rows

    def point(self, at, other, x):
        p = {n: number(v) for n, v in at.items()}
        lam, a, mean, covariance, rows = self.moments(p)
        lam2, a2, *_ = self.moments({**p, **{n: number(v) for n, v in other.items()}})
        j = self.jacobian(p)
        fisher = j.T * covariance * j
        theta = number(x)
        dot = lambda t: sum(u * v for u, v in zip(lam, t))
        return {
            'logDensity': dot(self.statistics(theta, p)) + self.base(theta, p) - a,
            'entropy': a - dot(mean) - fsum(w * h for w, _, h in rows),
            'kl': a2 - a - sum(m * (v - u) for m, u, v in zip(mean, lam, lam2)),
            'fisherParameters': fisher.tolist(),
        }

    def step(self, at, gradient, rho, tau):
        p = {n: number(v) for n, v in at.items()}
        lam, _, mean, covariance, rows = self.moments(p)
        k, rho, tau = range(len(lam)), mpf(rho), mpf(tau)
        g = {n: number(v) for n, v in gradient.items()}
        along = [[y - v[-1] for y in v[:-1]] if n in self.simplex else v if isinstance(v, list) else [v] for n, v in g.items()]
        slope = lu_solve(covariance, lu_solve(self.jacobian(p).T, matrix(sum(along, []))))
        base = lu_solve(covariance, matrix([fsum(w * (t[i] - mean[i]) * h for w, t, h in rows) for i in k]))
        here = matrix(lam)
        full = slope + tau * (here + base)
        centred = [(w, [t[i] - mean[i] for i in k]) for w, t, _ in rows]
        third = matrix([fsum(w * d[i] * sum(d[j] * full[j] for j in k) ** 2 for w, d in centred) for i in k])
        curved = here - rho * full - rho ** 2 / 4 * lu_solve(covariance, third)
        landings = [self.landing(p, y) for y in (here - rho * full, curved)]
        return {**landings[0], 'retracted': landings[1]}

    def landing(self, p, lam):
        gap = lambda *x: [a - b for a, b in zip(self.natural(self.at(p, x)), lam)]
        found = findroot(gap if len(lam) > 1 else lambda x: gap(x)[0], self.free(p) if len(lam) > 1 else self.free(p)[0])
        q = self.at(p, list(found) if len(lam) > 1 else [found])
        return {'parameters': {n: q[n] for n in self.parameters}, 'inDomain': True}


HOT = [[1, 0, 0], [0, 1, 0], [0, 0, 1]]
FLAT = lambda x, p: mpf(0)


def ordinal_logits(p):
    below, upto = (1 / (1 + exp(-c)) for c in (p['u'], p['u'] + exp(p['d'])))
    return [log(below / (1 - upto)), log((upto - below) / (1 - upto))]


CASES = [
    (Family('hurdle-poisson.blr', 'HurdlePoisson', 'k', ['a', 'r'], lambda p: [p['a'], log(p['r'])],
            lambda k, p: [mpf(k > 0), mpf(k)], lambda k, p: -loggamma(k + 1), lambda p: members(range(120))),
     {'a': 0.5, 'r': 1.5}, {'a': 0.75, 'r': 1.0}, 3, {'a': 0.125, 'r': 0.25}),
    (Family('beta-on-interval.blr', 'BetaOnInterval', 'x', ['a', 'b'], lambda p: [p['a'] - 1, p['b'] - 1],
            lambda x, p: [log(x - p['l']), log(p['u'] - x)], FLAT, lambda p: between(p['l'], p['u'])),
     {'l': -1.0, 'u': 3.0, 'a': 2.0, 'b': 1.5}, {'a': 1.0, 'b': 1.25}, 0.25, {'a': 0.25, 'b': 0.125}),
    (Family('benford.blr', 'Benford', 'k', ['a'], lambda p: [p['a']], lambda k, p: [mpf(k)],
            lambda k, p: log(log(1 + 1 / mpf(k))), lambda p: members(range(1, 10))),
     {'a': 0.25}, {'a': 0.125}, 2, {'a': 0.125}),
    (Family('tilted-categorical.blr', 'TiltedCategorical', 'z', ['p'], lambda p: [log(x / p['p'][-1]) for x in p['p'][:-1]],
            lambda z, p: z[:-1], lambda z, p: sum(a * log(b) for a, b in zip(z, p['w'])), lambda p: members(HOT), ('p',)),
     {'w': [1.0, 2.0, 0.5], 'p': [0.25, 0.5, 0.25]}, {'p': [0.25, 0.25, 0.5]}, [0, 1, 0], {'p': [0.125, 0.25, -0.125]}),
    (Family('features-categorical.blr', 'FeaturesCategorical', 'z', ['w'], lambda p: p['w'],
            lambda z, p: [sum(z[i] * p['F'][i][j] for i in range(3)) for j in range(2)], FLAT, lambda p: members(HOT)),
     {'F': [[1.0, 2.0], [0.5, -1.0], [0.0, 0.25]], 'w': [0.25, 0.5]}, {'w': [0.25, 0.125]}, [1, 0, 0], {'w': [0.125, 0.25]}),
    (Family('three-logits.blr', 'ThreeLogits', 'z', ['a', 'b'], lambda p: [p['a'], p['b']], lambda z, p: z[:2], FLAT,
            lambda p: members(HOT)), {'a': 0.5, 'b': -0.25}, {'a': 1.75, 'b': 1.0}, [0, 0, 1], {'a': 0.125, 'b': 0.25}),
    (Family('cloglog-bernoulli.blr', 'CloglogBernoulli', 'y', ['t'], lambda p: [log(exp(exp(p['t'])) - 1)],
            lambda y, p: [mpf(y)], FLAT, lambda p: members([0, 1])), {'t': -0.5}, {'t': 0.25}, 1, {'t': 0.25}),
    (Family('two-values.blr', 'TwoValues', 'x', ['p'], lambda p: [log(p['p'] / (1 - p['p']))],
            lambda x, p: [x / p['c']], FLAT, lambda p: members([mpf(0), p['c']])), {'c': 2.5, 'p': 0.25}, {'p': 0.75}, 2.5, {'p': 0.125}),
    (Family('skew-logistic.blr', 'SkewLogistic', 'x', ['a'], lambda p: [-p['a']], lambda x, p: [log(1 + exp(-x))],
            lambda x, p: -x - log(1 + exp(-x)), lambda p: line()), {'a': 2.5}, {'a': 1.5}, 0.75, {'a': 0.125}),
    (Family('planck.blr', 'Planck', 'x', ['a'], lambda p: [p['a']], lambda x, p: [log(x)],
            lambda x, p: -log(exp(x) - 1), lambda p: between(mpf(0), None)), {'a': 2.5}, {'a': 3.5}, 2.0, {}),
    (Family('logistic-regression.blr', 'LogisticRegression', ['y1', 'y2', 'y3'], ['a', 'b'], lambda p: [p['a'], p['b']],
            lambda y, p: [sum(y), sum(u * p[n] for u, n in zip(y, ('x1', 'x2', 'x3')))], FLAT, lambda p: members(product((mpf(0), mpf(1)), repeat=3))),
     {'x1': 0.5, 'x2': -1.25, 'x3': 2.0, 'a': 0.25, 'b': 0.5}, {'a': -0.5, 'b': 0.75}, [1, 0, 1], {'a': 0.125, 'b': -0.25}),
    (Family('ising-triangle.blr', 'IsingTriangle', ['x', 'y', 'z'], ['h', 'J'], lambda p: [p['h'], p['J']],
            lambda s, p: [sum(s), s[0] * s[1] + s[1] * s[2] + s[2] * s[0]], FLAT, lambda p: members(product((mpf(-1), mpf(1)), repeat=3))),
     {'h': 0.25, 'J': 0.375}, {'h': -0.5, 'J': -0.25}, [1, -1, 1], {'h': 0.125, 'J': -0.25}),
    (Family('hyperbola.blr', 'Hyperbola', 'x', ['k', 'm'], lambda p: [-p['k'] / 2 * exp(-p['m']), -p['k'] / 2 * exp(p['m'])],
            lambda x, p: [exp(x), exp(-x)], FLAT, lambda p: [(x, w) for x, w in line() if abs(x) < 12]),
     {'k': 1.5, 'm': 0.25}, {'k': 0.75, 'm': -0.5}, 1.25, {'k': 0.125, 'm': -0.25}),
    (Family('bivariate-bernoulli.blr', 'BivariateBernoulli', ['x', 'y'], ['p'],
            lambda p: [log(p['p'][1] / p['p'][0]), log(p['p'][2] / p['p'][0]), log(p['p'][0] * p['p'][3] / (p['p'][1] * p['p'][2]))],
            lambda s, p: [s[0], s[1], s[0] * s[1]], FLAT, lambda p: members(product((mpf(0), mpf(1)), repeat=2)), ('p',)),
     {'p': [0.125, 0.25, 0.25, 0.375]}, {'p': [0.25, 0.125, 0.5, 0.125]}, [1, 0], {'p': [0.125, 0.25, -0.125, 0.5]}),
    (Family('poisson-zero-probability.blr', 'PoissonByZero', 'k', ['z'], lambda p: [log(-log(p['z']))], lambda k, p: [mpf(k)],
            lambda k, p: -loggamma(k + 1), lambda p: members(range(120))), {'z': 0.25}, {'z': 0.75}, 2, {'z': 0.125}),
    (Family('generalised-poisson.blr', 'GeneralisedPoisson', 'k', ['t'], lambda p: [log(p['t']) - p['b'] * p['t']], lambda k, p: [mpf(k)],
            lambda k, p: (k - 1) * log(1 + p['b'] * k) - loggamma(k + 1), lambda p: members(range(500))),
     {'b': 0.5, 't': 0.75}, {'t': 1.0}, 2, {'t': 0.125}),
    (Family('shared-bernoulli.blr', 'SharedBernoulli', 'y', ['p'], lambda p: [log(p['p'] / (1 - p['p']))], lambda y, p: [sum(y)], FLAT,
            lambda p: members(product((mpf(0), mpf(1)), repeat=4))), {'p': 0.25}, {'p': 0.625}, [1, 0, 0, 1], {'p': 0.125}),
    (Family('ordinal.blr', 'Ordinal', 'y', ['u', 'd'], ordinal_logits, lambda y, p: y[:2], FLAT, lambda p: members(HOT)),
     {'u': 0.25, 'd': -0.5}, {'u': -1.0, 'd': 0.75}, [0, 1, 0], {'u': 0.125, 'd': -0.25}),
    (Family('log-cosh.blr', 'LogCosh', 'x', ['a'], lambda p: [-p['a']], lambda x, p: [abs(x) + log((1 + exp(-2 * abs(x))) / 2)], FLAT,
            lambda p: line()), {'a': 0.75}, {'a': 2.5}, -1.25, {'a': 0.125}),
    (Family('count-regression.blr', 'CountRegression', 'k', ['a', 'b'], lambda p: [p['a'], p['b']],
            lambda k, p: [sum(k), sum(n * x for n, x in zip(k, p['x']))], lambda k, p: -sum(loggamma(n + 1) for n in k),
            lambda p: members(product([mpf(n) for n in range(60)], repeat=2))),
     {'x': [0.5, -1.25], 'a': 0.25, 'b': 0.5}, {'a': 0.75, 'b': -0.25}, [2, 1], {'a': 0.125, 'b': -0.25}),
    (Family('exposures.blr', 'Exposures', 'k', ['r'], lambda p: [log(p['r'])], lambda k, p: [sum(k)],
            lambda k, p: sum(n * log(e) - loggamma(n + 1) for n, e in zip(k, p['E'])),
            lambda p: members(product([mpf(n) for n in range(60)], repeat=2))),
     {'E': [0.5, 1.25], 'r': 1.5}, {'r': 2.25}, [2, 1], {'r': 0.125}),
    (Family('tilted-normal.blr', 'TiltedNormal', 'x', ['a', 's'], lambda p: [p['a'], -p['s']], lambda x, p: [x, x * x],
            lambda x, p: log(erfc(-x)), lambda p: line()), {'a': -3.0, 's': 0.25}, {'a': -0.5, 's': 0.5}, -28.0, {'a': 0.015625, 's': 0.125}),
    (Family('tilted-normal.blr', 'TiltedNormal', 'x', ['a', 's'], lambda p: [p['a'], -p['s']], lambda x, p: [x, x * x],
            lambda x, p: log(erfc(-x)), lambda p: line()), {'a': -0.5, 's': 0.5}, {'a': 0.25, 's': 0.75}, -1.25, {'a': 0.015625, 's': 0.125}),
    (Family('largest-of-normals.blr', 'LargestOfNormals', 'x', ['n'], lambda p: [p['n'] - 1], lambda x, p: [log(erfc(-x))],
            lambda x, p: -x * x, lambda p: line()), {'n': 2.5}, {'n': 1.5}, -1.25, {}),
    (Family('potts-triangle.blr', 'PottsTriangle', ['x', 'y', 'z'], ['J'], lambda p: [p['J']],
            lambda s, p: [sum(u * v for i in range(3) for u, v in zip(s[i], s[i - 1]))], FLAT, lambda p: members(product(HOT, repeat=3))),
     {'J': 0.75}, {'J': -1.25}, [[1, 0, 0], [1, 0, 0], [0, 0, 1]], {'J': 0.125}),
    (Family('log-linear.blr', 'LogLinear', ['x', 'y'], list('abcuv'), lambda p: [p[n] for n in 'abcuv'],
            lambda s, p: [s[0][1], s[0][2], s[1][1], s[0][1] * s[1][1], s[0][2] * s[1][1]], FLAT, lambda p: members(product(HOT, ([1, 0], [0, 1])))),
     {'a': 0.5, 'b': -0.25, 'c': 0.75, 'u': -1.5, 'v': 0.375}, {'a': 0.25, 'b': 0.0, 'c': -0.75, 'u': 0.5, 'v': 1.0}, [[0, 1, 0], [0, 1]],
     {'a': 0.125, 'b': 0.0, 'c': -0.25, 'u': 0.0, 'v': 0.125}),
]


# Places where the base measure rounds to zero.
FAR = {('TiltedNormal', -28.0)}


def rounded(x):
    if isinstance(x, dict):
        return {k: rounded(v) for k, v in x.items()}
    return [rounded(y) for y in x] if isinstance(x, list) else x if isinstance(x, bool) else float(x)


def main():
    points, steps = [], []
    for family, at, other, x, gradient in CASES:
        far = not isinstance(x, list) and (family.name, x) in FAR
        head = {'file': family.file, 'name': family.name, 'extreme': far}
        expected = rounded(family.point(at, other, x))
        here = dict(zip(family.variable, x)) if isinstance(family.variable, list) else {family.variable: x}
        points.append({**head, 'at': {**at, **here}, 'toPoint': other, 'expected': expected})
        for rho, tau in ((0.125, 1.0), (0.25, 0.5)) if gradient else ():
            expected = rounded(family.step(at, gradient, rho, tau))
            steps.append({**head, 'at': at, 'gradient': gradient, 'rho': rho, 'tau': tau, 'expected': expected})
    for name, list_ in (('families', points), ('steps', steps)):
        lines = ',\n'.join(json.dumps(x, ensure_ascii=False) for x in list_)
        (HERE / f'{name}-unusual.json').write_text(f'[\n{lines}\n]\n')


main()
