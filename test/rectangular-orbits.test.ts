// Orbits on matrices of two open sizes: every claim holds, and a step is what the Fisher form says by hand.
import { describe, expect, it } from 'vitest';
import { compile, replayOptimizer } from '../src/index.ts';

const base = `distribution Entries(P, Q) { variable X in Matrix(P,Q)
  constant κ in Positive
  density ∝ exp(-κ sum(X^2)/2) }`;
const shift = `${base}
group Shift(P, Q) { element B in Matrix(P,Q)
  action X in Matrix(P,Q) -> X + B }
orbit Moved(P, Q) { group Shift(P, Q)
  base Entries(P, Q) }`;
const scaled = `${base}
group Kernel(P, Q) { element A in LowerTriangular(P), B in Matrix(P,Q)
  action X in Matrix(P,Q) -> A X + B }
orbit Moved(P, Q) { group Kernel(P, Q)
  base Entries(P, Q) }`;

describe('an orbit of rectangular matrices', () => {
  it('steps by G/κ where all is shifted: the Fisher form of a normal base of precision κ is κ', () => {
    const { declarations, diagnostics } = compile(shift);
    expect(diagnostics).toEqual([]);
    const moved = declarations.at(-1)?.optimizer;
    if (!moved) throw new Error('no algorithm');
    const steps = [{ noise: [[[0.3, -1, 2]]], gradient: [[[2, 0, -6]]] }];
    const run = { init: { B: [[1, 2, 3]] }, hyper: { α: 0.5, κ: 4 }, steps };
    expect(replayOptimizer(moved, run)).toEqual({ ok: true, value: { trace: [{ B: [[0.75, 2, 3.75]] }] } });
  });

  it('holds its mass where rows are mixed', { timeout: 60_000 }, () => {
    const { declarations, diagnostics } = compile(scaled);
    expect(diagnostics).toEqual([]);
    const claims = declarations.at(-1)?.derivation?.steps.flatMap((s) => s.claims) ?? [];
    expect(claims.map((c) => c.text)).toContain('the density integrates to one, every dimension taken as 1');
  });
});
