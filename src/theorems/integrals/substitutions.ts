// Changes of variable x = φ(y) that carry an integral to another domain; each gives φ and |φ′|.
import { add, div, elementwise, exp, fill, log, mul, neg, pow, primitivePart, sub } from '../../ir/build.ts';
import { derivative, gradient } from '../../ir/differentiate.ts';
import { expand } from '../../ir/expand.ts';
import {
  type Domain,
  dimension,
  type Expr,
  half,
  isScalar,
  minusOne,
  one,
  pi,
  positiveLine,
  rational,
  realLine,
  type SymbolExpr,
  symbol,
  two,
  zero,
} from '../../ir/expr.ts';
import { isNonZero, isPositive } from '../../ir/range.ts';
import { factorCommon, simplify } from '../../ir/simplify.ts';
import { total, trace, transpose } from '../../ir/tensor.ts';
import { contains, dependsOn, substitute, transform } from '../../ir/visit.ts';
import { normalDraw } from './continuous.ts';
import { gammasOfCounts, type Rewritten } from './counted-gammas.ts';
import { isHalfLine, isLine, type Problem, type Substitution } from './form.ts';
import { turnedAngle } from './turned-angles.ts';

const fresh = (x: SymbolExpr, domain: Domain): SymbolExpr => symbol(`${x.name}′`, domain);

/** Every change of variable worth trying on this problem. */
export function substitutionsFor(p: Problem): readonly Substitution[] {
  const x = p.variable;
  if (x.shape.length > 0) return [...radius(p), ...logarithmOfEntries(x), ...logOddsOfEntries(x)];
  if (x.domain.kind === 'integers') return [...gammasOfCounts(p).map((r) => sameCount(x, r)), ...shiftIntegers(p)];
  if (x.domain.kind === 'circle') return turnedAngle(p);
  if (x.domain.kind !== 'interval') return [];
  if (isLine(x.domain)) return [...folding(p), ...exponentials(p), ...centres(p)];
  if (isHalfLine(x.domain)) return [...powers(p), ...scales(p), logarithm(x), ...exponentials(p)];
  return [...standardInterval(x), ...powersOnUnit(p), ...logOdds(p), ...logarithmOnRay(x), ...logarithmOnUnit(p)];
}

/** The atoms' subexpressions that satisfy a test. */
function parts(p: Problem, test: (e: Expr) => boolean): readonly Expr[] {
  const found = new Set<Expr>();
  for (const { atom } of p.items)
    contains(atom, (n) => {
      if (test(n)) found.add(n);
      return false;
    });
  return [...found].slice(0, 6);
}

/** y = xᵖ on the half-line: dx = |1/p| y^{1/p − 1} dy. */
function powers(p: Problem): readonly Substitution[] {
  const x = p.variable;
  const exponents = parts(
    p,
    (e) => e.kind === 'power' && e.base === x && isNonZero(e.exponent) && !dependsOn(e.exponent, [x]),
  );
  return exponents.flatMap((e) => (e.kind === 'power' ? [powerSubstitution(x, e.exponent, positiveLine)] : []));
}

function powerSubstitution(x: SymbolExpr, exponent: Expr, domain: Domain): Substitution {
  const y = fresh(x, domain);
  const inverse = pow(exponent, minusOne);
  return {
    title: 'a power of the variable as the new variable',
    variable: y,
    value: pow(y, inverse),
    logJacobian: add(log(elementwise('abs', inverse)), mul(sub(inverse, one), log(y))),
    copies: 1,
  };
}

/** a + bx = a(1 + y) on the half-line: x = (a/b) y. */
function scales(p: Problem): readonly Substitution[] {
  const x = p.variable;
  const sums = parts(p, (e) => e.kind === 'sum' && dependsOn(e, [x]));
  return sums.flatMap((e) => {
    const terms = e.kind === 'sum' ? e.terms : [];
    const a = add(...terms.filter((t) => !dependsOn(t, [x])));
    const b = div(add(...terms.filter((t) => dependsOn(t, [x]))), x);
    if (!isPositive(a) || !isPositive(b) || dependsOn(b, [x]) || (a === one && b === one)) return [];
    const y = fresh(x, positiveLine);
    const scale = div(a, b);
    return [
      {
        title: 'a multiple of the variable as the new variable',
        variable: y,
        value: mul(scale, y),
        logJacobian: log(scale),
        copies: 1 as const,
        // Of several terms in a the product would come apart, and its logarithm with it.
        also: new Map([[log(e), add(log(a), log(add(one, y)))]]),
      },
    ];
  });
}

