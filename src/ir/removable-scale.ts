// Where exponential sums may vanish together: a scalar symbol, its logarithm, or an expression in it that can be solved.
import { add, exp, log, mul, neg, pow, splitCoefficient, sub } from './build.ts';
import { expand } from './expand.ts';
import { children, type Expr, isScalar, minusOne, type SymbolExpr, symbol, zero } from './expr.ts';
import { coefficientsIn } from './polynomial.ts';
import { isNegative, isPositive, range } from './range.ts';
import { solveSystem } from './solve.ts';
import { contains, dependsOn, substitute, symbolsOf } from './visit.ts';

/** The scalar s with its value in a symbol x, and how an expression in x is written in it. */
export interface Scale {
  readonly x: SymbolExpr;
  readonly s: SymbolExpr;
  readonly value: Expr;
  /** What x is called where it is no part of s. */
  readonly held?: SymbolExpr;
  into(e: Expr): Expr;
}

/** Is 0 a value of its own, no edge of the domain? */
const holdsZero = (x: SymbolExpr): boolean => isScalar(x) && range(x).lo < 0 && range(x).hi > 0;

/** The scalars of an interval: first those that hold 0, since what is filled in one of them is no sum in the others any more. */
export function scalarsOf(e: Expr): readonly SymbolExpr[] {
  const found = [...symbolsOf(e)].filter((x) => isScalar(x) && x.domain.kind === 'interval');
  return [...found.filter(holdsZero), ...found.filter((x) => !holdsZero(x))];
}

const fresh = (value: Expr): SymbolExpr =>
  symbol(`⟨${value.id}⟩`, isPositive(value) ? { kind: 'interval', lower: zero } : { kind: 'interval' });

/** s = x where the domain of x reaches 0. */
export const symbolScales = (e: Expr): readonly Scale[] =>
  scalarsOf(e)
    .filter((x) => range(x).lo <= 0 && range(x).hi >= 0)
    .map((x) => ({ x, s: x, value: x, into: (part) => part }));

/** s = log x where the domain of x holds 1 inside. */
export const logarithmScales = (e: Expr): readonly Scale[] =>
  scalarsOf(e)
    .filter((x) => range(x).lo >= 0 && range(x).lo < 1 && range(x).hi > 1)
    .map((x) => {
      const value = log(x);
      const s = fresh(value);
      return { x, s, value, into: (part) => substitute(part, new Map([[x, exp(s)]])) };
    });

/**
 * s = u(x) where u reaches 0 and u(x) = s can be solved for x: log x − log(1 − x), x − 2 under a power, eˣ in exp(eˣ).
 */
export const composedScales = (e: Expr): readonly Scale[] =>
  [...candidatesIn(e)].flatMap((value) => {
    const { lo, hi } = range(value);
    return lo > 0 || hi < 0 ? [] : scalarsOf(value).flatMap((x) => composed(value, x) ?? []);
  });

/** s = g(x) for a function g that reaches 0 where every exponential in x is one of g: what else is made of x is held. */
export function functionScales(e: Expr): readonly Scale[] {
  const exponents = exponentialsIn(e).flatMap(children);
  return scalarsOf(e).flatMap((x) => {
    const own = exponents.filter((a) => dependsOn(a, [x]));
    const vanishing = [...functionsIn(own, x)].filter((value) => matters(e, value));
    return vanishing.flatMap((value) => {
      const s = fresh(value);
      const read = (part: Expr): Expr => substitute(part, new Map([[value, s]]));
      if (own.some((a) => (coefficientsIn(read(a), s)?.length ?? 3) > 2)) return [];
      const held = symbol(`⟨held ${x.id}⟩`, x.domain);
      return [{ x, s, value, held, into: (part: Expr) => substitute(read(expand(part)), new Map([[x, held]])) }];
    });
  });
}

/** Functions of x alone that reach 0. */
function functionsIn(parts: readonly Expr[], x: SymbolExpr): ReadonlySet<Expr> {
  const found = new Set<Expr>();
  for (const part of parts)
    contains(part, (n) => {
      const isOne = n.kind === 'apply' && n.fn !== 'exp' && isScalar(n) && dependsOn(n, [x]);
      const isAlone = [...symbolsOf(n)].every((other) => other === x);
      if (isOne && isAlone && range(n).lo <= 0 && range(n).hi >= 0) found.add(n);
      return isOne;
    });
  return found;
}

