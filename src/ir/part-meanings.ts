// What the functions that only emitted code knows stand for, in functions that every reader and every check knows.
import { add, elementwise, fill, log, mul, neg, pow, sub } from './build.ts';
import { dimension, type Expr, half, minusOne, one, pi, rational, two, zero } from './expr.ts';
import { partOf, type StirlingPart, stirlingPartOf } from './stirling.ts';
import { inverse, logdet, trace } from './tensor.ts';
import { substitute, symbolsOf } from './visit.ts';

/** One of two forms, by the sign of a place, has no meaning of its own. */
export type Meaningful = Exclude<StirlingPart, 'choose'>;

const meanings: Readonly<Record<Meaningful, (...given: readonly Expr[]) => Expr>> = {
  lgammaRemainder: (u = one) =>
    add(
      elementwise('lgamma', u),
      neg(mul(sub(u, like(half, u)), log(u))),
      u,
      neg(like(mul(half, log(mul(two, pi))), u)),
    ),
  lgammaRemainderSlope: (u = one) => add(elementwise('digamma', u), neg(log(u)), mul(half, pow(u, minusOne))),
  logQuotient: (delta = zero) => elementwise('log1p', delta),
  log1pGap: (delta = zero) => sub(elementwise('log1p', delta), delta),
  entropyGap: (delta = zero) => sub(mul(add(like(one, delta), delta), elementwise('log1p', delta)), delta),
  besselGap: (u = one, c = one) =>
    sub(sub(logBessel(u), logBessel(c)), mul(bessel(one, c), pow(bessel(zero, c), minusOne), sub(u, c))),
  trigammaGap: (u = one) => sub(elementwise('polygamma', rational(1), u), pow(u, minusOne)),
  lgammaRise: (u = one, v = one) => sub(elementwise('lgamma', u), elementwise('lgamma', v)),
  determinantGap: (x = one, v?: Expr) => {
    const size = dimension(x.shape[0] ?? '1');
    return v ? add(logdet(x), neg(logdet(v)), neg(trace(inverse(v), x)), size) : add(logdet(x), neg(trace(x)), size);
  },
  subtract: (a = zero, b = zero) => sub(a, b),
};

const like = (e: Expr, u: Expr): Expr => (u.shape.length === 0 ? e : fill(e, u.shape));
const bessel = (order: Expr, x: Expr): Expr => elementwise('besselI', order, x);
const logBessel = (x: Expr): Expr => log(bessel(zero, x));

/** What a function means at its arguments. */
export const meaningOf = (name: Meaningful, given: readonly Expr[]): Expr => meanings[name](...given);

/** The value with every such function by its meaning, in sums over indices too; nothing where it holds one of two forms. */
export function inFull(e: Expr): Expr | undefined {
  const known = new Map<Expr, Expr>();
  for (const s of symbolsOf(e)) {
    const part = stirlingPartOf(s);
    if (!part) continue;
    const given = part.name === 'choose' ? [] : part.arguments.map(inFull);
    const told = given.filter((a) => a !== undefined);
    if (part.name === 'choose' || told.length < given.length) return undefined;
    known.set(s, meaningOf(part.name, told));
  }
  return substitute(e, known);
}

/** The value with differences that are taken before anything else as differences like any other, for print. */
export function withDifferences(e: Expr): Expr {
  const known = new Map<Expr, Expr>();
  for (const s of symbolsOf(e)) {
    const part = stirlingPartOf(s);
    if (!part) continue;
    const given = part.arguments.map(withDifferences);
    known.set(s, part.name === 'subtract' ? meaningOf(part.name, given) : partOf(part.name, given));
  }
  return substitute(e, known);
}

/** One of the forms of a value, with the places that are positive where it is the one. */
export interface Branch {
  readonly positive: readonly Expr[];
  readonly value: Expr;
}

/** The forms of a value that is one of several. */
export function branchesOf(e: Expr): readonly Branch[] {
  const part = stirlingPartOf(e);
  const [place, above, below] = part?.name === 'choose' ? part.arguments : [];
  if (!place || !above || !below) return [{ positive: [], value: e }];
  const under = (p: Expr, side: Expr): readonly Branch[] =>
    branchesOf(side).map((b) => ({ ...b, positive: [p, ...b.positive] }));
  return [...under(place, above), ...under(neg(place), below)];
}
