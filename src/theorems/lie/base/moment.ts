// E[f(z)] under one scalar density: by the table of integrals term by term, by differentiating one of its entries, or by
// quadrature.
import { add, elementwise, exp, log, mul, neg } from '../../../ir/build.ts';
import { derivative, isNothing } from '../../../ir/differentiate.ts';
import { expand } from '../../../ir/expand.ts';
import {
  type Domain,
  type Expr,
  integral,
  one,
  rational,
  realLine,
  type SymbolExpr,
  symbol,
  zero,
} from '../../../ir/expr.ts';
import { isNonNegative, isNonPositive, isPositive } from '../../../ir/range.ts';
import { parseDecimal, type Ratio, ratioToNumber } from '../../../ir/rational.ts';
import { simplify } from '../../../ir/simplify.ts';
import { contains, dependsOn, substitute, symbolsOf, transform } from '../../../ir/visit.ts';
import type { Condition } from '../../../model/exponential-family.ts';
import { meanUnder } from '../../../numeric/mean-under.ts';
import { integrateLog } from '../../integrals/index.ts';

/** One coordinate with its normalised log-density. */
export interface ScalarLaw {
  readonly variable: SymbolExpr;
  readonly logDensity: Expr;
  readonly constants: readonly SymbolExpr[];
}

/** A mean, and whether it was found in closed form. */
export interface Moment {
  readonly value: Expr;
  readonly closed: boolean;
}

const memory = new WeakMap<ScalarLaw, Map<Expr, Moment>>();

/** E[f(z)]; NaN is never returned: an integral that does not exist stays an integral. */
export function moment(f: Expr, law: ScalarLaw): Moment {
  const known = memory.get(law) ?? new Map<Expr, Moment>();
  memory.set(law, known);
  const before = known.get(f);
  if (before) return before;
  const found = compute(f, law);
  known.set(f, found);
  return found;
}

function compute(given: Expr, law: ScalarLaw): Moment {
  const f = withoutOddTerms(given, law);
  if (!dependsOn(f, [law.variable])) return { value: f, closed: true };
  const closed = closedMoment(f, law);
  return closed ? { value: simplify(closed), closed: true } : { value: measured(f, law), closed: false };
}

const termsOf = (e: Expr): readonly Expr[] => (e.kind === 'sum' ? e.terms : [e]);

/** Under a symmetric density the mean of an odd function is zero, where it exists: such terms are left out. */
function withoutOddTerms(f: Expr, { variable, logDensity }: ScalarLaw): Expr {
  const isSymmetric = variable.domain.kind === 'circle' || isMirrored(variable.domain);
  const mirrored = (e: Expr): Expr => substitute(e, new Map([[variable, neg(variable)]]));
  if (!isSymmetric || mirrored(logDensity) !== logDensity) return f;
  return add(...termsOf(expand(f)).filter((t) => mirrored(t) !== neg(t)));
}

/** Is the interval its own mirror image? */
const isMirrored = (domain: Domain): boolean =>
  domain.kind === 'interval' &&
  (domain.lower && domain.upper ? domain.lower === neg(domain.upper) : !domain.lower && !domain.upper);

function closedMoment(f: Expr, law: ScalarLaw): Expr | undefined {
  const whole = termsOf(expand(f)).map((t) => termMoment(t, law));
  if (whole.every((t) => t !== undefined)) return add(...whole);
  const halves = halvesOf(f, law);
  const parts = halves?.flatMap(({ f: g, half }) => termsOf(expand(g)).map((t) => signedIntegral(t, half)));
  return parts?.every((t) => t !== undefined) ? add(...parts) : undefined;
}

/** A term of one sign over the whole domain, or a power of the variable times one. */
function termMoment(term: Expr, law: ScalarLaw): Expr | undefined {
  return signedIntegral(term, law) ?? throughGenerator(term, law);
}

/** ∫ ±exp(log|term| + log q). */
function signedIntegral(term: Expr, { variable, logDensity, constants }: ScalarLaw): Expr | undefined {
  const factors = term.kind === 'product' ? term.factors : [term];
  const outside = mul(...factors.filter((f) => !dependsOn(f, [variable])));
  const inside = mul(...factors.filter((f) => dependsOn(f, [variable])));
  if (inside === one) return mul(outside, integralOf(logDensity, variable, constants) ?? one);
  const sign = isNonNegative(inside) ? one : isNonPositive(inside) ? rational(-1) : undefined;
  const found = sign && integralOf(add(expand(log(mul(sign, inside))), logDensity), variable, constants);
  return found && sign && mul(sign, outside, found);
}

/** Nothing where the integral surely diverges: infinite terms that cancel would leave a number that is none of theirs. */
const integralOf = (logIntegrand: Expr, variable: SymbolExpr, constants: readonly SymbolExpr[]): Expr | undefined => {
  const found = integrateLog(logIntegrand, variable, constants);
  return found && !found.conditions.some(surelyFails) ? exp(found.logValue) : undefined;
};

