"""Writes ../tensor-families.json: every number that `eval` prints, and steps, of the vector and matrix families in ../tensor-families.blr.

Road of natural_coordinates.py: natural parameters, A, T, log h and E[log h] are written down as the literature has them (Wishart and
matrix normal: Muirhead 1982; normal-Wishart and its inverse: Bernardo & Smith 1994), all else follows by central differences of step
1e-34 at 110 digits. The order of T and the terms counted in log h are those of `statistics`."""

import json
import natural_coordinates as nc
from natural_coordinates import *
from tensor_points import P
from mpmath import besseli, quad, cos, sin, sinh, cosh, erf, coth, log1p, expm1, sqrt, hyp1f1

mp.dps = 110
nc.WEIGHTS = ((1, mpf(1) / 2),)


def jac(f, x):
    cols = []
    for i, xi in enumerate(x):
        h = mpf(10) ** -34 * max(abs(xi), mpf(10) ** -6)
        a = f([y + h if j == i else y for j, y in enumerate(x)])
        b = f([y - h if j == i else y for j, y in enumerate(x)])
        cols.append([(u - v) / (2 * h) for u, v in zip(a, b)])
    return matrix([[c[j] for c in cols] for j in range(len(cols[0]))])


nc.jacobian = jac
jacobian = jac


def trace(m):
    return sum(m[i, i] for i in range(m.rows))


def flatm(m):
    return [m[i, j] for i in range(m.rows) for j in range(m.cols)]


def rows(l, r, c):
    return matrix([[l[i * c + j] for j in range(c)] for i in range(r)])


sym = lambda l, p: symmetric(l, p)  # values
symc = lambda l, p: symmetric(l, p, 2)  # coefficients of <.,X>
ns = lambda p: p * (p + 1) // 2
M = lambda x: matrix(x)
mg = lambda p, a: mpf(p) * (p - 1) / 4 * log(pi) + sum(loggamma(a - mpf(j) / 2) for j in range(p))
mpsi = lambda p, a: sum(digamma(a - mpf(j) / 2) for j in range(p))
outer = lambda x: M(x) * M(x).T
zero = lambda *a: mpf(0)


def gaussA(p):
    def v(l):
        s = symc([-2 * a for a in l[p:]], p)
        return quadratic(l[:p], s**-1) / 2 - logdet(s) / 2

    return v


def gaussT(n):
    return lambda at: list(at[n]) + upper(outer(at[n]))


# each: (shapes, builder(at)->Family). base measure constants so that they match textbook; A compared only by differences
F = {}


def info(at):
    p = len(at['h'])
    return Family(
        lambda xi: xi[:p] + [-a / 2 for a in doubled(sym(xi[p:], p))],
        gaussA(p),
        gaussT('x'),
        lambda a: -mpf(p) / 2 * log(2 * pi),
        lambda l: l[:p] + upper(symc([-2 * a for a in l[p:]], p)),
        lambda xi: -mpf(p) / 2 * log(2 * pi),
    )


F['InfoGauss'] = ([('h', 'vector'), ('J', 'spd')], info)


def cov(n, T=None):
    def b(at):
        p = len(at['mu'])
        lp = lambda a: -sum(log(x) for x in a[n]) if T else mpf(0)
        k = -mpf(p) / 2 * log(2 * pi)

        def nat(xi):
            S = sym(xi[p:], p) ** -1
            return list(S * M(xi[:p])) + [-a / 2 for a in doubled(S)]

        def inv(l):
            S = symc([-2 * a for a in l[p:]], p) ** -1
            return list(S * M(l[:p])) + upper(S)

        return Family(
            nat,
            gaussA(p),
            (lambda a: gaussT('z')({'z': [log(x) for x in a[n]]})) if T else gaussT(n),
            lambda a: k + lp(a),
            inv,
            lambda xi: k - (sum(xi[:p]) if T else 0),
        )

    return b


F['CovGauss'] = ([('mu', 'vector'), ('Sigma', 'spd')], cov('y'))


def log_gauss(at):
    p = len(at['mu'])
    inner = cov('x', True)({'mu': at['mu']})
    k = -mpf(p) / 2 * log(2 * pi)
    up = lambda l, d: [a + d for a in l[:p]] + list(l[p:])
    return Family(
        lambda xi: up(inner.natural(xi), -1),
        lambda l: inner.partition(up(l, 1)),
        inner.statistics,
        lambda a: k,
        lambda l: inner.inverse(up(l, 1)),
        lambda xi: k,
    )


F['LogGauss'] = ([('mu', 'vector'), ('Sigma', 'spd')], log_gauss)


def centre(at, k, isq):
    p = len(at['c'])
    c = at['c']

    def nat(xi):
        S = sym(xi, p)
        S = S * 2 if isq else S**-1
        return [-a / 2 for a in doubled(S)]

    def inv(l):
        S = symc([-2 * a for a in l], p)
        return upper(S / 2 if isq else S**-1)

    A = lambda l: (lambda S: -logdet(S) / 2 + quadratic(c, S) / 2)(symc([-2 * a for a in l], p))
    K = -mpf(p) / 2 * log(2 * pi)
    T = lambda a: upper(outer(a['y']) - M(c) * M(a['y']).T - M(a['y']) * M(c).T)
    return Family(nat, A, T, lambda a: K, inv, lambda xi: K)


