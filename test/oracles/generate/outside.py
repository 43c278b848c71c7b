"""Writes ../outside-families.json for the declarations of ../outside-families.blr, and ../higher-orders.json for these and for the
older files of unseen families. Run: python3 outside.py (needs mpmath and numpy).

Each number is found from the density up to its normaliser and nothing else. One variable: sums over places and weights at 45 digits
(unseen.py says how). Several variables, and matrices: long doubles (several.py). Beyond what these two scripts write there are
joint cumulants of the statistics of third and fourth order, as moments about the mean; Christoffel symbols, half the logarithmic
slope of the variance of the statistic, or of the score, in the coordinate, by central differences; and where a step along the
geodesic to second order leads: λ − ρ ĝ − ½ ρ² Γ[ĝ, ĝ], where F Γ[ĝ, ĝ] = ½ κ(ĝ, ĝ, ·)."""
import json
import pathlib
from itertools import combinations_with_replacement as choices
import numpy as np
from mpmath import cos, exp, fsum, lu_solve, log, matrix as dense, mp, mpf, pi, sinh, cosh
import joint as pairs
import several
import unseen
from unseen import Law, NAMES, counts, half, members, real, between

HERE = pathlib.Path(__file__).resolve().parent.parent
FILE = 'test/oracles/outside-families.blr'
L = np.longdouble
RHO, TAU = mpf(1) / 8, mpf(1) / 2


def near(centre, scale, sign=1, shift=0):
    """Places shift + sign · exp(centre + scale · sinh t)."""
    def nodes(p):
        found = []
        for k in range(-5 * 64, 5 * 64 + 1):
            t = mpf(k) / 64
            x = exp(centre + scale * sinh(t))
            found.append((shift + sign * x, x * scale * cosh(t) / 64, k))
        return found
    return nodes


def around(centre, scale):
    """Places centre + scale · sinh t."""
    return lambda p: [(centre + scale * sinh(mpf(k) / 64), scale * cosh(mpf(k) / 64) / 64, k) for k in range(-6 * 64, 6 * 64 + 1)]


def edge(p):
    """Places exp(t − e^(−t)): far below one, and down from one at once."""
    return [(exp(mpf(k) / 64 - exp(-mpf(k) / 64)), exp(mpf(k) / 64 - exp(-mpf(k) / 64)) * (1 + exp(-mpf(k) / 64)) / 64, k) for k in range(-15 * 64, 5 * 64)]


def under(p):
    return [(-x, w, k) for x, w, k in edge(p)]


def turn(n):
    return lambda p: [(2 * pi * k / n - pi, 2 * pi / n, k) for k in range(n)]


def unit(p):
    return between(0, 1)(p)


