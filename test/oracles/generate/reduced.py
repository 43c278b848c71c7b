"""Writes ../reduced-families.json for the declarations of ../reduced-families.blr. Run: python3 reduced.py (needs mpmath; seconds).

Each case is the logarithm of ∫ h^c exp⟨λ, T⟩, by sums over the support or a closed integral: means, metric and E[log h] are its
derivatives, taken numerically at 40 digits; entropy and divergence follow from them."""
import json
import pathlib
from itertools import product
from mpmath import diff, exp, log, loggamma, matrix, mp, mpf, pi

mp.dps = 40
HERE = pathlib.Path(__file__).resolve().parent.parent


def total(xs):
    return sum(xs, mpf(0))


def shares(lam, c, k):
    a = [k['κ'] * x - c for x in lam] + [c * k['κ'] - k['κ'] * total(lam) - c]
    return total(loggamma(x + 1) for x in a) - loggamma(total(a) + len(a))


def mean_in_shares(lam, c, _):
    b = list(lam) + [c - total(lam)]
    return len(b) * log(2 * pi / c) / 2 + total(x * x for x in b) / (2 * c)


def known_side(lam, _, k):
    u2 = total(mpf(x) ** 2 for x in k['u'])
    return len(k['u']) * (len(lam) - 1) * log(-pi / lam[-1]) / 2 - u2 * total(x * x for x in lam[:-1]) / (4 * lam[-1])


def over(statistics, *ranges):
    places = [[mpf(t) for t in statistics(*x)] for x in product(*ranges)]
    return lambda lam, *_: log(total(exp(total(a * t for a, t in zip(lam, place))) for place in places))


def class_mean(lam, *_):
    logits, c, q = list(lam[:2]) + [mpf(0)], lam[2:5], lam[5]
    return log(total(exp(a - b * b / (4 * q)) for a, b in zip(logits, c))) + log(-pi / q) / 2


def class_mean_natural(x):
    p, m, s = x[:2] + [1 - x[0] - x[1]], x[2:5], x[5]
    logits = [log(a) - s * b * b / 2 for a, b in zip(p, m)]
    return [a - logits[2] for a in logits[:2]] + [s * b for b in m] + [-s / 2]


def class_wait(lam, *_):
    return log(total(exp(a) / -b for a, b in zip(list(lam[:2]) + [mpf(0)], lam[2:])))


def class_wait_natural(x):
    logits = [log(a * b) for a, b in zip(x[:2] + [1 - x[0] - x[1]], x[2:])]
    return [a - logits[2] for a in logits[:2]] + [-b for b in x[2:]]


def known_places(lam, *_):
    return log(total(exp(a) for a in lam[:2]) + 1) + log(2 * pi / lam[2]) / 2


def alike(y, z):
    return [y == 0, y == 1, y == z]


def class_shape(lam, c, k):
    logits = list(lam[1:]) + [mpf(0)]
    weights = [l + (loggamma(c * (a - 1) + 1) - c * loggamma(a) - (c * (a - 1) + 1) * log(-lam[0])) for l, a in zip(logits, k['a'])]
    return log(total(exp(w) for w in weights))


def class_shape_natural(x):
    a, p, b = [mpf(t) for t in PLACED], x[:2] + [1 - x[0] - x[1]], x[2]
    logits = [log(q) + t * log(b) for q, t in zip(p, a)]
    return [-b] + [l - logits[2] for l in logits[:2]]


# Two coordinates, three classes: λ is two logits, Sm of each class, and of −S/2 the entries (1, 1), twice (1, 2), (2, 2).
def discriminants(lam, *_):
    logits, c, (a, b, d) = list(lam[:2]) + [mpf(0)], lam[2:8], [-lam[8], -lam[9] / 2, -lam[10]]
    det = a * d - b * b
    form = lambda u, v: (d * u * u - 2 * b * u * v + a * v * v) / det
    return log(total(exp(l + form(*c[2 * k:2 * k + 2]) / 4) for k, l in enumerate(logits))) + log(pi) - log(det) / 2


