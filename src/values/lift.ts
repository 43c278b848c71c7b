// F^P: a scalar family at arrays of parameters means independent coordinates; quantities add up or stand side by side.
import type { DensityModel } from '../model/density.ts';
import { byCanonicalName, InputProblem } from './input.ts';
import type { EvalQuery } from './query.ts';

/** One query a coordinate when a scalar family is asked at arrays; undefined otherwise. */
export function coordinatesOf(
  model: DensityModel,
  query: EvalQuery,
  naturals: number,
): readonly EvalQuery[] | undefined {
  const scalar = [...model.variables, ...model.parameters, ...model.constants].every((s) => s.shape.length === 0);
  if (!scalar) return undefined;
  if (query.atNatural !== undefined) return naturalCoordinates(model, query, naturals);
  if (query.at === undefined) return undefined;
  const at = splitRecord(model, query.at, 'at');
  if (!at) return undefined;
  const to = query.toPoint === undefined ? undefined : splitRecord(model, query.toPoint, 'toPoint', at.length);
  return at.map((record, i) => ({
    at: record,
    ...(query.toPoint === undefined ? {} : { toPoint: to?.[i] ?? query.toPoint }),
  }));
}

/** Natural parameters of several coordinates stand as in the output: all of the first statistic, then of the next. */
function naturalCoordinates(model: DensityModel, query: EvalQuery, width: number): readonly EvalQuery[] | undefined {
  const { atNatural } = query;
  const count = Array.isArray(atNatural) ? atNatural.length / width : 1;
  if (!Array.isArray(atNatural) || !Number.isInteger(count) || count < 2) return undefined;
  const coordinate = (json: unknown, what: string): ((i: number) => unknown) => {
    const parts = json === undefined ? undefined : splitRecord(model, json, what, count);
    return (i) => parts?.[i] ?? json;
  };
  const [at, toPoint] = [coordinate(query.at, 'at'), coordinate(query.toPoint, 'toPoint')];
  return Array.from({ length: count }, (_, i) => ({
    atNatural: Array.from({ length: width }, (__, k): unknown => atNatural[k * count + i]),
    ...(query.at === undefined ? {} : { at: at(i) }),
    ...(query.toPoint === undefined ? {} : { toPoint: toPoint(i) }),
  }));
}

/** A record of arrays as an array of records; numbers are repeated. */
export function splitRecord(
  model: DensityModel,
  json: unknown,
  what: string,
  wanted?: number,
): readonly Record<string, unknown>[] | undefined {
  const record = byCanonicalName(model, json, what);
  const arrays = [...record.values()].filter((x): x is unknown[] => Array.isArray(x));
  const [first] = arrays;
  if (!first) return undefined;
  const count = wanted ?? first.length;
  if (first.length === 0)
    throw new InputProblem(
      model,
      'shape-mismatch',
      `an array in ${what} is empty`,
      'an array has a number for each coordinate',
    );
  if (count === 0 || arrays.some((x) => x.length !== count))
    throw new InputProblem(model, 'shape-mismatch', `the arrays in ${what} have different lengths`);
  return Array.from({ length: count }, (_, i) =>
    Object.fromEntries([...record].map(([k, x]) => [k, Array.isArray(x) ? x[i] : x])),
  );
}

type Quantities = Record<string, unknown>;

/** Coordinates joined: sums for numbers, block order (m₁…m_P, s₁…s_P) for vectors, block-diagonal metrics. */
export function joinCoordinates(parts: readonly Quantities[]): Quantities {
  const [first] = parts;
  if (!first) return {};
  return Object.fromEntries(
    Object.keys(first).map((key) => [
      key,
      joinKey(
        key,
        parts.map((p) => p[key]),
      ),
    ]),
  );
}

function joinKey(key: string, values: readonly unknown[]): unknown {
  const [first] = values;
  if (key === 'statistics') return first;
  if (key === 'cdf') return (values as number[]).reduce((a, b) => a * b, 1);
  if (key === 'parametersFromNatural' || key === 'parameters') return joinRecords(values);
  if (key === 'fisherNatural' || key === 'fisherParameters') return blockDiagonal(values as number[][][]);
  if (Array.isArray(first)) return interleave(values as unknown[][]);
  return values.every((v) => typeof v === 'number') ? values.reduce((a: number, b) => a + (b as number), 0) : first;
}

function joinRecords(values: readonly unknown[]): unknown {
  const records = values as readonly (Record<string, unknown> | null)[];
  const [first] = records;
  return first ? Object.fromEntries(Object.keys(first).map((k) => [k, records.map((r) => r?.[k] ?? null)])) : null;
}

/** (a₁b₁), (a₂b₂) → a₁a₂b₁b₂. */
export function interleave<T>(rows: readonly (readonly T[])[]): T[] {
  const width = rows[0]?.length ?? 0;
  return Array.from({ length: width }, (_, k) => rows.flatMap((r) => r.slice(k, k + 1))).flat();
}

function blockDiagonal(blocks: readonly (readonly (readonly unknown[])[])[]): unknown[][] {
  const [count, width] = [blocks.length, blocks[0]?.length ?? 0];
  return Array.from({ length: width * count }, (_, row) =>
    Array.from({ length: width * count }, (_unused, column) => {
      const [a, i, b, j] = [Math.floor(row / count), row % count, Math.floor(column / count), column % count];
      return i === j ? blocks[i]?.[a]?.[b] : 0;
    }),
  );
}
