// The covariance of two sums over independent coordinates: joint cumulants vanish unless all their indices agree, so the
// sum over groupings of the slots is exact (McCullagh 1987, section 3.3).

import { add, fill, mul } from '../../../ir/build.ts';
import { isNothing } from '../../../ir/differentiate.ts';
import { type Expr, isScalar, minusOne, one, zero } from '../../../ir/expr.ts';
import { diagonalPart, inner, matmul, transpose } from '../../../ir/tensor.ts';
import { type Moment, partitions } from '../base/moment.ts';
import { siteCumulant, siteMoment } from '../base/site-moment.ts';
import { scaledMatrix } from '../base/weights.ts';
import { meanOfItem } from './item-mean.ts';
import { type Item, type Slot, varyingIn } from './slots.ts';

/** Cov(a, b) for two items. */
export function covariance(a: Item, b: Item): Moment {
  if (a.factor || b.factor) return ofMultiples(a, b);
  return isScalar(a.coefficient) && isScalar(b.coefficient) ? ofScalars(a, b) : ofSums(a, b);
}

/** Sums S and S′ with factors g and g′ of other draws: E[SS′] E[gg′] − E[S] E[S′] E[g] E[g′]. */
function ofMultiples(a: Item, b: Item): Moment {
  const [first, second] = [partsOf(a), partsOf(b)];
  const [s, t] = [meanOfItem(first.sum), meanOfItem(second.sum)];
  const together = covariance(first.sum, second.sum);
  const [g, h] = [meanOfProduct(first.factor), meanOfProduct(second.factor)];
  const both = meanOfProduct([...first.factor, ...second.factor]);
  const square = add(together.value, mul(s.value, t.value));
  return {
    value: add(mul(square, both.value), mul(minusOne, s.value, t.value, g.value, h.value)),
    closed: [s, t, together, g, h, both].every((m) => m.closed),
  };
}

/** A product of functions of scalar draws is all factor. */
const partsOf = (item: Item): { readonly sum: Item; readonly factor: readonly Slot[] } =>
  isScalar(item.coefficient)
    ? { sum: { coefficient: item.coefficient, slots: [] }, factor: item.slots }
    : { sum: { coefficient: item.coefficient, slots: item.slots }, factor: item.factor ?? [] };

const never: Moment = { value: zero, closed: true };

/** Products of functions of scalar draws: E[ab] − E[a]E[b], draw by draw. */
function ofScalars(a: Item, b: Item): Moment {
  const both = meanOfProduct([...a.slots, ...b.slots]);
  const [first, second] = [meanOfProduct(a.slots), meanOfProduct(b.slots)];
  return {
    value: mul(a.coefficient, b.coefficient, add(both.value, mul(minusOne, first.value, second.value))),
    closed: both.closed && first.closed && second.closed,
  };
}

function meanOfProduct(slots: readonly Slot[]): Moment {
  const sites = [...new Set(slots.map((s) => s.site))];
  const means = sites.map((site) => siteMoment(mul(...slots.filter((s) => s.site === site).map((s) => s.f)), site));
  return { value: mul(...means.map((m) => m.value)), closed: means.every((m) => m.closed) };
}

/** Sums over coordinates: every grouping of the slots that joins the two items. */
function ofSums(a: Item, b: Item): Moment {
  const slots = [...a.slots, ...b.slots].map((slot, index) => ({ slot, index }));
  const joins = (block: readonly { readonly index: number }[]): boolean =>
    block.some((s) => s.index < a.slots.length) && block.some((s) => s.index >= a.slots.length);
  const parts = partitions(slots)
    .filter((blocks) => blocks.some(joins))
    .map((blocks) => {
      const weights = blocks.map((block) => jointCumulant(block.map((s) => s.slot)));
      if (weights.some((w) => isNothing(w.value))) return never;
      const place = (index: number): number => blocks.findIndex((block) => block.some((s) => s.index === index));
      const contracted = contract(
        { ...a, groups: a.slots.map((_, i) => place(i)) },
        { ...b, groups: b.slots.map((_, i) => place(i + a.slots.length)) },
        weights.map((w) => (isScalar(w.value) ? one : w.value)),
      );
      const numbers = weights.map((w) => (isScalar(w.value) ? w.value : one));
      return { value: mul(...numbers, contracted), closed: weights.every((w) => w.closed) };
    });
  return { value: add(...parts.map((p) => p.value)), closed: parts.every((p) => p.closed) };
}

function jointCumulant(slots: readonly Slot[]): Moment {
  const [first] = slots;
  if (!first || slots.some((s) => s.site !== first.site)) return never;
  return siteCumulant(
    slots.map((s) => s.f),
    first.site,
    varyingIn(slots),
  );
}

/** An item with the group of each of its slots. */
interface Grouped {
  readonly coefficient: Expr;
  readonly groups: readonly number[];
}

/** Σ w cᵢⱼ dₖₗ with indices identified as their groups say, and one weight a group. */
function contract(a: Grouped, b: Grouped, weights: readonly Expr[]): Expr {
  const [p, q] = a.groups;
  const [r, s] = b.groups;
  const weight = (g: number | undefined): Expr => weights[g ?? -1] ?? one;
  if (p !== q && r !== s && q !== undefined && s !== undefined) {
    const scaled = scaledMatrix(a.coefficient, weight(p), weight(q));
    if (p === r && q === s) return inner(scaled, b.coefficient);
    if (p === s && q === r) return inner(scaled, transpose(b.coefficient));
  }
  const shared = a.groups.find((g) => b.groups.includes(g));
  if (shared === undefined) return zero;
  return inner(mul(weight(shared), alongGroup(a, shared, weight)), alongGroup(b, shared, weight));
}

/** What is left of a coefficient as a vector over one group's index, the other index summed by weight or set equal. */
function alongGroup({ coefficient, groups }: Grouped, kept: number, weight: (g: number) => Expr): Expr {
  const [p, q] = groups;
  if (p === undefined || q === undefined) return coefficient;
  if (p === q) return diagonalPart(coefficient);
  const [matrix, summed] = p === kept ? [coefficient, q] : [transpose(coefficient), p];
  const w = weight(summed);
  return matmul(matrix, isScalar(w) ? fill(w, [coefficient.shape[0] ?? '1']) : w);
}
