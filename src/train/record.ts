// What is measured after each epoch: one line of metrics.jsonl.
import type { Dataset } from './dataset.ts';
import { type CalibrationBin, calibration, type Quality, quality } from './metrics.ts';
import type { Network } from './network.ts';
import type { TrainableOptimizer } from './optimizer.ts';
import { predict, predictAveraged } from './predict.ts';
import { filterSparsity } from './sparsity.ts';

/** The measures of one epoch. */
export interface EpochRecord {
  readonly epoch: number;
  /** Steps since the beginning. */
  readonly steps: number;
  /** Seconds spent on its steps; measuring is not counted. */
  readonly seconds: number;
  /** The mean loss over its steps, as the optimizer saw it. */
  readonly loss: number;
  /** On the test examples, at the estimate of the weights. */
  readonly mean: Quality;
  /** On the test examples, averaged over draws from the posterior; null without a posterior. */
  readonly averaged: Quality | null;
  /** How concentrated the first layer's filters are (Hoyer). */
  readonly sparsity: number;
}

/** Confidence against accuracy, for the reliability diagram. */
export interface Reliability {
  readonly mean: readonly CalibrationBin[];
  readonly averaged: readonly CalibrationBin[] | null;
}

/** The measures of a network on test examples. */
export async function measure(
  network: Network,
  optimizer: TrainableOptimizer,
  test: Dataset,
  samples: number,
): Promise<Pick<EpochRecord, 'mean' | 'averaged' | 'sparsity'> & { readonly reliability: Reliability }> {
  const mean = await predict(network, test);
  const averaged = await predictAveraged(network, optimizer, test, samples);
  const weights = await firstLayer(network);
  return {
    mean: quality(mean, test.labels),
    averaged: averaged ? quality(averaged, test.labels) : null,
    sparsity: filterSparsity(weights, network.shape.features, weights.length / network.shape.features),
    reliability: {
      mean: calibration(mean, test.labels),
      averaged: averaged ? calibration(averaged, test.labels) : null,
    },
  };
}

/** The weights of the first layer, features × units, row by row. */
export async function firstLayer({ variables }: Network): Promise<Float32Array> {
  return (await variables[0]?.data<'float32'>()) ?? new Float32Array();
}
