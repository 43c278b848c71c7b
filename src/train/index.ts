// Training with compiled optimizers, as functions without a file system: the face of `blrc/train`.
export { type Checkpoint, decodeCheckpoint, encodeCheckpoint, type Position } from './checkpoint.ts';
export { type CsvOptions, csvDataset } from './csv.ts';
export {
  type Dataset,
  type ImageShape,
  type Split,
  type SplitSizes,
  shortened,
  splitAtRandom,
  splitInOrder,
  standardised,
} from './dataset.ts';
export { type IdxPair, idxDataset, idxFiles, type NamedBytes } from './idx.ts';
export type { InitialStates, InitialValue } from './initial.ts';
export type { CalibrationBin, Quality } from './metrics.ts';
export type { Activation } from './network.ts';
export type { OptimizerMaker, OptimizerSettings, TrainableOptimizer } from './optimizer.ts';
export type { Outcome, Place, Problem } from './outcome.ts';
export { lossChart, reliabilityChart } from './plots/charts.ts';
export { type Filters, filtersPicture } from './plots/filters.ts';
export type { EpochRecord, Reliability } from './record.ts';
export { factorAt, type Rates, type Schedule, scheduleOf, scheduleText } from './schedule.ts';
export { type Fingerprint, fingerprint, sameSettings, sumOf, type TrainingSettings } from './settings.ts';
export {
  type Beginning,
  beginning,
  stepsPerEpoch,
  type TrainingPlan,
  type TrainingResult,
  type TrainingWatch,
  train,
} from './train.ts';
