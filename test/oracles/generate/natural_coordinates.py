"""Writes ../families-linear.json and ../steps-linear.json. Run: python3 natural_coordinates.py (needs mpmath).

Another road than families_blocks.py: a family is given by its natural parameters as a function of the declared ones, its
log-partition A, its statistics and its base measure; means, metrics, entropies, divergences and steps follow from A by
eighth-order differences of step 1e-12 at 60 digits (errors below 1e-30)."""
import json
import pathlib
from mpmath import cholesky, digamma, exp, log, loggamma, lu_solve, matrix, mp, mpf, mpmathify, pi

mp.dps = 60
HERE = pathlib.Path(__file__).resolve().parent.parent
UNSEEN = 'test/families-unseen/'
WEIGHTS = ((1, mpf(4) / 5), (2, -mpf(1) / 5), (3, mpf(4) / 105), (4, -mpf(1) / 280))


def jacobian(f, x):
    """Rows of outputs, columns of inputs."""
    columns = []
    for i, xi in enumerate(x):
        h = mpf(10) ** -12 * max(abs(xi), mpf(10) ** -3)
        at = lambda k: f([y + k * h if j == i else y for j, y in enumerate(x)])
        sides = [(w, at(k), at(-k)) for k, w in WEIGHTS]
        columns.append([sum(w * (a[j] - b[j]) for w, a, b in sides) / h for j in range(len(sides[0][1]))])
    return matrix([[c[j] for c in columns] for j in range(len(columns[0]))])


def gradient(f, x):
    return list(jacobian(lambda y: [f(y)], x))


def dot(a, b):
    return sum(x * y for x, y in zip(a, b))


def logdet(m):
    c = cholesky(m)
    return 2 * sum(log(c[i, i]) for i in range(m.rows))


def upper(m):
    return [m[i, j] for i in range(m.rows) for j in range(i, m.rows)]


def symmetric(entries, size, off=1):
    m, k = matrix(size, size), 0
    for i in range(size):
        for j in range(i, size):
            m[i, j] = m[j, i] = entries[k] / (1 if i == j else off)
            k += 1
    return m


def below(rows):
    """The entries i >= j, row by row."""
    return [x for i, row in enumerate(rows) for x in row[:i + 1]]


def lower(entries, size):
    m, k = matrix(size, size), 0
    for i in range(size):
        for j in range(i + 1):
            m[i, j], k = entries[k], k + 1
    return m


def doubled(m):
    """The coefficients c of sum_{i<=j} c_ij X_ij = tr(M X)."""
    return [m[i, j] * (1 if i == j else 2) for i in range(m.rows) for j in range(i, m.rows)]


def quadratic(x, s):
    return dot(x, list(s * matrix(x)))


class Family:
    def __init__(self, natural, partition, statistics, base, inverse, mean_base=lambda xi: mpf(0)):
        self.natural, self.partition, self.statistics = natural, partition, statistics
        self.base, self.inverse, self.mean_base = base, inverse, mean_base

    def mean(self, xi):
        return gradient(self.partition, self.natural(xi))

    def log_density(self, xi, x):
        return dot(self.natural(xi), self.statistics(x)) + self.base(x) - self.partition(self.natural(xi))

    def entropy(self, xi):
        return self.partition(self.natural(xi)) - dot(self.natural(xi), self.mean(xi)) - self.mean_base(xi)

    def kl(self, xi, other):
        here, there = self.natural(xi), self.natural(other)
        gap = dot([b - a for a, b in zip(here, there)], self.mean(xi))
        return self.partition(there) - self.partition(here) - gap

    def metric(self, natural):
        return jacobian(lambda y: gradient(self.partition, y), natural)

    def fisher(self, xi):
        j = jacobian(self.natural, xi)
        return j.T * self.metric(self.natural(xi)) * j

    def step(self, xi, g, rho, tau):
        natural = self.natural(xi)
        slope = self.metric(natural) * jacobian(self.natural, xi)
        pull = [a + tau * b for a, b in zip(g, gradient(self.mean_base, xi))]
        direction = lu_solve(slope.T, matrix(pull))
        return self.inverse([(1 - rho * tau) * a - rho * b for a, b in zip(natural, direction)])


