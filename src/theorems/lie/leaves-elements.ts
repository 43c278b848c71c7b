// Numbers that decide whether the identity and the inverses that were solved for are elements of the declared domains.
import type { Blocks } from '../../derivation/lie-findings.ts';
import type { Expr, SymbolExpr } from '../../ir/expr.ts';
import type { LieGroupModel } from '../../model/lie-group.ts';
import { textOf } from '../../notation/text.ts';
import { evaluatorOf } from '../../numeric/evaluate.ts';
import { floatArithmetic } from '../../numeric/float-arithmetic.ts';
import { dimensionsOf, samplePoint, sizesFor } from '../../numeric/points.ts';
import { randomStream } from '../../numeric/random.ts';

const seeds = [61, 62, 63, 64, 65] as const;

type Valuation = (e: Expr) => readonly number[];

function valuesAt(symbols: readonly SymbolExpr[], seed: number): Valuation {
  const { names, counts } = dimensionsOf(symbols);
  const sizes = sizesFor(names, 2, counts);
  const point = samplePoint(symbols, sizes, randomStream(seed), { moderate: true });
  const evaluator = evaluatorOf({ symbols: point, sizes }, floatArithmetic);
  return (e) => evaluator.value(e).data;
}

/** Why the identity or an inverse is no element, with the numbers that show it; undefined where all are. */
export function leavesElements(
  { elements, constants, spelling }: LieGroupModel,
  identity: Blocks,
  inverse: Blocks,
): string | undefined {
  for (const [i, g] of elements.entries()) {
    const name = spelling.get(g) ?? g.name;
    for (const seed of seeds) {
      const value = valuesAt([...elements, ...constants], seed);
      const outside = (e: Expr | undefined): number | undefined => e && value(e).find((x) => isOutside(g, x, value));
      const unit = outside(identity[i]);
      if (unit !== undefined) return `the identity would have ${name} = ${unit}`;
      const back = outside(inverse[i]);
      if (back !== undefined) return `the inverse would have ${name} = ${textOf(inverse[i] ?? g)}, here ${back}`;
    }
  }
  return undefined;
}

function isOutside({ domain }: SymbolExpr, x: number, value: Valuation): boolean {
  if (domain.kind !== 'interval') return false;
  const bound = (e: Expr | undefined, otherwise: number): number => (e ? (value(e)[0] ?? otherwise) : otherwise);
  const [lower, upper] = [bound(domain.lower, -Infinity), bound(domain.upper, Infinity)];
  return (domain.closedLower ? x < lower : x <= lower) || (domain.closedUpper ? x > upper : x >= upper);
}
