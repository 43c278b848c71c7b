// Products and quotients: one fraction bar, signs and coefficients in front, roots joined, exponentials at the end.
import { elementwise, mul, pow } from '../ir/build.ts';
import { type Expr, isScalar, one, rational } from '../ir/expr.ts';
import { negRatio, type Ratio } from '../ir/rational.ts';
import { arrangedFactors, commonFactor, signedTerm } from './arrange.ts';
import {
  atLeast,
  atom,
  fractionPiece,
  isFraction,
  join,
  levels,
  parenthesised,
  type Piece,
  row,
  script,
  type SignedPiece,
  sumPiece,
} from './piece.ts';
import { inScript, type Printing } from './printing.ts';

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
export function productPiece(coefficient: Ratio, factors: readonly Expr[], printing: Printing): Piece {
  const parts = splitQuotient(factors);
  const { n, d } = rationaliseBelow(coefficient, parts);
  const top = pieces(parts.above, printing);
  const bottom = pieces(parts.below, printing);
  const after = pieces(parts.after, printing);
  const upper = n === 1n && top.length > 0 ? top : [...(n === 1n && (bottom.length > 0 || d !== 1n || after.length === 0) ? [number(1n)] : n === 1n ? [] : [number(n)]), ...top];
  if (d === 1n && bottom.length === 0) return chain([...upper, ...after]);
  const lower = d === 1n ? bottom : [number(d), ...bottom];
  return quotient({ n, upper, top, lower, after, plainBelow: bottom.length === 0 }, printing);
}

interface Quotient {
  readonly n: bigint;
  readonly upper: readonly Piece[];
  readonly top: readonly Piece[];
  readonly lower: readonly Piece[];
  readonly after: readonly Piece[];
  readonly plainBelow: boolean;
}

/** Decides what goes above the bar: everything when it is short, else only the number. */
function quotient({ n, upper, top, lower, after, plainBelow }: Quotient, printing: Printing): Piece {
  const width = upper.reduce((w, p) => w + p.width, 0);
  const loose = top.some((p) => p.level === levels.application || p.level === levels.operator || p.tall);
  const outside = top.length > 0 && (plainBelow ? loose || width > 2.6 || top.length > 2 : width > 9 || (loose && width > 5));
  if (!outside) return chain([bar(upper, lower, printing), ...after]);
  return chain([bar([number(n)], lower, printing), ...top, ...after]);
}

const number = (n: bigint): Piece => atom(String(n), 0.5 * String(n).length);

function bar(upper: readonly Piece[], lower: readonly Piece[], printing: Printing): Piece {
  const top = alone(upper);
  const bottom = alone(lower);
  if (!printing.script) return fractionPiece(top, bottom);
  const under = atLeast(lower.length > 1 ? parenthesised(bottom) : bottom, levels.power);
  const over = atLeast(top, levels.product);
  return { tex: join(over.tex, '/', under.tex), width: over.width + under.width + 0.5, tall: false, level: levels.product };
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
  const spaced = shown.map((p, i) => (i > 0 && needsSpace(shown[i - 1], p) ? { ...p, tex: `\\,${p.tex}` } : p));
  return row(spaced, list.at(-1)?.level === levels.operator ? levels.operator : levels.product);
}

/** A thin space parts two functions, a word from its neighbour, and a bracketed factor from an integral. */
function needsSpace(left: Piece | undefined, right: Piece): boolean {
  if (!left) return false;
  const words = /\\math(it|rm)\{[^}]*\}$/.test(left.tex) || /^\\math(it|rm)\{/.test(right.tex);
  const operator = right.level === levels.operator || /^\\(operatorname|det|log|psi|Gamma)/.test(right.tex);
  return words || (operator && !isFraction(left)) || (left.level === levels.application && right.level === levels.application);
}

/** Sorts the factors above, below and after the bar; exponentials of log Γ become Γ. */
function splitQuotient(factors: readonly Expr[]): Parts {
  const parts: Parts = { above: [], below: [], after: [] };
  for (const f of factors.flatMap(unwrapExponential)) {
    if (f.kind === 'power' && f.exponent.kind === 'rational' && f.exponent.value.n < 0n)
      parts.below.push(pow(f.base, rational(negRatio(f.exponent.value))));
    else if (isExponential(f) || f.kind === 'integral' || (f.kind === 'apply' && (f.fn === 'total' || f.fn === 'prod')))
      parts.after.push(f);
    else parts.above.push(f);
  }
  return parts;
}

const isExponential = (f: Expr): boolean => f.kind === 'apply' && f.fn === 'exp' && f.args[0] !== one;

/** exp(log Γ(a) − log Γ(b) + c) → Γ(a), Γ(b)⁻¹, eᶜ; likewise det from logdet. */
function unwrapExponential(f: Expr): readonly Expr[] {
  const [argument] = f.kind === 'apply' && f.fn === 'exp' ? f.args : [];
  if (!argument || !isScalar(argument)) return [f];
  const terms = argument.kind === 'sum' ? argument.terms : [argument];
  const named = terms.map(namedExponential);
  if (named.every((x) => x === undefined)) return [f];
  const rest = terms.filter((_, i) => named[i] === undefined);
  const exponential = rest.length === 0 ? [] : [elementwise('exp', rest.length === 1 && rest[0] ? rest[0] : sumOf(argument, rest))];
  return [...named.filter((x) => x !== undefined), ...exponential];
}

const sumOf = (whole: Expr, rest: readonly Expr[]): Expr =>
  whole.kind === 'sum' ? rest.slice(1).reduce((a, b) => addTwo(a, b), rest[0] ?? one) : whole;

const addTwo = (a: Expr, b: Expr): Expr => {
  const { args } = { args: [a, b] };
  return sumLike(args);
};
