// What an expression is to a symbol, found once for both: many ask the same of a part that they share.
import type { Expr, SymbolExpr } from './expr.ts';

/** The function, with its answers kept. */
export function perSymbol<T>(find: (e: Expr, s: SymbolExpr) => T): (e: Expr, s: SymbolExpr) => T {
  const answers = new WeakMap<Expr, Map<SymbolExpr, { readonly answer: T }>>();
  return (e, s) => {
    const own = answers.get(e) ?? new Map<SymbolExpr, { readonly answer: T }>();
    answers.set(e, own);
    const found = own.get(s) ?? { answer: find(e, s) };
    own.set(s, found);
    return found.answer;
  };
}