F['KnownCentre'] = ([('Sigma', 'spd')], lambda at: centre(at, 0, False))
F['HalfMoved'] = ([('Q', 'spd')], lambda at: centre(at, 0, True))


def scaled(at):
    p = len(at['mu'])
    R = M(at['R']) ** -1
    A = lambda l: quadratic(l[:p], R**-1) / (-4 * l[p]) - mpf(p) / 2 * log(-2 * l[p])
    K = -mpf(p) / 2 * log(2 * pi) + logdet(R) / 2
    return Family(
        lambda xi: [a / xi[p] ** 2 for a in R * M(xi[:p])] + [-1 / (2 * xi[p] ** 2)],
        A,
        lambda a: list(a['y']) + [quadratic(a['y'], R)],
        lambda a: K,
        lambda l: list(R**-1 * M(l[:p]) / (-2 * l[p])) + [sqrt(-1 / (2 * l[p]))],
        lambda xi: K,
    )


F['ScaledGauss'] = ([('mu', 'vector'), ('sigma', 'number')], scaled)


# natural for R^-1 y? compiler statistics y with R^-1 mu/s^2
def facp(at):
    p = len(at['mu'])
    K = -mpf(p) / 2 * log(2 * pi)
    low = lambda xi: lower(xi[p:], p)

    def nat(xi):
        S = low(xi) * low(xi).T
        return list(S * M(xi[:p])) + [-a / 2 for a in doubled(S)]

    def inv(l):
        S = symc([-2 * a for a in l[p:]], p)
        c = cholesky(S)
        return list(S**-1 * M(l[:p])) + [c[i, j] for i in range(p) for j in range(i + 1)]

    return Family(nat, gaussA(p), gaussT('y'), lambda a: K, inv, lambda xi: K)


F['FactorPrecision'] = ([('mu', 'vector'), ('L', 'lower')], facp)


# Wishart: rate matrix B, exponent a : |W|^(a-(p+1)/2) e^{-tr BW}; (ofxi -> a,B)
def wish(p, ofxi, frm, X, order, inverse=False):
    """order: 'Xd','dX','X','d'; statistics X (or X^-1) and logdet X"""
    n = ns(p)
    sgn = -1 if inverse else 1
    half = mpf(p + 1) / 2
    fixed = {}

    def split(l):
        if order == 'Xd':
            return l[:n], l[n]
        if order == 'dX':
            return l[1:], l[0]
        if order == 'X':
            return l, None
        return None, l[0]

    def join(b, d):
        return {'Xd': lambda: b + [d], 'dX': lambda: [d] + b, 'X': lambda: b, 'd': lambda: [d]}[order]()

    def nat(xi):
        a, B = ofxi(xi)
        d = a - half if not inverse else -a - half
        return join([-x for x in doubled(B)], d)

    def ab(l):
        b, d = split(l)
        B = symc([-x for x in b], p) if b is not None else ofxi([mpf(10)])[1]
        a = (
            (d + half if not inverse else -d - half)
            if d is not None
            else ofxi([mpf(1) if i == j else mpf(0) for i in range(p) for j in range(i, p)])[0]
        )
        return a, B

    def A(l):
        a, B = ab(l)
        return mg(p, a) - a * logdet(B)

    def T(at):
        W = M(at[X])
        return join(upper(W**-1 if inverse else W), logdet(W))

    def base(at):
        W = M(at[X])
        r = mpf(0)
        a, B = ab([mpf(1)] * 9) if False else (None, None)
        if order == 'X':
            r += (fa - half if not inverse else -fa - half) * logdet(W)
        if order == 'd':
            r -= trace(fB * (W**-1 if inverse else W))
        return r

    fa = ofxi([mpf(1) if i == j else mpf(0) for i in range(p) for j in range(i, p)])[0] if order == 'X' else None
    fB = ofxi([mpf(10)])[1] if order == 'd' else None

    def mb(xi):
        a, B = ofxi(xi)
        r = mpf(0)
        el = sgn * (mpsi(p, a) - logdet(B))
        if order == 'X':
            r += (fa - half if not inverse else -fa - half) * el
        if order == 'd':
            r -= a * p
        return r

    return Family(nat, A, T, base, lambda l: frm(*ab(l)), mb)


def W(name, shapes, dim, of, fr, X, order, inverse=False):
    F[name] = (shapes, lambda at: wish(dim(at), lambda xi: of(at, xi), lambda a, B: fr(at, a, B), X, order, inverse))


