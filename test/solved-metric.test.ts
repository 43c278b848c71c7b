// The natural gradient by a linear solve where no elimination ends: signs with a field each, and a coupling.
import '@tensorflow/tfjs-backend-cpu';
import { scalar, tensor1d } from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { emitJs } from '../src/backends/js/module.ts';
import { emitTfjs } from '../src/backends/tfjs/module.ts';
import { compile } from '../src/compile.ts';
import { programOf } from '../src/theorems/program.ts';
import { stepAt } from '../src/values/step.ts';
import { type EmittedModule, load, loadTensors } from './emit-run.ts';

const text = `family Fields { variable x in {-1,1}^3
  parameter J in Real, h in Real^3
  density ∝ exp(J (entry(x,1)*entry(x,2) + entry(x,2)*entry(x,3)) + dot(h,x)) }`;
const at = { J: 0.3, h: [0.2, -0.5, 0.7] };
const gradient = { J: 0.4, h: [0.1, -0.3, 0.2] };

/** numpy 1.26: λ − ρτλ − ρ F⁻¹ g with F the covariance of the statistics over the eight values, ρ = 0.1, τ = 1. */
const after = [0.20470239, 0.13618818, -0.34249912, 0.55693586];
const near = (digits: number): readonly unknown[] => after.map((x) => expect.closeTo(x, digits));

const [declared] = compile(text).declarations;
const program = () => {
  if (!declared?.findings) throw new Error(declared?.diagnostics.map((d) => d.message).join());
  return programOf(declared.findings);
};

it('is derived, and every claim holds', () => {
  expect(declared?.diagnostics).toEqual([]);
});

it('gives the step that a solve with the covariance gives', () => {
  const found = declared && stepAt(declared, { at, gradient, rho: 0.1 });
  const { J, h } = (found?.ok ? found.value.parameters : {}) as { J: number; h: readonly number[] };
  expect([J, ...h]).toEqual(near(8));
});

const stepOf = (module: EmittedModule): unknown => module.update(at, gradient, { rho: 0.1, tau: 1 });

it('is emitted as it is derived', async () => {
  const options = { source: 'a test', version: '0.0.0' };
  const plain = stepOf(await load(emitJs(program(), options).js)) as { J: number; h: Float64Array };
  expect([plain.J, ...plain.h]).toEqual(near(8));
  const tensors = await loadTensors(emitTfjs(program(), options).js);
  const [moved, along] = [at, gradient].map(({ J, h }) => ({ J: scalar(J), h: tensor1d(h) }));
  const found = tensors.update(moved, along, { rho: 0.1, tau: 1 }) as Record<'J' | 'h', { dataSync(): Float32Array }>;
  expect([...found.J.dataSync(), ...found.h.dataSync()]).toEqual(near(5));
});
