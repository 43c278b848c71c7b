// Programs written by hand, as the theorems would find them: scalar, two parameters, Newton inverse, vector and matrix.
import { add, div, elementwise, exp, fill, log, mul, neg, pow, sqrt, square, sub } from '../src/ir/build.ts';
import {
  type Dim,
  type Domain,
  dimension,
  type Expr,
  euler,
  half,
  one,
  pi,
  positiveLine,
  rational,
  realLine,
  type SymbolExpr,
  symbol,
  two,
} from '../src/ir/expr.ts';
import { inverse, logdet, matmul, total, trace, transpose } from '../src/ir/tensor.ts';
import type { DensityModel } from '../src/model/density.ts';
import type { Assignment, FamilyProgram } from '../src/model/program.ts';

const spd: Domain = { kind: 'spd' };
const symmetric: Domain = { kind: 'symmetric' };
const unit: Domain = { kind: 'interval', lower: rational(0), upper: one };
const negativeLine: Domain = { kind: 'interval', upper: rational(0) };
const span = { start: 0, end: 0 };

interface Parts {
  readonly name: string;
  readonly variable: SymbolExpr;
  readonly parameters: readonly SymbolExpr[];
  readonly constants?: readonly SymbolExpr[];
  readonly dimensions?: readonly Dim[];
  readonly spelling?: ReadonlyMap<SymbolExpr, string>;
  readonly doc?: readonly string[];
}

export const modelOf = (p: Parts): DensityModel => ({
  kind: 'family',
  name: p.name,
  doc: p.doc ?? [`A ${p.name}.`],
  dimensions: p.dimensions ?? [],
  variables: [p.variable],
  parameters: p.parameters,
  constants: p.constants ?? [],
  density: one,
  proportional: false,
  claims: [],
  spelling: p.spelling ?? new Map([p.variable, ...p.parameters].map((s) => [s, s.name])),
  spans: { name: span, density: span, symbols: new Map(), nodes: new Map() },
});

const to = (target: SymbolExpr, value: Expr, equation = '1'): Assignment => ({ target, value, equation });
const closed = (...assignments: readonly Assignment[]): { kind: 'closed'; assignments: readonly Assignment[] } => ({
  kind: 'closed',
  assignments,
});
const rho = symbol('ρ', realLine);
const tau = symbol('τ', realLine);

/** Positive θ with scale σ: the example of the derivations. */
export function scaleProgram(spelled = 'σ', doc?: readonly string[]): FamilyProgram {
  const theta = symbol('θ', positiveLine);
  const sigma = symbol(spelled, positiveLine);
  const sigmaOther = symbol(`${spelled}\u0303`, positiveLine);
  const g = symbol(`G_${spelled}`, realLine);
  const [u, v] = [symbol('u', realLine), symbol('v', realLine)];
  const lambda = symbol('λ', negativeLine);
  const mu = symbol('μ', positiveLine);
  const next = symbol(`${spelled}′`, positiveLine);
  const s2 = square(sigma);
  const model = modelOf({ name: 'Scale', variable: theta, parameters: [sigma], ...(doc ? { doc } : {}) });
  const natural = mul(rational(-1, 2), pow(sigma, rational(-2)));
  const r = div(s2, square(sigmaOther));
  // σ′ = σ / √(1 + ρ/2 (σ G − τ)); E[θ ℓ′] = σ ∂σ E[ℓ].
  const inside = add(one, mul(half, rho, sub(mul(sigma, g), tau)));
  return {
    model,
    blocks: [{ symbol: lambda, meanSymbol: mu, statistic: square(theta), natural }],
    logDensity: sub(sub(log(theta), mul(two, log(sigma))), div(square(theta), mul(two, s2))),
    entropy: add(one, log(sigma), mul(rational(-1, 2), log(two)), mul(half, euler)),
    kl: { value: sub(sub(r, one), log(r)), other: new Map([[sigma, sigmaOther]]) },
    toNatural: closed(to(lambda, natural, '(2)')),
    fromNatural: closed(to(sigma, pow(mul(rational(-2), lambda), rational(-1, 2)), '(4)')),
    toMean: closed(to(mu, mul(two, s2), '(5)')),
    fromMean: closed(to(sigma, sqrt(mul(half, mu)))),
    fisher: {
      value: mul(rational(4), pow(sigma, rational(-2)), u, v),
      left: new Map([[sigma, u]]),
      right: new Map([[sigma, v]]),
    },
    update: {
      gradient: new Map([[sigma, g]]),
      rho,
      tau,
      assignments: [to(next, mul(sigma, pow(inside, rational(-1, 2))), '(11)')],
      next: new Map([[sigma, next]]),
      conditions: [{ value: inside, relation: '>' }],
    },
    sampler: {
      kind: 'transform',
      draws: [{ symbol: symbol('u₀', unit), law: 'uniform' }],
      value: mul(sigma, sqrt(mul(rational(-2), log(symbol('u₀', unit))))),
      differentiable: true,
    },
  };
}

