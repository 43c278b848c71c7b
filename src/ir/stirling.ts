// What log Γ's and logarithms cancel far out, cancelled by symbols: log Γ(x) = (x − ½) log x − x + ½ log 2π + R(x), ψ its
// derivative, and in a divergence log(x + Δ) = log x + δ + (log(1 + δ) − δ) with δ = Δ/x, for Δ what parameters differ by.
import { add, log, mul, neg, pow, sub } from './build.ts';
import { expand } from './expand.ts';
import { type Expr, half, minusOne, one, pi, positiveLine, realLine, type SymbolExpr, symbol, two } from './expr.ts';
import { isPositive } from './range.ts';
import { contains, dependsOn, hasOpenIntegral, substitute, symbolsOf, transform } from './visit.ts';

/**
 * R, R′, log(1 + δ), log(1 + δ) − δ, (1 + δ) log(1 + δ) − δ, the gap of log I₀, that of ψ′, one of two forms by a
 * sign, log Γ(u) − log Γ(v), log det M − tr M + n, and a difference taken before anything else.
 */
export type StirlingPart =
  | 'lgammaRemainder'
  | 'lgammaRemainderSlope'
  | 'logQuotient'
  | 'log1pGap'
  | 'entropyGap'
  | 'besselGap'
  | 'trigammaGap'
  | 'choose'
  | 'lgammaRise'
  | 'determinantGap'
  | 'subtract';

/** A function that only emitted code knows, of its arguments. */
export interface Part {
  readonly name: StirlingPart;
  readonly arguments: readonly Expr[];
}

const parts = new WeakMap<Expr, Part>();

/** What a symbol of these forms stands for. */
export const stirlingPartOf = (s: Expr): Part | undefined => parts.get(s);

/** Such a function of its arguments. */
export function partOf(name: StirlingPart, given: readonly Expr[]): SymbolExpr {
  return part(name, ...given);
}

function part(name: StirlingPart, ...given: readonly Expr[]): SymbolExpr {
  const [first = one] = given;
  const shape = name === 'determinantGap' ? [] : first.shape;
  const s = symbol(`${name} ${given.map((g) => g.id)}`, realLine, shape);
  parts.set(s, { name, arguments: given });
  return s;
}

/** log I₀(u) − log I₀(c) − R(c)(u − c). */
export const besselGapOf = (u: Expr, c: Expr): Expr => part('besselGap', u, c);

/** ψ′(u) − 1/u. */
export const trigammaGapOf = (u: Expr): SymbolExpr => part('trigammaGap', u);

/** log(1 + δ) − δ for δ = (u − c)/c. */
export const log1pGapOf = (delta: Expr, u: Expr, c: Expr): SymbolExpr => part('log1pGap', delta, u, c);

/** The one form where x ≥ 0, else the other. */
export const choose = (x: Expr, above: Expr, below: Expr): SymbolExpr => part('choose', x, above, below);

/** log Γ(u) − log Γ(v) for u − v = d. */
export const lgammaRiseOf = (u: Expr, v: Expr, d: Expr): SymbolExpr => part('lgammaRise', u, v, d);

/** log det M − tr M + n of M = V⁻¹X for a definite matrix X and another V, or none. */
export const determinantGapOf = (x: Expr, v: Expr | undefined): SymbolExpr =>
  part('determinantGap', x, ...(v ? [v] : []));

/** log Γ(u) less Stirling's formula. */
export const lgammaRemainderOf = (u: Expr): SymbolExpr => part('lgammaRemainder', u);

const isGamma = (e: Expr): boolean => e.kind === 'apply' && (e.fn === 'lgamma' || e.fn === 'digamma');

/** The sum with log Γ and ψ by Stirling's formula, where no x·log x stays; else as it is. */
export function stirlingForm(e: Expr): Expr {
  if (!contains(e, isGamma) || hasOpenIntegral(e)) return e;
  const made = rewritten(e, new Map());
  return made?.terms.some((t) => made.large(t)) === false ? made.value : e;
}

/** A divergence between parameters and others, `others` to own, with every term of second order in what they differ by. */
export function divergenceForm(e: Expr, others: ReadonlyMap<SymbolExpr, SymbolExpr>): Expr {
  if (!contains(e, isGamma) || hasOpenIntegral(e)) return e;
  const made = rewritten(e, others);
  return made?.terms.every((t) => made.small(t)) ? made.value : e;
}

interface Rewritten {
  readonly value: Expr;
  readonly terms: readonly Expr[];
  /** Does a term hold x·log x? */
  readonly large: (t: Expr) => boolean;
  /** Does a term vanish with the differences, or far out? */
  readonly small: (t: Expr) => boolean;
}

