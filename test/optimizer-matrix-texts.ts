// Algorithms on points that are matrices, or have two open sizes, or know vectors and matrices: as texts, with sizes to run at.
import { compile } from '../src/index.ts';
import type { OptimizerProgram } from '../src/model/optimizer-program.ts';

const base = `distribution Unit(P, Q) { variable X in Matrix(P,Q)
  density ∝ exp(-sum(X^2)/2) }`;

/** An algorithm, the shape of a variable that it moves, and what the user knows. */
export interface MatrixCase {
  readonly name: string;
  readonly text: string;
  readonly sizes: Readonly<Record<string, number>>;
  /** The shape of a variable that holds one point. */
  readonly shape: number[];
  readonly constants?: Readonly<Record<string, unknown>>;
  /** Do the entries of a variable not tell the sizes? */
  readonly untold?: boolean;
}

export const matrixCases: readonly MatrixCase[] = [
  {
    name: 'Kernel',
    text: `${base}
group Moves(P, Q) { element A in LowerTriangular(P), B in Matrix(P,Q)
  action X in Matrix(P,Q) -> A X + B }
orbit Moved(P, Q) { group Moves(P, Q)
  base Unit(P, Q) }
optimizer Kernel(P, Q) { posterior Moved(P, Q)
  samples K = 1
  momentum β₁ for A, β₂ for B
  rate α_A for A, α_B for B
  temperature τ = 1
  metric identity }`,
    sizes: { P: 3, Q: 2 },
    shape: [3, 2],
  },
  {
    name: 'Mixed',
    text: `${base}
group Mixing(P, Q) { element A in Invertible(P), B in Matrix(P,Q)
  action X in Matrix(P,Q) -> A X + B }
orbit Mixed(P, Q) { group Mixing(P, Q)
  base Unit(P, Q) }`,
    sizes: { P: 2, Q: 3 },
    shape: [2, 3],
  },
  {
    name: 'TwoSided',
    text: `${base}
group Sides(P, Q) { element L in LowerTriangular(P), R in Rotation(Q)
  action X in Matrix(P,Q) -> L X R' }
orbit TwoSided(P, Q) { group Sides(P, Q)
  base Unit(P, Q) }`,
    sizes: { P: 2, Q: 3 },
    shape: [2, 3],
  },
  {
    name: 'Grown',
    text: `${base}
group Scale(P, Q) { element a in Positive, B in Matrix(P,Q)
  action X in Matrix(P,Q) -> a X + B }
orbit Grown(P, Q) { group Scale(P, Q)
  base Unit(P, Q) }`,
    sizes: { P: 2, Q: 3 },
    shape: [2, 3],
  },
  {
    name: 'Fixed',
    text: `${base}
group Shift { element B in Matrix(2,3)
  action X in Matrix(2,3) -> X + B }
orbit Fixed { group Shift
  base Unit(2, 3) }`,
    sizes: {},
    shape: [2, 3],
  },
  {
    name: 'Square',
    text: `group Shift(P) { element B in Matrix(P,P)
  action X in Matrix(P,P) -> X + B }
orbit Square(P) { group Shift(P)
  base Dirac(0) }`,
    sizes: { P: 3 },
    shape: [3, 3],
  },
  {
    name: 'Pair',
    text: `group Shifts(P, Q) { element a in Real^P, b in Real^Q
  action x in Real^P, y in Real^Q -> (x + a, y + b) }
orbit Pair(P, Q) { group Shifts(P, Q)
  base Dirac(0) }`,
    sizes: { P: 2, Q: 3 },
    shape: [5],
    untold: true,
  },
  {
    name: 'Weighed',
    text: `distribution Known(P) { variable x in Real^P
  constant δ in Positive^P
  density ∝ exp(-sum(δ*x^2)/2) }
group Diagonal(P) { element A in Positive^P, b in Real^P
  action x in Real^P -> A*x + b }
orbit Weighed(P) { group Diagonal(P)
  base Known(P) }`,
    sizes: { P: 3 },
    shape: [3],
    constants: { δ: [0.5, 2, 8] },
  },
  {
    name: 'Centred',
    text: `distribution Around(P, Q) { variable X in Matrix(P,Q)
  constant U in Matrix(P,Q)
  density ∝ exp(-sum((X - U)^2)/2) }
group Scale(P, Q) { element a in Positive, B in Matrix(P,Q)
  action X in Matrix(P,Q) -> a X + B }
orbit Centred(P, Q) { group Scale(P, Q)
  base Around(P, Q) }`,
    sizes: { P: 2, Q: 2 },
    shape: [2, 2],
    constants: {
      U: [
        [1, -2],
        [0.5, 3],
      ],
    },
  },
];

/** Matrices of sizes that are numbers, beside a number and beside matrices: a variable holds as many as fit. */
export const fixedCases: readonly MatrixCase[] = [
  {
    name: 'Sized',
    text: `${base}
group Scale { element a in Positive, B in Matrix(2,3)
  action X in Matrix(2,3) -> a X + B }
orbit Sized { group Scale
  base Unit(2, 3) }`,
    sizes: {},
    shape: [2, 3],
  },
  {
    name: 'Turned',
    text: `${base}
group Sides { element L in LowerTriangular(2), R in Rotation(3)
  action X in Matrix(2,3) -> L X R' }
orbit Turned { group Sides
  base Unit(2, 3) }
// Such turns leave the base as it is: with the Fisher metric they would rest.
optimizer Turns { posterior Turned  metric identity }`,
    sizes: {},
    shape: [2, 3],
  },
];

const known = new Map<string, OptimizerProgram>();

/** The algorithm of a case, derived once. */
export function programOfCase({ name, text }: MatrixCase): OptimizerProgram {
  const found = known.get(name) ?? compile(text, { verify: 'none' }).declarations.at(-1)?.optimizer;
  if (!found) throw new Error(`no algorithm ${name}`);
  known.set(name, found);
  return found;
}

/** Every hyper-parameter: small rates, `samples` of them a step, and the constants. */
export function hyperOfCase(c: MatrixCase, samples: number): Record<string, unknown> {
  const p = programOfCase(c);
  const numbers = p.hyper.map(({ symbol: s, initial }) => [s.name, s === p.samples ? samples : (initial ?? 0.03)]);
  return { ...Object.fromEntries(numbers), ...c.constants };
}

/** The numbers of a shape in rows. */
export function inRows(numbers: readonly number[], shape: readonly number[]): unknown {
  const [rows = 1, columns = 1] = shape;
  if (shape.length === 0) return numbers[0];
  if (shape.length === 1) return [...numbers];
  return Array.from({ length: rows }, (_, i) => numbers.slice(i * columns, (i + 1) * columns));
}

/** A shape in numbers. */
export const shapeAt = (shape: readonly string[], sizes: Readonly<Record<string, number>>): number[] =>
  shape.map((d) => sizes[d] ?? Number(d));

/** All numbers, one after the other. */
export const flat = (x: unknown): number[] =>
  typeof x === 'number' ? [x] : Array.from(x as ArrayLike<unknown>).flatMap(flat);

/** The largest distance, of numbers beyond 1 relative to them. */
export function worst(found: unknown, wanted: unknown): number {
  const [a, b] = [flat(found), flat(wanted)];
  if (a.length !== b.length || a.length === 0) return Number.POSITIVE_INFINITY;
  return Math.max(...a.map((x, i) => Math.abs(x - (b[i] ?? Number.NaN)) / (1 + Math.abs(b[i] ?? 0))));
}
