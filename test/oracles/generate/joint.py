"""Writes ../joint-families.json for the declarations of ../joint-families.blr. Run: python3 joint.py (needs mpmath; minutes).

One road for all, and it knows nothing but the density up to its normaliser: the support becomes a grid of places with weights
(the trapezoidal rule in sinh of a number on the whole line, or around a circle), and entropy, divergence, means, covariances and
steps are sums over it. Scores are central differences of the log-density. Every other place in each direction must give the same
total to 1e-8, which squares with the step, or nothing is written."""
import json
import pathlib
from itertools import product
from mpmath import cos, cosh, exp, fsum, isfinite, log, log1p, loggamma, lu_solve, matrix as dense, mp, mpf, pi, sin, sinh

mp.dps = 24
HERE = pathlib.Path(__file__).resolve().parent.parent
NAMES = dict(cos=cos, exp=exp, log=log, loggamma=loggamma, sin=sin, mpf=mpf)
PER, REACH = 16, mpf(44) / 10


def line():
    return [(sinh(mpf(k) / PER), cosh(mpf(k) / PER) / PER, k) for k in range(int(-REACH * PER), int(REACH * PER) + 1)]


def real():
    return line()


def half():
    return [(exp(y), w * exp(y), k) for y, w, k in line()]


def between(a, b):
    found = []
    for y, w, k in line():
        near = exp(-abs(y)) / (1 + exp(-abs(y)))
        found.append((b - (b - a) * near if y > 0 else a + (b - a) * near, w * (b - a) * near * (1 - near), k))
    return found


def circle(n=64):
    return [(2 * pi * k / n - pi, 2 * pi / n, k) for k in range(n)]


def integers(a, b):
    """No step that could be halved."""
    return [(mpf(k), mpf(1), None) for k in range(a, b + 1)]


# A place as variables by name: from two numbers, with what their volume is multiplied by.
def plain(*names):
    return lambda x, y: (dict(zip(names, (x, y))), mpf(1))


def sticks(x, y):
    return {'p1': x, 'p2': (1 - x) * y, 'p3': (1 - x) * (1 - y), 'rest1': 1 - x}, 1 - x


def shares(x, y):
    return {'p1': x * y, 'p2': x * (1 - y), 'p3': 1 - x, 'rest3': x}, x


def beyond(x, gap):
    return {'x': x, 'gap': gap, 'y': x + gap}, mpf(1)


GAUSS = '-(s11*({0}-m1)**2 + 2*s12*({0}-m1)*({1}-m2) + s22*({1}-m2)**2)/2'
VECTOR = {'m': ['m1', 'm2'], 'S': [['s11', 's12'], ['s12', 's22']]}
SIMPLEX = {'p': ['p1', 'p2', 'p3']}

