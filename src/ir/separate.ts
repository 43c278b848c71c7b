// Separation of variables: e = Σ ⟨aₖ, bₖ(θ)⟩ + remainder, with aₖ free of θ and bₖ made of θ and constants only.

import { add, exp, fill, mul, pow } from './build.ts';
import { expand, splitFunctions } from './expand.ts';
import { type ApplyExpr, type Expr, isScalar, type SymbolExpr, two, zero } from './expr.ts';
import { isPositive } from './range.ts';
import { pullScalars } from './scalars.ts';
import { isSymmetric } from './symmetric.ts';
import { diagonal, diagonalPart, matmul, total, trace, transpose } from './tensor.ts';
import { dependsOn } from './visit.ts';

/** ⟨coefficient, atom⟩, two tensors of one shape (or two scalars). */
export interface Item {
  readonly coefficient: Expr;
  readonly atom: Expr;
}

/** The separated form, or the smallest expression that mixes both sides. */
export type Separated =
  | { readonly ok: true; readonly items: readonly Item[]; readonly remainder: Expr; readonly free: Expr }
  | { readonly ok: false; readonly mixed: Expr };

interface Sides {
  readonly theta: readonly SymbolExpr[];
  /** Symbols that count as belonging to the other side; all the rest is neutral. */
  readonly other: readonly SymbolExpr[];
}

const onTheta = (e: Expr, s: Sides): boolean => dependsOn(e, s.theta);
const onOther = (e: Expr, s: Sides): boolean => dependsOn(e, s.other);
const isMixed = (e: Expr, s: Sides): boolean => onTheta(e, s) && onOther(e, s);

/**
 * Separates e in θ. `remainder` holds the terms free of θ, `free` the terms in θ and neutral symbols only
 * (they have no partner on the other side).
 */
export function separate(e: Expr, theta: readonly SymbolExpr[], other: readonly SymbolExpr[]): Separated {
  const sides: Sides = { theta, other };
  const ready = expand(splitFunctions(e, (a) => a.kind === 'sum' && isMixed(a, sides)));
  const grouped = new Map<Expr, Expr[]>();
  const remainder: Expr[] = [];
  const free: Expr[] = [];
  for (const term of ready.kind === 'sum' ? ready.terms : [ready]) {
    if (!onTheta(term, sides)) remainder.push(term);
    else if (!onOther(term, sides)) free.push(term);
    else {
      const item = splitTerm(term, sides);
      if (!('atom' in item)) return { ok: false, mixed: item.mixed };
      const known = grouped.get(item.atom);
      if (known) known.push(item.coefficient);
      else grouped.set(item.atom, [item.coefficient]);
    }
  }
  const items = [...grouped].map(([atom, list]) => ({ atom, coefficient: shaped(add(...list), atom) }));
  return {
    ok: true,
    items: items.filter((i) => i.coefficient !== zero),
    remainder: add(...remainder),
    free: add(...free),
  };
}

const shaped = (e: Expr, like: Expr): Expr => (isScalar(e) && !isScalar(like) ? fill(e, like.shape) : e);

type Split = Item | { readonly mixed: Expr };

/** One term c·f₁f₂…: numbers on either side, and at most one total or trace that holds both. */
function splitTerm(term: Expr, s: Sides): Split {
  const theta: Expr[] = [];
  const other: Expr[] = [];
  let tensor: Item | undefined;
  for (const f of term.kind === 'product' ? term.factors : [term]) {
    if (!isMixed(f, s)) {
      (onTheta(f, s) ? theta : other).push(f);
      continue;
    }
    const split = splitFactor(f, s);
    if ('mixed' in split) return split;
    if (isScalar(split.atom)) {
      theta.push(split.atom);
      other.push(split.coefficient);
    } else if (tensor) return { mixed: term };
    else tensor = split;
  }
  if (tensor) return { atom: mul(...theta, tensor.atom), coefficient: mul(...other, tensor.coefficient) };
  return { atom: mul(...theta), coefficient: mul(...other) };
}

