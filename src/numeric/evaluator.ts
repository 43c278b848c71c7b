// The evaluator's contract: the value of a node, and nodes as functions of others.
import { children, type Expr } from '../ir/expr.ts';
import { dependsOn, symbolsOf } from '../ir/visit.ts';
import type { Arithmetic } from './arithmetic.ts';
import type { Measures } from './finite-measure.ts';
import type { Sizes, Tensor } from './tensors.ts';

/** Values of expressions in one environment; every node is computed once. */
export interface Evaluator<N> {
  readonly arithmetic: Arithmetic<N>;
  readonly sizes: Sizes;
  readonly value: (e: Expr) => Tensor<N>;
  /** An evaluator in which some nodes have given values; the nodes that do not depend on them are shared. */
  readonly given: (inputs: readonly Expr[], values: readonly Tensor<N>[]) => Evaluator<N>;
  /** The outputs as a function of the inputs, for many calls. */
  readonly curry: (outputs: readonly Expr[], inputs: readonly Expr[]) => Curried<N>;
  /** The same environment in doubles, for what may be rough. */
  readonly inDoubles: () => Evaluator<number>;
  /** What integrals here were found on: it goes when the evaluator goes. */
  readonly found: { measures?: Measures };
}

/** Expressions as a function of chosen nodes; the results may be overwritten by the next call. */
export type Curried<N> = (values: readonly Tensor<N>[]) => readonly Tensor<N>[];

/**
 * An integral reaches an input through its free symbols only: its own variable is bound. What is given beside a symbol that
 * it holds (x − a beside x) varies with that symbol alone.
 */
function reachesFree(inputs: readonly Expr[]): (e: Expr) => boolean {
  const symbols = inputs.filter((input) => input.kind === 'symbol');
  const others = inputs.filter((input) => !dependsOn(input, symbols)).flatMap((input) => [...symbolsOf(input)]);
  return (e) => dependsOn(e, symbols) || dependsOn(e, others);
}

/** Does a node reach one of the inputs? The answers are kept. */
export function dependence(inputs: readonly Expr[]): (e: Expr) => boolean {
  const known = new Map<Expr, boolean>(inputs.map((e) => [e, true]));
  const reaches = reachesFree(inputs);
  const go = (e: Expr): boolean => {
    const answer = known.get(e);
    if (answer !== undefined) return answer;
    const found = e.kind === 'integral' ? reaches(e) : children(e).some(go);
    known.set(e, found);
    return found;
  };
  return go;
}