function powersOnUnit(p: Problem): readonly Substitution[] {
  const x = p.variable;
  if (!isUnit(x)) return [];
  const exponents = parts(p, (e) => e.kind === 'power' && e.base === x && isPositive(e.exponent));
  return exponents.flatMap((e) => (e.kind === 'power' ? [powerSubstitution(x, e.exponent, x.domain)] : []));
}

/** Is its domain (0, 1)? */
export const isUnit = (x: SymbolExpr): boolean =>
  x.domain.kind === 'interval' && x.domain.lower === zero && x.domain.upper === one;

/** y = log x. */
export function logarithm(x: SymbolExpr): Substitution {
  const y = fresh(x, realLine);
  return {
    title: 'the logarithm of the variable as the new variable',
    variable: y,
    value: exp(y),
    logJacobian: y,
    copies: 1,
  };
}

/** y = log x, entry by entry of a positive vector: the logarithmic Jacobian is the sum over the entries. */
function logarithmOfEntries(x: SymbolExpr): readonly Substitution[] {
  if (x.shape.length !== 1 || !isHalfLine(x.domain)) return [];
  const y = symbol(`${x.name}′`, realLine, x.shape);
  const title = 'the logarithms of the entries as the new variable';
  return [{ title, variable: y, value: exp(y), logJacobian: total(y), copies: 1 }];
}

/**
 * r = ‖x − m‖ where x occurs in that distance only: x = m + r u with u on the sphere, of area $2\pi^{n/2}/\Gamma(n/2)$, and
 * dx = r^{n−1} dr du (Muirhead 1982, theorem 1.5.5).
 */
function radius(p: Problem): readonly Substitution[] {
  const { variable: x, items } = p;
  if (x.domain.kind !== 'matrix' && !isLine(x.domain)) return [];
  const [r, e] = [fresh(x, positiveLine), normalDraw('ε', x.shape)];
  const n = mul(...x.shape.map(dimension));
  const area = add(log(two), mul(half, n, log(pi)), neg(elementwise('lgamma', mul(half, n))));
  const squares = parts(p, (s) => isScalar(s) && isAdded(s) && dependsOn(s, [x]));
  return squares.flatMap((square) => {
    const centre = centreOf(square, x);
    const also = centre && new Map([[square, add(pow(r, two), centre.height)]]);
    if (!also || items.some(({ atom }) => dependsOn(substitute(atom, also), [x]))) return [];
    return [
      {
        title: 'the distance from a place as the new variable',
        variable: r,
        value: add(centre.place, mul(r, e.symbol, pow(trace(transpose(e.symbol), e.symbol), rational(-1, 2)))),
        logJacobian: add(area, mul(sub(n, one), log(r))),
        also,
        copies: 1 as const,
        draws: [e],
      },
    ];
  });
}

const isAdded = (e: Expr): boolean =>
  e.kind === 'sum' || (e.kind === 'apply' && (e.fn === 'total' || e.fn === 'trace'));

/** m and c of ‖x − m‖² + c. */
function centreOf(square: Expr, x: SymbolExpr): { readonly place: Expr; readonly height: Expr } | undefined {
  const place = expand(sub(x, mul(half, gradient(square, x))));
  if (dependsOn(place, [x])) return undefined;
  const at = place === zero ? fill(zero, x.shape) : place;
  return { place: at, height: simplify(expand(substitute(square, new Map([[x, at]])))) };
}

/** y = log x on (L, ∞) with L > 0. */
function logarithmOnRay(x: SymbolExpr): readonly Substitution[] {
  if (x.domain.kind !== 'interval' || x.domain.upper || !x.domain.lower || !isPositive(x.domain.lower)) return [];
  const y = fresh(x, { kind: 'interval', lower: log(x.domain.lower) });
  return [
    {
      title: 'the logarithm of the variable as the new variable',
      variable: y,
      value: exp(y),
      logJacobian: y,
      copies: 1,
    },
  ];
}

/** y = −log x on the unit interval, where a function of log x stands in the integrand. */
function logarithmOnUnit(p: Problem): readonly Substitution[] {
  const x = p.variable;
  const logarithm = log(x);
  const isWithin = (e: Expr): boolean => e !== logarithm && e.kind === 'apply' && contains(e, (n) => n === logarithm);
  if (!isUnit(x) || parts(p, isWithin).length === 0) return [];
  const y = fresh(x, positiveLine);
  const title = 'the logarithm of the inverse of the variable as the new variable';
  return [{ title, variable: y, value: exp(neg(y)), logJacobian: neg(y), copies: 1 }];
}

