// Emitted tfjs modules of families that are not of the library: values, gradients, batches, and no tensor left behind.
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { files } from './emitted-families.ts';
import { batchMisses, gradientMisses, tensorsLeft } from './emitted-tensor-laws.ts';
import { precisionMisses } from './emitted-tensors.ts';

// Sums within sums, and integrals within them: `npm run test:oracles` takes these as well.
const long = new Set(
  ['conway-maxwell-poisson', 'hurdle-poisson', 'truncated-poisson', 'tilted-arcsine', 'hyperbola', 'zeta']
    .concat(['generalised-inverse-gaussian', 'ising-pair', 'planck', 'logistic-regression', 'truncated-normal'])
    .concat(['largest-of-normals', 'tilted-normal', 'log-linear', 'quartic', 'borel', 'generalised-poisson'])
    .map((name) => `test/families-unseen/${name}.blr`),
);
const unseen = files.filter((f) => f.startsWith('test/families-unseen/'));
const takesAll = process.env['ORACLES'] === 'all';
const chosen = takesAll ? unseen : unseen.filter((f) => !long.has(f));
// Batches, gradients and tensors left are matters of the emitter more than of a family: of two files in three they are left to the same.
const fully = chosen.filter((_, i) => takesAll || i % 3 === 0);

beforeAll(async () => {
  expect(await tf.setBackend('cpu')).toBe(true);
  await tf.ready();
});

it('are there', () => {
  expect([...long].filter((f) => !unseen.includes(f))).toEqual([]);
  expect(chosen.length).toBeGreaterThan(60);
  expect(fully.length).toBeGreaterThan(20);
});

describe.each(chosen)('%s', { timeout: 120_000 }, (file) => {
  it('computes what the reference computes', async () => expect(await precisionMisses(file, 1)).toEqual([]));
});

describe.each(fully)('%s', { timeout: 120_000 }, (file) => {
  it('is differentiable', async () => expect(await gradientMisses(file)).toEqual([]));
  it('takes a batch of any shape', async () => expect(await batchMisses(file)).toEqual([]));
  it('leaves no tensor behind', async () => expect(await tensorsLeft(file)).toBe(0));
});