const surelyFails = ({ value, relation }: Condition): boolean =>
  (relation === '>' && isNonPositive(value)) || (relation === '<' && isNonNegative(value));

/** Powers up to the fourth of what the integral table knows in exponents: derivatives in an extra exponent. */
const throughGenerator = (term: Expr, law: ScalarLaw): Expr | undefined =>
  rootsOf(law.variable)
    .map((u) => generated(term, u, law))
    .find((e) => e !== undefined);

/** The variable, on a half-line its logarithm as well; on the circle its cosine and sine. */
function rootsOf(variable: SymbolExpr): readonly Expr[] {
  if (variable.domain.kind === 'circle') return [elementwise('cos', variable), elementwise('sin', variable)];
  return isPositive(variable) ? [variable, log(variable)] : [variable];
}

/** E[uᵏ w] by k derivatives of E[e^{εu} w]. */
function generated(term: Expr, u: Expr, { variable, logDensity, constants }: ScalarLaw): Expr | undefined {
  const factors = term.kind === 'product' ? term.factors : [term];
  const order = factors.reduce((n, f) => n + (orderOf(f, u) ?? 0), 0);
  if (!Number.isInteger(order) || order < 1 || order > 4) return undefined;
  const rest = factors.filter((f) => orderOf(f, u) === undefined);
  const outside = mul(...rest.filter((f) => !dependsOn(f, [variable])));
  const weight = mul(...rest.filter((f) => dependsOn(f, [variable])));
  if (weight !== one && !isNonNegative(weight)) return undefined;
  const epsilon = symbol('⟨ε⟩', realLine);
  const logWeight = weight === one ? zero : expand(log(weight));
  const generator = integralOf(add(mul(epsilon, u), logWeight, logDensity), variable, constants);
  if (!generator) return undefined;
  let slope = generator;
  for (let k = 0; k < order; k++) slope = derivative(slope, epsilon);
  // The generator of a law on an interval is a quotient that vanishes above and below at zero; there a value read off by
  // putting zero in may be one of its terms alone.
  const origin = new Map([[epsilon, zero]]);
  return isSingularAt(slope, origin) ? undefined : mul(outside, simplify(substitute(slope, origin)));
}

/** Does a denominator vanish where these symbols take these values? */
export const isSingularAt = (e: Expr, values: ReadonlyMap<Expr, Expr>): boolean =>
  contains(
    e,
    (n) =>
      n.kind === 'power' &&
      isNonPositive(n.exponent) &&
      dependsOn(n.base, [...values.keys()]) &&
      isNothing(simplify(substitute(n.base, values))),
  );

function orderOf(f: Expr, z: Expr): number | undefined {
  if (f === z) return 1;
  return f.kind === 'power' && f.base === z && f.exponent.kind === 'rational'
    ? Number(f.exponent.value.n) / Number(f.exponent.value.d)
    : undefined;
}

/** The two half-lines of a density on the whole line, each as one on the positive line. */
function halvesOf(
  f: Expr,
  { variable, logDensity, constants }: ScalarLaw,
): readonly { readonly f: Expr; readonly half: ScalarLaw }[] | undefined {
  if (variable.domain.kind !== 'interval' || variable.domain.lower || variable.domain.upper) return undefined;
  const y = symbol(`|${variable.name}|`, { kind: 'interval', lower: zero });
  return [y, neg(y)].map((at) => {
    const here = new Map<Expr, Expr>([[variable, at]]);
    return { f: substitute(f, here), half: { variable: y, logDensity: substitute(logDensity, here), constants } };
  });
}

/** By quadrature where nothing is left open, else the integral as it stands. */
function measured(f: Expr, { variable, logDensity }: ScalarLaw): Expr {
  const open = integral(variable, mul(f, exp(logDensity)));
  if (symbolsOf(open).size > 0) return open;
  const value = meanUnder(f, variable, logDensity);
  return Number.isFinite(value) ? numeral(value) : open;
}

/** A number found numerically, to the fifteen digits that every double has; what is whole within thirteen is whole. */
export function numeral(x: number): Expr {
  const whole = Math.round(x);
  if (Math.abs(x - whole) < 1e-13 * Math.max(1, Math.abs(x))) return rational(whole);
  return mul(rational(Math.sign(x)), rational(parseDecimal(Math.abs(x).toPrecision(15))));
}

/** Every way to group a list. */
export function partitions<T>(items: readonly T[]): readonly (readonly (readonly T[])[])[] {
  const [first, ...rest] = items;
  if (first === undefined) return [[]];
  return partitions(rest).flatMap((blocks) => [
    [[first], ...blocks],
    ...blocks.map((_, i) => blocks.map((b, k) => (k === i ? [first, ...b] : b))),
  ]);
}

const hasManyDigits = ({ d }: Ratio): boolean => d > 10n ** 6n;

/** Products and quotients of measured numbers have more digits than a double: they are cut to it. */
export const rounded = (e: Expr): Expr =>
  transform(e, (n) => (n.kind === 'rational' && hasManyDigits(n.value) ? numeral(ratioToNumber(n.value)) : n));
