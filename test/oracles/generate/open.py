"""Writes ../open-families.json for the declarations of ../open-families.blr. Run: python3 open.py (needs numpy and scipy).

The road knows nothing but the density up to its normaliser: both variables become places and weights (the trapezoidal rule in y,
where sinh y is x, log x or logit x; equal steps around a circle; counts), and entropy, divergence, means, covariances and steps are
sums over all pairs of places in extended precision. A rule with every other place must give the same total to 1e-14."""
import json
import pathlib
import numpy as np
from scipy.special import gammaln

HERE = pathlib.Path(__file__).resolve().parent.parent
LONG = np.longdouble
LOG_FACTORIAL = np.concatenate([[LONG(0)], np.cumsum(np.log(np.arange(1, 400, dtype=LONG)))])
ROOM = dict(log=np.log, exp=np.exp, cos=np.cos, sin=np.sin, lf=lambda k: LOG_FACTORIAL[k.astype(int)])
PI = LONG('3.14159265358979323846264338327950288')


def line(reach=5, per=64):
    t = np.arange(-reach * per, reach * per + 1).astype(LONG) / per
    return np.sinh(t), np.cosh(t) / per


def real():
    return line()


def half():
    y, w = line()
    return np.exp(y), w * np.exp(y)


def unit():
    y, w = line()
    x = 1 / (1 + np.exp(-y))
    return x, w * x / (1 + np.exp(y))


def circle(n=400):
    return PI * (2 * np.arange(n).astype(LONG) / n - 1), np.full(n, 2 * PI / n, dtype=LONG)


def counts(n=120):
    return np.arange(n).astype(LONG), np.ones(n, dtype=LONG)


# name, variables with their supports, statistics, natural parameters, log h, at, toPoint, gradient
CASES = [
    ('ExponentialConditionals', {'x': half, 'y': half}, ['x', 'y', 'x*y'], ['-a', '-b', '-c'], '0', {'a': 1.25, 'b': 0.75, 'c': 0.5, 'x': 0.25, 'y': 0.75}, {'a': 1, 'b': 1, 'c': 0.75}, {'a': 0.25, 'b': -0.125, 'c': 0.0625}),
    ('SquareTilt', {'x': unit, 'y': unit}, ['x', 'x*y'], ['b', 'a'], '0', {'a': 1.25, 'b': -0.75, 'x': 0.25, 'y': 0.75}, {'a': -1, 'b': 0.5}, {'a': 0.0625, 'b': -0.125}),
    ('SquareTilt', {'x': unit, 'y': unit}, ['x', 'x*y'], ['b', 'a'], '0', {'a': 0, 'b': 0, 'x': 0.25, 'y': 0.75}, {'a': -1, 'b': 0.5}, {'a': 0.0625, 'b': -0.125}),
    ('CountsTied', {'k': counts, 'l': counts}, ['k', 'l', 'k*l'], ['log(a)', 'log(b)', 'log(t)'], '-lf(k) - lf(l)', {'a': 1.25, 'b': 0.75, 't': 0.625, 'k': 1, 'l': 2}, {'a': 1, 'b': 1, 't': 0.5}, {'a': 0.25, 'b': -0.125, 't': 0.0625}),
    ('TwoAngles', {'x': circle, 'y': circle}, ['cos(x)', 'cos(y)', 'sin(x)*sin(y)'], ['a', 'b', 'c'], '0', {'a': 1.25, 'b': 0.75, 'c': -0.625, 'x': 1, 'y': 2}, {'a': 1, 'b': 1, 'c': 0.5}, {'a': 0.125, 'b': -0.125, 'c': 0.0625}),
    ('NormalConditionals', {'x': real, 'y': real}, ['x*x', 'y*y', 'x*x*y*y'], ['-a/2', '-b/2', '-c/2'], '0', {'a': 1.25, 'b': 0.75, 'c': 0.5, 'x': 1, 'y': 2}, {'a': 1, 'b': 1, 'c': 0.25}, {'a': 0.125, 'b': -0.125, 'c': 0.0625}),
    ('GammaConditionals', {'x': half, 'y': half}, ['x', 'y', 'log(x)', 'x*y'], ['-a', '-b', 'r - 1', '-c'], '0', {'a': 1.25, 'b': 0.75, 'c': 0.5, 'r': 1.5, 'x': 1, 'y': 2}, {'a': 1, 'b': 1, 'c': 0.5, 'r': 2}, {'a': 0.125, 'b': -0.125, 'c': 0.0625, 'r': 0.03125}),
]
RHO, TAU = LONG(1) / 8, LONG(1) / 2


