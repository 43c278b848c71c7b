"""Every family in one or two plain variables, with the points at which its oracle values are taken.

`logf` repeats the density of the .blr file by hand; where that density carries its normaliser, the generator insists
that it integrates to one. Points come in pairs (at, toPoint), ordinary ones first, then extreme ones.
"""
from mpmath import mp, mpf, log, exp, sqrt, expm1, lambertw, atan2, hypot, zeta
from scalar import Family, PowerSeries

LIB, NEW = 'families/exponential/', 'test/families-unseen/'
neg = lambda *i: (lambda l, c: all(l[j] < 0 for j in i))
natural_numbers = lambda c: (0, None)
from_one = lambda c: (1, None)
logistic = lambda l: 1 / (1 + exp(-l))


def zeta_partition(lam, j):
    """Derivatives in λ = -s of log ζ(s)."""
    s = -lam
    z = [zeta(s, 1, i) for i in range(4)]
    a = [log(z[0]), z[1] / z[0], z[2] / z[0] - (z[1] / z[0]) ** 2,
         z[3] / z[0] - 3 * z[1] * z[2] / z[0] ** 2 + 2 * (z[1] / z[0]) ** 3]
    return a[j] * (-1) ** j


def geometric_partition(lam, j):
    """Derivatives in λ = log(1-p) of -log(1-e^λ)."""
    q, p = exp(lam), -expm1(lam)
    return [-log(p), q / p, q / p ** 2, q * (1 + q) / p ** 3][j]


CATALOGUE = []


def add(family, *points, steps=None):
    """`points`: (at, toPoint) pairs; the step entries are made at the points numbered in `steps` (default: all)."""
    CATALOGUE.append((family, points, steps))


# ---------------------------------------------------------------- the library
add(Family(LIB + 'normal.blr', 'Normal', 'real', 'ms', 'log(s/(2*pi))/2 - s*(x-m)**2/2', ['x', 'x**2'], ['s*m', '-s/2'],
           ['-l0/(2*l1)', '-2*l1'], neg(1), normalised=True, blocks=True, centre=lambda x, c: x[0]),
    ({'m': 0.7, 's': 1.9, 'θ': -0.4}, {'m': -0.2, 's': 0.6}), ({'m': -3.1, 's': 0.25, 'θ': 1.5}, {'m': -2.9, 's': 0.3}),
    ({'m': 1e8, 's': 1e12, 'θ': 100000000.000002}, {'m': 100000000.000001, 's': 1.5e12}),
    ({'m': -1e-6, 's': 1e-9, 'θ': 4e4}, {'m': 1e4, 's': 1e-8}), ({'m': 1000.0, 's': 1.0, 'θ': 1030.0}, {'m': 1000.0, 's': 1.000001}))
add(Family(LIB + 'rayleigh.blr', 'Rayleigh', 'positive', 'σ', 'lx - 2*log(σ) - x**2/(2*σ**2)', ['x**2'], ['-1/(2*σ**2)'],
           ['sqrt(-1/(2*l0))'], neg(0), 'lx', normalised=True),
    ({'σ': 2, 'θ': 1.5}, {'σ': 3}), ({'σ': 0.37, 'θ': 0.9}, {'σ': 0.4}), ({'σ': 1e-8, 'θ': 2e-8}, {'σ': 3e-8}),
    ({'σ': 1e10, 'θ': 1e4}, {'σ': 1.0001e10}))
add(Family(LIB + 'laplace.blr', 'Laplace', 'real', 'b', '-Abs(x-m)/b - log(2*b)', ['Abs(x-m)'], ['-1/b'], ['-1/l0'], neg(0),
           constants='m', normalised=True, centre=lambda x, c: c[0]),
    ({'m': 0.5, 'b': 1.3, 'θ': -0.8}, {'b': 0.7}), ({'m': -2, 'b': 0.2, 'θ': -1.9}, {'b': 0.21}),
    ({'m': 1e6, 'b': 1e-6, 'θ': 1000000.000005}, {'b': 2e-6}), ({'m': 0, 'b': 1e9, 'θ': -3e10}, {'b': 5e8}))
add(Family(LIB + 'bernoulli.blr', 'Bernoulli', 'points', 'p', 'x*log(p) + (1-x)*log(1-p)', ['x'], ['log(p/(1-p))'], ['1/(1+exp(-l0))'],
           ends=[0, 1], normalised=True, cdf=False),
    ({'p': 0.3, 'θ': 1}, {'p': 0.55}), ({'p': 0.5, 'θ': 0}, {'p': 0.4999}), ({'p': 1e-12, 'θ': 1}, {'p': 1e-6}),
    ({'p': 0.9999999, 'θ': 0}, {'p': 0.5}), ({'p': 1e-300, 'θ': 0}, {'p': 1e-200}))
add(Family(LIB + 'bernoulli-signed.blr', 'BernoulliSigned', 'points', 'p', '(1+x)/2*log(p) + (1-x)/2*log(1-p)', ['x'],
           ['log(p/(1-p))/2'], ['1/(1+exp(-2*l0))'], ends=[-1, 1], normalised=True, cdf=False),
    ({'p': 0.3, 'θ': 1}, {'p': 0.55}), ({'p': 0.8, 'θ': -1}, {'p': 0.81}), ({'p': 1e-10, 'θ': 1}, {'p': 0.25}),
    ({'p': 0.999999, 'θ': -1}, {'p': 0.99999}))
add(Family(LIB + 'poisson.blr', 'Poisson', 'integers', 'r', 'x*log(r) - r - lfactorial(x)', ['x'], ['log(r)'], ['exp(l0)'],
           logh='-lfactorial(x)', ends=natural_numbers, normalised=True),
    ({'r': 3.7, 'θ': 2}, {'r': 5.1}), ({'r': 0.8, 'θ': 0}, {'r': 0.75}), ({'r': 1e-6, 'θ': 1}, {'r': 1e-3}),
    ({'r': 12345.0, 'θ': 12300}, {'r': 12000.0}), ({'r': 1e6, 'θ': 1002000}, {'r': 1000001.0}))
