"""Families with vectors and matrices, at P = 1, 2, 3: textbook closed forms and the points where they are evaluated.

Sources: Gaussian and matrix normal from Gupta & Nagar 2000; Wishart from Muirhead 1982, section 3.2; Dirichlet from
Kotz, Balakrishnan & Johnson 2000, chapter 49. `BlockFamily.check` confirms each Fisher matrix against its divergence.
"""
from mpmath import mp, mpf, matrix, inverse, log, exp, pi, loggamma, psi, eye, log1p
from blocks import BlockFamily, Shape, basis, flat_natural, unflat_natural, is_spd, log_det, metric, trace, pairs

LIB, NEW = 'families/exponential/', 'test/families-unseen/'
half = mpf(1) / 2
CATALOGUE = []


def join(*blocks):
    """Block-diagonal matrix."""
    n = sum(b.rows for b in blocks)
    out, k = matrix(n, n), 0
    for b in blocks:
        for i in range(b.rows):
            for j in range(b.rows):
                out[k + i, k + j] = b[i, j]
        k += b.rows
    return out


def gaussian_kl(m1, c1, m2, c2):
    """KL between Gaussians given by mean and covariance."""
    s2, d = inverse(c2), m2 - m1
    return (trace(s2 * c1) + (d.T * s2 * d)[0] - m1.rows + log_det(c2) - log_det(c1)) / 2


class Gaussian(BlockFamily):
    def __init__(self, p):
        super().__init__(LIB + 'gaussian.blr', 'Gaussian', {'m': Shape('vector', p), 'S': Shape('spd', p)}, None, {'θ': Shape('vector', p)}, True)
        self.p = p

    def natural(self, m, S):
        return list(S * m) + flat_natural(S)

    def back(self, l):
        S = unflat_natural(l[self.p:], self.p)
        return (inverse(S) * matrix(l[:self.p]), S) if is_spd(S) else None

    def fisher(self, m, S):
        return join(S, metric(inverse(S)) / 2)

    def entropy(self, m, S):
        return (self.p * log(2 * pi * mp.e) - log_det(S)) / 2

    def kl(self, v, w):
        return gaussian_kl(v[0], inverse(v[1]), w[0], inverse(w[1]))

    def log_density(self, v, x):
        d = x[0] - v[0]
        return (log_det(v[1]) - self.p * log(2 * pi) - (d.T * v[1] * d)[0]) / 2


class GaussianCovariance(Gaussian):
    """The same family in mean and covariance."""

    def __init__(self, p):
        BlockFamily.__init__(self, NEW + 'gaussian-covariance.blr', 'GaussianCovariance', {'m': Shape('vector', p), 'Σ': Shape('spd', p)}, None,
                             {'θ': Shape('vector', p)})
        self.p = p

    def natural(self, m, C):
        return super().natural(m, inverse(C))

    def back(self, l):
        v = super().back(l)
        return v and (v[0], inverse(v[1]))

    def fisher(self, m, C):
        return join(inverse(C), metric(inverse(C)) / 2)

    def entropy(self, m, C):
        return super().entropy(m, inverse(C))

    def kl(self, v, w):
        return gaussian_kl(v[0], v[1], w[0], w[1])

    def log_density(self, v, x):
        return super().log_density((v[0], inverse(v[1])), x)


class KnownCovariance(BlockFamily):
    def __init__(self, p):
        super().__init__(LIB + 'gaussian-known-covariance.blr', 'GaussianKnownCovariance', {'m': Shape('vector', p)}, {'Σ': Shape('spd', p)},
                         {'θ': Shape('vector', p)}, True)
        self.p = p

    def natural(self, m):
        return list(inverse(self.constant['Σ']) * m)

    def back(self, l):
        return (self.constant['Σ'] * matrix(l),)

    def fisher(self, m):
        return inverse(self.constant['Σ'])

    def entropy(self, m):
        return (self.p * log(2 * pi * mp.e) + log_det(self.constant['Σ'])) / 2

    def kl(self, v, w):
        return gaussian_kl(v[0], self.constant['Σ'], w[0], self.constant['Σ'])

    def log_density(self, v, x):
        d, C = x[0] - v[0], self.constant['Σ']
        return -(log_det(C) + self.p * log(2 * pi) + (d.T * inverse(C) * d)[0]) / 2

    def base_term(self, m):
        return [-x for x in self.natural(m)]        # E[log h] = -½ mᵀ Σ⁻¹ m + constant, and μ = m


