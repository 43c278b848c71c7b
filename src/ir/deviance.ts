// Log-densities with log Γ's, relative to where they are largest: by Stirling's formula each Γ(w) leaves w·log(c/w) of all
// logarithms that w multiplies, which is (c − w) − w·((c − w)/w − log(c/w)), and the c − w cancel what is linear (the
// deviances of Loader's saddle-point form of binomial and Poisson masses, for whatever holds such terms).
import { add, applyNode, elementwise, exp, fill, log, mul, neg, pow, splitCoefficient, sub } from './build.ts';
import { indexedGamma, traceOf, type Word, wordGap, wordOf } from './deviance-matrices.ts';
import { expand } from './expand.ts';
import {
  type ApplyExpr,
  type Expr,
  half,
  isScalar,
  minusOne,
  one,
  pi,
  positiveLine,
  type SymbolExpr,
  sameShape,
  symbol,
  two,
  zero,
} from './expr.ts';
import { coefficientsIn, divideExactly, fraction } from './polynomial.ts';
import { isPositive } from './range.ts';
import { lgammaRemainderOf, log1pGapOf } from './stirling.ts';
import { total } from './tensor.ts';
import { contains, dependsOn, hasOpenIntegral, substitute, symbolsOf } from './visit.ts';

/** A log-density without terms that cancel far out, and the sum of shapes that tells how far that is. */
export interface Deviance {
  readonly shapes: Expr;
  readonly value: Expr;
}

/** That form; undefined where one log Γ alone does better, or something linear would be left. */
export function devianceForm(e: Expr): Deviance | undefined {
  if (!contains(e, isGamma) || hasOpenIntegral(e)) return undefined;
  const read = readTerms(e);
  const letters = read && lettersOf(read.gammas);
  const value = read && letters && written(read, letters);
  return value && letters && { value, shapes: mul(add(...letters.own.map(({ w }) => entriesTotal(w))), apart(read)) };
}

/** 0 where log Γ's of counts cancel as they are, as C(n, 0) = 1: what is left may be near 0, and is exact; else 1. */
function apart({ gammas }: Read): Expr {
  const counts = gammas.some(({ w }) => [...symbolsOf(w)].some((s) => s.domain.kind === 'integers'));
  const sum = add(...gammas.map(({ w, c }) => mul(c, entriesTotal(elementwise('lgamma', w)))));
  return counts ? elementwise('abs', elementwise('sign', sum)) : one;
}

/** coefficient·log(y), or the sum of its entries; or coefficient·log det(y). */
interface Logarithm {
  readonly logarithm: ApplyExpr;
  readonly y: Expr;
  readonly coefficient: Expr;
}

const isDeterminant = ({ logarithm }: Logarithm): boolean => logarithm.fn === 'logdet';

/** coefficient·log y, which stays one logarithm. */
function logarithmOf(y: Expr, coefficient: Expr): Logarithm {
  return { logarithm: applyNode('log', [y], y.shape), y, coefficient };
}

/** c·log Γ(w), or the sum of its entries. */
interface Gamma {
  readonly w: Expr;
  readonly c: Expr;
}

interface Read {
  readonly gammas: readonly Gamma[];
  readonly logarithms: readonly Logarithm[];
  readonly others: readonly Expr[];
  /** What log Γ's over indices rise above one of them. */
  readonly rises: readonly Expr[];
}

const isGamma = (e: Expr): boolean => e.kind === 'apply' && e.fn === 'lgamma';
const kinds: ReadonlySet<string> = new Set(['lgamma', 'log', 'log1p', 'logdet']);
const termsOf = (e: Expr): readonly Expr[] => (e.kind === 'sum' ? e.terms : [e]);
const factorsOf = (e: Expr): readonly Expr[] => (e.kind === 'product' ? e.factors : [e]);

