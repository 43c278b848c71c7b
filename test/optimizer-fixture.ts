// Optimizers written by hand, as the theorems will hand them over: translations, scalings, both, and rotations.
import { add, div, elementwise, exp, fill, mul, neg, sub } from '../src/ir/build.ts';
import {
  type Dim,
  type Expr,
  half,
  identity,
  one,
  positiveLine,
  rational,
  realLine,
  type Shape,
  type SymbolExpr,
  symbol,
  two,
  zero,
} from '../src/ir/expr.ts';
import { matmul, matrixPhi, transpose } from '../src/ir/tensor.ts';
import type { HyperParameter } from '../src/model/optimizer.ts';
import type { Noise, OptimizerProgram, StateVariable } from '../src/model/optimizer-program.ts';
import type { Assignment, Sampler } from '../src/model/program.ts';

const real = (name: string, shape: Shape = ['P']): SymbolExpr => symbol(name, realLine, shape);
const positive = (name: string, shape: Shape = ['P']): SymbolExpr => symbol(name, positiveLine, shape);
const hyper = (name: string, initial?: number): HyperParameter => ({
  symbol: real(name, []),
  ...(initial === undefined ? {} : { initial }),
});
const to = (target: SymbolExpr, value: Expr, equation = target.name): Assignment => ({ target, value, equation });
const element = (s: SymbolExpr, initial: Expr): StateVariable => ({
  symbol: s,
  name: s.name,
  role: 'element',
  initial,
});
const momentum = (s: SymbolExpr, of: SymbolExpr): StateVariable => ({
  symbol: s,
  name: `momentum_${of.name}`,
  role: 'momentum',
  initial: fill(zero, of.shape),
});

const normalDraw = (): Sampler => {
  const draw = symbol('ε', realLine);
  return { kind: 'transform', draws: [{ symbol: draw, law: 'normal' }], value: draw, differentiable: true };
};
const positiveDraw = (): Sampler => {
  const u = symbol('u', { kind: 'interval', lower: zero, upper: one });
  const value = elementwise('log1p', neg(u));
  return {
    kind: 'transform',
    draws: [{ symbol: u, law: 'uniform' }],
    value: pow2(neg(mul(two, value))),
    differentiable: true,
  };
};
const pow2 = (e: Expr): Expr => elementwise('exp', mul(half, elementwise('log', e)));
const lifted = (s: SymbolExpr, sampler: Sampler): Noise => ({ symbol: s, sampler, lifted: true, given: [] });

/** M ← β M + (1 − β) average. */
const averaged = (next: SymbolExpr, old: SymbolExpr, average: SymbolExpr, beta: SymbolExpr): Assignment =>
  to(next, add(mul(beta, old), mul(sub(one, beta), average)));

interface Common {
  readonly samples: HyperParameter;
  readonly temperature: HyperParameter;
}
const common = (): Common => ({ samples: hyper('K', 1), temperature: hyper('τ', 1) });

/** b ← b − α_b M_b. */
export function translationProgram(dim: Dim = 'P'): OptimizerProgram {
  const shape = dim === '' ? [] : [dim];
  const [b, m, e, g, theta] = ['b', 'M', 'ε', 'G', 'θ'].map((n) => real(n, shape)) as Five;
  const [mNext, bNext, average] = ['M′', 'b′', 'dE_b'].map((n) => real(n, shape)) as Three;
  const { samples, temperature } = common();
  const [beta, alpha] = [hyper('β₂', 0.9), hyper('α_b')];
  return {
    name: 'Translation',
    dimensions: dim === '' ? [] : [dim],
    state: [element(b, fill(zero, shape)), momentum(m, b)],
    hyper: [samples, beta, alpha, temperature],
    samples: samples.symbol,
    temperature: temperature.symbol,
    noise: [{ symbol: e, sampler: normalDraw(), given: [], lifted: shape.length > 0 }],
    place: [to(theta, add(b, e))],
    gradient: [g],
    average: [to(average, g)],
    step: [averaged(mNext, m, average, beta.symbol), to(bNext, sub(b, mul(alpha.symbol, mNext)))],
    next: new Map([
      [m, mNext],
      [b, bNext],
    ]),
    centre: [b],
  };
}

type Three = [SymbolExpr, SymbolExpr, SymbolExpr];
type Five = [SymbolExpr, SymbolExpr, SymbolExpr, SymbolExpr, SymbolExpr];