add(Family(LIB + 'exponential.blr', 'Exponential', 'positive', 'β', 'log(β) - β*x', ['x'], ['-β'], ['-l0'], neg(0), normalised=True),
    ({'β': 1.7, 'θ': 0.3}, {'β': 0.9}), ({'β': 0.4, 'θ': 5.5}, {'β': 0.41}), ({'β': 1e-9, 'θ': 1e9}, {'β': 2e-9}),
    ({'β': 1e7, 'θ': 1e-9}, {'β': 1e6}))
gamma_points = [({'α': 2.3, 'β': 1.4, 'θ': 1.1}, {'α': 1.2, 'β': 0.5}), ({'α': 0.6, 'β': 3.0, 'θ': 0.05}, {'α': 0.7, 'β': 2.5}),
                ({'α': 1e-3, 'β': 1.0, 'θ': 1e-5}, {'α': 2e-3, 'β': 0.8}), ({'α': 1e6, 'β': 2e6, 'θ': 0.5003}, {'α': 1.001e6, 'β': 2e6}),
                ({'α': 50.0, 'β': 1e-9, 'θ': 4.5e10}, {'α': 45.0, 'β': 1.1e-9})]
add(Family(LIB + 'gamma.blr', 'Gamma', 'positive', 'αβ', '(α-1)*lx - β*x', ['lx', 'x'], ['α-1', '-β'], ['l0+1', '-l1'],
           lambda l, c: l[0] > -1 and l[1] < 0), *gamma_points)
add(Family(LIB + 'gamma-scale.blr', 'GammaScale', 'positive', 'ks', '(k-1)*lx - x/s - lgamma(k) - k*log(s)', ['lx', 'x'], ['k-1', '-1/s'],
           ['l0+1', '-1/l1'], lambda l, c: l[0] > -1 and l[1] < 0, normalised=True),
    ({'k': 2.3, 's': 0.7, 'θ': 1.1}, {'k': 1.2, 's': 2.0}), ({'k': 0.6, 's': 0.3, 'θ': 0.05}, {'k': 0.7, 's': 0.4}),
    ({'k': 1e-3, 's': 1.0, 'θ': 1e-5}, {'k': 2e-3, 's': 1.3}), ({'k': 1e6, 's': 1e-6, 'θ': 1.002}, {'k': 1.001e6, 's': 1e-6}))
add(Family(LIB + 'inverse-gamma.blr', 'InverseGamma', 'positive', 'αβ', '(-α-1)*lx - β/x', ['lx', '1/x'], ['-α-1', '-β'], ['-l0-1', '-l1'],
           lambda l, c: l[0] < -1 and l[1] < 0),
    ({'α': 2.3, 'β': 1.4, 'θ': 1.1}, {'α': 1.2, 'β': 0.5}), ({'α': 0.6, 'β': 3.0, 'θ': 20.0}, {'α': 0.7, 'β': 2.5}),
    ({'α': 1e-3, 'β': 1.0, 'θ': 1e5}, {'α': 2e-3, 'β': 0.8}), ({'α': 1e5, 'β': 3e5, 'θ': 3.01}, {'α': 1e5, 'β': 3.01e5}))
add(Family(LIB + 'beta.blr', 'Beta', 'unit', 'ab', '(a-1)*lx + (b-1)*l1x', ['lx', 'l1x'], ['a-1', 'b-1'], ['l0+1', 'l1+1'],
           lambda l, c: l[0] > -1 and l[1] > -1),
    ({'a': 2.5, 'b': 1.3, 'θ': 0.6}, {'a': 1.1, 'b': 3.0}), ({'a': 0.5, 'b': 0.5, 'θ': 0.02}, {'a': 0.45, 'b': 0.55}),
    ({'a': 1e-3, 'b': 2e-3, 'θ': 0.25}, {'a': 2e-3, 'b': 1e-3}), ({'a': 1e6, 'b': 3e5, 'θ': 0.7692}, {'a': 1e6, 'b': 3.001e5}),
    ({'a': 0.01, 'b': 1e4, 'θ': 1e-6}, {'a': 0.02, 'b': 1e4}))
add(Family(LIB + 'log-normal.blr', 'LogNormal', 'positive', 'mv', '-(lx-m)**2/(2*v) - lx - log(2*pi*v)/2', ['lx', 'lx**2'],
           ['m/v', '-1/(2*v)'], ['-l0/(2*l1)', '-1/(2*l1)'], neg(1), '-lx', normalised=True),
    ({'m': 0.3, 'v': 0.8, 'θ': 1.7}, {'m': -0.4, 'v': 1.5}), ({'m': -1.2, 'v': 2.5, 'θ': 0.01}, {'m': -1.1, 'v': 2.4}),
    ({'m': 30.0, 'v': 1e-8, 'θ': 10686474581524.0}, {'m': 30.0001, 'v': 2e-8}), ({'m': 0.0, 'v': 1e4, 'θ': 1e80}, {'m': 5.0, 'v': 1.1e4}))
add(Family(LIB + 'weibull.blr', 'Weibull', 'positive', 'g', 'log(k/g) + (k-1)*(lx-log(g)) - exp(k*(lx-log(g)))', ['exp(k*lx)'],
           ['-exp(-k*log(g))'], ['exp(-log(-l0)/k)'], neg(0), '(k-1)*lx', constants='k', normalised=True),
    ({'k': 1.5, 'g': 2.0, 'θ': 1.2}, {'g': 1.4}), ({'k': 0.7, 'g': 0.3, 'θ': 0.8}, {'g': 0.31}),
    ({'k': 40.0, 'g': 1.5, 'θ': 1.45}, {'g': 1.52}), ({'k': 0.05, 'g': 1.0, 'θ': 1e-9}, {'g': 3.0}))
