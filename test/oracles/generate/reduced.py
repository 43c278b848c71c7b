"""Writes ../reduced-families.json for the declarations of ../reduced-families.blr. Run: python3 reduced.py (needs mpmath; seconds).

Each case is the logarithm of ∫ h^c exp⟨λ, T⟩, by sums over the support or a closed integral: means, metric and E[log h] are its
derivatives, taken numerically at 40 digits; entropy and divergence follow from them."""
import json
import pathlib
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


# name, log ∫, λ of the free numbers of the parameters, these at two members, constants; how `at` is spelled
CASES = [
    dict(name='KnownTotal', log=shares, natural=lambda m: m, at=['0.3', '0.5'], to=['0.1', '0.6'], constants={'κ': 4},
         spell=lambda m: {'m': m + [1 - sum(m)]}),
    dict(name='MeanInShares', log=mean_in_shares, natural=lambda m: m, at=['0.25', '0.5'], to=['0.125', '0.25'], constants={},
         spell=lambda m: {'m': m + [1 - sum(m)]}),
    dict(name='KnownSide', log=known_side, natural=lambda x: [x[0] * x[2], x[1] * x[2], -x[2] / 2], at=['0.3', '-0.7', '1.5'],
         to=['0.1', '0.2', '2'], constants={'u': [1, 2, 0.5]}, spell=lambda x: {'m': x[:2], 's': x[2]}),
]


def slopes(f, at):
    return [diff(lambda t, i=i: f([x if j != i else t for j, x in enumerate(at)]), at[i]) for i in range(len(at))]


def point(case):
    constants = {k: [mpf(x) for x in v] if isinstance(v, list) else mpf(v) for k, v in case['constants'].items()}
    xi, other = [mpf(x) for x in case['at']], [mpf(x) for x in case['to']]
    value = lambda lam, c=mpf(1): case['log'](lam, c, constants)
    lam, far = case['natural'](xi), case['natural'](other)
    n = len(lam)
    mean = slopes(value, lam)
    base = diff(lambda c: value(lam, c), mpf(1)) if case['log'] is not known_side else mpf(0)
    fisher = [slopes(lambda z, i=i: slopes(value, z)[i], lam) for i in range(n)]
    tangent = matrix([slopes(lambda z, i=i: case['natural'](z)[i], xi) for i in range(n)])
    metric = tangent.T * matrix(fisher) * tangent
    numbers = lambda e: [[float(e[i, j]) for j in range(e.cols)] for i in range(e.rows)]
    return {
        'file': 'test/oracles/reduced-families.blr', 'name': case['name'],
        'at': {**case['spell']([float(x) for x in xi]), **case['constants']},
        'toPoint': case['spell']([float(x) for x in other]),
        'expected': {
            'natural': [float(x) for x in lam], 'logPartition': float(value(lam)), 'mean': [float(x) for x in mean],
            'entropy': float(value(lam) - total(a * b for a, b in zip(lam, mean)) - base),
            'kl': float(value(far) - value(lam) - total((b - a) * m for a, b, m in zip(lam, far, mean))),
            'fisherNatural': [[float(x) for x in row] for row in fisher], 'fisherParameters': numbers(metric),
        },
    }


(HERE / 'reduced-families.json').write_text(json.dumps({'points': [point(c) for c in CASES]}, indent=1, ensure_ascii=False) + '\n')