/** Letters for what is not to be multiplied out: the arguments, their inverses and their logarithms. */
interface Letters {
  /** The arguments of log Γ and ψ. */
  readonly gammas: Set<Expr>;
  readonly argument: Map<Expr, SymbolExpr>;
  readonly inverse: Map<Expr, SymbolExpr>;
  readonly logarithm: Map<Expr, SymbolExpr>;
  /** log(1 + δ), and δ with the argument before and after. */
  readonly rise: Map<SymbolExpr, Place>;
}

function letter(of: Map<Expr, SymbolExpr>, name: string, e: Expr): SymbolExpr {
  const known = of.get(e) ?? symbol(`${name} ${e.id}`, name === 'log' ? realLine : positiveLine, e.shape);
  of.set(e, known);
  return known;
}

/** The point beside which other parameters are written. */
interface Neighbourhood {
  readonly around: (u: Expr) => Place;
  /** Another parameter as its own and a difference. */
  readonly shifted: ReadonlyMap<Expr, Expr>;
  readonly shifts: readonly SymbolExpr[];
}

function neighbourhood(others: ReadonlyMap<SymbolExpr, SymbolExpr>): Neighbourhood {
  const own = new Map<Expr, Expr>(others);
  const moves = [...others].map(([other, s]) => ({ other, s, shift: part('subtract', other, s) }));
  const shifted = new Map<Expr, Expr>(moves.map(({ other, s, shift }) => [other, add(s, shift)]));
  const around = (u: Expr): Place => {
    const centre = substitute(u, own);
    return { u, centre, delta: expand(sub(substitute(u, shifted), centre)) };
  };
  return { around, shifted, shifts: moves.map(({ shift }) => shift) };
}

function rewritten(e: Expr, others: ReadonlyMap<SymbolExpr, SymbolExpr>): Rewritten | undefined {
  const letters: Letters = {
    gammas: new Set(),
    argument: new Map(),
    inverse: new Map(),
    logarithm: new Map(),
    rise: new Map(),
  };
  const near = neighbourhood(others);
  const named = spelled(e, near, letters);
  if (!named) return undefined;
  const whole = multipliedOut(named, near, letters);
  const logarithms = new Map([...letters.logarithm].map(([u, s]) => [s, u] as const));
  const large = (t: Expr, s: SymbolExpr): boolean => {
    const u = logarithms.get(s);
    return u !== undefined && letters.gammas.has(u) && t !== s && dependsOn(t, [...symbolsOf(u)].filter(isUnbounded));
  };
  const vanishing = [...symbolsOf(whole)].filter((s) => vanishes.has(parts.get(s)?.name ?? 'lgammaRemainderSlope'));
  const back = new Map<Expr, Expr>([
    ...[...letters.inverse].map(([u, s]): [Expr, Expr] => [s, pow(u, minusOne)]),
    ...[...letters.logarithm].map(([u, s]): [Expr, Expr] => [s, log(u)]),
  ]);
  return {
    value: substitute(whole, back),
    terms: termsOf(whole),
    large: (t) => [...symbolsOf(t)].some((s) => large(t, s)),
    small: (t) => dependsOn(t, vanishing),
  };
}

/** No index of a dimension. */
const isUnbounded = ({ domain }: SymbolExpr): boolean =>
  domain.kind !== 'integers' || domain.upper?.kind !== 'dimension';

const termsOf = (e: Expr): readonly Expr[] => (e.kind === 'sum' ? e.terms : [e]);

/** Logarithms, log Γ and ψ by letters; nothing where ψ is asked for beside the point. */
function spelled(e: Expr, { around }: Neighbourhood, letters: Letters): Expr | undefined {
  let refused = false;
  const named = transform(e, (node) => {
    const [u] = node.kind === 'apply' ? node.args : [];
    if (node.kind !== 'apply' || !u || symbolsOf(u).size === 0) return node;
    if ([...symbolsOf(u)].some((s) => parts.has(s))) return node;
    if (node.fn === 'log' || node.fn === 'log1p') {
      const inside = node.fn === 'log' ? u : add(one, u);
      return positive(inside) ? logarithm(around(inside), letters) : node;
    }
    if (node.fn === 'lgamma' && positive(u)) return lgammaOf(around(u), letters);
    if (node.fn !== 'digamma' || !positive(u)) return node;
    if (!isNothing(around(u).delta)) refused = true;
    return digammaOf(around(u), letters);
  });
  return refused ? undefined : named;
}