class MatrixNormal(BlockFamily):
    def __init__(self, p, q):
        super().__init__(LIB + 'matrix-normal.blr', 'MatrixNormal', {'M': Shape('matrix', p, q), 'U': Shape('spd', p)}, {'V': Shape('spd', q)},
                         {'X': Shape('matrix', p, q)}, True)
        self.p, self.q = p, q

    def natural(self, M, U):
        l = U * M * inverse(self.constant['V'])
        return [l[i, j] for i in range(self.p) for j in range(self.q)] + flat_natural(U)

    def back(self, l):
        k = self.p * self.q
        U = unflat_natural(l[k:], self.p)
        if not is_spd(U):
            return None
        return inverse(U) * Shape('matrix', self.p, self.q).value(l[:k]) * self.constant['V'], U

    def fisher(self, M, U):
        W = inverse(self.constant['V'])
        n = [(i, j) for i in range(self.p) for j in range(self.q)]
        return join(matrix([[U[a[0], b[0]] * W[a[1], b[1]] for b in n] for a in n]), metric(inverse(U)) * self.q / 2)

    def entropy(self, M, U):
        return (self.p * self.q * log(2 * pi * mp.e) - self.q * log_det(U) + self.p * log_det(self.constant['V'])) / 2

    def kl(self, v, w):
        D, W = w[0] - v[0], inverse(self.constant['V'])
        return (self.q * trace(w[1] * inverse(v[1])) + trace(W * D.T * w[1] * D) - self.p * self.q
                - self.q * (log_det(w[1]) - log_det(v[1]))) / 2

    def log_density(self, v, x):
        D, V = x[0] - v[0], self.constant['V']
        return (self.q * log_det(v[1]) - self.p * log_det(V) - self.p * self.q * log(2 * pi) - trace(D.T * v[1] * D * inverse(V))) / 2


def multi(f, a, p):
    """Σ_j f(a + (1-j)/2): the multivariate digamma and its kin."""
    return sum(f(a - mpf(j) / 2) for j in range(p))


class Wishart(BlockFamily):
    def __init__(self, p):
        super().__init__(LIB + 'wishart.blr', 'Wishart', {'V': Shape('spd', p), 'ν': Shape('real')}, None, {'X': Shape('spd', p)})
        self.p = p

    def natural(self, V, n):
        return [(n - self.p - 1) / 2] + flat_natural(inverse(V))

    def back(self, l):
        n, S = 2 * l[0] + self.p + 1, unflat_natural(l[1:], self.p)
        return (inverse(S), n) if n > self.p - 1 and is_spd(S) else None

    def partition(self, V, n):
        p = self.p
        return n / 2 * log_det(V) + n * p / 2 * log(2) + mpf(p * (p - 1)) / 4 * log(pi) + multi(loggamma, n / 2, p)

    def mean_log_det(self, V, n):
        return multi(lambda a: psi(0, a), n / 2, self.p) + self.p * log(2) + log_det(V)

    def fisher(self, V, n):
        inv, k = inverse(V), self.p * (self.p + 1) // 2
        out = join(metric(inv) * n / 2, matrix([[multi(lambda a: psi(1, a), n / 2, self.p) / 4]]))
        for a, e in enumerate(basis(self.p)):
            out[a, k] = out[k, a] = trace(inv * e) / 2
        return out

    def entropy(self, V, n):
        return self.partition(V, n) - (n - self.p - 1) / 2 * self.mean_log_det(V, n) + n * self.p / 2

    def kl(self, v, w):
        (V, n), (W, k) = v, w
        return (self.partition(W, k) - self.partition(V, n) - (k - n) / 2 * self.mean_log_det(V, n)
                + n / 2 * (trace(inverse(W) * V) - self.p))

    def log_density(self, v, x):
        return (v[1] - self.p - 1) / 2 * log_det(x[0]) - trace(inverse(v[0]) * x[0]) / 2 - self.partition(*v)


