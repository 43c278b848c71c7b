// How far an answer of `eval` or `step` lies from the oracle, in units of what test/oracles/README.md allows.
import { evaluateAt } from '../src/values/evaluate.ts';
import { stepAt } from '../src/values/step.ts';
import { declared, type Entries, flat, type Json, type Point, type Step } from './emitted-families.ts';

/** A quantity that is further off than allowed. */
export interface Miss {
  readonly what: string;
  readonly at: string;
  readonly got: readonly number[];
  readonly want: readonly number[];
  /** 1 is just allowed. */
  readonly excess: number;
}

const epsilon = 2 ** -52;

const ratio = (got: number, want: number, allowed: number): number => {
  if (got === want) return 0;
  const excess = Math.abs(got - want) / allowed;
  return Number.isNaN(excess) ? Infinity : excess;
};

const allowance = (want: number, sensitivity = 0): number =>
  Math.max(1e-9 * Math.abs(want), 10 * epsilon * sensitivity, want === 0 ? 1e-15 : 1e-300);

/** Of a matrix whose entries may be zero by symmetry: the natural size of each entry. */
const naturalSizes = (matrix: readonly number[]): readonly number[] => {
  const n = Math.sqrt(matrix.length);
  const diagonal = (i: number): number => Math.abs(matrix[i * n + i] ?? 0);
  return matrix.map((_, k) => Math.sqrt(diagonal(Math.floor(k / n)) * diagonal(k % n)));
};

/** The entries of a quantity that are further off than allowed, as one miss. */
export function compare(
  what: string,
  at: string,
  got: Json | undefined,
  want: Json,
  sensitivity?: Json,
): readonly Miss[] {
  const [found, wanted] = [flat(got), flat(want)];
  const moved = sensitivity === undefined ? [] : flat(sensitivity);
  const natural = what.startsWith('fisher') ? naturalSizes(wanted) : undefined;
  const excess = wanted.map((x, i) => {
    const size = natural?.[i] ?? 0;
    const zero = Math.abs(x) < 1e-12 * size ? 1e-9 * size : 0;
    return ratio(found[i] ?? Number.NaN, x, Math.max(allowance(x, moved[i]), zero));
  });
  const worst = found.length === wanted.length ? Math.max(0, ...excess) : Infinity;
  return worst <= 1 ? [] : [{ what, at, got: found, want: wanted, excess: worst }];
}

/** What `eval` misses at a point. */
export function missesAt(p: Point): readonly Miss[] {
  const at = JSON.stringify(p.at);
  const answer = evaluateAt(declared(p.file, p.name), { at: p.at, ...(p.toPoint ? { toPoint: p.toPoint } : {}) });
  if (!answer.ok)
    return [{ what: answer.diagnostics.map((d) => d.message).join('; '), at, got: [], want: [], excess: Infinity }];
  const value = answer.value as Entries;
  return Object.entries(p.expected).flatMap(([what, want]) =>
    compare(what, at, value[what], want, p.sensitivity?.[what]),
  );
}

/** What `step` misses. */
export function missesOf(s: Step): readonly Miss[] {
  const { at, gradient, rho, tau } = s;
  const place = JSON.stringify({ at, gradient, rho, tau });
  const answer = stepAt(declared(s.file, s.name), { at, gradient, rho, tau });
  if (!answer.ok)
    return [
      { what: answer.diagnostics.map((d) => d.message).join('; '), at: place, got: [], want: [], excess: Infinity },
    ];
  const value = answer.value as Entries;
  const landing = (what: string, got: Entries, want: Entries, sensitivity: Json | undefined): readonly Miss[] => {
    const miss = {
      what: `${what} in the domain`,
      at: place,
      got: [Number(got['inDomain'])],
      want: [Number(want['inDomain'])],
    };
    if (got['inDomain'] !== want['inDomain']) return [{ ...miss, excess: Infinity }];
    if (!want['inDomain']) return [];
    const [found, wanted, moved] = [got['parameters'], want['parameters'], sensitivity] as readonly Entries[];
    return Object.entries(wanted ?? {}).flatMap(([key, x]) =>
      compare(`${what} ${key}`, place, found?.[key], x, moved?.[key]),
    );
  };
  return [
    ...landing('step', value, s.expected, s.sensitivity?.['parameters']),
    ...(s.expected['retracted']
      ? landing(
          'retracted',
          value['retracted'] as Entries,
          s.expected['retracted'] as Entries,
          s.sensitivity?.['retracted'],
        )
      : []),
  ];
}

/** A miss as a line. */
export const missText = ({ what, at, got, want, excess }: Miss): string =>
  `${what} at ${at}: ${got.slice(0, 6)} instead of ${want.slice(0, 6)} (${excess.toPrecision(2)} of what is allowed)`;