dW = lambda at: len(at['W'])
dS = lambda at: len(at['S'])
dX = lambda at: len(at['X'])
W(
    'RateWishart',
    [('a', 'number'), ('B', 'spd')],
    dW,
    lambda at, xi: (xi[0], sym(xi[1:], dW(at))),
    lambda at, a, B: [a] + upper(B),
    'W',
    'Xd',
)
W(
    'KnownDegrees',
    [('Sigma', 'spd')],
    dW,
    lambda at, xi: (at['n'] / 2, sym(xi, dW(at)) ** -1 / 2),
    lambda at, a, B: upper((2 * B) ** -1),
    'W',
    'X',
)
W(
    'FreeDegrees',
    [('n', 'number')],
    dW,
    lambda at, xi: (xi[0] / 2, M(at['Sigma']) ** -1 / 2),
    lambda at, a, B: [2 * a],
    'W',
    'd',
)
W(
    'InvWish',
    [('Psi', 'spd'), ('n', 'number')],
    dS,
    lambda at, xi: (xi[-1] / 2, sym(xi[:-1], dS(at)) / 2),
    lambda at, a, B: upper(2 * B) + [2 * a],
    'S',
    'dX',
    True,
)
W(
    'InvWishKnown',
    [('Psi', 'spd')],
    dS,
    lambda at, xi: (at['n'] / 2, sym(xi, dS(at)) / 2),
    lambda at, a, B: upper(2 * B),
    'S',
    'X',
    True,
)
W(
    'InvWishScale',
    [('V', 'spd'), ('n', 'number')],
    dS,
    lambda at, xi: (xi[-1] / 2, sym(xi[:-1], dS(at)) ** -1 / 2),
    lambda at, a, B: upper((2 * B) ** -1) + [2 * a],
    'S',
    'dX',
    True,
)
W(
    'MatGamma',
    [('alpha', 'number'), ('Sigma', 'spd')],
    dX,
    lambda at, xi: (xi[0], sym(xi[1:], dX(at)) ** -1 / at['b']),
    lambda at, a, B: [a] + upper((at['b'] * B) ** -1),
    'X',
    'Xd',
)


def diagrate(at):
    p = dX(at)
    half = mpf(p + 1) / 2
    return Family(
        lambda xi: [xi[0] - half] + [-b for b in xi[1:]],
        lambda l: mg(p, l[0] + half) - (l[0] + half) * sum(log(-b) for b in l[1:]),
        lambda a: [logdet(M(a['X']))] + [a['X'][i][i] for i in range(p)],
        zero,
        lambda l: [l[0] + half] + [-b for b in l[1:]],
    )


F['DiagonalRate'] = ([('a', 'number'), ('b', 'vector')], diagrate)


def wsig(at):
    p = dW(at)
    a = at['n'] / 2
    R = M(at['R']) ** -1
    c = a - mpf(p + 1) / 2
    return Family(
        lambda xi: [-1 / (2 * xi[0] ** 2)],
        lambda l: mg(p, a) - a * p * log(-l[0]) - a * logdet(R),
        lambda t: [trace(R * M(t['W']))],
        lambda t: c * logdet(M(t['W'])),
        lambda l: [sqrt(-1 / (2 * l[0]))],
        lambda xi: c * (mpsi(p, a) - logdet(R) + p * log(2 * xi[0] ** 2)),
    )


F['WishartSigma'] = ([('s', 'number')], wsig)


# matrix normals: X (n x d) exp(-tr(Q Y' K Y)/2), free Q on side; K known
def mn(at, free, cov, K, trans=False):
    """free='rows': Q is n x n acting X K X'; 'cols': X' K X. cov: parameter is covariance."""
    Xs = M(at['X'])
    n, d = Xs.rows, Xs.cols
    q = n if free == 'rows' else d
    other = d if free == 'rows' else n
    kin = K**-1
    hasM = 'M' in at

    def decode(xi):
        if hasM:
            Mm = rows(xi[: n * d], d, n).T if trans else rows(xi[: n * d], n, d)
            xi = xi[n * d :]
        else:
            Mm = matrix(n, d)
        Q = sym(xi, q)
        Q = Q**-1 if cov else Q
        return Mm, Q

    def nat(xi):
        Mm, Q = decode(xi)
        L = Q * Mm * K if free == 'rows' else K * Mm * Q
        return (flatm(L) if hasM else []) + [-a / 2 for a in doubled(Q)]

    def A(l):
        L = rows(l[: n * d], n, d) if hasM else matrix(n, d)
        Q = symc([-2 * a for a in (l[n * d :] if hasM else l)], q)
        Qi = Q**-1
        quadr = trace(Qi * L * kin * L.T) if free == 'rows' else trace(kin * L * Qi * L.T)
        return quadr / 2 - mpf(other) / 2 * logdet(Q)

    def T(t):
        X = M(t['X'])
        return (flatm(X) if hasM else []) + upper(X * K * X.T if free == 'rows' else X.T * K * X)

    k = -mpf(n * d) / 2 * log(2 * pi) + mpf(q) / 2 * logdet(K)

    def inv(l):
        Q = symc([-2 * a for a in (l[n * d :] if hasM else l)], q)
        Qi = Q**-1
        out = []
        if hasM:
            L = rows(l[: n * d], n, d)
            Mm = Qi * L * kin if free == 'rows' else kin * L * Qi
            out = flatm(Mm.T if trans else Mm)
        return out + upper(Qi if cov else Q)

    return Family(nat, A, T, lambda t: k, inv, lambda xi: k)


