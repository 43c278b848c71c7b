// A base measure whose logarithm lies in the span of the statistics is counted in the natural parameters.
import { add, fill, mul } from '../../ir/build.ts';
import { type Expr, isScalar, zero } from '../../ir/expr.ts';
import { type Item, separate } from '../../ir/separate.ts';
import { stack, total } from '../../ir/tensor.ts';
import { dependsOn, symbolsOf } from '../../ir/visit.ts';
import type { DensityModel } from '../../model/density.ts';

/** Items with larger coefficients, the rest of log h, and the terms that moved. */
export interface Absorbed {
  readonly items: readonly Item[];
  readonly rest: Expr;
  readonly moved: readonly Expr[];
}

/** Moves every term c·T of log h to the natural parameter of T (q and the learning rule stay as they are). */
export function absorbBase(model: DensityModel, items: readonly Item[], free: Expr): Absorbed {
  let current = items;
  const rest: Expr[] = [];
  const moved: Expr[] = [];
  for (const term of free.kind === 'sum' ? free.terms : [free]) {
    const next = absorbTerm(model, current, term);
    if (next) {
      current = next;
      moved.push(term);
    } else rest.push(term);
  }
  return { items: current, rest: add(...rest), moved };
}

function absorbTerm(model: DensityModel, items: readonly Item[], term: Expr): readonly Item[] | undefined {
  for (const { coefficient, atom } of readings(model, term)) {
    for (const found of items) {
      const more = weightOf(found.atom, coefficient, atom);
      if (more) return items.map((x) => (x === found ? { atom: x.atom, coefficient: add(x.coefficient, more) } : x));
    }
  }
  return undefined;
}

/** What ⟨coefficient, atom⟩ adds to the natural parameter of a statistic: its own, its total's, or that of one entry written out. */
function weightOf(statistic: Expr, coefficient: Expr, atom: Expr): Expr | undefined {
  const isSpread = isScalar(coefficient) && !isScalar(statistic);
  if (statistic === atom || (!isScalar(statistic) && total(statistic) === atom))
    return isSpread ? fill(coefficient, statistic.shape) : coefficient;
  const entries = statistic.kind === 'apply' && statistic.fn === 'stack' ? statistic.args : [];
  return isScalar(coefficient) && entries.includes(atom)
    ? stack(...entries.map((e) => (e === atom ? coefficient : zero)))
    : undefined;
}

/** A term as ⟨coefficient, atom⟩: by its factors free of the variable, or by separating its constants. */
function readings(model: DensityModel, term: Expr): readonly Item[] {
  if (term === zero) return [];
  const factors = term.kind === 'product' ? term.factors : [term];
  const inside = factors.filter((f) => dependsOn(f, model.variables));
  const plain: Item = { coefficient: mul(...factors.filter((f) => !inside.includes(f))), atom: mul(...inside) };
  const others = [...symbolsOf(term)].filter((s) => !model.variables.includes(s));
  const parts = others.length ? separate(term, model.variables, others) : undefined;
  return [plain, ...(parts?.ok ? parts.items : [])];
}
