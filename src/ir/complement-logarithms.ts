// Logarithms of the normal distribution function: log((1 ∓ erf x)/2) by themselves, each once in a sum with all its weight,
// so that p·log p and (1 − p)·log(1 − p) keep their digits where p rounds to 1.
import { add, exp, log, mul, neg } from './build.ts';
import { expand } from './expand.ts';
import { type ApplyExpr, type Expr, isScalar, one, realLine, type SymbolExpr, symbol, two, zero } from './expr.ts';
import { isPositive } from './range.ts';
import { contains, dependsOn, transform } from './visit.ts';

const known = new WeakMap<Expr, Expr>();

/** The x of the symbol that stands for log(erfc(x)/2). */
export const complementOf = (s: Expr): Expr | undefined => known.get(s);

const isErf = (e: Expr): e is ApplyExpr => e.kind === 'apply' && e.fn === 'erf';
const holdsErf = (e: Expr): boolean => isErf(e) || (e.kind === 'product' && e.factors.some(isErf));

/** Sums over such logarithms, gathered; what holds no erf stays. */
export function complementLogarithms(e: Expr): Expr {
  return contains(e, isErf) ? transform(transform(e, named), gathered) : e;
}

/** The same under an integral over v, where 1 ∓ erf v joins the exponential beside it: far out one overflows what the other is. */
export const complementsUnder = (v: SymbolExpr, body: Expr): Expr =>
  contains(body, isErf) ? complementLogarithms(transform(body, (n) => joined(n, v))) : body;

function joined(e: Expr, v: SymbolExpr): Expr {
  if (e.kind !== 'product' || !e.factors.some((f) => isExponential(f) && dependsOn(f, [v]))) return e;
  const logarithms = e.factors.map((f) => {
    const [base, exponent] = f.kind === 'power' ? [f.base, f.exponent] : [f, one];
    const found = isScalar(f) && dependsOn(base, [v]) ? complementIn(base) : undefined;
    return found && isPositive(found.factor) ? mul(exponent, logarithmOf(found)) : undefined;
  });
  if (!logarithms.some((l) => l)) return e;
  const rest = e.factors.filter((_, i) => !logarithms[i]);
  return mul(...rest, exp(add(...logarithms.map((l) => l ?? zero))));
}

const isExponential = (e: Expr): boolean => e.kind === 'apply' && e.fn === 'exp';

/** log(c ∓ c·erf x) = log 2c + s, where s stands for log(erfc(±x)/2). */
function named(e: Expr): Expr {
  const [inside] = e.kind === 'apply' && (e.fn === 'log' || e.fn === 'log1p') && isScalar(e) ? e.args : [];
  if (!inside || e.kind !== 'apply') return e;
  const found = complementIn(e.fn === 'log1p' ? add(one, inside) : inside);
  return found ? logarithmOf(found) : e;
}

const logarithmOf = ({ factor, argument }: Complement): Expr => add(log(mul(two, factor)), symbolOf(argument));

/** factor·erfc(argument). */
interface Complement {
  readonly factor: Expr;
  readonly argument: Expr;
}

/** c ∓ c·erf x as factor·erfc(argument). */
export function complementIn(e: Expr): Complement | undefined {
  if (e.kind !== 'sum' || e.terms.length !== 2 || !e.terms.some(holdsErf)) return undefined;
  for (const c of e.terms)
    for (const side of [one, neg(one)]) {
      const x = argumentOf(mul(side, add(e, neg(c))), c);
      if (x) return { factor: c, argument: side === one ? neg(x) : x };
    }
  return undefined;
}

/** x of c·erf x. */
function argumentOf(e: Expr, c: Expr): Expr | undefined {
  const found = (e.kind === 'product' ? e.factors : [e]).find(isErf);
  return found && mul(c, found) === e ? found.args[0] : undefined;
}

function symbolOf(x: Expr): SymbolExpr {
  const s = symbol(`log erfc ${x.id}`, realLine);
  known.set(s, x);
  return s;
}

/** A sum with one term for each such logarithm. */
function gathered(e: Expr): Expr {
  if (e.kind !== 'sum' || !e.terms.some((t) => contains(t, (n) => known.has(n)))) return e;
  const whole = expand(e);
  const terms = whole.kind === 'sum' ? whole.terms : [whole];
  const weights = new Map<Expr, Expr[]>();
  const others: Expr[] = [];
  for (const t of terms) {
    const factors = t.kind === 'product' ? t.factors : [t];
    const found = factors.filter((f) => known.has(f));
    const [s] = found;
    if (!s || found.length > 1) others.push(t);
    else weights.set(s, [...(weights.get(s) ?? []), mul(...factors.filter((f) => f !== s))]);
  }
  return add(...others, ...[...weights].map(([s, list]) => mul(s, add(...list))));
}