function splitFactor(f: Expr, s: Sides): Split {
  if (f.kind === 'power') return splitPower(f.base, f.exponent, f, s);
  if (f.kind !== 'apply') return { mixed: f };
  const [a] = f.args;
  if (f.fn === 'exp' && a) return splitExponential(a, f, s);
  if (f.fn === 'total' && a) {
    const split = splitTotal(a, f, s);
    const letters = 'mixed' in split ? wordOfTotal(a, s) : undefined;
    return letters ? splitTrace(letters, f, s) : split;
  }
  if (f.fn === 'trace') return splitTrace(f.args, f, s);
  return { mixed: f };
}

function splitExponential(argument: Expr, whole: Expr, s: Sides): Split {
  const terms = argument.kind === 'sum' ? argument.terms : [argument];
  if (terms.some((t) => isMixed(t, s))) return { mixed: whole };
  return {
    atom: exp(add(...terms.filter((t) => onTheta(t, s)))),
    coefficient: exp(add(...terms.filter((t) => !onTheta(t, s)))),
  };
}

function splitPower(base: Expr, exponent: Expr, whole: Expr, s: Sides): Split {
  if (!isMixed(exponent, s) && !onTheta(exponent, s) && !onOther(exponent, s) && base.kind === 'product') {
    const [inside, outside] = [base.factors.filter((f) => onTheta(f, s)), base.factors.filter((f) => !onTheta(f, s))];
    if (inside.some((f) => isMixed(f, s)) || !outside.every(isPositive)) return { mixed: whole };
    return { atom: pow(mul(...inside), exponent), coefficient: pow(mul(...outside), exponent) };
  }
  return { mixed: whole };
}

/** Σᵢ aᵢ bᵢ(θ): entry by entry. */
function splitTotal(argument: Expr, whole: Expr, s: Sides): Split {
  const theta: Expr[] = [];
  const other: Expr[] = [];
  for (const f of argument.kind === 'product' ? argument.factors : [argument]) {
    if (!isMixed(f, s)) (onTheta(f, s) ? theta : other).push(f);
    else {
      const split = splitEntry(f, s);
      if ('mixed' in split) return split;
      theta.push(split.atom);
      other.push(split.coefficient);
    }
  }
  const [atom, coefficient] = [mul(...theta), mul(...other)];
  if (isScalar(atom)) return { atom, coefficient: total(shaped(coefficient, argument)) };
  if (isScalar(coefficient)) return { atom: total(atom), coefficient };
  return atom.shape.length === coefficient.shape.length ? { atom, coefficient } : { mixed: whole };
}

function splitEntry(f: Expr, s: Sides): Split {
  if (f.kind === 'power') return splitPower(f.base, f.exponent, f, s);
  const [a] = f.kind === 'apply' ? f.args : [];
  return f.kind === 'apply' && f.fn === 'exp' && a ? splitExponential(a, f, s) : { mixed: f };
}

/** A weighed vector w∘u as diag(w) u, a row alike. */
function lettersOf(l: Expr, s: Sides): readonly Expr[] {
  if (!isMixed(l, s)) return [l];
  const [column] = l.kind === 'apply' && l.fn === 'transpose' ? l.args : [];
  if (column) return [...lettersOf(column, s)].reverse().map((x) => (x.shape.length === 1 ? transpose(x) : x));
  if (l.kind !== 'product' || l.shape.length !== 1) return [l];
  const outside = l.factors.filter((x) => !onTheta(x, s));
  const inside = l.factors.filter((x) => onTheta(x, s));
  const weights = mul(...outside);
  return isScalar(weights) ? [l] : [diagonal(weights), mul(...inside)];
}

const isWord = (e: Expr): e is ApplyExpr => e.kind === 'apply' && e.fn === 'matmul';

