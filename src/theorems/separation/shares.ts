// Shares enter a log-density linearly through one number fewer than they are: with $\sum m_i=1$,
// $\langle m,T\rangle=\langle(m_i)_{i<K},(T_i-T_K)_{i<K}\rangle+T_K$.
import { add, fill, mul, sub } from '../../ir/build.ts';
import { gradient } from '../../ir/differentiate.ts';
import { expand } from '../../ir/expand.ts';
import { type Expr, isScalar, one, type SymbolExpr, zero } from '../../ir/expr.ts';
import { type Item, pair } from '../../ir/separate.ts';
import { head, last } from '../../ir/tensor.ts';
import { dependsOn, substitute } from '../../ir/visit.ts';
import type { DensityModel } from '../../model/density.ts';
import type { Regrouped } from './regroup.ts';

/** The items of which each that is linear in a parameter on the simplex is paired with all its shares but the last. */
export function withoutLastShare(model: DensityModel, items: readonly Item[]): Regrouped {
  const shares = model.parameters.filter((p) => p.domain.kind === 'simplex' && p.shape.length === 1);
  const parted = items.map((item) => {
    const m = shares.find((p) => dependsOn(item.coefficient, [p]));
    return (m && closed(model, item, m)) ?? [item];
  });
  const free = parted.flat().filter((i) => i.coefficient === one);
  return {
    items: parted.flat().filter((i) => !free.includes(i)),
    free: add(...free.map((i) => i.atom)),
  };
}

/** s⟨m, T⟩ as s⟨head m, head T − last T⟩ + s·last T, with a number s that may hold other parameters. */
function closed(model: DensityModel, item: Item, m: SymbolExpr): readonly Item[] | undefined {
  const whole = pair(item);
  const slope = expand(gradient(whole, m));
  const factors = slope.kind === 'product' ? slope.factors : [slope];
  const own = factors.filter((f) => isScalar(f) && dependsOn(f, model.parameters));
  const statistic = mul(...factors.filter((f) => !own.includes(f)));
  const atNothing = substitute(whole, new Map<Expr, Expr>([[m, fill(zero, m.shape)]]));
  if (dependsOn(slope, [m]) || dependsOn(statistic, model.parameters) || expand(atNothing) !== zero) return undefined;
  return [
    { coefficient: mul(...own, head(m)), atom: sub(head(statistic), last(statistic)) },
    { coefficient: mul(...own), atom: last(statistic) },
  ];
}
