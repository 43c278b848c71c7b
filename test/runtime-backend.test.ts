// The choice of a backend: it always answers, says why it passed others by, and finds the wasm files in Node.
import * as tf from '@tensorflow/tfjs-core';
import { expect, test, vi } from 'vitest';
import { backendOrder, selectBackend } from '../src/runtime/backend.ts';

test('a preferred backend that works is used at once', async () => {
  const choice = await selectBackend({ prefer: ['cpu'] });
  expect(choice).toEqual({ backend: 'cpu', tried: [{ name: 'cpu', ok: true, reason: 'it loads and computes' }] });
  expect(tf.getBackend()).toBe('cpu');
});

test('wasm loads its files from the installed package', async () => {
  const choice = await selectBackend({ prefer: ['wasm'] });
  expect(choice.tried).toEqual([{ name: 'wasm', ok: true, reason: 'it loads and computes' }]);
  expect(tf.getBackend()).toBe('wasm');
});

test('a name that is no backend, and one that does not run here, are reasons', async () => {
  const { backend, tried } = await selectBackend({ prefer: ['abacus', 'webgl', 'cpu'] });
  expect(backend).toBe('cpu');
  expect(tried.map(({ name, ok }) => [name, ok])).toEqual([
    ['abacus', false],
    ['webgl', false],
    ['cpu', true],
  ]);
  expect(tried[0]?.reason).toContain('tfjs-node-gpu');
  expect(tried[1]?.reason).toBe('there is no WebGL in Node');
});

test('without wishes, the order is kept up to the one that works, and each attempt can be printed', async () => {
  const print = vi.spyOn(console, 'log').mockImplementation(() => undefined);
  const { backend, tried } = await selectBackend({ verbose: true });
  expect(backend).not.toBeNull();
  expect(tried.map(({ name }) => name)).toEqual(backendOrder().slice(0, tried.length));
  expect(tried.slice(0, -1).every(({ ok, reason }) => !ok && reason !== '')).toBe(true);
  expect(print).toHaveBeenCalledTimes(tried.length);
  print.mockRestore();
});
