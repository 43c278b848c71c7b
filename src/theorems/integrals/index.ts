// The table of integrals and the search that brings a problem to one of its entries.
import { CompilerBug } from '../../diagnostics.ts';
import { add, elementwise, exp, fill, log, mul, pow, sub } from '../../ir/build.ts';
import { linearInClasses } from '../../ir/classes.ts';
import { expand } from '../../ir/expand.ts';
import {
  type Expr,
  half,
  integral,
  isScalar,
  one,
  rational,
  realLine,
  type SymbolExpr,
  symbol,
  two,
  zero,
} from '../../ir/expr.ts';
import { hyperbolicsOut } from '../../ir/hyperbolic.ts';
import { type Item, pair, separate } from '../../ir/separate.ts';
import { simplify } from '../../ir/simplify.ts';
import { isSymmetric } from '../../ir/symmetric.ts';
import { contains, dependsOn, substitute, symbolsOf } from '../../ir/visit.ts';
import { mapCondition } from '../../model/exponential-family.ts';
import { mapSampler } from '../../model/map-sampler.ts';
import type { Sampler } from '../../model/program.ts';
import {
  besselIntegral,
  betaIntegral,
  circularIntegral,
  exponentialOnUnit,
  gammaIntegral,
  gaussIntegral,
  halfGaussIntegral,
  secondBetaIntegral,
  uniformDraw,
} from './continuous.ts';
import { type OneCoordinate, oneCoordinate } from './coordinates.ts';
import {
  binomialSeries,
  binomialTheorem,
  exponentialSeries,
  finiteGeometricSum,
  finiteSum,
  finiteVectorSum,
  geometricSeries,
  logarithmicSeries,
  truncatedBinomialSeries,
  truncatedExponentialSeries,
} from './discrete.ts';
import type { IntegralForm, Match, Problem, Substitution } from './form.ts';
import { radiusOf } from './radius.ts';
import { halfLines, rewrite, substitutionsFor } from './substitutions.ts';
import {
  classSum,
  gaussMatrixIntegral,
  gaussSymmetricIntegral,
  gaussVectorIntegral,
  inverseMultivariateGammaIntegral,
  multivariateGammaIntegral,
  oneHotSum,
  simplexIntegral,
} from './tensor.ts';

/** The table, in the order in which it is tried. */
export const integralForms: readonly IntegralForm[] = [
  gammaIntegral,
  gaussIntegral,
  betaIntegral,
  secondBetaIntegral,
  exponentialOnUnit,
  circularIntegral,
  besselIntegral,
  finiteSum,
  finiteVectorSum,
  geometricSeries,
  exponentialSeries,
  truncatedExponentialSeries,
  logarithmicSeries,
  binomialSeries,
  truncatedBinomialSeries,
  binomialTheorem,
  finiteGeometricSum,
  gaussVectorIntegral,
  gaussMatrixIntegral,
  gaussSymmetricIntegral,
  multivariateGammaIntegral,
  inverseMultivariateGammaIntegral,
  simplexIntegral,
  oneHotSum,
  classSum,
];

/** An integral found: its value, the form that gave it and the changes of variable on the way. */
export interface Found extends Match {
  readonly form: IntegralForm;
  readonly path: readonly Substitution[];
}

/**
 * log ∫ exp(logIntegrand) d variable, or undefined when no form is reached within three changes of variable.
 * `constants` may stand inside atoms (a known exponent, a known count).
 */
export function integrateLog(
  logIntegrand: Expr,
  variable: SymbolExpr,
  constants: readonly SymbolExpr[] = [],
): Found | undefined {
  const known = answers.get(logIntegrand) ?? new Map<string, Found | 'none'>();
  answers.set(logIntegrand, known);
  const question = [variable, ...constants].map((s) => s.id).join();
  const found = known.get(question) ?? lookedUp(logIntegrand, variable, constants) ?? 'none';
  known.set(question, found);
  return found === 'none' ? undefined : found;
}

/** Several theorems ask for the same integral, and a search that finds nothing is the longest. */
const answers = new WeakMap<Expr, Map<string, Found | 'none'>>();

