// A known rectangular matrix beside a parameter belongs to the statistic: ⟨Xw, y⟩ = ⟨w, Xᵀy⟩ and ⟨u mᵀ, X⟩ = ⟨m, Xᵀu⟩, so that a
// density with more observations than parameters keeps one statistic a parameter (the sufficient statistics of a linear model).
import { add, mul } from '../../ir/build.ts';
import type { Expr } from '../../ir/expr.ts';
import type { Item } from '../../ir/separate.ts';
import { columnsOf, matmul, rowsOf, transpose } from '../../ir/tensor.ts';
import { dependsOn } from '../../ir/visit.ts';
import type { DensityModel } from '../../model/density.ts';

/** The items with every constant on either side that is rectangular, and known weights, moved to the side of the variable. */
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
  const isOwn = (l: Expr): boolean => dependsOn(l, model.parameters);
  const [first, end] = [letters.findIndex(isOwn), letters.findLastIndex(isOwn) + 1];
  if (!word || others.length > 0 || first < 0) return item;
  const before = moved(letters.slice(0, first), rowsOf, weights.length > 0);
  const after = moved(letters.slice(end), columnsOf);
  if (before.length + after.length === 0) return item;
  const rest = letters.slice(before.length, letters.length - after.length);
  const scale = factors.filter((f) => !tensors.includes(f));
  return column({
    atom: matmul(...turned(before), mul(...weights, atom), ...turned(after)),
    coefficient: mul(...scale, matmul(...rest)),
  });
}

/** Known letters on one side of a word, where there is reason to move them: they lead from other sizes to those of the word, more than one. */
function moved(known: readonly Expr[], outer: (e: Expr) => string, always = false): readonly Expr[] {
  const whole = known.length > 0 ? matmul(...known) : undefined;
  return whole && (always || (rowsOf(whole) !== columnsOf(whole) && outer(whole) !== '1')) ? known : [];
}

const turned = (word: readonly Expr[]): readonly Expr[] => [...word].reverse().map(transpose);

/** A row paired with a row, as columns. */
const column = (item: Item): Item =>
  item.atom.shape[0] === '1' ? { atom: transpose(item.atom), coefficient: transpose(item.coefficient) } : item;
