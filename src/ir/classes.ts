// Every function of a one-hot vector is linear: $f(\langle c,y\rangle)=\langle f(c),y\rangle=\sum_k y_k f(c_k)$.
import { add, elementwise, fill, mul, pow, sub } from './build.ts';
import { expand } from './expand.ts';
import { children, type Expr, isScalar, one, type SymbolExpr, zero } from './expr.ts';
import { isElementwise, matmul, total, transpose } from './tensor.ts';
import { dependsOn, substitute } from './visit.ts';

/** The expression, term by term, as Σ y_k f(c_k), where y stands in inner products within functions of numbers; other terms as they are. */
export const linearInClasses = (e: Expr, y: SymbolExpr): Expr =>
  add(
    ...termsOf(expand(e)).map((term) => {
      const each = dependsOn(term, [y]) ? onEachClass(term, y) : undefined;
      return each && !isScalar(each) ? total(mul(y, each)) : term;
    }),
  );

const termsOf = (e: Expr): readonly Expr[] => (e.kind === 'sum' ? e.terms : [e]);

/** The values of a number on the classes, as a vector: ⟨c, y⟩ gives c; undefined where y stands in another way. */
function onEachClass(e: Expr, y: SymbolExpr): Expr | undefined {
  if (!dependsOn(e, [y])) return e;
  if (!isScalar(e)) return undefined;
  switch (e.kind) {
    case 'sum':
      return all(e.terms, y, add);
    case 'product':
      return all(e.factors, y, mul);
    case 'power':
      return all([e.base, e.exponent], y, (...[base, exponent]) => pow(base ?? e.base, exponent ?? e.exponent));
    case 'apply': {
      const { fn, args } = e;
      if (fn === 'total' && args[0]) return partner(factorsOf(args[0]), y, fn) ?? entrywise(args[0], y);
      if (fn === 'trace') return partner(args, y, fn);
      return isElementwise(fn) ? all(args, y, (...parts) => elementwise(fn, ...parts)) : undefined;
    }
    default:
      return undefined;
  }
}

function all(parts: readonly Expr[], y: SymbolExpr, make: (...parts: readonly Expr[]) => Expr): Expr | undefined {
  const found = parts.map((p) => onEachClass(p, y));
  return found.every((p) => p !== undefined) ? make(...found) : undefined;
}

/** c of ⟨c, y⟩, written as a sum of products or as a word in which y occurs once. */
function partner(letters: readonly Expr[], y: SymbolExpr, fn: 'total' | 'trace'): Expr | undefined {
  const at = letters.findIndex((l) => l === y || l === transpose(y));
  const others = [...letters.slice(at + 1), ...letters.slice(0, at)];
  if (at < 0 || others.some((l) => dependsOn(l, [y]))) return undefined;
  if (fn === 'total') return mul(...others);
  return letters[at] === y ? transpose(matmul(...others)) : matmul(...others);
}

/** Σᵢ f(yᵢ) = Σᵢ f(0) + ⟨f(1) − f(0), y⟩, f working entry by entry. */
function entrywise(e: Expr, y: SymbolExpr): Expr | undefined {
  if (!actsOnEntries(e, y)) return undefined;
  const at = (value: Expr): Expr => substitute(e, new Map<Expr, Expr>([[y, fill(value, y.shape)]]));
  return add(total(at(zero)), sub(at(one), at(zero)));
}

function actsOnEntries(e: Expr, y: SymbolExpr): boolean {
  if (e === y || !dependsOn(e, [y])) return true;
  return (e.kind !== 'apply' || isElementwise(e.fn)) && !isScalar(e) && children(e).every((c) => actsOnEntries(c, y));
}

const factorsOf = (e: Expr | undefined): readonly Expr[] => (e?.kind === 'product' ? e.factors : e ? [e] : []);