wrap = lambda l0, l1: [atan2(l1, l0), hypot(l0, l1)]
add(Family(LIB + 'von-mises.blr', 'VonMises', 'circle', 'mκ', 'κ*cos(x-m)', ['cos(x)', 'sin(x)'], ['κ*cos(m)', 'κ*sin(m)'], wrap,
           centre=lambda x, c: x[0]),
    ({'m': 0.6, 'κ': 2.2, 'θ': 1.3}, {'m': -0.5, 'κ': 0.9}), ({'m': 3.0, 'κ': 0.4, 'θ': -3.0}, {'m': -3.0, 'κ': 0.5}),
    ({'m': -1.0, 'κ': 1e-4, 'θ': 0.0}, {'m': 2.0, 'κ': 2e-4}), ({'m': 1.2, 'κ': 1e4, 'θ': 1.21}, {'m': 1.201, 'κ': 9e3}),
    ({'m': 0.1, 'κ': 1e6, 'θ': 0.1005}, {'m': 0.1, 'κ': 1.1e6}))
add(Family(LIB + 'geometric.blr', 'Geometric', 'integers', 'p', 'log(p) + x*log(1-p)', ['x'], ['log(1-p)'], lambda l0: [-expm1(l0)],
           neg(0), ends=natural_numbers, normalised=True),
    ({'p': 0.3, 'θ': 4}, {'p': 0.5}), ({'p': 0.85, 'θ': 0}, {'p': 0.84}), ({'p': 0.999999, 'θ': 1}, {'p': 0.99}))
add(PowerSeries(LIB + 'geometric.blr', 'Geometric', 'integers', 'p', 'log(p) + x*log(1-p)', ['x'], ['log(1-p)'], lambda l0: [-expm1(l0)],
                neg(0), ends=natural_numbers, normalised=True, partition=geometric_partition,
                distribution=lambda n, p: 1 - (1 - p) ** (n + 1)),
    ({'p': 1e-6, 'θ': 2000000}, {'p': 2e-6}), ({'p': 0.3, 'θ': 7}, {'p': 0.31}))
add(Family(LIB + 'negative-binomial.blr', 'NegativeBinomial', 'integers', 'p',
           'lgamma(x+r) - lgamma(r) - lfactorial(x) + r*log(p) + x*log(1-p)', ['x'], ['log(1-p)'], lambda l0, r: [-expm1(l0)], neg(0),
           'lgamma(x+r) - lgamma(r) - lfactorial(x)', constants='r', ends=natural_numbers, normalised=True),
    ({'r': 2.5, 'p': 0.4, 'θ': 3}, {'p': 0.6}), ({'r': 1, 'p': 0.7, 'θ': 0}, {'p': 0.69}), ({'r': 0.01, 'p': 0.2, 'θ': 2}, {'p': 0.3}),
    ({'r': 1e4, 'p': 0.9, 'θ': 1100}, {'p': 0.905}), ({'r': 3.0, 'p': 0.01, 'θ': 400}, {'p': 0.012}))
add(Family(LIB + 'binomial.blr', 'Binomial', 'integers', 'p', 'lfactorial(n) - lfactorial(x) - lfactorial(n-x) + x*log(p) + (n-x)*log(1-p)',
           ['x'], ['log(p/(1-p))'], lambda l0, n: [logistic(l0)], None, 'lfactorial(n) - lfactorial(x) - lfactorial(n-x)', constants='n',
           ends=lambda c: (0, int(c[0])), normalised=True),
    ({'n': 7, 'p': 0.35, 'θ': 2}, {'p': 0.5}), ({'n': 1, 'p': 0.8, 'θ': 1}, {'p': 0.2}), ({'n': 40, 'p': 1e-9, 'θ': 1}, {'p': 1e-3}),
    ({'n': 20000, 'p': 0.4, 'θ': 8100}, {'p': 0.401}), ({'n': 100, 'p': 0.999, 'θ': 99}, {'p': 0.99}))

# ---------------------------------------------------------------- families the library does not hold
add(Family(NEW + 'maxwell.blr', 'Maxwell', 'positive', 'a', 'log(2/pi)/2 + 2*lx - x**2/(2*a**2) - 3*log(a)', ['x**2'], ['-1/(2*a**2)'],
           ['sqrt(-1/(2*l0))'], neg(0), '2*lx', normalised=True),
    ({'a': 1.4, 'θ': 2.0}, {'a': 0.9}), ({'a': 0.3, 'θ': 0.2}, {'a': 0.31}), ({'a': 1e-7, 'θ': 1e-7}, {'a': 2e-7}), ({'a': 1e9, 'θ': 1e8}, {'a': 9e8}))
add(Family(NEW + 'nakagami.blr', 'Nakagami', 'positive', 'w', 'log(2) + k*log(k) - lgamma(k) - k*log(w) + (2*k-1)*lx - k*x**2/w', ['x**2'],
           ['-k/w'], ['-k/l0'], neg(0), '(2*k-1)*lx', constants='k', normalised=True),
    ({'k': 1.5, 'w': 2.0, 'θ': 1.1}, {'w': 3.0}), ({'k': 0.5, 'w': 0.4, 'θ': 0.3}, {'w': 0.38}), ({'k': 1e4, 'w': 1e-4, 'θ': 0.01}, {'w': 1.02e-4}),
    ({'k': 0.01, 'w': 5.0, 'θ': 1e-8}, {'w': 9.0}))
