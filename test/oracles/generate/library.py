"""Writes ../library.json: every number of `eval` for every family of families/exponential/, far out.

The road: a family is its λ(ξ) and ξ(λ), its A(λ), T and log h, copied by hand from textbooks; mean, metrics, entropy and divergence
follow by central differences of A at 200 digits and more, with steps of a sixth of them, so that nothing cancels that a double
can see. E[log h] of counts is Malmsten's integral of log Γ under the generating function (Whittaker and Watson 1927, 12.31).
Run: python3 library.py [FAMILY …] (needs mpmath; gmpy2 makes it faster); a few minutes.
"""
import json
import pathlib
import sys
from mpmath import (atan2, besseli, cos, erfc, euler, exp, expm1, hypot, log,
                    log1p, loggamma, matrix, mp, mpf, pi, quad, sin, sqrt)

HERE = pathlib.Path(__file__).resolve().parent.parent
NUDGE = mpf(10) ** -25


def dot(a, b):
    return sum((x * y for x, y in zip(a, b)), mpf(0))


def step(x):
    """A sixth of the digits, on the scale of the coordinate."""
    sizes = [abs(a) for a in x if a != 0] or [mpf(1)]
    return [mpf(10) ** -(mp.dps // 6) * (abs(a) if a != 0 else min(sizes)) for a in x]


def moved(x, *moves):
    y = list(x)
    for i, h in moves:
        y[i] += h
    return y


def gradient(f, x):
    return [(f(moved(x, (i, h))) - f(moved(x, (i, -h)))) / (2 * h) for i, h in enumerate(step(x))]


def jacobian(f, x):
    """Rows of outputs, columns of inputs."""
    columns = []
    for i, h in enumerate(step(x)):
        a, b = f(moved(x, (i, h))), f(moved(x, (i, -h)))
        columns.append([(p - q) / (2 * h) for p, q in zip(a, b)])
    return matrix([list(row) for row in zip(*columns)])


def hessian(f, x):
    n, hs, here = len(x), step(x), f(x)
    m = matrix(n, n)
    for i in range(n):
        h = hs[i]
        m[i, i] = (f(moved(x, (i, h))) - 2 * here + f(moved(x, (i, -h)))) / h ** 2
        for j in range(i):
            k = hs[j]
            m[i, j] = m[j, i] = sum(s * t * f(moved(x, (i, s * h), (j, t * k))) for s in (1, -1) for t in (1, -1)) / (4 * h * k)
    return m


def symmetric(entries, n, off=1):
    m, k = matrix(n, n), 0
    for i in range(n):
        for j in range(i, n):
            m[i, j] = m[j, i] = entries[k] / (1 if i == j else off)
            k += 1
    return m


def upper(m, off=1):
    return [m[i, j] * (1 if i == j else off) for i in range(m.rows) for j in range(i, m.rows)]


def rows(m):
    return [[m[i, j] for j in range(m.cols)] for i in range(m.rows)]


def inverse(m):
    return eliminated(m)[0]


def logdet(m):
    return eliminated(m)[1]


def eliminated(m):
    """Inverse and log |det|, by elimination with pivots; mpmath's own refuses entries of very different sizes."""
    n, log_volume = m.rows, mpf(0)
    a = [[m[i, j] for j in range(n)] + [mpf(i == j) for j in range(n)] for i in range(n)]
    for k in range(n):
        top = max(range(k, n), key=lambda i: abs(a[i][k]))
        a[k], a[top] = a[top], a[k]
        log_volume += log(abs(a[k][k]))
        a[k] = [x / a[k][k] for x in a[k]]
        a = [row if i == k else [x - row[k] * y for x, y in zip(row, a[k])] for i, row in enumerate(a)]
    return matrix([row[n:] for row in a]), log_volume


def trace(m):
    return sum(m[i, i] for i in range(m.rows))


def order(n):
    """The size of a symmetric matrix with n entries i <= j."""
    return int((sqrt(8 * n + 1) - 1) / 2 + mpf(1) / 4)


# E[log h] of counts: z - 1 = k and G(s) = E[s^k].
def mean_log_factorial(mean, generating, limit):
    def integrand(u):
        t = exp(u)
        return exp(-t) * (mean - generating(-expm1(-t)) / -expm1(-t))
    return malmsten(integrand, limit)


def mean_lgamma(mean, shift, generating, limit):
    """E[log Γ(k + r)]; `generating` gives 1 − G(1 − s) as a function of s."""
    def integrand(u):
        t = exp(u)
        return (mean + shift - 1) * exp(-t) - (exp(-t) - exp(-shift * t) * (1 - generating(-expm1(-t)))) / -expm1(-t)
    return malmsten(integrand, limit, shift)


def malmsten(integrand, limit, slowest=1):
    """∫ over t = e^u; below e^-limit the integrand is O(t), above it falls as e^-t or e^-slowest·t."""
    here = mp.dps
    last = 6 - min(float(log(slowest)), 0)
    ends = [-limit + 3 * i for i in range(int((limit + last) / 3) + 2)]
    try:
        mp.dps = 110
        return quad(integrand, ends, maxdegree=9)
    finally:
        mp.dps = here


def fraction(term):
    """b₀ + a₁/(b₁ + a₂/(b₂ + …)) by Lentz's method; term(n) gives (aₙ, bₙ)."""
    tiny, f = mpf(10) ** -900, term(0)[1]
    f, c, d = f or tiny, f or tiny, mpf(0)
    for n in range(1, 1000000):
        a, b = term(n)
        d, c = 1 / ((b + a * d) or tiny), (b + a / c) or tiny
        f *= c * d
        if abs(c * d - 1) < mpf(10) ** (5 - mp.dps):
            return f
    raise ArithmeticError('no convergence')


def gamma_below(a, x):
    """P(a, x) by its series left of the mode, by Legendre's fraction right of it (DLMF 8.11.4, 8.9.2)."""
    weight = exp(a * log(x) - x - loggamma(a))
    if x > a + 1:
        return 1 - weight / fraction(lambda n: (-n * (n - a), x + 2 * n + 1 - a))
    total, t, n = mpf(0), 1 / a, 0
    while t > total * mpf(10) ** -mp.dps:
        total, n = total + t, n + 1
        t *= x / (a + n)
    return weight * total


def beta_below(a, b, x):
    """I_x(a, b) by its continued fraction (DLMF 8.17.22)."""
    if x > (a + 1) / (a + b + 2):
        return 1 - beta_below(b, a, 1 - x)
    def term(n):
        if n < 2:
            return (mpf(1), mpf(n))
        m, odd = divmod(n - 1, 2)
        if odd:
            return (-(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1)), mpf(1))
        return (m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)), mpf(1))
    weight = exp(a * log(x) + b * log1p(-x) - loggamma(a) - loggamma(b) + loggamma(a + b)) / a
    return weight * fraction(term)