def regression(design):
    x = matrix(design)
    n, p, gram = x.rows, x.cols, x.T * x
    return Family(
        lambda xi: [xi[p] * a for a in xi[:p]] + [-xi[p] / 2],
        partition_through(gram, n, p),
        lambda at: list(x.T * matrix(at['y'])) + [dot(at['y'], at['y'])],
        lambda at: mpf(0),
        lambda l: [a / (-2 * l[p]) for a in l[:p]] + [-2 * l[p]],
    )


def partition_through(gram, n, p):
    """⟨λ, Xᵀy⟩ + λ₂|y|² integrates to (−π/λ₂)^{n/2} exp(|Xλ|²/(−4λ₂))."""
    return lambda l: quadratic(l[:p], gram) / (-4 * l[p]) - mpf(n) / 2 * log(-l[p] / pi)


def dirichlet_mean(k):
    whole = lambda xi: list(xi[:k - 1]) + [1 - sum(xi[:k - 1])]
    return Family(
        lambda xi: [xi[k - 1] * a for a in whole(xi)],
        lambda l: sum(loggamma(a) for a in l) - loggamma(sum(l)),
        lambda at: [log(a) for a in at['p']],
        lambda at: -sum(log(a) for a in at['p']),
        lambda l: [a / sum(l) for a in l[:k - 1]] + [sum(l)],
        lambda xi: -sum(digamma(xi[k - 1] * a) - digamma(xi[k - 1]) for a in whole(xi)),
    )


def three_shares():
    return Family(
        lambda xi: [exp(a) - 1 for a in xi],
        lambda l: sum(loggamma(a + 1) for a in l) - loggamma(sum(l) + 3),
        lambda at: [log(a) for a in at['x']],
        lambda at: mpf(0),
        lambda l: [log(a + 1) for a in l],
    )


def boltzmann(energies):
    return Family(
        lambda xi: [-xi[0]],
        lambda l: log(sum(exp(l[0] * a) for a in energies)),
        lambda at: [dot(energies, at['z'])],
        lambda at: mpf(0),
        lambda l: [-l[0]],
    )


def normal_wishart(p, kappa, m):
    n = p * (p + 1) // 2
    gamma = lambda a: mpf(p) * (p - 1) / 4 * log(pi) + sum(loggamma(a - mpf(j) / 2) for j in range(p))
    away = lambda x: [a - b for a, b in zip(x, m)]

    def partition(l):
        w = symmetric([-2 * a for a in l[:n]], p, 2)
        return gamma(l[n]) + l[n] * p * log(2) - l[n] * logdet(w) + mpf(p) / 2 * log(2 * pi / kappa)

    def mean_base(xi):
        spread = sum(digamma(xi[n] / 2 - mpf(j) / 2) for j in range(p))
        return -mpf(p) / 2 * (spread + p * log(2) + logdet(symmetric(xi[:n], p))) - mpf(p) / 2

    return Family(
        lambda xi: [-a / 2 for a in doubled(symmetric(xi[:n], p) ** -1)] + [xi[n] / 2],
        partition,
        lambda at: upper(matrix(at['L'])) + [logdet(matrix(at['L']))],
        lambda at: -mpf(p) / 2 * logdet(matrix(at['L'])) - kappa * quadratic(away(at['x']), matrix(at['L'])) / 2,
        lambda l: upper(symmetric([-2 * a for a in l[:n]], p, 2) ** -1) + [2 * l[n]],
        mean_base,
    )