add(Family(NEW + 'inverse-gaussian.blr', 'InverseGaussian', 'positive', 'mk', 'log(k/(2*pi))/2 - 3*lx/2 - k*(x-m)**2/(2*m**2*x)', ['x', '1/x'],
           ['-k/(2*m**2)', '-k/2'], ['sqrt(l1/l0)', '-2*l1'], neg(0, 1), '-3*lx/2', normalised=True),
    ({'m': 1.2, 'k': 2.5, 'θ': 0.8}, {'m': 1.6, 'k': 1.9}), ({'m': 0.4, 'k': 0.3, 'θ': 0.1}, {'m': 0.41, 'k': 0.32}),
    ({'m': 1e4, 'k': 1e-2, 'θ': 0.5}, {'m': 1e4, 'k': 2e-2}), ({'m': 1.0, 'k': 1e6, 'θ': 1.001}, {'m': 1.0005, 'k': 9e5}))
add(Family(NEW + 'generalised-gamma.blr', 'GeneralisedGamma', 'positive', 'dg', '(d-1)*lx - exp(p*(lx-log(g)))', ['lx', 'exp(p*lx)'],
           ['d-1', '-exp(-p*log(g))'], ['l0+1', 'exp(-log(-l1)/p)'], lambda l, c: l[0] > -1 and l[1] < 0, constants='p'),
    ({'p': 2.0, 'd': 1.7, 'g': 1.3, 'θ': 0.9}, {'d': 2.2, 'g': 1.0}), ({'p': 0.5, 'd': 3.0, 'g': 0.2, 'θ': 4.0}, {'d': 2.8, 'g': 0.25}),
    ({'p': 3.0, 'd': 1e-3, 'g': 1.0, 'θ': 1e-4}, {'d': 2e-3, 'g': 1.1}), ({'p': 1.5, 'd': 1e5, 'g': 1e-3, 'θ': 1.645}, {'d': 1.001e5, 'g': 1e-3}))
add(Family(NEW + 'beta-prime.blr', 'BetaPrime', 'positive', 'ab', '(a-1)*lx - (a+b)*log(1+x)', ['lx', 'log(1+x)'], ['a-1', '-a-b'],
           ['l0+1', '-l1-l0-1'], lambda l, c: l[0] > -1 and -l[1] - l[0] - 1 > 0),
    ({'a': 2.2, 'b': 3.1, 'θ': 0.7}, {'a': 1.4, 'b': 2.0}), ({'a': 0.4, 'b': 0.8, 'θ': 12.0}, {'a': 0.42, 'b': 0.75}),
    ({'a': 1e-3, 'b': 5.0, 'θ': 1e-3}, {'a': 2e-3, 'b': 4.0}), ({'a': 1e5, 'b': 2e5, 'θ': 0.5}, {'a': 1.002e5, 'b': 2e5}))
add(Family(NEW + 'pareto.blr', 'Pareto', 'above', 'a', 'log(a) - (a+1)*lx', ['lx'], ['-a-1'], ['-l0-1'], lambda l, c: l[0] < -1,
           ends=lambda c: mpf(1), normalised=True),
    ({'a': 2.5, 'θ': 1.8}, {'a': 1.5}), ({'a': 0.6, 'θ': 9.0}, {'a': 0.62}), ({'a': 1e-3, 'θ': 1e200}, {'a': 2e-3}), ({'a': 1e6, 'θ': 1.000001}, {'a': 1.1e6}))
add(Family(NEW + 'pareto-constant-minimum.blr', 'ParetoAbove', 'above', 'a', 'log(a) + a*log(c) - (a+1)*lx', ['lx'], ['-a-1'], ['-l0-1'],
           lambda l, c: l[0] < -1, constants='c', ends=lambda c: c[0], normalised=True),
    ({'c': 0.3, 'a': 2.5, 'θ': 0.5}, {'a': 1.5}), ({'c': 20.0, 'a': 0.6, 'θ': 21.0}, {'a': 0.5}), ({'c': 1e-6, 'a': 100.0, 'θ': 1.01e-6}, {'a': 90.0}))
add(Family(NEW + 'half-normal.blr', 'HalfNormal', 'positive', 'σ', 'log(2/pi)/2 - log(σ) - x**2/(2*σ**2)', ['x**2'], ['-1/(2*σ**2)'],
           ['sqrt(-1/(2*l0))'], neg(0), normalised=True),
    ({'σ': 1.3, 'θ': 0.4}, {'σ': 0.8}), ({'σ': 5.0, 'θ': 11.0}, {'σ': 5.2}), ({'σ': 1e-9, 'θ': 1e-9}, {'σ': 2e-9}), ({'σ': 1e12, 'θ': 1.0}, {'σ': 1.1e12}))
add(Family(NEW + 'chi-squared.blr', 'ChiSquared', 'positive', 'k', '(k/2-1)*lx - x/2 - k/2*log(2) - lgamma(k/2)', ['lx'], ['k/2-1'], ['2*l0+2'],
           lambda l, c: l[0] > -1, '-x/2', normalised=True),
    ({'k': 3, 'θ': 2.2}, {'k': 4.5}), ({'k': 0.8, 'θ': 0.1}, {'k': 0.9}), ({'k': 1e-3, 'θ': 1e-6}, {'k': 3e-3}), ({'k': 1e5, 'θ': 100200.0}, {'k': 1.01e5}))
add(Family(NEW + 'levy.blr', 'Levy', 'above', 'c', 'log(c/(2*pi))/2 - c/2*exp(-ly) - 3*ly/2', ['exp(-ly)'], ['-c/2'], ['-2*l0'], neg(0), '-3*ly/2',
           constants='m', ends=lambda c: c[0], normalised=True),
    ({'m': 0.5, 'c': 1.6, 'θ': 2.0}, {'c': 0.9}), ({'m': -3, 'c': 0.2, 'θ': 40.0}, {'c': 0.21}), ({'m': 0, 'c': 1e-8, 'θ': 1e-7}, {'c': 2e-8}),
    ({'m': 100.0, 'c': 1e6, 'θ': 1e5}, {'c': 9e5}))