F['RowsKnown'] = ([('M', 'matrix'), ('V', 'spd')], lambda at: mn(at, 'cols', True, M(at['U']) ** -1))
F['CentredRows'] = ([('V', 'spd')], lambda at: mn(at, 'cols', True, M(at['U']) ** -1))
F['ColsKnown'] = ([('M', 'matrix'), ('Q', 'spd')], lambda at: mn(at, 'rows', False, M(at['V']) ** -1))
F['ColsKnownPrecision'] = ([('M', 'matrix'), ('U', 'spd')], lambda at: mn(at, 'rows', True, M(at['K'])))
F['Transposed'] = ([('M', 'matrix'), ('Q', 'spd')], None)
F['Transposed'] = ([('M', 'matrix'), ('Q', 'spd')], lambda at: mn(at, 'rows', False, M(at['K']), True))


def nw(at, name, inverse):
    p = len(at['m'])
    n = ns(p)
    LN = 'S' if inverse else 'L'

    # Lam = precision; stats (Lam, logdet Lam, Lam mu, mu'Lam mu) or for inverse (inv S, logdet S, ..)
    def nat(xi):
        m = xi[:p]
        k = xi[p]
        if inverse:
            R = sym(xi[p + 1 : p + 1 + n], p)
        else:
            R = sym(xi[p + 1 : p + 1 + n], p) ** -1
        nu = xi[-1]
        G = R + k * outer(m)
        return (
            [-a / 2 for a in doubled(G)]
            + [(nu - p) / 2 if not inverse else -(nu + p + 2) / 2]
            + [k * a for a in m]
            + [-k / 2]
        )

    def dec(l):
        k = -2 * l[-1]
        m = [a / k for a in l[n + 1 : n + 1 + p]]
        nu = 2 * l[n] + p if not inverse else -2 * l[n] - p - 2
        R = symc([-2 * a for a in l[:n]], p) - k * outer(m)
        return m, k, R, nu

    def A(l):
        m, k, R, nu = dec(l)
        return mg(p, nu / 2) + nu * p / 2 * log(2) - nu / 2 * logdet(R) - mpf(p) / 2 * log(k) + mpf(p) / 2 * log(2 * pi)

    def T(t):
        L = M(t[LN])
        ld = logdet(L)
        L = L**-1 if inverse else L
        mu = t['mu']
        return upper(L) + [ld] + list(L * M(mu)) + [quadratic(mu, L)]

    def inv(l):
        m, k, R, nu = dec(l)
        return m + [k] + upper(R if inverse else R**-1) + [nu]

    return Family(nat, A, T, zero, inv)


NWS = lambda s: [('m', 'vector'), ('k', 'number'), (s, 'spd'), ('n', 'number')]
F['NormWish'] = (NWS('W'), lambda at: nw(at, 'W', False))
F['NormInvWish'] = (NWS('Psi'), lambda at: nw(at, 'Psi', True))


def ng(at, inverse):
    def nat(xi):
        mu, lam, a, b = xi
        G = -(b + lam * mu * mu / 2)
        if inverse:
            return [-a - mpf(3) / 2, G, lam * mu, -lam / 2]
        return [G, a - mpf(1) / 2, lam * mu, -lam / 2]

    def inv(l):
        lam = -2 * l[3]
        mu = l[2] / lam
        g, a = (l[1], -l[0] - mpf(3) / 2) if inverse else (l[0], l[1] + mpf(1) / 2)
        return [mu, lam, a, -g - lam * mu * mu / 2]

    def A(l):
        mu, lam, a, b = inv(l)
        return loggamma(a) - a * log(b) - log(lam) / 2 + log(2 * pi) / 2

    def T(t):
        x = t['x']
        if inverse:
            v = t['v']
            return [log(v), 1 / v, x / v, x * x / v]
        s = t['t']
        return [s, log(s), s * x, s * x * x]

    return Family(nat, A, T, zero, inv)


NGS = [(k, 'number') for k in ('mu', 'lam', 'a', 'b')]
F['NormGam'] = (NGS, lambda at: ng(at, False))
F['NormInvGam'] = (NGS, lambda at: ng(at, True))


def symd(at):
    k = len(at['p'])
    return Family(
        lambda xi: [xi[0] - 1],
        lambda l: k * loggamma(l[0] + 1) - loggamma(k * (l[0] + 1)),
        lambda t: [sum(log(a) for a in t['p'])],
        zero,
        lambda l: [l[0] + 1],
    )


F['SymDirichlet'] = ([('a', 'number')], symd)


def based(at):
    m = at['m']
    k = len(m)
    return Family(
        lambda xi: [xi[0]],
        lambda l: sum(loggamma(l[0] * a) for a in m) - loggamma(l[0]),
        lambda t: [dot(m, [log(a) for a in t['p']])],
        lambda t: -sum(log(a) for a in t['p']),
        lambda l: list(l),
        lambda xi: -sum(digamma(xi[0] * a) - digamma(xi[0]) for a in m),
    )


