// Points at which the hand-made programs are run, and what each function must give there by plain evaluation.
import type { Expr, SymbolExpr } from '../src/ir/expr.ts';
import type { Assignment, FamilyProgram } from '../src/model/program.ts';
import { evaluate, matrix, type Point, scalar, type Value, vector } from './emit-evaluator.ts';
import {
  binaryProgram,
  jointNewtonProgram,
  matrixPrecisionProgram,
  meanPrecisionProgram,
  scaleProgram,
  shapeRateProgram,
} from './emit-fixtures.ts';

/** A program with the values of its symbols by name. */
export interface Case {
  readonly name: string;
  readonly program: FamilyProgram;
  readonly sizes: Readonly<Record<string, number>>;
  readonly parameters: readonly Value[];
  readonly other: readonly Value[];
  readonly gradient: readonly Value[];
  readonly variable: Value;
}

const spd3 = matrix(3, 2, 0.5, 0.2, 0.5, 1.5, -0.3, 0.2, -0.3, 1);
const spd3Other = matrix(3, 1, 0.1, 0, 0.1, 2, 0.4, 0, 0.4, 1.2);
const symmetric3 = matrix(3, 0.1, 0.02, -0.03, 0.02, -0.2, 0.05, -0.03, 0.05, 0.1);

export const cases: readonly Case[] = [
  {
    name: 'scale',
    program: scaleProgram(),
    sizes: {},
    parameters: [scalar(1.7)],
    other: [scalar(0.6)],
    gradient: [scalar(0.3)],
    variable: scalar(2.1),
  },
  {
    name: 'mean and precision',
    program: meanPrecisionProgram(),
    sizes: {},
    parameters: [scalar(-0.4), scalar(2.5)],
    other: [scalar(0.3), scalar(1.9)],
    gradient: [scalar(0.2), scalar(-0.1)],
    variable: scalar(0.8),
  },
  {
    name: 'mean and precision of a vector',
    program: meanPrecisionProgram('P'),
    sizes: { P: 3 },
    parameters: [vector(-0.4, 1, 2), vector(2.5, 0.3, 1)],
    other: [vector(0.3, 0, 1), vector(1.9, 1, 0.5)],
    gradient: [vector(0.2, -0.1, 0), vector(-0.1, 0.2, 0.3)],
    variable: vector(0.8, -1, 2.2),
  },
  {
    name: 'shape and rate',
    program: shapeRateProgram(),
    sizes: {},
    parameters: [scalar(3.5), scalar(0.8)],
    other: [scalar(2), scalar(1.1)],
    gradient: [scalar(0.2), scalar(-0.4)],
    variable: scalar(1.3),
  },
  {
    name: 'shape and rate of a vector',
    program: jointNewtonProgram('P'),
    sizes: { P: 2 },
    parameters: [vector(3.5, 0.4), vector(0.8, 6)],
    other: [vector(2, 1), vector(1.1, 3)],
    gradient: [vector(0.2, 0.1), vector(-0.4, 0)],
    variable: vector(1.3, 0.2),
  },
  {
    name: 'mean and precision matrix',
    program: matrixPrecisionProgram(),
    sizes: { P: 3 },
    parameters: [vector(-0.4, 1, 2), spd3],
    other: [vector(0.3, 0, 1), spd3Other],
    gradient: [vector(0.2, -0.1, 0.4), symmetric3],
    variable: vector(0.8, -1, 2.2),
  },
  {
    name: 'binary',
    program: binaryProgram(),
    sizes: {},
    parameters: [scalar(0.23)],
    other: [scalar(0.6)],
    gradient: [scalar(0.3)],
    variable: scalar(1),
  },
];

export const plainPoint = (c: Case): Point => {
  const values = new Map<SymbolExpr, Value>();
  const { program: p } = c;
  const put = (s: SymbolExpr | undefined, v: Value | undefined): void => {
    if (s && v) values.set(s, v);
  };
  put(p.model.variables[0], c.variable);
  p.model.parameters.forEach((s, i) => {
    put(s, c.parameters[i]);
    put(p.kl.other.get(s), c.other[i]);
    put(p.update.gradient.get(s), c.gradient[i]);
  });
  put(p.update.rho, scalar(0.1));
  put(p.update.tau, scalar(0.7));
  return { values, sizes: c.sizes, round: (x) => x };
};

/** The values of assignments, in order, by the name of their target. */
export function follow(assignments: readonly Assignment[], point: Point): ReadonlyMap<SymbolExpr, Value> {
  const values = new Map(point.values);
  for (const { target, value } of assignments) values.set(target, evaluate(value, { ...point, values }));
  return values;
}

export const expected = (e: Expr, c: Case): readonly number[] => evaluate(e, plainPoint(c)).data;

/** A value as the JavaScript modules take it. */
export const native = (v: Value): number | Float64Array =>
  v.sizes.length === 0 ? (v.data[0] ?? Number.NaN) : Float64Array.from(v.data);

/** Parameters as an object by their spelling. */
export const keyed = <T>(c: Case, values: readonly Value[], make: (v: Value) => T): Record<string, T> =>
  Object.fromEntries(
    c.program.model.parameters.map((s, i) => [c.program.model.spelling.get(s) ?? s.name, make(values[i] ?? scalar(0))]),
  );

/** Largest difference, relative to 1 + |wanted|. */
export function worst(found: unknown, wanted: readonly number[]): number {
  const list = typeof found === 'number' ? [found] : Array.from(found as ArrayLike<number>);
  if (list.length !== wanted.length) return Infinity;
  return list.reduce((most, x, i) => {
    const want = wanted[i] ?? Number.NaN;
    const gap = Math.abs(x - want) / (1 + Math.abs(want));
    return Number.isNaN(gap) ? Infinity : Math.max(most, gap);
  }, 0);
}
