// Natural parameters that are multiples of each other carry one statistic: a·c·T₁ + b·c·T₂ = c·(aT₁ + bT₂).
import { add, div, mul, primitivePart } from '../../ir/build.ts';
import { type Expr, isScalar, one, rational, sameShape } from '../../ir/expr.ts';
import { isNonZero } from '../../ir/range.ts';
import type { Item } from '../../ir/separate.ts';
import { factorCommon, simplify } from '../../ir/simplify.ts';
import { dependsOn } from '../../ir/visit.ts';
import type { DensityModel } from '../../model/density.ts';

/** Items with proportional coefficients merged, and known constants moved from the coefficient to the statistic. */
export function mergeDependent(model: DensityModel, items: readonly Item[]): readonly Item[] {
  const groups = new Map<Expr, { item: Item; scale: Expr }[]>();
  for (const item of items) {
    const { core, scale } = primitive(simplify(item.coefficient), model);
    const key = [...groups.keys()].find((k) => k === core);
    const member = { item, scale };
    if (key) groups.get(key)?.push(member);
    else groups.set(core, [member]);
  }
  return [...groups].flatMap(([core, members]) => mergeGroup(core, members));
}

/** c = scale·core with scale made of numbers and declared constants. */
export function primitive(coefficient: Expr, model: DensityModel): { core: Expr; scale: Expr } {
  const factored = coefficient.kind === 'sum' && isScalar(coefficient) ? factorCommon(coefficient) : coefficient;
  const factors = factored.kind === 'product' ? factored.factors : [factored];
  const known = factors.filter((f) => isScalar(f) && !dependsOn(f, model.parameters));
  const rest = factors
    .filter((f) => !known.includes(f))
    .map((f) => (f.kind === 'sum' ? primitivePart(f) : undefined) ?? f);
  const contents = rest.flatMap((f) => ('primitive' in f ? [rational(f.content)] : []));
  const cores = rest.map((f) => ('primitive' in f ? f.primitive : f));
  return { core: mul(...cores), scale: mul(...known, ...contents) };
}

function mergeGroup(core: Expr, members: readonly { item: Item; scale: Expr }[]): readonly Item[] {
  const [first] = members;
  if (!first) return [];
  if (members.length === 1) return [first.item];
  if (!members.every((m) => sameShape(m.item.atom.shape, first.item.atom.shape))) return members.map((m) => m.item);
  // A known constant that may be zero divides nothing: it stays in the statistic.
  const unit = members.find((m) => isNonZero(m.scale))?.scale ?? one;
  const statistic = add(...members.map((m) => mul(div(m.scale, unit), m.item.atom)));
  return [{ atom: simplify(statistic), coefficient: simplify(mul(unit, core)) }];
}
