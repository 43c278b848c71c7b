// What a derivation is about, as far as checking its claims needs to know.
import type { Span } from '../diagnostics.ts';
import type { SymbolExpr } from '../ir/expr.ts';
import type { DensityModel } from '../model/density.ts';
import { sizesOf } from '../numeric/mixed-differences.ts';
import { dimensionsOf, sizesFor } from '../numeric/points.ts';
import type { Sizes } from '../numeric/tensors.ts';

/** Where claims are tried, how symbols are spelled, and the place that a failed claim points at. */
export interface Subject {
  /** The sizes at which claims are tried; one empty map for a declaration without dimensions. */
  readonly sizes: readonly Sizes[];
  readonly spelling: ReadonlyMap<SymbolExpr, string>;
  readonly span: Span;
}

/** Dimension-generic claims run at P = 1, 2, 3. */
const sizesTried = [1, 2, 3];

/** A declared density as a subject. */
export const subjectOfDensity = (model: DensityModel): Subject => ({
  sizes: model.dimensions.length === 0 ? [new Map()] : sizesTried.map((n) => sizesOf(model, n)),
  spelling: model.spelling,
  span: model.spans.density,
});

/** Anything else that has dimensions: `symbols` are those that it declares. */
export function subjectOf(
  symbols: readonly SymbolExpr[],
  { spelling, span }: { readonly spelling: ReadonlyMap<SymbolExpr, string>; readonly span: Span },
): Subject {
  const { names, counts } = dimensionsOf(symbols);
  return { sizes: names.size === 0 ? [new Map()] : sizesTried.map((n) => sizesFor(names, n, counts)), spelling, span };
}