/** A ← A exp(−α M) with a base on the half-line. */
export function scalingProgram(): OptimizerProgram {
  const [a, e, theta] = ['A', 'ε', 'θ'].map((n) => positive(n)) as Three;
  const [m, mNext, average] = ['M', 'M′', 'dE_A'].map((n) => real(n)) as Three;
  const g = real('G');
  const next = positive('A′');
  const { samples, temperature } = common();
  const [beta, alpha] = [hyper('β₁', 0.9), hyper('α')];
  return {
    name: 'Scaling',
    dimensions: ['P'],
    state: [element(a, fill(one, ['P'])), momentum(m, a)],
    hyper: [samples, beta, alpha, temperature],
    samples: samples.symbol,
    temperature: temperature.symbol,
    noise: [lifted(e, positiveDraw())],
    place: [to(theta, mul(a, e))],
    gradient: [g],
    average: [to(average, sub(mul(a, e, g), temperature.symbol))],
    step: [averaged(mNext, m, average, beta.symbol), to(next, mul(a, exp(neg(mul(alpha.symbol, mNext)))))],
    next: new Map([
      [m, mNext],
      [a, next],
    ]),
    centre: [mul(a, rational(5, 4))],
  };
}

/** θ = A₊ε₊ − A₋ε₋: two scalings, one a sign. */
export function signedProgram(): OptimizerProgram {
  const [a, c] = [positive('A₊'), positive('A₋')];
  const [e, f] = [positive('ε₊'), positive('ε₋')];
  const [theta, g] = [real('θ'), real('G')];
  const [averageA, averageC] = [real('dE_+'), real('dE_-')];
  const [aNext, cNext] = [positive('A₊′'), positive('A₋′')];
  const { samples, temperature } = common();
  const alpha = hyper('α');
  const moved = (s: SymbolExpr, average: SymbolExpr): Expr => mul(s, exp(neg(mul(alpha.symbol, average))));
  return {
    name: 'Signed',
    dimensions: ['P'],
    state: [element(a, fill(one, ['P'])), element(c, fill(one, ['P']))],
    hyper: [samples, alpha, temperature],
    samples: samples.symbol,
    temperature: temperature.symbol,
    noise: [lifted(e, positiveDraw()), lifted(f, positiveDraw())],
    place: [to(theta, sub(mul(a, e), mul(c, f)))],
    gradient: [g],
    average: [
      to(averageA, sub(mul(a, e, g), temperature.symbol)),
      to(averageC, sub(neg(mul(c, f, g)), temperature.symbol)),
    ],
    step: [to(aNext, moved(a, averageA)), to(cNext, moved(c, averageC))],
    next: new Map([
      [a, aNext],
      [c, cNext],
    ]),
    centre: [sub(a, c)],
  };
}

/** A′ = A exp(−α_A M_A), b′ = b − α_b A M_b φ₁(−α_b M_A) with the old A. */
export function affineProgram(): OptimizerProgram {
  const [a, aNext] = [positive('A'), positive('A′')];
  const [b, bNext, e, g, theta] = ['b', 'b′', 'ε', 'G', 'θ'].map((n) => real(n)) as Five;
  const [mA, mANext, averageA] = ['M_A', 'M_A′', 'dE_A'].map((n) => real(n)) as Three;
  const [mB, mBNext, averageB] = ['M_b', 'M_b′', 'dE_b'].map((n) => real(n)) as Three;
  const { samples, temperature } = common();
  const [betaA, betaB, alphaA, alphaB] = [hyper('β₁', 0.9), hyper('β₂', 0.9), hyper('α_A'), hyper('α_b')];
  const exponent = neg(mul(alphaB.symbol, mANext));
  return {
    name: 'Affine',
    dimensions: ['P'],
    state: [element(a, fill(one, ['P'])), element(b, fill(zero, ['P'])), momentum(mA, a), momentum(mB, b)],
    hyper: [samples, betaA, betaB, alphaA, alphaB, temperature],
    samples: samples.symbol,
    temperature: temperature.symbol,
    noise: [lifted(e, normalDraw())],
    place: [to(theta, add(mul(a, e), b))],
    gradient: [g],
    average: [to(averageA, sub(mul(a, e, g), temperature.symbol)), to(averageB, mul(a, g))],
    step: [
      averaged(mANext, mA, averageA, betaA.symbol),
      averaged(mBNext, mB, averageB, betaB.symbol),
      to(aNext, mul(a, exp(neg(mul(alphaA.symbol, mANext))))),
      to(bNext, sub(b, mul(alphaB.symbol, a, mBNext, elementwise('phi', one, exponent)))),
    ],
    next: new Map([
      [mA, mANext],
      [mB, mBNext],
      [a, aNext],
      [b, bNext],
    ]),
    centre: [b],
  };
}

