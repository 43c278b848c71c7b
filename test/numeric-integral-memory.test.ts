// Integrals are found once for all expressions that meet at a point, and anew where what they hold has other values.
import { expect, it } from 'vitest';
import { pointFor, type VerifyContext } from '../src/derivation/verify-points.ts';
import { add, exp, mul, neg, pow, sub } from '../src/ir/build.ts';
import { type Expr, integral, minusOne, type SymbolExpr, symbol } from '../src/ir/expr.ts';
import { contains } from '../src/ir/visit.ts';
import { type Environment, evaluatorOf } from '../src/numeric/evaluate.ts';
import { evaluateAccurately } from '../src/numeric/evaluate-accurately.ts';
import { quotientsInside, sharedMeasure, withQuotientsInside } from '../src/numeric/evaluate-integral.ts';
import { floatArithmetic } from '../src/numeric/float-arithmetic.ts';
import { integralMemory } from '../src/numeric/integral-memory.ts';

const upper = symbol('u', { kind: 'interval' });
const slope = symbol('s', { kind: 'interval' });
const other = symbol('o', { kind: 'interval' });
const x = symbol('x', { kind: 'interval', lower: sub(upper, upper), upper });
const total = integral(x, exp(neg(mul(slope, x))));
const first = integral(x, mul(x, exp(neg(mul(slope, x)))));
const second = integral(x, mul(x, x, exp(neg(mul(slope, x)))));

const at = (...values: readonly (readonly [SymbolExpr, number])[]): Environment<number> => ({
  symbols: new Map(values.map(([s, v]) => [s, { shape: [], data: [v] }])),
  sizes: new Map(),
});

/** ∫₀ᵘ exp(−s x) dx. */
const exact = (s: number, u: number): number => -Math.expm1(-s * u) / s;

it('knows an integral again beside other symbols, and not where an end of its interval moved', () => {
  const memory = integralMemory();
  const value = (e: Expr, environment: Environment<number>): number =>
    evaluateAccurately([e], environment, 200, memory)[0]?.data[0] ?? Number.NaN;
  expect(value(total, at([slope, 2], [upper, 3]))).toBeCloseTo(exact(2, 3), 14);
  const found = memory.measures.size;
  expect(value(add(total, other), at([other, 5], [upper, 3], [slope, 2]))).toBeCloseTo(5 + exact(2, 3), 14);
  expect(memory.measures.size).toBe(found);
  expect(value(total, at([slope, 2], [upper, 1]))).toBeCloseTo(exact(2, 1), 14);
  expect(value(total, at([slope, 4], [upper, 3]))).toBeCloseTo(exact(4, 3), 14);
  expect(memory.measures.size).toBe(found + 2);
});

it('finds the measure of a density once for all claims that meet at a point', () => {
  const context: VerifyContext = { sizes: [new Map()], seed: 1, spelling: new Map() };
  const request = { sizes: context.sizes[0] ?? new Map(), index: 0, moderate: true };
  const log = neg(mul(slope, x));
  const measured = (...expressions: readonly Expr[]) =>
    sharedMeasure(evaluatorOf(pointFor(expressions, request, context), floatArithmetic), x, log);
  expect(measured(total)).toBe(measured(second, other));
});

it('leaves no quotient of integrals for the arithmetic of balls to find', () => {
  const product = mul(first, second, pow(total, minusOne), pow(add(total, first), minusOne), pow(total, minusOne));
  const inside = withQuotientsInside(product);
  expect(contains(product, (e) => e.kind === 'product' && quotientsInside(e) !== undefined)).toBe(true);
  expect(contains(inside, (e) => e.kind === 'product' && quotientsInside(e) !== undefined)).toBe(false);
  const [before, after] = evaluateAccurately([product, inside], at([slope, 2], [upper, 3]));
  expect(after?.data[0]).toBe(before?.data[0]);
  const moment = (power: number): number => {
    const n = 4000;
    const step = 3 / n;
    const f = (t: number): number => t ** power * Math.exp(-2 * t);
    return Array.from({ length: n + 1 }, (_, i) => f(i * step) * (i % n === 0 ? 1 : i % 2 === 1 ? 4 : 2)).reduce(
      (sum, y) => sum + (y * step) / 3,
      0,
    );
  };
  expect(after?.data[0]).toBeCloseTo((moment(1) * moment(2)) / (moment(0) ** 2 * (moment(0) + moment(1))), 10);
});
