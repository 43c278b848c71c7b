// The mean of a product of two functions of independent coordinates, each a sum of functions of one coordinate and of two:
// its parts of unlike coordinates are uncorrelated, so that rules for one and for two coordinates are enough
// (Sobol' 1993, "Sensitivity estimates for nonlinear mathematical models").
import { type Random, randomStream } from './random.ts';

/** The numbers of places, one a coordinate. */
type Where = readonly number[];
/** Values of both functions at places, in their order. */
export type Ask = (where: Iterable<Where>) => Iterable<Both>;
type Both = readonly [number, number];

/** What is left of a sum of this size counts as nothing. */
const rounding = 1e-12;
/** How often two coordinates are asked whether they act together, and all of them whether pairs are all there is. */
const probes = 4;

/** The weights of a rule for each coordinate, and a way to ask for values. */
interface Asked {
  readonly weights: readonly (readonly number[])[];
  readonly ask: Ask;
}

/** A part of both functions that needs one coordinate, or two: entries by the numbers of places. */
type Line = readonly Both[];
interface Pair {
  readonly i: number;
  readonly j: number;
  readonly table: readonly Line[];
}

/** E[f g]; undefined where three coordinates act together. */
export function meanOfProduct(asked: Asked): number | undefined {
  const { weights } = asked;
  const anchor = weights.map((w) => w.indexOf(Math.max(...w)));
  const [whole = [Number.NaN, Number.NaN] as const] = asked.ask([anchor]);
  const lines = weights.map((w, i) => minus(valuesAlong(asked, anchor, i, w.length), whole));
  const pairs = pairsOf(asked, anchor, whole, lines);
  return isAll(asked, whole, lines, pairs) ? fromParts(weights, whole, lines, pairs) : undefined;
}

const at = (list: readonly Both[] | undefined, k: number): Both => list?.[k] ?? [Number.NaN, Number.NaN];
const put = (anchor: Where, i: number, k: number): Where => anchor.map((a, n) => (n === i ? k : a));
const minus = (line: Line, [f, g]: Both): Line => line.map(([x, y]): Both => [x - f, y - g]);

const valuesAlong = ({ ask }: Asked, anchor: Where, i: number, count: number): Line => [
  ...ask(Array.from({ length: count }, (_, k) => put(anchor, i, k))),
];

/** What two coordinates do together beyond what each does alone, for those that do. */
function pairsOf(asked: Asked, anchor: Where, whole: Both, lines: readonly Line[]): readonly Pair[] {
  const { weights, ask } = asked;
  const random = randomStream(5);
  const both = weights.flatMap((_, j) => Array.from({ length: j }, (__, i) => ({ i, j })));
  return both.flatMap(({ i, j }): Pair[] => {
    const [rows, columns] = [weights[i] ?? [], weights[j] ?? []];
    const beyond = (k: number, l: number, value: Both): Both =>
      combined([value, 1], [at(lines[i], k), -1], [at(lines[j], l), -1], [whole, -1]);
    const drawn = Array.from({ length: probes }, () => [placeOf(rows, random), placeOf(columns, random)] as const);
    const seen = [...ask(drawn.map(([k, l]) => put(put(anchor, i, k), j, l)))];
    if (drawn.every(([k, l], n) => beyond(k, l, at(seen, n)).every((x) => x === 0))) return [];
    const values = ask(rows.flatMap((_, k) => columns.map((__, l) => put(put(anchor, i, k), j, l))));
    const flat = [...values].map((value, n) => beyond(Math.floor(n / columns.length), n % columns.length, value));
    return [{ i, j, table: rows.map((_, k) => flat.slice(k * columns.length, (k + 1) * columns.length)) }];
  });
}

/** A sum with signs, nothing where it is rounding of its terms. */
function combined(...terms: readonly (readonly [Both, number])[]): Both {
  const one = (side: 0 | 1): number => {
    const [sum, size] = terms.reduce(
      ([s, m], [x, sign]) => [s + sign * x[side], Math.max(m, Math.abs(x[side]))],
      [0, 0],
    );
    return Math.abs(sum) <= rounding * size ? 0 : sum;
  };
  return [one(0), one(1)];
}

