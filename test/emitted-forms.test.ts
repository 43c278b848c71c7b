// Natural directions that divide entry by entry, eliminate blocks or are written in coordinates: the emitted step is the
// replayed one, and one step with a small rate leads along X♯ = F⁻¹M.
import { describe, expect, it } from 'vitest';
import { emitOptimizerJs } from '../src/backends/js/optimizer.ts';
import { replayOptimizer } from '../src/values/replay.ts';
import { load } from './emit-run.ts';
import { compiledText, declarationOf, numbersAt } from './group-texts.ts';
import { header } from './optimizer-run.ts';

type Rows = readonly (readonly number[])[];

const imports = `
import "../groups/full-affine.blr"
import "../groups/general-linear.blr"
import "../groups/lower-triangular-affine.blr"
import "../distributions/gumbel.blr"
import "../distributions/student-t.blr"
import "../exponential/normal.blr"
`;
const cases = [
  ['FullAffine(P)', 'StandardGumbel^P', '(P)', 'A', {}],
  ['FullAffine(P)', 'Normal(m = 0, s = d)^P', '(P)', 'A', { d: [1, 2.5] }],
  ['FullAffine(2)', 'Normal(m = [1, 2], s = [1, 3])^2', '', 'A', {}],
  ['FullAffine(2)', 'StudentT(ν = [4, 5])^2', '', 'A', {}],
  ['LowerTriangularAffine(P)', 'StandardGumbel^P', '(P)', 'L', {}],
] as const;

const flat = (x: unknown): readonly number[] =>
  typeof x === 'number' ? [x] : Array.from(x as ArrayLike<unknown>).flatMap(flat);
const largestDifference = (a: readonly number[], b: readonly number[]): number =>
  Math.max(...a.map((x, i) => Math.abs(x - (b[i] ?? Number.NaN))));

describe.each(cases)('%s on %s', (group, base, dims, matrix, constants) => {
  const known = Object.keys(constants).length > 0 ? '  constant d in Positive^P\n' : '';
  const text = `${imports}\norbit Moved${dims} {\n${known}  group ${group}\n  base ${base}\n}\n`;
  const orbit = declarationOf(compiledText(text), 'Moved');
  const program = orbit.optimizer;
  if (!program) throw new Error('no rule');
  const identity = [
    [1, 0],
    [0, 1],
  ];
  const init = { [matrix]: identity, b: [0, 0] };
  const [noise, gradient] = [
    [0.3, -0.7],
    [1.1, 0.4],
  ];

  // Emitted modules take numbers for what only the user knows, not vectors (docs/status.md).
  it.skipIf(Object.keys(constants).length > 0)('steps in emitted code as it replays', async () => {
    const hyper = { α: 0.1, τ: 1, K: 1, ...constants };
    const replayed = replayOptimizer(program, { init, hyper, steps: [{ noise: [noise], gradient: [gradient] }] });
    if (!replayed.ok) throw new Error(replayed.diagnostics.map((d) => d.message).join());
    const module = await load(emitOptimizerJs(program, header).js);
    const step = (module as unknown as Record<string, (...args: unknown[]) => Record<string, unknown>>).step;
    const state = { [matrix]: Float64Array.from(identity.flat()), b: new Float64Array(2) };
    const plain = Object.fromEntries(
      Object.entries(hyper).map(([k, v]) => [k, typeof v === 'number' ? v : Float64Array.from(v as readonly number[])]),
    );
    const found = step?.(state, [Float64Array.from(noise)], [Float64Array.from(gradient)], plain);
    const [wanted] = replayed.value.trace;
    for (const name of [matrix, 'b'])
      expect(largestDifference(flat(found?.[name]), flat(wanted?.[name])), name).toBeLessThan(1e-12);
  });

  it('leads along the direction that the form makes of the differential', () => {
    const alpha = 1e-5;
    const at = (rate: number): readonly number[] => {
      const hyper = { α: rate, τ: 1, K: 1, ...constants };
      const replayed = replayOptimizer(program, { init, hyper, steps: [{ noise: [noise], gradient: [gradient] }] });
      if (!replayed.ok) throw new Error(replayed.diagnostics.map((d) => d.message).join());
      const [state] = replayed.value.trace;
      const rows = state?.[matrix] as Rows;
      const kept = rows.flatMap((row, i) => row.filter((_, j) => matrix === 'A' || i >= j));
      return [...kept, ...flat(state?.b)];
    };
    // A rate is positive: the slope at 0 is that of the parabola through three rates on one side.
    const [once, twice, thrice] = [at(alpha), at(2 * alpha), at(3 * alpha)];
    const direction = once.map(
      (x, i) => (5 * x - 8 * (twice[i] ?? Number.NaN) + 3 * (thrice[i] ?? Number.NaN)) / (2 * alpha),
    );
    const form = numbersAt(orbit, { ...init, ...constants }).fisherForm as Rows;
    const lowered = form.map((row) => row.reduce((sum, f, j) => sum + f * (direction[j] ?? Number.NaN), 0));
    const full = gradient.flatMap((g, i) => noise.map((e, j) => ({ i, j, value: g * e - Number(i === j) })));
    const differential = [...full.filter(({ i, j }) => matrix === 'A' || i >= j).map((e) => e.value), ...gradient];
    const lost = base.startsWith('Normal') && matrix === 'A';
    if (!lost) expect(largestDifference(lowered, differential)).toBeLessThan(1e-8);
    else
      expect(
        largestDifference(
          form.map((row) => row.reduce((s, f, j) => s + f * (lowered[j] ?? 0), 0)),
          form.map((row) => row.reduce((s, f, j) => s + f * (differential[j] ?? 0), 0)),
        ),
      ).toBeLessThan(1e-7);
  });
});