/** Σ w∘u∘v, of which u, v or both mix the sides in a matrix product, as the letters of uᵀ diag(w) v. */
function wordOfTotal(argument: Expr, s: Sides): readonly Expr[] | undefined {
  if (argument.shape.length !== 1) return undefined;
  const factors = (argument.kind === 'product' ? argument.factors : [argument]).flatMap((f) =>
    f.kind === 'power' && f.exponent === two && isWord(f.base) ? [f.base, f.base] : [f],
  );
  const [v, u, ...more] = factors.filter((f): f is ApplyExpr => isWord(f) && isMixed(f, s));
  const left = u ?? mul(...factors.filter((f) => f !== v && onTheta(f, s)));
  const weights = mul(...factors.filter((f) => f !== v && f !== left && (u || !onTheta(f, s))));
  if (!v || more.length > 0) return undefined;
  if (isScalar(left)) return [transpose(shaped(weights, v)), ...v.args];
  const middle = isScalar(weights) ? [] : [diagonal(weights)];
  return [transpose(left), ...middle, v].flatMap((l) => (isWord(l) ? l.args : [l]));
}

/** tr(A₁…Aₙ) with the letters in θ next to each other: ⟨(rest)ᵀ, run⟩. */
function splitTrace(word: readonly Expr[], f: Expr, s: Sides): Split {
  const letters = word.flatMap((l) => lettersOf(l, s));
  const bad = letters.find((l) => isMixed(l, s));
  if (bad) return { mixed: bad };
  const n = letters.length;
  for (let i = 0; i < n; i++) {
    const turned = [...letters.slice(i), ...letters.slice(0, i)];
    const lastTheta = turned.reduce((k, l, j) => (onTheta(l, s) ? j : k), -1);
    const [run, rest] = [turned.slice(0, lastTheta + 1), turned.slice(lastTheta + 1)];
    const [first] = run;
    if (!first || !onTheta(first, s) || run.some((l) => onOther(l, s)) || !rest.some((l) => onOther(l, s))) continue;
    return pairing(matmul(...run), transpose(matmul(...rest)), f);
  }
  return { mixed: f };
}

/** ⟨a, b⟩ with rows turned into columns; a scalar run cannot happen in a cyclic word. */
function pairing(atom: Expr, coefficient: Expr, whole: Expr): Split {
  if (isScalar(atom) || isScalar(coefficient)) return { mixed: whole };
  const { scalar, rest } = pullScalars(coefficient);
  // tr(diag(v) A) = ⟨v, diag A⟩: the entries beside the diagonal do not count.
  if (rest.kind === 'apply' && rest.fn === 'diagonal' && rest.args[0])
    return { atom: diagonalPart(atom), coefficient: mul(scalar, rest.args[0]) };
  if (atom.kind === 'apply' && atom.fn === 'diagonal' && atom.args[0])
    return { atom: atom.args[0], coefficient: diagonalPart(coefficient) };
  return startsTransposed(atom)
    ? { atom: weighed(transpose(atom)), coefficient: weighed(transpose(coefficient)) }
    : { atom: weighed(atom), coefficient: weighed(coefficient) };
}

/** A column diag(w) X v as w∘(X v). */
function weighed(e: Expr): Expr {
  if (e.kind !== 'apply' || e.fn !== 'matmul' || e.shape.length !== 1) return e;
  const [first, ...rest] = e.args;
  const [weights] = first?.kind === 'apply' && first.fn === 'diagonal' ? first.args : [];
  return weights && rest.length > 0 ? mul(weights, matmul(...rest)) : e;
}

/** A row, or a word whose first letter is transposed: its transpose reads better. */
const startsTransposed = (e: Expr): boolean => {
  const first = e.kind === 'apply' && e.fn === 'matmul' ? e.args[0] : e;
  return e.shape[0] === '1' || (!isSymmetric(e) && first?.kind === 'apply' && first.fn === 'transpose');
};

/** ⟨coefficient, atom⟩ as one scalar. */
export const pair = (i: Item): Expr =>
  isScalar(i.atom)
    ? mul(i.coefficient, i.atom)
    : i.atom.shape.length === 2
      ? trace(transpose(i.coefficient), i.atom)
      : total(mul(i.coefficient, i.atom));
