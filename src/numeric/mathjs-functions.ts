// What the scope of mathjs holds beside values: functions entry by entry, slices, and the special functions.
// mathjs has no digamma, polygamma or Bessel functions, and its log-gamma loses digits near 1 and 2: these come from
// the float64 arithmetic, which is checked elsewhere against defining integrals, recurrences and outside values.
import type { ElementwisePrimitive } from '../ir/expr.ts';
import { elementwiseFunctions } from './evaluate-functions.ts';
import { floatArithmetic } from './float-arithmetic.ts';
import { mathjs } from './mathjs-instance.ts';

type Rows = readonly (readonly number[])[];
type Scalars = (x: number, y: number) => number;

/** Functions that mathjs lacks. */
const supplied: ReadonlySet<string> = new Set<ElementwisePrimitive>([
  'softplus',
  'lgamma',
  'digamma',
  'polygamma',
  'besselI',
  'besselIe',
  'besselK',
  'phi',
  'stumpff',
]);

const names = Object.keys(elementwiseFunctions) as readonly ElementwisePrimitive[];

/** The function on numbers: mathjs's own wherever it has one, which it makes when first asked for. */
function onNumbers(fn: ElementwisePrimitive): Scalars {
  if (supplied.has(fn)) return (x, y) => elementwiseFunctions[fn](floatArithmetic, x, y);
  let own: ((...args: readonly number[]) => number) | undefined;
  return (x, y) => {
    own ??= mathjs()[fn as 'exp'] as unknown as (...args: readonly number[]) => number;
    return y === undefined ? own(x) : own(x, y);
  };
}

const rowsOf = (x: number | Rows, like: Rows): Rows =>
  typeof x === 'number' ? like.map((row) => row.map(() => x)) : x;

/** The same function entry by entry; a scalar beside a matrix spreads. */
const onEntries =
  (f: Scalars) =>
  (x: number | Rows, y?: number | Rows): Rows => {
    const like = (typeof x === 'number' ? y : x) as Rows;
    const [left, right] = [rowsOf(x, like), y === undefined ? undefined : rowsOf(y, like)];
    return left.map((row, i) => row.map((p, j) => f(p, right?.[i]?.[j] as number)));
  };

let made: ReadonlyMap<string, unknown> | undefined;

/** Every function by the name the trees call it by. */
export function scopeFunctions(): ReadonlyMap<string, unknown> {
  made ??= new Map<string, unknown>([
    ...names.filter((fn) => supplied.has(fn)).map((fn) => [fn, onNumbers(fn)] as const),
    ...names.map((fn) => [`${fn} of each`, onEntries(onNumbers(fn))] as const),
    ['column', (list: readonly number[]): Rows => list.map((x) => [x])],
    ['head', (rows: Rows): Rows => rows.slice(0, -1)],
    ['last', (rows: Rows): number => rows.at(-1)?.[0] ?? Number.NaN],
    ['append', (rows: Rows, x: number): Rows => [...rows, [x]]],
    ['fill', fill],
    ['stack', (...entries: readonly number[]): Rows => entries.map((x) => [x])],
    [
      'rows',
      (width: number, ...x: readonly number[]): Rows =>
        range(x.length / width).map((i) => x.slice(i * width, (i + 1) * width)),
    ],
    ['entry', (rows: Rows, i: number, j = 0): number => rows[i]?.[j] ?? Number.NaN],
    ['lowerPart', (rows: Rows): Rows => rows.map((row, i) => row.map((x, j) => (j > i ? 0 : x)))],
    ['cholesky', factorOf],
    ['matrixPhi', matrixPhi],
  ]);
  return made;
}

const range = (count: number): readonly number[] => Array.from({ length: count }, (_, i) => i);

/** e^B; undefined where mathjs finds no approximant, which is far beyond overflow. */
function exponential(block: Rows): Rows {
  try {
    return (mathjs().expm as unknown as (m: Rows) => { valueOf(): unknown })(block).valueOf() as Rows;
  } catch {
    return block.map((row) => row.map(() => Number.NaN));
  }
}

/** φ_k(M) as the upper right block of e^B, B = (M, I, 0; 0, 0, I; 0, 0, 0) for k = 2 (Al-Mohy and Higham 2011, theorem 2.1). */
function matrixPhi(k: number, m: Rows): Rows {
  const size = m.length;
  const block = range((k + 1) * size).map((i) =>
    range((k + 1) * size).map((j) => (i < size && j < size ? (m[i]?.[j] ?? 0) : Number(j === i + size))),
  );
  return exponential(block)
    .slice(0, size)
    .map((row) => row.slice(k * size));
}

/** L of A = LLᵀ, column by column: Lᵢⱼ Lⱼⱼ = Aᵢⱼ − Σ_{k<j} Lᵢₖ Lⱼₖ. */
function factorOf(rows: Rows): Rows {
  const l = rows.map((row) => row.map(() => 0));
  for (const j of range(rows.length))
    for (const i of range(rows.length).slice(j)) {
      const left = range(j).reduce((x, k) => x - (l[i]?.[k] ?? 0) * (l[j]?.[k] ?? 0), rows[i]?.[j] ?? Number.NaN);
      const row = l[i];
      if (row) row[j] = i === j ? Math.sqrt(left) : left / (l[j]?.[j] ?? Number.NaN);
    }
  return l;
}

const fill = (x: number, rows: number, columns: number): Rows =>
  Array.from({ length: rows }, () => Array.from({ length: columns }, () => x));