TOSSES = '-loggamma(k+1) - loggamma(7-k) + t*k + u*k**2'
GAMMA = '(a-1)*log(-x) + b*x'
# name, variable, constants, statistics in the order of `eval`, natural parameters, log h, log-density,
# then: places, at, toPoint, gradient, extreme
CASES = [
    ('TurnedGumbel', 'x', [], ['x', 'exp(-x)'], ['-a', '-b'], '0', '-a*x - b*exp(-x)', [
        (around(0, 1), dict(a=1.5, b=0.75, x=0.5), dict(a=2, b=1), dict(a=0.25, b=-0.125), False),
        (around(0, mpf(1) / 100), dict(a=1e4, b=1e4, x=0.01), dict(a=1.01e4, b=1e4), dict(a=1e-5, b=2e-5), True)]),
    ('Debts', 'x', [], ['x', 'log(-x)'], ['b', 'a-1'], '0', GAMMA, [
        (near(0, 1, -1), dict(a=2.5, b=1.5, x=-0.75), dict(a=2, b=1), dict(a=0.25, b=-0.125), False),
        (under, dict(a=0.001, b=1.5, x=-0.75), dict(a=0.002, b=1), dict(a=-2.5, b=-0.125), True),
        (near(log(mpf(10)**6), mpf(1) / 1000, -1), dict(a=1e6, b=1, x=-1000100), dict(a=1.001e6, b=1), dict(a=1e-8, b=-1e-3), True)]),
    ('BeyondAMark', 'x', ['c'], ['x*(x - 2*c)'], ['-a'], '0', '-a*(x-c)**2', [
        (near(0, 1), dict(c=0, a=1.5, x=0.75), dict(a=2), dict(a=0.25), False),
        (near(0, 1, 1, -3), dict(c=-3, a=1.5, x=-2.5), dict(a=2), dict(a=0.25), False),
        (near(10, 1, 1, 4), dict(c=4, a=2.0**-30, x=5000), dict(a=2.0**-29), dict(a=0.25), True)]),
    ('KnownPlace', 'x', ['c'], ['x*(x - 2*c)'], ['-a'], '0', '-a*(x-c)**2', [
        (around(0, 1), dict(c=0, a=1.5, x=0.75), dict(a=2), dict(a=0.25), False),
        (around(-3, 1), dict(c=-3, a=1.5, x=-2.5), dict(a=2), dict(a=0.25), False)]),
    ('BetweenMarks', 'x', ['l', 'r'], ['log(x - l)', 'log(r - x)'], ['p-1', 'q-1'], '0', '(p-1)*log(x-l) + (q-1)*log(r-x)', [
        (between(-1, 3), dict(l=-1, r=3, p=1.5, q=2.5, x=0.5), dict(p=2, q=2), dict(p=0.25, q=-0.125), False),
        (between(-1, 3), dict(l=-1, r=3, p=40.5, q=30.25, x=0.5), dict(p=41, q=30), dict(p=0.0025, q=-0.00125), False)]),
    ('KnownPower', 'x', ['c'], ['x**c'], ['-s**(-c)'], '(c-1)*log(x)', '(c-1)*log(x/s) - (x/s)**c', [
        (near(0, 1), dict(c=1.75, s=1.25, x=0.75), dict(s=1), dict(s=0.25), False),
        (near(log(mpf(32)), mpf(1) / 10), dict(c=12, s=32, x=33), dict(s=31), dict(s=1e-3), True)]),
    ('KnownPowerShape', 'x', ['c'], ['log(x)', 'x**c'], ['d-1', '-s**(-c)'], '0', '(d-1)*log(x) - (x/s)**c', [
        (near(0, 1), dict(c=1.75, d=2.5, s=1.25, x=0.75), dict(d=2, s=1), dict(d=0.125, s=0.25), False),
        (edge, dict(c=1.75, d=0.01, s=1.25, x=0.75), dict(d=0.02, s=1), dict(d=-0.25, s=0.25), True)]),
    ('DecayInAWindow', 'k', ['a', 'b'], ['k'], ['t'], '0', 't*k', [
        (members(*range(-2, 6)), dict(a=-2, b=5, t=0.25, k=1), dict(t=-0.5), dict(t=0.25), False),
        (members(*range(-2, 6)), dict(a=-2, b=5, t=0, k=1), dict(t=-0.5), dict(t=0.25), True),
        (members(*range(-2, 6)), dict(a=-2, b=5, t=1e-5, k=1), dict(t=0), dict(t=0.25), True),
        (members(*range(-2, 6)), dict(a=-2, b=5, t=-8, k=-1), dict(t=-7.5), dict(t=1e-5), True)]),
    ('TiltedTosses', 'k', [], ['k', 'k**2'], ['t', 'u'], '-loggamma(k+1) - loggamma(7-k)', TOSSES, [
        (members(*range(0, 7)), dict(t=0.25, u=-0.5, k=2), dict(t=0.5, u=0.25), dict(t=0.25, u=-0.125), False)]),
    ('Spread', 'x', [], ['x', 'x**2'], ['a', 'b'], '0', 'a*x + b*x**2', [
        (members(-1, 0, 2), dict(a=0.25, b=-0.5, x=2), dict(a=0.5, b=0.25), dict(a=0.125, b=0.25), False),
        (members(-1, 0, 2), dict(a=-3, b=4, x=2), dict(a=-3.5, b=4), dict(a=0.0125, b=0.025), False)]),
    ('ThreePetals', 'f', ['m'], ['cos(3*f - 3*m)'], ['k'], '0', 'k*cos(3*(f-m))', [
        (turn(720), dict(m=0.5, k=1.5, f=0.25), dict(k=1), dict(k=0.25), False),
        (turn(1440), dict(m=0.5, k=-60, f=0.25), dict(k=-50), dict(k=0.0025), True)]),
    ('Axis', 'f', [], ['cos(2*f)', 'sin(2*f)'], ['k*cos(2*m)', 'k*sin(2*m)'], '0', 'k*cos(2*f - 2*m)', [
        (turn(720), dict(m=0.5, k=1.5, f=0.25), dict(m=0.25, k=1), dict(m=0.125, k=0.25), False)]),
    ('ClaimedWaiting', 'x', [], ['x'], ['-1/m'], '0', '-x/m', [
        (near(0, 1), dict(m=1.5, x=0.75), dict(m=2), dict(m=0.25), False),
        (near(log(mpf(2)**-20), 1), dict(m=2.0**-20, x=2.0**-21), dict(m=2.0**-19), dict(m=2.0**10), True)]),
    ('LogChances', 'x', [], ['log(-log(x))'], ['a-1'], '0', '(a-1)*log(-log(x))', [
        (unit, dict(a=1.5, x=0.75), dict(a=2), dict(a=0.25), False)]),
    ('Crossing', 'x', [], ['x', '1/x'], ['-a', '-b'], '-3*log(x)/2', '-3*log(x)/2 - a*x - b/x', [
        (near(0, 1), dict(a=1.5, b=0.75, x=0.75), dict(a=2, b=1), dict(a=0.25, b=-0.125), False),
        (near(0, mpf(1) / 10), dict(a=1000, b=1200, x=1.1), dict(a=1010, b=1190), dict(a=0.00025, b=-0.000125), True)]),
    ('FoldedLogs', 'x', [], ['log(x)', 'log(x)**2'], ['m/s**2', '-1/(2*s**2)'], '0', '-(log(x)-m)**2/(2*s**2)', [
        (near(0, 1), dict(m=0.25, s=1.25, x=0.75), dict(m=0.5, s=1), dict(m=0.125, s=0.25), False),
        (near(3, mpf(1) / 100), dict(m=3, s=0.015625, x=20), dict(m=3.01, s=0.0175), dict(m=0.125, s=0.25), True)]),
]