/** y = e^{cx} for an exponential e^{cx} in the integrand. */
function exponentials(p: Problem): readonly Substitution[] {
  const x = p.variable;
  const rates = new Set<Expr>();
  for (const e of parts(p, (n) => n.kind === 'apply' && n.fn === 'exp'))
    if (e.kind === 'apply' && e.args[0]) rates.add(div(e.args[0], x));
  return [...rates]
    .filter((c) => !dependsOn(c, [x]) && isNonZero(c) && (isScalar(c) || !isScalar(x)))
    .map((c) => {
      const y = fresh(x, isLine(x.domain) ? positiveLine : exponentialRay(c));
      return {
        title: 'an exponential of the variable as the new variable',
        variable: y,
        value: div(log(y), c),
        logJacobian: neg(add(log(elementwise('abs', c)), log(y))),
        copies: 1,
      };
    });
}

/** The image of (0, ∞) under e^{cx}. */
const exponentialRay = (c: Expr): Domain =>
  isPositive(c) ? { kind: 'interval', lower: one } : { kind: 'interval', lower: zero, upper: one };

/** An even integrand: twice the integral over the half-line. */
function folding(p: Problem): readonly Substitution[] {
  const x = p.variable;
  const y = fresh(x, positiveLine);
  const onlyEven = p.items.every(({ atom }) => rewrite(atom, x, y) === rewrite(atom, x, neg(y)));
  return onlyEven
    ? [{ title: 'twice the half-line, the integrand being even', variable: y, value: y, logJacobian: zero, copies: 2 }]
    : [];
}

/** The functions whose first argument is where they bend. */
const kinks: ReadonlySet<string> = new Set(['abs', 'sign', 'max', 'min']);

/** Where the integrand bends: the arguments of its kinks that are affine in the variable, max(a, b) bending at a = b. */
function bends(p: Problem): readonly Expr[] {
  const found = parts(p, (e) => e.kind === 'apply' && kinks.has(e.fn) && dependsOn(e, [p.variable]));
  return found.flatMap((e) => (e.kind === 'apply' ? [sub(e.args[0] ?? zero, e.args[1] ?? zero)] : []));
}

/** b/a of a·x + b, where a and b are free of x; numbers, for no shift of x brings a vector of centres to zero. */
function offsetIn(inside: Expr, x: SymbolExpr): Expr | undefined {
  if (!isScalar(inside)) return undefined;
  const slope = derivative(inside, x);
  if (slope === zero || dependsOn(slope, [x])) return undefined;
  const offset = simplify(sub(expand(div(inside, slope)), x));
  return dependsOn(offset, [x]) ? undefined : offset;
}

/** |ax + b|, (ax + b)ᵏ: the shift y = x + b/a. */
function centres(p: Problem): readonly Substitution[] {
  const x = p.variable;
  const bases = parts(p, (e) => e.kind === 'power' && e.base.kind === 'sum').flatMap((e) =>
    e.kind === 'power' ? [e.base] : [],
  );
  const offsets = new Set([...bends(p), ...bases].map((e) => offsetIn(e, x)));
  return [...offsets].flatMap((offset) => {
    if (!offset || offset === zero) return [];
    const y = fresh(x, realLine);
    return [
      {
        title: 'the distance from a fixed centre as the new variable',
        variable: y,
        value: sub(y, offset),
        logJacobian: zero,
        copies: 1 as const,
      },
    ];
  });
}

/** The two half-lines of an integrand that bends at zero, each with the distance from zero as its variable. */
export function halfLines(p: Problem): readonly Substitution[] {
  const x = p.variable;
  if (x.shape.length > 0 || !isLine(x.domain) || !bends(p).some((b) => offsetIn(b, x) === zero)) return [];
  const y = fresh(x, positiveLine);
  return [y, neg(y)].map((value) => ({
    title: 'each half-line by itself',
    variable: y,
    value,
    logJacobian: zero,
    copies: 1 as const,
  }));
}