add(Family(NEW + 'gumbel.blr', 'Gumbel', 'real', 'm', '-(x-m)/b - exp(-(x-m)/b) - log(b)', ['exp(-x/b)'], ['-exp(m/b)'], ['b*log(-l0)'], neg(0),
           '-x/b', constants='b', normalised=True),
    ({'b': 1.2, 'm': 0.6, 'θ': 0.0}, {'m': 1.5}), ({'b': 0.3, 'm': -2.0, 'θ': -1.0}, {'m': -1.95}), ({'b': 1e-3, 'm': 0.05, 'θ': 0.051}, {'m': 0.0505}),
    ({'b': 1e6, 'm': 1e5, 'θ': 3e6}, {'m': -2e5}))
add(Family(NEW + 'log-gamma.blr', 'LogGamma', 'real', 'αβ', 'α*x - β*exp(x)', ['x', 'exp(x)'], ['α', '-β'], ['l0', '-l1'],
           lambda l, c: l[0] > 0 and l[1] < 0),
    ({'α': 1.8, 'β': 0.7, 'θ': 0.4}, {'α': 2.5, 'β': 1.0}), ({'α': 0.3, 'β': 4.0, 'θ': -5.0}, {'α': 0.32, 'β': 3.5}),
    ({'α': 1e-3, 'β': 1.0, 'θ': -700.0}, {'α': 2e-3, 'β': 2.0}), ({'α': 1e6, 'β': 1e-3, 'θ': 20.724}, {'α': 1e6, 'β': 1.001e-3}))
add(Family(NEW + 'continuous-bernoulli.blr', 'ContinuousBernoulli', 'unit', 'p', 'x*log(p) + exp(l1x)*log(1-p)', ['x'], ['log(p/(1-p))'],
           ['1/(1+exp(-l0))']),
    ({'p': 0.3, 'θ': 0.2}, {'p': 0.6}), ({'p': 0.5, 'θ': 0.9}, {'p': 0.7}), ({'p': 0.5000001, 'θ': 0.25}, {'p': 0.4999}),
    ({'p': 1e-12, 'θ': 0.01}, {'p': 1e-9}), ({'p': 0.999999, 'θ': 0.95}, {'p': 0.99999}))
add(Family(NEW + 'truncated-exponential.blr', 'TruncatedExponential', 'unit', 'β', 'β*x', ['x'], ['β'], ['l0']),
    ({'β': 1.5, 'θ': 0.2}, {'β': -0.7}), ({'β': 0.0, 'θ': 0.4}, {'β': 0.9}), ({'β': 1e-7, 'θ': 0.5}, {'β': -1e-5}),
    ({'β': -800.0, 'θ': 0.003}, {'β': -700.0}), ({'β': 1e5, 'θ': 0.99999}, {'β': 9e4}))
add(Family(NEW + 'truncated-geometric.blr', 'TruncatedGeometric', 'integers', 'q', 'x*log(q)', ['x'], ['log(q)'], lambda l0, n: [exp(l0)],
           constants='n', ends=lambda c: (0, int(c[0]))),
    ({'n': 6, 'q': 0.7, 'θ': 3}, {'q': 1.4}), ({'n': 10, 'q': 1, 'θ': 9}, {'q': 0.9}), ({'n': 3, 'q': 1e-6, 'θ': 1}, {'q': 1e-3}),
    ({'n': 200, 'q': 1.3, 'θ': 195}, {'q': 1.25}), ({'n': 50, 'q': 1.0000001, 'θ': 25}, {'q': 0.9999}))
add(Family(NEW + 'logarithmic-series.blr', 'LogarithmicSeries', 'integers', 'q', 'x*log(q) - lx - log(-log(1-q))', ['x'], ['log(q)'], ['exp(l0)'], neg(0), '-lx',
           ends=from_one, normalised=True),
    ({'q': 0.6, 'θ': 2}, {'q': 0.8}), ({'q': 0.2, 'θ': 1}, {'q': 0.21}), ({'q': 1e-8, 'θ': 2}, {'q': 1e-6}), ({'q': 0.998, 'θ': 150}, {'q': 0.997}))
add(Family(NEW + 'conway-maxwell-poisson.blr', 'ConwayMaxwellPoisson', 'integers', 'rν', 'x*log(r) - ν*lfactorial(x)', ['x', 'lfactorial(x)'],
           ['log(r)', '-ν'], ['exp(l0)', '-l1'], neg(1), ends=natural_numbers),
    ({'r': 2.5, 'ν': 1.4, 'θ': 2}, {'r': 3.0, 'ν': 1.2}), ({'r': 0.7, 'ν': 0.6, 'θ': 1}, {'r': 0.75, 'ν': 0.7}),
    ({'r': 30.0, 'ν': 2.5, 'θ': 4}, {'r': 33.0, 'ν': 2.6}), ({'r': 1.2, 'ν': 0.2, 'θ': 3}, {'r': 1.15, 'ν': 0.2}))
add(Family(NEW + 'quartic.blr', 'Quartic', 'real', 'ab', '-a*x**4 + b*x**2', ['x**4', 'x**2'], ['-a', 'b'], ['-l0', 'l1'], neg(0),
           centre=lambda x, c: mpf(0)),
    ({'a': 0.6, 'b': 0.5, 'θ': 0.8}, {'a': 0.9, 'b': -0.4}), ({'a': 1.7, 'b': -1.1, 'θ': -0.3}, {'a': 1.6, 'b': -1.0}),
    ({'a': 1e-4, 'b': -2.0, 'θ': 0.4}, {'a': 2e-4, 'b': -1.8}), ({'a': 1.0, 'b': 12.0, 'θ': 2.5}, {'a': 1.1, 'b': 12.0}),
    ({'a': 1e6, 'b': 3.0, 'θ': 0.02}, {'a': 9e5, 'b': 2.0}))