def centred(law, found):
    return [[v - law.mean(t) for v in t] for t in found]


def joint(law, c, index):
    """The joint cumulant of three or four statistics, from what they lie above their means."""
    mean = lambda *i: law.mean([fprod(c[k][n] for k in i) for n in range(len(c[0]))])
    return whole(mean, index)


def whole(mean, index):
    if len(index) < 4:
        return mean(*index)
    i, j, k, l = index
    return mean(*index) - mean(i, j) * mean(k, l) - mean(i, k) * mean(j, l) - mean(i, l) * mean(j, k)


def fprod(xs):
    value = mpf(1)
    for x in xs:
        value *= x
    return value


def cumulants(law, found):
    """By the indices of the statistics, or by the order where there is one; nothing where rounding is all that is left."""
    c = centred(law, found)
    n = len(found)
    name = lambda index: str(len(index)) if n == 1 else ''.join(str(i + 1) for i in index)
    spread = [mp.sqrt(law.covariance(t, t)) for t in found]
    size = lambda index: fprod(spread[i] for i in index)
    return {name(i): number(joint(law, c, i), size(i)) for order in (2, 3, 4) for i in choices(range(n), order)}


def statistics_of(law, variable, statistics):
    return [law.values(lambda x, t=t: eval(t, {**NAMES, **law.at, variable: x})) for t in statistics]


def symbols(case, law, places, at, found):
    """Γ in λ and in the only declared parameter, each half the slope of the logarithm of its metric."""
    name, variable, fixed, statistics, natural, base, text, _ = case
    names = [k for k in law.at if k not in fixed]
    if len(statistics) > 1 or len(names) > 1:
        return {}
    second, third = (law.covariance(found[0], found[0]), joint(law, centred(law, found), (0, 0, 0)))
    h = mpf(10) ** -10 * abs(law.at[names[0]] or 1)
    def metric(shift):
        moved = Law(variable, places, text, {**law.at, names[0]: law.at[names[0]] + shift})
        score = moved.score(names[0])
        return log(moved.covariance(score, score))
    return {'λ': third / (2 * second), names[0]: (metric(h) - metric(-h)) / (4 * h)}


def stepped(case, law, gradient, found):
    """Natural parameters after the plain step and after the second-order one in λ."""
    name, variable, fixed, statistics, natural, base, text, _ = case
    names = list(gradient)
    scores = [law.score(k) for k in names]
    logs = law.values(lambda x: mpf(0) + eval(base, {**NAMES, **law.at, 'mpf': mpf, variable: x}))
    moved = dense([[law.covariance(s, t) for t in found] for s in scores])
    wanted = dense([mpf(gradient[k]) + TAU * law.covariance(s, logs) for k, s in zip(names, scores)])
    slope = lu_solve(moved, wanted)
    here = [mpf(0) + eval(n, {**NAMES, **law.at}) for n in natural]
    plain = [(1 - RHO * TAU) * l - RHO * slope[i] for i, l in enumerate(here)]
    direction = [slope[i] + TAU * l for i, l in enumerate(here)]
    c = centred(law, found)
    along = [fsum(g * t[n] for g, t in zip(direction, c)) for n in range(len(c[0]))]
    half_third = dense([law.mean([a * a * x for a, x in zip(along, t)]) / 2 for t in c])
    metric = dense([[law.covariance(a, b) for b in found] for a in found])
    bend = lu_solve(metric, half_third)
    return here, plain, [l - RHO * g - RHO**2 / 2 * bend[i] for i, (l, g) in enumerate(zip(here, direction))]


