"""Writes ../families.json and ../steps.json. Run: python3 make.py (a few minutes; needs mpmath, sympy)."""
import json
import pathlib
from mpmath import mp, mpf
import families_scalar
import families_blocks

HERE = pathlib.Path(__file__).resolve().parent.parent
SIGNS = (mpf('0.4'), mpf('-0.3'), mpf('0.2'), mpf('-0.5'), mpf('0.25'))
NUDGE = mpf(10) ** -15


def number(x):
    """The nearest double, or a clear failure where no normal double is near."""
    if isinstance(x, (list, tuple)):
        return [number(y) for y in x]
    if isinstance(x, dict):
        return {k: number(v) for k, v in x.items()}
    if isinstance(x, (bool, int, type(None))):
        return x
    if 0 < abs(x) < mpf(10) ** -44 and mp.dps < 100 and abs(x) > mpf(10) ** -56:
        return 0.0  # what 50 digits leave of a zero
    y = float(x)
    if y == 0 and x != 0 or abs(y) in (float('inf'),) or 0 < abs(y) < 2.3e-308:
        raise OverflowError(mp.nstr(x, 5))
    return y


def rounded(x):
    """A gradient entry a person could have typed."""
    if isinstance(x, list):
        return [rounded(y) for y in x]
    return float('%.3g' % x)


def size(x):
    """A sensitivity with three digits: it sets a tolerance, no more."""
    if isinstance(x, list):
        return [size(y) for y in x]
    if isinstance(x, dict):
        return {k: size(v) for k, v in x.items()}
    return float('%.3g' % x)


def plans(index):
    """(scale, sign, rho, tau) of the steps made at a point: ordinary, large, zero gradient; extreme points get one."""
    if index == 0:
        return [(1, 1, 0.1, 1), (4, 1, 1, 1), (4, -1, 1, 0), (0.5, -1, 0.7, 2)]
    if index == 1:
        return [(1.5, -1, 0.5, 0.3), (0, 1, 0.25, 1), (5, -1, 1, 0.5)]
    return [(1, 1, 0.1, 1)]


def same_side(results):
    """Whether slightly different step sizes agree on staying inside: else the entry sits on the edge and tests nothing."""
    return all((a is None) == (b is None) and (c is None) == (d is None) for (a, c), (b, d) in zip(results, results[1:]))


def spread(base, moved):
    """Σ over the nudged inputs of the relative effect, entry by entry, of nested numbers."""
    if base is None or any(m is None for m in moved):
        return None
    if isinstance(base, dict):
        return {k: spread(v, [m[k] for m in moved]) for k, v in base.items()}
    if isinstance(base, list):
        return [spread(v, [m[i] for m in moved]) for i, v in enumerate(base)]
    return sum(abs(m - base) / NUDGE for m in moved)


def step_record(head, results, moved):
    """One entry of steps.json from (plain, retracted) and the same with nudged inputs."""
    plain, bent = results
    side = lambda r: {'parameters': number(r), 'inDomain': r is not None}
    move = {'parameters': spread(plain, [m[0] for m in moved]), 'retracted': spread(bent, [m[1] for m in moved])}
    return {**head, 'expected': {**side(plain), 'retracted': side(bent)},
            'sensitivity': {k: size(v) for k, v in move.items() if v is not None}}


def nudged(at, names):
    """Copies of a point, each with one number moved by a relative 1e-15 (as an mpf, below the double's spacing or not)."""
    from scalar import exact
    for n in names:
        if exact(at[n]) != 0:
            yield {**at, n: exact(at[n]) * (1 + NUDGE)}


def scalar_entries(family, points, tables):
    for index, (at, to) in enumerate(points):
        out, sens, r = family.oracle(at, to)
        others = [family.report(p) for p in nudged(at, family.params)]
        n = r['n']
        sens['fisherParameters'] = [[sum(abs(o['fisher'][i, j] - r['fisher'][i, j]) for o in others) / NUDGE for j in range(n)] for i in range(n)]
        head = {'file': family.file, 'name': family.name}
        tables['families'].append({**head, 'extreme': index > 1, 'at': at, 'toPoint': to, 'expected': number(out), 'sensitivity': size(sens)})
        place = {k: v for k, v in at.items() if k not in family.variables}
        lam = family.natural(*r['xi'], *r['consts'])
        for scale, sign, rho, tau in plans(index):
            pull = [sign * scale * SIGNS[i] * (abs(l) if l != 0 else 1 / mp.sqrt(r['cov'][i, i])) for i, l in enumerate(lam)]
            g = [sum(r['cross'][i, j] * pull[i] for i in range(r['k'])) for j in range(n)]
            gradient = {p: rounded(x) for p, x in zip(family.params, g)}
            try:
                results = family.step(r, gradient, rho, tau)
                around = [family.step(r, gradient, float(rho * f), tau) for f in (1 - 1e-6, 1 + 1e-6)]
                if not same_side([results, *around]):
                    continue
                moved = [family.step(o, gradient, rho, tau) for o in others]
                moved += [family.step(r, {**gradient, p: mpf(x) * (1 + NUDGE)}, rho, tau) for p, x in gradient.items() if x]
                moved += [family.step(r, gradient, mpf(rho) * (1 + NUDGE), tau)]
                tables['steps'].append(step_record({**head, 'at': place, 'gradient': gradient, 'rho': rho, 'tau': tau}, results, moved))
            except OverflowError as gone:
                print('   left out, not a double:', family.name, place, gone)


