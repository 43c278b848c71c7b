"""The points of library.py: (at, a near member, a far member[, natural parameters in place of at's[, digits]])."""

LOW = 1e-12
HIGH = 1 - 1e-12
LOGITS = [40.0, -40.0, 1000.0, -1000.0]
DEEP = 2400  # digits for logits of 1000, whose variance is 1e-435


def covariance(*scales):
    """Three eigenvalues along the columns of the reflection I − 2vvᵀ, v = (1, 2, 2)/3; two along a rotation by 3-4-5."""
    if len(scales) == 2:
        q = [[0.6, -0.8], [0.8, 0.6]]
    else:
        q = [[7 / 9, -4 / 9, -4 / 9], [-4 / 9, 1 / 9, -8 / 9], [-4 / 9, -8 / 9, 1 / 9]]
    n = len(scales)
    entry = lambda i, j: sum(q[i][k] * scales[k] * q[j][k] for k in range(n))
    return [[entry(min(i, j), max(i, j)) for j in range(n)] for i in range(n)]


def chance(constants, variable, other=lambda p: {'p': p}):
    """Members of a family with one probability, and with its logit."""
    by_p = [({**constants, 'p': p, **variable}, other(p * (1 - 1e-4) if p < 0.9 else p - 1e-4 * (1 - p)), other(0.5), None, DEEP if p == 1e-300 else 200)
            for p in (LOW, HIGH, 1e-300, 0.5)]
    return by_p + [({**constants, **variable}, other(0.25), other(LOW), [t], DEEP if abs(t) > 100 else 200) for t in LOGITS]


def positive(name, constants, variable, values, natural):
    by_value = [({**constants, name: v, **variable(v)}, {name: v * 1.0001}, {name: v * 1e3}) for v in values]
    return by_value + [({**constants, **variable(1.0)}, {name: 1.5}, {name: 1e-3}, [t]) for t in natural]


def two(a, b, pairs, variable, natural):
    by_value = [({a: x, b: y, **variable(x, y)}, {a: x * 1.0001, b: y}, {a: 2.5, b: 1.5}) for x, y in pairs]
    return by_value + [(variable(1.0, 1.0), {a: 1.25, b: 0.75}, {a: 1e-3, b: 1e6}, t) for t in natural]


SHAPES = [(1e-3, 1e6), (1e6, 1e-3), (1e-3, 1e-3), (1e6, 1e6), (1e-3, 0.5), (1e6, 2.0)]
SINGULAR = covariance(1e6, 1.0, 1e-6)
TILTED = covariance(1.0, 1e-12)
SMALL = covariance(1e-3, 1e6)
THIRDS = [[2.0, 0.5, 0.0], [0.5, 1.0, 0.25], [0.0, 0.25, 4.0]]
PAIR = [[2.0, 0.5], [0.5, 1.0]]


def scaled(m, factor):
    return [[factor * x for x in row] for row in m]