/** A place drawn by its weight, but not the heaviest: there the function stands at its anchor. */
function placeOf(all: readonly number[], random: Random): number {
  const heaviest = all.indexOf(Math.max(...all));
  const weights = all.map((w, k) => (k === heaviest ? 0 : w));
  const u = random() * weights.reduce((a, b) => a + b, 0);
  let sum = 0;
  return Math.max(
    0,
    weights.findIndex((w) => {
      sum += w;
      return sum >= u;
    }),
  );
}

/** Do the parts add up to the functions, where all coordinates move? */
function isAll({ weights, ask }: Asked, whole: Both, lines: readonly Line[], pairs: readonly Pair[]): boolean {
  const random = randomStream(11);
  const drawn = Array.from({ length: probes }, () => weights.map((w) => placeOf(w, random)));
  const values = [...ask(drawn)];
  return drawn.every((where, n) => {
    const left = combined(
      [at(values, n), 1],
      [whole, -1],
      ...lines.map((line, i) => [at(line, where[i] ?? 0), -1] as const),
      ...pairs.map(({ i, j, table }) => [at(table[where[i] ?? 0], where[j] ?? 0), -1] as const),
    );
    return left.every((x) => x === 0);
  });
}

/** Σ w x of both. */
const meanOf = (weights: readonly number[] | undefined, line: Line): Both =>
  line.reduce<Both>(([f, g], [x, y], k) => [f + (weights?.[k] ?? 0) * x, g + (weights?.[k] ?? 0) * y], [0, 0]);

/** E f E g, and the means of the products of the centred parts. */
function fromParts(
  weights: readonly (readonly number[])[],
  whole: Both,
  lines: readonly Line[],
  pairs: readonly Pair[],
): number {
  const centredPairs = pairs.map((pair) => centred(weights, pair));
  const alone = lines.map((line, i) => {
    const own = centredPairs.flatMap((p) => (p.i === i ? [p.rows] : p.j === i ? [p.columns] : []));
    return line.map((value, k) => own.reduce<Both>(([f, g], l) => [f + at(l, k)[0], g + at(l, k)[1]], value));
  });
  const means = alone.map((line, i) => meanOf(weights[i], line));
  const product = (line: Line, w: readonly number[] | undefined): number =>
    line.reduce((sum, [x, y], k) => sum + (w?.[k] ?? 0) * x * y, 0);
  const [f, g] = [0, 1].map((side) =>
    [whole, ...means, ...centredPairs.map((p) => p.mean)].reduce((sum, m) => sum + (m[side] ?? Number.NaN), 0),
  );
  const single = alone.map((line, i) => product(minus(line, means[i] ?? whole), weights[i]));
  const double = centredPairs.map((p) =>
    p.table.reduce((sum, line, k) => sum + (weights[p.i]?.[k] ?? 0) * product(line, weights[p.j]), 0),
  );
  return (f ?? Number.NaN) * (g ?? Number.NaN) + [...single, ...double].reduce((a, b) => a + b, 0);
}

/** What two coordinates do together: its mean, what of it one tells on average, and the rest. */
function centred(weights: readonly (readonly number[])[], { i, j, table }: Pair) {
  const rowMeans = table.map((line) => meanOf(weights[j], line));
  const mean = meanOf(weights[i], rowMeans);
  const columnMeans = (table[0] ?? []).map((_, l) =>
    meanOf(
      weights[i],
      table.map((line) => at(line, l)),
    ),
  );
  const [rows, columns] = [minus(rowMeans, mean), minus(columnMeans, mean)];
  const rest = table.map((line, k) =>
    line.map(([x, y], l): Both => {
      const [r, c] = [at(rowMeans, k), at(columns, l)];
      return [x - r[0] - c[0], y - r[1] - c[1]];
    }),
  );
  return { i, j, mean, rows, columns, table: rest };
}