class InverseWishart(Wishart):
    """The law of the inverse of a Wishart matrix of scale W⁻¹."""

    def __init__(self, p):
        BlockFamily.__init__(self, NEW + 'inverse-wishart.blr', 'InverseWishart', {'W': Shape('spd', p), 'ν': Shape('real')}, None, {'X': Shape('spd', p)})
        self.p = p

    def natural(self, W, n):
        return [-(n + self.p + 1) / 2] + flat_natural(W)

    def back(self, l):
        n, W = -2 * l[0] - self.p - 1, unflat_natural(l[1:], self.p)
        return (W, n) if n > self.p - 1 and is_spd(W) else None

    def fisher(self, W, n):
        out = super().fisher(W, n)
        k = out.rows - 1
        for a in range(k):
            out[a, k] = out[k, a] = -out[a, k]
        return out

    def entropy(self, W, n):
        V = inverse(W)
        return super().entropy(V, n) - (self.p + 1) * self.mean_log_det(V, n)

    def kl(self, v, w):
        return super().kl((inverse(v[0]), v[1]), (inverse(w[0]), w[1]))

    def log_density(self, v, x):
        return super().log_density((inverse(v[0]), v[1]), [inverse(x[0])]) - (self.p + 1) * log_det(x[0])


class Categorical(BlockFamily):
    def __init__(self, k):
        super().__init__(LIB + 'categorical.blr', 'Categorical', {'p': Shape('simplex', k)}, None, {'θ': Shape('vector', k)}, discrete=True)

    @staticmethod
    def full(p):
        return list(p) + [1 - sum(p)]

    def natural(self, p):
        return [log(x / (1 - sum(p))) for x in p]

    def back(self, l):
        top = max(list(l) + [mpf(0)])
        e = [exp(x - top) for x in l]
        return (matrix([x / (sum(e) + exp(-top)) for x in e]),)

    def fisher(self, p):
        last = 1 / (1 - sum(p))
        return matrix([[last + (1 / p[i] if i == j else 0) for j in range(p.rows)] for i in range(p.rows)])

    def entropy(self, p):
        return -sum(x * log(x) for x in self.full(p))

    def kl(self, v, w):
        return sum(x * log(x / y) for x, y in zip(self.full(v[0]), self.full(w[0])))

    def log_density(self, v, x):
        return sum(t * log(y) for t, y in zip(x[0], self.full(v[0])))


class Dirichlet(BlockFamily):
    def __init__(self, k):
        super().__init__(LIB + 'dirichlet.blr', 'Dirichlet', {'a': Shape('vector', k)}, None, {'θ': Shape('simplex', k)})

    def natural(self, a):
        return [x - 1 for x in a]

    def back(self, l):
        return (matrix([x + 1 for x in l]),) if all(x > -1 for x in l) else None

    @staticmethod
    def partition(a):
        return sum(loggamma(x) for x in a) - loggamma(sum(a))

    def fisher(self, a):
        s = psi(1, sum(a))
        return matrix([[(psi(1, a[i]) if i == j else 0) - s for j in range(a.rows)] for i in range(a.rows)])

    def entropy(self, a):
        s = psi(0, sum(a))
        return self.partition(a) - sum((x - 1) * (psi(0, x) - s) for x in a)

    def kl(self, v, w):
        s = psi(0, sum(v[0]))
        return self.partition(w[0]) - self.partition(v[0]) + sum((x - y) * (psi(0, x) - s) for x, y in zip(v[0], w[0]))

    def log_density(self, v, x):
        t = list(x[0]) + [1 - sum(x[0])]
        return sum((a - 1) * log(y) for a, y in zip(v[0], t)) - self.partition(v[0])


