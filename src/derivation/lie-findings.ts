// What is known about a Lie group so far: each theorem adds to it, none changes what another found.
import type { Expr } from '../ir/expr.ts';
import type { LieGroupModel } from '../model/lie-group.ts';

/** One expression for each block of an element, or of the algebra, in the order of declaration. */
export type Blocks = readonly Expr[];

/** How the exponential map was found. */
export type ExponentialRoad =
  | 'one block after the other'
  | 'jointly, by a matrix exponential'
  | 'for the points that are moved; the element is the one that moves them so';

/** Everything known of a group. All but the model is found on the way. */
export interface GroupFindings {
  readonly model: LieGroupModel;
  /** g·g₂ in the blocks of `elements` and `second`. */
  readonly composition?: Blocks;
  /** e. */
  readonly identity?: Blocks;
  /** g⁻¹ in the blocks of `elements`. */
  readonly inverse?: Blocks;
  /** d/dt g·exp(tX) at t = 0, in the blocks of `elements` and `algebra`: the left-invariant vector field of X. */
  readonly invariantField?: Blocks;
  /** d/dt exp(tX)·x at t = 0, one expression a component of the point. */
  readonly infinitesimal?: readonly Expr[];
  /** [X, Y] in the coordinates of `algebra` and `otherAlgebra`. */
  readonly bracket?: Blocks;
  /** exp X in the coordinates of the algebra. */
  readonly exponential?: { readonly values: Blocks; readonly road: ExponentialRoad };
}