def discriminants_natural(x):
    p, (a, b, d) = x[:2] + [1 - x[0] - x[1]], x[8:]
    m = [(x[2 + k], x[5 + k]) for k in range(3)]
    logits = [log(q) - (a * u * u + 2 * b * u * v + d * v * v) / 2 for q, (u, v) in zip(p, m)]
    means = [t for u, v in m for t in (a * u + b * v, b * u + d * v)]
    return [l - logits[2] for l in logits[:2]] + means + [-a / 2, -b, -d / 2]


def discriminants_spelled(x):
    return shares_first(x, M=[x[2:5], x[5:8]], S=[[x[8], x[9]], [x[9], x[10]]])


PLACED = [1.5, 2.25, 0.75]


def sign_of_class(y, b):
    return [y == 0, y == 1] + [b * (y == k) for k in range(3)]


def known_weights(lam, c, k):
    w = k['w']
    a = [v * x - c for v, x in zip(w, lam)] + [c * w[2] - w[2] * total(lam) - c]
    return total(loggamma(x + 1) for x in a) - loggamma(total(a) + len(a))


OFFSETS = [1, -0.5, 0.25]


def offset_class(lam, c, _):
    return log(total(exp(l + b * (lam[0] + c * u)) for l, u in zip(list(lam[1:]) + [mpf(0)], OFFSETS) for b in (0, 1)))


def count_beside_class(lam, c, _):
    count = total(exp(lam[0] * n - c * loggamma(n + 1)) for n in map(mpf, range(120)))
    return log(count) + log(total(exp(a) for a in lam[1:]) + 1)


def area(k):
    n = (k['P'] if 'P' in k else len(k['m'])) / mpf(2)
    return log(2) + n * log(pi) - loggamma(n), n


def radial_quartic(lam, _, k):
    sphere, n = area(k)
    return sphere + loggamma(n / 2) - log(4) - n / 2 * log(-lam[0])


def radial_exponential(lam, _, k):
    sphere, n = area(k)
    return sphere + loggamma(2 * n) - 2 * n * log(-lam[0])


def radial_gamma(lam, _, k):
    sphere, n = area(k)
    return sphere + loggamma(n + lam[1]) - log(2) - (n + lam[1]) * log(-lam[0])


def shares_first(x, **rest):
    return {'p': x[:2] + [1 - x[0] - x[1]], **rest}


