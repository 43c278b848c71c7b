"""Writes ../families-matrices.json and ../steps-matrices.json, by the road of natural_coordinates.py: natural parameters as a function
of the declared ones, A, T, log h and E[log h] are written down, all else follows by differences at 60 digits."""
import json
from mpmath import cholesky, digamma, log, loggamma, matrix, mpf, pi
from natural_coordinates import HERE, Family, doubled, dot, exact, logdet, lower, point, quadratic, step, symmetric, upper


def trace(m):
    return sum(m[i, i] for i in range(m.rows))


def outer(x):
    return matrix(x) * matrix(x).T


def gauss(p):
    """log of the integral of exp(l1'y + tr(L2 yy')) over R^p, S = -2 L2."""
    def value(l):
        s = symmetric([-2 * a for a in l[p:]], p, 2)
        return quadratic(l[:p], s ** -1) / 2 - logdet(s) / 2 + mpf(p) / 2 * log(2 * pi)
    return value


def precise(l, p):
    """m and S of (Sm, -S/2)."""
    s = symmetric([-2 * a for a in l[p:]], p, 2)
    return list(s ** -1 * matrix(l[:p])), s


def log_normal(p):
    s = lambda xi: symmetric(xi[p:], p)
    logs = lambda at: [log(a) for a in at['x']]

    def inverse(l):
        m, precision = precise(l, p)
        return m + upper(precision)

    return Family(
        lambda xi: list(s(xi) * matrix(xi[:p])) + [-a / 2 for a in doubled(s(xi))],
        gauss(p),
        lambda at: logs(at) + upper(outer(logs(at))),
        lambda at: -sum(logs(at)),
        inverse,
        lambda xi: -sum(xi[:p]),
    )


def matrix_isotropic(p, q):
    n = p * q
    entries = lambda at: sum(at['X'], [])
    return Family(
        lambda xi: [xi[n] * a for a in xi[:n]] + [-xi[n] / 2],
        lambda l: dot(l[:n], l[:n]) / (-4 * l[n]) - mpf(n) / 2 * log(-l[n] / pi),
        lambda at: entries(at) + [dot(entries(at), entries(at))],
        lambda at: mpf(0),
        lambda l: [a / (-2 * l[n]) for a in l[:n]] + [-2 * l[n]],
    )


def cholesky_precision(p):
    low = lambda xi: lower(xi[p:], p)

    def inverse(l):
        m, precision = precise(l, p)
        c = cholesky(precision)
        return m + [c[i, j] for i in range(p) for j in range(i + 1)]

    return Family(
        lambda xi: list(low(xi) * low(xi).T * matrix(xi[:p])) + [-a / 2 for a in doubled(low(xi) * low(xi).T)],
        gauss(p),
        lambda at: list(at['θ']) + upper(outer(at['θ'])),
        lambda at: mpf(0),
        inverse,
    )


def wishart_factor(p, nu):
    """X of known degrees with scale LL': the density |X|^((nu-p-1)/2) exp(-tr((LL')^-1 X)/2)."""
    low = lambda xi: lower(xi, p)
    gamma = mpf(p) * (p - 1) / 4 * log(pi) + sum(loggamma(nu / 2 - mpf(j) / 2) for j in range(p))
    spread = sum(digamma(nu / 2 - mpf(j) / 2) for j in range(p)) + p * log(2)
    scale = lambda l: symmetric([-2 * a for a in l], p, 2)

    def inverse(l):
        c = cholesky(scale(l) ** -1)
        return [c[i, j] for i in range(p) for j in range(i + 1)]

    return Family(
        lambda xi: [-a / 2 for a in doubled((low(xi) * low(xi).T) ** -1)],
        lambda l: gamma + nu * p / 2 * log(2) - nu / 2 * logdet(scale(l)),
        lambda at: upper(matrix(at['X'])),
        lambda at: (nu - p - 1) / 2 * logdet(matrix(at['X'])),
        inverse,
        lambda xi: (nu - p - 1) / 2 * (spread + logdet(low(xi) * low(xi).T)),
    )


def ensemble(p, k):
    n = p * (p + 1) // 2
    away = k ** -1

    def partition(l):
        s, a = -2 * l[n], symmetric(l[:n], p, 2)
        size = mpf(p) / 2 * log(2 * pi / s) + mpf(p) * (p - 1) / 4 * log(pi / s) - mpf(p + 1) / 2 * logdet(k)
        return size + trace(a * away * a * away) / (2 * s)

    return Family(
        lambda xi: [xi[n] * a for a in doubled(k * symmetric(xi[:n], p) * k)] + [-xi[n] / 2],
        partition,
        lambda at: upper(matrix(at['X'])) + [trace(k * matrix(at['X']) * k * matrix(at['X']))],
        lambda at: mpf(0),
        lambda l: upper(away * symmetric([a / (-2 * l[n]) for a in l[:n]], p, 2) * away) + [-2 * l[n]],
    )


def central_ensemble(p):
    return Family(
        lambda xi: [-xi[0] / 2],
        lambda l: mpf(p) / 2 * log(-pi / l[0]) + mpf(p) * (p - 1) / 4 * log(-pi / (2 * l[0])),
        lambda at: [trace(matrix(at['X']) * matrix(at['X']))],
        lambda at: mpf(0),
        lambda l: [-2 * l[0]],
    )


