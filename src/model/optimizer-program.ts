// What a compiled optimizer computes, target-neutral: backends print these equations, replay runs them.
import type { Dim, Expr, SymbolExpr } from '../ir/expr.ts';
import type { HyperParameter } from './optimizer.ts';
import type { Assignment, Sampler } from './program.ts';

/** One tensor that the optimizer keeps from step to step. */
export interface StateVariable {
  readonly symbol: SymbolExpr;
  /** Its name outside: the block's own (`A`), or `momentum_A`. */
  readonly name: string;
  readonly role: 'element' | 'momentum';
  /** Where it starts when the user gives nothing: the identity, or zero. */
  readonly initial: Expr;
}

/** One draw from the base, once a sample. */
export interface Noise {
  /** The draw, of the shape of its component of the point. */
  readonly symbol: SymbolExpr;
  /** How to draw one coordinate (`lifted`) or the whole; absent where the base is one point. */
  readonly sampler?: Sampler;
  /** Other draws that the sampler uses; they are drawn before it. */
  readonly given: readonly SymbolExpr[];
  /** Are the coordinates of `symbol` independent copies of what the sampler draws? */
  readonly lifted: boolean;
}

/** A step, in order: draw, place, differentiate the loss there, average, update. */
export interface OptimizerProgram {
  readonly name: string;
  readonly dimensions: readonly Dim[];
  readonly state: readonly StateVariable[];
  readonly hyper: readonly HyperParameter[];
  /** Which of the hyper-parameters is the number of samples a step, and which the temperature. */
  readonly samples: SymbolExpr;
  readonly temperature: SymbolExpr;
  /** Asked for once a sample, in order; empty for a base without spread. */
  readonly noise: readonly Noise[];
  /** What the loss is evaluated at, in state and noise; P numbers in a vector, or a few scalars. */
  readonly place: readonly Assignment[];
  /** The gradient of the loss there, one symbol a target of `place`; asked for once a sample. */
  readonly gradient: readonly SymbolExpr[];
  /** Covectors on the algebra, in state, noise and gradient: averaged over the samples of a step. */
  readonly average: readonly Assignment[];
  /** From state, averages and hyper-parameters to the next state; later ones may use earlier targets. */
  readonly step: readonly Assignment[];
  /** State symbol ↦ the target of `step` that is its next value. */
  readonly next: ReadonlyMap<SymbolExpr, SymbolExpr>;
  /** The point estimate, one a target of `place`: the mean of the posterior where that exists, else its centre. */
  readonly centre: readonly Expr[];
}
