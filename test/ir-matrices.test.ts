// Laws of matrix algebra: words, traces and determinants keep their values; gradients are adjoints of derivatives.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { add } from '../src/ir/build.ts';
import { directional, gradient } from '../src/ir/differentiate.ts';
import { type Domain, dimension, type Expr, realLine, type SymbolExpr, symbol } from '../src/ir/expr.ts';
import { inner, inverse, logdet, matmul, trace, transpose } from '../src/ir/tensor.ts';
import { symbolsOf } from '../src/ir/visit.ts';
import { evaluateAccurately } from '../src/numeric/evaluate-accurately.ts';
import { mathjsEvaluator } from '../src/numeric/mathjs-evaluator.ts';
import { type Point, samplePoint, sizesFor } from '../src/numeric/points.ts';
import { randomStream } from '../src/numeric/random.ts';
import type { Sizes } from '../src/numeric/tensors.ts';
import {
  definite,
  general,
  positive,
  randomColumn,
  randomMatrix,
  randomScalar,
  symmetric,
  type Twice,
  tall,
  vector,
} from './ir-raw-matrices.ts';
import { written } from './ir-raw-trees.ts';

const variants: readonly Sizes[] = [1, 2, 3].map((p) => sizesFor(['P', 'Q'], p));
const pointOf = (expressions: readonly Expr[], sizes: Sizes, seed = 5): Point =>
  samplePoint(
    expressions.flatMap((e) => [...symbolsOf(e)]),
    sizes,
    randomStream(seed),
    { moderate: true },
  );

/** Compares entry by entry where both are defined and of a size that a double can hold. */
function expectEqual(a: readonly number[], b: readonly number[], tolerance: number, message: () => string): number {
  expect(b.length, message()).toBe(a.length);
  let compared = 0;
  a.forEach((x, i) => {
    const y = b[i] ?? Number.NaN;
    if (!Number.isFinite(x) || Number.isNaN(y) || Math.abs(x) > 1e100 || Math.max(Math.abs(x), Math.abs(y)) < 1e-13)
      return;
    compared++;
    expect(Math.abs(x - y) / Math.max(Math.abs(x), Math.abs(y)), `${message()}: ${x}, ${y}`).toBeLessThan(tolerance);
  });
  return compared;
}

function keepsValue({ raw, built }: Twice): void {
  expect(built.shape).toEqual(raw.shape);
  for (const sizes of variants) {
    const [before, after] = evaluateAccurately([raw, built], { symbols: pointOf([raw], sizes), sizes });
    expectEqual(before?.data ?? [], after?.data ?? [], 1e-12, () => `${written(raw)} became ${written(built)}`);
  }
}

/** A direction in which the symbol may move. */
function tangentOf(s: SymbolExpr): SymbolExpr {
  const domains: Partial<Record<Domain['kind'], Domain>> = { interval: realLine, spd: { kind: 'symmetric' } };
  return symbol(`d${s.name}`, domains[s.domain.kind] ?? s.domain, s.shape);
}

function agreesWithAdjoint({ built: e }: Twice): void {
  for (const s of [general, definite, symmetric, vector, positive].filter((q) => symbolsOf(e).has(q))) {
    const tangent = tangentOf(s);
    const [adjoint, forward] = [inner(gradient(e, s), tangent), directional(e, new Map([[s, tangent]]))];
    for (const sizes of variants) {
      const [a, b] = evaluateAccurately([forward, adjoint], { symbols: pointOf([e, s, tangent], sizes), sizes });
      expectEqual(a?.data ?? [], b?.data ?? [], 1e-11, () => `the gradient of ${written(e)} in ${s.name}`);
    }
  }
}

