// Integers without any end are met on both sides of zero. Values: mpmath 1.3 at 40 digits, by summation of the density as written.
import { expect, it } from 'vitest';
import { compile } from '../src/compile.ts';
import { symbol } from '../src/ir/expr.ts';
import { samplePoint } from '../src/numeric/points.ts';
import { randomStream } from '../src/numeric/random.ts';
import { evaluateAt } from '../src/values/evaluate.ts';

it('draws integers of either sign', () => {
  const k = symbol('k', { kind: 'integers' });
  const drawn = Array.from({ length: 40 }, (_, i) => samplePoint([k], new Map(), randomStream(i)).get(k)?.data[0] ?? 0);
  expect(drawn.some((x) => x > 0) && drawn.some((x) => x < 0)).toBe(true);
});

it('finds a rate on each side identifiable', () => {
  const { diagnostics, declarations } = compile(`family TwoRates {
    variable  k in Integer
    parameter p in Unit, q in Unit
    density   (1 - p)*(1 - q)/(1 - p*q)*p^max(k, 0)*q^max(-k, 0)
  }`);
  expect(diagnostics).toEqual([]);
  const [family] = declarations;
  const answer = family && evaluateAt(family, { at: { p: 0.3, q: 0.6 }, toPoint: { p: 0.5, q: 0.5 } });
  const value = answer?.ok ? answer.value : {};
  const [positive, negative] = value['mean'] as readonly [number, number];
  expect(positive / 0.20905923344947736).toBeCloseTo(1, 12);
  expect(negative / 1.2804878048780488).toBeCloseTo(1, 12);
  expect(Number(value['entropy']) / 1.9803223503070204).toBeCloseTo(1, 12);
  expect(Number(value['kl']) / 0.15076526828923084).toBeCloseTo(1, 11);
});