/** The terms by kind; undefined where a log Γ stands in another way. */
function readTerms(e: Expr): Read | undefined {
  const gammas: Gamma[] = [];
  const logarithms: Logarithm[] = [];
  const others: Expr[] = [];
  const rises: Expr[] = [];
  for (const t of termsOf(expand(e))) {
    const { outer, inner } = entriesOf(t);
    const special = inner.find((f) => (f.kind === 'apply' && kinds.has(f.fn)) || indexedGamma(f));
    const coefficient = mul(...outer, ...inner.filter((f) => f !== special));
    const indexed = special && indexedGamma(special);
    const [argument = one] = special?.kind === 'apply' ? special.args : [];
    if (indexed) {
      gammas.push({ w: indexed.w, c: mul(coefficient, indexed.count) });
      rises.push(mul(coefficient, indexed.rises));
    } else if (special?.kind !== 'apply') others.push(t);
    else if (special.fn === 'lgamma') gammas.push({ w: argument, c: coefficient });
    else if (special.fn === 'log1p') logarithms.push(logarithmOf(add(one, argument), coefficient));
    else logarithms.push({ logarithm: special, y: argument, coefficient });
  }
  const apart = others.some((t) => contains(t, isGamma));
  const isOpen = gammas.some((g) => !isNumber(g.c) || !isAbove(g.w));
  return apart || isOpen ? undefined : { gammas, logarithms, others, rises };
}

/** What stands before a sum of entries, and its entries' factors; a number is its own entry. */
function entriesOf(t: Expr): { readonly outer: readonly Expr[]; readonly inner: readonly Expr[] } {
  const factors = factorsOf(t);
  const sum = factors.find((f) => f.kind === 'apply' && f.fn === 'total');
  const [entry] = sum?.kind === 'apply' ? sum.args : [];
  if (!entry || factors.some((f) => f.kind === 'apply' && (f.fn === 'log' || f.fn === 'log1p')))
    return { outer: [], inner: factors };
  return { outer: factors.filter((f) => f !== sum), inner: factorsOf(entry) };
}

/** Letters for arguments of Γ below the fraction bar, and what else is written in them. */
interface Letters {
  readonly own: readonly { readonly w: Expr; readonly letter: SymbolExpr }[];
  /** Symbols in the letters. */
  readonly into: ReadonlyMap<Expr, Expr>;
}

/** Each argument that is affine in a symbol that none before it names takes that symbol's place. */
function lettersOf(gammas: readonly Gamma[]): Letters | undefined {
  const own: { w: Expr; letter: SymbolExpr }[] = [];
  let into = new Map<Expr, Expr>();
  for (const { w, c } of gammas) {
    if (!isNegative(c) || own.some((o) => o.w === w)) continue;
    const written = expand(substitute(w, into));
    const pivot = [...symbolsOf(written)].find((s) => sameShape(s.shape, w.shape) && isNumber(slopeIn(written, s)));
    const slope = pivot && slopeIn(written, pivot);
    if (!pivot || !slope) continue;
    const letter = symbol(`shape ${w.id}`, positiveLine, w.shape);
    const value = mul(add(letter, neg(expand(sub(written, mul(slope, pivot))))), pow(slope, minusOne));
    const step = new Map<Expr, Expr>([[pivot, value]]);
    into = new Map([...[...into].map(([s, x]) => [s, expand(substitute(x, step))] as const), [pivot, value]]);
    own.push({ w, letter });
  }
  return own.length === 0 ? undefined : { own, into };
}

/** Without symbols, and not 0: a number, or sizes times one. */
const isNumber = (e: Expr | undefined): boolean => e !== undefined && e !== zero && symbolsOf(e).size === 0;
const isNegative = (e: Expr): boolean => splitCoefficient(e).coefficient.n < 0n;

/** The coefficient of a symbol in an expression that is affine in it. */
function slopeIn(e: Expr, s: SymbolExpr): Expr | undefined {
  const [, slope, ...higher] = coefficientsIn(e, s) ?? [];
  return higher.length > 0 ? undefined : slope;
}

