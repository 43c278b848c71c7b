"""Normal laws of vectors and matrices, by covariance, precision or factor, and regressions on them, into F."""

from tensor_shared import *


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
F['Transposed'] = ([('M', 'matrix'), ('Q', 'spd')], lambda at: mn(at, 'rows', False, M(at['K']), True))


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
