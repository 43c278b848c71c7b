// A log-density on few numbers, member by member where exponentials stand beside the variable: y·eᵗ − eᵗ is 0 at y = 1 and no
// number once eᵗ overflows, while with y = 1 put in nothing is left of it.
import { add, applyNode, mul, neg, sub } from './build.ts';
import { type ApplyExpr, type Expr, half, isScalar, minusOne, type Primitive, type SymbolExpr } from './expr.ts';
import { range } from './range.ts';
import { choose } from './stirling.ts';
import { contains, dependsOn, substitute } from './visit.ts';

const mostMembers = 4;

/** The form of the member that the variable is; as it is where nothing may overflow beside it. */
export function byMembers(e: Expr, form: (e: Expr) => Expr, variables: readonly SymbolExpr[]): Expr {
  const [variable, ...more] = variables;
  if (!variable || more.length > 0 || !isScalar(variable) || variable.domain.kind !== 'set') return e;
  const { values } = variable.domain;
  const numbers = values.filter((v) => v.kind === 'rational');
  if (numbers.length < values.length || values.length > mostMembers || !overflows(e, variable)) return e;
  const sorted = [...numbers].sort((a, b) => range(a).lo - range(b).lo);
  const at = (v: Expr): Expr => besideLargest(form(substitute(e, new Map([[variable, v]]))));
  return sorted.slice(1).reduce(
    (below, v, i) => {
      const between = mul(half, add(v, sorted[i] ?? v));
      return choose(add(variable, mul(minusOne, between)), at(v), below);
    },
    at(sorted[0] ?? variable),
  );
}

/** u − log Σ eˣ with u among the x as −log Σ e^{x − u}: u may overflow, and is what the sum is made of. */
function besideLargest(e: Expr): Expr {
  const terms = e.kind === 'sum' ? e.terms : [e];
  for (const term of terms) {
    const sum = neg(term);
    const [stacked] = isCall(sum, 'logsumexp') ? sum.args : [];
    const own = sub(e, term);
    if (!isCall(stacked, 'stack') || !stacked.args.includes(own)) continue;
    const others = stacked.args.map((x) => sub(x, own));
    return neg(applyNode('logsumexp', [applyNode('stack', others, stacked.shape)], []));
  }
  return e;
}

const isCall = (e: Expr | undefined, fn: Primitive): e is ApplyExpr => e?.kind === 'apply' && e.fn === fn;

/** Does an exponential that knows no bound stand beside the variable? */
function overflows(e: Expr, variable: SymbolExpr): boolean {
  const terms = e.kind === 'sum' ? e.terms : [e];
  return terms.some((t) => {
    const factors = t.kind === 'product' ? t.factors : [t];
    const isBeside = factors.some((f) => dependsOn(f, [variable]));
    return (
      isBeside && factors.some((f) => contains(f, (n) => isExponential(n) && range(n).hi === Infinity) && isPlain(f))
    );
  });
}

const isExponential = (n: Expr): boolean => n.kind === 'apply' && n.fn === 'exp';
/** An exponential itself, or a power or product of such: inside a logarithm it does no harm. */
const isPlain = (f: Expr): boolean => isExponential(f) || f.kind === 'power' || f.kind === 'sum';