def reach(size):
    return 90 + 2 * float(log(1 + size))


class Family:
    """Every function takes the constants first; ξ, λ and x are flat lists."""
    constants = ()
    variable = 'θ'

    def shape(self, at):
        """Names of the parameters with the function from JSON to flat numbers."""
        return {n: (lambda v: [v]) for n in self.parameters}

    def spell(self, xi, c):
        return dict(zip(self.parameters, xi))

    def base(self, c, x):
        return mpf(0)

    def mean_base(self, c, l):
        return mpf(0)

    def cdf(self, c, xi, x):
        return None


class BernoulliSigned(Family):
    file, parameters = 'bernoulli-signed', ('p',)
    def natural(self, c, xi): return [log(xi[0] / (1 - xi[0])) / 2]
    def declared(self, c, l): return [1 / (1 + exp(-2 * l[0]))]
    def partition(self, c, l): return abs(l[0]) + log1p(exp(-2 * abs(l[0])))
    def statistics(self, c, x): return [x]
    def cdf(self, c, xi, x): return mpf(1) if x == 1 else 1 - xi[0]


class Bernoulli(Family):
    file, parameters = 'bernoulli', ('p',)
    def natural(self, c, xi): return [log(xi[0] / (1 - xi[0]))]
    def declared(self, c, l): return [1 / (1 + exp(-l[0]))]
    def partition(self, c, l): return max(l[0], mpf(0)) + log1p(exp(-abs(l[0])))
    def statistics(self, c, x): return [x]
    def cdf(self, c, xi, x): return mpf(1) if x == 1 else 1 - xi[0]


