// An emitted tfjs module is differentiable as it is imported: nobody has chosen a backend by `selectBackend` before.
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { moduleOf } from './emitted-tensors.ts';

it('without a call to the runtime', async () => {
  expect(tf.getGradient('Cast')).toBeUndefined();
  const normal = await moduleOf('families/exponential/normal.blr');
  const [m, s] = tf.grads((m, s) => normal.logDensity({ m, s }, tf.scalar(1)) as tf.Scalar)([
    tf.scalar(0.5),
    tf.scalar(2),
  ]);
  // ∂/∂m = s(θ − m), ∂/∂s = 1/(2s) − (θ − m)²/2.
  expect(m?.dataSync()[0]).toBeCloseTo(1, 6);
  expect(s?.dataSync()[0]).toBeCloseTo(0.125, 6);
});
