// A known rectangular matrix in front of a parameter belongs to the statistic: ⟨Xw, y⟩ = ⟨w, Xᵀy⟩, so that a density
// with more observations than parameters keeps one statistic a parameter (the sufficient statistics of a linear model).
import { mul } from '../../ir/build.ts';
import type { Expr } from '../../ir/expr.ts';
import type { Item } from '../../ir/separate.ts';
import { columnsOf, matmul, rowsOf, transpose } from '../../ir/tensor.ts';
import { dependsOn } from '../../ir/visit.ts';
import type { DensityModel } from '../../model/density.ts';

/** The items with every leading rectangular constant moved to the side of the variable. */
export const moveKnownFactors = (model: DensityModel, items: readonly Item[]): readonly Item[] =>
  items.map((i) => moveKnownFactor(model, i));

function moveKnownFactor(model: DensityModel, item: Item): Item {
  const { coefficient, atom } = item;
  const factors = coefficient.kind === 'product' ? coefficient.factors : [coefficient];
  const word = factors.find((f) => f.shape.length > 0);
  const [known, ...rest] = word?.kind === 'apply' && word.fn === 'matmul' ? word.args : [];
  if (!word || !known || rest.length === 0 || !isRectangular(known) || dependsOn(known, model.parameters)) return item;
  if (factors.some((f) => f !== word && f.shape.length > 0)) return item;
  const scale = factors.filter((f) => f !== word);
  return { atom: matmul(transpose(known), atom), coefficient: mul(...scale, matmul(...rest)) };
}

const isRectangular = (e: Expr): boolean => e.shape.length === 2 && rowsOf(e) !== columnsOf(e);
