// Every function of a one-hot vector is linear: $f(\langle c,y\rangle)=\langle f(c),y\rangle=\sum_k y_k f(c_k)$.
import { add, elementwise, mul, pow } from './build.ts';
import { expand } from './expand.ts';
import { type Expr, isScalar, type SymbolExpr } from './expr.ts';
import { isElementwise, matmul, total, transpose } from './tensor.ts';
import { dependsOn } from './visit.ts';

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
      if (fn === 'total' || fn === 'trace') return partner(fn === 'total' ? factorsOf(args[0]) : args, y, fn);
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

const factorsOf = (e: Expr | undefined): readonly Expr[] => (e?.kind === 'product' ? e.factors : e ? [e] : []);
