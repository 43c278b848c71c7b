// All linear maps of a normal base of free precision and open size: the form is inverted, the rule is the Bayesian learning
// rule, and a step is the one found by hand: S ← A⁻ᵀQA⁻¹ moves at the rate −τS + 2 dE[ℓ]/dΣ (Khan & Rue 2023).
import { describe, expect, it } from 'vitest';
import { markdownDocument } from '../src/backends/markdown/document.ts';
import { replayOptimizer } from '../src/values/replay.ts';
import { compiledText, declarationOf } from './group-texts.ts';

const textOf = (element: string, action: string): string => `
distribution Whole(P) { variable z in Real^P constant Q in SPD(P) density ∝ exp(-z' Q z/2) }
group Maps(P) { element ${element} action θ in Real^P -> ${action} }
orbit Moved(P) { constant Q in SPD(P) group Maps(P) base Whole(P)(Q = Q) }`;

type Matrix = readonly (readonly number[])[];
const product = (a: Matrix, b: Matrix): number[][] =>
  a.map((row) => (b[0] ?? []).map((_, j) => row.reduce((sum, x, k) => sum + x * (b[k]?.[j] ?? Number.NaN), 0)));
const turned = (a: Matrix): number[][] => (a[0] ?? []).map((_, j) => a.map((row) => row[j] ?? Number.NaN));
const inverse = ([[a = 0, b = 0] = [], [c = 0, d = 0] = []]: Matrix): number[][] => {
  const det = a * d - b * c;
  return [
    [d / det, -b / det],
    [-c / det, a / det],
  ];
};

describe('a normal base of free precision', () => {
  it.each([
    ['A in Invertible(P)', 'A θ'],
    ['A in Invertible(P), b in Real^P', 'A θ + b'],
  ])(
    '%s',
    (element, action) => {
      const compiled = compiledText(textOf(element, action), 'families/orbits', 'all');
      expect(compiled.diagnostics.map((d) => d.message)).toEqual([]);
      const { derivation, orbit } = declarationOf(compiled);
      expect(orbit?.natural?.metric).toBe('fisher');
      expect(derivation && markdownDocument(derivation)).toContain('That is the Bayesian learning rule');
    },
    120_000,
  );

  // ℓ = θᵀBθ/2: dE[ℓ]/dΣ = B/2; draws whose second moments are those of the base make the step exact.
  it('steps as the learning rule does, to first order', () => {
    const program = declarationOf(compiledText(textOf('A in Invertible(P)', 'A θ'))).optimizer;
    if (!program) throw new Error('no optimizer');
    const Q = [
      [2, 0.6],
      [0.6, 1.5],
    ];
    const B = [
      [3, 1],
      [1, 2],
    ];
    const A = [
      [1.2, 0.3],
      [-0.4, 0.9],
    ];
    const [alpha, tau] = [1e-5, 0.7];
    // Columns of the root of Q⁻¹ by Cholesky, each with both signs, times √2: their mean square is Q⁻¹.
    const [[v = 0, w = 0] = [], [, u = 0] = []] = inverse(Q);
    const root = [
      [Math.sqrt(v), 0],
      [w / Math.sqrt(v), Math.sqrt(u - (w * w) / v)],
    ];
    const noise = [0, 1].flatMap((k) => [1, -1].map((sign) => root.map((row) => sign * Math.SQRT2 * (row[k] ?? 0))));
    const gradient = noise.map((z) =>
      product(
        B,
        product(
          A,
          z.map((x) => [x]),
        ),
      ).map(([x = 0]) => x),
    );
    const hyper = { K: noise.length, samples: noise.length, α: alpha, τ: tau, Q };
    const names = program.hyper.map((h) => h.symbol.name);
    const known = Object.fromEntries(Object.entries(hyper).filter(([key]) => names.includes(key)));
    const replayed = replayOptimizer(program, { init: { A }, hyper: known, steps: [{ noise, gradient }] });
    if (!replayed.ok) throw new Error(replayed.diagnostics.map((d) => d.message).join());
    const next = replayed.value.trace[0]?.['A'] as Matrix;
    const precision = (a: Matrix): number[][] => product(turned(inverse(a)), product(Q, inverse(a)));
    const [before, after] = [precision(A), precision(next)];
    before.forEach((row, i) => {
      row.forEach((s, j) => {
        const rate = ((after[i]?.[j] ?? Number.NaN) - s) / alpha;
        expect(Math.abs(rate - (-tau * s + (B[i]?.[j] ?? 0)))).toBeLessThan(1e-4);
      });
    });
  });
});