F['BaseDirichlet'] = ([('c', 'number')], based)


def negm(at):
    r = at['r']

    def mb(xi):
        # sum over total n ~ NB; E[lgamma(x+y+r)-lgamma(r)-lgamma(x+1)-lgamma(y+1)]
        p0, p1 = xi
        p2 = 1 - p0 - p1
        s = mpf(0)
        mp.dps = 30
        for n in range(400):
            for x in range(n + 1):
                y = n - x
                lg = loggamma(n + r) - loggamma(r) - loggamma(x + 1) - loggamma(y + 1)
                w = exp(lg + r * log(p0) + x * log(p1) + y * log(p2))
                s += w * lg
            if n > 20 and (1 - p0) ** n * n**5 < mpf(10) ** -18:
                break
        mp.dps = 110
        return s

    return Family(
        lambda xi: [log(xi[1]), log(1 - xi[0] - xi[1])],
        lambda l: -r * log(1 - exp(l[0]) - exp(l[1])),
        lambda t: [t['x'], t['y']],
        lambda t: loggamma(t['x'] + t['y'] + r) - loggamma(r) - loggamma(t['x'] + 1) - loggamma(t['y'] + 1),
        lambda l: [1 - exp(l[0]) - exp(l[1]), exp(l[0])],
        mb,
    )


F['NegMultinomial'] = ([('p', 'simplex')], negm)
lse = lambda v: (lambda m: m + log(sum(exp(a - m) for a in v)))(max(v))
F['Spins'] = (
    [(k, 'number') for k in 'hkJ'],
    lambda at: Family(
        lambda xi: list(xi),
        lambda l: lse([l[0] * s + l[1] * t + l[2] * s * t for s in (-1, 1) for t in (-1, 1)]),
        lambda t: [t['s'], t['t'], t['s'] * t['t']],
        zero,
        lambda l: list(l),
    ),
)
F['SpinVector'] = (
    [('h', 'vector')],
    lambda at: Family(
        lambda xi: list(xi), lambda l: sum(lse([a, -a]) for a in l), lambda t: list(t['s']), zero, lambda l: list(l)
    ),
)
F['SpinMatrix'] = (
    [('J', 'number')],
    lambda at: Family(
        lambda xi: list(xi),
        lambda l: lse([l[0] * (a + b + c) ** 2 for a in (-1, 1) for b in (-1, 1) for c in (-1, 1)]),
        lambda t: [sum(t['s']) ** 2],
        zero,
        lambda l: list(l),
    ),
)


def faxis(at):
    # E[log sin t]: numeric
    def mb(xi):
        k = xi[0]
        mp.dps = 25
        z = 2 * sinh(k) / k
        brk = [-1, -1 + 1 / abs(k), 0, 1 - 1 / abs(k), 1] if abs(k) > 2 else [-1, 0, 1]
        brk = [-1, 0] + [1 - mpf(2) ** -j for j in range(1, 14)] + [1] if k > 2 else [-1, 0, 1]
        r = quad(lambda c: log(1 - c * c) / 2 * exp(k * (c - 1)), brk) / quad(lambda c: exp(k * (c - 1)), brk)
        mp.dps = 110
        return r

    return Family(
        lambda xi: list(xi),
        lambda l: log(2 * sinh(l[0]) / l[0]),
        lambda t: [cos(t['t'])],
        lambda t: log(sin(t['t'])),
        lambda l: list(l),
        mb,
    )


F['FisherAxis'] = ([('k', 'number')], faxis)
F['BinghamCircle'] = (
    [('a', 'number'), ('b', 'number')],
    lambda at: Family(
        lambda xi: list(xi),
        lambda l: log(2 * pi * besseli(0, sqrt(l[0] ** 2 + l[1] ** 2))),
        lambda t: [cos(2 * t['f']), sin(2 * t['f'])],
        zero,
        lambda l: list(l),
    ),
)
F['WatsonCircle'] = (
    [('k', 'number')],
    lambda at: Family(
        lambda xi: list(xi),
        lambda l: l[0] / 2 + log(2 * pi * besseli(0, l[0] / 2)),
        lambda t: [cos(t['f'] - at['m']) ** 2],
        zero,
        lambda l: list(l),
    ),
)


def noise(at):
    X = M(at['X'])
    s = at['s']
    G = X.T * X
    n = X.rows
    k = lambda t: -dot(t['y'], t['y']) / (2 * s * s) - mpf(n) / 2 * log(2 * pi * s * s)
    return Family(
        lambda xi: [a / s**2 for a in xi],
        lambda l: quadratic(l, G) * s * s / 2,
        lambda t: list(X.T * M(t['y'])),
        k,
        lambda l: [a * s * s for a in l],
        lambda xi: -(n * s * s + quadratic(xi, G)) / (2 * s * s) - mpf(n) / 2 * log(2 * pi * s * s),
    )