# slow: no step is written, which would take half a minute. Name, numbers that are integrated over, place, log-density, statistics,
# natural parameters and log h in the order and choice of `eval`, parameters at two members and a gradient, a place; and how vectors and matrices of `at` are made of numbers
CASES = [
    dict(name='Sticks', grid=(lambda: between(0, 1), lambda: between(0, 1)), place=sticks, shape=SIMPLEX,
         log='(a-1)*log(p1) + (b-c-d)*log(rest1) + (c-1)*log(p2) + (d-1)*log(p3)', statistics=['log(p1)', 'log(p2)', 'log(p3)', 'log(rest1)'],
         natural=['a-1', 'c-1', 'd-1', 'b-c-d'], base='0', at=dict(a=1.5, b=2.5, c=2, d=1.25), to=dict(a=2, b=2, c=1.5, d=1.5),
         gradient=dict(a=0.25, b=-0.125, c=0.0625, d=0.125), point=dict(p1=0.25, p2=0.5, p3=0.25, rest1=0.75)),
    dict(name='SharesOfAShare', grid=(lambda: between(0, 1), lambda: between(0, 1)), place=shares, shape=SIMPLEX,
         log='(a-1)*log(p1) + (b-1)*log(p2) + (u-a-b)*log(rest3) + (v-1)*log(p3)', statistics=['log(p1)', 'log(p2)', 'log(p3)', 'log(rest3)'],
         natural=['a-1', 'b-1', 'v-1', 'u-a-b'], base='0', at=dict(a=1.5, b=2.5, u=2, v=1.25), to=dict(a=2, b=2, u=1.5, v=1.5),
         gradient=dict(a=0.25, b=-0.125, u=0.0625, v=0.125), point=dict(p1=0.25, p2=0.5, p3=0.25, rest3=0.75)),
    dict(name='PolarAngles', grid=(lambda: between(0, pi), circle), place=plain('t', 'f'), log='k*cos(t) + log(sin(t))', statistics=['cos(t)'],
         natural=['k'], base='log(sin(t))', at=dict(k=1.5), to=dict(k=0.5), gradient=dict(k=0.25), point=dict(t=0.75, f=0.5)),
    dict(name='DirectionInAngles', grid=(lambda: between(0, pi), circle), place=plain('t', 'f'),
         log='u*sin(t)*cos(f) + v*sin(t)*sin(f) + w*cos(t) + log(sin(t))', statistics=['cos(t)', 'cos(f)*sin(t)', 'sin(f)*sin(t)'],
         natural=['w', 'u', 'v'], base='log(sin(t))', at=dict(u=0.5, v=-0.25, w=1.5), to=dict(u=0.25, v=0.5, w=1),
         gradient=dict(u=0.25, v=0.125, w=0.0625), point=dict(t=0.75, f=0.5)),
    dict(name='LogarithmsTogether', grid=(half, half), place=plain('x', 'y'), shape=VECTOR, log=GAUSS.format('log(x)', 'log(y)') + ' - log(x) - log(y)',
         statistics=['log(x)', 'log(y)', 'log(x)**2', 'log(x)*log(y)', 'log(y)**2'],
         natural=['s11*m1 + s12*m2 - 1', 's12*m1 + s22*m2 - 1', '-s11/2', '-s12', '-s22/2'], base='0',
         at=dict(m1=0.25, m2=-0.5, s11=2, s12=0.5, s22=1), to=dict(m1=0, m2=0.25, s11=1.5, s12=-0.25, s22=1.25),
         gradient=dict(m1=0.25, m2=-0.125, s11=0.125, s12=0.0625, s22=0.125), point=dict(x=1.5, y=0.75)),
    dict(name='LogarithmAndNumber', grid=(half, real), place=plain('x', 'y'), shape=VECTOR, log=GAUSS.format('log(x)', 'y') + ' - log(x)',
         statistics=['log(x)', 'y', 'log(x)**2', 'log(x)*y', 'y**2'],
         natural=['s11*m1 + s12*m2 - 1', 's12*m1 + s22*m2', '-s11/2', '-s12', '-s22/2'], base='0',
         at=dict(m1=0.25, m2=-0.5, s11=2, s12=0.5, s22=1), to=dict(m1=0, m2=0.25, s11=1.5, s12=-0.25, s22=1.25),
         gradient=dict(m1=0.25, m2=-0.125, s11=0.125, s12=0.0625, s22=0.125), point=dict(x=1.5, y=0.75)),
    dict(name='OneBeyondTheOther', grid=(half, half), place=beyond, log='(p-1)*log(x) + (q-1)*log(gap) - a*y', statistics=['y', 'log(x)', 'log(gap)'],
         natural=['-a', 'p-1', 'q-1'], base='0', at=dict(p=1.5, q=2.5, a=2), to=dict(p=2, q=2, a=1.5), gradient=dict(p=0.25, q=-0.125, a=0.125),
         point=dict(x=0.5, y=1.75, gap=1.25)),
    dict(name='WaitingGivenWaiting', grid=(half, half), place=plain('x', 'y'), log='log(x+1) - b*x - a*(x+1)*y', statistics=['x', 'y + x*y'],
         natural=['-b', '-a'], base='log(x+1)', at=dict(a=1.5, b=2.5), to=dict(a=1, b=2), gradient=dict(a=0.25, b=-0.125), point=dict(x=0.5, y=0.75)),
    dict(name='RatiosToAThird', grid=(half, half), place=plain('x', 'y'), log='(a-1)*log(x) + (b-1)*log(y) - (a+b+c)*log(1+x+y)',
         statistics=['log(x)', 'log(y)', 'log(1+x+y)'], natural=['a-1', 'b-1', '-(a+b+c)'], base='0', at=dict(a=1.5, b=2.5, c=2), to=dict(a=2, b=2, c=1.5),
         gradient=dict(a=0.25, b=-0.125, c=0.0625), point=dict(x=0.5, y=0.75)),
    dict(name='TiltedTable', grid=(lambda: integers(0, 4), lambda: integers(-1, 1)), place=plain('j', 'k'),
         log='a*j**2 + b*j + c*k**2 + d*j*k - loggamma(j+1) - loggamma(5-j)', statistics=['j', 'j**2', 'k**2', 'j*k'],
         natural=['b', 'a', 'c', 'd'], base='-loggamma(j+1) - loggamma(5-j) + log(24)', at=dict(a=-0.25, b=0.5, c=0.75, d=-0.5), to=dict(a=0.25, b=0.25, c=-0.5, d=0.5),
         gradient=dict(a=0.25, b=-0.125, c=0.0625, d=0.125), point=dict(j=2, k=-1)),
    dict(name='CountAndShare', slow=True, grid=(lambda: integers(0, 4), lambda: between(0, 1)), place=plain('k', 'p'),
         log='a*k**2 + b*k*p + log(p) + log(1-p)', statistics=['k**2', 'k*p'], natural=['a', 'b'], base='log(p) + log(1-p)',
         at=dict(a=-0.25, b=0.5), to=dict(a=0.125, b=-0.5), gradient=dict(a=0.25, b=-0.125), point=dict(k=2, p=0.25)),
    dict(name='RatioOneInside', slow=True, grid=(lambda: integers(-1, 1), lambda: between(0, 1)), place=plain('k', 'p'),
         log='a*k + b*log(1-p) + c*k*p', statistics=['k', 'k*p', 'log(1-p)'], natural=['a', 'c', 'b'], base='0',
         at=dict(a=-0.25, b=1.5, c=0.5), to=dict(a=0.5, b=0.75, c=-1), gradient=dict(a=0.25, b=-0.125, c=0.0625), point=dict(k=1, p=0.25)),
    dict(name='BothAlone', grid=(lambda: between(0, 1), half), place=plain('p', 'x'),
         log='a*p**2 - b*x**3 + c*log(1+x)', statistics=['p**2', 'x**3', 'log(1+x)'], natural=['a', '-b', 'c'], base='0',
         at=dict(a=0.5, b=1.5, c=0.75), to=dict(a=-1, b=0.75, c=-0.5), gradient=dict(a=0.25, b=-0.125, c=0.0625), point=dict(p=0.25, x=0.5)),
]
RHO, TAU = mpf(1) / 8, mpf(1) / 2