function lookedUp(logIntegrand: Expr, variable: SymbolExpr, constants: readonly SymbolExpr[]): Found | undefined {
  const letters = isScalar(variable) ? none : writtenTensors(logIntegrand, variable);
  if (letters.size === 0) return without(variable, searchWithout(logIntegrand, variable, constants));
  const found = search(problemOf(substitute(logIntegrand, letters), variable, constants), 3, new Set());
  return without(
    variable,
    found && withTensors(found, new Map([...letters].map(([tensor, letter]) => [letter, tensor]))),
  );
}

/** An integral knows nothing of what it was taken over: claims at random points would let a variable that stays pass. */
function without(variable: SymbolExpr, found: Found | undefined): Found | undefined {
  if (found && dependsOn(found.logValue, [variable]))
    throw new CompilerBug(`the form ${found.form.id} leaves ${variable.name} in its value`);
  return found;
}

/** As it stands; else with the logarithms of hyperbolic functions by exponentials. */
function searchWithout(e: Expr, variable: SymbolExpr, constants: readonly SymbolExpr[]): Found | undefined {
  const found = search(problemOf(e, variable, constants), 3, new Set());
  const other = found ? e : hyperbolicsOut(e);
  return other === e ? found : search(problemOf(other, variable, constants), 3, new Set());
}

const none: ReadonlyMap<Expr, SymbolExpr> = new Map();

/** Vectors and matrices that are written out, each by a letter: they weigh statistics as known symbols do. */
function writtenTensors(e: Expr, variable: SymbolExpr): ReadonlyMap<Expr, SymbolExpr> {
  const letters = new Map<Expr, SymbolExpr>();
  contains(e, (n) => {
    if (n.kind === 'apply' && (n.fn === 'stack' || n.fn === 'matrix') && !dependsOn(n, [variable]))
      letters.set(n, symbol(`⟨${String(n.id)}⟩`, tensorDomain(n), n.shape));
    return false;
  });
  return letters;
}

const tensorDomain = (e: Expr): SymbolExpr['domain'] =>
  e.shape.length === 1 ? realLine : { kind: isSymmetric(e) ? 'symmetric' : 'matrix' };

function withTensors(found: Found, tensors: ReadonlyMap<Expr, Expr>): Found {
  const at = (e: Expr): Expr => substitute(e, tensors);
  return {
    ...found,
    logValue: simplify(at(found.logValue)),
    conditions: found.conditions.map((c) => mapCondition(c, at)),
    ...(found.sampler ? { sampler: mapSampler(found.sampler, at) } : {}),
  };
}

/** A problem, and what of its log-integrand the variable does not enter. */
export interface Stated extends Problem {
  /** Terms free of the variable. */
  readonly constant: Expr;
}

/** Every symbol beside the variable in a coefficient where it can be; constants that cannot be pulled out stay in atoms. */
export function problemOf(e: Expr, variable: SymbolExpr, constants: readonly SymbolExpr[]): Stated {
  const logIntegrand = variable.domain.kind === 'onehot' ? linearInClasses(e, variable) : e;
  const others = [...symbolsOf(logIntegrand)].filter((s) => s !== variable);
  const movable = others.filter((s) => !constants.includes(s));
  const items: Item[] = [];
  const constant: Expr[] = [];
  const whole = separate(logIntegrand, [variable], movable);
  const flat = whole.ok ? add(...whole.items.map(pair), whole.free, whole.remainder) : logIntegrand;
  const terms = termsOf(expand(flat));
  for (const term of terms) {
    const full = separate(term, [variable], others);
    const parts = full.ok ? full : separate(term, [variable], movable);
    if (!parts.ok) items.push({ coefficient: one, atom: term });
    else {
      items.push(...parts.items, ...termsOf(parts.free).flatMap((t) => neutralItem(t, variable)));
      constant.push(parts.remainder);
    }
  }
  return { variable, items: merge(items), constant: add(...constant), constants };
}

const termsOf = (e: Expr): readonly Expr[] => (e.kind === 'sum' ? e.terms : [e]);

/** A term without partner is ⟨number, atom⟩; a total of a vector function gives ⟨number·1, function⟩. */
function neutralItem(term: Expr, variable: SymbolExpr): readonly Item[] {
  if (term === zero) return [];
  const factors = term.kind === 'product' ? term.factors : [term];
  const inside = factors.filter((f) => dependsOn(f, [variable]));
  return [{ coefficient: mul(...factors.filter((f) => !inside.includes(f))), atom: mul(...inside) }];
}

