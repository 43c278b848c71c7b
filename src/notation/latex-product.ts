// Products and quotients: one fraction bar, signs and coefficients in front, roots joined, exponentials at the end.
import { add, applyNode, elementwise, mul, pow, splitCoefficient } from '../ir/build.ts';
import { type ApplyExpr, type Expr, half, intern, isScalar, one, type PowerExpr, rational } from '../ir/expr.ts';
import { negRatio, type Ratio } from '../ir/rational.ts';
import { contains } from '../ir/visit.ts';
import { arrangedFactors, isShortExponential, signedTerm } from './arrange.ts';
import { latexDecimal } from './decimal.ts';
import { type Binomial, binomialIn } from './factorials.ts';
import { functionPiece } from './latex-functions.ts';
import {
  atLeast,
  atom,
  fractionPiece,
  join,
  levels,
  type Piece,
  parenthesised,
  row,
  type SignedPiece,
} from './piece.ts';
import type { Printing } from './printing.ts';
import { quotientPowers } from './quotient-powers.ts';

/** What stands above the bar, below it, and after it. */
interface Parts {
  readonly above: Expr[];
  readonly below: Expr[];
  readonly after: Expr[];
}

/** A term with its sign apart. */
export function signedPiece(term: Expr, printing: Printing): SignedPiece {
  const { negative, coefficient, factors } = signedTerm(term);
  return { negative, piece: productPiece(coefficient, factors, printing) };
}

/** coefficient·factors, the coefficient positive. */
function productPiece(coefficient: Ratio, factors: readonly Expr[], printing: Printing): Piece {
  const whole = splitQuotient(quotientPowers(factors), printing);
  const binomial = binomialIn(whole.above, whole.below);
  const parts: Parts = binomial ? { ...whole, above: [...binomial.above], below: [...binomial.below] } : whole;
  const { n, d } = rationaliseBelow(coefficient, parts);
  const above = pieces(parts.above, printing);
  const top = binomial ? [binomialPiece(binomial, printing), ...above] : above;
  const bottom = pieces(parts.below, printing);
  const after = pieces(parts.after, printing);
  const decimal = latexDecimal({ n, d });
  if (decimal) {
    const lead = atom(decimal, 0.5 * decimal.length);
    return chain([bottom.length > 0 ? bar([lead], bottom, printing) : lead, ...top, ...after]);
  }
  const undivided = d === 1n && bottom.length === 0;
  const silent = n === 1n && (top.length > 0 || (undivided && after.length > 0));
  const upper = silent ? top : [number(n), ...top];
  if (undivided) return chain([...upper, ...after]);
  const lower = d === 1n ? bottom : [number(d), ...bottom];
  const tensor = printing.index.length === 0 && parts.above.some((f) => !isScalar(f));
  return quotient({ n, upper, top, lower, after, plainBelow: bottom.length === 0, tensor }, printing);
}

/** \binom{n}{k}. */
function binomialPiece({ n, k }: Binomial, printing: Printing): Piece {
  const [upper, lower] = [n, k].map((e) => printing.show(e, printing));
  const width = Math.max(upper?.width ?? 0, lower?.width ?? 0) + 1;
  return atom(`\\binom{${upper?.tex}}{${lower?.tex}}`, width, true);
}

interface Quotient {
  readonly n: bigint;
  readonly upper: readonly Piece[];
  readonly top: readonly Piece[];
  readonly lower: readonly Piece[];
  readonly after: readonly Piece[];
  readonly plainBelow: boolean;
  /** A vector or matrix is not put over a number. */
  readonly tensor: boolean;
}

