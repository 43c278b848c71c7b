"""Expectations under a density on the line by adaptive Gauss-Legendre panels, or by plain summation, at 50 digits.

Nothing here knows a family: it takes the logarithm of an unnormalised density and a list of functions.
"""
from mpmath import mp, mpf, exp, cos, pi

mp.dps = 50
NODES = 32
DROP = 130          # panels stop where the density has fallen by e^-130 (about 56 digits)
TOLERANCE = mpf(10) ** -36


def legendre_nodes(n):
    """Nodes and weights of the n-point Gauss-Legendre rule, by Newton's method on P_n."""
    nodes = []
    for k in range(1, n + 1):
        x = cos(pi * (k - mpf(1) / 4) / (n + mpf(1) / 2))
        for _ in range(100):
            p0, p1 = mpf(1), x
            for j in range(2, n + 1):
                p0, p1 = p1, ((2 * j - 1) * x * p1 - (j - 1) * p0) / j
            slope = n * (x * p1 - p0) / (x * x - 1)
            dx = p1 / slope
            x -= dx
            if abs(dx) < mpf(10) ** -48:
                break
        nodes.append((x, 2 / ((1 - x * x) * slope * slope)))
    return nodes


RULE = legendre_nodes(NODES)


def find_mode(phi, lo, hi):
    """A point near the maximum of a unimodal function, by expanding steps and golden section."""
    a = mpf(0)
    if lo is not None and hi is not None:
        a = (lo + hi) / 2
    elif lo is not None:
        a = max(a, lo + 1)
    elif hi is not None:
        a = min(a, hi - 1)
    clip = lambda t: t if (lo is None or t >= lo) and (hi is None or t <= hi) else (lo if lo is not None and t < lo else hi)
    step, best, value = mpf(1), a, phi(a)
    for _ in range(400):
        moved = False
        for sign in (1, -1):
            t = clip(best + sign * step)
            v = phi(t)
            if v > value:
                best, value, moved = t, v, True
                break
        step = step * 2 if moved else step / 2
        if step < mpf(10) ** -9 * (1 + abs(best)) and not moved:
            break
    return best


def side_edges(phi, top, start, sign, limit):
    """Panel edges from the mode outwards, doubling in width, until the density is negligible."""
    width = mpf(1)
    inside = lambda w: limit is None or w < limit
    while inside(width) and phi(start + sign * width) > top - 1:
        width *= 2
    while phi(start + sign * (width / 2 if inside(width / 2) else limit or width / 2)) < top - 1 and width > mpf(10) ** -40:
        width /= 2
    edges = [mpf(0)]
    while True:
        nxt = width if len(edges) == 1 else edges[-1] * 2
        if limit is not None and nxt >= limit:
            edges.append(limit)
            break
        edges.append(nxt)
        if phi(start + sign * nxt) < top - DROP:
            break
        if len(edges) > 300:
            raise ArithmeticError('the density does not decay')
    return [start + sign * e for e in edges]


def integrate(phi, values, lo=None, hi=None, centre=None):
    """(log Z, [E f]) of the density exp(phi) on (lo, hi); `values(t)` gives the list of f(t)."""
    start = find_mode(phi, lo, hi) if centre is None else centre
    top = phi(start)
    right = side_edges(phi, top, start, 1, None if hi is None else hi - start) if hi is None or hi > start else [start]
    left = side_edges(phi, top, start, -1, None if lo is None else start - lo) if lo is None or lo < start else [start]
    edges = left[::-1] + right[1:]

    def panel(a, b):
        half, middle = (b - a) / 2, (a + b) / 2
        total, size = None, None
        for x, w in RULE:
            t = middle + half * x
            p = exp(phi(t) - top) * w * half
            v = [p] + [p * f for f in values(t)]
            if total is None:
                total, size = v, [abs(y) for y in v]
            else:
                total = [s + y for s, y in zip(total, v)]
                size = [s + abs(y) for s, y in zip(size, v)]
        return total, size

    work = [(a, b, *panel(a, b)) for a, b in zip(edges, edges[1:]) if a != b]
    size = [sum(col) for col in zip(*(w[3] for w in work))]
    total = [mpf(0)] * len(size)
    while work:
        a, b, whole, _ = work.pop()
        c = (a + b) / 2
        l, r = panel(a, c), panel(c, b)
        both = [x + y for x, y in zip(l[0], r[0])]
        if all(abs(x - y) <= TOLERANCE * s for x, y, s in zip(whole, both, size)) or (b - a) < mpf(10) ** -30:
            total = [s + y for s, y in zip(total, both)]
        else:
            work += [(a, c, *l), (c, b, *r)]
    return mp.log(total[0]) + top, [x / total[0] for x in total[1:]]


def summate(phi, values, lo, hi=None):
    """(log Z, [E f]) of the mass exp(phi) on the integers lo, lo+1, …, hi, outwards from the mode."""
    mode, step = lo, 1
    while (hi is None or mode + step <= hi) and phi(mode + step) > phi(mode):
        mode += step
        step *= 2
    while step >= 1:
        for sign in (1, -1):
            t = mode + sign * step
            if t >= lo and (hi is None or t <= hi) and phi(t) > phi(mode):
                mode = t
                break
        else:
            step //= 2
    top, total = phi(mode), None
    for sign in (1, -1):
        x = mode if sign == 1 else mode - 1
        while x >= lo and (hi is None or x <= hi):
            d = phi(x) - top
            if d < -DROP + 30:
                break
            p = exp(d)
            v = [p] + [p * f for f in values(x)]
            total = v if total is None else [s + y for s, y in zip(total, v)]
            x += sign
    return mp.log(total[0]) + top, [x / total[0] for x in total[1:]]


def enumerate_points(phi, values, points):
    """(log Z, [E f]) of the mass exp(phi) on finitely many points."""
    logs = [phi(x) for x in points]
    top, total = max(logs), None
    for x, l in zip(points, logs):
        p = exp(l - top)
        v = [p] + [p * f for f in values(x)]
        total = v if total is None else [s + y for s, y in zip(total, v)]
    return mp.log(total[0]) + top, [x / total[0] for x in total[1:]]
