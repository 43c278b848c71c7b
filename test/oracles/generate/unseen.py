"""Writes ../unseen-families.json for the declarations of ../unseen-families.blr. Run: python3 unseen.py (needs mpmath).

One road for all, and it knows nothing but the density up to its normaliser: the support becomes places and weights (the
trapezoidal rule in y, where y = sinh t is x, log x or logit x; counts until nothing is left; the members of a finite set), and
entropy, divergence, means and covariances are sums over them. Scores are central differences of the log-density at 45 digits.
Every other place must give the same total to 1e-15, or nothing is written."""
import json
import pathlib
from mpmath import asinh, atan, besseli, besselk, beta, binomial, cos, cosh, erf, exp, fsum, isfinite, log, log1p, loggamma, lu_solve, matrix as dense, mp, mpf, pi, sin, sinh, sqrt, tanh

mp.dps = 45
HERE = pathlib.Path(__file__).resolve().parent.parent
NAMES = dict(asinh=asinh, atan=atan, besseli=besseli, besselk=besselk, beta=beta, binomial=binomial, cos=cos, cosh=cosh, erf=erf, exp=exp, log=log, log1p=log1p,
             loggamma=loggamma, sin=sin, sqrt=sqrt, tanh=tanh, abs=abs, max=max, pi=pi, mod=lambda k, n: mpf(int(k) % n), sign=lambda k: mpf(k > 0), softplus=lambda x: log1p(exp(-abs(x))) + max(x, 0))


def line(reach=7, per=96):
    return [(sinh(mpf(k) / per), cosh(mpf(k) / per) / per, k) for k in range(-reach * per, reach * per + 1)]


def real(p):
    return line()


def half(p):
    return [(exp(y), w * exp(y), k) for y, w, k in line() if y < 1e4]


def beyond(a):
    return lambda p: [(a + x, w, k) for x, w, k in half(p)]


def between(a, b):
    def nodes(p):
        found = []
        for y, w, k in line(6):
            near = exp(-abs(y)) / (1 + exp(-abs(y)))
            if abs(y) < 95:
                found.append((b - (b - a) * near if y > 0 else a + (b - a) * near, w * (b - a) * near * (1 - near), k))
        return found
    return nodes


def counts(first, both=False):
    return lambda p: [(mpf(k), mpf(1), 0) for k in range(first - 400 if both else first, first + 400)]


def members(*values):
    return lambda p: [(mpf(v), mpf(1), 0) for v in values]


