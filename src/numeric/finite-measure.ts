// A density as a finite measure: places, weights, and the logarithm of its total mass.
import type { Expr, SymbolExpr } from '../ir/expr.ts';
import { lazily } from './lazily.ts';
import type { Tensor } from './tensors.ts';

/** What is told of a place: many thousands are kept at a time, so that each tells no more than what counts there. */
export interface MeasurePlace<N> {
  /** The variable first, then what vanishes nearby. Places of one piece share the list. */
  readonly nodes: readonly Expr[];
  /** The numbers that these are, one after the other. */
  readonly values: readonly N[];
}

/** Places that tell the same nodes. */
export const placesOf = <N>(nodes: readonly Expr[], values: readonly (readonly N[])[]): readonly MeasurePlace<N>[] =>
  values.map((own) => ({ nodes, values: own }));

/** The normalised measure of a density, and its total mass. */
export interface Measure<N> {
  /** log ∫ exp(logDensity). */
  readonly logTotal: N;
  /** Estimated relative error of the total. */
  readonly error: number;
  /** The shape of every node that places tell: one number where there are several. */
  readonly shape: readonly number[];
  /** Made when a mean asks for them; the total alone needs none. */
  readonly places: () => readonly MeasurePlace<N>[];
  /** They sum to one. */
  readonly weights: readonly number[];
  readonly evaluations: number;
  /** Of an integral: its nodes by panels, so that what is rougher than the density can ask for more of them. */
  readonly panels?: () => MeasurePanels<N>;
}

/** What a place says of each node. */
export const valuesAt = <N>({ shape }: Pick<Measure<N>, 'shape'>, { nodes, values }: MeasurePlace<N>): Tensor<N>[] =>
  nodes.length === 1 ? [{ shape, data: values }] : values.map((x) => ({ shape, data: [x] }));

/** Of each node its panel and its weight by the coarser rule of the pair; the measure with some panels halved. */
export interface MeasurePanels<N> {
  readonly of: readonly number[];
  readonly coarse: readonly number[];
  /** Of each panel the places at its ends, where no node is. */
  readonly ends: readonly (readonly [MeasurePlace<N>, MeasurePlace<N>])[];
  readonly halved: (panels: ReadonlySet<number>) => Measure<N>;
}

/** A measure of one variable that nobody has named yet: its places are the values, flat. */
export interface BareMeasure extends Omit<Measure<number>, 'shape' | 'places'> {
  readonly places: () => readonly (readonly number[])[];
}

/** A variable by the nodes that places tell, and their shape. */
export interface Named {
  readonly nodes: readonly Expr[];
  readonly shape: readonly number[];
}

/** The measure of a variable with its name. */
export const named = <M extends BareMeasure>({ nodes, shape }: Named, measure: M): M & Measure<number> => ({
  ...measure,
  shape,
  places: lazily(() => placesOf(nodes, measure.places())),
});

/** Measures by their variable and the logarithm of their density, which need not name it; all at one point. */
export interface Measures {
  readonly get: (variable: SymbolExpr, log: Expr) => Measure<unknown> | undefined;
  readonly set: (variable: SymbolExpr, log: Expr, measure: Measure<unknown>) => void;
}

/** An empty store of measures. */
export function emptyMeasures(): Measures {
  const found = new Map<SymbolExpr, Map<Expr, Measure<unknown>>>();
  return {
    get: (variable, log) => found.get(variable)?.get(log),
    set: (variable, log, measure) => {
      const ofVariable = found.get(variable) ?? new Map<Expr, Measure<unknown>>();
      found.set(variable, ofVariable.set(log, measure));
    },
  };
}

/** How a measure is to be computed. */
export interface MeasureOptions {
  readonly tolerance?: number;
  readonly limit?: number;
}
