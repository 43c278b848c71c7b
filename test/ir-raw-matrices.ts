// Random expressions of columns and matrices, as written and as the constructors build them.
import fc from 'fast-check';
import { add, elementwise, fill, mul, pow } from '../src/ir/build.ts';
import {
  dimension,
  type ElementwisePrimitive,
  type Expr,
  half,
  identity,
  intern,
  minusOne,
  type Primitive,
  positiveLine,
  rational,
  realLine,
  type Shape,
  type SymbolExpr,
  symbol,
  two,
} from '../src/ir/expr.ts';
import {
  append,
  det,
  diagonal,
  diagonalPart,
  head,
  inverse,
  last,
  logdet,
  logsumexp,
  lowerPart,
  matmul,
  prod,
  total,
  trace,
  transpose,
} from '../src/ir/tensor.ts';

/** One expression twice: untouched, and canonical. */
export interface Twice {
  readonly raw: Expr;
  readonly built: Expr;
}

const square: Shape = ['P', 'P'];
const column: Shape = ['P'];
const row: Shape = ['1', 'P'];

export const general: SymbolExpr = symbol('A', { kind: 'matrix' }, square);
export const definite: SymbolExpr = symbol('S', { kind: 'spd' }, square);
export const symmetric: SymbolExpr = symbol('Y', { kind: 'symmetric' }, square);
export const tall: SymbolExpr = symbol('Q', { kind: 'matrix' }, ['P', 'Q']);
export const vector: SymbolExpr = symbol('x', realLine, column);
export const positive: SymbolExpr = symbol('v', positiveLine, column);
const narrow = symbol('w', realLine, ['Q']);
const real = symbol('r', realLine);
const scale = symbol('p', positiveLine);

const leaf = (e: Expr): Twice => ({ raw: e, built: e });
const key = (op: string, args: readonly Expr[], shape: Shape): string =>
  `raw ${op} ${args.map((a) => a.id).join(',')} ${shape.join()}`;
const widest = (args: readonly Expr[]): Shape => args.find((a) => a.shape.length > 0)?.shape ?? [];

const sum = (...args: readonly Twice[]): Twice => {
  const terms = args.map((a) => a.raw);
  const shape = widest(terms);
  return {
    raw: intern(key('sum', terms, shape), () => ({ kind: 'sum', shape, terms })),
    built: add(...args.map((a) => a.built)),
  };
};
const product = (...args: readonly Twice[]): Twice => {
  const factors = args.map((a) => a.raw);
  const shape = widest(factors);
  const raw = intern(key('product', factors, shape), () => ({ kind: 'product', shape, factors }));
  return { raw, built: mul(...args.map((a) => a.built)) };
};
const power = (base: Twice, exponent: Expr): Twice => ({
  raw: intern(key('power', [base.raw, exponent], base.raw.shape), () => ({
    kind: 'power',
    shape: base.raw.shape,
    base: base.raw,
    exponent,
  })),
  built: pow(base.built, exponent),
});
const apply = (
  fn: Primitive,
  shape: Shape,
  build: (...args: readonly Expr[]) => Expr,
  ...of: readonly Twice[]
): Twice => {
  const args = of.map((a) => a.raw);
  return {
    raw: intern(key(fn, args, shape), () => ({ kind: 'apply', shape, fn, args })),
    built: build(...of.map((a) => a.built)),
  };
};
const each = (fn: ElementwisePrimitive, of: Twice): Twice => apply(fn, of.raw.shape, (a) => elementwise(fn, a), of);
const one =
  (f: (e: Expr) => Expr) =>
  (...[a = two]: readonly Expr[]): Expr =>
    f(a);
const flipped = (c: Twice): Twice => apply('transpose', row, one(transpose), c);
const words = (...letters: readonly Twice[]): Twice => apply('matmul', square, matmul, ...letters);

type Arbitrary = fc.Arbitrary<Twice>;
type Tie = (name: 'scalar' | 'column' | 'matrix' | 'regular') => Arbitrary;
const shallow = { depthSize: 'small', maxDepth: 3, withCrossShrink: true } as const;

/** Matrices that are surely not singular. */
const regular = (tie: Tie): Arbitrary =>
  fc.oneof(
    { ...shallow, maxDepth: 2 },
    fc.constantFrom(general, definite, symmetric).map(leaf),
    fc.tuple(tie('regular'), tie('regular')).map(([a, b]) => words(a, b)),
    tie('regular').map((a) => apply('transpose', square, one(transpose), a)),
    tie('regular').map((a) => apply('inverse', square, one(inverse), a)),
    tie('regular').map((a) => product(leaf(real), a)),
    tie('regular').map((a) => sum(leaf(identity('P')), a)),
    fc.constant(apply('diagonal', square, one(diagonal), leaf(positive))),
  );

