// A vector parameter of written-out size that is used entry by entry is solved for entry by entry: its entries are numbers, and
// on a simplex they add up to one.
import { add } from '../../ir/build.ts';
import { entry } from '../../ir/entry.ts';
import { type Domain, type Expr, isScalar, one, type SymbolExpr, symbol, zero } from '../../ir/expr.ts';
import type { Equality } from '../../ir/isolate.ts';
import { stack } from '../../ir/literal.ts';
import { solveSystem } from '../../ir/solve.ts';
import { dependsOn, substitute } from '../../ir/visit.ts';

/** The values of the parameters, or undefined where none is such a vector or elimination does not reach the entries. */
export function solveByEntry(
  equations: readonly Equality[],
  parameters: readonly SymbolExpr[],
): ReadonlyMap<SymbolExpr, Expr> | undefined {
  const split = new Map(parameters.filter(isWritten).map((p) => [p, entriesOf(p)]));
  if (split.size === 0 || !equations.every((e) => isScalar(e.left))) return undefined;
  const places = new Map<Expr, Expr>([...split].flatMap(([p, all]) => all.map((x, i) => [entry(p, i), x] as const)));
  const scalars = equations.map((e) => ({ ...e, left: substitute(e.left, places) }));
  if (scalars.some((e) => dependsOn(e.left, [...split.keys()]))) return undefined;
  const totals = [...split].flatMap(([p, all]) =>
    p.domain.kind === 'simplex' ? [{ left: add(...all), right: one }] : [],
  );
  const unknowns = parameters.flatMap((p) => split.get(p) ?? [p]);
  const found = solveSystem([...scalars, ...totals], unknowns);
  const solution = (x: SymbolExpr): Expr => found?.get(x) ?? zero;
  return found && new Map(parameters.map((p) => [p, stacked(split.get(p), solution) ?? solution(p)]));
}

const stacked = (entries: readonly SymbolExpr[] | undefined, solution: (x: SymbolExpr) => Expr): Expr | undefined =>
  entries && stack(...entries.map(solution));

const isWritten = (p: SymbolExpr): boolean => p.shape.length === 1 && /^\d+$/.test(p.shape[0] ?? '');

const entriesOf = (p: SymbolExpr): readonly SymbolExpr[] =>
  Array.from({ length: Number(p.shape[0]) }, (_, i) => symbol(`${p.name}[${i + 1}]`, entryDomain(p.domain)));

const entryDomain = (d: Domain): Domain => (d.kind === 'simplex' ? { kind: 'interval', lower: zero, upper: one } : d);
