// Expressions of one shape that act entry by entry, seen through one entry: numbers in the place of vectors, and the way back.
import { add, fill } from './build.ts';
import { entrySymbol } from './entrywise-integral.ts';
import { children, type Expr, isScalar, type Shape, type SymbolExpr, sameShape, symbol, zero } from './expr.ts';
import { isElementwise } from './tensor.ts';
import { substitute, transform } from './visit.ts';

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
  const entryOf = (e: Expr): SymbolExpr => {
    const known = entries.get(e) ?? (e.kind === 'symbol' ? symbol(`${e.name}ᵢ`, e.domain) : entrySymbol(e));
    entries.set(e, known);
    return known;
  };
  return {
    of: (e) =>
      transform(e, (n) => {
        if (isTensor(n)) return entryOf(n);
        return n.kind === 'apply' && n.fn === 'fill' ? (n.args[0] ?? zero) : n;
      }),
    back: (e) => add(fill(zero, shape), substitute(e, new Map([...entries].map(([s, entry]) => [entry, s])))),
  };
}

/** What is seen as a whole: the name of a tensor, and an integral, which is taken entry by entry itself. */
const isTensor = (e: Expr): boolean => !isScalar(e) && (e.kind === 'symbol' || e.kind === 'integral');

/** Made of tensors of this shape, numbers and functions of entries only? */
function actsOnEntries(whole: Expr, shape: Shape): boolean {
  const seen = new Set<Expr>();
  const go = (e: Expr): boolean => {
    if (seen.has(e)) return true;
    seen.add(e);
    if (!isScalar(e) && !sameShape(e.shape, shape)) return false;
    if (isTensor(e)) return true;
    if (e.kind === 'integral' || e.kind === 'identity') return false;
    if (e.kind === 'apply' && e.fn !== 'fill' && !isElementwise(e.fn)) return false;
    return children(e).every(go);
  };
  return go(whole);
}
