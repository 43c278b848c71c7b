// What is known about an optimizer on an orbit: one step of its algorithm, in equations.
import type { Expr, SymbolExpr } from '../ir/expr.ts';
import type { OptimizerModel } from '../model/optimizer.ts';
import type { Assignment } from '../model/program.ts';
import type { Blocks } from './lie-findings.ts';
import type { OrbitFindings } from './orbit-findings.ts';

/** One step: averages of the differential over the draws, momentum, direction, and the next element. */
export interface GroupStep {
  /** Ē_A: the mean of the differential over the draws of a step, one symbol a block. */
  readonly averages: readonly Assignment[];
  /** X♯, block by block: a target of an assignment, or the covector itself. */
  readonly direction: Blocks;
  /** In order; later ones may use earlier targets. */
  readonly assignments: readonly Assignment[];
  /** Momentum of a block, before the step. */
  readonly momentum: ReadonlyMap<SymbolExpr, SymbolExpr>;
  /** State symbol ↦ target that is its next value. */
  readonly next: ReadonlyMap<SymbolExpr, SymbolExpr>;
  /** What the loss is evaluated at, with the temperature and rates of this optimizer. */
  readonly place: readonly Assignment[];
}

/** Everything known of an optimizer. All but the model and the orbit is found on the way. */
export interface OptimizerFindings {
  readonly model: OptimizerModel;
  readonly orbit: OrbitFindings;
  readonly step?: GroupStep;
  /** The point estimate of what the loss sees. */
  readonly centre?: readonly Expr[];
}