add(PowerSeries(NEW + 'zeta.blr', 'Zeta', 'integers', 's', '-s*lx', ['lx'], ['-s'], ['-l0'], lambda l, c: l[0] < -1, ends=from_one,
                partition=zeta_partition, distribution=lambda n, s: 1 - zeta(s, n + 1) / zeta(s)),
    ({'s': 2.5, 'θ': 3}, {'s': 3.2}), ({'s': 1.4, 'θ': 1}, {'s': 1.45}), ({'s': 1.001, 'θ': 50}, {'s': 1.002}), ({'s': 30.0, 'θ': 2}, {'s': 25.0}))
add(Family(NEW + 'zipf.blr', 'Zipf', 'integers', 's', '-s*lx', ['lx'], ['-s'], lambda l0, n: [-l0], constants='n', ends=lambda c: (1, int(c[0]))),
    ({'n': 12, 's': 1.2, 'θ': 4}, {'s': 0.5}), ({'n': 5, 's': -0.8, 'θ': 2}, {'s': 0.0}), ({'n': 1000, 's': 3.5, 'θ': 10}, {'s': 3.4}),
    ({'n': 2, 's': 50.0, 'θ': 2}, {'s': 40.0}))
add(Family(NEW + 'generalised-inverse-gaussian.blr', 'GeneralisedInverseGaussian', 'positive', 'pab', '(p-1)*lx - (a*x + b/x)/2', ['lx', 'x', '1/x'],
           ['p-1', '-a/2', '-b/2'], ['l0+1', '-2*l1', '-2*l2'], neg(1, 2)),
    ({'p': 0.8, 'a': 1.5, 'b': 2.0, 'θ': 1.1}, {'p': 0.3, 'a': 1.0, 'b': 2.5}), ({'p': -1.2, 'a': 0.5, 'b': 0.7, 'θ': 0.4}, {'p': -1.0, 'a': 0.6, 'b': 0.7}),
    ({'p': -0.5, 'a': 3.0, 'b': 1e-6, 'θ': 1e-5}, {'p': -0.5, 'a': 2.0, 'b': 2e-6}), ({'p': 20.0, 'a': 1e3, 'b': 1e3, 'θ': 1.02}, {'p': 19.0, 'a': 1e3, 'b': 1.1e3}))
add(Family(NEW + 'kumaraswamy.blr', 'Kumaraswamy', 'unit', 'b', 'log(a*b) + (a-1)*lx + (b-1)*log1mexp(a*lx)', ['log1mexp(a*lx)'], ['b-1'], ['l0+1'],
           lambda l, c: l[0] > -1, '(a-1)*lx', constants='a', normalised=True),
    ({'a': 1.7, 'b': 2.4, 'θ': 0.5}, {'b': 1.6}), ({'a': 0.5, 'b': 0.6, 'θ': 0.9}, {'b': 0.65}), ({'a': 3.0, 'b': 1e-3, 'θ': 0.999}, {'b': 2e-3}),
    ({'a': 2.0, 'b': 1e6, 'θ': 0.001}, {'b': 9e5}))
add(Family(NEW + 'logit-normal.blr', 'LogitNormal', 'unit', 'ms', 'log(s/(2*pi))/2 - s*(lx-l1x-m)**2/2 - lx - l1x', ['lx-l1x', '(lx-l1x)**2'],
           ['s*m', '-s/2'], ['-l0/(2*l1)', '-2*l1'], neg(1), '-lx-l1x', normalised=True, blocks=True),
    ({'m': 0.4, 's': 1.6, 'θ': 0.7}, {'m': -0.3, 's': 0.9}), ({'m': -2.0, 's': 0.3, 'θ': 0.05}, {'m': -1.9, 's': 0.33}),
    ({'m': 5.0, 's': 1e6, 'θ': 0.9933}, {'m': 5.001, 's': 9e5}), ({'m': 0.0, 's': 1e-4, 'θ': 0.5}, {'m': 3.0, 's': 2e-4}))
add(Family(NEW + 'hyperbolic-secant.blr', 'HyperbolicSecant', 'real', 'β', 'log(cos(β)) + β*x - log(exp(pi*x/2) + exp(-pi*x/2))', ['x'], ['β'], ['l0'],
           lambda l, c: abs(l[0]) < mp.pi / 2, '-log(exp(pi*x/2) + exp(-pi*x/2))', normalised=True),
    ({'β': 0.4, 'θ': 0.7}, {'β': -0.2}), ({'β': 0.0, 'θ': -2.0}, {'β': 1.1}), ({'β': 1.5, 'θ': 10.0}, {'β': 1.45}), ({'β': -1.57, 'θ': -800.0}, {'β': -1.569}))
inverse_three = lambda l0, l1: [l0, l1]
add(Family(NEW + 'three-points.blr', 'ThreePoints', 'points', 'ab', 'a*x + b*x**2', ['x', 'x**2'], ['a', 'b'], inverse_three, ends=[-1, 0, 2], cdf=False),
    ({'a': 0.4, 'b': -0.3, 'θ': 2}, {'a': -0.2, 'b': 0.1}), ({'a': 0.0, 'b': 0.0, 'θ': -1}, {'a': 0.5, 'b': 0.5}),
    ({'a': 30.0, 'b': -20.0, 'θ': 2}, {'a': 29.0, 'b': -20.0}), ({'a': -5.0, 'b': 60.0, 'θ': 0}, {'a': 0.0, 'b': 50.0}))
add(Family(NEW + 'zero-truncated-poisson.blr', 'ZeroTruncatedPoisson', 'integers', 'r', 'x*log(r) - lfactorial(x) - log(exp(r)-1)',
           ['x'], ['log(r)'], ['exp(l0)'], logh='-lfactorial(x)', ends=from_one, normalised=True),
    ({'r': 2.2, 'θ': 3}, {'r': 1.1}), ({'r': 0.4, 'θ': 1}, {'r': 0.45}), ({'r': 1e-7, 'θ': 2}, {'r': 1e-5}), ({'r': 400.0, 'θ': 410}, {'r': 390.0}))