POINTS = {
    'BernoulliSigned': chance({}, {'θ': 1}),
    'Bernoulli': chance({}, {'θ': 1}),
    'Beta': two('a', 'b', SHAPES, lambda a, b: {'θ': 0.25}, [[-0.999, 1e6], [1e6, 1e6], [-1 + 1e-9, -0.5]]),
    'Binomial': chance({'n': 10}, {'θ': 3}) + chance({'n': 1000}, {'θ': 3})[:2] + [
        ({'n': 100000, 'p': 0.5, 'θ': 50300}, {'p': 0.5001}, {'p': 1e-3}),
        ({'n': 1000000, 'p': 1e-6, 'θ': 2}, {'p': 1.0001e-6}, {'p': 0.25})],
    'Categorical': [
        ({'p': [LOW, 0.5, 0.5 - LOW], 'θ': [1, 0, 0]}, {'p': [1.0001e-12, 0.5, 0.5 - LOW]}, {'p': [0.25, 0.25, 0.5]}),
        ({'p': [0.5, 0.5 - LOW, LOW], 'θ': [0, 0, 1]}, {'p': [0.5, 0.5 - LOW, 1.001e-12]}, {'p': [0.25, 0.25, 0.5]}),
        ({'p': [1e-300, 1e-12, 1.0], 'θ': [1, 0, 0]}, {'p': [1.5e-300, 1e-12, 1.0]}, {'p': [0.25, 0.25, 0.5]}, None, DEEP),
        ({'p': [1e-300, 1.0], 'θ': [0, 1]}, {'p': [1e-299, 1.0]}, {'p': [0.5, 0.5]}, None, DEEP),
        ({'θ': [0, 1, 0]}, {'p': [0.2, 0.3, 0.5]}, {'p': [1e-12, 0.5, 0.5]}, [40.0, -40.0]),
        ({'θ': [0, 1, 0]}, {'p': [0.2, 0.3, 0.5]}, {'p': [1e-12, 0.5, 0.5]}, [-40.0, -41.0]),
        ({'θ': [0, 1, 0]}, {'p': [0.2, 0.3, 0.5]}, {'p': [1e-12, 0.5, 0.5]}, [1000.0, -1000.0], 2 * DEEP),
        ({'θ': [0, 1, 0]}, {'p': [0.2, 0.3, 0.5]}, {'p': [1e-12, 0.5, 0.5]}, [1000.0, 999.0], 2 * DEEP)],
    'Dirichlet': [
        ({'a': a, 'θ': [0.25, 0.125, 0.625]}, {'a': [1.0001 * a[0], *a[1:]]}, {'a': [1.5, 2.5, 0.5]})
        for a in ([1e-3, 1e-3, 1e-3], [1e-3, 1e6, 1e6], [1e6, 1e-3, 1e-3], [1e6, 1e6, 1e6], [1e-3, 2.0, 1e6])] + [
        ({'θ': [0.25, 0.125, 0.625]}, {'a': [1.5, 2.5, 0.5]}, {'a': [1e-3, 1e6, 1.0]}, [-0.999, 1e6, 40.0])],
    'Exponential': positive('β', {}, lambda b: {'θ': 1 / b}, (1e-3, 1e6, 1e-150, 1e150), [-1e-12, -1e6]),
    'GammaScale': two('k', 's', SHAPES, lambda k, s: {'θ': k * s * 0.75}, [[-1e-6, -0.999], [-1e6, 1e6]]),
    'Gamma': two('α', 'β', SHAPES, lambda a, b: {'θ': a / b * 1.25}, [[-1e-6, -0.999], [-1e6, 1e6], [-1e-3, -1 + 1e-9]]),
    'GaussianKnownCovariance': [
        ({'Σ': s, 'm': m, 'θ': x}, {'m': [1.0001 * m[0], *m[1:]]}, {'m': [10 * a + 3 for a in m]})
        for s, m, x in (
            (SINGULAR, [1.0, -2.0, 0.5], [1.5, -2.0, 0.25]), (covariance(1.0, 1e-12), [1e6, 1e-3], [1e6, 0.5]),
            (covariance(1e-12, 1e-6, 1.0), [0.5, 0.25, 2.0], [0.5, 0.25, 2.125]), (scaled(PAIR, 1e-6), [1e3, 1e-3], [1e3, 0.0]))] + [
        ({'Σ': SINGULAR, 'θ': [1.5, -2.0, 0.25]}, {'m': [1.0, 2.0, 3.0]}, {'m': [1e3, 1e3, 1e3]}, [1e3, -1e3, 40.0])],
    'Gaussian': [
        ({'m': m, 'S': s, 'θ': x}, {'m': [1.0001 * m[0], *m[1:]], 'S': s}, {'m': [0.5] * len(m), 'S': far})
        for m, s, x, far in (
            ([1.0, -2.0, 0.5], SINGULAR, [1.5, -2.0, 0.25], THIRDS), ([1e6, 1e-3], TILTED, [1e6, 0.5], PAIR),
            ([1.0, 2.0, 3.0], scaled(THIRDS, 1e-6), [1e3, 0.0, -1e3], SINGULAR), ([1e3, 1e3], covariance(1e6, 1e-6), [1e3, 1e3], PAIR),
            ([0.5], [[1e12]], [0.5], [[1.0]]))] + [
        ({'θ': [1.0, 2.0]}, {'m': [1.0, 2.0], 'S': PAIR}, {'m': [1e3, -1e3], 'S': TILTED}, [1e3, -40.0, -1e6, 1999.0, -1.0])],
    'Geometric': [
        ({'p': p, 'θ': 7}, {'p': p * (1 - 1e-4) if p < 0.9 else p - 1e-4 * (1 - p)}, {'p': 0.5}, None, DEEP if p == 1e-300 else 200) for p in (LOW, HIGH, 1e-6, 1e-300)] + [
        ({'θ': 7}, {'p': 0.25}, {'p': LOW}, [t], DEEP if abs(t) > 100 else 200) for t in (-1e-12, -40.0, -1000.0)],
    'InverseGamma': two('α', 'β', SHAPES, lambda a, b: {'θ': b / a * 1.25}, [[-1.001, -1e-6], [-1e6, -1e6]]),
    'Laplace': positive('b', {'m': 0.25}, lambda b: {'θ': 0.25 + b}, (1e-3, 1e6, 1e-12, 1e12), [-1e-6, -1e6]),
    'LogNormal': two('m', 'v', [(300.0, 1e-6), (-20.0, 1e-12), (1e-3, 1e6), (0.0, 1e-3), (1e6, 1e6)],
                     lambda m, v: {'θ': 2.5}, [[1e3, -1e3], [-1.0, -1e-6], [-1e3, -1e6]]),
    'MatrixNormal': [
        ({'M': [[1.0, 2.0], [-0.5, 1e3]], 'U': u, 'V': v, 'X': [[1.0, 2.5], [-0.5, 1e3]]},
         {'M': [[1.0001, 2.0], [-0.5, 1e3]], 'U': u}, {'M': [[0.5, 0.5], [0.5, 0.5]], 'U': far})
        for u, v, far in ((TILTED, PAIR, PAIR), (PAIR, TILTED, SMALL), (SMALL, covariance(1e6, 1e-6), PAIR))] + [
        ({'V': TILTED, 'X': [[1.0, 2.5], [-0.5, 1e3]]}, {'M': [[1.0, 2.0], [-0.5, 1.0]], 'U': PAIR},
         {'M': [[0.5, 0.5], [0.5, 0.5]], 'U': SMALL}, [1e3, -40.0, 1.0, 1e-3, -1e6, 1999.0, -1.0])],
    'NegativeBinomial': [
        ({'r': r, 'p': p, 'θ': 3}, {'p': p * (1 - 1e-4) if p < 0.9 else p - 1e-4 * (1 - p)}, {'p': 0.25})
        for r, p in ((1e-3, 0.5), (1e6, 0.5), (2.5, 1e-6), (2.5, HIGH), (1e-3, 1e-3), (1e6, 1e-3), (1e6, HIGH))] + [
        ({'r': 2.5, 'θ': 3}, {'p': 0.25}, {'p': 1e-3}, [t], DEEP if abs(t) > 100 else 200) for t in (-1e-6, -40.0, -1000.0)],
    'Normal': two('m', 's', [(1e6, 1e6), (-1e6, 1e-6), (1e-3, 1e12), (1e6, 1e-12), (0.0, 1e-3)], lambda m, s: {'θ': m + 0.5 / s ** 0.5},
                  [[1e3, -1e3], [1e3, -1e-6], [-40.0, -1e6]]),
    'Poisson': positive('r', {}, lambda r: {'θ': 3}, (1e-12, 1e-3, 1e6, 1e9, 1e-300), [-40.0, 25.0, 40.0, -1000.0]) + [
        ({'r': 1e6, 'θ': 1000400}, {'r': 1000001.0}, {'r': 1e-3})],
    'Rayleigh': positive('σ', {}, lambda s: {'θ': s * 1.5}, (1e-3, 1e6, 1e-12, 1e100), [-1e-6, -1e6]),
    'VonMises': [
        ({'m': m, 'κ': k, 'θ': m + t}, {'m': m, 'κ': k * 1.0001}, {'m': -0.5, 'κ': 2.0})
        for m, k, t in ((0.5, 1e-6, 1.0), (0.5, 1e6, 1e-3), (3.0, 1e-12, 0.125), (-2.0, 1e3, 0.0625), (1.5, 700.0, 0.0625))] + [
        ({'θ': 0.75}, {'m': 0.5, 'κ': 1e3}, {'m': -2.0, 'κ': 1e-6}, t) for t in ([1e3, -40.0], [1e-9, 0.0], [-1e6, 1e-6], [-1000.0, 1e-30])],
    'Weibull': [
        ({'k': k, 'g': g, 'θ': g * 1.25}, {'g': g * 1.0001}, {'g': g * 10}) for k, g in ((1e-3, 2.0), (1e3, 2.0), (1e3, 1e-3), (2.0, 1e-6), (0.5, 1e12))] + [
        ({'k': 2.0, 'θ': 1.25}, {'g': 1.5}, {'g': 1e3}, [t]) for t in (-1e-6, -1e6)],
    'Wishart': [
        ({'V': v, 'ν': n, 'X': x}, {'V': v, 'ν': n + 1e-4 * (n - len(v) + 1)}, {'V': far, 'ν': len(v) + 0.5})
        for v, n, x, far in (
            (PAIR, 1 + 1e-9, PAIR, SMALL), (PAIR, 1e6, scaled(PAIR, 1e6), SMALL), (TILTED, 1.001, PAIR, PAIR), (SMALL, 1e6, PAIR, PAIR),
            (SINGULAR, 2.0 + 1e-6, THIRDS, THIRDS), ([[1e6]], 1e-3, [[1.0]], [[1.0]]))] + [
        ({'X': PAIR}, {'V': PAIR, 'ν': 2.5}, {'V': SMALL, 'ν': 1e3}, [-1e6, 1999.0, -1.0, -0.999])],
}