def number(x, size=1):
    return 0.0 if abs(x) < mpf(10) ** -25 * size else float(x)


def entry(case, places, at, to, gradient, extreme):
    name, variable, fixed, statistics, natural, base, text, _ = case
    here = Law(variable, places, text, at)
    there = Law(variable, places, text, {**{k: at[k] for k in fixed}, **to})
    found = statistics_of(here, variable, statistics)
    logs = here.values(here.logDensity)
    scores = [here.score(k) for k in here.at if k not in fixed]
    square = lambda rows: [[number(here.covariance(a, b)) for b in rows] for a in rows]
    now, plain, bent = stepped(case, here, gradient, found)
    expected = {'natural': [float(x) for x in now], 'naturalFromMean': [float(x) for x in now],
                'logDensity': float(here.logDensity(mpf(at[variable]))), 'entropy': float(-here.mean(logs)),
                'kl': float(here.mean([a - there.logDensity(x) for a, (x, *_) in zip(logs, here.places)])),
                'mean': [number(here.mean(t)) for t in found], 'fisherNatural': square(found), 'fisherParameters': square(scores)}
    means = dense([abs(here.mean(t)) for t in found])
    back = dense([[here.covariance(a, b) for b in found] for a in found]) ** -1
    point = {'file': FILE, 'name': name, 'extreme': extreme, 'at': at, 'toPoint': to, 'expected': expected,
             'sensitivity': {'naturalFromMean': [float(fsum(abs(back[i, j]) * means[j] for j in range(len(found)))) for i in range(len(found))]}}
    shown = {k: v for k, v in at.items() if k != variable}
    step = {'file': FILE, 'name': name, 'extreme': extreme, 'at': shown, 'gradient': gradient, 'rho': float(RHO), 'tau': float(TAU),
            'natural': [float(x) for x in plain], 'retracted': [float(x) for x in bent]}
    higher = {'file': FILE, 'name': name, 'extreme': extreme, 'at': shown, 'cumulants': cumulants(here, found),
              'christoffel': {i: number(v, 1e5) for i, v in symbols(case, here, places, at, found).items()}}
    return point, step, higher


def inverted():
    """Inverses of L Lᵀ for L = [a 0; b c], a place of a positive definite matrix; their volume takes det⁻³."""
    (a, b, c), w = several.grid(several.half(h=0.08, low=-3), several.rule(lambda t: (np.sinh(t), np.cosh(t)), 0.1, -4, 4), several.half(h=0.08, low=-3))
    d = (a * c)**2
    x, y, z = (b * b + c * c) / d, -a * b / d, a * a / d
    kept = (w > 0) & (x * z - y**2 > 0)
    return [v[kept] for v in (x, y, z)], (w * 4 * a * a * c / d**3)[kept]


def wide():
    return several.grid(*[several.line(h=0.35, reach=12)] * 3)


def quadratic(p, x, y):
    u, v = x - p['m'][0], y - p['m'][1]
    return -p['s'] * (p['K'][0, 0] * u**2 + 2 * p['K'][0, 1] * u * v + p['K'][1, 1] * v**2) / 2 + log_(p['s'])