/** Mean m and precision s: scalars, or vectors over P. */
export function meanPrecisionProgram(dim?: Dim): FamilyProgram {
  const shape = dim ? [dim] : [];
  const make = (name: string, domain: Domain): SymbolExpr => symbol(name, domain, shape);
  const [theta, m, s] = [make('θ', realLine), make('m', realLine), make('s', positiveLine)];
  const [mo, so] = [make('m\u0303', realLine), make('s\u0303', positiveLine)];
  const [gm, gs] = [make('G_m', realLine), make('G_s', realLine)];
  const [um, us, vm, vs] = ['u_m', 'u_s', 'v_m', 'v_s'].map((n) => make(n, realLine)) as [
    SymbolExpr,
    SymbolExpr,
    SymbolExpr,
    SymbolExpr,
  ];
  const [l1, l2] = [make('λ₁', realLine), make('λ₂', negativeLine)];
  const [m1, m2] = [make('μ₁', realLine), make('μ₂', positiveLine)];
  const [sNext, mNext] = [make('s′', positiveLine), make('m′', realLine)];
  const epsilon = make('ε', realLine);
  const all = (e: Expr): Expr => (dim ? total(e) : e);
  const spread = (e: Expr): Expr => (dim ? fill(e, shape) : e);
  const model = modelOf({
    name: 'MeanPrecision',
    variable: theta,
    parameters: [m, s],
    dimensions: dim ? [dim] : [],
  });
  const constant = mul(half, log(mul(two, pi)));
  const count = dim ? dimension(dim) : one;
  const gap = sub(theta, m);
  const kl = add(
    all(mul(half, div(so, s))),
    mul(rational(-1, 2), count),
    all(mul(rational(-1, 2), log(so))),
    all(mul(half, log(s))),
    all(mul(half, so, square(sub(m, mo)))),
  );
  // In m and s, ∂E[ℓ]/∂μ₂ = −s² G_s, so s′ = (1−ρτ)s + 2ρ·(−s²G_s), m′ = m − ρ G_m / s′ (prior contribution (1−ρτ)).
  const keep = sub(one, mul(rho, tau));
  const sValue = sub(mul(keep, s), mul(two, rho, square(s), gs));
  const mValue = sub(m, mul(rho, div(gm, sNext)));
  return {
    model,
    blocks: [
      { symbol: l1, meanSymbol: m1, statistic: theta, natural: mul(s, m) },
      { symbol: l2, meanSymbol: m2, statistic: square(theta), natural: mul(rational(-1, 2), s) },
    ],
    logDensity: add(all(mul(half, log(s))), neg(mul(count, constant)), all(mul(rational(-1, 2), s, square(gap)))),
    entropy: add(mul(half, count), mul(count, constant), neg(all(mul(half, log(s))))),
    kl: {
      value: kl,
      other: new Map([
        [m, mo],
        [s, so],
      ]),
    },
    toNatural: closed(to(l1, mul(s, m)), to(l2, mul(rational(-1, 2), s))),
    fromNatural: closed(to(s, mul(rational(-2), l2)), to(m, div(l1, s))),
    toMean: closed(to(m1, m), to(m2, add(square(m), pow(s, rational(-1))))),
    fromMean: closed(to(m, m1), to(s, pow(sub(m2, square(m1)), rational(-1)))),
    fisher: {
      value: add(all(mul(s, um, vm)), all(mul(half, pow(s, rational(-2)), us, vs))),
      left: new Map([
        [m, um],
        [s, us],
      ]),
      right: new Map([
        [m, vm],
        [s, vs],
      ]),
    },
    update: {
      gradient: new Map([
        [m, gm],
        [s, gs],
      ]),
      rho,
      tau,
      assignments: [to(sNext, add(sValue, spread(rational(0))), '(9)'), to(mNext, mValue, '(10)')],
      next: new Map([
        [m, mNext],
        [s, sNext],
      ]),
      conditions: [{ value: sNext, relation: '>' }],
    },
    sampler: {
      kind: 'transform',
      draws: [{ symbol: epsilon, law: 'normal' }],
      value: add(m, mul(pow(s, rational(-1, 2)), epsilon)),
      differentiable: true,
    },
  };
}

