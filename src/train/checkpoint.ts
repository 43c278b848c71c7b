// A run at rest: weights, the optimizer's whole state, how far it is, and what was measured. The order of the examples and
// all random numbers are functions of the seed and of this.
import * as tf from '@tensorflow/tfjs-core';
import type { Network } from './network.ts';
import type { TrainableOptimizer } from './optimizer.ts';
import { done, type Outcome, wrong } from './outcome.ts';
import type { EpochRecord } from './record.ts';
import { type Fingerprint, sumOf } from './settings.ts';
import { decodeTensors, encodeTensors, type HostTensor, type TensorFile } from './tensor-file.ts';

/** How far a run is. */
export interface Position {
  /** Finished epochs. */
  readonly epoch: number;
  /** Batches done in the epoch after them. */
  readonly batch: number;
  /** The sum of the losses of those batches, each times its number of examples. */
  readonly lossSum: number;
  /** Seconds spent on those batches. */
  readonly seconds: number;
}

/** All that a run needs to go on as if it had never stopped. */
export interface Checkpoint {
  readonly fingerprint: Fingerprint;
  readonly position: Position;
  readonly history: readonly EpochRecord[];
  readonly weights: readonly HostTensor[];
  readonly optimizer: readonly HostTensor[];
}

/** Reads variables and optimizer back to the host. */
export async function takeState(
  network: Network,
  optimizer: TrainableOptimizer,
): Promise<Pick<Checkpoint, 'weights' | 'optimizer'>> {
  const weights = await Promise.all(network.variables.map((variable) => hostTensor(variable.name, variable)));
  const state = await optimizer.getWeights();
  const taken = await Promise.all(state.map(({ name, tensor }) => hostTensor(name, tensor)));
  // What is no variable of the optimizer was made for us, the count of its steps for one.
  tf.dispose(state.flatMap(({ tensor }) => (tensor instanceof tf.Variable ? [] : [tensor])));
  return { weights, optimizer: taken };
}

async function hostTensor(name: string, tensor: tf.Tensor): Promise<HostTensor> {
  const { dtype } = tensor;
  if (dtype !== 'float32' && dtype !== 'int32' && dtype !== 'bool') throw new RangeError(`state of type ${dtype}`);
  const values = await tensor.data<typeof dtype>();
  // A copy, since a kernel may write a tensor's next values where these lie.
  return { name, dtype, shape: [...tensor.shape], values: values.slice() };
}

/** Puts a state back; the network and the optimizer must be made from the settings it was taken under. */
export async function restoreState(
  { weights, optimizer: state }: Pick<Checkpoint, 'weights' | 'optimizer'>,
  network: Network,
  optimizer: TrainableOptimizer,
): Promise<void> {
  const upload = ({ values, shape, dtype }: HostTensor): tf.Tensor => tf.tensor(values, [...shape], dtype);
  network.variables.forEach((variable, i) => {
    const saved = weights[i];
    if (saved === undefined) throw new RangeError(`no saved values of ${variable.name}`);
    const values = upload(saved);
    variable.assign(values);
    values.dispose();
  });
  const named = state.map((saved) => ({ name: saved.name, tensor: upload(saved) }));
  await optimizer.setWeights(named);
  // Optimizers of TensorFlow.js keep the tensors they are given as variables of their own.
  tf.dispose(named.map(({ tensor }) => tensor));
}

const version = '2';

/** The checkpoint as a file. */
export const encodeCheckpoint = (checkpoint: Checkpoint): Uint8Array => encodeTensors(summed(fileOf(checkpoint)));

/** With a sum over all that it holds: a run that goes on from other numbers would not be the same run. */
const summed = (file: TensorFile): TensorFile => ({
  ...file,
  metadata: { ...file.metadata, sum: sumOf(encodeTensors(file)) },
});

function fileOf({ fingerprint, position, history, weights, optimizer }: Checkpoint): TensorFile {
  return {
    metadata: {
      blrc: version,
      fingerprint: JSON.stringify(fingerprint),
      position: JSON.stringify(position),
      history: JSON.stringify(history),
    },
    tensors: [...prefixed('weights', weights), ...prefixed('optimizer', optimizer)],
  };
}

/** The names of an optimizer's tensors may repeat; their order does not. */
const prefixed = (part: string, tensors: readonly HostTensor[]): readonly HostTensor[] =>
  tensors.map((tensor, i) => ({ ...tensor, name: `${part}/${i}/${tensor.name}` }));

/** Reads what `encodeCheckpoint` wrote. */
export function decodeCheckpoint(file: string, bytes: Uint8Array): Outcome<Checkpoint> {
  const found = decodeTensors(bytes);
  const { sum, ...metadata } = found?.metadata ?? {};
  if (found && metadata['blrc'] !== version) {
    return wrong(`${file} is no checkpoint of this version`, 'begin anew with --overwrite');
  }
  const whole = found && summed({ ...found, metadata });
  if (whole?.metadata['sum'] !== sum || !whole || encodeTensors(whole).length !== bytes.length) {
    return wrong(
      `${file} is no whole checkpoint: it was cut short, or changed since it was written`,
      'put back a copy of it, or begin anew with --overwrite',
    );
  }
  const part = (name: string): readonly HostTensor[] =>
    whole.tensors
      .filter((tensor) => tensor.name.startsWith(`${name}/`))
      .map((tensor) => ({ ...tensor, name: tensor.name.replace(/^\w+\/\d+\//, '') }));
  return done({
    fingerprint: JSON.parse(metadata['fingerprint'] ?? '{}') as Fingerprint,
    position: JSON.parse(metadata['position'] ?? '{}') as Position,
    history: JSON.parse(metadata['history'] ?? '[]') as readonly EpochRecord[],
    weights: part('weights'),
    optimizer: part('optimizer'),
  });
}