function merge(items: readonly Item[]): readonly Item[] {
  const grouped = new Map<Expr, Expr[]>();
  for (const i of items) grouped.set(i.atom, [...(grouped.get(i.atom) ?? []), i.coefficient]);
  return [...grouped]
    .map(([atom, list]) => ({ atom, coefficient: spread(add(...list), atom) }))
    .filter((i) => i.coefficient !== zero);
}

const spread = (e: Expr, like: Expr): Expr => (isScalar(e) && !isScalar(like) ? fill(e, like.shape) : e);

function search(p: Stated, depth: number, seen: Set<string>): Found | undefined {
  const key = `${p.variable.id}:${p.items
    .map((i) => `${i.coefficient.id},${i.atom.id}`)
    .sort()
    .join(';')}`;
  if (seen.has(key)) return undefined;
  seen.add(key);
  const coordinate = oneCoordinate(p);
  if (coordinate) return coordinatewise(p, coordinate);
  for (const form of integralForms) {
    const match = form.match(p);
    if (match) return { ...match, logValue: simplify(add(p.constant, match.logValue)), form, path: [] };
  }
  if (depth === 0) return undefined;
  for (const s of substitutionsFor(p)) {
    const found = search(changed(p, s), depth - 1, seen);
    if (found) return throughSubstitution(found, s, p.variable);
  }
  return overHalfLines(p, depth, seen);
}

/** ∫ over the line = ∫ over its two halves, where the integrand bends at zero. */
function overHalfLines(p: Stated, depth: number, seen: Set<string>): Found | undefined {
  const sides = halfLines(p).map((s) => {
    const found = search(changed({ ...p, constant: zero }, s), depth - 1, new Set(seen));
    return found && throughSubstitution(found, s, p.variable);
  });
  const [above, below] = sides;
  if (!above || !below) return undefined;
  if (isEmpty(above)) return { ...below, logValue: simplify(add(p.constant, below.logValue)) };
  if (isEmpty(below)) return { ...above, logValue: simplify(add(p.constant, above.logValue)) };
  const { sampler: _, ...rest } = above;
  const sampler = eitherSide(above, below);
  return {
    ...rest,
    logValue: simplify(add(p.constant, log(simplify(add(exp(above.logValue), exp(below.logValue)))))),
    conditions: [...new Set([...above.conditions, ...below.conditions])],
    ...(sampler ? { sampler } : {}),
  };
}

/** A half on which the integrand is zero: its conditions are those of nothing. */
const isEmpty = (side: Found): boolean => contains(side.logValue, (n) => n === log(zero));

/** One of two transforms, picked by a uniform number against the share of the first. */
function eitherSide(above: Found, below: Found): Sampler | undefined {
  if (above.sampler?.kind !== 'transform' || below.sampler?.kind !== 'transform') return undefined;
  const pick = uniformDraw('w');
  const share = simplify(pow(add(one, exp(sub(below.logValue, above.logValue))), rational(-1)));
  const first = mul(half, add(one, elementwise('sign', sub(share, pick.symbol))));
  const again = renamedDraws(below.sampler);
  return {
    kind: 'transform',
    draws: [...above.sampler.draws, ...again.draws, pick],
    value: add(mul(first, above.sampler.value), mul(sub(one, first), again.value)),
    differentiable: false,
  };
}

/** The same transform of draws of other names. */
function renamedDraws(s: Extract<Sampler, { kind: 'transform' }>): Extract<Sampler, { kind: 'transform' }> {
  const renamed = new Map(s.draws.map((d) => [d.symbol, symbol(`${d.symbol.name}ₙ`, d.symbol.domain, d.symbol.shape)]));
  const draws = s.draws.map((d) => ({ ...d, symbol: renamed.get(d.symbol) ?? d.symbol }));
  return { ...s, draws, value: substitute(s.value, new Map<Expr, Expr>(renamed)) };
}

/** Forms for the coordinates of a vector only: of a number their integral, left open, keeps more digits far out. */
const coordinateForms: readonly IntegralForm[] = [halfGaussIntegral];

function byCoordinateForm(p: Stated): Found | undefined {
  for (const form of coordinateForms) {
    const match = form.match(p);
    if (match) return { ...match, logValue: simplify(add(p.constant, match.logValue)), form, path: [] };
  }
  return undefined;
}