class Diagonal(BlockFamily):
    def __init__(self, p):
        super().__init__(NEW + 'diagonal-gaussian.blr', 'DiagonalGaussian', {'m': Shape('vector', p), 's': Shape('vector', p)}, None,
                         {'θ': Shape('vector', p)}, True)
        self.p = p

    def natural(self, m, s):
        return [x * y for x, y in zip(m, s)] + [-y / 2 for y in s]

    def back(self, l):
        s = [-2 * x for x in l[self.p:]]
        return (matrix([x / y for x, y in zip(l, s)]), matrix(s)) if all(x > 0 for x in s) else None

    def fisher(self, m, s):
        return mp.diag(list(s) + [1 / (2 * x * x) for x in s])

    def entropy(self, m, s):
        return (self.p * log(2 * pi * mp.e) - sum(log(x) for x in s)) / 2

    def kl(self, v, w):
        return sum((t / s - 1 - log(t / s) + t * (n - m) ** 2) / 2 for m, s, n, t in zip(*v, *w))

    def log_density(self, v, x):
        return sum((log(s / (2 * pi)) - s * (y - m) ** 2) / 2 for m, s, y in zip(*v, x[0]))

    def inside(self, xi):
        return all(x > 0 for x in xi[self.p:])


class Isotropic(BlockFamily):
    def __init__(self, p):
        super().__init__(NEW + 'isotropic-gaussian.blr', 'IsotropicGaussian', {'m': Shape('vector', p), 's': Shape('real')}, None, {'θ': Shape('vector', p)}, True)
        self.p = p

    def natural(self, m, s):
        return [s * x for x in m] + [-s / 2]

    def back(self, l):
        s = -2 * l[self.p]
        return (matrix([x / s for x in l[:self.p]]), s) if s > 0 else None

    def fisher(self, m, s):
        return mp.diag([s] * self.p + [self.p / (2 * s * s)])

    def entropy(self, m, s):
        return self.p * (log(2 * pi * mp.e) - log(s)) / 2

    def kl(self, v, w):
        r = w[1] / v[1]
        return (self.p * (r - 1 - log(r)) + w[1] * sum((x - y) ** 2 for x, y in zip(v[0], w[0]))) / 2

    def log_density(self, v, x):
        return (self.p * log(v[1] / (2 * pi)) - v[1] * sum((y - m) ** 2 for y, m in zip(x[0], v[0]))) / 2

    def inside(self, xi):
        return xi[-1] > 0


class Bits(BlockFamily):
    def __init__(self, p):
        super().__init__(NEW + 'product-bernoulli.blr', 'ProductBernoulli', {'p': Shape('vector', p)}, None, {'θ': Shape('vector', p)}, discrete=True)

    def natural(self, p):
        return [log(x / (1 - x)) for x in p]

    def back(self, l):
        return (matrix([1 / (1 + exp(-x)) for x in l]),)

    def fisher(self, p):
        return mp.diag([1 / (x * (1 - x)) for x in p])

    def entropy(self, p):
        return -sum(x * log(x) + (1 - x) * log(1 - x) for x in p)

    def kl(self, v, w):
        return sum(x * log(x / y) + (1 - x) * log((1 - x) / (1 - y)) for x, y in zip(v[0], w[0]))

    def log_density(self, v, x):
        return sum(log(p) if t == 1 else log(1 - p) for p, t in zip(v[0], x[0]))


class NormalGamma(BlockFamily):
    """t is gamma(a, rate b), and x given t is normal(m, precision k t)."""

    def __init__(self):
        super().__init__(NEW + 'normal-gamma.blr', 'NormalGamma', {n: Shape('real') for n in 'mkab'}, None, {'x': Shape('real'), 't': Shape('real')})

    def natural(self, m, k, a, b):
        return [a - half, -b - k * m * m / 2, k * m, -k / 2]

    def back(self, l):
        k = -2 * l[3]
        if k <= 0:
            return None
        m, a = l[2] / k, l[0] + half
        b = -l[1] - k * m * m / 2
        return (m, k, a, b) if a > 0 and b > 0 else None

    def fisher(self, m, k, a, b):
        out = mp.diag([k * a / b, 1 / (2 * k * k), psi(1, a), a / b ** 2])
        out[2, 3] = out[3, 2] = -1 / b
        return out

    def entropy(self, m, k, a, b):
        return a - log(b) + loggamma(a) + (1 - a) * psi(0, a) + (log(2 * pi * mp.e / k) - psi(0, a) + log(b)) / 2

    def kl(self, v, w):
        (m, k, a, b), (n, l, c, d) = v, w
        gamma_part = (a - c) * psi(0, a) - loggamma(a) + loggamma(c) + c * log(b / d) + a * (d - b) / b
        return gamma_part + (l / k - 1 - log(l / k) + l * a / b * (m - n) ** 2) / 2

    def log_density(self, v, x):
        (m, k, a, b), (y, t) = v, x
        return a * log(b) - loggamma(a) + (a - 1) * log(t) - b * t + (log(k * t / (2 * pi)) - k * t * (y - m) ** 2) / 2