/** Shape α and rate β: digamma, and a mean map inverted by Newton's method; scalars, or vectors over P. */
export function shapeRateProgram(dim?: Dim): FamilyProgram {
  const shape = dim ? [dim] : [];
  const make = (name: string, domain: Domain): SymbolExpr => symbol(name, domain, shape);
  const all = (e: Expr): Expr => (dim ? total(e) : e);
  const [theta, alpha, beta] = [make('θ', positiveLine), make('α', positiveLine), make('β', positiveLine)];
  const [ao, bo] = [make('α\u0303', positiveLine), make('β\u0303', positiveLine)];
  const [ga, gb] = [make('G_α', realLine), make('G_β', realLine)];
  const [ua, ub, va, vb] = ['u_α', 'u_β', 'v_α', 'v_β'].map((n) => make(n, realLine)) as [
    SymbolExpr,
    SymbolExpr,
    SymbolExpr,
    SymbolExpr,
  ];
  const [l1, l2] = [make('λ₁', realLine), make('λ₂', negativeLine)];
  const [m1, m2] = [make('μ₁', realLine), make('μ₂', positiveLine)];
  const [n1, n2] = [make('λ₁′', realLine), make('λ₂′', negativeLine)];
  const [aNext, bNext] = [make('α′', positiveLine), make('β′', positiveLine)];
  const g = make('g', positiveLine);
  const f = (fn: 'lgamma' | 'digamma', x: Expr): Expr => elementwise(fn, x);
  const trigamma = (x: Expr): Expr => elementwise('polygamma', one, x);
  const model = modelOf({
    name: 'ShapeRate',
    variable: theta,
    parameters: [alpha, beta],
    dimensions: dim ? [dim] : [],
  });
  const keep = sub(one, mul(rho, tau));
  return {
    model,
    blocks: [
      { symbol: l1, meanSymbol: m1, statistic: log(theta), natural: sub(alpha, one) },
      { symbol: l2, meanSymbol: m2, statistic: theta, natural: neg(beta) },
    ],
    logDensity: all(
      add(mul(alpha, log(beta)), neg(f('lgamma', alpha)), mul(sub(alpha, one), log(theta)), neg(mul(beta, theta))),
    ),
    entropy: all(add(alpha, neg(log(beta)), f('lgamma', alpha), mul(sub(one, alpha), f('digamma', alpha)))),
    kl: {
      value: all(
        add(
          mul(sub(alpha, ao), f('digamma', alpha)),
          neg(f('lgamma', alpha)),
          f('lgamma', ao),
          mul(ao, log(beta)),
          neg(mul(ao, log(bo))),
          mul(alpha, sub(bo, beta), pow(beta, rational(-1))),
        ),
      ),
      other: new Map([
        [alpha, ao],
        [beta, bo],
      ]),
    },
    toNatural: closed(to(l1, sub(alpha, one)), to(l2, neg(beta))),
    fromNatural: closed(to(alpha, add(l1, one)), to(beta, neg(l2))),
    toMean: closed(to(m1, sub(f('digamma', alpha), log(beta))), to(m2, div(alpha, beta))),
    fromMean: {
      kind: 'newton',
      unknowns: [alpha],
      given: [m1],
      forward: [add(f('digamma', alpha), neg(log(alpha)), log(m2))],
      jacobian: [[sub(trigamma(alpha), pow(alpha, rational(-1)))]],
      start: [mul(half, pow(sub(log(m2), m1), rational(-1)))],
      domain: [{ value: alpha, relation: '>' }],
      after: [to(beta, div(alpha, m2))],
    },
    fisher: {
      value: all(
        add(
          mul(trigamma(alpha), ua, va),
          neg(mul(pow(beta, rational(-1)), add(mul(ua, vb), mul(ub, va)))),
          mul(alpha, pow(beta, rational(-2)), ub, vb),
        ),
      ),
      left: new Map([
        [alpha, ua],
        [beta, ub],
      ]),
      right: new Map([
        [alpha, va],
        [beta, vb],
      ]),
    },
    update: {
      gradient: new Map([
        [alpha, ga],
        [beta, gb],
      ]),
      rho,
      tau,
      assignments: [
        to(n1, sub(mul(keep, sub(alpha, one)), mul(rho, ga)), '(9a)'),
        to(n2, sub(neg(mul(keep, beta)), mul(rho, gb)), '(9b)'),
        to(aNext, add(n1, one)),
        to(bNext, neg(n2)),
      ],
      next: new Map([
        [alpha, aNext],
        [beta, bNext],
      ]),
      conditions: [
        { value: aNext, relation: '>' },
        { value: bNext, relation: '>' },
      ],
    },
    sampler: {
      kind: 'transform',
      draws: [{ symbol: g, law: 'gamma', shape: alpha }],
      value: div(g, beta),
      differentiable: true,
    },
  };
}

