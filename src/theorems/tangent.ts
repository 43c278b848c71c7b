// Tangents: where the directions live in which a symbol can move.
import { type Domain, type SymbolExpr, symbol } from '../ir/expr.ts';

/** The tangent of a symbol: same shape, free sign. */
export const tangentOf = (s: SymbolExpr, prefix: string): SymbolExpr =>
  symbol(`${prefix}_${s.name}`, tangentDomain(s.domain), s.shape);

function tangentDomain(domain: Domain): Domain {
  if (domain.kind === 'spd' || domain.kind === 'symmetric') return { kind: 'symmetric' };
  if (domain.kind === 'lowerTriangular') return { kind: 'lower' };
  return domain.kind === 'matrix' || domain.kind === 'lower' || domain.kind === 'skew' ? domain : { kind: 'interval' };
}