def compiled(text):
    return compile(text, text, 'eval')


class Law:
    def __init__(self, case, at):
        self.at = {k: mpf(v) for k, v in at.items()}
        self.text = compiled(case['log'])
        first, second = (g() for g in case['grid'])
        places = []
        for (x, w, i), (y, v, j) in product(first, second):
            values, volume = case['place'](x, y)
            if w * v * volume == 0 or not all(u > 0 for k, u in values.items() if k in ('p1', 'p2', 'p3', 'rest1', 'rest3', 'gap')):
                continue
            places.append((values, w * v * volume, not (i or 0) % 2 and not (j or 0) % 2, self.log(values, self.at)))
        top = max(l for *_, l in places if isfinite(l))
        self.places = [(x, w * exp(l - top), half) for x, w, half, l in places if isfinite(l) and w * exp(l - top) > mpf(10) ** -26]
        total = fsum(w for _, w, _ in self.places)
        halves = mpf(2) ** sum(grid[0][2] is not None for grid in (first, second))
        assert abs(halves * fsum(w for _, w, half in self.places if half) / total - 1) < mpf(10) ** -8, case['name']
        self.total = top + log(total)
        self.weights = [w / total for _, w, _ in self.places]

    def log(self, values, parameters):
        return eval(self.text, {**NAMES, **parameters, **values})

    def values(self, text):
        code = compiled(text)
        return [eval(code, {**NAMES, **self.at, **x}) for x, *_ in self.places]

    def score(self, name):
        h = mpf(10) ** -8
        up, down = ({**self.at, name: self.at[name] + s * h} for s in (1, -1))
        return [(self.log(x, up) - self.log(x, down)) / (2 * h) for x, *_ in self.places]

    def logs(self):
        return [self.log(x, self.at) - self.total for x, *_ in self.places]

    def mean(self, values):
        return fsum(w * v for w, v in zip(self.weights, values))

    def covariance(self, a, b):
        mean, other = self.mean(a), self.mean(b)
        return fsum(w * (x - mean) * (y - other) for w, x, y in zip(self.weights, a, b))


