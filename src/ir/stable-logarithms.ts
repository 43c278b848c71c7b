// Differences of logarithms: c·log a − c·log b beside the terms that its first order cancels, as in relative entropies.
import { add, applyNode, log, mul, neg, pow, splitCoefficient } from './build.ts';
import { expand } from './expand.ts';
import { type Expr, isScalar, minusOne, one, rational } from './expr.ts';
import { isPositive } from './range.ts';
import { total } from './tensor.ts';

/** The terms that hold log a, together c·log a, perhaps summed over entries. */
interface Logarithm {
  readonly terms: readonly Expr[];
  readonly factor: Expr;
  readonly value: Expr;
  readonly summed: boolean;
}

interface Pair {
  readonly above: Logarithm;
  readonly below: Logarithm;
}

/**
 * c·log(a/b) = c·(δ − log(1 + δ)) − c·δ with δ = (b − a)/a. Taken where the first-order parts −c·δ of all such pairs
 * cancel against each other and the rest of the sum: what remains is of second order, and so are its rounding errors.
 */
export function closeLogarithms(terms: readonly Expr[]): Expr | undefined {
  const logarithms = gather(terms.flatMap(readLogarithm));
  const pairs = pairUp(logarithms);
  if (pairs.length === 0) return undefined;
  const used = new Set(pairs.flatMap(({ above, below }) => [...above.terms, ...below.terms]));
  const others = terms.filter((t) => !used.has(t));
  const rest = expand(add(...others, ...pairs.map((p) => neg(firstOrder(p)))));
  if (rest.kind === 'sum' ? rest.terms.length > others.length : others.length === 0 && !isZero(rest)) return undefined;
  return add(rest, ...pairs.map(secondOrder));
}

/** One entry for each logarithm, its factors added up. */
function gather(parts: readonly Logarithm[]): readonly Logarithm[] {
  const found: Logarithm[] = [];
  for (const part of parts) {
    const at = found.findIndex((l) => l.value === part.value && l.summed === part.summed);
    const known = found[at];
    if (known) found[at] = { ...known, terms: [...known.terms, ...part.terms], factor: add(known.factor, part.factor) };
    else found.push(part);
  }
  return found;
}

const isZero = (e: Expr): boolean => e.kind === 'rational' && e.value.n === 0n;

/** Pairs of opposite factors; the first of each is the one whose value divides the factor. */
function pairUp(logarithms: readonly Logarithm[]): readonly Pair[] {
  const left = [...logarithms];
  const pairs: Pair[] = [];
  for (const above of logarithms) {
    if (!left.includes(above) || !divides(above.value, above.factor)) continue;
    const below = left.find((l) => l !== above && l.summed === above.summed && l.factor === neg(above.factor));
    if (!below) continue;
    pairs.push({ above, below });
    left.splice(left.indexOf(above), 1);
    left.splice(left.indexOf(below), 1);
  }
  return pairs;
}

function divides(value: Expr, factor: Expr): boolean {
  const { core } = splitCoefficient(factor);
  const factors = core.kind === 'product' ? core.factors : [core];
  const parts = value.kind === 'product' ? value.factors : [value];
  return parts.every((p) => factors.includes(p)) || sumDivides(value, factor);
}

/** A factor written out: a − a·x is (1 − x)·a. */
const sumDivides = (value: Expr, factor: Expr): boolean =>
  value.kind === 'sum' && mul(factor, pow(value, minusOne)).kind === 'rational';

const summedOver = (summed: boolean, e: Expr): Expr => (summed ? total(e) : e);
const inverse = (e: Expr): Expr => pow(e, minusOne);

const shift = ({ above, below }: Pair): Expr => add(below.value, neg(above.value));

const firstOrder = (p: Pair): Expr =>
  expand(summedOver(p.above.summed, mul(p.above.factor, inverse(p.above.value), shift(p))));

function secondOrder(p: Pair): Expr {
  const delta = mul(shift(p), inverse(p.above.value));
  const gap = add(delta, neg(applyNode('log1p', [delta], delta.shape)));
  return summedOver(p.above.summed, mul(p.above.factor, gap));
}

function readLogarithm(term: Expr): readonly Logarithm[] {
  const { coefficient, core } = splitCoefficient(term);
  const summed = core.kind === 'apply' && core.fn === 'total';
  const body = summed ? (core.args[0] ?? one) : core;
  const factors = body.kind === 'product' ? body.factors : [body];
  return factors.flatMap((f): readonly Logarithm[] => {
    const value = argumentOf(f);
    if (!value || !isPositive(value)) return [];
    const factor = mul(rational(coefficient), ...factors.filter((o) => o !== f));
    return [{ terms: [term], factor, value, summed }];
  });
}

/** Σ kᵢ log(cᵢ + xᵢ) = Σ kᵢ log(1 + xᵢ/cᵢ) where Σ kᵢ log cᵢ is 0: log(1 + x) keeps the digits of a small x, log(½ + x) does not. */
export function logarithmsFromOne(terms: readonly Expr[]): Expr | undefined {
  const found = terms.flatMap((term) => {
    const factors = term.kind === 'product' ? term.factors : [term];
    const logarithm = factors.find((f) => f.kind === 'apply' && f.fn === 'log' && isScalar(f));
    const value = logarithm && argumentOf(logarithm);
    const c = value?.kind === 'sum' ? value.terms.find((t) => t.kind === 'rational') : undefined;
    if (!value || !c || !isPositive(c) || c === one) return [];
    const factor = mul(...factors.filter((f) => f !== logarithm));
    const rest = mul(add(value, neg(c)), pow(c, minusOne));
    return [{ term, constant: mul(factor, log(c)), from: mul(factor, applyNode('log1p', [rest], [])) }];
  });
  if (found.length < 2 || !isZero(add(...found.map((f) => f.constant)))) return undefined;
  return add(...terms.filter((t) => found.every((f) => f.term !== t)), ...found.map((f) => f.from));
}

/** a of log a. */
function argumentOf(e: Expr): Expr | undefined {
  if (e.kind !== 'apply' || !e.args[0]) return undefined;
  if (e.fn === 'log') return e.args[0];
  return e.fn === 'log1p' ? add(one, e.args[0]) : undefined;
}
