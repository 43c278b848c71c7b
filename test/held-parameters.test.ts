// A distribution whose parameters make no exponential family: they are held, the reason is said, and each member is derived.
import { expect, it } from 'vitest';
import { compile } from '../src/compile.ts';
import { emitJs, markdownDocument, programOf } from '../src/index.ts';
import { evaluateAt } from '../src/values/evaluate.ts';
import { stepAt } from '../src/values/step.ts';

const heavy = `distribution Heavy { variable z in Real
  parameter ν in Positive
  density ∝ (1 + z^2/ν)^(-(ν+1)/2) }`;
const laplace = `distribution Laplace { variable x in Real
  parameter m in Real, s in Positive
  density exp(-|x-m|/s)/(2 s) }`;
const uniform = `distribution Flat { variable x in Interval(0, a)
  parameter a in Positive
  density 1/a }`;

function only(text: string) {
  const { declarations, diagnostics } = compile(text);
  expect(diagnostics).toEqual([]);
  const [compiled] = declarations;
  if (!compiled?.derivation || !compiled.findings) throw new Error('nothing was derived');
  return { ...compiled, derivation: compiled.derivation, findings: compiled.findings };
}

// Closed forms: log B(ν/2, 1/2) + ½ log ν and (ν+1)/2 (ψ((ν+1)/2) − ψ(ν/2)) + log(√ν B(ν/2, 1/2)) at ν = 3; log 2s and 1 + log 2s; log a.
it.each([
  ['a heavy tail', heavy, { ν: 3 }, 1.00088884962351, 1.77347757186329],
  ['a kink that moves', laplace, { m: 0.5, s: 2 }, Math.log(4), 1 + Math.log(4)],
  ['an end that moves', uniform, { a: 2.5 }, Math.log(2.5), Math.log(2.5)],
])('derives the members of %s', (_name, text, at, partition, entropy) => {
  const found = evaluateAt(only(text), { at: { ...at } });
  expect(found.ok && found.value).toMatchObject({
    logPartition: expect.closeTo(partition, 12),
    entropy: expect.closeTo(entropy, 12),
  });
});

it('says why, before anything is derived', () => {
  const page = markdownDocument(only(laplace).derivation);
  expect(page).toContain('The parameters are held');
  expect(page).toMatch(/its kink at x = m moves/);
});

it('says nothing of two members', () => {
  const compiled = only(laplace);
  const kl = evaluateAt(compiled, { at: { m: 0, s: 1 }, toPoint: { m: 1, s: 1 } });
  expect(kl.ok || kl.diagnostics[0]?.message).toContain('not change');
  const step = stepAt(compiled, { at: { m: 0, s: 1 }, gradient: { m: 1, s: 0 }, rho: 0.1 });
  expect(step.ok || step.diagnostics[0]?.code).toBe('not-exponential');
});

it('emits what holds for one member alone', () => {
  const { js, dts } = emitJs(programOf(only(laplace).findings), { source: 'laplace.blr', version: '0' });
  const exported = [...js.matchAll(/^export function (\w+)/gm)].map(([, name]) => name);
  expect(exported).toEqual(['logDensity', 'entropy', 'sample', 'inDomain']);
  expect(dts).not.toMatch(/Natural|Mean|Gradient|kl/);
});

it('is a family where it is one, and a family of such a kind stays refused', () => {
  expect(
    only('distribution D { variable x in Real parameter m in Real density ∝ exp(-(x-m)^2/2) }').findings.fisher
      ?.parameters.left.size,
  ).toBe(1);
  const [d] = compile(laplace.replace('distribution', 'family')).diagnostics;
  expect(d?.code).toBe('not-exponential');
});

it('tells what is wrong with a member that cannot be held either', () => {
  const [d] = compile(heavy.replace('∝ ', '')).diagnostics;
  expect(d?.code).toBe('not-normalised');
});