describe('the canonical form of a tensor', () => {
  it('has the value of the scalar that was written', () => {
    fc.assert(fc.property(randomScalar, keepsValue), { numRuns: 250, seed: 1 });
  });
  it('has the value of the column that was written', () => {
    fc.assert(fc.property(randomColumn, keepsValue), { numRuns: 250, seed: 2 });
  });
  it('has the value of the matrix that was written', () => {
    fc.assert(fc.property(randomMatrix, keepsValue), { numRuns: 250, seed: 3 });
  });
  it('takes the trace of a scalar that is spread over a matrix', () => {
    const r = symbol('r', realLine);
    const sizes = sizesFor(['P'], 3);
    const point = pointOf([general, r], sizes);
    const [whole] = evaluateAccurately([trace(add(r, general))], { symbols: point, sizes });
    const diagonal = [0, 4, 8].reduce((sum, i) => sum + (point.get(general)?.data[i] ?? 0), 0);
    expect(whole?.data[0]).toBeCloseTo(diagonal + 3 * (point.get(r)?.data[0] ?? 0), 12);
  });
});

describe('mathjs', () => {
  it('gives tensors the values that our evaluator gives', () => {
    let compared = 0;
    fc.assert(
      fc.property(fc.oneof(randomScalar, randomColumn, randomMatrix), ({ built }) => {
        const [sizes = variants[0] ?? new Map()] = variants.slice(1);
        const symbols = pointOf([built], sizes);
        const [exact] = evaluateAccurately([built], { symbols, sizes });
        const [found] = mathjsEvaluator([built])({ symbols, sizes });
        const usual = (found?.data ?? []).map((x) => (Math.abs(x) < 1e5 && Math.abs(x) > 1e-4 ? x : Number.NaN));
        compared += expectEqual(exact?.data ?? [], usual, 1e-5, () => written(built));
      }),
      { numRuns: 150, seed: 4 },
    );
    expect(compared).toBeGreaterThan(100);
  });
});

describe('the gradient', () => {
  it('is the adjoint of the directional derivative', () => {
    fc.assert(fc.property(randomScalar, agreesWithAdjoint), { numRuns: 120, seed: 5 });
  });

  it('of log det and of a trace with an inverse are the textbook ones', () => {
    expect(gradient(logdet(definite), definite)).toBe(inverse(definite));
    const outer = matmul(vector, transpose(vector));
    const expected = matmul(inverse(definite), outer, inverse(definite));
    const sizes = sizesFor(['P'], 3);
    const [a, b] = evaluateAccurately([gradient(trace(inverse(definite), outer), definite), expected], {
      symbols: pointOf([definite, vector], sizes),
      sizes,
    });
    expectEqual(
      a?.data ?? [],
      (b?.data ?? []).map((x) => -x),
      1e-14,
      () => 'the gradient of tr(S⁻¹xxᵀ)',
    );
  });
});

describe('a trace', () => {
  it('is one node under rotation and transposition', () => {
    const letters = [general, definite, symmetric, matmul(tall, transpose(tall)), matmul(vector, transpose(positive))];
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...letters), { minLength: 1, maxLength: 5 }), fc.nat(4), (word, turn) => {
        const turned = [...word.slice(turn % word.length), ...word.slice(0, turn % word.length)];
        expect(trace(...turned)).toBe(trace(...word));
        expect(trace(...[...word].reverse().map(transpose))).toBe(trace(...word));
      }),
      { numRuns: 200, seed: 6 },
    );
  });
});

describe('a product with the inverse of a product', () => {
  const X = symbol('X', { kind: 'matrix' }, ['N', 'P']);
  const w = symbol('w', realLine, ['P']);
  const gram = matmul(transpose(X), X);

  it('cancels its letters, before or behind it', () => {
    expect(matmul(gram, inverse(gram), gram)).toBe(gram);
    expect(matmul(inverse(gram), transpose(X), X, w)).toBe(w);
    const hat = matmul(X, inverse(gram), transpose(X));
    expect(matmul(hat, hat)).toBe(hat);
  });

  it('cancels them around a trace, to the size of what is left', () => {
    expect(trace(X, inverse(gram), transpose(X))).toBe(dimension('P'));
    expect(trace(gram, inverse(gram), gram)).toBe(trace(gram));
  });
});
