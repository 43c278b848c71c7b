// Emitted tfjs modules of the library against the reference evaluation, in single precision on the cpu backend.
import '@tensorflow/tfjs-backend-cpu';
import { setBackend, type Tensor, tensor } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { emitTfjs } from '../src/backends/tfjs/module.ts';
import { loadTensors } from './emit-run.ts';
import { compareAt, compareStep, files, type Kind, points, programAt, steps, worstOf } from './emitted-families.ts';

const tensors: Kind = {
  give: (value) => tensor(value as number | number[]),
  take: (value) => Array.from((value as Tensor).dataSync()),
};

// Single precision; maps solved by iteration end at the conditioning of the map.
const tolerance = (what: string): number => (what.startsWith('from') ? 1e-2 : 2e-5);

beforeAll(async () => {
  await setBackend('cpu');
});

const library = files.filter((f) => f.startsWith('families/exponential/'));

describe.each(library)('%s as a tfjs module', (file) => {
  const [point] = points.filter((p) => p.file === file && !p.extreme);
  const [step] = steps.filter((s) => s.file === file);

  it('computes what the reference computes', async () => {
    if (!point || !step) throw new Error(`no oracle point for ${file}`);
    const { js } = emitTfjs(programAt(point), { source: file, version: '0.0.0' });
    const module = await loadTensors(js);
    const found = [...compareAt(point, module, tensors), compareStep(step, module, tensors)];
    expect(
      found
        .filter((c) => !(worstOf(c) <= tolerance(c.what)))
        .map((c) => `${c.what}: ${c.found} instead of ${c.wanted}`),
    ).toEqual([]);
  });
});
