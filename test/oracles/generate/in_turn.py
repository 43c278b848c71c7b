"""Writes ../in-turn-families.json for the declarations of ../in-turn-families.blr. Run: python3 in_turn.py (needs numpy).

One road for all, from the density up to its normaliser and nothing else: counts are added up one by one; two numbers are sums over
places of both (the trapezoidal rule in s and t, where the first is exp(sinh s) or its odds, the second what the first leaves of the
same), in long doubles. Log-densities are linear in the parameters, so scores are differences over one unit; steps solve with
covariances of score and statistic."""
import json
import math
import pathlib
import numpy as np
from numpy import cosh, exp, log, log1p, sinh

L = np.longdouble
HERE = pathlib.Path(__file__).resolve().parent.parent
FILE = 'test/oracles/in-turn-families.blr'
RHO, TAU = 0.125, 0.5
loggamma = np.vectorize(lambda k: L(math.lgamma(k)))


def half(reach=4.5, per=24):
    t = np.arange(-int(reach * per), int(reach * per) + 1).astype(L) / per
    return exp(sinh(t)), cosh(t) / per * exp(sinh(t))


def pairs(put):
    """Both from half-lines, and where they are put with by how much that stretches."""
    (x, w), (y, v) = half(), half()
    first, second, stretch = put(*np.meshgrid(x, y))
    return first.ravel(), second.ravel(), (np.outer(v, w) * stretch).ravel()


def shares(s, t):
    """x = s/(1 + s), y = (1 − x) t/(1 + t)."""
    return s / (1 + s), t / ((1 + s) * (1 + t)), 1 / ((1 + s)**3 * (1 + t)**2)


# name, constants, places, log-density, statistics, natural parameters, log h, points: at, the variables, toPoint, gradient
CASES = [
    ('Trinomial', {'n': 5}, tuple(np.array(v, dtype=L) for v in zip(*[(k, l, 1) for k in range(6) for l in range(6 - k)])),
     lambda p, k, l: p['u'] * k + p['v'] * l - loggamma(k + 1) - loggamma(l + 1) - loggamma(6 - k - l), lambda k, l: [k, l], lambda p: [p['u'], p['v']],
     lambda k, l: -loggamma(k + 1) - loggamma(l + 1) - loggamma(6 - k - l),
     [(dict(u=0.5, v=-0.25), dict(k=2, l=1), dict(u=0, v=0.5), dict(u=0.125, v=-0.25)), (dict(u=8, v=-6), dict(k=5, l=0), dict(u=8.5, v=-6), dict(u=2.0**-12, v=2.0**-20))]),
    ('Ordered', {}, pairs(lambda x, d: (x, x + d, 1)), lambda p, x, y: -p['a'] * x - p['b'] * y, lambda x, y: [x, y], lambda p: [-p['a'], -p['b']],
     lambda x, y: 0 * x, [(dict(a=1.5, b=2), dict(x=0.5, y=0.75), dict(a=2, b=1.5), dict(a=0.0625, b=-0.125))]),
    ('InvertedDirichlet', {}, pairs(lambda x, d: (x, (1 + x) * d, 1 + x)), lambda p, x, y: (p['a'] - 1) * log(x) + (p['b'] - 1) * log(y) - (p['a'] + p['b'] + p['c']) * log1p(x + y),
     lambda x, y: [log(x), log(y), log1p(x + y)], lambda p: [p['a'] - 1, p['b'] - 1, -p['a'] - p['b'] - p['c']], lambda x, y: 0 * x,
     [(dict(a=1.5, b=0.75, c=2), dict(x=0.5, y=0.75), dict(a=1, b=1, c=1.5), dict(a=0.0625, b=-0.125, c=0.03125))]),
    ('SharesByHand', {}, pairs(shares), lambda p, x, y: (p['a'] - 1) * log(x) + (p['b'] - 1) * log(y) + (p['c'] - 1) * log(1 - x - y),
     lambda x, y: [log(x), log(y), log(1 - x - y)], lambda p: [p['a'] - 1, p['b'] - 1, p['c'] - 1], lambda x, y: 0 * x,
     [(dict(a=1.5, b=0.75, c=2), dict(x=0.5, y=0.25), dict(a=1, b=1, c=1.5), dict(a=0.0625, b=-0.125, c=0.03125))]),
]


class Law:
    def __init__(self, places, density, at):
        *self.xs, volume = places
        self.density, self.at = density, at
        with np.errstate(all='ignore'):
            self.logs = density(at, *self.xs)
        kept = np.isfinite(self.logs) & (self.logs > -9000) & (volume > 0)
        self.xs, self.logs = [x[kept] for x in self.xs], self.logs[kept]
        weights = volume[kept] * exp(self.logs)
        self.logTotal, self.weights = log(weights.sum()), weights / weights.sum()
        self.logs = self.logs - self.logTotal

    def mean(self, v):
        return (self.weights * v).sum()

    def covariance(self, a, b):
        return self.mean((a - self.mean(a)) * (b - self.mean(b)))

    def score(self, name):
        moved = lambda s: {**self.at, name: self.at[name] + s}
        return (self.density(moved(1), *self.xs) - self.density(moved(-1), *self.xs)) / 2


def entries(name, constants, places, density, statistics, natural, base, points):
    for at, x, to, gradient in points:
        law, other = Law(places, density, at), Law(places, density, to)
        found = statistics(*law.xs)
        scores = [law.score(k) for k in at]
        square = lambda rows: [[float(law.covariance(a, b)) for b in rows] for a in rows]
        here = natural(law.at)
        kl = law.mean(law.logs - density(to, *law.xs) + other.logTotal)
        expected = {'natural': here, 'naturalFromMean': here, 'logDensity': float(density(at, *[L(v) for v in x.values()]) - law.logTotal),
                    'entropy': float(-law.mean(law.logs)), 'kl': float(kl), 'mean': [float(law.mean(t)) for t in found], 'fisherNatural': square(found), 'fisherParameters': square(scores)}
        logs = base(*law.xs)
        moved = [[float(law.covariance(s, t)) for t in found] for s in scores]
        slope = np.linalg.solve(moved, [float(g + TAU * law.covariance(s, logs)) for g, s in zip(gradient.values(), scores)])
        landed = [float((1 - RHO * TAU) * l - RHO * slope[i]) for i, l in enumerate(here)]
        shown = {'file': FILE, 'name': name, 'extreme': False}
        back = np.linalg.inv(square(found))
        moves = [float(sum(abs(back[i, j] * law.mean(t)) for j, t in enumerate(found))) for i in range(len(found))]
        yield {**shown, 'at': {**constants, **at, **x}, 'toPoint': to, 'expected': expected, 'sensitivity': {'naturalFromMean': moves}}, \
            {**shown, 'at': {**constants, **at}, 'gradient': gradient, 'rho': RHO, 'tau': TAU, 'natural': landed}


if __name__ == '__main__':
    found = [e for case in CASES for e in entries(*case)]
    lines = lambda rows: ',\n'.join(json.dumps(r, ensure_ascii=False) for r in rows)
    (HERE / 'in-turn-families.json').write_text(f'{{"points": [\n{lines([p for p, _ in found])}\n], "steps": [\n{lines([s for _, s in found])}\n]}}\n')
