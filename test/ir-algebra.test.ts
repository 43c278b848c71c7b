// Laws of the algebra of scalars: a canonical form has the value of what was written, a derivative is a limit.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { add, elementwise, exp, log, mul, neg, sub } from '../src/ir/build.ts';
import { derivative, NotDifferentiable } from '../src/ir/differentiate.ts';
import { type Expr, integral, one, rational, type SymbolExpr, symbol, two, zero } from '../src/ir/expr.ts';
import { exactRoot } from '../src/ir/rational.ts';
import { substitute, symbolsOf } from '../src/ir/visit.ts';
import { ballArithmetic } from '../src/numeric/ball-arithmetic.ts';
import { evaluatorOf } from '../src/numeric/evaluate.ts';
import { evaluateAccurately } from '../src/numeric/evaluate-accurately.ts';
import { mathjsEvaluator } from '../src/numeric/mathjs-evaluator.ts';
import { type Point, samplePoint } from '../src/numeric/points.ts';
import { randomStream } from '../src/numeric/random.ts';
import { entry, mapTensor, scalarTensor } from '../src/numeric/tensors.ts';
import { canonical, type Raw, rawTrees, scalars, untouched, written } from './ir-raw-trees.ts';

const sizes = new Map<string, number>();
const pointOf = (e: Expr, seed: number, moderate: boolean): Point =>
  samplePoint(symbolsOf(e), sizes, randomStream(seed), { moderate });
const accurate = (e: Expr, symbols: Point): number => {
  const [value] = evaluateAccurately([e], { symbols, sizes });
  return value ? entry(value) : Number.NaN;
};
const described = (e: Expr, symbols: Point): string =>
  `${written(e)} at ${[...symbols].map(([s, t]) => `${s.name} = ${t.data.join(', ')}`).join(', ')}`;

/** At a zero or a pole of a part, one form may have a limit where the other has none. */
const isAtEdge = (before: number, after: number, symbols: Point): boolean =>
  Number.isNaN(after) &&
  (before === 0 || !Number.isFinite(before) || [...symbols.values()].some((t) => t.data[0] === 0));

function keepsValue(raw: Raw): void {
  const before = untouched(raw);
  const after = canonical(raw);
  for (let k = 0; k < 4; k++) {
    const symbols = pointOf(before, k + 17, k < 2);
    const [a, b] = [accurate(before, symbols), accurate(after, symbols)];
    if (Number.isNaN(a) || isAtEdge(a, b, symbols) || a === b || Math.max(Math.abs(a), Math.abs(b)) < 1e-30) continue;
    const message = `${described(before, symbols)} became ${written(after)}: ${a}, ${b}`;
    expect(Math.abs(a - b) / Math.max(Math.abs(a), Math.abs(b)), message).toBeLessThan(1e-15);
  }
}

/** A central difference in sixty digits. */
function quotient(e: Expr, s: SymbolExpr, symbols: Point): number {
  const a = ballArithmetic(60);
  const lifted = new Map([...symbols].map(([q, t]) => [q, mapTensor(t, a.fromNumber)]));
  const at = evaluatorOf({ symbols: lifted, sizes }, a).curry([e], [s]);
  const x = entry(symbols.get(s) ?? scalarTensor(0));
  const [centre, step] = [a.fromNumber(x), a.fromNumber(2 ** -60 * Math.max(1e-3, Math.abs(x)))];
  const value = (y: typeof centre): typeof centre => at([scalarTensor(y)])[0]?.data[0] ?? step;
  const rise = a.sub(value(a.add(centre, step)), value(a.sub(centre, step)));
  return a.toNumber(a.div(rise, a.add(step, step)));
}

function differentiates(raw: Raw): void {
  const e = canonical(raw);
  for (const s of scalars.filter((q) => q.domain.kind === 'interval' && symbolsOf(e).has(q))) {
    const slope = derivativeOrNothing(e, s);
    if (!slope) continue;
    const symbols = samplePoint([...symbolsOf(e), s], sizes, randomStream(23), { moderate: true });
    const [limit, value] = [quotient(e, s, symbols), accurate(slope, symbols)];
    if (!Number.isFinite(limit) || Number.isNaN(value) || Math.abs(accurate(e, symbols)) > 1e15) continue;
    const message = `∂/∂${s.name} of ${described(e, symbols)}: ${limit}, ${value} = ${written(slope)}`;
    expect(Math.abs(limit - value) / Math.max(1e-6, Math.abs(limit)), message).toBeLessThan(1e-9);
  }
}

function derivativeOrNothing(e: Expr, s: SymbolExpr): Expr | undefined {
  try {
    return derivative(e, s);
  } catch (thrown) {
    if (thrown instanceof NotDifferentiable) return undefined;
    throw thrown;
  }
}

