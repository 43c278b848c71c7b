"""Wishart laws, their inverses and what is conjugate with them (Muirhead 1982; Bernardo & Smith 1994), into F."""

from tensor_shared import *


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