F['NoiseKnown'] = ([('beta', 'vector')], noise)


def srate(at):
    p = len(at['a'])
    return Family(
        lambda xi: [-xi[p]] + [a - 1 for a in xi[:p]],
        lambda l: sum(loggamma(a + 1) - (a + 1) * log(-l[0]) for a in l[1:]),
        lambda t: [sum(t['x'])] + [log(a) for a in t['x']],
        zero,
        lambda l: [a + 1 for a in l[1:]] + [-l[0]],
    )


F['SharedRate'] = ([('a', 'vector'), ('b', 'number')], srate)


def invg(at):
    p = len(at['a'])
    return Family(
        lambda xi: [-a - 1 for a in xi[:p]] + [-b for b in xi[p:]],
        lambda l: sum(loggamma(-a - 1) - (-a - 1) * log(-b) for a, b in zip(l[:p], l[p:])),
        lambda t: [log(a) for a in t['x']] + [1 / a for a in t['x']],
        zero,
        lambda l: [-a - 1 for a in l[:p]] + [-b for b in l[p:]],
    )


F['InverseGammas'] = ([('a', 'vector'), ('b', 'vector')], invg)
from mpmath import euler

F['RayleighVector'] = (
    [('s', 'vector')],
    lambda at: Family(
        lambda xi: [-1 / (2 * a * a) for a in xi],
        lambda l: sum(-log(-2 * a) for a in l),
        lambda t: [a * a for a in t['x']],
        lambda t: sum(log(a) for a in t['x']),
        lambda l: [sqrt(-1 / (2 * a)) for a in l],
        lambda xi: sum((log(2 * a * a) - euler) / 2 for a in xi),
    ),
)
F['LaplaceVector'] = (
    [('b', 'vector')],
    lambda at: Family(
        lambda xi: [-1 / a for a in xi],
        lambda l: sum(log(2 / -a) for a in l),
        lambda t: [abs(x - m) for x, m in zip(t['x'], at['m'])],
        zero,
        lambda l: [-1 / a for a in l],
    ),
)


def circ(at):
    p = len(at['a'])
    return Family(
        lambda xi: list(xi),
        lambda l: sum(log(2 * pi * besseli(0, sqrt(a * a + b * b))) for a, b in zip(l[:p], l[p:])),
        lambda t: [cos(x) for x in t['f']] + [sin(x) for x in t['f']],
        zero,
        lambda l: list(l),
    )


F['CircleVector'] = ([('a', 'vector'), ('b', 'vector')], circ)
F['LogitVector'] = (
    [('e', 'vector')],
    lambda at: Family(
        lambda xi: list(xi), lambda l: sum(log(1 + exp(a)) for a in l), lambda t: list(t['x']), zero, lambda l: list(l)
    ),
)


def tilt(at):
    n = len(at['X']) * len(at['X'][0])
    k = -mpf(n) / 2 * log(2 * pi)
    return Family(
        lambda xi: list(xi),
        lambda l: dot(l, l) / 2,
        lambda t: sum(t['X'], []),
        lambda t: k - sum(x * x for x in sum(t['X'], [])) / 2,
        lambda l: list(l),
        lambda xi: k - (n + dot(xi, xi)) / 2,
    )


F['TiltedMatrix'] = ([('A', 'matrix')], tilt)
F['GeomVector'] = (
    [('p', 'vector')],
    lambda at: Family(
        lambda xi: [log(1 - a) for a in xi],
        lambda l: sum(-log(1 - exp(a)) for a in l),
        lambda t: list(t['k']),
        zero,
        lambda l: [1 - exp(a) for a in l],
    ),
)


def twob(at):
    p, q = len(at['m']), len(at['n'])
    C = M(at['C'])
    N = p + q
    k = -mpf(N) / 2 * log(2 * pi)

    # stats x,y,Q : -s/2(|x-m|^2+|y-n-C'x|^2)
    def nat(xi):
        m, n, s = xi[:p], xi[p:N], xi[N]
        return list(s * (M(m) - C * M(n))) + [s * a for a in n] + [-s / 2]

    def inv(l):
        s = -2 * l[N]
        n = [a / s for a in l[p:N]]
        m = list(M(l[:p]) / s + C * M(n))
        return m + n + [s]

    def A(l):
        z = inv(l)
        s = z[N]
        return s * (dot(z[:p], z[:p]) + dot(z[p:N], z[p:N])) / 2 - mpf(N) / 2 * log(s)

    def T(t):
        x = t['x']
        e = list(M(t['y']) - C.T * M(x))
        return list(x) + list(t['y']) + [dot(x, x) + dot(e, e)]

    return Family(nat, A, T, lambda t: k, inv, lambda xi: k)


F['TwoBlocks'] = ([('m', 'vector'), ('n', 'vector'), ('s', 'number')], twob)


