// What can be claimed of all coordinates together: natural and mean parameters as one vector in the order of the statistics,
// metrics as one matrix in the order of the statistics or of the declared parameters. One coordinate is claimed as it is.

import { type Expr, isScalar, type SymbolExpr } from '../ir/expr.ts';
import { matrix, stack } from '../ir/literal.ts';
import { substitute } from '../ir/visit.ts';
import type { Findings } from './findings.ts';
import { entryOf } from './form-entry.ts';
import { required } from './theorem.ts';

type Together = (known: Findings) => Expr | undefined;

/** What was derived, in the declared parameters; undefined where the coordinates are not numbers. */
export const coordinateQuantities: Readonly<Record<string, Together>> = {
  natural: (known) => vectorOf(blocksOf(known).map((b) => b.natural)),
  meanParameters: (known) => vectorOf(required(known, 'mean').ofParameters),
  fisher: parameterMetric,
  fisherParameters: parameterMetric,
  fisherNatural: (known) => {
    const { value, left, right } = required(known, 'fisher').natural;
    const inParameters = new Map<Expr, Expr>(blocksOf(known).map((b) => [b.symbol, b.natural]));
    return metricOf(substitute(value, inParameters), left, right);
  },
};

const blocksOf = (known: Findings) => required(known, 'separation').blocks;

function parameterMetric(known: Findings): Expr | undefined {
  const { value, left, right } = required(known, 'fisher').parameters;
  const tangents = (side: ReadonlyMap<SymbolExpr, SymbolExpr>): readonly SymbolExpr[] =>
    known.model.parameters.flatMap((p) => side.get(p) ?? []);
  return metricOf(value, tangents(left), tangents(right));
}

function vectorOf(entries: readonly Expr[]): Expr | undefined {
  if (entries.length < 2) return entries[0];
  return entries.every(isScalar) ? stack(...entries) : undefined;
}

/** The entries of a bilinear form at numbers, row by row. */
function metricOf(form: Expr, left: readonly SymbolExpr[], right: readonly SymbolExpr[]): Expr | undefined {
  return left.length > 0 && [...left, ...right].every(isScalar)
    ? matrix(left.map((u) => right.map((v) => entryOf(form, u, v))))
    : undefined;
}
