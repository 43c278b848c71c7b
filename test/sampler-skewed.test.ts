// A statistic that is seldom large: the right sampler passes its check whatever the seed, wrong ones do not.
import { expect, it } from 'vitest';
import { compile } from '../src/compile.ts';
import type { Findings } from '../src/derivation/findings.ts';
import { required } from '../src/derivation/theorem.ts';
import { mul, pow } from '../src/ir/build.ts';
import { type Expr, rational } from '../src/ir/expr.ts';
import { sampledClaim, type TransformPart } from '../src/theorems/sampler/sampled.ts';

const findingsOf = (n: number): Findings => {
  const text = `family Flat { variable x in Real parameter s in Positive density ∝ exp(-s x^${n}) }`;
  const { findings } = compile(text, { verify: 'none' }).declarations[0] ?? {};
  if (!findings) throw new Error(text);
  return findings;
};

/** The worst error over seeds, in standard errors, of the sampler with its value and the shapes of its draws changed. */
function worst(n: number, seeds: number, value: (x: Expr) => Expr, shape: (a: Expr) => Expr): number {
  const known = findingsOf(n);
  const sampler = required(known, 'sampler');
  const [variable] = required(known, 'separation').model.variables;
  if (!variable || sampler.kind !== 'transform') throw new Error('no such sampler');
  const draws = sampler.draws.map((d) => (d.shape ? { ...d, shape: shape(d.shape) } : d));
  const part: TransformPart = { variable, sampler: { ...sampler, value: value(sampler.value), draws } };
  const [claim] = sampledClaim(known, [part]);
  if (claim?.kind !== 'computed') throw new Error('no claim');
  expect(claim.tolerance).toBe(5);
  return Math.max(...Array.from({ length: seeds }, (_, seed) => claim.error(seed)?.error ?? Number.NaN));
}

const same = (e: Expr): Expr => e;

it.each([4, 100, 400, 2000])('the right sampler of exp(−s x^%d)', (n) => {
  expect(worst(n, 6, same, same)).toBeLessThan(5);
});

it.each([
  ['twice its shape', 100, same, (a: Expr) => mul(rational(2), a)],
  ['half its shape', 400, same, (a: Expr) => mul(rational(1, 2), a)],
  ['a root too few', 400, (x: Expr) => pow(x, rational(2)), same],
  ['a scale of 1.01', 400, (x: Expr) => mul(rational(101, 100), x), same],
] as const)('a sampler of %s', (_, n, value, shape) => {
  expect(worst(n, 2, value, shape)).toBeGreaterThan(5);
});