/** Decides what goes above the bar: everything when it is short, else only the number. */
function quotient({ n, upper, top, lower, after, plainBelow, tensor }: Quotient, printing: Printing): Piece {
  const root =
    lower.length === 1 && lower.every(isRoot) && top.length > 1 && !printing.script ? top.find(isRoot) : undefined;
  if (root) {
    const others = top.filter((p) => p !== root);
    const letters = others.filter((p) => p.level >= levels.power && !p.tex.includes('('));
    const rest = others.filter((p) => !letters.includes(p));
    return chain([...(n === 1n ? [] : [number(n)]), ...letters, bar([root], lower, printing), ...rest, ...after]);
  }
  const width = upper.reduce((w, p) => w + p.width, 0);
  const loose = top.some((p) => p.level === levels.application || p.level === levels.operator || p.tall);
  // In a script, 1/2 k would be read as 1/(2k): everything stands before the slash.
  const outside =
    top.length > 0 &&
    !printing.script &&
    (plainBelow
      ? tensor || loose || width > 2.6 || top.length > 2
      : width > 9 || (top.length > 1 && top.some((p) => p.tall)));
  const trailing = trailingFunctions(top);
  if (!outside && !plainBelow && width > 5 && trailing > 0) {
    const over = upper.slice(0, upper.length - trailing);
    return chain([bar(over, lower, printing), ...top.slice(top.length - trailing), ...after]);
  }
  if (!outside) return chain([bar(upper, lower, printing), ...after]);
  const lead = leadLength(top) || (n === 1n && !plainBelow && isShort(top[0]) ? 1 : 0);
  const kept = lead === 0 || n !== 1n ? [number(n), ...top.slice(0, lead)] : top.slice(0, lead);
  return chain([bar(kept, lower, printing), ...top.slice(lead), ...after]);
}

/** How many of the last factors are functions without parentheses, which may follow the bar: I₁(κ)/I₀(κ) cos m. */
function trailingFunctions(top: readonly Piece[]): number {
  const others = top.filter((p) => p.level !== levels.application).length;
  const ordered = top.slice(0, others).every((p) => p.level !== levels.application);
  return others > 0 && ordered ? top.length - others : 0;
}

/** How many short letters may stand above the bar in front of the rest: ρ/2 (…), P/2 log 2π. */
function leadLength(top: readonly Piece[]): number {
  const end = top.findIndex((p) => p.level < levels.power || p.tall || p.width > 1.2 || p.tex.includes('('));
  return end > 0 && end <= 2 ? end : 0;
}

/** √a, which beside √b makes one root of a fraction. */
const isRoot = (p: Piece): boolean => soleRoot.test(p.tex);

/** One root around anything with braces of one depth, such as subscripts. */
const soleRoot = /^\\sqrt\{((?:[^{}]|\{[^{}]*\})*)\}$/;

/** May this factor stand above the bar for all others, so that 1 need not: I₁(κ)/I₀(κ) cos m? */
const isShort = (p: Piece | undefined): boolean =>
  p !== undefined && p.width <= 6 && !p.tall && p.level !== levels.sum && p.level !== levels.operator;

const number = (n: bigint): Piece => atom(String(n), 0.5 * String(n).length);

function bar(upper: readonly Piece[], lower: readonly Piece[], printing: Printing): Piece {
  const top = alone(upper);
  const bottom = alone(lower);
  const roots = [top, bottom].map((p) => soleRoot.exec(p.tex)?.[1]);
  if (roots[0] && roots[1] && !printing.script)
    return atom(`\\sqrt{\\frac{${roots[0]}}{${roots[1]}}}`, Math.max(top.width, bottom.width) + 0.3, true);
  if (!printing.script) return fractionPiece(top, bottom);
  const under = atLeast(lower.length > 1 ? parenthesised(bottom) : bottom, levels.power);
  const over = atLeast(top, levels.product);
  return {
    tex: join(over.tex, '/', under.tex),
    width: over.width + under.width + 0.5,
    tall: false,
    level: levels.product,
  };
}

const alone = (list: readonly Piece[]): Piece => {
  const [only] = list;
  return list.length === 1 && only ? only : chain(list);
};

/** Factors side by side; a bare function or big operator that is not last is put in parentheses. */
export function chain(list: readonly Piece[]): Piece {
  const [only] = list;
  if (list.length === 1 && only) return only;
  const shown = list.map((p, i) => {
    const next = list[i + 1];
    if (p.level === levels.sum) return parenthesised(p);
    if (!next) return p;
    if (p.level === levels.operator) return parenthesised(p);
    const nextIsFunction = next.level === levels.application && next.tex.startsWith('\\');
    return p.level === levels.application && !nextIsFunction ? parenthesised(p) : p;
  });
  const spaced = shown.map((p, i) => {
    const left = shown[i - 1];
    if (left && likeFunction(left, p)) return { ...p, tex: ` \\cdot ${p.tex}`, width: p.width + 0.6 };
    return needsSpace(left, p) ? { ...p, tex: `\\,${p.tex}` } : p;
  });
  return row(spaced, list.at(-1)?.level === levels.operator ? levels.operator : levels.product);
}