def one_mean(p):
    return Family(
        lambda xi: [xi[0] * xi[1], -xi[1] / 2],
        lambda l: p * (-l[0] ** 2 / (4 * l[1]) - log(-l[1] / pi) / 2),
        lambda at: [sum(at['x']), dot(at['x'], at['x'])],
        lambda at: mpf(0),
        lambda l: [-l[0] / (2 * l[1]), -2 * l[1]],
    )


def exact(x):
    """The double that a decimal spelling stands for."""
    return [exact(y) for y in x] if isinstance(x, list) else mpmathify(x)


def coordinates(shapes, values):
    """Free coordinates of the declared parameters."""
    out = []
    for name, kind in shapes:
        x = exact(values[name])
        out += {'number': lambda: [x], 'vector': lambda: x, 'simplex': lambda: x[:-1], 'spd': lambda: upper(matrix(x)),
                'matrix': lambda: sum(x, []), 'lower': lambda: below(x)}[kind]()
    return out


def covector(shapes, values):
    out = []
    for name, kind in shapes:
        x = exact(values[name])
        out += {
            'number': lambda: [x],
            'vector': lambda: x,
            'simplex': lambda: [a - x[-1] for a in x[:-1]],
            'spd': lambda: doubled(matrix(x)),
            'matrix': lambda: sum(x, []),
            'lower': lambda: below(x),
        }[kind]()
    return out


def declared(shapes, values, flat):
    out, k = {}, 0
    for name, kind in shapes:
        x = values[name]
        if kind == 'number':
            out[name], k = flat[k], k + 1
        elif kind == 'vector':
            out[name], k = flat[k:k + len(x)], k + len(x)
        elif kind == 'simplex':
            free = flat[k:k + len(x) - 1]
            out[name], k = free + [1 - sum(free)], k + len(x) - 1
        elif kind == 'matrix':
            rows, k0 = len(x), k
            k += rows * len(x[0])
            out[name] = [flat[k0 + i * len(x[0]):k0 + (i + 1) * len(x[0])] for i in range(rows)]
        elif kind == 'lower':
            n = len(x) * (len(x) + 1) // 2
            m, k = lower(flat[k:k + n], len(x)), k + n
            out[name] = [[m[i, j] for j in range(len(x))] for i in range(len(x))]
        else:
            n = len(x) * (len(x) + 1) // 2
            m = symmetric(flat[k:k + n], len(x))
            out[name], k = [[m[i, j] for j in range(len(x))] for i in range(len(x))], k + n
    return out


def numbers(x):
    if isinstance(x, dict):
        return {k: numbers(v) for k, v in x.items()}
    return [numbers(y) for y in x] if isinstance(x, list) else float(x)


def sensitivity(f, x):
    rows = jacobian(f, x)
    return [sum(abs(rows[j, i] * x[i]) for i in range(len(x))) for j in range(rows.rows)]


def table(m):
    return [[m[i, j] for j in range(m.cols)] for i in range(m.rows)]


def point(file, name, family, shapes, at, to, rest):
    xi, other = coordinates(shapes, at), coordinates(shapes, to)
    variable = {k: exact(v) for k, v in rest.items()}
    scalar = lambda f: sensitivity(lambda y: [f(y)], xi)[0]
    expected = {
        'logDensity': family.log_density(xi, variable),
        'entropy': family.entropy(xi),
        'kl': family.kl(xi, other),
        'fisherParameters': table(family.fisher(xi)),
    }
    moves = {
        'logDensity': scalar(lambda y: family.log_density(y, variable)),
        'entropy': scalar(family.entropy),
        'kl': scalar(lambda y: family.kl(y, other)) + sensitivity(lambda y: [family.kl(xi, y)], other)[0],
    }
    return {
        'file': UNSEEN + file, 'name': name, 'extreme': False, 'at': {**at, **rest}, 'toPoint': to,
        'expected': numbers(expected), 'sensitivity': numbers(moves),
    }


