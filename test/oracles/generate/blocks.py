"""Oracle values of families with vector and matrix parameters, from textbook closed forms in flat coordinates.

Flat coordinates follow the order of declaration: vectors as they are, matrices row by row, symmetric matrices by their
entries i ≤ j row by row, a simplex by its first K-1 numbers. The step of the learning rule needs only the Fisher matrix
F(ξ) and the natural parameters λ(ξ): ∇_μ G = (∂λ/∂ξ) F(ξ)^{-1} G_ξ, with the Jacobian by central differences.
"""
from mpmath import mp, mpf, matrix, lu_solve, inverse, log, det, eye
from scalar import exact

SMALL = mpf(10) ** -16


def pairs(p):
    return [(i, j) for i in range(p) for j in range(i, p)]


def basis(p):
    """dS/ds_ij for i ≤ j: the symmetric unit matrices of the flat coordinates."""
    out = []
    for i, j in pairs(p):
        e = matrix(p, p)
        e[i, j] = e[j, i] = 1
        out.append(e)
    return out


def trace(a):
    return sum(a[i, i] for i in range(a.rows))


def log_det(s):
    return log(det(s))


def is_spd(s):
    """Positive definite by its leading minors."""
    return all(det(s[:k, :k]) > 0 for k in range(1, s.rows + 1))


def metric(inv):
    """tr(S⁻¹ E_a S⁻¹ E_b) for all a, b."""
    m = [inv * e for e in basis(inv.rows)]
    return matrix([[trace(a * b) for b in m] for a in m])


def flat_natural(s):
    """-½ S as a vector of coefficients of θ_i θ_j, i ≤ j: the pairs off the diagonal count twice."""
    return [-s[i, j] * (mpf(1) / 2 if i == j else 1) for i, j in pairs(s.rows)]


def unflat_natural(l, p):
    s = matrix(p, p)
    for (i, j), v in zip(pairs(p), l):
        s[i, j] = s[j, i] = -v * (2 if i == j else 1)
    return s


