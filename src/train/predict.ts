// What a network predicts: at the estimate of its weights, and averaged over draws from their posterior.
import * as tf from '@tensorflow/tfjs-core';
import type { Dataset } from './dataset.ts';
import { averaged, type LogProbabilities } from './metrics.ts';
import type { Network } from './network.ts';
import type { TrainableOptimizer } from './optimizer.ts';

/** Rows that pass the network at once: bounds the memory that a prediction takes. */
const rowsAtOnce = 1000;

/** Predictions on `data` with the weights as they stand. */
export function predict(network: Network, data: Dataset): Promise<LogProbabilities> {
  return read(forward(network, data), network.shape.classes);
}

/** Predictions averaged over `samples` draws of the weights; none where the optimizer holds no posterior. */
export async function predictAveraged(
  network: Network,
  optimizer: TrainableOptimizer,
  data: Dataset,
  samples: number,
): Promise<LogProbabilities | undefined> {
  if (optimizer.sampled === undefined || samples < 1) return undefined;
  const drawn: LogProbabilities[] = [];
  for (let s = 0; s < samples; s += 1) {
    const outputs = optimizer.sampled(() => forward(network, data));
    drawn.push(await read(outputs, network.shape.classes));
  }
  return averaged(drawn);
}

function forward(network: Network, { inputs, count, features }: Dataset): readonly tf.Tensor2D[] {
  const outputs: tf.Tensor2D[] = [];
  for (let row = 0; row < count; row += rowsAtOnce) {
    const rows = Math.min(rowsAtOnce, count - row);
    const part = inputs.subarray(row * features, (row + rows) * features);
    outputs.push(tf.tidy(() => tf.logSoftmax(network.logits(tf.tensor2d(part, [rows, features])))));
  }
  return outputs;
}

async function read(outputs: readonly tf.Tensor2D[], classes: number): Promise<LogProbabilities> {
  const parts = await Promise.all(outputs.map((output) => output.data()));
  tf.dispose([...outputs]);
  return { values: Float64Array.from(parts.flatMap((part) => [...part])), classes };
}