add(Family(NEW + 'normal-variance.blr', 'NormalVariance', 'real', 'mv', '-(x-m)**2/(2*v) - log(2*pi*v)/2', ['x', 'x**2'], ['m/v', '-1/(2*v)'],
           ['-l0/(2*l1)', '-1/(2*l1)'], neg(1), normalised=True, centre=lambda x, c: x[0]),
    ({'m': 0.7, 'v': 1.9, 'θ': -0.4}, {'m': -0.2, 'v': 0.6}), ({'m': -3.1, 'v': 0.25, 'θ': -3.0}, {'m': -2.9, 'v': 0.3}),
    ({'m': 1e6, 'v': 1e-10, 'θ': 1000000.00001}, {'m': 1000000.00001, 'v': 2e-10}), ({'m': 0.0, 'v': 1e15, 'θ': 1e8}, {'m': 1e7, 'v': 1.1e15}))
add(Family(NEW + 'normal-deviation.blr', 'NormalDeviation', 'real', 'mσ', '-((x-m)/σ)**2/2', ['x', 'x**2'], ['m/σ**2', '-1/(2*σ**2)'],
           ['-l0/(2*l1)', 'sqrt(-1/(2*l1))'], neg(1), centre=lambda x, c: x[0]),
    ({'m': 0.7, 'σ': 1.9, 'θ': -0.4}, {'m': -0.2, 'σ': 0.6}), ({'m': -3.1, 'σ': 0.25, 'θ': -3.0}, {'m': -2.9, 'σ': 0.3}),
    ({'m': 1e6, 'σ': 1e-5, 'θ': 1000000.00001}, {'m': 1000000.00001, 'σ': 2e-5}), ({'m': 0.0, 'σ': 1e9, 'θ': 1e8}, {'m': 1e7, 'σ': 1.1e9}))
add(Family(NEW + 'gamma-mean-shape.blr', 'GammaMean', 'positive', 'mk', '(k-1)*lx - k*x/m', ['lx', 'x'], ['k-1', '-k/m'], ['-(l0+1)/l1', 'l0+1'],
           lambda l, c: l[0] > -1 and l[1] < 0),
    ({'m': 1.6, 'k': 2.3, 'θ': 1.1}, {'m': 2.0, 'k': 1.2}), ({'m': 0.2, 'k': 0.6, 'θ': 0.05}, {'m': 0.25, 'k': 0.7}),
    ({'m': 1.0, 'k': 1e-3, 'θ': 1e-5}, {'m': 2.0, 'k': 2e-3}), ({'m': 0.5, 'k': 1e6, 'θ': 0.5003}, {'m': 0.501, 'k': 1e6}))
add(Family(NEW + 'beta-mean-concentration.blr', 'BetaMean', 'unit', 'mc', '(c*m-1)*lx + (c*(1-m)-1)*l1x', ['lx', 'l1x'], ['c*m-1', 'c*(1-m)-1'],
           ['(l0+1)/(l0+l1+2)', 'l0+l1+2'], lambda l, c: l[0] > -1 and l[1] > -1),
    ({'m': 0.6, 'c': 4.0, 'θ': 0.6}, {'m': 0.4, 'c': 3.0}), ({'m': 0.5, 'c': 1.0, 'θ': 0.02}, {'m': 0.45, 'c': 1.1}),
    ({'m': 0.3, 'c': 3e-3, 'θ': 0.25}, {'m': 0.6, 'c': 4e-3}), ({'m': 0.75, 'c': 1e6, 'θ': 0.7501}, {'m': 0.751, 'c': 1e6}))
add(Family(NEW + 'cosine.blr', 'Cosine', 'circle', 'a', 'a*cos(x)', ['cos(x)'], ['a'], ['l0'], centre=lambda x, c: mpf(0) if x[0] >= 0 else mp.pi),
    ({'a': 1.3, 'θ': 0.4}, {'a': -0.6}), ({'a': -2.1, 'θ': 3.0}, {'a': -2.0}), ({'a': 0.0, 'θ': 1.0}, {'a': 0.3}), ({'a': 1e5, 'θ': 0.004}, {'a': 9e4}))
add(Family(NEW + 'power-function.blr', 'PowerFunction', 'unit', 'a', 'log(a) + (a-1)*lx', ['lx'], ['a-1'], ['l0+1'], lambda l, c: l[0] > -1, normalised=True),
    ({'a': 2.4, 'θ': 0.5}, {'a': 1.3}), ({'a': 0.6, 'θ': 0.1}, {'a': 0.62}), ({'a': 1e-3, 'θ': 1e-50}, {'a': 2e-3}), ({'a': 1e6, 'θ': 0.999999}, {'a': 9e5}))
add(Family(NEW + 'tilted-arcsine.blr', 'TiltedArcsine', 'unit', 'a', 'a*x - lx/2 - l1x/2', ['x'], ['a'], ['l0'], logh='-lx/2-l1x/2'),
    ({'a': 1.2, 'θ': 0.3}, {'a': -0.5}), ({'a': 0.0, 'θ': 0.9}, {'a': 2.0}), ({'a': -300.0, 'θ': 0.001}, {'a': -280.0}), ({'a': 1e4, 'θ': 0.9999}, {'a': 1.1e4}))
add(Family(NEW + 'borel.blr', 'Borel', 'integers', 'm', '-m*x + (x-1)*(log(m)+lx) - lfactorial(x)', ['x'], ['log(m)-m'],
           lambda l0: [(-lambertw(-exp(l0))).real], lambda l, c: l[0] < -1, '(x-1)*lx - lfactorial(x)', ends=from_one, normalised=True),
    ({'m': 0.4, 'θ': 2}, {'m': 0.6}), ({'m': 0.15, 'θ': 1}, {'m': 0.16}), ({'m': 1e-6, 'θ': 2}, {'m': 1e-4}), ({'m': 0.9, 'θ': 30}, {'m': 0.88}))