/** The same with a two-dimensional Newton inverse. */
export function jointNewtonProgram(dim?: Dim): FamilyProgram {
  const p = shapeRateProgram(dim);
  const [alpha, beta] = p.model.parameters as [SymbolExpr, SymbolExpr];
  const [m1, m2] = p.blocks.map((b) => b.meanSymbol) as [SymbolExpr, SymbolExpr];
  const start = mul(half, pow(sub(log(m2), m1), rational(-1)));
  const inverseBeta = pow(beta, rational(-1));
  return {
    ...p,
    fromMean: {
      kind: 'newton',
      unknowns: [alpha, beta],
      given: [m1, m2],
      forward: [sub(elementwise('digamma', alpha), log(beta)), div(alpha, beta)],
      jacobian: [
        [elementwise('polygamma', one, alpha), neg(inverseBeta)],
        [inverseBeta, neg(mul(alpha, square(inverseBeta)))],
      ],
      start: [start, div(start, m2)],
      domain: [
        { value: alpha, relation: '>' },
        { value: beta, relation: '>' },
      ],
      after: [],
    },
  };
}

/** Vector mean m and precision matrix S. */
export function matrixPrecisionProgram(): FamilyProgram {
  const P = 'P';
  const theta = symbol('θ', realLine, [P]);
  const m = symbol('m', realLine, [P]);
  const s = symbol('S', spd, [P, P]);
  const mo = symbol('m\u0303', realLine, [P]);
  const so = symbol('S\u0303', spd, [P, P]);
  const [gm, gs] = [symbol('G_m', realLine, [P]), symbol('G_S', symmetric, [P, P])];
  const [um, us] = [symbol('u_m', realLine, [P]), symbol('u_S', symmetric, [P, P])];
  const [vm, vs] = [symbol('v_m', realLine, [P]), symbol('v_S', symmetric, [P, P])];
  const [l1, l2] = [symbol('λ₁', realLine, [P]), symbol('λ₂', symmetric, [P, P])];
  const [m1, m2] = [symbol('μ₁', realLine, [P]), symbol('μ₂', symmetric, [P, P])];
  const [mNext, sNext] = [symbol('m′', realLine, [P]), symbol('S′', spd, [P, P])];
  const model = modelOf({ name: 'MatrixPrecision', variable: theta, parameters: [m, s], dimensions: [P] });
  const gap = sub(theta, m);
  const n = dimension(P);
  const quadratic = (a: Expr, v: Expr): Expr => trace(transpose(v), a, v);
  const keep = sub(one, mul(rho, tau));
  const sValue = sub(mul(keep, s), mul(two, rho, matmul(s, gs, s)));
  const epsilon = symbol('ε', realLine, [P]);
  return {
    model,
    blocks: [
      { symbol: l1, meanSymbol: m1, statistic: theta, natural: matmul(s, m) },
      { symbol: l2, meanSymbol: m2, statistic: matmul(theta, transpose(theta)), natural: mul(rational(-1, 2), s) },
    ],
    logDensity: add(
      mul(half, logdet(s)),
      mul(rational(-1, 2), n, log(mul(two, pi))),
      mul(rational(-1, 2), quadratic(s, gap)),
    ),
    entropy: add(mul(half, n, add(one, log(mul(two, pi)))), mul(rational(-1, 2), logdet(s))),
    kl: {
      value: mul(half, add(trace(so, inverse(s)), neg(n), neg(logdet(so)), logdet(s), quadratic(so, sub(m, mo)))),
      other: new Map([
        [m, mo],
        [s, so],
      ]),
    },
    toNatural: closed(to(l1, matmul(s, m)), to(l2, mul(rational(-1, 2), s))),
    fromNatural: closed(to(s, mul(rational(-2), l2)), to(m, mul(rational(-1, 2), matmul(inverse(l2), l1)))),
    toMean: closed(to(m1, m), to(m2, add(inverse(s), matmul(m, transpose(m))))),
    fromMean: closed(to(m, m1), to(s, inverse(sub(m2, matmul(m1, transpose(m1)))))),
    fisher: {
      value: add(trace(transpose(um), s, vm), mul(half, trace(inverse(s), us, inverse(s), vs))),
      left: new Map([
        [m, um],
        [s, us],
      ]),
      right: new Map([
        [m, vm],
        [s, vs],
      ]),
    },
    update: {
      gradient: new Map([
        [m, gm],
        [s, gs],
      ]),
      rho,
      tau,
      assignments: [to(sNext, sValue, '(9)'), to(mNext, sub(m, mul(rho, matmul(inverse(sNext), gm))), '(10)')],
      next: new Map([
        [m, mNext],
        [s, sNext],
      ]),
      conditions: [{ value: sNext, relation: 'positive-definite' }],
    },
    sampler: {
      kind: 'affine-vector',
      mean: m,
      precision: s,
      draw: { symbol: epsilon, law: 'normal' },
    },
  };
}

