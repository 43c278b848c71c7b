"""Oracle values of a family in few variables, from its density alone: normaliser, entropy, divergence, Fisher, one step.

A family is given by the logarithm of its density as a sympy text in the variable x (with lx = log x, l1x = log(1-x),
ly = log(x-c) where these stay accurate near an edge) and, for the learning-rule step only, by one choice of
statistics, natural parameters and their inverse. Every expectation is a quadrature or a sum.
"""
import sympy
from mpmath import mp, mpf, matrix, lu_solve, log, log1p, exp, pi
from quadrature import integrate, summate, enumerate_points

MODULES = [{'log1mexp': lambda z: log(-mp.expm1(z)), 'lgamma': mp.loggamma, 'lfactorial': lambda n: mp.loggamma(n + 1)}, 'mpmath']
ATOMS = ['x', 'lx', 'l1x', 'ly', 'y']
WORDS = {'log1mexp': sympy.Function('log1mexp'), 'lgamma': sympy.loggamma, 'lfactorial': sympy.Function('lfactorial'), 'exp': sympy.exp}


def exact(v):
    """A JSON number as the double it becomes."""
    return v if isinstance(v, mpf) else mpf(v) if isinstance(v, int) else mpf(float(v))


def centred(value, mean):
    """value - mean, with rounding noise removed: a constant function must give zero, not digits to integrate."""
    d = value - mean
    return d if abs(d) > mpf(10) ** (8 - mp.dps) * (abs(value) + abs(mean)) else mpf(0)


