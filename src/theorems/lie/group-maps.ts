// The maps of a group at given arguments: its action on a point, the product of two elements.
import type { Blocks, GroupFindings } from '../../derivation/lie-findings.ts';
import { required } from '../../derivation/theorem.ts';
import type { Expr, SymbolExpr } from '../../ir/expr.ts';
import { simplify } from '../../ir/simplify.ts';
import { substitute } from '../../ir/visit.ts';
import type { LieGroupModel } from '../../model/lie-group.ts';

/** symbol ↦ expression, one by one. */
export const pairUp = (symbols: readonly SymbolExpr[], values: readonly Expr[]): Map<Expr, Expr> =>
  new Map(symbols.map((s, i): [Expr, Expr] => [s, values[i] ?? s]));

/** g·x for given blocks and a given point. */
export function act(model: LieGroupModel, g: Blocks, x: readonly Expr[] = model.point): readonly Expr[] {
  const here = new Map([...pairUp(model.elements, g), ...pairUp(model.point, x)]);
  return model.action.map((a) => substitute(a, here));
}

/** g·h for given blocks. */
export function compose(known: GroupFindings, g: Blocks, h: Blocks): Blocks {
  const { model } = known;
  const here = new Map([...pairUp(model.elements, g), ...pairUp(model.second, h)]);
  return required(known, 'composition').map((c) => simplify(substitute(c, here)));
}

/** Every expression with some symbols replaced, simplified. */
export const replaceAll = (values: readonly Expr[], replacements: ReadonlyMap<Expr, Expr>): readonly Expr[] =>
  values.map((v) => simplify(substitute(v, replacements)));

/** The words of a claim that is made of each part of an element or a point. */
export const inPart = (text: string, parts: readonly SymbolExpr[], i: number): string =>
  parts.length > 1 ? `${text}, ${parts[i]?.name ?? ''}` : text;