# name, variable, support, statistics in the order of `eval`, log-density, at, toPoint
CASES = [
    ('ScaledInverseChi', 'x', half, ['log(x)', '1/x**2'], '-(n+1)*log(x) - s/(2*x**2)', {'n': 40, 's': 30, 'x': 0.875}, {'n': 41, 's': 32}),
    ('GammaByLogarithms', 'x', half, ['x', 'log(x)'], '(exp(u)-1)*log(x) - exp(v)*x', {'u': 0.75, 'v': -0.75, 'x': 1.5}, {'u': 1, 'v': -1}),
    ('Frechet', 'x', half, ['x**(-k)'], '-(k+1)*log(x) - (s/x)**k', {'k': 2.5, 's': 1.25, 'x': 1.75}, {'s': 1}),
    ('ErfBase', 'x', half, ['x'], 'log(erf(x)) - b*x', {'b': 1.5, 'x': 0.75}, {'b': 2}),
    ('BesselKPower', 'x', half, ['log(x)'], '(a-1)*log(x) + log(besselk(0, x))', {'a': 2.5, 'x': 0.75}, {'a': 3}),
    ('SoftplusTails', 'x', real, ['softplus(x)', 'softplus(-x)'], '-a*softplus(x) - b*softplus(-x)', {'a': 1.5, 'b': 0.75, 'x': 0.5}, {'a': 2, 'b': 1}),
    ('SquaredSecantTilt', 'x', real, ['x'], 't*x - 2*log(cosh(x))', {'t': 0.75, 'x': 0.5}, {'t': -0.5}),
    ('QuarticTilt', 'x', real, ['x'], 'a*x - x**4', {'a': 0, 'x': 0.5}, {'a': 1}),
    ('NormalByRatio', 'x', real, ['x', 'x**2'], '-(x - c*σ)**2/(2*σ**2)', {'c': 1.5, 'σ': 0.75, 'x': 0.25}, {'c': 1, 'σ': 1}),
    ('TanhTilt', 'x', real, ['tanh(x)'], 'a*tanh(x) - x**2', {'a': 0.75, 'x': 2}, {'a': 0}),
    ('SphereHeight', 'x', between(-1, 1), ['x'], 'k*x', {'k': 0, 'x': -0.25}, {'k': 1}),
    ('Ultraspherical', 'x', between(-1, 1), ['log(1 - x**2)'], '(a - mpf(1)/2)*log(1 - x**2)', {'a': 1.5, 'x': -0.25}, {'a': 1}),
    ('PolarAngle', 'x', between(0, pi), ['cos(x)'], 'log(sin(x)) + k*cos(x)', {'k': 1.5, 'x': 0.25}, {'k': 1}),
    ('TwoWaves', 'x', between(-pi, pi), ['cos(x)', 'cos(2*x)'], 'a*cos(x) + b*cos(2*x)', {'a': 0, 'b': 1, 'x': 0.25}, {'a': 1, 'b': 0.25}),
    ('BoundedPower', 'x', between(2, 5), ['log(x)'], '-a*log(x)', {'a': 1, 'x': 3}, {'a': 2}),
    ('Dilogarithm', 'k', counts(1), ['k'], 'k*log(r) - 2*log(k)', {'r': 0.5, 'k': 2}, {'r': 0.25}),
    ('ThetaCounts', 'k', counts(0, True), ['k', 'k**2'], '-a*k**2 + b*k', {'a': 0.75, 'b': 0, 'k': 2}, {'a': 0.5, 'b': -0.25}),
    ('DoubleGeometric', 'k', counts(0, True), ['abs(k)'], '-a*abs(k)', {'a': 0.75, 'k': -2}, {'a': 0.5}),
    ('SurplusPoisson', 'k', counts(0), ['k', 'sign(k)'], 'log((w if k == 0 else 0) + (1-w)*exp(k*log(r) - r - loggamma(k+1)))', {'w': 0.25, 'r': 1.5, 'k': 2}, {'w': 0.5, 'r': 1}),
    ('SurplusGeometric', 'k', counts(0), ['k', 'sign(k)'], 'log((w if k == 0 else 0) + (1-w)*(1-q)*q**k)', {'w': 0.25, 'q': 0.5, 'k': 0}, {'w': 0.5, 'q': 0.25}),
    ('BinaryAngle', 'y', members(0, 1), ['y'], '2*y*log(sin(t)) + 2*(1-y)*log(cos(t))', {'t': 0.75, 'y': 1}, {'t': 0.25}),
    ('RampedCounts', 'k', counts(0), ['k'], 'log(max(k-2, 0)) - a*k', {'a': 0.5, 'k': 4}, {'a': 1.25}),
    ('HollowCounts', 'k', counts(0), ['k'], 'log((k-5)**2) - a*k', {'a': 0.75, 'k': 7}, {'a': 0.5}),
    ('HollowPower', 'k', counts(0), ['k', 'log(k+1)'], 'log(abs(k-3)) - s*log(k+1) - a*k', {'s': 5.5, 'a': 0.25, 'k': 1}, {'s': 6, 'a': 0.5}),
    ('CutZeta', 'k', counts(1), ['k', 'log(k)'], '-s*log(k) - a*k', {'s': 1.5, 'a': 0.5, 'k': 3}, {'s': 2, 'a': 1}),
    ('OddCounts', 'k', counts(0), ['k'], 'log(2*mod(k, 2)) - a*k', {'a': 0.25, 'k': 3}, {'a': 0.5}),
    ('EvenFirst', 'k', counts(0), ['k'], 'log(3 - 2*mod(k, 2)) - a*k', {'a': 0.25, 'k': 3}, {'a': 0.5}),
    ('WavingCounts', 'k', counts(0), ['k'], 'log(2 + cos(2*pi*k/3)) - a*k', {'a': 0.25, 'k': 3}, {'a': 0.5}),
    ('NoMassAtZero', 'x', members(-1, 0, 1, 2), ['x'], 'log(mpf(x)**2) + a*x', {'a': 0.25, 'x': 2}, {'a': -1}),
    ('NestedLogarithms', 'x', half, ['x'], 'log(log1p(log1p(log1p(x)))) - b*x', {'b': 1.5, 'x': 0.75}, {'b': 2}),
    ('LogGammaBeyondOne', 'x', beyond(1), ['x'], 'log(loggamma(x+1)) - b*x', {'b': 1.5, 'x': 1.75}, {'b': 2}),
    ('ArcTangentOfLogarithm', 'x', half, ['x'], 'log(atan(log1p(x))) - b*x', {'b': 0.75, 'x': 0.75}, {'b': 1}),
    ('AsymmetricIntegers', 'k', members(*range(-3, 5)), ['k', 'abs(k)'], 't*k + u*abs(k)', {'t': 0.25, 'u': -0.5, 'k': 2}, {'t': 0.5, 'u': 0.25}),
]
CONSTANTS = {'Frechet': ['k']}

# name, natural parameters, log h, the gradient in the declared parameters; ρ and τ are one number for all
STEPS = {
    'RampedCounts': (['-a'], 'log(max(k-2, 0))', {'a': 0.25}),
    'HollowCounts': (['-a'], 'log((k-5)**2)', {'a': 0.25}),
    'HollowPower': (['-a', '-s'], 'log(abs(k-3))', {'s': 0.00005, 'a': 0.0001}),
    'CutZeta': (['-a', '-s'], '0', {'s': 0.02, 'a': -0.03}),
    'OddCounts': (['-a'], 'log(2*mod(k, 2))', {'a': 0.25}),
    'EvenFirst': (['-a'], 'log(3 - 2*mod(k, 2))', {'a': 0.25}),
    'WavingCounts': (['-a'], 'log(2 + cos(2*pi*k/3))', {'a': 0.25}),
    'NestedLogarithms': (['-b'], 'log(log1p(log1p(log1p(x))))', {'b': 0.25}),
    'LogGammaBeyondOne': (['-b'], 'log(loggamma(x+1))', {'b': 0.25}),
    'NoMassAtZero': (['a'], 'log(mpf(x)**2)', {'a': 0.25}),
}
RHO, TAU = mpf(1) / 8, mpf(1) / 2