def wishart_isotropic(p):
    gamma = lambda a: mpf(p) * (p - 1) / 4 * log(pi) + sum(loggamma(a - mpf(j) / 2) for j in range(p))
    half_degrees = lambda l: l[1] + mpf(p + 1) / 2
    return Family(
        lambda xi: [-xi[1] / 2, (xi[0] - p - 1) / 2],
        lambda l: gamma(half_degrees(l)) - p * half_degrees(l) * log(-l[0]),
        lambda at: [trace(matrix(at['X'])), logdet(matrix(at['X']))],
        lambda at: mpf(0),
        lambda l: [2 * half_degrees(l), -2 * l[0]],
    )


S2 = [[2.0, 0.25], [0.25, 1.5]]
exact_matrix = lambda rows: matrix(exact(rows))
CASES = [
    ('log-normal-vector.blr', 'LogNormalVector', log_normal(2), [('m', 'vector'), ('S', 'spd')], {'m': [0.5, -1.25], 'S': S2},
     {'m': [0.25, -1.0], 'S': [[1.0, 0.125], [0.125, 1.25]]}, {}, {'x': [0.75, 0.25]},
     {'m': [0.3, -0.2], 'S': [[0.2, -0.1], [-0.1, 0.3]]}),
    ('matrix-isotropic.blr', 'MatrixIsotropic', matrix_isotropic(2, 3), [('M', 'matrix'), ('s', 'number')],
     {'M': [[0.5, -0.2, 0.1], [0.3, 0.9, -0.4]], 's': 1.7}, {'M': [[0.25, 0.2, -0.1], [0.3, 1.1, 0.4]], 's': 0.8}, {},
     {'X': [[1.5, 0.2, -0.3], [-0.6, 0.4, 0.8]]}, {'M': [[0.2, -0.1, 0.4], [0.3, 0.5, -0.6]], 's': 0.2}),
    ('cholesky-precision.blr', 'CholeskyPrecision', cholesky_precision(3), [('m', 'vector'), ('L', 'lower')],
     {'m': [0.5, -1.25, 0.1], 'L': [[1.5, 0, 0], [0.25, 1.25, 0], [-0.3, 0.4, 0.8]]},
     {'m': [0.25, -1.0, 0.3], 'L': [[1.25, 0, 0], [0.5, 0.75, 0], [0.1, -0.2, 1.1]]}, {}, {'θ': [0.75, 0.25, -0.4]},
     {'m': [0.3, -0.2, 0.4], 'L': [[0.2, 0, 0], [-0.1, 0.3, 0], [0.15, 0.25, -0.2]]}),
    ('wishart-factor.blr', 'WishartFactor', wishart_factor(2, exact(4.5)), [('L', 'lower')],
     {'L': [[1.5, 0], [0.25, 0.75]]}, {'L': [[1.25, 0], [-0.5, 1.1]]}, {'ν': 4.5}, {'X': [[2.0, 0.5], [0.5, 1.0]]},
     {'L': [[0.2, 0], [-0.1, 0.3]]}),
    ('ensemble.blr', 'Ensemble', ensemble(2, exact_matrix(S2)), [('M', 'spd'), ('s', 'number')],
     {'M': [[0.5, -0.2], [-0.2, 0.9]], 's': 1.7}, {'M': [[0.25, 0.2], [0.2, 1.1]], 's': 0.8}, {'K': S2},
     {'X': [[1.5, 0.2], [0.2, -0.4]]}, {'M': [[0.2, -0.1], [-0.1, 0.5]], 's': 0.2}),
    ('central-ensemble.blr', 'CentralEnsemble', central_ensemble(3), [('s', 'number')], {'s': 1.7}, {'s': 0.8}, {},
     {'X': [[1.5, 0.2, -0.3], [0.2, -0.4, 0.8], [-0.3, 0.8, 0.1]]}, {'s': 0.2}),
    ('wishart-isotropic.blr', 'WishartIsotropic', wishart_isotropic(2), [('ν', 'number'), ('s', 'number')],
     {'ν': 3.5, 's': 1.7}, {'ν': 2.5, 's': 0.8}, {}, {'X': [[2.0, 0.5], [0.5, 1.0]]}, {'ν': 0.01, 's': -0.02}),
]

# Families whose variable alone tells a size: a step is given the variable too.
UNTOLD = ('CentralEnsemble', 'WishartIsotropic')


def main():
    points = [point(f, n, fam, s, at, to, {**known, **x}) for f, n, fam, s, at, to, known, x, _ in CASES]
    steps = [step(f, n, fam, s, at, {**known, **(x if n in UNTOLD else {})}, g, 0.05, tau)
             for f, n, fam, s, at, _, known, x, g in CASES for tau in (1.0, 0.3)]
    for name, content in (('families-matrices', points), ('steps-matrices', steps)):
        lines = ',\n'.join(json.dumps(x, ensure_ascii=False) for x in content)
        (HERE / f'{name}.json').write_text(f'[\n{lines}\n]\n', encoding='utf-8')


if __name__ == '__main__':
    main()