def both(at, scale):
    U, V = (M(at['U']), M(at.get('W', at.get('V'))))
    if scale is None:
        U, V = U**-1, V**-1
    r, c = U.rows, V.rows
    n = r * c
    k = -mpf(n) / 2 * log(2 * pi) + mpf(c) / 2 * logdet(U) + mpf(r) / 2 * logdet(V)
    quad_ = lambda L: trace(U**-1 * L * V**-1 * L.T)
    sq = lambda X: trace(V * X.T * U * X)
    if scale != 'free':
        return Family(
            lambda xi: flatm(U * rows(xi, r, c) * V),
            lambda l: quad_(rows(l, r, c)) / 2,
            lambda t: sum(t['X'], []),
            lambda t: k - sq(M(t['X'])) / 2,
            lambda l: flatm(U**-1 * rows(l, r, c) * V**-1),
            lambda xi: k - (n + sq(rows(xi, r, c))) / 2,
        )
    return Family(
        lambda xi: [a * xi[n] for a in flatm(U * rows(xi[:n], r, c) * V)] + [-xi[n] / 2],
        lambda l: quad_(rows(l[:n], r, c)) / (-4 * l[n]) - mpf(n) / 2 * log(-2 * l[n]),
        lambda t: sum(t['X'], []) + [sq(M(t['X']))],
        lambda t: k,
        lambda l: [a / (-2 * l[n]) for a in flatm(U**-1 * rows(l[:n], r, c) * V**-1)] + [-2 * l[n]],
        lambda xi: k,
    )


F['BothKnown'] = ([('M', 'matrix')], lambda at: both(at, None))
F['BothKnownPrecision'] = ([('M', 'matrix')], lambda at: both(at, 'known'))
F['BothKnownScale'] = ([('M', 'matrix'), ('s', 'number')], lambda at: both(at, 'free'))


def exch(at):
    p = len(at['y'])
    k = -mpf(p) / 2 * log(2 * pi)
    return Family(
        lambda xi: [-a / 2 for a in xi],
        lambda l: -(log(-2 * l[0]) * (p - 1) + log(-2 * l[0] - 2 * p * l[1])) / 2,
        lambda t: [dot(t['y'], t['y']), sum(t['y']) ** 2],
        lambda t: k,
        lambda l: [-2 * a for a in l],
        lambda xi: k,
    )


F['Exchangeable'] = ([('a', 'number'), ('b', 'number')], exch)


def wreg(at):
    X = M(at['X'])
    n, p = X.rows, X.cols
    R = (
        M(at['G']) ** -1
        if 'G' in at
        else matrix([[at['w'][i] if i == j else mpf(0) for j in range(n)] for i in range(n)])
    )
    G = X.T * R * X
    k = -mpf(n) / 2 * log(2 * pi) + logdet(R) / 2
    order = (lambda b, s: [s] + b) if 'w' in at else (lambda b, s: [s] + b)
    return Family(
        lambda xi: [-1 / (2 * xi[p])] + [a / xi[p] for a in xi[:p]],
        lambda l: quadratic(l[1:], G) / (-4 * l[0]) - mpf(n) / 2 * log(-2 * l[0]),
        lambda t: [quadratic(t['y'], R)] + list(X.T * R * M(t['y'])),
        lambda t: k,
        lambda l: [a / (-2 * l[0]) for a in l[1:]] + [-1 / (2 * l[0])],
        lambda xi: k,
    )


def wreg2(at):
    inner = wreg(at)
    first = lambda l: [l[-1]] + list(l[:-1])
    last = lambda l: list(l[1:]) + [l[0]]
    return Family(
        lambda xi: last(inner.natural(xi)),
        lambda l: inner.partition(first(l)),
        lambda t: last(inner.statistics(t)),
        inner.base,
        lambda l: inner.inverse(first(l)),
        inner.mean_base,
    )


F['WeightedRegression'] = ([('beta', 'vector'), ('v', 'number')], wreg)
F['WeightedReg2'] = ([('beta', 'vector'), ('v', 'number')], wreg2)


def fcov(at):
    base = centre({'c': at['mu']}, 0, False)
    p = len(at['mu'])
    up = lambda xi: upper(lower(xi, p) * lower(xi, p).T)

    def inv(l):
        c = cholesky(symmetric(base.inverse(l), p))
        return [c[i, j] for i in range(p) for j in range(i + 1)]

    return Family(
        lambda xi: base.natural(up(xi)),
        base.partition,
        base.statistics,
        base.base,
        inv,
        lambda xi: base.mean_base(up(xi)),
    )


F['FactorCovariance'] = ([('C', 'lower')], fcov)


def slope(fam, xi):
    out = []
    for i, x in enumerate(xi):
        h = mpf(10) ** -7 * abs(x)
        e = lambda k: fam.mean_base([y + k * h if j == i else y for j, y in enumerate(xi)])
        out.append((8 * (e(1) - e(-1)) - (e(2) - e(-2))) / (12 * h))
    return out


def step_(fam, xi, g, rho, tau):
    natural = fam.natural(xi)
    sl = fam.metric(natural) * jac(fam.natural, xi)
    pull = [a + tau * b for a, b in zip(g, slope(fam, xi))]
    direction = lu_solve(sl.T, matrix(pull))
    return fam.inverse([(1 - rho * tau) * a - rho * b for a, b in zip(natural, direction)])