def filled(shape, numbers):
    """Numbers by name as the vectors and matrices that they are entries of."""
    put = lambda s: [put(x) for x in s] if isinstance(s, list) else numbers[s]
    flat = lambda s: [n for x in s for n in flat(x)] if isinstance(s, list) else [s]
    whole = {k: put(s) for k, s in shape.items() if all(n in numbers for n in flat(s))}
    taken = {n for k in whole for n in flat(shape[k])}
    return {**whole, **{k: v for k, v in numbers.items() if k not in taken}}


def record(case):
    here = Law(case, case['at'])
    shape = case.get('shape', {})
    found = [here.values(t) for t in case['statistics']]
    scores = [here.score(k) for k in case['at']]
    logs = here.logs()
    there = Law(case, case['to'])
    others = [there.log(x, there.at) - there.total for x, *_ in here.places]
    number = lambda x: 0.0 if abs(x) < mpf(10) ** -12 else float(x)
    rows = lambda list_: [[number(here.covariance(a, b)) for b in list_] for a in list_]
    natural = [eval(n, {**NAMES, **here.at}) for n in case['natural']]
    seen = {k: v for k, v in case['point'].items() if not k.startswith('rest') and k != 'gap'}
    point = {'file': 'test/oracles/joint-families.blr', 'name': case['name'], 'extreme': False, 'at': filled(shape, {**case['at'], **seen}),
             'toPoint': filled(shape, case['to']), 'expected': {
                 'natural': [float(n) for n in natural], 'naturalFromMean': [float(n) for n in natural], 'logDensity': float(here.log({k: mpf(v) for k, v in case['point'].items()}, here.at) - here.total),
                 'entropy': number(-here.mean(logs)), 'kl': number(here.mean([a - b for a, b in zip(logs, others)])),
                 'mean': [number(here.mean(t)) for t in found], 'fisherNatural': rows(found), 'fisherParameters': rows(scores)}}
    moved = dense([[here.covariance(s, t) for t in found] for s in scores])
    base = here.values(case['base']) if case['base'] != '0' else None
    wanted = dense([mpf(case['gradient'][k]) + (TAU * here.covariance(s, base) if base else 0) for k, s in zip(case['at'], scores)])
    slope = lu_solve(moved, wanted)
    gradient = {k: v for k, v in case['gradient'].items()}
    if 's12' in gradient:
        gradient['s12'] = gradient['s12'] / 2
    step = {'file': point['file'], 'name': case['name'], 'at': filled(shape, case['at']), 'gradient': filled(shape, gradient), 'rho': float(RHO), 'tau': float(TAU),
            'natural': [float((1 - RHO * TAU) * n - RHO * slope[i]) for i, n in enumerate(natural)]}
    return point, step


if __name__ == '__main__':
    found = [record(case) for case in CASES]
    lines = lambda list_: ',\n'.join(json.dumps(r, ensure_ascii=False) for r in list_)
    steps = [s for case, (_, s) in zip(CASES, found) if not case.get('slow')]
    text = f'{{"points": [\n{lines([p for p, _ in found])}\n], "steps": [\n{lines(steps)}\n]}}\n'
    (HERE / 'joint-families.json').write_text(text)