/** Binary θ with its logit as log-odds: softplus and sigmoid. */
export function binaryProgram(): FamilyProgram {
  const p = scaleProgram('p');
  const theta = symbol('θ', { kind: 'set', values: [rational(0), one] });
  const q = symbol('p', unit);
  const qo = symbol('p\u0303', unit);
  const lambda = symbol('λ', realLine);
  const mu = symbol('μ', unit);
  const [u, v] = [symbol('u', realLine), symbol('v', realLine)];
  const rest = sub(one, q);
  const g = symbol('G_p', realLine);
  const next = symbol('λ′', realLine);
  const nextP = symbol('p′', unit);
  const sigmoid = (x: Expr): Expr => pow(add(one, exp(neg(x))), rational(-1));
  const logit = (x: Expr): Expr => sub(log(x), log(sub(one, x)));
  return {
    ...p,
    model: modelOf({ name: 'Binary', variable: theta, parameters: [q] }),
    blocks: [{ symbol: lambda, meanSymbol: mu, statistic: theta, natural: logit(q) }],
    logDensity: add(mul(theta, log(q)), mul(sub(one, theta), log(rest))),
    entropy: neg(add(mul(q, log(q)), mul(rest, log(rest)))),
    kl: {
      value: add(mul(q, sub(log(q), log(qo))), mul(rest, sub(log(rest), log(sub(one, qo))))),
      other: new Map([[q, qo]]),
    },
    toNatural: closed(to(lambda, logit(q))),
    fromNatural: closed(to(q, sigmoid(lambda))),
    toMean: closed(to(mu, q)),
    fromMean: closed(to(q, mu)),
    fisher: {
      value: mul(pow(q, rational(-1)), pow(rest, rational(-1)), u, v),
      left: new Map([[q, u]]),
      right: new Map([[q, v]]),
    },
    update: {
      gradient: new Map([[q, g]]),
      rho,
      tau,
      assignments: [to(next, sub(mul(sub(one, mul(rho, tau)), logit(q)), mul(rho, g))), to(nextP, sigmoid(next))],
      next: new Map([[q, nextP]]),
      conditions: [],
    },
    sampler: { kind: 'table', values: [rational(0), one], logMasses: [log(rest), log(q)] },
  };
}