def block_entries(family, points, tables):
    for index, (at, to) in enumerate(points):
        out, sens = family.oracle(at, to)
        F = out['fisherParameters']
        head = {'file': family.file, 'name': family.name}
        tables['families'].append({**head, 'extreme': index > 0, 'at': at, 'toPoint': to, 'expected': number(out), 'sensitivity': size(sens)})
        place = {k: v for k, v in at.items() if k not in family.variable_shapes}
        xi = family.flat(at)
        for scale, sign, rho, tau in plans(0 if index == 0 else 2):
            scale *= family.caution(index)
            flat = [sign * scale * SIGNS[i % 5] * mp.sqrt(F[i][i]) for i in range(len(xi))]
            gradient, k = {}, 0
            for n in family.params:
                s = family.shapes[n]
                gradient[n] = rounded(s.ungradient(flat[k:k + s.size]))
                k += s.size
            pulled = [x for n in family.params for x in family.shapes[n].gradient(gradient[n])]
            named = lambda pair: tuple(None if p is None else family.named(p) for p in pair)
            try:
                results = named(family.step(xi, pulled, mpf(rho), mpf(tau)))
                around = [family.step(xi, pulled, mpf(rho) * f, mpf(tau)) for f in (1 - mpf('1e-6'), 1 + mpf('1e-6'))]
                if not same_side([results, *around]):
                    continue
                moved = []
                for a in range(len(xi)):
                    if xi[a] != 0:
                        moved.append(named(family.step([x * (1 + NUDGE) if i == a else x for i, x in enumerate(xi)], pulled, mpf(rho), mpf(tau))))
                moved.append(named(family.step(xi, [x * (1 + NUDGE) for x in pulled], mpf(rho), mpf(tau))))
                moved.append(named(family.step(xi, pulled, mpf(rho) * (1 + NUDGE), mpf(tau))))
                tables['steps'].append(step_record({**head, 'at': place, 'gradient': gradient, 'rho': rho, 'tau': tau}, results, moved))
            except OverflowError as gone:
                print('   left out, not a double:', family.name, place, gone)


def agree(a, b, what):
    """Two roads to one number."""
    assert abs(a - b) <= mpf(10) ** -25 * (1 + abs(b)), (what, mp.nstr(a, 30), mp.nstr(b, 30))


def cross_checks():
    """The closed forms in one dimension against quadrature of the scalar families."""
    find = lambda name: next(f for f, *_ in families_scalar.CATALOGUE if f.name == name)
    gamma = find('Gamma').report({'α': 1.2, 'β': 0.25}, {'α': 1.75, 'β': 0.5})
    w = families_blocks.Wishart(1)
    from mpmath import matrix
    v, u = (matrix([[2]]), mpf(1.2) * 2), (matrix([[1]]), mpf('3.5'))
    agree(w.entropy(*v), gamma['entropy'], 'Wishart(1) entropy')
    agree(w.kl(v, u), gamma['kl'], 'Wishart(1) divergence')
    inverse = find('InverseGamma').report({'α': 1.2, 'β': 0.25}, {'α': 1.75, 'β': 0.5})
    iw = families_blocks.InverseWishart(1)
    vi, ui = (matrix([[mpf('0.5')]]), mpf(1.2) * 2), (matrix([[1]]), mpf('3.5'))
    agree(iw.entropy(*vi), inverse['entropy'], 'InverseWishart(1) entropy')
    agree(iw.kl(vi, ui), inverse['kl'], 'InverseWishart(1) divergence')
    beta = find('Beta').report({'a': 2.5, 'b': 1.25}, {'a': 1.5, 'b': 3})
    d = families_blocks.Dirichlet(2)
    p, q = (matrix([mpf('2.5'), mpf('1.25')]),), (matrix([mpf('1.5'), mpf(3)]),)
    agree(d.entropy(*p), beta['entropy'], 'Dirichlet(2) entropy')
    agree(d.kl(p, q), beta['kl'], 'Dirichlet(2) divergence')
    normal = find('Normal').report({'m': 0.5, 's': 2}, {'m': -1, 's': 0.75})
    g = families_blocks.Gaussian(1)
    p, q = (matrix([mpf('0.5')]), matrix([[2]])), (matrix([-1]), matrix([[mpf('0.75')]]))
    agree(g.entropy(*p), normal['entropy'], 'Gaussian(1) entropy')
    agree(g.kl(p, q), normal['kl'], 'Gaussian(1) divergence')


def write(name, rows):
    body = ',\n'.join('  ' + json.dumps(r, ensure_ascii=False) for r in rows)
    (HERE / name).write_text('[\n' + body + '\n]\n', encoding='utf-8')
    print(name, len(rows))


def main():
    tables = {'families': [], 'steps': []}
    mp.dps = 50
    cross_checks()
    for family, points, _ in families_scalar.CATALOGUE:
        print(family.file, flush=True)
        scalar_entries(family, points, tables)
    mp.dps = 60
    for family, points in families_blocks.CATALOGUE:
        print(family.file, flush=True)
        block_entries(family, points, tables)
    write('families.json', tables['families'])
    write('steps.json', tables['steps'])


if __name__ == '__main__':
    main()