/** Term by term: first with the arguments as letters, so that they cancel their inverses, then written out. */
function multipliedOut(named: Expr, { shifted, shifts }: Neighbourhood, letters: Letters): Expr {
  const once = expand(substitute(named, shifted));
  const first = expand(split(termsOf(once), shifts, letters));
  const kept = transform(first, (node) => inverted(node, letters));
  return expand(substitute(kept, new Map<Expr, Expr>([...letters.argument].map(([u, s]) => [s, u]))));
}

/** Nothing where parameters agree, or where they are large. */
const vanishes: ReadonlySet<StirlingPart> = new Set([
  'subtract',
  'logQuotient',
  'log1pGap',
  'entropyGap',
  'lgammaRemainder',
]);

/** Positive, perhaps as a product: c − c·m for m below 1. */
function positive(e: Expr): boolean {
  if (isPositive(e) || e.kind !== 'sum') return isPositive(e);
  const [first = e, ...more] = e.terms;
  const shared = factorsOf(first).filter((f) => isPositive(f) && more.every((t) => factorsOf(t).includes(f)));
  const outside = mul(...shared);
  return shared.length > 0 && isPositive(add(...e.terms.map((t) => mul(t, pow(outside, minusOne)))));
}

const factorsOf = (e: Expr): readonly Expr[] => (e.kind === 'product' ? e.factors : [e]);

/** u = centre + delta. */
interface Place {
  readonly u: Expr;
  readonly centre: Expr;
  readonly delta: Expr;
}

const isNothing = (e: Expr): boolean =>
  e.kind === 'apply' && e.fn === 'fill' && e.args[0] ? isNothing(e.args[0]) : e.kind === 'rational' && e.value.n === 0n;

/** The argument as one letter: what is written with it stays together. */
const letterOf = ({ centre }: Place, l: Letters): Expr =>
  centre.kind === 'symbol' ? centre : letter(l.argument, 'argument', centre);

/** log u = log x + log(1 + δ). */
function logarithm(p: Place, l: Letters): Expr {
  const centre = letter(l.logarithm, 'log', p.centre);
  if (isNothing(p.delta)) return centre;
  const rise = part('logQuotient', ...ratioOf(p));
  l.rise.set(rise, p);
  return add(centre, rise);
}

/** δ = Δ/x, and what it is the relative difference of. */
const ratioOf = ({ u, centre, delta }: Place): readonly Expr[] => [mul(delta, pow(centre, minusOne)), u, centre];

/** c·log(1 + δ) = c·δ + c·(log(1 + δ) − δ), where c itself does not vanish: what is of first order may cancel then. */
function split(terms: readonly Expr[], shifts: readonly Expr[], l: Letters): Expr {
  return add(
    ...terms.map((t) => {
      const rise = [...l.rise].find(([s]) => dependsOn(t, [s]));
      if (!rise || dependsOn(t, shifts)) return t;
      const [s, p] = rise;
      const first = mul(p.delta, pow(letterOf(p, l), minusOne));
      return substitute(t, new Map([[s, add(first, part('log1pGap', ...ratioOf(p)))]]));
    }),
  );
}

/** (u − ½) log u − u + ½ log 2π + R(u) for u = x + Δ: that of x, and x·((1 + δ) log(1 + δ) − δ) − ½ log(1 + δ). */
function lgammaOf(p: Place, l: Letters): Expr {
  l.gammas.add(p.centre);
  const x = letterOf(p, l);
  const far = add(mul(half, log(mul(two, pi))), part('lgammaRemainder', p.u));
  const centre = letter(l.logarithm, 'log', p.centre);
  const logarithmic = add(mul(add(x, p.delta), centre), mul(neg(half), logarithm(p, l)), neg(x));
  if (isNothing(p.delta)) return add(logarithmic, far);
  return add(logarithmic, mul(x, part('entropyGap', mul(p.delta, pow(p.centre, minusOne)))), far);
}

/** log u − 1/(2u) + R′(u). */
function digammaOf(p: Place, l: Letters): Expr {
  l.gammas.add(p.centre);
  return add(logarithm(p, l), mul(neg(half), pow(letterOf(p, l), minusOne)), part('lgammaRemainderSlope', p.u));
}

/** 1/x as a letter, so that x itself may be written out. */
function inverted(e: Expr, l: Letters): Expr {
  if (e.kind !== 'power' || e.exponent.kind !== 'rational' || e.exponent.value.n >= 0n) return e;
  const found = [...l.argument].find(([, s]) => s === e.base);
  return found ? pow(letter(l.inverse, 'inverse', found[0]), neg(e.exponent)) : e;
}
