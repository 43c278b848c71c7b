// Emitted modules of vector and matrix families outside the library, against the reference evaluation: js in double, tfjs in
// single precision; sizes that no parameter tells are handed in by name.
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { emitJs } from '../src/backends/js/module.ts';
import { load } from './emit-run.ts';
import { compareAt, compareStep, files, type Kind, points, programAt, steps, worstOf } from './emitted-families.ts';
import { drawGap } from './emitted-tensor-laws.ts';
import { moduleOf, precisionMisses } from './emitted-tensors.ts';

const numbers = (value: unknown): readonly number[] => {
  if (typeof value === 'number') return [value];
  return Object.values(value as object).flatMap(numbers);
};
const plain: Kind = { give: (value) => value, take: numbers };

const names = [
  ...['one-mean', 'log-normal-vector', 'beta-vector', 'shared-shape', 'two-kernels', 'cholesky-precision'],
  ...['matrix-isotropic', 'column-precisions', 'multi-output', 'ensemble', 'central-ensemble'],
  ...['wishart-factor', 'wishart-isotropic'],
];
// Of several variables: `sampler-sequence` holds how these are drawn.
const several = ['normal-gamma-vector', 'normal-inverse-gamma-vector', 'linear-conditional'];
const all = [...names, ...several];
const chosen = files.filter((f) => all.some((n) => f === `test/families-unseen/${n}.blr`));

beforeAll(async () => {
  expect(chosen.length).toBe(all.length);
  expect(await tf.setBackend('cpu')).toBe(true);
});

describe('a triangular factor', () => {
  const file = 'test/families-unseen/cholesky-precision.blr';
  const program = programAt({ file, name: 'CholeskyPrecision' });
  const lower = [
    [1, 0],
    [0.5, 2],
  ];
  const outside = [
    [
      [1, 0],
      [0.5, -2],
    ],
    [
      [1, 0.25],
      [0.5, 2],
    ],
  ];

  it('has a positive diagonal and nothing above it', async () => {
    const js = await load(emitJs(program, { source: file, version: '0.0.0' }).js);
    const tensors = await moduleOf(file);
    const inside = (L: readonly (readonly number[])[]): readonly unknown[] => [
      js.inDomain({ m: [0, 0], L }),
      (tensors.inDomain({ m: [0, 0], L }) as tf.Tensor).dataSync()[0] === 1,
    ];
    expect(inside(lower)).toEqual([true, true]);
    expect(outside.map(inside)).toEqual([
      [false, false],
      [false, false],
    ]);
  });

  it('is lost where a step leaves the domain', async () => {
    const js = await load(emitJs(program, { source: file, version: '0.0.0' }).js);
    const gradient = {
      m: [0.1, 0.2],
      L: [
        [50, 0],
        [0.5, 2],
      ],
    };
    const next = js.update({ m: [0.1, 0.2], L: lower }, gradient, { rho: 0.9 });
    expect(numbers(next).every(Number.isNaN)).toBe(true);
  });
});

describe.each(chosen)('%s', (file) => {
  it('computes and steps in js as the reference does', async () => {
    const [first] = points.filter((p) => p.file === file);
    if (!first) throw new Error(`no oracle point for ${file}`);
    const module = await load(emitJs(programAt(first), { source: file, version: '0.0.0' }).js);
    const found = [
      ...(await compareAt(first, module, plain)),
      ...(await Promise.all(steps.filter((s) => s.file === file).map((s) => compareStep(s, module, plain)))),
    ];
    expect(found.length).toBeGreaterThan(10);
    expect(found.filter((c) => !(worstOf(c) <= 1e-12))).toEqual([]);
  });

  it('computes and steps in tfjs as the reference does', async () => {
    expect(await precisionMisses(file)).toEqual([]);
  });

  it.skipIf(several.some((n) => file.includes(n)))('draws the same in both', async () => {
    expect(await drawGap(file)).toBeLessThan(1e-5);
  });
});
