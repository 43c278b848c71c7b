// What stands in |·|, sign, max and min, under powers that are not whole, and in logarithms: where it vanishes, an integrand
// is not smooth.
import { add, elementwise, sub } from './build.ts';
import { children, type Expr, isScalar, one, type SymbolExpr, zero } from './expr.ts';
import { isNonZero, range } from './range.ts';
import { dependsOn } from './visit.ts';

const bending: ReadonlySet<string> = new Set(['abs', 'sign']);
const comparing: ReadonlySet<string> = new Set(['min', 'max']);

/** The scalar functions of the variable at whose zeros an integrand is not smooth, outside integrals. */
export function insidesOf(integrand: Expr, variable: SymbolExpr): readonly Expr[] {
  const insides = new Set<Expr>();
  const seen = new Set<Expr>();
  const visit = (e: Expr): void => {
    if (seen.has(e) || e.kind === 'integral' || !dependsOn(e, [variable])) return;
    seen.add(e);
    for (const factor of insidesAt(e).flatMap(factorsOf))
      if (!isNonZero(factor) || (reachesZero(factor) && !isAffine(factor, variable))) insides.add(factor);
    for (const factor of comparedAt(e).flatMap(factorsOf)) if (reachesZero(factor)) insides.add(factor);
    children(e).forEach(visit);
  };
  visit(integrand);
  return [...insides].filter((e) => isScalar(e) && dependsOn(e, [variable]));
}

function insidesAt(e: Expr): readonly Expr[] {
  if (e.kind === 'power') return isWhole(e.exponent) ? [] : [e.base];
  if (e.kind !== 'apply') return [];
  const [a = zero, b = zero] = e.args;
  if (e.fn === 'tan') return [elementwise('cos', a)];
  if (e.fn === 'log1p') return [add(one, a)];
  if (e.fn === 'log') return a.kind === 'apply' && a.fn === 'abs' ? [] : [a];
  return bending.has(e.fn) ? [a] : comparing.has(e.fn) ? [sub(a, b)] : [];
}

/** What stands in the minima and maxima under logarithms and powers: these vanish, at an end of the domain too, with one of it. */
const comparedAt = (e: Expr): readonly Expr[] =>
  e.kind === 'power' && !isWhole(e.exponent)
    ? comparedIn(e.base)
    : e.kind === 'apply' && e.fn === 'log'
      ? e.args.flatMap(comparedIn)
      : [];

const comparedIn = (e: Expr): readonly Expr[] =>
  e.kind === 'apply' && comparing.has(e.fn)
    ? e.args.flatMap((arg) => [arg, ...comparedIn(arg)])
    : e.kind === 'product'
      ? e.factors.flatMap(comparedIn)
      : [];

const reachesZero = (e: Expr): boolean => !isNonZero(e) || range(e).lo === 0 || range(e).hi === 0;

/** Distances from the ends of a domain are affine: of them everything is known. */
const isAffine = (e: Expr, x: SymbolExpr): boolean =>
  e === x ||
  !dependsOn(e, [x]) ||
  (e.kind === 'sum' && e.terms.every((t) => isAffine(t, x))) ||
  (e.kind === 'product' && e.factors.filter((f) => dependsOn(f, [x])).every((f) => f === x));

const isWhole = (e: Expr): boolean => e.kind === 'rational' && e.value.d === 1n && e.value.n >= 0n;

/** A product vanishes with its factors, a power with its base. */
const factorsOf = (e: Expr): readonly Expr[] =>
  e.kind === 'product' ? e.factors.flatMap(factorsOf) : e.kind === 'power' ? factorsOf(e.base) : [e];