def retract(fam, xi, g, rho, tau):
    nat = fam.natural(xi)
    F_ = fam.metric(nat)
    J = jac(fam.natural, xi)
    pull = [a + tau * b for a, b in zip(g, list(slope(fam, xi)))]
    d = lu_solve((F_ * J).T, matrix(pull))
    gh = [tau * a + b for a, b in zip(nat, d)]
    h = mpf(10) ** -30
    Fp = fam.metric([a + h * b for a, b in zip(nat, gh)])
    Fm = fam.metric([a - h * b for a, b in zip(nat, gh)])
    third = ((Fp - Fm) / (2 * h)) * matrix(gh)
    G = lu_solve(F_, third) / 2
    return [a - rho * b - rho**2 / 2 * c for a, b, c in zip(nat, gh, G)]


def reals(x):
    return [reals(y) for y in x] if isinstance(x, list) else float(x)


def inputs(record):
    read = lambda x: [read(y) for y in x] if isinstance(x, list) else exact(x)
    return {k: read(v) for k, v in record.items()}


def moved(f, x):
    j = jac(f, x)
    return [sum(abs(j[a, b] * x[b]) for b in range(len(x))) for a in range(j.rows)]


def point_of(name, at, to, rest):
    shapes, build = F[name]
    fam, xi, other = build(inputs({**at, **rest})), coordinates(shapes, at), coordinates(shapes, to)
    natural, mean = fam.natural(xi), fam.mean(xi)
    metric = fam.metric(natural)
    j = jac(fam.natural, xi)
    expected = {
        'natural': natural,
        'mean': mean,
        'fisherParameters': table(j.T * metric * j),
        'entropy': fam.entropy(xi),
        'kl': fam.kl(xi, other),
        'logDensity': fam.log_density(xi, inputs({**at, **rest})),
        'naturalFromMean': natural,
        **({'fisherNatural': table(metric)} if len(natural) <= 5 else {}),
    }
    one = lambda f: moved(lambda y: [f(y)], xi)[0]
    back = metric**-1
    sensitivity = {
        'natural': moved(fam.natural, xi),
        'mean': moved(fam.mean, xi),
        'entropy': one(fam.entropy),
        'kl': one(lambda y: fam.kl(y, other)) + moved(lambda y: [fam.kl(xi, y)], other)[0],
        'logDensity': one(lambda y: fam.log_density(y, inputs({**at, **rest}))),
        'naturalFromMean': [sum(abs(back[a, b] * mean[b]) for b in range(len(mean))) for a in range(len(mean))],
    }
    return {
        'file': FILE,
        'name': name,
        'extreme': False,
        'at': {**at, **rest},
        'toPoint': to,
        'expected': {k: reals(v) for k, v in expected.items()},
        'sensitivity': {k: reals(v) for k, v in sensitivity.items()},
    }


def covector_at(value, k=0):
    """Some numbers of the shape of a parameter, symmetric or triangular where it is."""
    wave = lambda i: round(0.2 * float(cos(3 * i + 1)), 3)
    if not isinstance(value, list):
        return wave(k)
    if not isinstance(value[0], list):
        return [wave(i) for i in range(len(value))]
    n, m = len(value), len(value[0])
    even = n == m and all(value[i][j] == value[j][i] for i in range(n) for j in range(n))
    low = n == m and not even and all(value[i][j] == 0 for i in range(n) for j in range(i + 1, n))
    return [[0.0 if low and j > i else wave(i + j if even else i * m + j) for j in range(m)] for i in range(n)]


def step_of(name, at, rest, tau):
    shapes, build = F[name]
    gradient_ = {n: covector_at(at[n], k) for k, (n, _) in enumerate(shapes)}
    fam, xi, rho = build(inputs({**at, **rest})), coordinates(shapes, at), 0.03
    flat = step_(fam, xi, covector(shapes, gradient_), exact(rho), exact(tau))
    return {
        'file': FILE,
        'name': name,
        'at': {**at, **rest},
        'gradient': gradient_,
        'rho': rho,
        'tau': tau,
        'expected': {'parameters': numbers(declared(shapes, at, flat)), 'inDomain': True},
    }


FILE = 'test/oracles/tensor-families.blr'


def main():
    points = [
        point_of(n, *p) for n, ps in P.items() for p in ({0: ps[0], 1: ps[-1]} if len(ps) > 1 else {0: ps[0]}).values()
    ]
    steps = [step_of(n, ps[0][0], ps[0][2], 0.6) for n, ps in P.items()]
    rows_ = lambda list_: ',\n'.join(json.dumps(x, ensure_ascii=False) for x in list_)
    text = '{"points": [\n' + rows_(points) + '\n], "steps": [\n' + rows_(steps) + '\n]}\n'
    (HERE / 'tensor-families.json').write_text(text, encoding='utf-8')


if __name__ == '__main__':
    main()
