// A quadrature rule over the draws of a base.
import type { Expr } from '../../../ir/expr.ts';
import type { Tensor } from '../../../numeric/tensors.ts';

/** The draws at the places of a rule, with what is known better than from the draws themselves, and their weights. */
export interface BaseRule {
  /** What every place tells: the draws, and what vanishes at an edge. */
  readonly inputs: readonly Expr[];
  readonly draws: Iterable<WeighedDraw>;
}

/** One place of a rule: a value for each input, which the next place may overwrite. */
export interface WeighedDraw {
  readonly values: readonly Tensor<number>[];
  readonly weight: number;
}
