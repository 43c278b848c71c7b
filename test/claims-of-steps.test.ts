// Every step of a derivation is checked by numbers, or its pages say that it is not; the checks of samplers can fail.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { emitJs } from '../src/backends/js/module.ts';
import { markdownDocument } from '../src/backends/markdown/document.ts';
import { compile } from '../src/compile.ts';
import type { Claim } from '../src/derivation/claim.ts';
import { verify } from '../src/derivation/verify.ts';
import { add, mul } from '../src/ir/build.ts';
import { type Expr, two } from '../src/ir/expr.ts';
import { mapSampler } from '../src/model/map-sampler.ts';
import { programOf } from '../src/theorems/program.ts';
import { samplerClaims } from '../src/theorems/sampler/claims.ts';
import { load } from './emit-run.ts';

const library = (name: string): string => readFileSync(`families/exponential/${name}.blr`, 'utf8');

function compiled(text: string) {
  const { declarations, diagnostics } = compile(text);
  expect(diagnostics.map((d) => d.message)).toEqual([]);
  const [first] = declarations;
  if (!first?.derivation || !first.findings) throw new Error('not derived');
  return { derivation: first.derivation, findings: first.findings };
}

const names = [
  'gamma',
  'gaussian',
  'categorical',
  'von-mises',
  'bernoulli',
  'poisson',
  'beta',
  'wishart',
  'matrix-normal',
];

describe.each(names)('%s', (name) => {
  const { derivation, findings } = compiled(library(name));

  it('has a claim that was run on whatever a reader would use', () => {
    const unchecked = derivation.steps.filter((s) => s.verdicts.length === 0).map((s) => s.theorem);
    const excused = ['expected-base-measure', 'gradient-estimators', 'parameters-from-natural', 'learning-rule'];
    expect(unchecked.filter((t) => !excused.includes(t))).toEqual([]);
  });

  it('says in print which steps no number checks', () => {
    const unchecked = derivation.steps.filter((s) => s.verdicts.length === 0).length;
    const said = markdownDocument(derivation).split('no number checks this step').length - 1;
    expect(said).toBe(unchecked);
  });

  it('refuses a sampler that is off', () => {
    const { sampler, separation } = findings;
    if (!sampler || !separation) throw new Error('no sampler was found');
    const wrong = mapSampler(sampler, (e: Expr) => mul(two, add(e, e)));
    const context = {
      sizes: [
        new Map([
          ['P', 2],
          ['Q', 2],
          ['K', 3],
        ]),
      ],
      seed: 1,
      spelling: separation.model.spelling,
    };
    const outcome = (s: typeof sampler) => verify(samplerClaims(findings, s), context).every((v) => v.holds);
    expect(outcome(sampler)).toBe(true);
    expect(outcome(wrong)).toBe(false);
  });
});

it.each(['normal-gamma', 'linear-conditional', 'normal-wishart'])(
  'has them for the several variables of %s',
  (name) => {
    const { derivation } = compiled(readFileSync(`test/families-unseen/${name}.blr`, 'utf8'));
    const unchecked = derivation.steps.filter((s) => s.verdicts.length === 0).map((s) => s.theorem);
    const excused = ['expected-base-measure', 'gradient-estimators', 'proper-density', 'cumulants'];
    expect(unchecked.filter((t) => !excused.includes(t))).toEqual([]);
  },
);

describe('a law without statistics', () => {
  const drawn = (density: string): string =>
    `distribution D { variable z in Real constant n in Positive density ∝ ${density} }`;

  it('has draws whose log h has its mean', () => {
    const { derivation } = compiled(drawn('(1 + z^2/n)^(-(n+1)/2)'));
    const [verdict] = derivation.steps.find((s) => s.theorem === 'sampler')?.verdicts ?? [];
    expect(verdict?.claim.text).toContain('log h has its mean');
    expect(verdict?.worst).toBeGreaterThanOrEqual(0);
  });

  it('of nothing compared, no claim holds', () => {
    const claim: Claim = {
      kind: 'computed',
      text: 'nothing',
      live: true,
      road: 'monte-carlo',
      tolerance: 5,
      points: 2,
      error: () => ({ error: Math.max(), at: {} }),
    };
    expect(verify([claim], { sizes: [new Map()], seed: 1, spelling: new Map() }).map((v) => v.holds)).toEqual([false]);
  });
});

describe('random numbers keep clear of declared names', () => {
  const mean = async (text: string, parameters: Record<string, number>): Promise<number> => {
    const { sample } = await load(emitJs(programOf(compiled(text).findings), { source: 'x.blr', version: '0.0.0' }).js);
    const draws = Array.from(sample(parameters, [40_000], 5) as ArrayLike<number>);
    return draws.reduce((sum, x) => sum + x, 0) / draws.length;
  };

  // E[x] = s Γ((d + 1)/p) / Γ(d/p) (Stacy 1962): 1.7 Γ(2) / Γ(3/2).
  it.each(['g', 'u', 'ε', 's'])('a scale called %s', async (s) => {
    const text = `family F { variable x in Positive constant p in Positive parameter d in Positive, ${s} in Positive density ∝ x^(d-1) * exp(-(x/${s})^p) }`;
    expect(await mean(text, { p: 2, d: 3, [s]: 1.7 })).toBeCloseTo(1.9182445840623712, 1);
  });

  it.each(['ε', 'η', 'm'])('a mean called %s', async (m) => {
    const text = `family F { variable x in Real parameter ${m} in Real, s in Positive density ∝ exp(-(x-${m})^2/(2*s^2)) }`;
    expect(await mean(text, { [m]: -3, s: 0.5 })).toBeCloseTo(-3, 1);
  });
});

describe('a module that is called with what is no value', () => {
  it('says so, where parameters and variable are exchanged', async () => {
    const text = 'family F { variable x in Real parameter m in Real density ∝ exp(-(x-m)^2/2) }';
    const { logDensity } = await load(
      emitJs(programOf(compiled(text).findings), { source: 'x.blr', version: '0.0.0' }).js,
    );
    const call = logDensity as unknown as (parameters: unknown, x: unknown) => unknown;
    expect(call({ m: 0 }, 1)).toBeCloseTo(-1.4189385332046727, 12);
    expect(() => call(1, { m: 0 })).toThrow('neither a number nor an array');
    expect(() => call({ m: [0, 1] }, [1, 2, 3])).toThrow('arrays of 2 and 3 entries');
  });
});
