// The evaluator's contract: the value of a node, and nodes as functions of others.
import { children, type Expr } from '../ir/expr.ts';
import { symbolsOf } from '../ir/visit.ts';
import type { Arithmetic } from './arithmetic.ts';
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
}

/** Expressions as a function of chosen nodes; the results may be overwritten by the next call. */
export type Curried<N> = (values: readonly Tensor<N>[]) => readonly Tensor<N>[];

/** An integral reaches an input through its free symbols only: its own variable is bound. */
function bindsFree(e: Expr, inputs: readonly Expr[]): boolean {
  const free = symbolsOf(e);
  return inputs.some((input) => [...symbolsOf(input)].some((s) => free.has(s)));
}

/** Does a node reach one of the inputs? The answers are kept. */
export function dependence(inputs: readonly Expr[]): (e: Expr) => boolean {
  const known = new Map<Expr, boolean>(inputs.map((e) => [e, true]));
  const go = (e: Expr): boolean => {
    const answer = known.get(e);
    if (answer !== undefined) return answer;
    const found = e.kind === 'integral' ? bindsFree(e, inputs) : children(e).some(go);
    known.set(e, found);
    return found;
  };
  return go;
}
