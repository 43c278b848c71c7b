// A normaliser that the density is written with: it is A(λ) where the integral agrees, and is refused with its value where not.
import { expect, it } from 'vitest';
import { compile } from '../src/compile.ts';
import { markdownDocument } from '../src/index.ts';
import { evaluateAt } from '../src/values/evaluate.ts';
import { equationsOf, stepOf, wordsOf } from './theorems-fixture.ts';

const weighted = (normaliser: string): string => `family Weighted { variable x in Positive
  parameter b in Positive
  density ${normaliser} (1 + x^2) exp(-b*x) }`;
const squares = 'b^3/(b^2 + 2) *';
const counted = `family Counted { variable k in Natural
  parameter q in Unit
  density (1-q)^3/((1-q)^2 + q + q^2) * (1 + k^2) * q^k }`;

// mpmath 1.3, 30 digits, by quadrature and by summation over the support: log Z, mean, variance and entropy.
it.each([
  ['a density', weighted(squares), { b: 1.5 }, 0.23052365861183, 1.29411764705882, 1.30565167243368, 1.24714154854848],
  ['counts', counted, { q: 0.6 }, 2.86220088092947, 5.25, 12.72321428571429, 2.58679561886955],
])('derives %s in closed form, as outside values have it', (_name, text, at, partition, mean, variance, entropy) => {
  const { declarations, diagnostics } = compile(text);
  expect(diagnostics).toEqual([]);
  const [compiled] = declarations;
  const found = compiled && evaluateAt(compiled, { at: { ...at } });
  expect(found?.ok && found.value).toMatchObject({
    logPartition: expect.closeTo(partition, 12),
    mean: [expect.closeTo(mean, 11)],
    fisherNatural: [[expect.closeTo(variance, 10)]],
    entropy: expect.closeTo(entropy, 11),
  });
  expect(compiled?.derivation && markdownDocument(compiled.derivation)).toContain('written with its normaliser');
});

it('says where the members are that it is shown for, and integrates nothing', () => {
  const step = stepOf(weighted(squares), 'log-partition');
  expect(wordsOf(step)).toContain('shown for declared members');
  expect([...equationsOf(step).keys()]).toContain('-λ');
});

it('refuses a wrong one by what it integrates to', () => {
  const [d] = compile(weighted('b^3/(b^2 + 3) *')).diagnostics;
  expect(d?.code).toBe('not-normalised');
  expect(d?.notes?.join()).toMatch(/integrates to 0\.\d+/);
});

it('leaves the sum open where ξ(λ) has no closed form', () => {
  const borel = `family Borel { variable k in Integer(1..inf)
    parameter m in Unit
    density exp(-m*k) (m*k)^(k-1) / factorial(k) }`;
  expect(wordsOf(stepOf(borel, 'log-partition'))).toContain('sum stands as it is');
});