def add(family, *points):
    CATALOGUE.append((family, points))


S1, S2, S3 = [[1.7]], [[2.0, 0.6], [0.6, 1.1]], [[2.0, 0.3, -0.4], [0.3, 1.5, 0.2], [-0.4, 0.2, 0.9]]
R1, R2, R3 = [[0.6]], [[1.0, -0.2], [-0.2, 0.7]], [[1.2, 0.1, 0.3], [0.1, 0.8, 0.0], [0.3, 0.0, 1.6]]
NEAR2, NEAR3 = [[1.0, 0.9999], [0.9999, 1.0]], [[1.0, 0.99, 0.98], [0.99, 1.0, 0.99], [0.98, 0.99, 1.0]]
WIDE2, WIDE3 = [[1e6, 0.5], [0.5, 1e-6]], [[1e4, 1.0, 0.0], [1.0, 1.0, 0.01], [0.0, 0.01, 0.001]]
for make, s in ((Gaussian, 'S'), (GaussianCovariance, 'Σ')):
    add(make(1), ({'m': [0.4], s: S1, 'θ': [1.1]}, {'m': [-0.3], s: R1}), ({'m': [2e5], s: [[1e-8]], 'θ': [2.1e5]}, {'m': [1.9e5], s: [[2e-8]]}))
    add(make(2), ({'m': [0.4, -1.0], s: S2, 'θ': [0.1, 0.2]}, {'m': [-0.3, 0.5], s: R2}), ({'m': [0.0, 1.0], s: NEAR2, 'θ': [0.5, 0.4]}, {'m': [0.01, 1.0], s: R2}),
        ({'m': [1e-3, 100.0], s: WIDE2, 'θ': [0.002, -300.0]}, {'m': [0.0, 0.0], s: [[9e5, 0.1], [0.1, 2e-6]]}))
    add(make(3), ({'m': [0.4, -1.0, 2.0], s: S3, 'θ': [0.0, -0.5, 1.0]}, {'m': [0.0, 0.5, 1.0], s: R3}), ({'m': [0.0, 0.0, 0.0], s: NEAR3, 'θ': [1.0, 1.0, 1.0]}, {'m': [0.1, 0.1, 0.1], s: R3}),
        ({'m': [1.0, 2.0, 3.0], s: WIDE3, 'θ': [1.01, 2.0, 0.0]}, {'m': [1.0, 2.0, 4.0], s: WIDE3}))
