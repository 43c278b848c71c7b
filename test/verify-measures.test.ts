// Densities of several coordinates as finite measures: totals known in closed form, found with at most a few thousand
// places, and by samples with an error that tells the truth.
import { describe, expect, it } from 'vitest';
import { compile } from '../src/compile.ts';
import { add, elementwise, exp, log, mul, neg, square, sub } from '../src/ir/build.ts';
import {
  dimension,
  type Expr,
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
import { inverse, last, logdet, total, trace } from '../src/ir/tensor.ts';
import { evaluatorOf } from '../src/numeric/evaluate.ts';
import { floatArithmetic } from '../src/numeric/float-arithmetic.ts';
import { type AnyMeasure, measureOver } from '../src/numeric/measure-many.ts';

const measured = (variable: SymbolExpr, logDensity: Expr, size: number, seed = 1): AnyMeasure =>
  measureOver(
    evaluatorOf({ symbols: new Map(), sizes: new Map([['P', size]]) }, floatArithmetic),
    variable,
    logDensity,
    seed,
  );

const v = symbol('v', realLine, ['P']);
const first = sub(total(v), last(v));

it('samples a total beyond the largest double', () => {
  // 100 coordinates of variance 1e8: log of the total = 50 log(2π·1e8), and exp(1012) overflows.
  const found = measured(v, mul(rational(-1, 200000000), total(square(v))), 100);
  expect(found.road).toBe('monte-carlo');
  expect(found.error).toBeLessThan(0.02);
  expect(Math.abs(found.logTotal - 50 * Math.log(2e8 * Math.PI))).toBeLessThan(5 * found.error);
});

describe('the product rule', () => {
  it.each([2, 3])('is exact for correlated coordinates of different scales: %d of them', (size) => {
    const skewed = mul(rational(-1, 2), add(total(square(v)), mul(rational(50), square(total(v)))));
    const found = measured(v, skewed, size);
    expect(found.road).toBe('quadrature');
    expect(found.evaluations).toBeLessThanOrEqual(2000);
    // det(1 + 50·11ᵀ) = 1 + 50 P.
    const exact = (size / 2) * Math.log(2 * Math.PI) - Math.log(1 + 50 * size) / 2;
    expect(Math.abs(found.logTotal - exact)).toBeLessThan(1e-10);
    expect(found.weights.reduce((sum, w) => sum + w, 0)).toBeCloseTo(1, 12);
  });

  it('converges where coordinates depend on each other smoothly', () => {
    const bent = neg(
      add(mul(half, square(last(v))), mul(half, square(sub(first, mul(rational(1, 5), square(last(v))))))),
    );
    const found = measured(v, bent, 2);
    expect(found.road).toBe('quadrature');
    expect(Math.abs(found.logTotal - Math.log(2 * Math.PI))).toBeLessThan(1e-6);
  });

  it('looks closer where a third moment asks for it: three exponential waiting times', () => {
    const w = symbol('w', positiveLine, ['P']);
    const found = measured(w, neg(total(w)), 3);
    // The third cumulant of their sum, a gamma law of shape 3, is 2·3; E|Σw − 3|³ is no larger than 10.
    const third = (m: AnyMeasure | undefined): number =>
      m?.places().reduce((sum, { values }, i) => {
        const centred = values.reduce((a, b) => a + b, 0) - 3;
        return sum + (m.weights[i] ?? 0) * centred ** 3;
      }, 0) ?? Number.NaN;
    expect(Math.abs(third(found) - 6)).toBeGreaterThan(6e-4);
    expect(Math.abs(third(found.finer?.()) - 6)).toBeLessThan(6e-5);
  });

  it('sees a positive definite matrix or its inverse, whichever has the lighter tails', () => {
    const X = symbol('X', { kind: 'spd' }, ['P', 'P']);
    const P = dimension('P');
    const n = rational(7, 2);
    const direct = sub(mul(half, sub(n, add(P, one)), logdet(X)), mul(half, trace(X)));
    const inverted = sub(mul(rational(-1, 2), add(n, P, one), logdet(X)), mul(half, trace(inverse(X))));
    const [a, b] = [direct, inverted].map((e) => measured(X, e, 2));
    // log(2ⁿ π^½ Γ(n/2) Γ((n−1)/2)), from Python's math.lgamma.
    for (const found of [a, b]) {
      expect(found?.road).toBe('quadrature');
      expect(Math.abs((found?.logTotal ?? 0) - 2.81570711744221)).toBeLessThan(1e-7);
    }
  });
});

describe('weighted samples', () => {
  it('know their error, also where the width of one coordinate depends on another', () => {
    const log2pi = log(mul(two, pi));
    const funnel = neg(
      add(
        mul(half, square(last(v))),
        mul(half, exp(neg(last(v))), sub(total(square(v)), square(last(v)))),
        mul(rational(3, 2), last(v)),
        mul(two, log2pi),
      ),
    );
    const errors = Array.from({ length: 20 }, (_, seed) => {
      const found = measured(v, funnel, 4, seed);
      expect(found.road).toBe('monte-carlo');
      return Math.abs(found.logTotal) / found.error;
    });
    expect(Math.max(...errors)).toBeLessThan(5);
    expect(Math.max(...errors)).toBeGreaterThan(0.5);
  });

  it('are few', () => {
    const bell = elementwise('log', exp(mul(rational(-1, 2), total(square(v)))));
    expect(measured(v, bell, 6).weights.length).toBe(2000);
  });
});

it.each(['', '^2', '^3'])('exponentials with one rate hold as a family: Positive%s', (power) => {
  const density = power === '' ? 'r*exp(-r*θ)' : 'prod(r*exp(-r*θ))';
  const { ok, diagnostics } = compile(`family Waiting {
    variable  θ in Positive${power}
    parameter r in Positive
    density   ${density}
  }`);
  expect(diagnostics).toEqual([]);
  expect(ok).toBe(true);
});