/** A letter's logarithms as one quotient c/w, and how often it counts. */
interface Quotient {
  readonly w: Expr;
  readonly letter: SymbolExpr;
  readonly weight: Expr;
  readonly above: Expr;
  /** Is it a number, and a product and quotient of what the logarithms hold? One log Γ is then one function of it. */
  readonly isPlain: boolean;
  /** The word of matrices whose log det it is, scaled. */
  readonly word?: Word;
}

const isPlain = (q: Quotient): boolean => q.isPlain;

const entriesTotal = (e: Expr): Expr => (isScalar(e) ? e : total(e));
/** The sum of a letter's entries, where it stands beside numbers. */
const sumOf = (letter: SymbolExpr): SymbolExpr =>
  isScalar(letter) ? letter : symbol(`sum of ${letter.name}`, positiveLine);

function written({ gammas, logarithms, others, rises }: Read, l: Letters): Expr | undefined {
  const stirling = gammas.map(({ w, c }) => logarithmOf(w, mul(c, add(w, neg(half)))));
  const read = joined([...logarithms, ...stirling]).map((x) => ({ ...x, coefficient: inLetters(x.coefficient, l) }));
  const plain = termsOf(expand(add(...others)));
  const named = plain.map((t) => inLetters(t, l));
  const quotients = l.own.map((o) => quotientOf(o, read, named)).filter((q) => q !== undefined);
  const left = read.map((x) => ({ ...x, coefficient: withoutLetters(x.coefficient, l, isNumber) }));
  if (quotients.length < l.own.length || left.some((x) => holdsLetter(x.coefficient, l))) return undefined;
  const straight = named.map((t) => withoutLetters(t, l, (slope) => !isNumber(slope)));
  const linear = add(
    ...plain.map((t, i) => (straight[i] === named[i] ? t : (straight[i] ?? t))),
    ...gammas.map(({ w, c }) => neg(mul(c, entriesTotal(w)))),
    ...quotients.map(firstOrder),
  );
  const rest = termsOf(cancelled(linear));
  if (quotients.every(isPlain) && gammas.length === 1) return undefined;
  if (rest.some((t) => symbolsOf(t).size > 0 && !plain.includes(t))) return undefined;
  return add(...rest, ...rises, ...gammas.map(farOf), ...left.map(logarithmTerm), ...quotients.map(gapOf));
}

/** Multiplied out, over one denominator where that cancels it. */
function cancelled(e: Expr): Expr {
  const { numerator, denominator } = fraction(expand(e));
  return (denominator === one ? undefined : divideExactly(numerator, expand(denominator))) ?? expand(e);
}

/** Each logarithm once. */
function joined(all: readonly Logarithm[]): readonly Logarithm[] {
  const found = new Map<Expr, Logarithm>();
  for (const x of all) {
    const known = found.get(x.logarithm)?.coefficient ?? zero;
    found.set(x.logarithm, { ...x, coefficient: add(fill(zero, x.logarithm.shape), known, x.coefficient) });
  }
  return [...found.values()];
}

function inLetters(e: Expr, l: Letters): Expr {
  const sums = new Map<Expr, Expr>(l.own.map(({ letter }) => [entriesTotal(letter), sumOf(letter)]));
  return expand(substitute(expand(substitute(e, l.into)), sums));
}

const placeIn = (e: Expr, letter: SymbolExpr): SymbolExpr => (isScalar(e) ? sumOf(letter) : letter);
const holdsLetter = (e: Expr, l: Letters): boolean =>
  dependsOn(
    e,
    l.own.flatMap(({ letter }) => [letter, sumOf(letter)]),
  );