# name, log ∫, λ of the free numbers of the parameters, these at two members, constants; how `at` is spelled
CASES = [
    dict(name='KnownTotal', log=shares, natural=lambda m: m, at=['0.3', '0.5'], to=['0.1', '0.6'], constants={'κ': 4},
         spell=lambda m: {'m': m + [1 - sum(m)]}),
    dict(name='MeanInShares', log=mean_in_shares, natural=lambda m: m, at=['0.25', '0.5'], to=['0.125', '0.25'], constants={},
         spell=lambda m: {'m': m + [1 - sum(m)]}),
    dict(name='KnownSide', log=known_side, natural=lambda x: [x[0] * x[2], x[1] * x[2], -x[2] / 2], at=['0.3', '-0.7', '1.5'],
         to=['0.1', '0.2', '2'], constants={'u': [1, 2, 0.5]}, spell=lambda x: {'m': x[:2], 's': x[2]}),
    dict(name='RangeProduct', log=over(lambda j, k: [j * k], range(4), range(4)), natural=lambda x: x, at=['-0.375'], to=['0.125'],
         constants={}, spell=lambda x: {'t': x[0]}),
    dict(name='RangeProduct', log=over(lambda j, k: [j * k], range(4), range(4)), natural=lambda x: x, at=['0'], to=['0.5'],
         constants={}, spell=lambda x: {'t': x[0]}),
    dict(name='NearRanges', log=over(lambda i, j: [i * j, abs(i - j)], range(1, 6), range(1, 6)), natural=lambda x: [x[1], x[0]],
         at=['0.25', '-0.125'], to=['0.125', '0.25'], constants={}, spell=lambda x: {'a': x[0], 'b': x[1]}),
    dict(name='ThreeRanges', log=over(lambda i, j, k: [i * j * k, abs(i - k)], range(3), range(-1, 3), range(5)), natural=lambda x: x,
         at=['0.25', '-0.5'], to=['-0.125', '0.25'], constants={}, spell=lambda x: {'a': x[0], 'b': x[1]}),
    dict(name='ClassMean', log=class_mean, natural=class_mean_natural, at=['0.25', '0.5', '1', '-2', '0.5', '1.5'],
         to=['0.5', '0.125', '0.5', '-1', '0', '2'], constants={}, spell=lambda x: shares_first(x, m=x[2:5], s=x[5])),
    dict(name='ClassWait', log=class_wait, natural=class_wait_natural, at=['0.25', '0.5', '1', '2', '0.5'],
         to=['0.5', '0.125', '0.5', '1', '0.75'], constants={}, spell=lambda x: shares_first(x, r=x[2:])),
    dict(name='KnownPlaces', log=known_places, natural=lambda x: [log(a / (1 - x[0] - x[1])) for a in x[:2]] + [x[2]],
         at=['0.25', '0.5', '1.5'], to=['0.5', '0.125', '2'], constants={'m': [1, 2, 0.5]}, spell=lambda x: shares_first(x, s=x[2])),
    dict(name='AlikeClasses', log=over(alike, range(3), range(3)), natural=lambda x: [log(a / (1 - x[0] - x[1])) for a in x[:2]] + [x[2]],
         at=['0.25', '0.5', '0.75'], to=['0.5', '0.125', '-0.25'], constants={}, spell=lambda x: shares_first(x, a=x[2])),
    dict(name='ClassShape', log=class_shape, natural=class_shape_natural, at=['0.25', '0.5', '1.5'], to=['0.5', '0.125', '0.75'],
         constants={'a': PLACED}, spell=lambda x: shares_first(x, b=x[2])),
    dict(name='Discriminants', log=discriminants, natural=discriminants_natural, constants={}, spell=discriminants_spelled,
         at=['0.25', '0.5', '1', '-0.5', '0.25', '0.5', '0.75', '-1', '1.5', '0.25', '0.75'],
         to=['0.5', '0.125', '0.5', '0', '0.25', '1', '0.5', '-0.5', '1', '-0.25', '2']),
    dict(name='SignOfClass', log=over(sign_of_class, range(3), (-1, 1)), constants={}, spell=lambda x: shares_first(x, c=x[2:]),
         natural=lambda x: [log(a / (1 - x[0] - x[1])) for a in x[:2]] + x[2:],
         at=['0.25', '0.5', '0.5', '-0.25', '1'], to=['0.5', '0.125', '1', '0.5', '-0.5']),
    dict(name='KnownWeights', log=known_weights, natural=lambda m: m, at=['0.25', '0.5'], to=['0.5', '0.125'], constants={'w': [4, 6, 5]},
         spell=lambda m: {'m': m + [1 - sum(m)]}),
    dict(name='OffsetClass', log=offset_class, constants={'u': OFFSETS}, spell=lambda x: shares_first(x, q=x[2]),
         natural=lambda x: [log(x[2] / (1 - x[2]))] + [log(a / (1 - x[0] - x[1])) for a in x[:2]],
         at=['0.25', '0.5', '0.375'], to=['0.5', '0.125', '0.75']),
    dict(name='RadialQuartic', log=radial_quartic, natural=lambda x: [-x[0]], at=['0.75'], to=['2'], constants={'P': 3},
         spell=lambda x: {'k': x[0]}),
    dict(name='RadialExponential', log=radial_exponential, natural=lambda x: [-x[0]], at=['0.75'], to=['2'], constants={'P': 4},
         spell=lambda x: {'b': x[0]}),
    dict(name='RadialPlace', log=radial_exponential, natural=lambda x: [-x[0]], at=['0.75'], to=['2'], constants={'m': [1, 2, 0.5]},
         spell=lambda x: {'b': x[0]}),
    dict(name='RadialGamma', log=radial_gamma, natural=lambda x: [-x[1], x[0] / 2], at=['1.5', '0.75'], to=['0.5', '2'],
         constants={'P': 3}, spell=lambda x: {'a': x[0], 'b': x[1]}),
    dict(name='CountBesideClass', log=count_beside_class,
         natural=lambda x: [log(x[2])] + [log(a / (1 - x[0] - x[1])) for a in x[:2]], at=['0.25', '0.5', '1.5'], to=['0.5', '0.125', '2'],
         constants={}, spell=lambda x: shares_first(x, r=x[2])),
]


