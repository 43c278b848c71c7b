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


def normal_gamma(p):
    n = p + p * (p + 1) // 2
    s = lambda xi: symmetric(xi[p:n], p)

    def partition(l):
        precision = symmetric([-2 * a for a in l[2 + p:]], p, 2)
        shape, rate = l[1] - mpf(p) / 2 + 1, -l[0] - quadratic(l[2:2 + p], precision ** -1) / 2
        return loggamma(shape) - shape * log(rate) + mpf(p) / 2 * log(2 * pi) - logdet(precision) / 2

    def inverse(l):
        m, precision = precise(l[2:], p)
        return m + upper(precision) + [l[1] - mpf(p) / 2 + 1, -l[0] - quadratic(m, precision) / 2]

    return Family(
        lambda xi: [-xi[n + 1] - quadratic(xi[:p], s(xi)) / 2, xi[n] - 1 + mpf(p) / 2]
        + list(s(xi) * matrix(xi[:p])) + [-a / 2 for a in doubled(s(xi))],
        partition,
        lambda at: [at['t'], log(at['t'])] + [at['t'] * a for a in at['w'] + upper(outer(at['w']))],
        lambda at: mpf(0),
        inverse,
    )


def normal_inverse_gamma(p, k):
    return Family(
        lambda xi: [-xi[p] - 1 - mpf(p) / 2, -xi[p + 1] - quadratic(xi[:p], k) / 2] + list(k * matrix(xi[:p])),
        lambda l: mpf(p) / 2 * log(2 * pi) - logdet(k) / 2 + loggamma(-l[0] - 1 - mpf(p) / 2)
        + (l[0] + 1 + mpf(p) / 2) * log(-l[1] - quadratic(l[2:], k ** -1) / 2),
        lambda at: [log(at['v']), 1 / at['v']] + [a / at['v'] for a in at['x']],
        lambda at: -quadratic(at['x'], k) / (2 * at['v']),
        lambda l: list(k ** -1 * matrix(l[2:])) + [-l[0] - 1 - mpf(p) / 2, -l[1] - quadratic(l[2:], k ** -1) / 2],
        lambda xi: -(p + xi[p] / xi[p + 1] * quadratic(xi[:p], k)) / 2,
    )


def beta_vector(p):
    return Family(
        lambda xi: [a - 1 for a in xi],
        lambda l: sum(loggamma(a + 1) + loggamma(b + 1) - loggamma(a + b + 2) for a, b in zip(l[:p], l[p:])),
        lambda at: [log(a) for a in at['x']] + [log(1 - a) for a in at['x']],
        lambda at: mpf(0),
        lambda l: [a + 1 for a in l],
    )


def shared_shape(p):
    return Family(
        lambda xi: [xi[0] - 1] + [-b for b in xi[1:]],
        lambda l: p * loggamma(l[0] + 1) - (l[0] + 1) * sum(log(-b) for b in l[1:]),
        lambda at: [sum(log(a) for a in at['x'])] + list(at['x']),
        lambda at: mpf(0),
        lambda l: [l[0] + 1] + [-b for b in l[1:]],
    )


def column_precisions(p, q):
    n = p * q
    at_place = lambda x, i, j: x[i * q + j]
    squares = lambda x, j: sum(at_place(x, i, j) ** 2 for i in range(p))
    return Family(
        lambda xi: [xi[k] * xi[n + k % q] for k in range(n)] + [-t / 2 for t in xi[n:]],
        lambda l: sum(squares(l, j) / (-4 * l[n + j]) - mpf(p) / 2 * log(-l[n + j] / pi) for j in range(q)),
        lambda at: sum(at['X'], []) + [squares(sum(at['X'], []), j) for j in range(q)],
        lambda at: mpf(0),
        lambda l: [l[k] / (-2 * l[n + k % q]) for k in range(n)] + [-2 * t for t in l[n:]],
    )


def linear_conditional(p, q, a):
    n, k = p + p * (p + 1) // 2, p * (p + 1) // 2
    both = lambda l: (symmetric([-2 * x for x in l[p:n]], p, 2), symmetric(l[n:], q))

    def natural(xi):
        s, t = symmetric(xi[p:n], p), symmetric(xi[n:], q)
        return list(s * matrix(xi[:p])) + [-x / 2 for x in doubled(s + a.T * t * a)] + upper(t)

    def partition(l):
        whole, t = both(l)
        s = whole - a.T * t * a
        return mpf(p + q) / 2 * log(2 * pi) - logdet(t) / 2 - logdet(s) / 2 + quadratic(l[:p], s ** -1) / 2

    def statistics(at):
        fit, y = list(a * matrix(at['x'])), at['y']
        pairs = [(i, j) for i in range(q) for j in range(i, q)]
        return at['x'] + upper(outer(at['x'])) + [
            fit[i] * y[i] - y[i] ** 2 / 2 if i == j else fit[i] * y[j] + fit[j] * y[i] - y[i] * y[j] for i, j in pairs]

    def inverse(l):
        whole, t = both(l)
        s = whole - a.T * t * a
        return list(s ** -1 * matrix(l[:p])) + upper(s) + upper(t)

    return Family(natural, partition, statistics, lambda at: mpf(0), inverse)


