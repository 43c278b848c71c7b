"""Writes ../tensor-families.json: every number that `eval` prints, and steps, of the vector and matrix families in ../tensor-families.blr.

Road of natural_coordinates.py: natural parameters, A, T, log h and E[log h] are written down as the literature has them (Wishart and
matrix normal: Muirhead 1982; normal-Wishart and its inverse: Bernardo & Smith 1994), all else follows by central differences of step
1e-34 at 110 digits. The order of T and the terms counted in log h are those of `statistics`."""

import json
import tensor_entries, tensor_gaussians, tensor_wisharts  # each puts its families into F
from tensor_points import P
from tensor_shared import *


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