function coordinatewise(p: Stated, c: OneCoordinate): Found | undefined {
  const found =
    integrateLog(c.logIntegrand, c.variable, p.constants) ??
    byCoordinateForm(problemOf(c.logIntegrand, c.variable, p.constants));
  if (!found) return undefined;
  const lifted = c.lift(found);
  return { ...lifted, logValue: simplify(add(p.constant, lifted.logValue)), form: found.form, path: found.path };
}

function changed(p: Stated, s: Substitution): Stated {
  const known = s.also ?? new Map<Expr, Expr>();
  const images = p.items.map((item) => rewrite(substitute(pair(item), known), p.variable, s.value));
  const integrand = add(...images, s.logJacobian);
  const next = problemOf(integrand, s.variable, p.constants);
  return { ...next, constant: add(p.constant, next.constant) };
}

function throughSubstitution(found: Found, s: Substitution, x: SymbolExpr): Found {
  const logValue = s.copies === 2 ? simplify(add(found.logValue, log(two))) : found.logValue;
  const sampler = found.sampler && pushSampler(found.sampler, s, x);
  const { sampler: _, ...rest } = found;
  return { ...rest, logValue, path: [s, ...found.path], ...(sampler ? { sampler } : {}) };
}

/** Draws y and returns φ(y); an even density gets a random sign. */
function pushSampler(sampler: Sampler, s: Substitution, x: SymbolExpr): Sampler | undefined {
  if (sampler.kind === 'search') {
    const shift = add(s.value, mul(rational(-1), s.variable));
    const back = substitute(sampler.logMass, new Map([[s.variable, add(x, mul(rational(-1), shift))]]));
    return {
      ...sampler,
      variable: x,
      logMass: back,
      from: add(sampler.from, shift),
      ...(sampler.to ? { to: add(sampler.to, shift) } : {}),
    };
  }
  if (sampler.kind === 'affine-vector') {
    const value = sampler.through ? substitute(s.value, new Map([[s.variable, sampler.through.value]])) : s.value;
    return { ...sampler, through: { variable: sampler.through?.variable ?? s.variable, value } };
  }
  if (sampler.kind !== 'transform') return undefined;
  const value = substitute(s.value, new Map([[s.variable, sampler.value]]));
  const draws = [...sampler.draws, ...(s.draws ?? [])];
  if (s.copies === 1) return { ...sampler, draws, value };
  const u = uniformDraw('v');
  const sign = elementwise('sign', add(u.symbol, rational(-1, 2)));
  return { ...sampler, draws: [...draws, u], value: mul(sign, value) };
}

/** One coordinate of an integrand over a vector, where its coordinates are independent. */
export const coordinateOf = (
  logIntegrand: Expr,
  variable: SymbolExpr,
  constants: readonly SymbolExpr[],
): OneCoordinate | undefined => oneCoordinate(problemOf(logIntegrand, variable, constants));

function overRadius(logIntegrand: Expr, v: SymbolExpr, constants: readonly SymbolExpr[]): Expr | undefined {
  const radius = radiusOf(v);
  const along = radius?.of(logIntegrand);
  return radius && along && openIntegral(add(along, radius.logMeasure), radius.variable, constants);
}

/**
 * The logarithm of the integral left as it stands, for scalar variables without a closed form and vectors of independent
 * coordinates or of a law of their length. Terms of λ alone stand before it; those of constants stay, with what they balance.
 */
export function openIntegral(
  logIntegrand: Expr,
  variable: SymbolExpr,
  constants: readonly SymbolExpr[],
): Expr | undefined {
  if (!isScalar(variable)) {
    const one = coordinateOf(logIntegrand, variable, constants);
    if (!one) return overRadius(logIntegrand, variable, constants);
    const logValue = openIntegral(one.logIntegrand, one.variable, constants);
    const { constant } = problemOf(logIntegrand, variable, constants);
    return logValue && add(constant, one.lift({ logValue, conditions: [] }).logValue);
  }
  const outside = termsOf(logIntegrand).filter(
    (t) => !dependsOn(t, [variable]) && [...symbolsOf(t)].some((s) => !constants.includes(s)),
  );
  const inside = termsOf(logIntegrand).filter((t) => !outside.includes(t));
  return add(...outside, log(integral(variable, exp(add(...inside)))));
}
