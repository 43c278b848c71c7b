// A count beside a number: means by conditioning on one of them. Values from outside: mpmath at 40 digits, E[log x!] summed
// over the negative binomial law of x, gradients by differences at 40 digits.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { compile } from '../src/compile.ts';
import { evaluateAt } from '../src/values/evaluate.ts';
import { stepAt } from '../src/values/step.ts';

const text = readFileSync(new URL('families-unseen/poisson-gamma.blr', import.meta.url), 'utf8');
const { declarations } = compile(text, { verify: 'all' });
const [family] = declarations;
if (!family) throw new Error('no family');

const relative = (found: unknown, wanted: number): number => Math.abs((found as number) - wanted) / Math.abs(wanted);

describe('a Poisson count with a gamma rate', () => {
  it('leaves one sum open, not a sum in an integral', () => {
    const open = family.derivation?.steps.flatMap((s) => s.claims).filter((c) => c.kind === 'normaliser') ?? [];
    expect(open.map((c) => c.variable.name)).toEqual(['x', 'θ']);
  });

  it.each([
    [{ α: 2.5, β: 0.7 }, 3.988704946782147],
    [{ α: 0.3, β: 4 }, -2.2427547376849595],
  ])('has the entropy from outside at %j', (at, entropy) => {
    const answer = evaluateAt(family, { at });
    expect(answer.ok && relative(answer.value['entropy'], entropy)).toBeLessThan(1e-14);
  });

  it.each([
    [{ α: 2.5, β: 0.7 }, { α: 0.4, β: -0.8 }, 0.1, 0.8, [-1.6054494728745805, 1.2297521420915014]],
    [{ α: 0.3, β: 4 }, { α: 0.2, β: 0.1 }, 0.05, 1, [-4.3417020871030285, -0.67278145573369]],
  ])('steps with the gradient of E[log h] from outside at %j', (at, gradient, rho, tau, natural) => {
    const answer = stepAt(family, { at, gradient, rho, tau });
    const found = answer.ok ? (answer.value['natural'] as number[]) : [];
    expect(Math.max(...natural.map((x, i) => relative(found[i], x)))).toBeLessThan(1e-13);
  });
});

// E[x log θ] given x is x(ψ(α + x) − log(β + 1)): a series in Γ(r + x)/x! must not take the x of r for a number.
it('has the same numbers whatever variable comes first', () => {
  const [other] = compile(
    'family F { variable θ in Positive, x in Natural parameter α in Positive, β in Positive density β^α/gamma(α) * θ^(α-1)*exp(-β θ) * exp(-θ)*θ^x/factorial(x) }',
    { verify: 'all' },
  ).declarations;
  if (!other) throw new Error('no family');
  const answer = evaluateAt(other, { at: { α: 2.5, β: 0.7 } });
  expect(answer.ok && relative(answer.value['entropy'], 3.988704946782147)).toBeLessThan(1e-14);
  const step = { at: { α: 2.5, β: 0.7 }, gradient: { α: 0.4, β: -0.8 }, rho: 0.1, tau: 0.8 };
  const stepped = [family, other].map((d) => stepAt(d, step));
  const [found, again] = stepped.map((s) => (s.ok ? (s.value['parameters'] as { α: number; β: number }) : undefined));
  expect(relative(found?.α, again?.α ?? Number.NaN)).toBeLessThan(1e-13);
  expect(relative(found?.β, again?.β ?? Number.NaN)).toBeLessThan(1e-13);
});
