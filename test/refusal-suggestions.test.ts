// What a refusal proposes instead can be written: the fixed density is normalised as the given one was, the rest parses.
import { describe, expect, it } from 'vitest';
import { parse } from '../grammar/parse.ts';
import { compile } from '../src/compile.ts';

const refusalOf = (text: string) => {
  const { diagnostics } = compile(text);
  expect(diagnostics.map((d) => d.code)).toEqual(['not-exponential']);
  return diagnostics[0] ?? { notes: [], hint: '' };
};

const proposed = (hint: string): string => hint.split('\n').slice(1, -1).join('\n').replaceAll('…', '4');

const locationScale = [
  ['1/(pi*g*(1 + ((θ-m)/g)^2))', 'm in Real, g in Positive', 'branch points θ = m ± i*g'],
  ['exp(-abs(θ-m)/g)/(2 g)', 'm in Real, g in Positive', 'kink at θ = m'],
  ['exp(-(θ-m)/g - exp(-(θ-m)/g))/g', 'm in Real, g in Positive', 'different rates'],
  ['exp(-(θ-m)/g)/(g*(1 + exp(-(θ-m)/g))^2)', 'm in Real, g in Positive', 'no way was found'],
] as const;

describe('a location-scale density that is no exponential family', () => {
  it.each(locationScale)('%s', (density, parameters, reason) => {
    const { notes, hint } = refusalOf(`family Moved { variable θ in Real parameter ${parameters} density ${density} }`);
    expect(notes?.[0]).toContain(reason);
    const text = proposed(hint ?? '');
    expect(parse(text).diagnostics).toEqual([]);
    const base = compile(text.split('\n')[0] ?? '');
    expect(base.diagnostics.map((d) => d.code)).not.toContain('syntax');
    expect(base.diagnostics.map((d) => d.code)).not.toContain('not-normalised');
    expect(text).toContain('action θ in Real -> a*θ + b');
  });

  it('scales only, on the half-line', () => {
    const { hint } = refusalOf(
      'family W { variable x in Positive parameter g in Positive, k in Positive density k/g*(x/g)^(k-1)*exp(-(x/g)^k) }',
    );
    expect(hint).toContain('constant k in Positive');
    expect(hint).toContain('action x in Positive -> a*x');
    expect(parse(proposed(hint ?? '')).diagnostics).toEqual([]);
  });

  it('is not proposed where nothing moves', () => {
    const { hint } = refusalOf(
      'family K { variable θ in Unit parameter a in Positive, b in Positive density a*b*θ^(a-1)*(1-θ^a)^(b-1) }',
    );
    expect(hint).not.toContain('orbit');
  });
});

describe('diagnostics', () => {
  it('are not repeated', () => {
    const { diagnostics } = compile('family F { variable θ in Real parameter v in Positive density ∝ exp(-θ^2/2 v) }');
    expect(diagnostics).toHaveLength(1);
  });

  it('do not miss a density that could not be read', () => {
    const { diagnostics } = compile(
      'family F { variable θ in Positive parameter β in Positive\n density ∝ exp(-β*θ\n}',
    );
    expect(diagnostics.map((d) => d.message).join()).not.toContain('no density');
  });

  it('show the derived value beside a wrong claim', () => {
    const { diagnostics } = compile(
      'family F { variable θ in Positive parameter β in Positive density ∝ exp(-β θ) claim entropy = log(β) }',
    );
    expect(diagnostics[0]?.notes?.join()).toContain('derived: entropy = 1 - log(β)');
  });
});