class Family:
    """One density with its support, parameters and one choice of natural form."""

    def __init__(self, file, name, support, params, logf, T, lam, inv, ok=None, logh='0', constants=(), var='θ', centre=None,
                 normalised=False, ends=None, cdf=True, blocks=False):
        self.file, self.name, self.support, self.var = file, name, support, var
        self.variables = var if isinstance(var, tuple) else (var,)
        self.params, self.constants, self.normalised = tuple(params), tuple(constants), normalised
        names = {n: sympy.Symbol(n, real=True) for n in ATOMS + list(self.params) + list(self.constants)}
        space = dict(names, **WORDS)
        read = lambda text: sympy.sympify(text, locals=space)
        self.args = [names[n] for n in ATOMS + list(self.params) + list(self.constants)]
        outer = [names[n] for n in list(self.params) + list(self.constants)]
        f = read(logf)
        make = lambda exprs, args: sympy.lambdify(args, exprs, modules=MODULES, cse=True)
        self.logf = make(f, self.args)
        self.slopes = make([sympy.diff(f, names[p]) for p in self.params], self.args)
        self.T, self.logh = make([read(t) for t in T], self.args), make(read(logh), self.args)
        self.natural = make([read(l) for l in lam], outer)
        l = [sympy.Symbol(f'l{i}', real=True) for i in range(len(lam))]
        lspace = dict(space, **{s.name: s for s in l})
        self.back = make([sympy.sympify(t, locals=lspace) for t in inv], l + [names[c] for c in self.constants]) if not callable(inv) else inv
        self.ok = ok or (lambda l, c: True)
        self.centre, self.ends, self.has_cdf, self.blocks = centre, ends, cdf, blocks

    def split(self, at):
        return [exact(at[p]) for p in self.params], [exact(at[c]) for c in self.constants]

    def chart(self, t, consts):
        """The atoms (x, log x, log(1-x), log(x-c), second variable) and log dx/dt at the chart's coordinate t."""
        s = self.support
        if s in ('real', 'circle'):
            return (t, None, None, None, None), mpf(0)
        if s == 'positive':
            return (exp(t), t, None, None, None), t
        if s == 'unit':
            lx = -log1p(exp(-t)) if t > 0 else t - log1p(exp(t))
            l1 = -log1p(exp(t)) if t < 0 else -t - log1p(exp(-t))
            return (exp(lx), lx, l1, None, None), lx + l1
        if s == 'above':
            c = self.ends(consts)
            return (c + exp(t), log(c + exp(t)) if c + exp(t) > 0 else None, None, t, None), t
        if s == 'pairs':
            return (mpf(t[0]), None, None, None, mpf(t[1])), mpf(0)
        return (mpf(t), log(t) if t > 0 else None, None, None, None), mpf(0)

    def coordinate(self, x, consts):
        """The chart's coordinate of a value of the variable."""
        s = self.support
        return {'real': lambda: x, 'circle': lambda: x, 'positive': lambda: log(x), 'unit': lambda: log(x) - log1p(-x),
                'above': lambda: log(x - self.ends(consts))}.get(s, lambda: x)()

    def expectations(self, xi, consts, values, upto=None):
        """(log Z, E values(atoms)), over the support or the part of it up to a coordinate."""
        def phi(t):
            atoms, jac = self.chart(t, consts)
            return self.logf(*atoms, *xi, *consts) + jac
        vals = lambda t: values(self.chart(t, consts)[0])
        s = self.support
        if s == 'circle':
            c = self.centre(xi, consts)
            return integrate(phi, vals, c - pi, c + pi, c)
        if s in ('real', 'positive', 'unit', 'above'):
            c = self.centre(xi, consts) if self.centre else None
            if c is not None and upto is not None:
                c = min(c, upto)
            return integrate(phi, vals, None, upto, c)
        if s in ('points', 'pairs'):
            pts = [p for p in self.ends if upto is None or p <= upto]
            return enumerate_points(phi, vals, pts)
        lo, hi = self.ends(consts)
        if upto is not None:
            hi = int(upto) if hi is None else min(hi, int(upto))
        return summate(phi, vals, lo, hi)

    def report(self, at, to=None):
        """Moments needed by everything else, in one pass around their own means."""
        xi, consts = self.split(at)
        xi2 = [exact(to[p]) for p in self.params] if to else None
        base = lambda a: ([*self.slopes(*a, *xi, *consts), *self.T(*a, *xi, *consts), self.logf(*a, *xi, *consts),
                           self.logh(*a, *xi, *consts)]
                          + ([self.logf(*a, *xi2, *consts), *self.slopes(*a, *xi2, *consts)] if xi2 else []))
        logz, means = self.expectations(xi, consts, base)
        n, d, k = len(self.params), len(self.params), len(self.T(*self.sample_atoms(consts), *xi, *consts))
        def products(a):
            v = [centred(p, q) for p, q in zip(base(a), means)]
            s, T, f, h = v[:n], v[n:n + k], v[n + k], v[n + k + 1]
            out = [s[i] * s[j] for i in range(n) for j in range(n)]
            out += [T[i] * s[j] for i in range(k) for j in range(n)]
            out += [T[i] * T[j] for i in range(k) for j in range(k)]
            out += [T[i] * h for i in range(k)]
            out += [T[i] * T[j] * T[m] for i in range(k) for j in range(k) for m in range(k)]
            out += [f * s[i] for i in range(n)] + [s[i] ** 3 for i in range(n)]
            if xi2:
                out += [(f - v[n + k + 2]) * s[i] for i in range(n)]
            return out
        _, e = self.expectations(xi, consts, products)
        it = iter(e)
        take = lambda r, c: matrix([[next(it) for _ in range(c)] for _ in range(r)])
        r = {'xi': xi, 'consts': consts, 'logz': logz, 'n': n, 'k': k}
        r['fisher'], r['cross'], r['cov'], r['covh'] = take(n, n), take(k, n), take(k, k), take(k, 1)
        r['third'] = [take(k, k) for _ in range(k)]
        fs = [next(it) for _ in range(n)]
        r['scoreThird'] = [next(it) for _ in range(n)]
        r['entropy'] = logz - means[n + k]
        r['entropySlope'] = [-x for x in fs]
        r['slopeMeans'] = means[:n]
        if xi2:
            r['klSlope1'] = [next(it) for _ in range(n)]
            logz2, slopes2 = self.expectations(xi2, consts, lambda a: self.slopes(*a, *xi2, *consts))
            r['kl'] = (means[n + k] - logz) - (means[n + k + 2] - logz2)
            r['klSlope2'] = [p - q for p, q in zip(slopes2, means[n + k + 3:])]
        if self.normalised:
            assert abs(logz) < mpf(10) ** -28, (self.name, at, mp.nstr(logz, 5))
        return r

    def sample_atoms(self, consts):
        s = self.support
        t = {'pairs': lambda: self.ends[0], 'points': lambda: self.ends[0]}.get(s, lambda: mpf(1) / 3)()
        if s == 'integers':
            t = self.ends(consts)[0] + 1
        return self.chart(t, consts)[0]

    def atoms_of(self, at, consts, stretch=1):
        """Atoms at a given value of the variable, accurate near both edges."""
        v = [exact(at[n]) * stretch for n in self.variables]
        x = v[0]
        lx = log(x) if x > 0 else None
        l1 = log1p(-x) if self.support == 'unit' else None
        ly = log(x - self.ends(consts)) if self.support == 'above' else None
        return (x, lx, l1, ly, v[1] if len(v) > 1 else None)

    def oracle(self, at, to):
        """The expected values of one point; finite sums with so many digits that 1 + e⁻⁷⁰⁰ is not 1."""
        with mp.workdps(900 if self.support == 'points' else mp.dps):
            return self.values(at, to)

    def values(self, at, to):
        """The expected values of one point, and how far each moves when its inputs move (Σ |input · ∂value/∂input|)."""
        r = self.report(at, to)
        xi, consts = r['xi'], r['consts']
        xi2 = [exact(to[p]) for p in self.params]
        total = lambda slopes, inputs: sum(abs(s * a) for s, a in zip(slopes, inputs))
        a = self.atoms_of(at, consts)
        density = lambda atoms: self.logf(*atoms, *xi, *consts) - r['logz']
        along = mpf(0)
        if self.support not in ('points', 'pairs', 'integers'):
            tiny = mpf(10) ** -20
            along = abs(density(self.atoms_of(at, consts, 1 + tiny)) - density(a)) / tiny
        slope = [p - q for p, q in zip(self.slopes(*a, *xi, *consts), r['slopeMeans'])]
        F = r['fisher']
        size = lambda i, j: mp.sqrt(F[i, i] * F[j, j])
        out = {'logDensity': density(a), 'entropy': r['entropy'], 'kl': r['kl'],
               'fisherParameters': [[F[i, j] if abs(F[i, j]) > size(i, j) * mpf(10) ** -30 else mpf(0) for j in range(r['n'])] for i in range(r['n'])]}
        sens = {'logDensity': total(slope, xi) + along, 'entropy': total(r['entropySlope'], xi),
                'kl': total(r['klSlope1'] + r['klSlope2'], xi + xi2)}
        if self.has_cdf and self.support not in ('circle', 'pairs', 'points'):
            x = exact(at[self.variables[0]])
            part, e = self.expectations(xi, consts, lambda z: self.slopes(*z, *xi, *consts), upto=self.coordinate(x, consts))
            below = exp(part - r['logz'])
            out['cdf'] = below
            sens['cdf'] = total([below * (p - q) for p, q in zip(e, r['slopeMeans'])], xi) + (exp(out['logDensity']) * abs(x) if along else 0)
        return out, sens, r

    def step(self, r, gradient, rho, tau):
        """One step of the rule and its second-order retraction, both in the declared parameters (None: outside)."""
        xi, consts, n, k = r['xi'], r['consts'], r['n'], r['k']
        lam = matrix(self.natural(*xi, *consts))
        g = matrix([exact(gradient[p]) for p in self.params])
        rho, tau = exact(rho), exact(tau)
        pulled = lu_solve(r['cross'].T, g)               # (dμ/dξ)^{-T} G_ξ, and dμ/dξ = Cov(T, score)
        h = lu_solve(r['cov'], r['covh'])                 # F(λ)^{-1} Cov(T, log h)
        direction = pulled + tau * (lam + h)
        new = lam - rho * direction
        gamma = matrix([sum(direction[i] * r['third'][c][i, j] * direction[j] for i in range(k) for j in range(k)) for c in range(k)])
        if self.blocks:
            return self.declared(new, consts), self.by_blocks(r, g, rho, tau)
        bent = new - rho ** 2 / 4 * lu_solve(r['cov'], gamma)  # Γ = ½ F^{-1} ∂³A, and the step takes ½ ρ² Γ
        return self.declared(new, consts), self.declared(bent, consts)

    def by_blocks(self, r, g, rho, tau):
        """The retraction one declared parameter at a time: valid when log q is affine in each and Fisher is diagonal."""
        new = []
        for i in range(r['n']):
            d = (g[i] - tau * r['entropySlope'][i]) / r['fisher'][i, i]
            new.append(r['xi'][i] - rho * d - rho ** 2 / 4 * r['scoreThird'][i] / r['fisher'][i, i] * d ** 2)
        return dict(zip(self.params, new))

    def declared(self, lam, consts):
        l = list(lam)
        if not self.ok(l, consts):
            return None
        return dict(zip(self.params, self.back(*l, *consts)))


