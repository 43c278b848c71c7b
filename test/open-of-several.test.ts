// Integrals over several variables of which one stays open: what is derived of them, and where they are refused.
import { describe, expect, it } from 'vitest';
import { emitJs } from '../src/backends/js/module.ts';
import { compile } from '../src/compile.ts';
import { load } from './emit-run.ts';
import { programAt } from './emitted-families.ts';

const refusalOf = (text: string) => compile(text, { verify: 'none' }).diagnostics[0];

describe('an integral with one variable left open', () => {
  it('has every claim of the means, the metric and the entropy', { timeout: 60_000 }, () => {
    const { declarations } = compile(
      'family F { variable x in Positive, y in Positive parameter a in Positive, c in Positive density ∝ exp(-a x - y - c x y) }',
    );
    const claims = declarations[0]?.derivation?.steps.flatMap((s) => s.claims.map((c) => c.text)) ?? [];
    expect(claims).toContain('the integral over one variable, the others given');
    expect(claims).toContain('the means are the slopes of the log-partition along c');
    expect(claims).toContain('the metric is the slope of the mean parameters along a');
    expect(claims).toContain('the slope of the entropy along c');
  });

  it('says for which values of the variable the inner integral must be finite', () => {
    const found = refusalOf(
      'family F { variable x in Positive, y in Positive parameter a in Positive, b in Positive, c in Real density ∝ exp(-a x - b y - c x y) }',
    );
    expect(found?.code).toBe('not-integrable');
    expect(found?.notes?.[0]).toMatch(/for every [xy]$/);
  });

  it('is refused where what is left diverges', () => {
    const found = refusalOf(
      'family F { variable x in Positive, y in Positive parameter c in Positive, a in Real density ∝ exp(-x y - c x - a y) }',
    );
    expect(found?.code).toBe('not-integrable');
  });

  it('is refused where two stay open, as an exponential family', () => {
    const found = refusalOf(
      'family F { variable x in Real, y in Real parameter a in Real density ∝ exp(-x^4 - y^4 + a x y) }',
    );
    expect(found?.code).toBe('not-derivable');
    expect(found?.notes?.[0]).toContain('is an exponential family');
  });

  it('is emitted: the way back from the means is the way there', { timeout: 60_000 }, async () => {
    const file = 'test/oracles/open-families.blr';
    const program = programAt({ file, name: 'ExponentialConditionals' });
    const { toMean, fromMean, sample } = await load(emitJs(program, { source: file, version: '0.0.0' }).js);
    const at = { a: 1.25, b: 0.75, c: 0.5 };
    const back = fromMean?.(toMean?.(at)) as unknown as typeof at;
    for (const name of ['a', 'b', 'c'] as const) expect(back[name]).toBeCloseTo(at[name], 11);

    // Draws, the open variable first: x y has its mean within five standard errors.
    const n = 20_000;
    const { x = [], y = [] } = (sample?.(at, [n], 3) ?? {}) as { x?: Float64Array; y?: Float64Array };
    const products = Array.from({ length: n }, (_, i) => (x[i] ?? Number.NaN) * (y[i] ?? Number.NaN));
    const mean = products.reduce((sum, p) => sum + p, 0) / n;
    const spread = Math.sqrt(products.reduce((sum, p) => sum + (p - mean) ** 2, 0) / n / n);
    const { mu3 = Number.NaN } = (toMean?.(at) ?? {}) as { mu3?: number };
    expect(Math.abs(mean - mu3)).toBeLessThan(5 * spread);
  });
});
