// Squares of differences: g·x² + 2g·xy + g·y² = g·(x + y)², also summed over entries and for quadratic forms of matrices.
import { add, applyNode, mul, neg, pow, splitCoefficient } from './build.ts';
import { expand } from './expand.ts';
import { type ApplyExpr, type Expr, minusOne, one, rational, sameShape, two, zero } from './expr.ts';
import { ratio } from './rational.ts';
import { total, trace, transpose } from './tensor.ts';

/** The sum with its first complete square closed; undefined where there is none. */
export function closeSquare(terms: readonly Expr[]): Expr | undefined {
  const bodies = terms.map(inside);
  // Only what is a square, or a form, may be an end of a larger one.
  const ends = [...terms.keys()].filter((i) => bodies[i]?.root !== one || weighedTrace(terms[i] ?? one));
  if (ends.length < 2) return undefined;
  const crosses = new Map(bodies.map(({ body }, i) => [mul(body, body), i]));
  for (const [n, i] of ends.entries())
    for (const j of ends.slice(n + 1)) {
      const [u, v] = [terms[i], terms[j]];
      const closed = u && v && (squareOf(i, j, bodies, crosses) ?? formOf(u, v, terms));
      if (closed) return add(closed.value, ...terms.filter((t) => t !== u && t !== v && t !== terms[closed.cross]));
    }
  return undefined;
}

interface Closed {
  readonly value: Expr;
  /** The place of the term 2g·xy that went into the square. */
  readonly cross: number;
}

interface Inside {
  readonly body: Expr;
  readonly summed: boolean;
  /** The x of g·x². */
  readonly root: Expr;
}

const isTotal = (e: Expr): e is ApplyExpr => e.kind === 'apply' && e.fn === 'total';

/** What is summed, with its coefficient inside; a scalar stands for itself. */
function inside(e: Expr): Inside {
  const { coefficient, core } = splitCoefficient(e);
  const body = isTotal(core) ? mul(rational(coefficient), core.args[0] ?? one) : e;
  return { body, summed: isTotal(core), root: rootOf(body) };
}

/** Numbers and vectors: u = g·x², v = g·y², found by (2g·xy)² = 4uv. */
function squareOf(
  i: number,
  j: number,
  bodies: readonly Inside[],
  crosses: ReadonlyMap<Expr, number>,
): Closed | undefined {
  const [u, v] = [bodies[i], bodies[j]];
  if (!u || !v || u.summed !== v.summed || !sameShape(u.body.shape, v.body.shape)) return undefined;
  const x = u.root;
  if (x === one || v.root === one) return undefined;
  const cross = crosses.get(mul(rational(4), u.body, v.body));
  const middle = cross === undefined ? undefined : bodies[cross];
  if (cross === undefined || !middle || middle.summed !== u.summed) return undefined;
  const g = mul(u.body, pow(x, rational(-2)));
  const y = partnerOf(middle.body, mul(two, g, x), v.root);
  const square = mul(g, pow(add(x, y), two));
  return { value: u.summed ? total(square) : square, cross };
}

/** The y of 2g·xy: ± the root of y², also where g is written with the opposite sign there, so that no quotient is 0/0 where g is. */
function partnerOf(cross: Expr, twice: Expr, root: Expr): Expr {
  const quotient = mul(cross, pow(twice, minusOne));
  if (quotient === root || quotient === neg(root)) return quotient;
  return [root, neg(root)].find((y) => expand(add(cross, neg(mul(twice, y)))) === zero) ?? quotient;
}

/** The x of the even positive powers in a product g·x². */
function rootOf(e: Expr): Expr {
  const roots = (e.kind === 'product' ? e.factors : [e]).map((f) => {
    if (f.kind !== 'power' || f.exponent.kind !== 'rational') return one;
    const { n, d } = f.exponent.value;
    return d === 1n && n > 0n && n % 2n === 0n ? pow(f.base, rational(ratio(n / 2n))) : one;
  });
  return mul(...roots);
}

const isTrace = (e: Expr): e is ApplyExpr => e.kind === 'apply' && e.fn === 'trace';

/** c·tr(…), with c free of further traces' letters: the first trace among the factors, and the others. */
function weighedTrace(e: Expr): { readonly weight: Expr; readonly word: ApplyExpr } | undefined {
  const factors = e.kind === 'product' ? e.factors : [e];
  const word = factors.find(isTrace);
  return word && { weight: mul(...factors.filter((f) => f !== word)), word };
}

/** Quadratic forms: c·tr(…xᵀ…x…) and c·tr(…yᵀ…y…) with −2c·tr(…xᵀ…y…) are one form of x − y. */
function formOf(u: Expr, v: Expr, terms: readonly Expr[]): Closed | undefined {
  const [a, b] = [weighedTrace(u), weighedTrace(v)];
  if (!a || !b || a.weight !== b.weight) return undefined;
  const word = a.word.args;
  for (const x of repeated(word))
    for (const y of repeated(b.word.args)) {
      if (x.shape.join() !== y.shape.join() || replaced(word, x, y, 'both') !== b.word) continue;
      const cross = mul(rational(-2), a.weight, replaced(word, x, y, 'one'));
      const place = terms.indexOf(cross);
      if (place < 0) continue;
      const difference = add(x, neg(y));
      return { value: mul(a.weight, formAt(word, x, difference)), cross: place };
    }
  return undefined;
}

/** The word with a difference for x; tr(ddᵀ) is the sum of the squares of d's entries. */
function formAt(word: readonly Expr[], x: Expr, d: Expr): Expr {
  if (word.length === 2) return applyNode('total', [pow(d, two)], []);
  const letters = word.map((l) => (l === x ? d : l === transpose(x) ? transpose(d) : l));
  return applyNode('trace', letters, []);
}

/** Letters that occur once as they are and once transposed. */
const repeated = (word: readonly Expr[]): readonly Expr[] =>
  word.filter((l) => transpose(l) !== l && word.filter((m) => m === l).length === 1 && word.includes(transpose(l)));

/** The word with y for x: on both sides, or on the side that is not transposed. */
function replaced(word: readonly Expr[], x: Expr, y: Expr, sides: 'one' | 'both'): Expr {
  const letters = word.map((l) => (l === x ? y : sides === 'both' && l === transpose(x) ? transpose(y) : l));
  return trace(...letters);
}