log_, exp_, factorials = np.log, np.exp, several.lf
# as the cases of several.py
SEVERAL = [
    ('WeighedClass', dict(w=[1.5, 0.75, 2], p=[0.2, 0.3, 0.5]), dict(y=[0, 1, 0]), dict(p=[0.25, 0.5, 0.25]),
     lambda: ([np.array(v, dtype=L) for v in np.eye(3)], np.ones(3, dtype=L)), lambda p, a, b, c: sum(y * log_(p['w'][i] * p['p'][i]) for i, y in enumerate((a, b, c))),
     lambda p, a, b, c: [a, b], lambda p: [log_(p['p'][0] / p['p'][2]), log_(p['p'][1] / p['p'][2])]),
    ('SharesByLogs', dict(u=[0.5, -0.25, 0.75]), dict(p=[0.2, 0.3, 0.5]), dict(u=[0.25, 0, 1]), several.shares,
     lambda p, *x: sum((exp_(p['u'][i]) - 1) * log_(x[i]) for i in range(3)), lambda p, *x: [log_(y) for y in x], lambda p: [*(exp_(p['u']) - 1)]),
    ('InverseScale', dict(n=4.5, s=1.25), dict(S=[[1.5, 0.4], [0.4, 0.8]]), dict(s=1), inverted,
     lambda p, x, y, z: -(p['n'] + 3) / 2 * log_(x * z - y**2) - p['s'] * (x + z) / (x * z - y**2), lambda p, x, y, z: [(x + z) / (x * z - y**2)],
     lambda p: [-p['s']]),
    ('SpreadAndLevel', dict(s=1.25, t=0.5), dict(X=[[0.8, 0.2], [0.2, 0.5]]), dict(s=1, t=0.25), wide,
     lambda p, x, y, z: -p['s'] * (x**2 + 2 * y**2 + z**2) / 2 + p['t'] * (x + z), lambda p, x, y, z: [x + z, x**2 + 2 * y**2 + z**2],
     lambda p: [p['t'], -p['s'] / 2]),
    ('NoisyCount', dict(b=0.5, r=1.75), dict(k=2, x=0.5), dict(r=2), lambda: several.moved(several.grid(several.counts(0, 60), several.line()), lambda k, z: ([k, z + L(0.5) * k], 1)),
     lambda p, k, x: k * log_(p['r']) - p['r'] - factorials(k) - (x - p['b'] * k)**2 / 2, lambda p, k, x: [k], lambda p: [log_(p['r'])]),
    ('LevelUnderPrecision', dict(a=2.5, b=1.25, c=0.5), dict(x=0.5, t=0.75), dict(a=2, b=1.5, c=0.25),
     lambda: several.moved(several.grid(several.line(reach=14, h=0.3), several.half(h=0.04, low=-3.8, high=5)), lambda z, t: ([L(0.5) + z / np.sqrt(t), t], 1 / np.sqrt(t))),
     lambda p, x, t: (p['a'] - 1) * log_(t) - p['b'] * t - t * (x - p['c'])**2 / 2, lambda p, x, t: [t, log_(t), t * x],
     lambda p: [-p['b'] - p['c']**2 / 2, p['a'] - 1, p['c']]),
    ('SpikeOrWait', dict(w=0.25, r=1.5), dict(y=1, t=0.5), dict(w=0.5, r=1), lambda: several.grid(several.members(0, 1), several.half()),
     lambda p, y, t: y * log_(p['w']) + (1 - y) * log_(1 - p['w']) + log_(1 + y) + log_(p['r']) - (1 + y) * p['r'] * t, lambda p, y, t: [y, t + t * y],
     lambda p: [log_(p['w'] / (1 - p['w'])), -p['r']]),
    ('SharedCounts', dict(r=1.75), dict(k=[2, 1]), dict(r=2), lambda: several.grid(*[several.counts(0, 60)] * 2),
     lambda p, j, k: (j + k) * log_(p['r']) - factorials(j) - factorials(k) - 2 * p['r'], lambda p, j, k: [j + k], lambda p: [log_(p['r'])]),
    ('KnownDirections', dict(K=[[1.5, 0.25], [0.25, 1]], m=[0.5, -0.25], s=1.25), dict(x=[0.75, 0.5]), dict(m=[0, 0], s=1), lambda: several.grid(*[several.line(reach=12)] * 2),
     quadratic, lambda p, x, y: [x, y, p['K'][0, 0] * x**2 + 2 * p['K'][0, 1] * x * y + p['K'][1, 1] * y**2],
     lambda p: [*(p['s'] * (p['K'] @ p['m'])), -p['s'] / 2]),
]
several.CONSTANTS.update(WeighedClass=['w'], InverseScale=['n'], NoisyCount=['b'], KnownDirections=['K'])
several.SIMPLEX.add('p')


SIZED = ['InverseScale', 'SpreadAndLevel', 'SharedCounts']


class Sums:
    """A law of several.py, or of joint.py, as sums over its places."""
    def __init__(self, weights, found):
        self.weights, self.found = weights, found

    def mean(self, values):
        return (self.weights * np.array(values)).sum()

    def covariance(self, a, b):
        return self.mean((a - self.mean(a)) * (b - self.mean(b)))