/** A letter that names a function too is parted from a bracket: Γ·(a + b) is no value of Γ. */
const likeFunction = (left: Piece, right: Piece): boolean =>
  /^\\(Gamma|psi)(_\{?[^}]*\}?)?'*$/.test(left.tex) && /^(\(|\\left\()/.test(right.tex);

/** A thin space parts a word from its neighbour; TeX itself spaces operators. */
function needsSpace(left: Piece | undefined, right: Piece): boolean {
  return left !== undefined && (/\\math(it|rm)\{[^}]*\}$/.test(left.tex) || /^\\math(it|rm)\{/.test(right.tex));
}

/** Sorts the factors above, below and after the bar; exponentials of log Γ become Γ. */
function splitQuotient(factors: readonly Expr[], printing: Printing): Parts {
  const parts: Parts = { above: [], below: [], after: [] };
  const named = factors.flatMap(unwrapExponential);
  const divided = named.some((f) => isDenominator(f) && f.kind === 'power' && f.base.kind !== 'rational');
  for (const f of named) {
    if (isDenominator(f)) parts.below.push(pow(f.base, rational(negRatio(f.exponent.value))));
    else if (isVector(f, printing)) parts.above.push(f);
    else if (
      (isExponential(f) && !(divided && isShortExponential(f)) && !standsBelow(f, named)) ||
      f.kind === 'integral' ||
      (f.kind === 'apply' && (f.fn === 'total' || f.fn === 'prod'))
    )
      parts.after.push(f);
    else parts.above.push(f);
  }
  return functionsTogether(parts);
}

/** Is the factor part of a sum below the bar, as in a share a/(a + b)? */
const standsBelow = (f: Expr, factors: readonly Expr[]): boolean =>
  factors.some((d) => isDenominator(d) && contains(d.base, (n) => n === f));

/** (a + b) f/g, where f and g are functions, is f/g (a + b). */
function functionsTogether(parts: Parts): Parts {
  const isFunction = (f: Expr): boolean => f.kind === 'apply' || (f.kind === 'power' && f.base.kind === 'apply');
  const sums = parts.above.filter((f) => f.kind === 'sum' && isScalar(f));
  if (sums.length !== 1 || !parts.above.some(isFunction) || !parts.below.some(isFunction)) return parts;
  return { ...parts, above: parts.above.filter((f) => !sums.includes(f)), after: [...sums, ...parts.after] };
}

/** Is this factor a vector or matrix as printed: one of several is joined to the others by ⊙. */
const isVector = (f: Expr, printing: Printing): boolean => printing.index.length === 0 && !isScalar(f);

interface Denominator extends PowerExpr {
  readonly exponent: Extract<Expr, { kind: 'rational' }>;
}

const isDenominator = (f: Expr): f is Denominator =>
  f.kind === 'power' && f.exponent.kind === 'rational' && f.exponent.value.n < 0n;

const isExponential = (f: Expr): boolean => f.kind === 'apply' && f.fn === 'exp' && f.args[0] !== one;

/** exp(log Γ(a) − log Γ(b) + c) → Γ(a), Γ(b)⁻¹, eᶜ; likewise det from log det. */
function unwrapExponential(f: Expr): readonly Expr[] {
  const [argument] = f.kind === 'apply' && f.fn === 'exp' ? f.args : [];
  if (!argument) return [f];
  const terms = argument.kind === 'sum' ? argument.terms : [argument];
  const named = terms.map(namedExponential);
  if (named.every((x) => x === undefined)) return [f];
  const rest = terms.filter((_, i) => named[i] === undefined);
  return [...named.filter((x) => x !== undefined), ...(rest.length === 0 ? [] : [elementwise('exp', add(...rest))])];
}