class Law:
    def __init__(self, variable, support, text, point):
        self.at = {k: mpf(v) for k, v in point.items() if k != variable}
        self.log = lambda x, p: eval(text, {**NAMES, 'mpf': mpf, **p, variable: x})
        places = [(x, w, k, self.log(x, self.at)) for x, w, k in support(self.at)]
        top = max(l + log(w) for _, w, _, l in places if isfinite(l))
        self.places = [(x, w * exp(l - top), k) for x, w, k, l in places if isfinite(l) and w * exp(l - top) > mpf(10) ** -60]
        total = fsum(w for _, w, _ in self.places)
        if any(k for *_, k in self.places):
            assert abs(2 * fsum(w for _, w, k in self.places if k % 2 == 0) / total - 1) < mpf(10) ** -15, text
        self.total = top + log(total)
        self.weights = [w / total for _, w, _ in self.places]

    def values(self, f):
        return [f(x) for x, *_ in self.places]

    def mean(self, values):
        return fsum(w * v for w, v in zip(self.weights, values))

    def covariance(self, a, b):
        mean, other = self.mean(a), self.mean(b)
        return fsum(w * (x - mean) * (y - other) for w, x, y in zip(self.weights, a, b))

    def logDensity(self, x):
        return self.log(x, self.at) - self.total

    def score(self, name):
        h = mpf(10) ** -14
        return self.values(lambda x: (self.log(x, {**self.at, name: self.at[name] + h}) - self.log(x, {**self.at, name: self.at[name] - h})) / (2 * h))


def record(name, variable, support, statistics, text, at, to):
    fixed = CONSTANTS.get(name, [])
    here = Law(variable, support, text, at)
    there = Law(variable, support, text, {**{k: at[k] for k in fixed}, **to})
    logs, others = here.values(here.logDensity), here.values(there.logDensity)
    found = [here.values(lambda x, t=t: eval(t, {**NAMES, **here.at, variable: x})) for t in statistics]
    scores = [here.score(k) for k in here.at if k not in fixed]
    number = lambda x: 0.0 if abs(x) < mpf(10) ** -18 else float(x)
    matrix = lambda rows: [[number(here.covariance(a, b)) for b in rows] for a in rows]
    expected = {
        'logDensity': number(here.logDensity(mpf(at[variable]))),
        'entropy': number(-here.mean(logs)),
        'kl': number(here.mean([a - b for a, b in zip(logs, others)])),
        'mean': [number(here.mean(t)) for t in found],
        'fisherNatural': matrix(found),
        'fisherParameters': matrix(scores),
    }
    return {'file': 'test/oracles/unseen-families.blr', 'name': name, 'extreme': False, 'at': at, 'toPoint': to, 'expected': expected}


def step(name, variable, support, statistics, text, at, to):
    """λ′ = (1 − ρτ)λ − ρ(∂μ/∂ξ)⁻ᵀ(G + τ ∂_ξ E[log h]), where ∂μ/∂ξ and ∂_ξ E are covariances with the score."""
    natural, base, gradient = STEPS[name]
    here = Law(variable, support, text, at)
    names = list(gradient)
    scores = [here.score(k) for k in names]
    found = [here.values(lambda x, t=t: eval(t, {**NAMES, **here.at, variable: x})) for t in statistics]
    logs = here.values(lambda x: eval(base, {**NAMES, **here.at, 'mpf': mpf, variable: x}))
    moved = dense([[here.covariance(s, t) for t in found] for s in scores])
    wanted = dense([mpf(gradient[k]) + TAU * here.covariance(s, logs) for k, s in zip(names, scores)])
    slope = lu_solve(moved, wanted)
    value = [(1 - RHO * TAU) * eval(n, {**NAMES, **here.at}) - RHO * slope[i] for i, n in enumerate(natural)]
    shown = {k: v for k, v in at.items() if k != variable}
    return {'file': 'test/oracles/unseen-families.blr', 'name': name, 'at': shown, 'gradient': gradient, 'rho': float(RHO), 'tau': float(TAU),
            'natural': [float(x) for x in value]}


if __name__ == '__main__':
    points = [record(*case) for case in CASES]
    for point in points:
        if point['name'] in STEPS:
            natural = [float(eval(n, {**NAMES, **point['at']})) for n in STEPS[point['name']][0]]
            point['expected'] |= {'natural': natural, 'naturalFromMean': natural}
    steps = [step(*case) for case in CASES if case[0] in STEPS]
    lines = lambda rows: ',\n'.join(json.dumps(r, ensure_ascii=False) for r in rows)
    (HERE / 'unseen-families.json').write_text(f'{{"points": [\n{lines(points)}\n], "steps": [\n{lines(steps)}\n]}}\n')