def along(law, found):
    """Third and fourth cumulant of Σ uᵢ Tᵢ for uᵢ = ½, −⅓, ¼, …"""
    u = [(-1) ** i / L(i + 2) for i in range(len(found))]
    t = sum(a * np.array(x) for a, x in zip(u, found))
    t = t - law.mean(t)
    return {'3': float(law.mean(t**3)), '4': float(law.mean(t**4) - 3 * law.mean(t**2)**2)}


def moments(weights, found):
    law = Sums(weights, found)
    c = [np.array(t) - law.mean(t) for t in found]
    joint = lambda index: whole(lambda *i: law.mean(np.prod([c[k] for k in i], axis=0)), index)
    n = len(found)
    name = lambda index: str(len(index)) if n == 1 else ''.join(str(i + 1) for i in index)
    small = lambda i: 0.0 if abs(joint(i)) < 1e-15 * np.prod([np.sqrt(law.mean(c[k]**2)) for k in i]) else float(joint(i))
    return {'cumulants': {name(i): small(i) for order in (2, 3, 4) for i in choices(range(n), order)}, 'along': along(law, found)}


def higher_of(file, name, at, fixed, weights, found, extreme=False):
    return {'file': file, 'name': name, 'extreme': extreme, 'at': at, **moments(weights, found), 'christoffel': {}}


def several_entry(case, file):
    name, point, x, to, places, density, statistics, natural = case
    entry, step = several.record(*case)
    law = several.Law(places(), density, point)
    found = [np.real(t) * np.ones_like(law.weights) for t in statistics(several.complexes(point), *law.xs)]
    higher = higher_of(file, name, point, [], law.weights, found)
    entry['file'] = file
    sized = {'P': 2} if name in SIZED else {}
    for made in (higher, entry, step or {'at': {}}):
        made['at'] = {**made['at'], **sized}
    if step and 'p' in step['gradient'] and isinstance(point['p'], list):
        first = step['gradient']['p']
        step['gradient']['p'] = [*first[:-1], 0]
    if step:
        step['file'] = file
        law_ = Sums(law.weights, found)
        here = np.array([float(np.real(v)) for v in natural(several.complexes(point))])
        # λ′ = λ − ρ ĝ tells ĝ.
        direction = (here - np.array(step['natural'])) / several.RHO
        c = [t - law_.mean(t) for t in found]
        line = sum(g * t for g, t in zip(direction, c))
        metric = np.array([[float(law_.covariance(a, b)) for b in found] for a in found])
        bend = np.linalg.solve(metric, np.array([float(law_.mean(line**2 * t)) / 2 for t in c]))
        step['retracted'] = (np.array(step['natural']) - several.RHO**2 / 2 * bend).tolist()
    return entry, step, higher


def unseen_entry(name, variable, places, statistics, text, at, to):
    fixed = unseen.CONSTANTS.get(name, [])
    law = Law(variable, places, text, at)
    found = statistics_of(law, variable, statistics)
    case = (name, variable, fixed, statistics, [], '0', text, [])
    return {'file': 'test/oracles/unseen-families.blr', 'name': name, 'extreme': False, 'at': {n: v for n, v in at.items() if n != variable},
            'cumulants': cumulants(law, found), 'christoffel': {i: number(v, 1e5) for i, v in symbols(case, law, places, at, found).items()}}


def joint_entry(case):
    law = pairs.Law(case, case['at'])
    found = [np.array(law.values(t)) for t in case['statistics']]
    at = pairs.filled(case.get('shape', {}), case['at'])
    return higher_of('test/oracles/joint-families.blr', case['name'], at, [], np.array(law.weights), found)


def all_entries():
    mp.dps = 45
    own = [entry(case, *rest) for case in CASES for rest in case[-1]] + [several_entry(case, FILE) for case in SEVERAL]
    mp.dps = 24
    older = [joint_entry(case) for case in pairs.CASES]
    mp.dps = 45
    older += [unseen_entry(*case) for case in unseen.CASES]
    older += [several_entry(case, 'test/oracles/several-families.blr')[2] for case in several.CASES]
    return own, older


if __name__ == '__main__':
    own, older = all_entries()
    lines = lambda rows: ',\n'.join(json.dumps(r, ensure_ascii=False) for r in rows)
    text = f'{{"points": [\n{lines([m[0] for m in own])}\n], "steps": [\n{lines([m[1] for m in own])}\n]}}\n'
    (HERE / 'outside-families.json').write_text(text)
    (HERE / 'higher-orders.json').write_text(f'[\n{lines([m[2] for m in own] + older)}\n]\n')