const scalar = (tie: Tie): Arbitrary =>
  fc.oneof(
    shallow,
    fc.constantFrom<Expr>(real, scale, two, rational(-1, 3), dimension('P')).map(leaf),
    fc.array(tie('scalar'), { minLength: 2, maxLength: 3 }).map((a) => sum(...a)),
    fc.array(tie('scalar'), { minLength: 2, maxLength: 3 }).map((a) => product(...a)),
    tie('column').map((a) => apply('total', [], one(total), a)),
    tie('column').map((a) => apply('logsumexp', [], one(logsumexp), a)),
    tie('column').map((a) => apply('last', [], one(last), a)),
    tie('column').map((a) => apply('prod', [], one(prod), a)),
    fc.tuple(tie('column'), tie('column')).map(([a, b]) => apply('matmul', [], matmul, flipped(a), b)),
    fc
      .tuple(tie('column'), tie('matrix'), tie('column'))
      .map(([a, m, b]) => apply('trace', [], trace, flipped(a), m, b)),
    tie('matrix').map((a) => apply('trace', [], trace, a)),
    tie('matrix').map((a) => apply('total', [], one(total), a)),
    fc.tuple(tie('matrix'), tie('matrix')).map((a) => apply('trace', [], trace, ...a)),
    tie('regular').map((a) => apply('logdet', [], one(logdet), a)),
    tie('regular').map((a) => apply('det', [], one(det), a)),
    tie('scalar').map((a) => each('tanh', a)),
  );

const columns = (tie: Tie): Arbitrary =>
  fc.oneof(
    shallow,
    fc.constantFrom(vector, positive).map(leaf),
    fc.tuple(fc.oneof(tie('column'), tie('scalar')), tie('column')).map((a) => sum(...a)),
    fc.tuple(fc.oneof(tie('column'), tie('scalar')), tie('column')).map((a) => product(...a)),
    fc
      .tuple(fc.constantFrom<ElementwisePrimitive>('tanh', 'sin', 'abs', 'softplus'), tie('column'))
      .map(([f, a]) => each(f, a)),
    fc.tuple(tie('column'), fc.constantFrom(two, minusOne, half)).map(([a, k]) => power(a, k)),
    fc.tuple(tie('matrix'), tie('column')).map((a) => apply('matmul', column, matmul, ...a)),
    fc.constant(apply('matmul', column, matmul, leaf(tall), leaf(narrow))),
    tie('matrix').map((a) => apply('diagonalPart', column, one(diagonalPart), a)),
    tie('scalar').map((a) =>
      apply(
        'fill',
        column,
        one((e) => fill(e, column)),
        a,
      ),
    ),
    fc
      .tuple(tie('column'), tie('scalar'))
      .map(([a, s]) =>
        apply('append', column, (v = two, x = two) => append(v, x), apply('head', ['P-1'], one(head), a), s),
      ),
  );

const matrices = (tie: Tie): Arbitrary =>
  fc.oneof(
    shallow,
    fc.constantFrom<Expr>(general, definite, symmetric, identity('P')).map(leaf),
    fc.tuple(fc.oneof(tie('matrix'), tie('scalar')), tie('matrix')).map((a) => sum(...a)),
    fc.tuple(fc.oneof(tie('matrix'), tie('scalar')), tie('matrix')).map((a) => product(...a)),
    fc.array(tie('matrix'), { minLength: 2, maxLength: 3 }).map((a) => words(...a)),
    tie('matrix').map((a) => apply('transpose', square, one(transpose), a)),
    tie('regular').map((a) => apply('inverse', square, one(inverse), a)),
    tie('column').map((a) => apply('diagonal', square, one(diagonal), a)),
    tie('matrix').map((a) => apply('lowerPart', square, one(lowerPart), a)),
    fc.tuple(tie('column'), tie('column')).map(([a, b]) => words(a, flipped(b))),
    fc.constant(words(leaf(tall), apply('transpose', ['Q', 'P'], one(transpose), leaf(tall)))),
  );

const trees = fc.letrec<Record<'scalar' | 'column' | 'matrix' | 'regular', Twice>>((tie) => ({
  scalar: scalar(tie as Tie),
  column: columns(tie as Tie),
  matrix: matrices(tie as Tie),
  regular: regular(tie as Tie),
}));

/** Random scalars, columns and matrices. */
export const randomScalar: Arbitrary = trees.scalar;
export const randomColumn: Arbitrary = trees.column;
export const randomMatrix: Arbitrary = trees.matrix;