/**
 * Sums of logarithms, and where there are exponentials what they hold twice or what is raised to a power; else the logarithm
 * of a sum.
 */
function candidatesIn(e: Expr): ReadonlySet<Expr> {
  const found = new Set<Expr>();
  const sums: Expr[] = [];
  const alone: Expr[] = [];
  const isFree = (value: Expr): boolean => [...symbolsOf(value)].every((x) => dependsOn(e, [x]));
  const put = (value: Expr): void => {
    if (isFree(value) && !found.has(neg(value))) found.add(value);
  };
  const exponentials = exponentialsIn(e);
  for (const outer of exponentials) for (const inner of exponentialsIn(outer)) if (inner !== outer) put(inner);
  contains(e, (n) => {
    if (n.kind === 'sum' && isScalar(n) && n.terms.every(isLogarithm)) {
      put(n);
      sums.push(n);
    }
    if (n.kind === 'apply' && n.fn === 'log' && n.args[0]?.kind === 'sum' && isAffine(n.args[0])) alone.push(n);
    const raised = n.kind === 'power' && n.exponent.kind === 'rational' && n.base.kind === 'sum' ? n.base : undefined;
    if (raised && isScalar(raised) && exponentials.some((x) => dependsOn(x, symbolsOf(raised)))) put(raised);
    return false;
  });
  const isApart = (n: Expr): boolean => !sums.some((value) => dependsOn(value, symbolsOf(n)));
  alone.filter((n) => isApart(n) && matters(e, n)).forEach(put);
  return found;
}

function exponentialsIn(e: Expr): readonly Expr[] {
  const found: Expr[] = [];
  contains(e, (n) => {
    if (n.kind === 'apply' && n.fn === 'exp' && isScalar(n)) found.push(n);
    return false;
  });
  return found;
}

/** Is it a divisor, or part of one, or of what a logarithm is taken of? Elsewhere its zero does no harm. */
const matters = (e: Expr, part: Expr): boolean =>
  contains(e, (n) => {
    if (n.kind === 'power') return isNegative(n.exponent) && contains(n.base, (inner) => inner === part);
    return n.kind === 'apply' && n.fn === 'log' && n !== part && contains(n, (inner) => inner === part);
  });

const isAffine = (e: Expr): boolean =>
  isScalar(e) && scalarsOf(e).length === 1 && scalarsOf(e).every((x) => coefficientsIn(e, x)?.length === 2);

/** A rational multiple of a logarithm. */
function isLogarithm(e: Expr): boolean {
  const { core } = splitCoefficient(e);
  return core.kind === 'apply' && core.fn === 'log';
}

function composed(value: Expr, x: SymbolExpr): Scale | undefined {
  const s = fresh(value);
  const solution = solveSystem([{ left: value, right: s }], [x])?.get(x);
  if (!solution) return undefined;
  const logarithms = logarithmsIn(value, x, s);
  const into = (e: Expr): Expr => {
    const linear = logarithms.size > 0 ? expand(substitute(e, logarithms)) : e;
    return substitute(linear, new Map([[x, solution]]));
  };
  return expand(into(value)) === s ? { x, s, value, into } : undefined;
}

/** One logarithm of the sum by s and the others: log x = s + log(1 − x). */
function logarithmsIn(value: Expr, x: SymbolExpr, s: SymbolExpr): ReadonlyMap<Expr, Expr> {
  for (const term of value.kind === 'sum' ? value.terms : []) {
    const factors = term.kind === 'product' ? term.factors : [term];
    const logarithm = factors.find((f) => f.kind === 'apply' && f.fn === 'log' && dependsOn(f, [x]));
    if (!logarithm) continue;
    const weight = mul(...factors.filter((f) => f !== logarithm));
    return new Map([[logarithm, mul(add(s, sub(term, value)), pow(weight, minusOne))]]);
  }
  return new Map();
}