/** e^{c·log Γ(x)} as Γ(x)ᶜ and e^{c·log det S} as (det S)ᶜ. */
function namedExponential(term: Expr): Expr | undefined {
  const factors = term.kind === 'product' ? term.factors : [term];
  const product = productOfPowers(term);
  if (product) return product;
  const at = factors.findIndex((f) => f.kind === 'apply' && (f.fn === 'lgamma' || f.fn === 'logdet'));
  const found = factors[at];
  if (found?.kind !== 'apply') return undefined;
  const base = applyNode(found.fn === 'lgamma' ? 'gamma' : 'det', found.args, found.shape);
  return pow(base, mul(...factors.filter((_, i) => i !== at)));
}

/** e^{Σ w log b} as ∏ b^w. */
function productOfPowers(term: Expr): Expr | undefined {
  const { coefficient, core } = splitCoefficient(term);
  const [body] = core.kind === 'apply' && core.fn === 'total' ? core.args : [];
  if (!body) return undefined;
  const factors = body.kind === 'product' ? body.factors : [body];
  const logs = factors.filter((f): f is ApplyExpr => f.kind === 'apply' && f.fn === 'log');
  const [only] = logs;
  const [base] = only?.args ?? [];
  if (!base || logs.length > 1) return undefined;
  return applyNode('prod', [pow(base, mul(rational(coefficient), ...factors.filter((f) => f !== only)))], []);
}

/** √2/2 → 1/√2: a root moves below the bar when it divides the denominator. */
function rationaliseBelow(coefficient: Ratio, parts: Parts): Ratio {
  let { d } = coefficient;
  for (const f of [...parts.above]) {
    if (f.kind !== 'power' || f.exponent !== half) continue;
    const { coefficient: inside, core } = splitCoefficient(f.base);
    if (inside.d !== 1n || inside.n < 2n || d % inside.n !== 0n) continue;
    d /= inside.n;
    parts.above.splice(parts.above.indexOf(f), 1, ...(core === one ? [] : [pow(core, half)]));
    parts.below.push(pow(rational(inside), half));
  }
  return { n: coefficient.n, d };
}

/** The factors as pieces in reading order, roots of simple things under one root, vectors joined by ⊙. */
function pieces(factors: readonly Expr[], printing: Printing): readonly Piece[] {
  const ordered = arrangedFactors(joinRoots(factors));
  const scalars = ordered.filter((f) => !isVector(f, printing));
  const vectors = exponentialsLast(ordered.filter((f) => isVector(f, printing)));
  const shown = scalars.map((f) => factorPiece(f, ordered.length > 1, printing));
  return vectors.length === 0 ? shown : [...shown, entrywiseProduct(vectors, printing)];
}

const exponentialsLast = (factors: readonly Expr[]): readonly Expr[] => [
  ...factors.filter((f) => !isExponential(f)),
  ...factors.filter(isExponential),
];

function entrywiseProduct(vectors: readonly Expr[], printing: Printing): Piece {
  const shown = vectors.map((v) => factorPiece(v, vectors.length > 1, printing));
  const [only] = shown;
  if (shown.length === 1 && only) return only;
  const tex = shown.map((p) => atLeast(p, levels.product).tex).join(' \\odot ');
  return { ...row(shown, levels.product), tex, width: shown.reduce((w, p) => w + p.width + 1.2, -1.2) };
}

/** A sum among factors stands in parentheses, its common factor inside. */
function factorPiece(f: Expr, among: boolean, printing: Printing): Piece {
  const shown = f.kind === 'apply' && f.fn === 'exp' ? functionPiece(f, 'exp', printing) : printing.show(f, printing);
  return among && shown.level === levels.sum ? parenthesised(shown) : shown;
}

const isSimple = (e: Expr): boolean => isScalar(e) && e.kind !== 'sum' && e.kind !== 'apply' && e.kind !== 'integral';

/** √(ab…) as one power node, though the canonical form keeps the roots apart. */
function joinRoots(factors: readonly Expr[]): readonly Expr[] {
  const isRoot = (f: Expr): f is PowerExpr => f.kind === 'power' && f.exponent === half && isSimple(f.base);
  const roots = factors.filter(isRoot);
  if (roots.length < 2) return factors;
  const base = mul(...roots.map((r) => r.base));
  const joined = intern(`w${base.id},${half.id}`, () => ({ kind: 'power', shape: [], base, exponent: half }));
  return [...factors.filter((f) => !isRoot(f)), joined];
}
