"""Shares, counts, signs, directions and vectors of entries that are independent or tied by one number, into F."""

from tensor_shared import *


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
