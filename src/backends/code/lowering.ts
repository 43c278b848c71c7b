// What lowering an expression shares between scalars and matrices: the environment, shapes at run time, plain calls.
import type { Expr, Shape } from '../../ir/expr.ts';
import type { Names } from './names.ts';
import type { ElementwiseOperation, Term, TermTable } from './term.ts';

/** Everything that turning an expression into a term needs. */
export interface Lowering {
  readonly table: TermTable;
  readonly names: Names;
  readonly environment: Map<Expr, Term>;
  /** Are the terms differentiated once more, by who calls the module? */
  readonly differentiable: boolean;
  lower(e: Expr): Term;
  /** Lowers an expression so from now on, in this scope only: a bound name means something else in another. */
  remember(e: Expr, term: Term): void;
  /** The same with further symbols bound. */
  within(bindings: ReadonlyMap<Expr, Term>): Lowering;
}

/** The shape of the value at run time: rows are vectors. */
export const runtimeShape = (shape: Shape): Shape =>
  shape.length === 2 && shape[0] === '1' && shape[1] ? [shape[1]] : shape;

/** A call whose shape is that of its widest argument. */
export function elementwise(l: Lowering, operation: ElementwiseOperation, ...args: readonly Term[]): Term {
  const shape = args.find((a) => a.shape.length > 0)?.shape ?? [];
  const [a] = args;
  if (operation === 'negate' && a?.kind === 'call' && a.operation === 'negate' && a.args[0]) return a.args[0];
  return l.table.call(operation, args, shape);
}