add(KnownCovariance(1), ({'Σ': S1, 'm': [0.4], 'θ': [1.0]}, {'m': [0.9]}), ({'Σ': [[1e10]], 'm': [3.0], 'θ': [1e5]}, {'m': [1e4]}))
add(KnownCovariance(2), ({'Σ': S2, 'm': [0.4, -1.0], 'θ': [0.0, 0.0]}, {'m': [0.9, 0.1]}), ({'Σ': NEAR2, 'm': [0.0, 0.1], 'θ': [0.5, 0.4]}, {'m': [0.01, 0.1]}))
add(KnownCovariance(3), ({'Σ': S3, 'm': [0.4, -1.0, 0.7], 'θ': [0.0, 0.0, 0.3]}, {'m': [0.9, 0.1, 0.0]}), ({'Σ': WIDE3, 'm': [1.0, 1.0, 1.0], 'θ': [90.0, 0.0, 1.0]}, {'m': [0.0, 0.0, 1.01]}))
add(MatrixNormal(1, 1), ({'V': S1, 'M': [[0.3]], 'U': R1, 'X': [[1.0]]}, {'M': [[-0.2]], 'U': S1}))
add(MatrixNormal(2, 1), ({'V': R1, 'M': [[0.3], [-1.0]], 'U': S2, 'X': [[1.0], [0.0]]}, {'M': [[-0.2], [0.5]], 'U': R2}))
add(MatrixNormal(2, 3), ({'V': R3, 'M': [[0.3, 0.1, -0.5], [1.0, 0.0, 0.2]], 'U': S2, 'X': [[1.0, 0.0, 0.0], [0.5, -0.5, 1.0]]}, {'M': [[0.2, 0.2, -0.5], [0.7, 0.4, 0.0]], 'U': R2}),
    ({'V': WIDE3, 'M': [[30.0, 0.1, -0.05], [10.0, 0.0, 0.02]], 'U': NEAR2, 'X': [[1.0, 0.0, 0.0], [0.5, -0.5, 0.01]]}, {'M': [[29.0, 0.1, -0.05], [10.0, 0.0, 0.02]], 'U': R2}))
add(MatrixNormal(3, 2), ({'V': S2, 'M': [[0.3, 0.1], [-0.5, 1.0], [0.0, 0.2]], 'U': S3, 'X': [[1.0, 0.0], [0.0, 0.5], [-0.5, 1.0]]}, {'M': [[0.2, 0.2], [-0.5, 0.7], [0.4, 0.0]], 'U': R3}))
add(Wishart(1), ({'V': S1, 'ν': 2.4, 'X': R1}, {'V': R1, 'ν': 3.5}), ({'V': [[1e-5]], 'ν': 1e-3, 'X': [[1e-6]]}, {'V': [[2e-5]], 'ν': 2e-3}), ({'V': [[0.001]], 'ν': 1e6, 'X': [[1001.0]]}, {'V': [[0.001]], 'ν': 1.001e6}))
add(Wishart(2), ({'V': S2, 'ν': 3.4, 'X': R2}, {'V': R2, 'ν': 4.5}), ({'V': NEAR2, 'ν': 1.01, 'X': S2}, {'V': R2, 'ν': 1.02}), ({'V': S2, 'ν': 1e5, 'X': [[2e5, 6e4], [6e4, 1.1e5]]}, {'V': S2, 'ν': 1.01e5}))
add(Wishart(3), ({'V': S3, 'ν': 4.2, 'X': R3}, {'V': R3, 'ν': 5.5}), ({'V': NEAR3, 'ν': 2.001, 'X': S3}, {'V': NEAR3, 'ν': 2.002}))
add(InverseWishart(1), ({'W': S1, 'ν': 2.4, 'X': R1}, {'W': R1, 'ν': 3.5}), ({'W': [[1e5]], 'ν': 0.01, 'X': [[1e6]]}, {'W': [[2e5]], 'ν': 0.02}))
add(InverseWishart(2), ({'W': S2, 'ν': 3.4, 'X': R2}, {'W': R2, 'ν': 4.5}), ({'W': NEAR2, 'ν': 1.05, 'X': S2}, {'W': R2, 'ν': 1.1}))
add(InverseWishart(3), ({'W': S3, 'ν': 4.2, 'X': R3}, {'W': R3, 'ν': 5.5}), ({'W': NEAR3, 'ν': 500.0, 'X': [[0.002, 0.001, 0.0], [0.001, 0.002, 0.0], [0.0, 0.0, 0.003]]}, {'W': NEAR3, 'ν': 510.0}))
add(Categorical(2), ({'p': [0.25, 0.75], 'θ': [1, 0]}, {'p': [0.5, 0.5]}), ({'p': [1e-9, 0.999999999], 'θ': [1, 0]}, {'p': [1e-6, 0.999999]}))
add(Categorical(3), ({'p': [0.25, 0.125, 0.625], 'θ': [0, 1, 0]}, {'p': [0.5, 0.25, 0.25]}), ({'p': [0.5, 1e-8, 0.49999999], 'θ': [0, 0, 1]}, {'p': [0.25, 1e-3, 0.749]}))
add(Categorical(5), ({'p': [0.125, 0.25, 0.375, 0.0625, 0.1875], 'θ': [0, 0, 0, 1, 0]}, {'p': [0.25, 0.25, 0.25, 0.125, 0.125]}))
add(Dirichlet(2), ({'a': [2.5, 1.3], 'θ': [0.25, 0.75]}, {'a': [1.1, 3.0]}), ({'a': [1e-3, 2e-3], 'θ': [0.5, 0.5]}, {'a': [2e-3, 2e-3]}))
add(Dirichlet(3), ({'a': [0.7, 2.0, 1.4], 'θ': [0.125, 0.5, 0.375]}, {'a': [1.0, 1.0, 1.0]}), ({'a': [1e6, 2e6, 5e5], 'θ': [0.28125, 0.575, 0.14375]}, {'a': [1e6, 2.001e6, 5e5]}),
    ({'a': [0.001, 1000.0, 1.0], 'θ': [0.0009765625, 0.998046875, 0.0009765625]}, {'a': [0.002, 1000.0, 2.0]}))