/** R ← R exp(−α X), X = ½(M − Mᵀ) with M = RᵀG εᵀ: rotations of vectors, one rate and no momentum. */
export function rotationProgram(): OptimizerProgram {
  const r = symbol('R', { kind: 'rotation' }, ['P', 'P']);
  const rNext = symbol('R′', { kind: 'rotation' }, ['P', 'P']);
  const x = symbol('X_R', { kind: 'skew' }, ['P', 'P']);
  const [e, g, theta] = ['ε', 'G', 'θ'].map((n) => real(n)) as Three;
  const { samples, temperature } = common();
  const alpha = hyper('α');
  const m = matmul(transpose(r), g, transpose(e));
  return {
    name: 'Turning',
    dimensions: ['P'],
    state: [element(r, identity('P'))],
    hyper: [samples, alpha, temperature],
    samples: samples.symbol,
    temperature: temperature.symbol,
    noise: [lifted(e, normalDraw())],
    place: [to(theta, matmul(r, e))],
    gradient: [g],
    average: [to(x, mul(half, sub(m, transpose(m))))],
    step: [to(rNext, matmul(r, matrixPhi(0, neg(mul(alpha.symbol, x)))))],
    next: new Map([[r, rNext]]),
    centre: [fill(zero, ['P'])],
  };
}

/** All mass at one point: b ← b − α G, in two scalars x and y. */
export function pointProgram(): OptimizerProgram {
  const [b, c, x, y] = ['b', 'c', 'x', 'y'].map((n) => real(n, [])) as [SymbolExpr, SymbolExpr, SymbolExpr, SymbolExpr];
  const [gx, gy, bNext, cNext] = ['G_x', 'G_y', 'b′', 'c′'].map((n) => real(n, [])) as [
    SymbolExpr,
    SymbolExpr,
    SymbolExpr,
    SymbolExpr,
  ];
  const [dx, dy] = [real('dE_b', []), real('dE_c', [])];
  const { samples, temperature } = common();
  const alpha = hyper('α');
  return {
    name: 'Point',
    dimensions: [],
    state: [element(b, zero), element(c, zero)],
    hyper: [samples, alpha, temperature],
    samples: samples.symbol,
    temperature: temperature.symbol,
    noise: [],
    place: [to(x, add(b, one)), to(y, div(c, two))],
    gradient: [gx, gy],
    average: [to(dx, gx), to(dy, div(gy, two))],
    step: [to(bNext, sub(b, mul(alpha.symbol, dx))), to(cNext, sub(c, mul(alpha.symbol, dy)))],
    next: new Map([
      [b, bNext],
      [c, cNext],
    ]),
    centre: [add(b, one), div(c, two)],
  };
}

/** The same on heavy tails: ε = z/√(2g/ν) with z ~ N(0, 1), g ~ Gamma(ν/2, 1), and ν for the user to set. */
export function heavyProgram(): OptimizerProgram {
  const p = translationProgram();
  const nu = { symbol: positive('ν', []), initial: 4 };
  const [z, g] = [symbol('z', realLine), symbol('g', positiveLine)];
  const value = div(z, pow2(div(mul(two, g), nu.symbol)));
  const draws = [
    { symbol: z, law: 'normal' },
    { symbol: g, law: 'gamma', shape: mul(half, nu.symbol) },
  ] as const;
  const sampler: Sampler = { kind: 'transform', draws, value, differentiable: false };
  return { ...p, name: 'Heavy', hyper: [...p.hyper, nu], noise: p.noise.map((n) => ({ ...n, sampler })) };
}

/** The same with a base that is no product: a vector drawn as a whole, with precision 4I. */
export function wholeProgram(): OptimizerProgram {
  const p = translationProgram();
  const draw = { symbol: symbol('z', realLine, ['P']), law: 'normal' } as const;
  const precision = mul(rational(4), identity('P'));
  const sampler: Sampler = { kind: 'affine-vector', mean: fill(zero, ['P']), precision, draw };
  return { ...p, name: 'Whole', noise: p.noise.map((n) => ({ ...n, sampler, lifted: false })) };
}

/** Every program of the fixture. */
export const programs = (): readonly OptimizerProgram[] => [
  translationProgram(),
  translationProgram(''),
  scalingProgram(),
  signedProgram(),
  affineProgram(),
  rotationProgram(),
  pointProgram(),
  heavyProgram(),
  wholeProgram(),
];
