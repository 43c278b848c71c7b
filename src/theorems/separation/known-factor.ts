// A known rectangular matrix in front of a parameter belongs to the statistic: ⟨Xw, y⟩ = ⟨w, Xᵀy⟩, so that a density
// with more observations than parameters keeps one statistic a parameter (the sufficient statistics of a linear model).
import { add, mul } from '../../ir/build.ts';
import type { Expr } from '../../ir/expr.ts';
import type { Item } from '../../ir/separate.ts';
import { columnsOf, matmul, rowsOf, transpose } from '../../ir/tensor.ts';
import { dependsOn } from '../../ir/visit.ts';
import type { DensityModel } from '../../model/density.ts';

/** The items with every leading constant that is rectangular, and known weights before it, moved to the side of the variable. */
export function moveKnownFactors(model: DensityModel, items: readonly Item[]): readonly Item[] {
  const grouped = new Map<Expr, Expr[]>();
  for (const item of items) {
    const { atom, coefficient } = moveKnownFactor(model, item);
    grouped.set(atom, [...(grouped.get(atom) ?? []), coefficient]);
  }
  return [...grouped].map(([atom, list]) => ({ atom, coefficient: add(...list) }));
}

/** ⟨w∘(Xβ), y⟩ = ⟨β, Xᵀ(w∘y)⟩ with known X and w; without weights only where X is not square. */
function moveKnownFactor(model: DensityModel, item: Item): Item {
  const { coefficient, atom } = item;
  const factors = coefficient.kind === 'product' ? coefficient.factors : [coefficient];
  const tensors = factors.filter((f) => f.shape.length > 0);
  const weights = tensors.filter((f) => f.shape.length === 1 && !dependsOn(f, model.parameters));
  const [word, ...others] = tensors.filter((f) => !weights.includes(f));
  const letters = word?.kind === 'apply' && word.fn === 'matmul' ? word.args : [];
  const count = letters.slice(0, -1).findIndex((l) => dependsOn(l, model.parameters));
  const [known, rest] = count < 0 ? [letters.slice(0, -1), letters.slice(-1)] : splitAt(letters, count);
  if (!word || others.length > 0 || known.length === 0) return item;
  const matrix = matmul(...known);
  if (weights.length === 0 && !isRectangular(matrix)) return item;
  const scale = factors.filter((f) => !tensors.includes(f));
  return {
    atom: matmul(transpose(matrix), mul(...weights, atom)),
    coefficient: mul(...scale, matmul(...rest)),
  };
}

const isRectangular = (e: Expr): boolean => e.shape.length === 2 && rowsOf(e) !== columnsOf(e);

const splitAt = <T>(list: readonly T[], i: number): readonly [readonly T[], readonly T[]] => [
  list.slice(0, i),
  list.slice(i),
];