add(Dirichlet(5), ({'a': [0.5, 1.5, 2.5, 0.8, 3.0], 'θ': [0.125, 0.25, 0.125, 0.25, 0.25]}, {'a': [1.0, 1.0, 2.0, 1.0, 2.0]}))
add(Diagonal(1), ({'m': [0.4], 's': [2.0], 'θ': [0.0]}, {'m': [0.1], 's': [1.0]}))
add(Diagonal(3), ({'m': [0.4, -1.0, 2.0], 's': [2.0, 0.5, 1.2], 'θ': [0.0, -0.5, 1.0]}, {'m': [0.1, 0.0, 1.0], 's': [1.0, 1.0, 1.5]}),
    ({'m': [1e6, 0.0, -1e-6], 's': [1e8, 1e-8, 1.0], 'θ': [1000000.0001, 1e4, 0.0]}, {'m': [1000000.0001, 1e3, 0.0], 's': [9e7, 2e-8, 1.0]}))
add(Isotropic(1), ({'m': [0.4], 's': 2.0, 'θ': [0.0]}, {'m': [0.1], 's': 1.0}))
add(Isotropic(2), ({'m': [0.4, -1.0], 's': 0.7, 'θ': [0.0, 0.0]}, {'m': [0.1, -0.5], 's': 1.0}), ({'m': [1e4, 1e-4], 's': 1e10, 'θ': [10000.00001, 1e-4]}, {'m': [1e4, 0.0], 's': 1.1e10}))
add(Isotropic(3), ({'m': [0.4, -1.0, 0.3], 's': 3.0, 'θ': [0.0, 0.0, 1.0]}, {'m': [0.1, -0.5, 0.2], 's': 2.0}))
add(Bits(1), ({'p': [0.3], 'θ': [1]}, {'p': [0.5]}))
add(Bits(3), ({'p': [0.3, 0.5, 0.85], 'θ': [1, 0, 1]}, {'p': [0.5, 0.4, 0.8]}), ({'p': [1e-10, 0.999999, 0.5], 'θ': [0, 0, 1]}, {'p': [1e-9, 0.99999, 0.5]}))
add(NormalGamma(), ({'m': 0.4, 'k': 1.6, 'a': 2.2, 'b': 0.9, 'x': 0.1, 't': 1.5}, {'m': 0.0, 'k': 1.0, 'a': 3.0, 'b': 1.0}),
    ({'m': -2.0, 'k': 0.3, 'a': 0.6, 'b': 3.0, 'x': -1.0, 't': 0.1}, {'m': -1.8, 'k': 0.33, 'a': 0.65, 'b': 2.8}),
    ({'m': 1e4, 'k': 1e-3, 'a': 1e4, 'b': 1e-2, 'x': 10000.03, 't': 1.01e6}, {'m': 1e4, 'k': 2e-3, 'a': 1.01e4, 'b': 1e-2}))