class Law:
    def __init__(self, variables, statistics, natural, base, point):
        self.variables, self.statistics, self.natural, self.base = variables, statistics, natural, base
        self.at = {k: LONG(v) for k, v in point.items() if k not in variables}
        (x, u), (y, v) = (s() for s in variables.values())
        grid = dict(zip(variables, np.meshgrid(x, y, indexing='ij')))
        self.T = [self.there(t, grid) for t in statistics]
        self.h = self.there(base, grid) + 0 * self.T[0]
        weights = np.outer(u, v)
        with np.errstate(all='ignore'):
            log = self.log(self.T, self.h)
            mass = np.where(weights > 0, weights * np.exp(log - np.max(log)), 0)
        if not any(s is counts for s in variables.values()):
            coarse = 4 * mass[::2, ::2].sum() if all(s is circle for s in variables.values()) else 4 * mass[::2, ::2].sum()
            assert abs(coarse / mass.sum() - 1) < 1e-14, (statistics, coarse / mass.sum() - 1)
        self.total = np.max(log) + np.log(mass.sum())
        self.weights = mass / mass.sum()

    def there(self, text, grid):
        return eval(text, {**ROOM, **self.at, **grid})

    def values(self):
        return np.array([eval(n, {**ROOM, **self.at}) for n in self.natural], dtype=LONG)

    def log(self, T, h):
        return sum(l * t for l, t in zip(self.values(), T)) + h

    def mean(self, f):
        return (self.weights * np.where(self.weights > 0, f, 0)).sum()

    def covariance(self, f, g):
        return self.mean((f - self.mean(f)) * (g - self.mean(g)))

    def jacobian(self, names):
        step = LONG(2) ** -20
        def moved(k, by):
            return np.array([eval(n, {**ROOM, **self.at, k: self.at[k] + by}) for n in self.natural], dtype=LONG)
        slope = lambda k, s: (moved(k, s) - moved(k, -s)) / (2 * s)
        return np.array([(4 * slope(k, step / 2) - slope(k, step)) / 3 for k in names]).T


def inverse(m):
    n = len(m)
    rows = np.concatenate([m.astype(LONG), np.eye(n, dtype=LONG)], axis=1)
    for i in range(n):
        rows[i] /= rows[i, i]
        for j in range(n):
            if j != i:
                rows[j] -= rows[j, i] * rows[i]
    return rows[:, n:]


def record(name, variables, statistics, natural, base, at, to, gradient):
    here = Law(variables, statistics, natural, base, at)
    there = Law(variables, statistics, natural, base, to)
    names = list(here.at)
    fisher = np.array([[here.covariance(f, g) for g in here.T] for f in here.T])
    J = here.jacobian(names)
    point = {k: LONG(at[k]) for k in variables}
    value = lambda text: eval(text, {**ROOM, **here.at, **{k: np.array(v) for k, v in point.items()}})
    log_q = here.log(here.T, here.h) - here.total
    log_p = sum(l * t for l, t in zip(there.values(), here.T)) + here.h - there.total
    number = lambda x: 0.0 if abs(x) < 1e-17 else float(x)
    plain = lambda m: [[number(x) for x in row] for row in m]
    expected = {
        'logDensity': number(sum(l * value(t) for l, t in zip(here.values(), statistics)) + value(base) - here.total),
        'entropy': number(-here.mean(log_q)), 'kl': number(here.mean(log_q - log_p)), 'mean': [number(here.mean(t)) for t in here.T],
        'fisherNatural': plain(fisher), 'fisherParameters': plain(J.T @ fisher @ J),
        'natural': [number(x) for x in here.values()], 'naturalFromMean': [number(x) for x in here.values()],
    }
    moves = np.abs(inverse(fisher)) @ np.abs(np.array([here.mean(t) for t in here.T]))
    base_slope = J.T @ np.array([here.covariance(t, here.h) for t in here.T])
    wanted = np.array([LONG(gradient[k]) for k in names]) + TAU * base_slope
    moved = (1 - RHO * TAU) * here.values() - RHO * inverse((fisher @ J).T) @ wanted
    file = 'test/oracles/open-families.blr'
    step = {'file': file, 'name': name, 'at': {k: v for k, v in at.items() if k not in variables}, 'gradient': gradient, 'rho': float(RHO), 'tau': float(TAU), 'natural': [float(x) for x in moved]}
    sensitivity = {'naturalFromMean': [float(f'{x:.3g}') for x in moves]}
    return {'file': file, 'name': name, 'extreme': False, 'at': at, 'toPoint': to, 'expected': expected, 'sensitivity': sensitivity}, step


if __name__ == '__main__':
    points, steps = zip(*(record(*case) for case in CASES))
    lines = lambda rows: ',\n'.join(json.dumps(r, ensure_ascii=False) for r in rows)
    (HERE / 'open-families.json').write_text(f'{{"points": [\n{lines(points)}\n], "steps": [\n{lines(steps)}\n]}}\n')
