// The values of a scalar symbol that takes few.
import { type Expr, rational, type SymbolExpr } from './expr.ts';

/** All of a set, or of a range of at most so many integers of written ends; undefined of any other domain. */
export function valuesOf({ domain, shape }: SymbolExpr, most: number): readonly Expr[] | undefined {
  if (shape.length > 0) return undefined;
  if (domain.kind === 'set') return domain.values;
  if (domain.kind !== 'integers' || domain.lower?.kind !== 'rational' || domain.upper?.kind !== 'rational')
    return undefined;
  const [first, last] = [Number(domain.lower.value.n), Number(domain.upper.value.n)];
  return last - first < most ? Array.from({ length: last - first + 1 }, (_, i) => rational(first + i)) : undefined;
}