def step(file, name, family, shapes, at, rest, gradient_, rho, tau):
    flat = family.step(coordinates(shapes, at), covector(shapes, gradient_), exact(rho), exact(tau))
    return {
        'file': UNSEEN + file, 'name': name, 'extreme': False, 'at': {**at, **rest}, 'gradient': gradient_, 'rho': rho,
        'tau': tau, 'expected': {'parameters': numbers(declared(shapes, at, flat)), 'inDomain': True},
    }


DESIGN = [[1.0, -0.4], [1.0, 0.3], [1.0, 0.9], [1.0, 1.7]]
ENERGIES = [0.4, -1.1, 0.8]
KNOWN = {'κ': 0.8, 'm': [0.3, -0.2]}
REGRESSION = [('w', 'vector'), ('t', 'number')]
DIRICHLET = [('m', 'simplex'), ('c', 'number')]
WISHART = [('W', 'spd'), ('ν', 'number')]
MEAN = [('m', 'number'), ('s', 'number')]
SHARES = [('u', 'number'), ('v', 'number'), ('w', 'number')]

CASES = [
    ('linear-regression.blr', 'LinearRegression', regression(exact(DESIGN)), REGRESSION, {'w': [0.7, -0.4], 't': 1.3},
     {'w': [0.2, 0.5], 't': 0.8}, {'X': DESIGN}, {'y': [0.4, 1.1, -0.3, 0.2]}, {'w': [0.3, -0.2], 't': 0.1}),
    ('dirichlet-mean.blr', 'DirichletMean', dirichlet_mean(3), DIRICHLET, {'m': [0.25, 0.125, 0.625], 'c': 4.1},
     {'m': [0.5, 0.25, 0.25], 'c': 2.2}, {}, {'p': [0.125, 0.25, 0.625]}, {'m': [0.1, -0.2, 0.05], 'c': 0.03}),
    ('boltzmann.blr', 'Boltzmann', boltzmann(exact(ENERGIES)), [('b', 'number')], {'b': 0.8}, {'b': -0.4},
     {'e': ENERGIES}, {'z': [0, 1, 0]}, {'b': 0.2}),
    ('normal-wishart.blr', 'NormalWishart', normal_wishart(2, exact(0.8), exact(KNOWN['m'])), WISHART,
     {'W': [[1.5, 0.25], [0.25, 0.75]], 'ν': 3.5}, {'W': [[1.0, -0.25], [-0.25, 1.25]], 'ν': 2.5}, KNOWN,
     {'x': [0.5, 0.1], 'L': [[2.0, 0.5], [0.5, 1.0]]}, {'W': [[0.03, -0.01], [-0.01, 0.02]], 'ν': 0.01}),
    ('one-mean.blr', 'OneMean', one_mean(3), MEAN, {'m': 0.4, 's': 1.7}, {'m': -0.3, 's': 0.8}, {},
     {'x': [0.2, -0.5, 0.9]}, {'m': 0.3, 's': -0.2}),
    ('three-shares.blr', 'ThreeShares', three_shares(), SHARES, {'u': 0.25, 'v': 0.75, 'w': -0.375},
     {'u': 1.0, 'v': 0.125, 'w': 0.5}, {}, {'x': [0.125, 0.25, 0.625]}, {'u': 0.125, 'v': -0.25, 'w': 0.0625}),
]


def main():
    points = [point(f, n, fam, s, at, to, {**known, **x}) for f, n, fam, s, at, to, known, x, _ in CASES]
    # A variable whose length no parameter tells is given to a step as well.
    steps = [step(f, n, fam, s, at, {**known, **(x if n == 'OneMean' else {})}, g, 0.05, tau)
             for f, n, fam, s, at, _, known, x, g in CASES for tau in (1.0, 0.3)]
    for name, content in (('families-linear', points), ('steps-linear', steps)):
        lines = ',\n'.join(json.dumps(x, ensure_ascii=False) for x in content)
        (HERE / f'{name}.json').write_text(f'[\n{lines}\n]\n', encoding='utf-8')


if __name__ == '__main__':
    main()
