// Trees of operations as they are written, without any canonical form, and the same trees built by the constructors.
import fc from 'fast-check';
import { add, elementwise, mul, pow } from '../src/ir/build.ts';
import {
  type ElementwisePrimitive,
  type Expr,
  half,
  intern,
  one,
  positiveLine,
  rational,
  realLine,
  type Shape,
  type SymbolExpr,
  symbol,
  zero,
} from '../src/ir/expr.ts';

/** An operation on trees, or a leaf. */
export type Raw =
  | { readonly op: 'leaf'; readonly leaf: Expr }
  | { readonly op: 'sum' | 'product' | 'power'; readonly args: readonly Raw[] }
  | { readonly op: 'apply'; readonly fn: ElementwisePrimitive; readonly args: readonly Raw[] };

/** One symbol of every scalar domain. */
export const scalars: readonly SymbolExpr[] = [
  symbol('x', realLine),
  symbol('y', realLine),
  symbol('p', positiveLine),
  symbol('q', positiveLine),
  symbol('n', { kind: 'interval', upper: zero }),
  symbol('u', { kind: 'interval', lower: zero, upper: one }),
  symbol('k', { kind: 'integers', lower: zero }),
  symbol('i', { kind: 'integers' }),
  symbol('s', { kind: 'set', values: [rational(-1), one] }),
  symbol('b', { kind: 'set', values: [zero, one] }),
  symbol('z', { kind: 'interval', lower: zero, closedLower: true }),
  symbol('φ', { kind: 'circle' }),
];

const numbers: readonly Expr[] = [
  one,
  rational(-1),
  rational(2),
  rational(-2),
  rational(3),
  half,
  rational(-1, 2),
  rational(5, 3),
  zero,
];
const exponents: readonly Expr[] = [
  rational(2),
  rational(-1),
  half,
  rational(-1, 2),
  rational(3),
  rational(-2),
  rational(4),
  rational(3, 2),
];
const unary: readonly ElementwisePrimitive[] = [
  'exp',
  'log',
  'log1p',
  'expm1',
  'softplus',
  'sin',
  'cos',
  'tan',
  'atan',
  'asin',
  'sinh',
  'cosh',
  'tanh',
  'asinh',
  'abs',
  'sign',
  'gamma',
  'lgamma',
  'digamma',
  'erf',
];
const binary: readonly ElementwisePrimitive[] = ['min', 'max', 'atan2'];

const leaf = (leaf: Expr): Raw => ({ op: 'leaf', leaf });

/** Random scalar trees. */
export const rawTrees: fc.Arbitrary<Raw> = fc.letrec<{ tree: Raw; leafy: Raw }>((tie) => ({
  leafy: fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom(...scalars).map(leaf) },
    { weight: 1, arbitrary: fc.constantFrom(...numbers).map(leaf) },
  ),
  tree: fc.oneof(
    { depthSize: 'small', withCrossShrink: true, maxDepth: 4 },
    tie('leafy'),
    fc.array(tie('tree'), { minLength: 2, maxLength: 3 }).map((args): Raw => ({ op: 'sum', args })),
    fc.array(tie('tree'), { minLength: 2, maxLength: 3 }).map((args): Raw => ({ op: 'product', args })),
    fc
      .tuple(tie('tree'), fc.oneof(fc.constantFrom(...exponents).map(leaf), tie('leafy')))
      .map((args): Raw => ({ op: 'power', args })),
    fc.tuple(fc.constantFrom(...unary), tie('tree')).map(([fn, a]): Raw => ({ op: 'apply', fn, args: [a] })),
    fc
      .tuple(fc.constantFrom(...binary), tie('tree'), tie('tree'))
      .map(([fn, a, b]): Raw => ({ op: 'apply', fn, args: [a, b] })),
  ),
})).tree;

/** The tree as nodes that no constructor has touched. */
export function untouched(raw: Raw, shape: Shape = []): Expr {
  if (raw.op === 'leaf') return raw.leaf;
  const parts = raw.args.map((a): Expr => untouched(a, shape));
  const fn = raw.op === 'apply' ? raw.fn : undefined;
  const key = `raw ${raw.op} ${fn ?? ''} ${parts.map((p) => p.id).join(',')}`;
  const [base = zero, exponent = one] = parts;
  return intern(key, () => {
    if (raw.op === 'sum') return { kind: 'sum', shape, terms: parts };
    if (raw.op === 'product') return { kind: 'product', shape, factors: parts };
    if (raw.op === 'power') return { kind: 'power', shape, base, exponent };
    return { kind: 'apply', shape, fn: fn ?? 'abs', args: parts };
  });
}

/** The tree built by the canonical constructors. */
export function canonical(raw: Raw): Expr {
  if (raw.op === 'leaf') return raw.leaf;
  const parts = raw.args.map(canonical);
  const [base = zero, exponent = one] = parts;
  if (raw.op === 'apply') return elementwise(raw.fn, ...parts);
  if (raw.op === 'sum') return add(...parts);
  return raw.op === 'product' ? mul(...parts) : pow(base, exponent);
}

/** The expression as a reader may type it, for messages. */
export function written(e: Expr): string {
  switch (e.kind) {
    case 'rational':
      return e.value.d === 1n ? `${e.value.n}` : `(${e.value.n}/${e.value.d})`;
    case 'constant':
    case 'symbol':
      return e.name;
    case 'dimension':
      return e.dim;
    case 'identity':
      return 'I';
    case 'sum':
      return `(${e.terms.map(written).join(' + ')})`;
    case 'product':
      return `(${e.factors.map(written).join('·')})`;
    case 'power':
      return `${written(e.base)}^${written(e.exponent)}`;
    case 'apply':
      return `${e.fn}(${e.args.map(written).join(', ')})`;
    case 'integral':
      return `∫ ${written(e.body)} d${e.variable.name}`;
  }
}
