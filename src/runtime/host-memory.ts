// Backends that compute in the host's memory: there a number is read back without a wait, and log is that of the C
// library or of JavaScript, good to the last bits.
import * as tf from '@tensorflow/tfjs-core';

const backends: readonly string[] = ['cpu', 'wasm', 'tensorflow'];

/** Does the backend in use compute in the host's memory? */
export const inHostMemory = (): boolean => backends.includes(tf.getBackend());