describe('the canonical form of a scalar', () => {
  it('has the value of what was written', () => {
    fc.assert(fc.property(rawTrees, keepsValue), { numRuns: 1200, seed: 5 });
  });

  it('does not depend on the order of construction', () => {
    fc.assert(
      fc.property(fc.array(rawTrees, { minLength: 2, maxLength: 4 }), (raws) => {
        const parts = raws.map(canonical);
        const reversed = [...parts].reverse();
        expect(add(...reversed)).toBe(add(...parts));
        expect(mul(...reversed)).toBe(mul(...parts));
      }),
      { numRuns: 400, seed: 6 },
    );
  });

  it('is canonical: building it again changes nothing', () => {
    fc.assert(
      fc.property(rawTrees, (raw) => {
        const e = canonical(raw);
        expect(substitute(e, new Map([[rational(7919), rational(7907)]]))).toBe(e);
        expect(sub(e, e)).toBe(rational(0));
        expect(neg(neg(e))).toBe(e);
      }),
      { numRuns: 400, seed: 7 },
    );
  });

  it('has a sign that can be pulled out of odd functions, whatever the coefficients', () => {
    const difference = sub(log(rational(3)), log(rational(2)));
    expect(elementwise('tanh', neg(difference))).toBe(neg(elementwise('tanh', difference)));
    const [x] = scalars;
    if (!x) throw new Error('no symbol');
    const tilted = sub(exp(x), mul(rational(2), x));
    expect(elementwise('sin', neg(tilted))).toBe(neg(elementwise('sin', tilted)));
    expect(elementwise('cos', neg(tilted))).toBe(elementwise('cos', tilted));
  });
});

describe('the range of a function', () => {
  const count = symbol('k', { kind: 'integers', lower: zero });
  it.each([
    ['tanh of a count, which may be 0', elementwise('tanh', count)],
    ['a minimum that is attained', sub(elementwise('min', count, two), two)],
    ['a maximum that is attained', add(two, elementwise('max', neg(count), neg(two)))],
  ])('does not decide the sign of %s', (_, e) => {
    expect(elementwise('sign', e).kind).not.toBe('rational');
  });
});

describe('mathjs, which knows nothing of us', () => {
  it('gives canonical forms the value that our evaluator gives', () => {
    let compared = 0;
    fc.assert(
      fc.property(rawTrees, (raw) => {
        const e = canonical(raw);
        const symbols = pointOf(e, 31, true);
        const exact = accurate(e, symbols);
        const [value] = mathjsEvaluator([e])({ symbols, sizes });
        const found = value ? entry(value) : Number.NaN;
        if (!Number.isFinite(exact) || !Number.isFinite(found) || Math.abs(exact) > 1e6 || Math.abs(exact) < 1e-6)
          return;
        compared++;
        expect(Math.abs(found - exact) / Math.abs(exact), described(e, symbols)).toBeLessThan(1e-6);
      }),
      { numRuns: 300, seed: 8 },
    );
    expect(compared).toBeGreaterThan(100);
  });
});

describe('the derivative of a scalar', () => {
  it('is the limit of difference quotients', () => {
    fc.assert(fc.property(rawTrees, differentiates), { numRuns: 500, seed: 9 });
  });
});

describe('substitution', () => {
  it('evaluates at the substituted value', () => {
    fc.assert(
      fc.property(rawTrees, fc.constantFrom(rational(3, 2), rational(2), rational(3, 4)), (raw, value) => {
        const e = canonical(raw);
        const [s] = [...symbolsOf(e)].filter((q) => q.name === 'p' || q.name === 'x');
        if (!s) return;
        const there = new Map(pointOf(e, 41, true)).set(s, scalarTensor(Number(value.value.n) / Number(value.value.d)));
        const [a, b] = [accurate(e, there), accurate(substitute(e, new Map([[s, value]])), there)];
        if (!Number.isFinite(a) || isAtEdge(a, b, there) || a === b) return;
        expect(Math.abs(a - b) / Math.max(Math.abs(a), 1e-30), described(e, there)).toBeLessThan(1e-14);
      }),
      { numRuns: 400, seed: 10 },
    );
  });

  it('leaves alone what is made of the variable of an integral', () => {
    const x = symbol('x', { kind: 'interval' });
    const bound = integral(x, sub(one, x));
    const replacements = new Map<Expr, Expr>([[sub(one, x), exp(x)]]);
    expect(substitute(bound, replacements)).toBe(bound);
    expect(substitute(mul(sub(one, x), bound), replacements)).toBe(mul(exp(x), bound));
  });
});

describe('an exact root', () => {
  it.each([
    [10n ** 400n, 2n, 10n ** 200n],
    [7n ** 300n, 100n, 343n],
    [10n ** 400n + 1n, 2n, undefined],
    [2n ** 60n - 1n, 2n, undefined],
    [8n, 3n, 2n],
    [9n, 10n ** 12n, undefined],
    [1n, 10n ** 12n, 1n],
    [0n, 2n, 0n],
    [-4n, 2n, undefined],
  ])('of %s, degree %s', (n, k, root) => {
    expect(exactRoot(n, k)).toBe(root);
  });
});
