// Training on the wasm backend gives what the cpu backend gives, up to rounding: what backends leave out or do otherwise
// would show here.
import { expect, it } from 'vitest';
import { selectBackend } from '../src/runtime/index.ts';
import { type TrainingSettings, train } from '../src/train/index.ts';
import { cloudSplit, perturbedDescent, settings } from './train-fixture.ts';

it.each(['tanh', 'relu'] as const)('a network of %s learns alike on both backends', async (activation) => {
  const histories = [];
  for (const backend of ['cpu', 'wasm']) {
    expect((await selectBackend({ prefer: [backend] })).backend).toBe(backend);
    const asked: TrainingSettings = { ...settings, activation, backend };
    const plan = { settings: asked, data: cloudSplit(100, 60), makeOptimizer: perturbedDescent, epochs: 1 };
    histories.push((await train(plan)).history[0]);
  }
  const [cpu, wasm] = histories;
  expect(wasm?.loss).toBeLessThan(0.7);
  for (const key of ['mean', 'averaged'] as const) {
    expect(wasm?.[key]?.nll).toBeCloseTo(cpu?.[key]?.nll ?? Number.NaN, 4);
    expect(wasm?.[key]?.ece).toBeCloseTo(cpu?.[key]?.ece ?? Number.NaN, 4);
  }
  expect(wasm?.loss).toBeCloseTo(cpu?.loss ?? Number.NaN, 4);
});