def multi_output(x, q):
    n, p, gram = x.rows, x.cols, x.T * x
    k = p * q
    shaped = lambda flat: matrix([flat[i * q:(i + 1) * q] for i in range(p)])
    flat = lambda m: [m[i, j] for i in range(m.rows) for j in range(m.cols)]

    def partition(l):
        t = symmetric([-2 * a for a in l[k:]], q, 2)
        b = shaped(l[:k]) * t ** -1
        return mpf(n * q) / 2 * log(2 * pi) - mpf(n) / 2 * logdet(t) + trace(t * b.T * gram * b) / 2

    def inverse(l):
        t = symmetric([-2 * a for a in l[k:]], q, 2)
        return flat(shaped(l[:k]) * t ** -1) + upper(t)

    return Family(
        lambda xi: flat(shaped(xi[:k]) * symmetric(xi[k:], q)) + [-a / 2 for a in doubled(symmetric(xi[k:], q))],
        partition,
        lambda at: flat(x.T * matrix(at['Y'])) + upper(matrix(at['Y']).T * matrix(at['Y'])),
        lambda at: mpf(0),
        inverse,
    )


def two_kernels(k, l):
    return Family(
        lambda xi: [-a / 2 for a in xi],
        lambda e: mpf(k.rows) / 2 * log(2 * pi) - logdet(-2 * e[0] * k - 2 * e[1] * l) / 2,
        lambda at: [quadratic(at['x'], k), quadratic(at['x'], l)],
        lambda at: mpf(0),
        lambda e: [-2 * a for a in e],
    )


S2 = [[2.0, 0.25], [0.25, 1.5]]
T2 = [[1.25, -0.5], [-0.5, 0.75]]
A2 = [[0.5, -1.0], [1.5, 0.25]]
DESIGN = [[1.0, -0.5], [1.0, 0.25], [1.0, 0.75], [1.0, 1.75]]
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
    ('normal-gamma-vector.blr', 'NormalGammaVector', normal_gamma(2),
     [('m', 'vector'), ('S', 'spd'), ('a', 'number'), ('b', 'number')], {'m': [0.5, -1.25], 'S': S2, 'a': 2.5, 'b': 1.75},
     {'m': [0.25, -1.0], 'S': T2, 'a': 3.5, 'b': 1.25}, {}, {'w': [0.75, 0.25], 't': 1.5},
     {'m': [0.3, -0.2], 'S': [[0.02, -0.01], [-0.01, 0.03]], 'a': 0.02, 'b': -0.03}),
    ('normal-inverse-gamma-vector.blr', 'NormalInverseGammaVector', normal_inverse_gamma(2, exact_matrix(S2)),
     [('m', 'vector'), ('a', 'number'), ('b', 'number')], {'m': [0.5, -1.25], 'a': 2.5, 'b': 1.75},
     {'m': [0.25, -1.0], 'a': 3.5, 'b': 1.25}, {'K': S2}, {'x': [0.75, 0.25], 'v': 1.5}, {'m': [0.3, -0.2], 'a': 0.02, 'b': -0.03}),
    ('beta-vector.blr', 'BetaVector', beta_vector(2), [('a', 'vector'), ('b', 'vector')], {'a': [0.75, 2.5], 'b': [1.5, 3.25]},
     {'a': [1.25, 2.0], 'b': [1.75, 0.5]}, {}, {'x': [0.25, 0.625]}, {'a': [0.1, -0.05], 'b': [0.02, 0.03]}),
    ('shared-shape.blr', 'SharedShape', shared_shape(2), [('α', 'number'), ('β', 'vector')], {'α': 2.5, 'β': [1.5, 0.75]},
     {'α': 1.25, 'β': [0.5, 1.0]}, {}, {'x': [0.75, 2.5]}, {'α': 0.05, 'β': [0.1, -0.2]}),
    ('column-precisions.blr', 'ColumnPrecisions', column_precisions(2, 3), [('M', 'matrix'), ('t', 'vector')],
     {'M': [[0.5, -0.2, 0.1], [0.3, 0.9, -0.4]], 't': [1.5, 0.75, 2.0]},
     {'M': [[0.25, 0.2, -0.1], [0.3, 1.1, 0.4]], 't': [1.0, 1.25, 0.5]}, {}, {'X': [[1.5, 0.2, -0.3], [-0.6, 0.4, 0.8]]},
     {'M': [[0.2, -0.1, 0.4], [0.3, 0.5, -0.6]], 't': [0.1, -0.2, 0.3]}),
    ('linear-conditional.blr', 'LinearConditional', linear_conditional(2, 2, exact_matrix(A2)),
     [('m', 'vector'), ('S', 'spd'), ('T', 'spd')], {'m': [0.5, -1.25], 'S': S2, 'T': T2},
     {'m': [0.25, -1.0], 'S': T2, 'T': S2}, {'A': A2}, {'x': [0.75, 0.25], 'y': [-0.5, 1.5]},
     {'m': [0.3, -0.2], 'S': [[0.2, -0.1], [-0.1, 0.3]], 'T': [[0.1, 0.2], [0.2, -0.3]]}),
    ('multi-output.blr', 'MultiOutput', multi_output(exact_matrix(DESIGN), 2), [('B', 'matrix'), ('T', 'spd')],
     {'B': [[0.5, -0.25], [0.75, 1.0]], 'T': S2}, {'B': [[0.25, 0.5], [-0.5, 1.25]], 'T': T2}, {'X': DESIGN},
     {'Y': [[0.5, -1.0], [0.25, 0.75], [1.5, 0.5], [-0.25, 1.0]]}, {'B': [[0.3, -0.2], [0.1, 0.4]], 'T': [[0.2, -0.1], [-0.1, 0.3]]}),
    ('two-kernels.blr', 'TwoKernels', two_kernels(exact_matrix(S2), exact_matrix(T2)), [('a', 'number'), ('b', 'number')],
     {'a': 1.5, 'b': 0.75}, {'a': 0.5, 'b': 2.0}, {'K': S2, 'L': T2}, {'x': [0.5, -1.25]}, {'a': 0.1, 'b': -0.2}),
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
