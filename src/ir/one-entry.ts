// Expressions of one shape that act entry by entry, seen through one entry: numbers in the place of vectors, and the way back.
import { add, fill } from './build.ts';
import { type Expr, isScalar, type Shape, type SymbolExpr, sameShape, symbol, zero } from './expr.ts';
import { isElementwise } from './tensor.ts';
import { contains, substitute, transform } from './visit.ts';

/** One entry of some tensors. */
export interface OneEntry {
  /** The number that stands for an expression. */
  readonly of: (e: Expr) => Expr;
  /** The tensor that an expression in such numbers stands for. */
  readonly back: (e: Expr) => Expr;
}

/** The view through one entry; undefined where an entry of one depends on other entries of another. */
export function oneEntryOf(list: readonly Expr[], shape: Shape): OneEntry | undefined {
  if (shape.length === 0 || !list.every((e) => actsOnEntries(e, shape))) return undefined;
  const entries = new Map<Expr, SymbolExpr>();
  const entryOf = (s: SymbolExpr): SymbolExpr => {
    const known = entries.get(s) ?? symbol(`${s.name}ᵢ`, s.domain);
    entries.set(s, known);
    return known;
  };
  return {
    of: (e) =>
      transform(e, (n) => {
        if (n.kind === 'symbol' && !isScalar(n)) return entryOf(n);
        return n.kind === 'apply' && n.fn === 'fill' ? (n.args[0] ?? zero) : n;
      }),
    back: (e) => add(fill(zero, shape), substitute(e, new Map([...entries].map(([s, entry]) => [entry, s])))),
  };
}

/** Made of tensors of this shape, numbers and functions of entries only? */
const actsOnEntries = (e: Expr, shape: Shape): boolean =>
  !contains(e, (n) => {
    if (!isScalar(n) && !sameShape(n.shape, shape)) return true;
    return (
      n.kind === 'integral' || n.kind === 'identity' || (n.kind === 'apply' && n.fn !== 'fill' && !isElementwise(n.fn))
    );
  });