class Binomial(Bernoulli):
    file, constants = 'binomial', ('n',)
    def partition(self, c, l): return c['n'] * Bernoulli.partition(self, c, l) - loggamma(c['n'] + 1)
    def base(self, c, x): return -loggamma(x + 1) - loggamma(c['n'] - x + 1)
    def mean_base(self, c, l):
        n, p, q = c['n'], 1 / (1 + exp(-l[0])), 1 / (1 + exp(l[0]))
        if n <= 1000:
            A = self.partition(c, l)
            logs = [(mpf(k) * l[0] + self.base(c, mpf(k)) - A, self.base(c, mpf(k))) for k in range(int(n) + 1)]
            return sum(exp(a) * b for a, b in logs)
        fall = lambda p: lambda s: -expm1(n * log1p(-p * s)) if p * s < 1 else mpf(1)
        return -sum(mean_log_factorial(n * a, fall(a), reach(n)) for a in (p, q))
    def cdf(self, c, xi, x):
        return mpf(1) if x >= c['n'] else beta_below(c['n'] - x, x + 1, 1 - xi[0])


class Categorical(Family):
    file, parameters = 'categorical', ('p',)
    def shape(self, at): return {'p': lambda v: [a / sum(v) for a in v][:-1]}
    def spell(self, xi, c): return {'p': list(xi) + [1 - sum(xi)]}
    def natural(self, c, xi): return [log(a / (1 - sum(xi))) for a in xi]
    def declared(self, c, l):
        total = 1 + sum(exp(a) for a in l)
        return [exp(a) / total for a in l]
    def partition(self, c, l):
        top = max([mpf(0)] + list(l))
        weights = sorted([exp(a - top) for a in [mpf(0)] + list(l)])
        return top + log1p(sum(weights[:-1]))
    def statistics(self, c, x): return x[:-1]


class Beta(Family):
    file, parameters = 'beta', ('a', 'b')
    def natural(self, c, xi): return [a - 1 for a in xi]
    def declared(self, c, l): return [a + 1 for a in l]
    def partition(self, c, l): return sum(loggamma(a + 1) for a in l) - loggamma(sum(l) + len(l))
    def statistics(self, c, x): return [log(x), log(1 - x)]
    def cdf(self, c, xi, x): return beta_below(xi[0], xi[1], x)


class Dirichlet(Beta):
    file, parameters = 'dirichlet', ('a',)
    def shape(self, at): return {'a': lambda v: list(v)}
    def spell(self, xi, c): return {'a': list(xi)}
    def statistics(self, c, x): return [log(a / sum(x)) for a in x]
    def cdf(self, c, xi, x): return None


class Exponential(Family):
    file, parameters = 'exponential', ('β',)
    def natural(self, c, xi): return [-xi[0]]
    def declared(self, c, l): return [-l[0]]
    def partition(self, c, l): return -log(-l[0])
    def statistics(self, c, x): return [x]
    def cdf(self, c, xi, x): return -expm1(-xi[0] * x)


class Gamma(Family):
    file, parameters = 'gamma', ('α', 'β')
    def natural(self, c, xi): return [-xi[1], xi[0] - 1]
    def declared(self, c, l): return [l[1] + 1, -l[0]]
    def partition(self, c, l): return loggamma(l[1] + 1) - (l[1] + 1) * log(-l[0])
    def statistics(self, c, x): return [x, log(x)]
    def cdf(self, c, xi, x): return gamma_below(xi[0], xi[1] * x)


class GammaScale(Gamma):
    file, parameters = 'gamma-scale', ('k', 's')
    def natural(self, c, xi): return [-1 / xi[1], xi[0] - 1]
    def declared(self, c, l): return [l[1] + 1, -1 / l[0]]
    def cdf(self, c, xi, x): return gamma_below(xi[0], x / xi[1])


class InverseGamma(Family):
    file, parameters = 'inverse-gamma', ('α', 'β')
    def natural(self, c, xi): return [-xi[0] - 1, -xi[1]]
    def declared(self, c, l): return [-l[0] - 1, -l[1]]
    def partition(self, c, l): return loggamma(-l[0] - 1) + (l[0] + 1) * log(-l[1])
    def statistics(self, c, x): return [log(x), 1 / x]
    def cdf(self, c, xi, x): return 1 - gamma_below(xi[0], xi[1] / x)


