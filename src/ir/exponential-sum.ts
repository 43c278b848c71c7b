// Sums of c·sᵖ·eᵃˢ in one scalar s: their products, how fast they vanish at s = 0, and what is left of them there.
import { add, elementwise, exp, mul, pow, sub } from './build.ts';
import { expand } from './expand.ts';
import { type Expr, minusOne, one, rational, type SymbolExpr, zero } from './expr.ts';
import { perSymbol } from './per-symbol.ts';
import { coefficientsIn } from './polynomial.ts';
import { dependsOn } from './visit.ts';

/** c·sᵖ·eᵃˢ. */
export interface ExponentialTerm {
  readonly factor: Expr;
  readonly degree: number;
  readonly rate: Expr;
}

/** Its terms, each pair of degree and rate once. */
export type ExponentialSum = readonly ExponentialTerm[];

const mostTerms = 60;

/** How many terms it has when its factors are multiplied out: those of other symbols grow as fast as its own. */
const written = (sum: ExponentialSum): number =>
  sum.reduce((count, { factor }) => count + (factor.kind === 'sum' ? factor.terms.length : 1), 0);

const single = (factor: Expr, degree: number, rate: Expr): ExponentialSum => [{ factor, degree, rate }];

/** The expression as a sum of c·sᵖ·eᵃˢ, or undefined where it is none. */
export const readSum: (e: Expr, s: SymbolExpr) => ExponentialSum | undefined = perSymbol((e, s) => {
  if (!dependsOn(e, [s])) return single(e, 0, zero);
  if (e === s) return single(one, 1, zero);
  if (e.kind === 'sum')
    return combined(
      e.terms.map((t) => readSum(t, s)),
      gathered,
    );
  if (e.kind === 'product')
    return combined(
      e.factors.map((f) => readSum(f, s)),
      multiplied,
    );
  if (e.kind === 'power') return readPower(e.base, e.exponent, s);
  return e.kind === 'apply' && e.fn === 'exp' && e.args[0] ? readExponential(e.args[0], s) : undefined;
});

function combined(
  parts: readonly (ExponentialSum | undefined)[],
  join: (parts: readonly ExponentialSum[]) => ExponentialSum | undefined,
): ExponentialSum | undefined {
  const known = parts.filter((p) => p !== undefined);
  return known.length === parts.length ? join(known) : undefined;
}

function readPower(base: Expr, exponent: Expr, s: SymbolExpr): ExponentialSum | undefined {
  if (exponent.kind !== 'rational' || exponent.value.d !== 1n || exponent.value.n < 1n || exponent.value.n > 6n)
    return undefined;
  const once = readSum(base, s);
  return once && multiplied(Array.from({ length: Number(exponent.value.n) }, () => once));
}

/** e^{c + as} = e^c·e^{as}. */
function readExponential(exponent: Expr, s: SymbolExpr): ExponentialSum | undefined {
  const [constant = zero, rate = zero, ...higher] = coefficientsIn(exponent, s) ?? [];
  if (higher.length > 0 || dependsOn(constant, [s]) || dependsOn(rate, [s]) || rate === zero) return undefined;
  return single(exp(constant), 0, rate);
}

/** The sum of sums. */
export function gathered(parts: readonly ExponentialSum[]): ExponentialSum {
  const found: ExponentialTerm[] = [];
  for (const term of parts.flat()) {
    const at = found.findIndex((t) => t.degree === term.degree && t.rate === term.rate);
    const known = found[at];
    if (known) found[at] = { ...known, factor: add(known.factor, term.factor) };
    else found.push(term);
  }
  return found.map((t) => ({ ...t, factor: expand(t.factor) })).filter((t) => t.factor !== zero);
}

/** The product of sums; undefined where it has too many terms. */
export function multiplied(parts: readonly ExponentialSum[]): ExponentialSum | undefined {
  let product = single(one, 0, zero);
  for (const part of parts) {
    if (written(product) * written(part) > mostTerms) return undefined;
    product = gathered(
      product.map((t) =>
        part.map((u) => ({
          factor: mul(t.factor, u.factor),
          degree: t.degree + u.degree,
          rate: expand(add(t.rate, u.rate)),
        })),
      ),
    );
  }
  return product;
}

/** A whole power of a sum; of e^{as} any, by its rate, of more terms no more often than they may be many. */
export function raised(sum: ExponentialSum, power: number): ExponentialSum | undefined {
  const [term, ...others] = sum;
  if (term && others.length === 0 && (term.factor === one || term.factor === minusOne)) {
    const factor = power % 2 === 0 ? one : term.factor;
    return single(factor, power * term.degree, expand(mul(rational(power), term.rate)));
  }
  return power <= mostTerms ? multiplied(Array.from({ length: power }, () => sum)) : undefined;
}

/** sᵒ·e^{cs}·rest(s), where the rest does not vanish at 0 and loses nothing there. */
export interface Leading {
  readonly order: number;
  readonly centre: Expr;
  readonly rest: Expr;
}

const mostOrders = 9;

/** What is left of a sum once its zero at s = 0 is taken out: Σ c·a^{o−p}·φ_{o−p}(as) with φ_k the remainders of eˣ. */
export function leading(sum: ExponentialSum, s: Expr): Leading | undefined {
  const rates = [...new Set(sum.map((t) => t.rate))];
  if (rates.length === 0) return undefined;
  // Rates on both sides of 0: the remainders then differ little in size.
  const centre = expand(mul(rational(1, rates.length), add(...rates)));
  const about = sum.map((t) => ({ ...t, rate: expand(sub(t.rate, centre)) }));
  const order = Array.from({ length: mostOrders }, (_, k) => k).find((k) => coefficient(about, k) !== zero);
  if (order === undefined) return undefined;
  return { order, centre, rest: add(...about.map((t) => remainder(t, order - t.degree, s))) };
}

const factorial = (n: number): number => (n < 2 ? 1 : n * factorial(n - 1));
/** eⁿ; 1 for n = 0, whatever e is. */
export const powerOf = (e: Expr, n: number): Expr => (n === 0 ? one : pow(e, rational(n)));

/** The coefficient of sᵏ. */
const coefficient = (sum: ExponentialSum, k: number): Expr =>
  expand(
    add(
      ...sum
        .filter((t) => t.degree <= k)
        .map((t) => mul(t.factor, powerOf(t.rate, k - t.degree), rational(1, factorial(k - t.degree)))),
    ),
  );

const remainder = ({ factor, rate }: ExponentialTerm, k: number, s: Expr): Expr =>
  k > 0
    ? mul(factor, powerOf(rate, k), elementwise('phi', rational(k), mul(rate, s)))
    : mul(factor, powerOf(s, -k), exp(mul(rate, s)));
