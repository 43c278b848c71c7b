// A density as a finite measure: places, weights, and the logarithm of its total mass.
import type { Expr } from '../ir/expr.ts';
import type { Tensor } from './tensors.ts';

/** The numbers that the inputs of a measure have there, one after the other: many thousands of places are kept at a time. */
export type MeasurePlace<N> = readonly N[];

/** The normalised measure of a density, and its total mass. */
export interface Measure<N> {
  /** log ∫ exp(logDensity). */
  readonly logTotal: N;
  /** Estimated relative error of the total. */
  readonly error: number;
  /** The nodes whose values each place gives: the variable first, then its distances from the ends. */
  readonly inputs: readonly Expr[];
  /** The shape of every one of them: one number where there are several. */
  readonly shape: readonly number[];
  /** Made when a mean asks for them; the total alone needs none. */
  readonly places: () => readonly MeasurePlace<N>[];
  /** They sum to one. */
  readonly weights: readonly number[];
  readonly evaluations: number;
  /** Of an integral: its nodes by panels, so that what is rougher than the density can ask for more of them. */
  readonly panels?: () => MeasurePanels<N>;
}

/** What a place says of each input. */
export const valuesAt = <N>(
  { inputs, shape }: Pick<Measure<N>, 'inputs' | 'shape'>,
  place: MeasurePlace<N>,
): Tensor<N>[] => (inputs.length === 1 ? [{ shape, data: place }] : place.map((x) => ({ shape, data: [x] })));

/** Of each node its panel and its weight by the coarser rule of the pair; the measure with some panels halved. */
export interface MeasurePanels<N> {
  readonly of: readonly number[];
  readonly coarse: readonly number[];
  /** Of each panel the places at its ends, where no node is. */
  readonly ends: readonly (readonly [MeasurePlace<N>, MeasurePlace<N>])[];
  readonly halved: (panels: ReadonlySet<number>) => Measure<N>;
}

/** Measures by the logarithm of their density, all at one point. */
export interface Measures {
  readonly get: (log: Expr) => Measure<unknown> | undefined;
  readonly set: (log: Expr, measure: Measure<unknown>) => void;
}

/** How a measure is to be computed. */
export interface MeasureOptions {
  readonly tolerance?: number;
  readonly limit?: number;
}
