// The mean of a part of a score: of a sum over coordinates, and of what multiplies it.
import { add, mul, neg } from '../../../ir/build.ts';
import { isScalar } from '../../../ir/expr.ts';
import { diagonalPart, total } from '../../../ir/tensor.ts';
import type { Moment } from '../base/moment.ts';
import { siteMoment } from '../base/site-moment.ts';
import { scaledMatrix } from '../base/weights.ts';
import { type Item, varyingIn } from './slots.ts';

/** Means of independent things multiply. */
export function meanOfItem(item: Item): Moment {
  const parts = [meanOfSum(item), ...(item.factor ?? []).map((s) => siteMoment(s.f, s.site))];
  return { value: mul(...parts.map((m) => m.value)), closed: parts.every((m) => m.closed) };
}

/** Σ c E[f]; for a matrix the diagonal has E[f f′] and the rest E[f] E[f′]. */
function meanOfSum({ coefficient, slots }: Item): Moment {
  const [a, b] = slots;
  if (!a) return { value: coefficient, closed: true };
  if (isScalar(coefficient)) {
    const each = slots.map((s) => siteMoment(s.f, s.site));
    return { value: mul(coefficient, ...each.map((m) => m.value)), closed: each.every((m) => m.closed) };
  }
  const first = siteMoment(a.f, a.site, a.varying);
  if (!b) return { value: total(mul(first.value, coefficient)), closed: first.closed };
  const second = siteMoment(b.f, b.site, b.varying);
  const apart = mul(first.value, second.value);
  const together =
    a.site === b.site ? siteMoment(mul(a.f, b.f), a.site, varyingIn(slots)) : { value: apart, closed: true };
  return {
    value: add(
      total(scaledMatrix(coefficient, first.value, second.value)),
      total(mul(add(together.value, neg(apart)), diagonalPart(coefficient))),
    ),
    closed: first.closed && second.closed && together.closed,
  };
}