class Shape:
    """How one declared name turns into flat coordinates and back."""

    def __init__(self, kind, p=1, q=1):
        self.kind, self.p, self.q = kind, p, q
        self.size = {'real': 1, 'vector': p, 'matrix': p * q, 'spd': p * (p + 1) // 2, 'simplex': p - 1}[kind]

    def flat(self, v):
        if self.kind == 'real':
            return [exact(v)]
        if self.kind == 'vector':
            return [exact(x) for x in v]
        if self.kind == 'simplex':
            total = sum(exact(x) for x in v)
            return [exact(x) / total for x in v[:-1]]
        if self.kind == 'spd':
            assert all(v[i][j] == v[j][i] for i, j in pairs(self.p))
            return [exact(v[i][j]) for i, j in pairs(self.p)]
        return [exact(x) for row in v for x in row]

    def gradient(self, v):
        """The derivative along each flat coordinate of G, given dG = tr(G dS)."""
        if self.kind == 'spd':
            return [exact(v[i][j]) * (1 if i == j else 2) for i, j in pairs(self.p)]
        if self.kind == 'simplex':
            return [exact(x) - exact(v[-1]) for x in v[:-1]]
        return self.flat(v)

    def ungradient(self, flat):
        """A gradient in the shape of the parameter with the given flat derivatives."""
        if self.kind == 'spd':
            return self.shape([x if i == j else x / 2 for (i, j), x in zip(pairs(self.p), flat)])
        if self.kind == 'simplex':
            return list(flat) + [mpf(0)]
        return self.shape(flat)

    def value(self, flat):
        """Flat coordinates as a number or an mpmath matrix."""
        if self.kind == 'real':
            return flat[0]
        if self.kind in ('vector', 'simplex'):
            return matrix(flat)
        if self.kind == 'spd':
            s = matrix(self.p, self.p)
            for (i, j), x in zip(pairs(self.p), flat):
                s[i, j] = s[j, i] = x
            return s
        return matrix([[flat[i * self.q + j] for j in range(self.q)] for i in range(self.p)])

    def shape(self, flat):
        """Flat coordinates as nested lists."""
        if self.kind == 'real':
            return flat[0]
        if self.kind == 'vector':
            return list(flat)
        if self.kind == 'simplex':
            return list(flat) + [1 - sum(flat)]
        m = self.value(flat)
        return [[m[i, j] for j in range(m.cols)] for i in range(m.rows)]


class BlockFamily:
    """One family at fixed dimensions. Subclasses give the textbook formulas, as functions of declared values."""

    def __init__(self, file, name, shapes, constants=None, variables=None, blocks=False, discrete=False):
        self.file, self.name, self.shapes = file, name, shapes
        self.constant_shapes, self.variable_shapes, self.blocks = constants or {}, variables or {}, blocks
        self.params, self.discrete = list(shapes), discrete

    # the formulas -------------------------------------------------------------------------------
    def natural(self, *v):
        raise NotImplementedError

    def back(self, l):
        raise NotImplementedError

    def fisher(self, *v):
        raise NotImplementedError

    def entropy(self, *v):
        raise NotImplementedError

    def kl(self, v, w):
        raise NotImplementedError

    def log_density(self, v, x):
        raise NotImplementedError

    def base_term(self, *v):
        """∇_μ E[log h]; zero where the base measure is constant."""
        return [mpf(0)] * len(self.natural(*v))

    def caution(self, index):
        """A factor on the gradients at extreme points: probabilities near 0 must not become smaller than any double."""
        return mpf(10) ** -3 if index > 0 and self.discrete else 1

    # what follows from them ----------------------------------------------------------------------
    def flat(self, at):
        return [x for n in self.params for x in self.shapes[n].flat(at[n])]

    def values(self, xi):
        out, k = [], 0
        for n in self.params:
            s = self.shapes[n]
            out.append(s.value(xi[k:k + s.size]))
            k += s.size
        return out

    def named(self, xi):
        out, k = {}, 0
        for n in self.params:
            s = self.shapes[n]
            out[n] = s.shape(xi[k:k + s.size])
            k += s.size
        return out

    def set_constants(self, at):
        self.constant = {n: s.value(s.flat(at[n])) for n, s in self.constant_shapes.items()}

    def lam(self, xi):
        return matrix(self.natural(*self.values(xi)))

    def fish(self, xi):
        return self.fisher(*self.values(xi))

    def jacobian(self, xi):
        """∂λ/∂ξ by central differences."""
        cols, f = [], self.fish(xi)
        for a in range(len(xi)):
            h = SMALL / mp.sqrt(f[a, a])
            up, down = list(xi), list(xi)
            up[a] += h
            down[a] -= h
            cols.append((self.lam(up) - self.lam(down)) / (2 * h))
        return matrix([[c[i] for c in cols] for i in range(len(cols[0]))])

    def to_flat(self, l):
        v = self.back(list(l))
        return None if v is None else [x for n, y in zip(self.params, v) for x in self.flatten(self.shapes[n], y)]

    @staticmethod
    def flatten(shape, v):
        if shape.kind == 'real':
            return [v]
        if shape.kind == 'spd':
            return [v[i, j] for i, j in pairs(shape.p)]
        if shape.kind == 'matrix':
            return [v[i, j] for i in range(shape.p) for j in range(shape.q)]
        return [v[i] for i in range(shape.size)]

    def step(self, xi, gradient, rho, tau):
        """(ξ' or None, retracted ξ' or None) of one step."""
        l, jac, f = self.lam(xi), self.jacobian(xi), self.fish(xi)
        ascent = jac * lu_solve(f, matrix(gradient)) + tau * (l + matrix(self.base_term(*self.values(xi))))
        new = l - rho * ascent
        return self.to_flat(new), (self.by_blocks(xi, f, gradient, rho, tau) if self.blocks else self.jointly(l, ascent, rho))

    def jointly(self, l, d, rho):
        """λ - ρ d - ½ ρ² Γ[d, d] with Γ = ½ F⁻¹ dF/dt d along λ + t d."""
        def metric_at(t):
            xi = self.to_flat(l + t * d)
            inv = inverse(self.jacobian(xi))
            return inv.T * self.fish(xi) * inv
        f = metric_at(0)
        h = SMALL / length(d, f)
        slope = (metric_at(h) - metric_at(-h)) / (2 * h)
        return self.to_flat(l - rho * d - rho ** 2 / 4 * lu_solve(f, slope * d))

    def by_blocks(self, xi, f, gradient, rho, tau):
        """The same, block by declared block with the others held: λ is affine in each, F has no cross blocks."""
        out, k = [], 0
        for n in self.params:
            size = self.shapes[n].size
            part = slice(k, k + size)
            fb = f[k:k + size, k:k + size]
            slope_h = []
            for a in range(k, k + size):
                h = SMALL / mp.sqrt(f[a, a])
                up, down = list(xi), list(xi)
                up[a] += h
                down[a] -= h
                slope_h.append((self.entropy(*self.values(up)) - self.entropy(*self.values(down))) / (2 * h))
            d = lu_solve(fb, matrix([g - tau * s for g, s in zip(gradient[part], slope_h)]))
            h = SMALL / length(d, fb)
            def block(t):
                moved = list(xi)
                for i in range(size):
                    moved[k + i] += t * d[i]
                return self.fish(moved)[k:k + size, k:k + size]
            bend = lu_solve(fb, (block(h) - block(-h)) / (2 * h) * d)
            out += [xi[k + i] - rho * d[i] - rho ** 2 / 4 * bend[i] for i in range(size)]
            k += size
        return out if self.inside(out) else None

    def inside(self, xi):
        return all(s.kind != 'spd' or is_spd(v) for s, v in zip(self.shapes.values(), self.values(xi)))

    def oracle(self, at, to):
        """Expected values and their absolute sensitivities to relative changes of every input."""
        self.set_constants(at)
        xi, eta = self.flat(at), self.flat(to)
        x = [y for n, s in self.variable_shapes.items() for y in s.flat(at[n])]
        def point(x_flat):
            out, k = [], 0
            for s in self.variable_shapes.values():
                out.append(s.value(x_flat[k:k + s.size]))
                k += s.size
            return out
        f = {'logDensity': lambda a, b, c: self.log_density(self.values(a), point(c)),
             'entropy': lambda a, b, c: self.entropy(*self.values(a)),
             'kl': lambda a, b, c: self.kl(self.values(a), self.values(b))}
        out = {k: g(xi, eta, x) for k, g in f.items()}
        moving = [xi, eta] if self.discrete else [xi, eta, x]
        sens = {k: sensitivity(lambda a, b, c=x: matrix([g(a, b, c)]), moving)[0] for k, g in f.items()}
        F = self.fish(xi)
        n = len(xi)
        out['fisherParameters'] = [[F[i, j] for j in range(n)] for i in range(n)]
        s = sensitivity(lambda a: matrix([self.fish(a)[i, j] for i in range(n) for j in range(n)]), [xi])
        sens['fisherParameters'] = [[s[i * n + j] for j in range(n)] for i in range(n)]
        self.check(xi)
        return out, sens

    def check(self, xi):
        """Fisher is the Hessian of the divergence at zero distance: the textbook formulas must agree with each other."""
        n, h = len(xi), mpf(10) ** -12
        F = self.fish(xi)
        scale = [1 / mp.sqrt(F[a, a]) for a in range(n)]
        base = self.values(xi)
        def divergence(moves):
            moved = list(xi)
            for a, t in moves:
                moved[a] += t * scale[a]
            return self.kl(base, self.values(moved))
        for a in range(n):
            for b in range(a, n):
                second = sum(s * t * divergence([(a, s * h), (b, t * h)]) for s in (1, -1) for t in (1, -1)) / (4 * h * h)
                want = F[a, b] * scale[a] * scale[b]
                assert abs(second - want) < mpf(10) ** -6, (self.name, a, b, mp.nstr(second, 12), mp.nstr(want, 12))


def length(d, metric_matrix):
    """The Fisher length of a direction, or 1 for the zero direction: the scale on which the metric changes along it."""
    squared = (d.T * metric_matrix * d)[0]
    return mp.sqrt(squared) if squared > 0 else mpf(1)


def sensitivity(f, groups):
    """Σ |x ∂f/∂x| over every number of every group, by one-sided differences."""
    base = f(*groups)
    total = [mpf(0)] * len(base)
    for g, group in enumerate(groups):
        for i, x in enumerate(group):
            if x == 0:
                continue
            moved = [list(y) for y in groups]
            moved[g][i] = x * (1 + SMALL)
            v = f(*moved)
            total = [t + abs(p - q) / SMALL for t, p, q in zip(total, v, base)]
    return total