class GaussianKnownCovariance(Family):
    file, parameters, constants = 'gaussian-known-covariance', ('m',), ('Σ',)
    def shape(self, at): return {'m': lambda v: list(v)}
    def spell(self, xi, c): return {'m': list(xi)}
    def natural(self, c, xi): return list(inverse(matrix(c['Σ'])) * matrix(xi))
    def declared(self, c, l): return list(matrix(c['Σ']) * matrix(l))
    def partition(self, c, l):
        return dot(l, self.declared(c, l)) / 2 + len(l) * log(2 * pi) / 2 + logdet(matrix(c['Σ'])) / 2
    def statistics(self, c, x): return list(x)
    def base(self, c, x): return -dot(x, list(inverse(matrix(c['Σ'])) * matrix(x))) / 2
    def mean_base(self, c, l): return -(len(l) + dot(l, self.declared(c, l))) / 2


class Gaussian(Family):
    file, parameters = 'gaussian', ('m', 'S')
    def shape(self, at): return {'m': lambda v: list(v), 'S': lambda v: upper(matrix(v))}
    def size(self, xi): return next(p for p in range(1, 9) if p + p * (p + 1) // 2 == len(xi))
    def parts(self, xi):
        p = self.size(xi)
        return p, xi[:p], xi[p:]
    def spell(self, xi, c):
        p, m, s = self.parts(xi)
        return {'m': m, 'S': rows(symmetric(s, p))}
    def natural(self, c, xi):
        p, m, s = self.parts(xi)
        S = symmetric(s, p)
        return list(S * matrix(m)) + [-a / 2 for a in upper(S, 2)]
    def declared(self, c, l):
        p, r, k = self.parts(l)
        S = -2 * symmetric(k, p, 2)
        return list(inverse(S) * matrix(r)) + upper(S)
    def partition(self, c, l):
        p, r, k = self.parts(l)
        S = -2 * symmetric(k, p, 2)
        return dot(r, list(inverse(S) * matrix(r))) / 2 + p * log(2 * pi) / 2 - logdet(S) / 2
    def statistics(self, c, x):
        v = matrix(x)
        return list(x) + upper(v * v.T)


class MatrixNormal(Family):
    file, parameters, constants, variable = 'matrix-normal', ('M', 'U'), ('V',), 'X'
    def shape(self, at): return {'M': lambda v: [a for r in v for a in r], 'U': lambda v: upper(matrix(v))}
    def parts(self, c, xi):
        q = len(c['V'])
        p = next(p for p in range(1, 9) if p * q + p * (p + 1) // 2 == len(xi))
        return p, q, matrix([xi[i * q:(i + 1) * q] for i in range(p)]), xi[p * q:]
    def spell(self, xi, c):
        p, q, m, u = self.parts(c, xi)
        return {'M': rows(m), 'U': rows(symmetric(u, p))}
    def natural(self, c, xi):
        p, q, m, u = self.parts(c, xi)
        U = symmetric(u, p)
        return [a for r in rows(U * m * inverse(matrix(c['V']))) for a in r] + [-a / 2 for a in upper(U, 2)]
    def declared(self, c, l):
        p, q, r, k = self.parts(c, l)
        U = -2 * symmetric(k, p, 2)
        return [a for r in rows(inverse(U) * r * matrix(c['V'])) for a in r] + upper(U)
    def partition(self, c, l):
        p, q, r, k = self.parts(c, l)
        U, V = -2 * symmetric(k, p, 2), matrix(c['V'])
        return trace(r.T * inverse(U) * r * V) / 2 + p * q * log(2 * pi) / 2 - q * logdet(U) / 2 + p * logdet(V) / 2
    def statistics(self, c, x):
        X = matrix(x)
        return [a for r in x for a in r] + upper(X * inverse(matrix(c['V'])) * X.T)


class Geometric(Family):
    file, parameters = 'geometric', ('p',)
    def natural(self, c, xi): return [log1p(-xi[0])]
    def declared(self, c, l): return [-expm1(l[0])]
    def partition(self, c, l): return -log(-expm1(l[0]))
    def statistics(self, c, x): return [x]
    def cdf(self, c, xi, x): return -expm1((x + 1) * log1p(-xi[0]))


class NegativeBinomial(Geometric):
    file, constants = 'negative-binomial', ('r',)
    def partition(self, c, l): return loggamma(c['r']) - c['r'] * log(-expm1(l[0]))
    def base(self, c, x): return loggamma(x + c['r']) - loggamma(x + 1)
    def mean_base(self, c, l):
        r, q = c['r'], exp(l[0])
        p = -expm1(l[0])
        mean = r * q / p
        if q < mpf(10) ** -100:
            # All but O(q²) of the mass lies on 0 and 1.
            return (1 - mean) * self.base(c, mpf(0)) + mean * self.base(c, mpf(1))
        # 1 − G(1 − s) with G(z) = (p/(1 − q z))^r
        fall = lambda s: -expm1(-r * log1p(q * s / p))
        return mean_lgamma(mean, r, fall, reach(mean + r)) - mean_log_factorial(mean, fall, reach(mean + r))
    def cdf(self, c, xi, x): return beta_below(c['r'], x + 1, xi[0])


class Laplace(Family):
    file, parameters, constants = 'laplace', ('b',), ('m',)
    def natural(self, c, xi): return [-1 / xi[0]]
    def declared(self, c, l): return [-1 / l[0]]
    def partition(self, c, l): return log(2 / -l[0])
    def statistics(self, c, x): return [abs(x - c['m'])]
    def cdf(self, c, xi, x):
        d = (x - c['m']) / xi[0]
        return exp(d) / 2 if d < 0 else 1 - exp(-d) / 2


class Normal(Family):
    file, parameters = 'normal', ('m', 's')
    def natural(self, c, xi): return [xi[1] * xi[0], -xi[1] / 2]
    def declared(self, c, l): return [-l[0] / (2 * l[1]), -2 * l[1]]
    def partition(self, c, l): return -l[0] ** 2 / (4 * l[1]) - log(-l[1] / pi) / 2
    def statistics(self, c, x): return [x, x ** 2]
    def cdf(self, c, xi, x): return erfc((xi[0] - x) * sqrt(xi[1] / 2)) / 2


class LogNormal(Normal):
    file, parameters = 'log-normal', ('m', 'v')
    def natural(self, c, xi): return [xi[0] / xi[1] - 1, -1 / (2 * xi[1])]
    def declared(self, c, l): return [-(l[0] + 1) / (2 * l[1]), -1 / (2 * l[1])]
    def partition(self, c, l): return Normal.partition(self, c, [l[0] + 1, l[1]])
    def statistics(self, c, x): return [log(x), log(x) ** 2]
    def cdf(self, c, xi, x): return erfc((xi[0] - log(x)) / sqrt(2 * xi[1])) / 2


class Poisson(Family):
    file, parameters = 'poisson', ('r',)
    def natural(self, c, xi): return [log(xi[0])]
    def declared(self, c, l): return [exp(l[0])]
    def partition(self, c, l): return exp(l[0])
    def statistics(self, c, x): return [x]
    def base(self, c, x): return -loggamma(x + 1)
    def mean_base(self, c, l):
        r = exp(l[0])
        return -mean_log_factorial(r, lambda s: -expm1(-r * s), reach(r))
    def cdf(self, c, xi, x): return 1 - gamma_below(x + 1, xi[0])


class Rayleigh(Family):
    file, parameters = 'rayleigh', ('σ',)
    def natural(self, c, xi): return [-1 / (2 * xi[0] ** 2)]
    def declared(self, c, l): return [sqrt(-1 / (2 * l[0]))]
    def partition(self, c, l): return -log(-2 * l[0])
    def statistics(self, c, x): return [x ** 2]
    def base(self, c, x): return log(x)
    def mean_base(self, c, l): return (-log(-2 * l[0]) + log(mpf(2)) - euler) / 2
    def cdf(self, c, xi, x): return -expm1(-x ** 2 / (2 * xi[0] ** 2))


class VonMises(Family):
    file, parameters = 'von-mises', ('m', 'κ')
    def natural(self, c, xi): return [xi[1] * cos(xi[0]), xi[1] * sin(xi[0])]
    def declared(self, c, l): return [atan2(l[1], l[0]), hypot(l[0], l[1])]
    def partition(self, c, l): return log(2 * pi * besseli(0, hypot(l[0], l[1])))
    def statistics(self, c, x): return [cos(x), sin(x)]
    def cdf(self, c, xi, x):
        m, k = xi
        density = lambda t: exp(k * (cos(t - m) - 1))
        near = [m + s * j / sqrt(k + 1) for s in (-1, 1) for j in (1, 4, 16)] + [m]
        inner = lambda a, b: quad(density, [a] + sorted(t for t in near if a < t < b) + [b], maxdegree=9)
        return inner(-pi, x) / (2 * pi * besseli(0, k) * exp(-k))


class Weibull(Family):
    file, parameters, constants = 'weibull', ('g',), ('k',)
    def natural(self, c, xi): return [-xi[0] ** -c['k']]
    def declared(self, c, l): return [(-l[0]) ** (-1 / c['k'])]
    def partition(self, c, l): return -log(-l[0]) - log(c['k'])
    def statistics(self, c, x): return [x ** c['k']]
    def base(self, c, x): return (c['k'] - 1) * log(x)
    def mean_base(self, c, l): return (c['k'] - 1) * (-log(-l[0]) - euler) / c['k']
    def cdf(self, c, xi, x): return -expm1(-(x / xi[0]) ** c['k'])


class Wishart(Family):
    file, parameters, variable = 'wishart', ('V', 'ν'), 'X'
    def shape(self, at): return {'V': lambda v: upper(matrix(v)), 'ν': lambda v: [v]}
    def spell(self, xi, c): return {'V': rows(symmetric(xi[:-1], order(len(xi) - 1))), 'ν': xi[-1]}
    def natural(self, c, xi):
        p = order(len(xi) - 1)
        return [-a / 2 for a in upper(inverse(symmetric(xi[:-1], p)), 2)] + [(xi[-1] - p - 1) / 2]
    def declared(self, c, l):
        p = order(len(l) - 1)
        return upper(inverse(-2 * symmetric(l[:-1], p, 2))) + [2 * l[-1] + p + 1]
    def partition(self, c, l):
        p = order(len(l) - 1)
        half = l[-1] + mpf(p + 1) / 2
        gamma = mpf(p) * (p - 1) / 4 * log(pi) + sum(loggamma(half - mpf(j) / 2) for j in range(p))
        return gamma - half * logdet(-symmetric(l[:-1], p, 2))
    def statistics(self, c, x): return upper(matrix(x)) + [logdet(matrix(x))]


def exact(x):
    """The double that a JSON number stands for."""
    return [exact(y) for y in x] if isinstance(x, list) else mpf(x)


def leaves(x):
    return [i for y in x for i in leaves(y)] if isinstance(x, list) else [x]


def nudged(value, index):
    """The value with its number `index` moved by NUDGE of itself; symmetric matrices move with their mirror image."""
    if not isinstance(value, list):
        return value * (1 + NUDGE)
    if not isinstance(value[0], list):
        return [x * (1 + NUDGE) if i == index else x for i, x in enumerate(value)]
    n = len(value[0])
    i, j = divmod(index, n)
    mirror = len(value) == n and all(value[a][b] == value[b][a] for a in range(n) for b in range(n))
    hit = {(i, j), (j, i)} if mirror else {(i, j)}
    return [[x * (1 + NUDGE) if (a, b) in hit else x for b, x in enumerate(row)] for a, row in enumerate(value)]


def places(value):
    """Which numbers of a value move on their own."""
    n = len(leaves(value))
    if not isinstance(value, list) or not isinstance(value[0], list):
        return range(n)
    k = len(value[0])
    mirror = len(value) == k and all(value[a][b] == value[b][a] for a in range(k) for b in range(k))
    return [i for i in range(n) if not mirror or i // k <= i % k]


def flat(family, record):
    return [x for n, f in family.shape(record).items() for x in f(record[n])]


def outputs(family, c, at, natural, x):
    """Every quantity that does not need a second member."""
    xi = flat(family, at) if natural is None else family.declared(c, natural)
    l = family.natural(c, xi) if natural is None else natural
    A = lambda y: family.partition(c, y)
    mean, fisher, A0 = gradient(A, l), hessian(A, l), A(l)
    if natural is None:
        j = jacobian(lambda y: family.natural(c, y), xi)
        declared = j.T * fisher * j
    else:
        back = inverse(jacobian(lambda y: family.declared(c, y), l))
        declared = back.T * fisher * back
    out = {
        'natural': l, 'logPartition': A0, 'mean': mean,
        'entropy': A0 - dot(l, mean) - family.mean_base(c, l),
        'fisherNatural': rows(fisher), 'fisherParameters': rows(declared),
        'parametersFromNatural': family.spell(xi, c),
    }
    if x is not None:
        out['logDensity'] = dot(l, family.statistics(c, x)) + family.base(c, x) - A0
        out['cdf'] = tail(family, c, xi, x)
    return out, fisher


def tail(family, c, xi, x):
    if len(xi) > 2 or isinstance(x, list):
        return None
    here = mp.dps
    mp.dps = 60
    try:
        return family.cdf(c, xi, x)
    finally:
        mp.dps = here


def divergence(family, c, l, mean, A0, other):
    there = family.natural(c, flat(family, other))
    return family.partition(c, there) - A0 - dot([b - a for a, b in zip(l, there)], mean)


def spread(here, others):
    """Σ |x · ∂value/∂x| over the inputs, by what a nudge of each does."""
    if here is None:
        return None
    if isinstance(here, dict):
        return {k: spread(v, [o[k] for o in others]) for k, v in here.items()}
    if isinstance(here, list):
        return [spread(v, [o[i] for o in others]) for i, v in enumerate(here)]
    return sum((abs(o - here) for o in others), mpf(0)) / NUDGE


def point(family, at, near, far, natural=None, digits=200):
    mp.dps = digits
    read = {k: exact(v) for k, v in at.items()}
    c = {k: read[k] for k in family.constants}
    x = read.get(family.variable)
    start = None if natural is None else exact(natural)
    out, fisher = outputs(family, c, read, start, x)
    l, mean, A0 = out['natural'], out['mean'], out['logPartition']
    moving = list(family.parameters) if natural is None else []
    others = []
    for name in moving + ([family.variable] if x is not None and not isinstance(at[family.variable], int) else []):
        for i in places(read[name]):
            if leaves(read[name])[i] == 0:
                continue
            moved_at = {**read, name: nudged(read[name], i)}
            others.append(outputs(family, c, moved_at, start, moved_at.get(family.variable))[0])
    for i in range(len(start or [])):
        if start[i] != 0:
            others.append(outputs(family, c, read, nudged(start, i), x)[0])
    sens = {k: spread(v, [o[k] for o in others]) for k, v in out.items()}
    for key, other in (('near', near), ('far', far)):
        there = {k: exact(v) for k, v in other.items()}
        out[key] = divergence(family, c, l, mean, A0, there)
        shifted = [divergence(family, c, o['natural'], o['mean'], o['logPartition'], there) for o in others]
        for name in family.parameters:
            for i in places(there[name]):
                shifted.append(divergence(family, c, l, mean, A0, {**there, name: nudged(there[name], i)}))
        sens[key] = spread(out[key], shifted)
    # λ(μ) is asked at a mean that was rounded: it moves by F⁻¹ where the mean moves.
    turned = inverse(fisher)
    sens['naturalFromMean'] = [max(s, sum(abs(turned[i, j] * mean[j]) for j in range(len(mean)))) for i, s in enumerate(sens['natural'])]
    out['naturalFromMean'] = out['natural']
    keep = [k for k, v in out.items() if v is not None]
    return {
        'file': f'families/exponential/{family.file}.blr', 'name': type(family).__name__, 'at': at,
        **({} if natural is None else {'atNatural': natural}), 'near': near, 'far': far,
        'expected': {k: number(out[k]) for k in keep}, 'sensitivity': {k: size(sens[k]) for k in keep},
    }


def number(x):
    if isinstance(x, dict):
        return {k: number(v) for k, v in x.items()}
    if isinstance(x, list):
        return [number(v) for v in x]
    try:
        y = float(x)
    except OverflowError:
        y = float('inf') if x > 0 else -float('inf')
    return y if y - y == 0 else ('Infinity' if y > 0 else '-Infinity')


def size(x):
    y = number(x)
    return trimmed(y)


def trimmed(y):
    if isinstance(y, dict):
        return {k: trimmed(v) for k, v in y.items()}
    if isinstance(y, list):
        return [trimmed(v) for v in y]
    return y if isinstance(y, str) else float(f'{y:.2g}')


def main():
    from library_points import POINTS
    wanted = sys.argv[1:]
    path = HERE / 'library.json'
    kept = [] if not wanted or not path.exists() else [r for r in json.loads(path.read_text(encoding='utf-8')) if r['name'] not in wanted]
    fresh = []
    for name, cases in POINTS.items():
        if wanted and name not in wanted:
            continue
        for case in cases:
            print(name, case, flush=True)
            fresh.append(point(globals()[name](), *case))
    names = list(POINTS)
    found = sorted(kept + fresh, key=lambda r: names.index(r['name']))
    path.write_text('[\n' + ',\n'.join(json.dumps(r, ensure_ascii=False) for r in found) + '\n]\n', encoding='utf-8')
    print(len(found), 'points')


if __name__ == '__main__':
    main()