/** Less its multiples of letters by what is asked for. */
function withoutLetters(e: Expr, l: Letters, asked: (slope: Expr) => boolean): Expr {
  const multiples = l.own.flatMap(({ letter }) => {
    const slope = slopeIn(e, placeIn(e, letter));
    return slope && slope !== zero && asked(slope) ? [neg(mul(slope, placeIn(e, letter)))] : [];
  });
  return multiples.length > 0 ? expand(add(e, ...multiples)) : e;
}

/** What a letter multiplies, logarithms and numbers whose exponentials they are, over the letter itself. */
function quotientOf(
  o: Letters['own'][number],
  read: readonly Logarithm[],
  plain: readonly Expr[],
): Quotient | undefined {
  const slopes = read.map((x) => ({ ...x, slope: slopeIn(x.coefficient, placeIn(x.coefficient, o.letter)) ?? zero }));
  const own = slopes.find(({ y }) => y === o.w)?.slope;
  if (!own || !isNumber(own) || !isNegative(own)) return undefined;
  const weight = neg(own);
  const determinants = slopes.filter((x) => isDeterminant(x) && x.slope !== zero);
  const word = wordOf(
    determinants.map(({ y, slope }) => ({ matrix: y, times: slope })),
    weight,
  );
  if (determinants.length > 0 && !word) return undefined;
  const share = (e: Expr): Expr => mul(e, pow(weight, minusOne));
  const others = slopes.filter((x) => x.y !== o.w && isNumber(x.slope) && !isDeterminant(x));
  const exponents = plain
    .map((t) => slopeIn(t, placeIn(t, o.letter)) ?? zero)
    .filter((x) => x !== zero && !isNumber(x));
  if (word) return { ...o, weight, above: aboveOf(others, exponents, share), isPlain: false, word };
  if (others.length + exponents.length === 0) return undefined;
  const above = aboveOf(others, exponents, share);
  const isUnit = (slope: Expr): boolean => slope === one || slope === minusOne;
  const isWhole = isScalar(o.w) && exponents.length === 0 && others.every(({ slope }) => isUnit(slope));
  return { ...o, weight, above: isScalar(above) ? fill(above, o.w.shape) : above, isPlain: isWhole };
}

const aboveOf = (
  others: readonly { readonly y: Expr; readonly slope: Expr }[],
  exponents: readonly Expr[],
  share: (e: Expr) => Expr,
): Expr => mul(...others.map(({ y, slope }) => pow(y, share(slope))), exp(share(add(...exponents))));

/** c·(½ log 2π + R(w)). */
const farOf = ({ w, c }: Gamma): Expr =>
  mul(c, entriesTotal(add(lgammaRemainderOf(w), fill(mul(half, log(mul(two, pi))), w.shape))));

const logarithmTerm = (x: Logarithm): Expr =>
  entriesTotal(mul(x.coefficient, isDeterminant(x) ? x.logarithm : log(x.y)));

/** What a quotient's logarithm is of first order, as often as it counts. */
const firstOrder = ({ w, weight, above, word }: Quotient): Expr =>
  word ? add(mul(word.times, above, traceOf(word)), neg(mul(weight, w))) : mul(weight, entriesTotal(sub(above, w)));

/** What is left of it. */
function gapOf({ w, weight, above, word }: Quotient): Expr {
  if (word) return mul(w, wordGap(word, mul(above, pow(w, minusOne))));
  const delta = mul(sub(above, w), pow(w, minusOne));
  return mul(weight, entriesTotal(mul(w, log1pGapOf(delta, above, w))));
}

/** Positive everywhere, integers between their ends. */
function isAbove(e: Expr): boolean {
  if (isPositive(e)) return true;
  const ends = new Map<Expr, Expr>();
  for (const s of symbolsOf(e)) {
    const slope = slopeIn(e, s);
    const { lower, upper } = s.domain.kind === 'integers' ? s.domain : {};
    const end = slope?.kind !== 'rational' ? undefined : slope.value.n > 0n ? lower : upper;
    if (end) ends.set(s, end);
  }
  return ends.size > 0 && isPositive(expand(substitute(e, ends)));
}
