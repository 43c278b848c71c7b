// A quadrature rule over the draws of a base.
import type { Point } from '../../../numeric/points.ts';

/** The draws at the places of a rule, with their weights. */
export interface BaseRule {
  readonly draws: readonly { readonly values: Point; readonly weight: number }[];
}