add(Family(NEW + 'lindley.blr', 'Lindley', 'positive', 'b', '2*log(b) - log(1+b) + log(1+x) - b*x', ['x'], ['-b'], ['-l0'], neg(0), 'log(1+x)', normalised=True),
    ({'b': 0.9, 'θ': 1.4}, {'b': 1.5}), ({'b': 3.2, 'θ': 0.1}, {'b': 3.0}), ({'b': 1e-6, 'θ': 1e6}, {'b': 2e-6}), ({'b': 1e6, 'θ': 1e-7}, {'b': 1.2e6}))
add(Family(NEW + 'burr.blr', 'Burr', 'positive', 'k', 'log(c*k) + (c-1)*lx - (k+1)*log(1+exp(c*lx))', ['log(1+exp(c*lx))'], ['-k-1'], ['-l0-1'],
           lambda l, c: l[0] < -1, '(c-1)*lx', constants='c', normalised=True),
    ({'c': 1.8, 'k': 1.2, 'θ': 0.9}, {'k': 2.0}), ({'c': 0.6, 'k': 3.0, 'θ': 0.1}, {'k': 2.9}), ({'c': 4.0, 'k': 1e-3, 'θ': 1e30}, {'k': 2e-3}),
    ({'c': 2.0, 'k': 1e6, 'θ': 0.001}, {'k': 9e5}))
add(Family(NEW + 'gompertz.blr', 'Gompertz', 'positive', 'η', 'log(b*η) + b*x - η*(exp(b*x)-1)', ['exp(b*x)'], ['-η'], ['-l0'], neg(0), 'b*x',
           constants='b', normalised=True),
    ({'b': 0.8, 'η': 0.5, 'θ': 1.1}, {'η': 0.9}), ({'b': 2.0, 'η': 3.0, 'θ': 0.05}, {'η': 2.9}), ({'b': 0.1, 'η': 1e-5, 'θ': 110.0}, {'η': 2e-5}),
    ({'b': 1.0, 'η': 1e4, 'θ': 1e-4}, {'η': 9e3}))
add(Family(NEW + 'ising-pair.blr', 'IsingPair', 'pairs', 'abc', 'a*x + b*y + c*x*y', ['x', 'y', 'x*y'], ['a', 'b', 'c'], lambda p, q, r: [p, q, r], var=('x', 'y'),
           ends=[(-1, -1), (-1, 1), (1, -1), (1, 1)]),
    ({'a': 0.3, 'b': -0.5, 'c': 0.8, 'x': 1, 'y': -1}, {'a': 0.1, 'b': 0.2, 'c': -0.4}), ({'a': 0.0, 'b': 0.0, 'c': 0.0, 'x': 1, 'y': 1}, {'a': 1.0, 'b': 0.0, 'c': 0.5}),
    ({'a': 15.0, 'b': -3.0, 'c': 8.0, 'x': -1, 'y': 1}, {'a': 14.0, 'b': -3.0, 'c': 8.0}))
add(Family(NEW + 'negative-binomial-mean.blr', 'NegativeBinomialMean', 'integers', 'm', 'lgamma(x+r)-lfactorial(x)-lgamma(r)+x*log(m/(m+r))+r*log(r/(m+r))',
           ['x'], ['log(m/(m+r))'], ['r*exp(l0)/(1-exp(l0))'], neg(0), 'lgamma(x+r)-lfactorial(x)', constants='r', ends=natural_numbers, normalised=True),
    ({'r': 2.5, 'm': 1.7, 'θ': 3}, {'m': 2.0}), ({'r': 1e-3, 'm': 0.5, 'θ': 1}, {'m': 0.6}), ({'r': 1e6, 'm': 30.0, 'θ': 28}, {'m': 31.0}),
    ({'r': 3.0, 'm': 1e-8, 'θ': 1}, {'m': 2e-8}))
add(Family(NEW + 'truncated-normal.blr', 'TruncatedNormal', 'positive', 'ab', 'a*x-b*x**2', ['x', 'x**2'], ['a', '-b'], ['l0', '-l1'], neg(1)),
    ({'a': 0.5, 'b': 0.7, 'θ': 0.4}, {'a': -1.0, 'b': 0.6}), ({'a': -40.0, 'b': 0.5, 'θ': 0.02}, {'a': -39.0, 'b': 0.5}),
    ({'a': 1e4, 'b': 1e6, 'θ': 0.006}, {'a': 1.1e4, 'b': 1e6}))
add(Family(NEW + 'truncated-poisson.blr', 'TruncatedPoisson', 'integers', 'r', 'x*log(r)-lfactorial(x)', ['x'], ['log(r)'], ['exp(l0)'],
           logh='-lfactorial(x)', constants='n', ends=lambda c: (0, int(c[0]))),
    ({'n': 5, 'r': 2.5, 'θ': 2}, {'r': 3.0}), ({'n': 50, 'r': 1e6, 'θ': 49}, {'r': 1.1e6}), ({'n': 10, 'r': 1e-8, 'θ': 1}, {'r': 2e-8}))
probit = lambda l0: [mp.findroot(lambda t: log(mp.erfc(-t) / mp.erfc(t)) - l0, mp.sign(l0) * sqrt(abs(l0)) * mpf('0.9') + mpf('1e-3'))]
add(Family(NEW + 'probit-bernoulli.blr', 'ProbitBernoulli', 'points', 't', 'x*log(erfc(-t)/2)+(1-x)*log(erfc(t)/2)', ['x'], ['log(erfc(-t)/erfc(t))'],
           probit, ends=[0, 1], normalised=True, cdf=False),
    ({'t': 0.4, 'θ': 1}, {'t': -0.3}), ({'t': 4.0, 'θ': 0}, {'t': 3.9}), ({'t': -5.0, 'θ': 1}, {'t': -5.1}))
