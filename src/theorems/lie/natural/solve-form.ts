// X with F(X, ·) = M: each block alone where it can be, scalars and vectors by elimination, a matrix last.
import { add, fill, sub } from '../../../ir/build.ts';
import { gradient, isNothing } from '../../../ir/differentiate.ts';
import { expand } from '../../../ir/expand.ts';
import { type Expr, type SymbolExpr, zero } from '../../../ir/expr.ts';
import type { Equality } from '../../../ir/isolate.ts';
import { simplify } from '../../../ir/simplify.ts';
import { solveLinear } from '../../../ir/solve.ts';
import { dependsOn, substitute } from '../../../ir/visit.ts';
import { solveBetween } from './solve-between.ts';
import { solveMatrix } from './solve-matrix.ts';
import { solveTurned } from './solve-turned.ts';

/**
 * The blocks of X in M; directions that the form does not see are left out. Undefined where no road reaches it. Where the
 * form holds measured numbers, `settle` drops what is zero but for rounding.
 */
export function solveForm(
  form: Expr,
  algebra: readonly SymbolExpr[],
  other: readonly SymbolExpr[],
  covector: readonly SymbolExpr[],
  settle: (e: Expr) => Expr = (e) => e,
): readonly Expr[] | undefined {
  const equations = other.map((y, i) => ({ left: simplify(expand(gradient(form, y))), right: covector[i] ?? zero }));
  const found = new Map<SymbolExpr, Expr>();
  const isAlone = (x: SymbolExpr, i: number): boolean =>
    equations.every((e, k) =>
      (k === i ? algebra : [x]).every((z) => (z === x) === (k === i) || !dependsOn(e.left, [z])),
    );
  algebra.forEach((x, i) => {
    const e = equations[i];
    const solved = e && isAlone(x, i) ? alone(e, x) : undefined;
    if (solved) found.set(x, solved);
  });
  const open = algebra.filter((x) => !found.has(x));
  const joint = together(
    equations.filter((_, i) => open.some((x) => x === algebra[i])),
    open,
    settle,
  );
  return joint && algebra.map((x) => simplify(found.get(x) ?? joint.get(x) ?? zero));
}

function alone(e: Equality, x: SymbolExpr): Expr | undefined {
  if (isNothing(e.left)) return fill(zero, x.shape);
  return x.shape.length === 2
    ? [solveMatrix, solveTurned, solveBetween].map((road) => road(e.left, e.right, x)).find((v) => v !== undefined)
    : solveLinear([e], [x])?.get(x);
}

type Solution = ReadonlyMap<SymbolExpr, Expr>;

/** Numbers and vectors in terms of the one matrix, then that matrix, then the others again. */
function together(
  equations: readonly Equality[],
  unknowns: readonly SymbolExpr[],
  settle: (e: Expr) => Expr,
): Solution | undefined {
  const [matrix, second] = unknowns.filter((x) => x.shape.length === 2);
  if (!matrix || second)
    return unknowns.length === 0 ? new Map() : second ? undefined : solveLinear(equations, unknowns);
  const own = equations[unknowns.indexOf(matrix)];
  const rest = unknowns.filter((x) => x !== matrix);
  const inMatrix = solveLinear(
    equations.filter((e) => e !== own),
    rest,
  );
  if (!own || !inMatrix) return undefined;
  const whole = settle(simplify(expand(substitute(own.left, inMatrix))));
  const terms = whole.kind === 'sum' ? whole.terms : [whole];
  const inside = terms.filter((t) => dependsOn(t, [matrix]));
  const outside = add(fill(zero, matrix.shape), ...terms.filter((t) => !inside.includes(t)));
  const solved = solveMatrix(add(...inside), sub(own.right, outside), matrix);
  if (!solved) return undefined;
  const known = new Map([[matrix, solved]]);
  return new Map([...known, ...[...inMatrix].map(([x, value]) => [x, simplify(substitute(value, known))] as const)]);
}