# A value of the variables for each, at which the code that is printed is compared with `eval`.
PLACES = {
    'KnownTotal': {'θ': [0.2, 0.5, 0.3]}, 'MeanInShares': {'x': [0.3, -0.5, 1]}, 'KnownSide': {'X': [[1, 2], [0.5, -1], [0.3, 0.2]]},
    'RangeProduct': {'j': 1, 'k': 2}, 'NearRanges': {'i': 1, 'j': 3}, 'ThreeRanges': {'i': 1, 'j': 2, 'k': 3},
    'ClassMean': {'y': [0, 1, 0], 'x': 0.4}, 'ClassWait': {'y': [0, 1, 0], 'x': 0.4}, 'KnownPlaces': {'y': [0, 1, 0], 'x': 0.4},
    'RadialQuartic': {'x': [0.2, 0.5, -1]}, 'RadialExponential': {'x': [0.2, 0.5, -1, 0.3]}, 'RadialGamma': {'x': [0.2, 0.5, -1]},
    'RadialPlace': {'x': [0.2, 0.5, -1]},
    'AlikeClasses': {'y': [0, 1, 0], 'z': [0, 1, 0]}, 'ClassShape': {'y': [0, 1, 0], 'x': 0.4},
    'Discriminants': {'y': [0, 1, 0], 'x': [0.4, -0.3]},
    'SignOfClass': {'y': [0, 1, 0], 'b': -1}, 'KnownWeights': {'θ': [0.2, 0.5, 0.3]}, 'OffsetClass': {'y': [0, 1, 0], 'b': 1},
    'CountBesideClass': {'n': 2, 'y': [0, 0, 1]},
}


def slopes(f, at):
    return [diff(lambda t, i=i: f([x if j != i else t for j, x in enumerate(at)]), at[i]) for i in range(len(at))]


def point(case):
    constants = {k: [mpf(x) for x in v] if isinstance(v, list) else mpf(v) for k, v in case['constants'].items()}
    xi, other = [mpf(x) for x in case['at']], [mpf(x) for x in case['to']]
    value = lambda lam, c=mpf(1): case['log'](lam, c, constants)
    lam, far = case['natural'](xi), case['natural'](other)
    n = len(lam)
    mean = slopes(value, lam)
    base = diff(lambda c: value(lam, c), mpf(1))
    fisher = [slopes(lambda z, i=i: slopes(value, z)[i], lam) for i in range(n)]
    tangent = matrix([slopes(lambda z, i=i: case['natural'](z)[i], xi) for i in range(n)])
    metric = tangent.T * matrix(fisher) * tangent
    numbers = lambda e: [[float(e[i, j]) for j in range(e.cols)] for i in range(e.rows)]
    return {
        'file': 'test/oracles/reduced-families.blr', 'name': case['name'],
        'at': {**PLACES[case['name']], **case['spell']([float(x) for x in xi]), **{k: v for k, v in case['constants'].items() if k != 'P'}},
        'toPoint': case['spell']([float(x) for x in other]),
        'expected': {
            'natural': [float(x) for x in lam], 'logPartition': float(value(lam)), 'mean': [float(x) for x in mean],
            'entropy': float(value(lam) - total(a * b for a, b in zip(lam, mean)) - base),
            'kl': float(value(far) - value(lam) - total((b - a) * m for a, b, m in zip(lam, far, mean))),
            'fisherNatural': [[float(x) for x in row] for row in fisher], 'fisherParameters': numbers(metric),
        },
    }


(HERE / 'reduced-families.json').write_text(json.dumps({'points': [point(c) for c in CASES]}, indent=1, ensure_ascii=False) + '\n')
