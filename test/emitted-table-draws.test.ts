// Draws by inversion of a tabulated distribution function: one seed gives the same draws in js and in tensors.
import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { emitJs } from '../src/backends/js/module.ts';
import { emitTfjs } from '../src/backends/tfjs/module.ts';
import { compile } from '../src/compile.ts';
import { programOf } from '../src/theorems/program.ts';
import { type EmittedModule, load, loadTensors } from './emit-run.ts';

interface Pair {
  readonly plain: EmittedModule;
  readonly tensors: EmittedModule;
}

async function modulesOf(text: string): Promise<Pair> {
  const [found] = compile(text, { verify: 'none' }).declarations;
  if (!found?.findings) throw new Error('the family does not compile');
  const program = programOf(found.findings);
  const origin = { source: 'family', version: '0.0.0' };
  return { plain: await load(emitJs(program, origin).js), tensors: await loadTensors(emitTfjs(program, origin).js) };
}

/** Draws of both modules for a batch of one parameter. */
function drawn({ plain, tensors }: Pair, name: string, batch: readonly number[], count: number): [number[], number[]] {
  const one = plain.sample({ [name]: Float64Array.from(batch) }, [count], 11) as Float64Array;
  const other = tensors.sample({ [name]: tf.tensor1d([...batch]) }, [count], 11) as tf.Tensor;
  expect(other.shape).toEqual([count, batch.length]);
  return [Array.from(one), Array.from(other.dataSync())];
}

// How far draws scatter, for each member.
const laws = [
  [
    'on the circle, narrow and wide',
    'Circle',
    'exp(k cos(x) + sin(2 x))',
    [
      [0.1, 1],
      [30, 0.2],
      [300, 0.06],
    ],
  ],
  [
    'on an interval',
    'Interval(-1, 2)',
    'exp(k x^3)',
    [
      [-2, 0.5],
      [0.5, 0.5],
      [50, 2e-3],
    ],
  ],
  [
    'on a half-line',
    'Positive',
    'exp(-k (x^3 + x))',
    [
      [0.3, 0.5],
      [20, 0.05],
    ],
  ],
  [
    'on the line',
    'Real',
    'exp(-k (x^4 + abs(x)))',
    [
      [1e-3, 4],
      [1, 0.5],
      [1e6, 1e-6],
    ],
  ],
] as const;

describe.each(['cpu', 'wasm'])('on %s', (backend) => {
  it.each(laws)('%s', { timeout: 60_000 }, async (_, domain, density, members) => {
    expect(await tf.setBackend(backend)).toBe(true);
    const pair = await modulesOf(
      `family F { variable x in ${domain} parameter k in Real > ${domain === 'Circle' || domain.startsWith('I') ? -5 : 0} density ∝ ${density} }`,
    );
    const [wanted, found] = drawn(
      pair,
      'k',
      members.map(([k]) => k),
      200,
    );
    const gap = wanted.map((x, i) => Math.abs(x - (found[i] ?? Number.NaN)) / (members[i % members.length]?.[1] ?? 0));
    expect(Math.max(...gap)).toBeLessThan(1e-4);
  });

  it('counts of a wide law, to a share of what they scatter', { timeout: 60_000 }, async () => {
    expect(await tf.setBackend(backend)).toBe(true);
    const pair = await modulesOf(
      'family F { variable k in Natural parameter r in Positive density ∝ r^k / factorial(k) }',
    );
    const [wanted, found] = drawn(pair, 'r', [3, 1e6], 200);
    const gap = wanted.map((x, i) => Math.abs(x - (found[i] ?? Number.NaN)));
    expect(Math.max(...gap.filter((_, i) => i % 2 === 0))).toBe(0);
    expect(Math.max(...gap)).toBeLessThan(10);
  });
});