/** (a, b) → (0, 1), (a, ∞) → (0, ∞), (−∞, b) → (0, ∞). */
function standardInterval(x: SymbolExpr): readonly Substitution[] {
  if (x.domain.kind !== 'interval') return [];
  const { lower, upper } = x.domain;
  if (lower && upper && !isUnit(x)) {
    const y = fresh(x, { kind: 'interval', lower: zero, upper: one });
    const width = sub(upper, lower);
    return [
      {
        title: 'the interval brought to (0, 1)',
        variable: y,
        value: add(lower, mul(width, y)),
        logJacobian: log(width),
        copies: 1,
      },
    ];
  }
  const y = fresh(x, positiveLine);
  if (lower && !upper)
    return [{ title: 'the ray brought to (0, ∞)', variable: y, value: add(lower, y), logJacobian: zero, copies: 1 }];
  return upper && !lower
    ? [{ title: 'the ray brought to (0, ∞)', variable: y, value: sub(upper, y), logJacobian: zero, copies: 1 }]
    : [];
}

/** y = log(x/(1−x)) on the unit interval. */
function logOdds(p: Problem): readonly Substitution[] {
  return isUnit(p.variable) ? [throughLogOdds(p.variable, 'the log-odds as the new variable')] : [];
}

/** The same entry by entry of a vector: the logarithmic Jacobian is the sum over the entries. */
function logOddsOfEntries(x: SymbolExpr): readonly Substitution[] {
  if (x.shape.length !== 1 || !isUnit(x)) return [];
  return [throughLogOdds(x, 'the log-odds of the entries as the new variable')];
}

/** y = log(x/(1 − x)), entry by entry of a vector. */
export function throughLogOdds(x: SymbolExpr, title: string): Substitution {
  const y = symbol(`${x.name}′`, realLine, x.shape);
  const tail = log(add(one, exp(neg(y))));
  const logSlope = neg(add(y, mul(two, tail)));
  return {
    title,
    variable: y,
    value: pow(add(one, exp(neg(y))), minusOne),
    logJacobian: x.shape.length === 0 ? logSlope : total(logSlope),
    copies: 1,
    // log(1 − x) = −y − log(1 + e⁻ʸ); of a scalar it is found.
    ...(x.shape.length > 0 ? { also: new Map([[log(sub(one, x)), neg(add(y, tail))]]) } : {}),
  };
}

/** The count itself, with what its functions are by others. */
const sameCount = (x: SymbolExpr, { title, atoms }: Rewritten): Substitution => ({
  title,
  variable: x,
  value: x,
  logJacobian: zero,
  copies: 1,
  also: atoms,
});

/** Integers from L on: y = x − L. From 0 on, where x + 1 or Γ(x + 2) stands in the sum: y = x + 1. */
function shiftIntegers(p: Problem): readonly Substitution[] {
  const x = p.variable;
  if (x.domain.kind !== 'integers' || !x.domain.lower) return [];
  const { lower, upper } = x.domain;
  const next: readonly Expr[] = [log(add(x, one)), elementwise('lgamma', add(x, two))];
  if (lower === zero && (upper || !p.items.some(({ atom }) => next.includes(atom)))) return [];
  const from = lower === zero ? one : zero;
  const width = upper ? { upper: sub(upper, lower) } : {};
  const y = fresh(x, { kind: 'integers', lower: from, ...width });
  return [
    {
      title:
        from === zero
          ? 'the count from the smallest value on as the new variable'
          : 'the number that follows the count as the new variable',
      variable: y,
      value: add(sub(lower, from), y),
      logJacobian: zero,
      copies: 1,
    },
  ];
}

/** An expression in x rewritten in y, with the logarithms of the logistic map opened. */
export function rewrite(e: Expr, x: SymbolExpr, value: Expr): Expr {
  const outside = transform(e, (n) => {
    if (n === x) return value;
    return n.kind === 'apply' && n.fn === 'log' && n.args[0]?.kind === 'sum' ? openLogarithm(n.args[0]) : n;
  });
  return substitute(outside, new Map([[x, value]]));
}

/** log of a sum: common factors pulled out; 1 − 1/(1+e⁻ʸ) = e⁻ʸ/(1+e⁻ʸ) found. */
function openLogarithm(sum: Expr): Expr {
  const simpler = simplify(sum);
  const factored = simpler.kind === 'sum' ? factorCommon(simpler) : simpler;
  if (factored.kind !== 'sum') return log(factored);
  const { content, primitive } = primitivePart(factored);
  return content.n > 0n ? add(log(rational(content)), log(primitive)) : log(factored);
}
