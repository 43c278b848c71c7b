// A quadrature rule over the draws of a base.
import type { Expr } from '../../../ir/expr.ts';
import type { Tensor } from '../../../numeric/tensors.ts';

/** The draws at the places of a rule, with what is known better than from the draws themselves, and their weights. */
export interface BaseRule {
  readonly draws: Iterable<WeighedDraw>;
}

/** One place of a rule; the first place names what all of them tell. */
export interface WeighedDraw {
  readonly values: ReadonlyMap<Expr, Tensor<number>>;
  readonly weight: number;
}