class PowerSeries(Family):
    """A one-parameter family whose sum converges too slowly to be taken: its log-partition A(λ) comes as derivatives."""

    def __init__(self, *args, partition, distribution, **kw):
        super().__init__(*args, **kw)
        self.partition, self.distribution = partition, distribution   # partition(λ, j): j-th derivative of A

    def report(self, at, to=None):
        xi, consts = self.split(at)
        natural = lambda x: self.natural(x, *consts)[0]
        lam, J = natural(xi[0]), mp.diff(natural, xi[0])
        A = [self.partition(lam, j) for j in range(4)]
        r = {'xi': xi, 'consts': consts, 'logz': mpf(0) if self.normalised else A[0], 'n': 1, 'k': 1,
             'fisher': matrix([[A[2] * J ** 2]]), 'cross': matrix([[A[2] * J]]), 'cov': matrix([[A[2]]]),
             'covh': matrix([[mpf(0)]]), 'third': [matrix([[A[3]]])], 'entropy': A[0] - lam * A[1],
             'entropySlope': [-lam * A[2] * J], 'scoreThird': [A[3] * J ** 3],
             'slopeMeans': [A[1] * J - (A[1] * J if self.normalised else 0)]}
        if to:
            x2 = exact(to[self.params[0]])
            lam2, J2 = natural(x2), mp.diff(natural, x2)
            r['kl'] = self.partition(lam2, 0) - A[0] - A[1] * (lam2 - lam)
            r['klSlope1'] = [-A[2] * J * (lam2 - lam)]
            r['klSlope2'] = [(self.partition(lam2, 1) - A[1]) * J2]
        return r

    def expectations(self, xi, consts, values, upto=None):
        logz = mpf(0) if self.normalised else self.partition(self.natural(*xi, *consts)[0], 0)
        if upto is None:
            return logz, []
        below = lambda x: self.distribution(upto, x)
        slope = mp.diff(below, xi[0]) / below(xi[0]) + self.report(dict(zip(self.params, xi)))['slopeMeans'][0]
        return logz + log(below(xi[0])), [slope]
