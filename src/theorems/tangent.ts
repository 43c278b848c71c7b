// Tangents: where the directions live in which a symbol can move.
import { fill, mul, sub } from '../ir/build.ts';
import { type Domain, type Expr, type SymbolExpr, symbol } from '../ir/expr.ts';
import { total } from '../ir/tensor.ts';
import type { DensityModel } from '../model/density.ts';
import { freeStem, namesOf } from '../model/letters.ts';

/** The tangent of a symbol: same shape, free sign. */
export const tangentOf = (s: SymbolExpr, prefix: string): SymbolExpr =>
  symbol(`${prefix}_${s.name}`, tangentDomain(s.domain), s.shape);

function tangentDomain(domain: Domain): Domain {
  if (domain.kind === 'spd' || domain.kind === 'symmetric') return { kind: 'symmetric' };
  if (domain.kind === 'lowerTriangular') return { kind: 'lower' };
  return domain.kind === 'matrix' || domain.kind === 'lower' || domain.kind === 'skew' ? domain : { kind: 'interval' };
}

/** A direction in which a symbol stays in its domain: along a simplex its entries sum to zero, small where the symbol's are. */
export const within = (p: SymbolExpr, t: SymbolExpr): Expr =>
  p.domain.kind === 'simplex' ? mul(p, sub(t, fill(total(mul(p, t)), p.shape))) : t;

/** Letters for two directions that no declared name begins with. */
export function directionLetters(model: DensityModel): readonly [string, string] {
  const names = namesOf(model);
  const first = freeStem(names, ['u', 'y', 'ζ']);
  return [first, freeStem(names, ['v', 'z', 'ξ'])];
}
