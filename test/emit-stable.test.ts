// The stable form: the same value as the plain one, and closer to it when every operation rounds to float32.
import { describe, expect, it } from 'vitest';
import { add, div, elementwise, exp, fill, log, mul, neg, pow, sqrt, square, sub } from '../src/ir/build.ts';
import {
  type Expr,
  one,
  positiveLine,
  rational,
  realLine,
  type SymbolExpr,
  symbol,
  two,
  zero,
} from '../src/ir/expr.ts';
import { stableForm } from '../src/ir/stable.ts';
import { total } from '../src/ir/tensor.ts';
import { evaluate, scalar, type Value, vector } from './emit-evaluator.ts';

const x = symbol('x', realLine);
const y = symbol('y', realLine);
const p = symbol('p', { kind: 'interval', lower: zero, upper: one });
const a = symbol('a', positiveLine);
const b = symbol('b', positiveLine);
const v = symbol('v', realLine, ['K']);
const s = symbol('s', positiveLine, ['K']);
const t = symbol('t', positiveLine, ['K']);
const near = Math.fround(3.0009);
const delta = near / 3 - 1;
const gapAtNear = delta - Math.log1p(delta);

interface Gain {
  readonly name: string;
  readonly plain: Expr;
  /** Where float32 hurts, and what the value is there (mpmath, 40 digits). */
  readonly at: readonly (readonly [SymbolExpr, Value])[];
  readonly truth: number;
}

const bessel = (order: Expr, z: Expr): Expr => elementwise('besselI', order, z);

const gains: readonly Gain[] = [
  { name: 'log(1+eˣ)', plain: log(add(one, exp(x))), at: [[x, scalar(-20)]], truth: 2.061153620314381e-9 },
  { name: 'log(1+eˣ) far out', plain: log(add(one, exp(x))), at: [[x, scalar(120)]], truth: 120 },
  {
    name: 'log(1−p)',
    plain: log(sub(one, p)),
    at: [[p, scalar(Math.fround(1e-6))]],
    truth: Math.log1p(-Math.fround(1e-6)),
  },
  {
    name: 'p eˣ−eˣ−p next to p = 1',
    plain: sub(sub(mul(p, exp(x)), exp(x)), p),
    at: [
      [p, scalar(1 - 2 ** -20)],
      [x, scalar(40)],
    ],
    truth: -224480883443.8978,
  },
  { name: 'eˣ−1', plain: sub(exp(x), one), at: [[x, scalar(2 ** -16)]], truth: 1.5258905478413947e-5 },
  { name: '(eˣ−1)/x', plain: div(sub(exp(x), one), x), at: [[x, scalar(2 ** -16)]], truth: 1.0000076294333364 },
  {
    name: '1/(1+e⁻ˣ)',
    plain: pow(add(one, exp(neg(x))), rational(-1)),
    at: [[x, scalar(-95)]],
    truth: 5.5210822770285325e-42,
  },
  { name: 'eˣ/(1+eˣ)', plain: div(exp(x), add(one, exp(x))), at: [[x, scalar(95)]], truth: 1 },
  { name: 'log I₀', plain: log(bessel(zero, a)), at: [[a, scalar(200)]], truth: 196.43252935422348 },
  { name: 'I₁/I₀', plain: div(bessel(one, a), bessel(zero, a)), at: [[a, scalar(200)]], truth: 0.9974968592516436 },
  {
    name: 'x(cos y − 1)',
    plain: sub(mul(a, elementwise('cos', y)), a),
    at: [
      [a, scalar(4096)],
      [y, scalar(2 ** -8)],
    ],
    truth: -0.03124996026359036,
  },
  {
    name: 'r−1−log r',
    plain: sub(sub(div(a, b), one), log(div(a, b))),
    at: [
      [a, scalar(near)],
      [b, scalar(3)],
    ],
    truth: gapAtNear,
  },
  { name: 'log Σ eᵛ', plain: log(total(exp(v))), at: [[v, vector(200, 199, 0)]], truth: 200.31326168751824 },
  {
    name: 'log(1+Σ eᵛ)',
    plain: log(add(one, total(exp(v)))),
    at: [[v, vector(200, 199, 0)]],
    truth: 200.31326168751824,
  },
  {
    name: 'log(eˣ+eʸ)',
    plain: log(add(exp(x), exp(y))),
    at: [
      [x, scalar(-150)],
      [y, scalar(-150)],
    ],
    truth: -150 + Math.LN2,
  },
  {
    name: 'Σ (r−1−log r)',
    plain: add(total(div(s, t)), mul(rational(-1), total(fill(one, ['K']))), neg(total(log(s))), total(log(t))),
    at: [
      [s, vector(near, near, 3)],
      [t, vector(3, 3, 3)],
    ],
    truth: 2 * gapAtNear,
  },
];

const run = (e: Expr, at: Gain['at'], round: (value: number) => number): number =>
  evaluate(e, { values: new Map(at), sizes: { K: 3 }, round }).data[0] ?? Number.NaN;
const error = (found: number, truth: number): number =>
  Number.isFinite(found) ? Math.abs(found - truth) / Math.abs(truth) : Infinity;

describe('in float32', () => {
  it.each(gains)('$name keeps its digits', ({ plain, at, truth }) => {
    const stable = stableForm(plain);
    const before = error(run(plain, at, Math.fround), truth);
    const after = error(run(stable, at, Math.fround), truth);
    expect(stable).not.toBe(plain);
    expect(after).toBeLessThan(before / 4);
    expect(after).toBeLessThan(1e-3);
  });
});

describe('in float64', () => {
  const points: Gain['at'] = [
    [x, scalar(0.7)],
    [y, scalar(-1.3)],
    [p, scalar(0.3)],
    [a, scalar(1.9)],
    [b, scalar(0.4)],
    [v, vector(0.3, -1, 2)],
    [s, vector(0.5, 1.5, 2)],
    [t, vector(1.2, 0.7, 3)],
  ];
  const further: readonly Expr[] = [
    log(add(one, exp(x), exp(y))),
    mul(exp(y), pow(add(one, exp(x)), rational(-2))),
    sub(sub(div(square(a), square(b)), one), log(div(square(a), square(b)))),
    mul(rational(3), sub(div(mul(a, pow(b, rational(-3))), two), log(mul(a, pow(b, rational(-3)))))),
    sub(mul(two, sqrt(a)), add(log(a), exp(neg(x)))),
    add(one, neg(exp(neg(a)))),
    log(add(one, neg(exp(neg(a))))),
  ];
  it.each([...gains.map((g) => g.plain), ...further].map((plain, i) => [i, plain] as const))(
    'form %d has the same value',
    (_, plain) => {
      const wanted = run(plain, points, (value) => value);
      expect(run(stableForm(plain), points, (value) => value)).toBeCloseTo(wanted, 12);
    },
  );

  it('leaves alone what is stable already, and is stable itself', () => {
    const plain = add(mul(a, x), log(a));
    expect(stableForm(plain)).toBe(plain);
    for (const { plain: e } of gains) expect(stableForm(stableForm(e))).toBe(stableForm(e));
  });
});
