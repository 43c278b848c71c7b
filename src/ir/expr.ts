// The expression: one immutable, typed, hash-consed graph. Equality is identity.
import { CompilerBug } from '../diagnostics.ts';
import { type Ratio, ratio } from './rational.ts';
import { spend } from './work.ts';

/** A dimension: a name (`P`), a name less a number (`K-1`), or a size (`3`). */
export type Dim = string;
/** `[]` scalar, `[P]` vector (a column), `[P, Q]` matrix, `['1', P]` a row. */
export type Shape = readonly Dim[];

/** Where a symbol lives, coordinate by coordinate or as a whole. */
export type Domain =
  | {
      readonly kind: 'interval';
      readonly lower?: Expr;
      readonly upper?: Expr;
      readonly closedLower?: boolean;
      readonly closedUpper?: boolean;
    }
  | { readonly kind: 'integers'; readonly lower?: Expr; readonly upper?: Expr }
  | { readonly kind: 'set'; readonly values: readonly Expr[] }
  | { readonly kind: 'circle' }
  | { readonly kind: 'onehot' }
  | { readonly kind: 'simplex' }
  | { readonly kind: 'matrix' }
  | { readonly kind: 'symmetric' }
  | { readonly kind: 'spd' }
  /** Square matrices with an inverse. */
  | { readonly kind: 'invertible' }
  /** Lower triangular with a positive diagonal. */
  | { readonly kind: 'lowerTriangular' }
  /** Orthogonal with determinant 1. */
  | { readonly kind: 'rotation' }
  /** Ωᵀ = −Ω: the tangents of rotations at the identity. */
  | { readonly kind: 'skew' }
  /** Any lower triangular matrix: the tangents of `lowerTriangular` at the identity. */
  | { readonly kind: 'lower' }
  /** Vectors whose entries add up to 0: the tangents of `simplex`. */
  | { readonly kind: 'zeroSum' };

/** Functions applied coordinate by coordinate; arguments broadcast from scalars. */
export type ElementwisePrimitive =
  | 'exp'
  | 'log'
  | 'log1p'
  | 'expm1'
  | 'softplus'
  | 'sin'
  | 'cos'
  | 'tan'
  | 'asin'
  | 'acos'
  | 'atan'
  | 'atan2'
  | 'sinh'
  | 'cosh'
  | 'tanh'
  | 'asinh'
  | 'abs'
  | 'sign'
  | 'min'
  | 'max'
  | 'gamma'
  | 'lgamma'
  | 'digamma'
  | 'polygamma'
  | 'erf'
  | 'besselI'
  | 'besselIe'
  | 'besselK'
  /** phi(k, x) = Σⱼ xʲ/(j + k)!: φ₁(x) = (eˣ − 1)/x. */
  | 'phi'
  /** stumpff(k, z) = Σⱼ (−z)ʲ/(k + 2j)!: c₀(w²) = cos w, c₁(w²) = sin w / w. */
  | 'stumpff';

/** Functions of whole vectors and matrices. */
export type TensorPrimitive =
  /** Sum of all entries. */
  | 'total'
  /** Product of all entries. */
  | 'prod'
  /** Associative product of columns, rows and matrices. */
  | 'matmul'
  /** Trace of the (cyclic) product of the arguments. */
  | 'trace'
  | 'transpose'
  | 'inverse'
  | 'det'
  | 'logdet'
  /** Vector → diagonal matrix. */
  | 'diagonal'
  /** Matrix → vector of its diagonal. */
  | 'diagonalPart'
  | 'logsumexp'
  /** All entries but the last. */
  | 'head'
  /** The last entry. */
  | 'last'
  /** append(v, s): v with the scalar s after it. */
  | 'append'
  /** fill(s, v): a tensor of v's shape with every entry s. */
  | 'fill'
  /** A vector from scalars. */
  | 'stack'
  /** A matrix from scalars, row by row. */
  | 'matrix'
  /** entry(e, i) or entry(e, i, j), counted from 0. */
  | 'entry'
  /** The matrix with zeros above its diagonal. */
  | 'lowerPart'
  /** The lower triangular factor L of S = LLᵀ with a positive diagonal. */
  | 'cholesky'
  /** matrixPhi(k, M) = Σⱼ Mʲ/(j + k)!: the matrix exponential for k = 0. */
  | 'matrixPhi';

export type Primitive = ElementwisePrimitive | TensorPrimitive;

interface Node {
  readonly id: number;
  readonly shape: Shape;
}

export type RationalExpr = Node & { readonly kind: 'rational'; readonly value: Ratio };
export type ConstantExpr = Node & { readonly kind: 'constant'; readonly name: 'pi' | 'euler' | 'infinity' };
/** A dimension used as a number: P in (ν − P − 1)/2. */
export type DimensionExpr = Node & { readonly kind: 'dimension'; readonly dim: Dim };
export type IdentityExpr = Node & { readonly kind: 'identity' };
export type SymbolExpr = Node & { readonly kind: 'symbol'; readonly name: string; readonly domain: Domain };
export type SumExpr = Node & { readonly kind: 'sum'; readonly terms: readonly Expr[] };
export type ProductExpr = Node & { readonly kind: 'product'; readonly factors: readonly Expr[] };
export type PowerExpr = Node & { readonly kind: 'power'; readonly base: Expr; readonly exponent: Expr };
export type ApplyExpr = Node & { readonly kind: 'apply'; readonly fn: Primitive; readonly args: readonly Expr[] };
/** ∫ body over the variable's domain, or Σ where that is discrete; of a body that is a tensor, entry by entry. */
export type IntegralExpr = Node & { readonly kind: 'integral'; readonly variable: SymbolExpr; readonly body: Expr };

export type Expr =
  | RationalExpr
  | ConstantExpr
  | DimensionExpr
  | IdentityExpr
  | SymbolExpr
  | SumExpr
  | ProductExpr
  | PowerExpr
  | ApplyExpr
  | IntegralExpr;

type Unnumbered<T> = T extends Expr ? Omit<T, 'id'> : never;

const table = new Map<string, Expr>();

/** The one node with this content. Constructors that canonicalise live in `build.ts`, `tensor.ts`. */
export function intern(key: string, make: () => Unnumbered<Expr>): Expr {
  spend(key.length);
  const known = table.get(key);
  if (known) return known;
  const node = Object.freeze({ ...make(), id: table.size }) as Expr;
  table.set(key, node);
  return node;
}

/** Equality of shapes. */
export const sameShape = (a: Shape, b: Shape): boolean => a.length === b.length && a.every((d, i) => d === b[i]);
/** A scalar? */
export const isScalar = (e: Expr): boolean => e.shape.length === 0;

/** The shape of an elementwise combination: all equal, or scalars that broadcast. */
export function broadcastShape(args: readonly Expr[]): Shape {
  let shape: Shape = [];
  for (const a of args) {
    if (a.shape.length === 0 || sameShape(a.shape, shape)) continue;
    if (shape.length > 0) throw new CompilerBug(`shapes ${shape.join('×')} and ${a.shape.join('×')} do not combine`);
    shape = a.shape;
  }
  return shape;
}

/** An exact rational. */
export function rational(n: Ratio | bigint | number, d: bigint | number = 1n): RationalExpr {
  const value = typeof n === 'object' ? n : ratio(n, d);
  return intern(`r${value.n}/${value.d}`, () => ({ kind: 'rational', shape: [], value })) as RationalExpr;
}

export const zero: RationalExpr = rational(0);
export const one: RationalExpr = rational(1);
export const minusOne: RationalExpr = rational(-1);
export const half: RationalExpr = rational(1, 2);
export const two: RationalExpr = rational(2);

const constant = (name: ConstantExpr['name']): ConstantExpr =>
  intern(`c${name}`, () => ({ kind: 'constant', shape: [], name })) as ConstantExpr;
/** π. */
export const pi: ConstantExpr = constant('pi');
/** The Euler–Mascheroni constant. */
export const euler: ConstantExpr = constant('euler');
/** +∞: only a bound, never an operand. */
export const infinity: ConstantExpr = constant('infinity');

/** A dimension as a number: `P`, `K-1` and `3` become P, K − 1 and 3. */
export function dimension(dim: Dim): DimensionExpr | RationalExpr {
  if (/^\d+$/.test(dim)) return rational(BigInt(dim));
  return intern(`d${dim}`, () => ({ kind: 'dimension', shape: [], dim })) as DimensionExpr;
}

/** The identity matrix of a dimension. */
export const identity = (dim: Dim): IdentityExpr =>
  intern(`I${dim}`, () => ({ kind: 'identity', shape: [dim, dim] })) as IdentityExpr;

function domainKey(domain: Domain): string {
  switch (domain.kind) {
    case 'interval':
      return `i${domain.lower?.id ?? ''},${domain.upper?.id ?? ''},${domain.closedLower ?? ''}${domain.closedUpper ?? ''}`;
    case 'integers':
      return `z${domain.lower?.id ?? ''},${domain.upper?.id ?? ''}`;
    case 'set':
      return `s${domain.values.map((v) => v.id).join(',')}`;
    default:
      return domain.kind;
  }
}

/** A named unknown with its shape and domain (the domain holds entry by entry for intervals and integers). */
export const symbol = (name: string, domain: Domain, shape: Shape = []): SymbolExpr => named('y', name, domain, shape);

/**
 * A symbol that a text declares. It is never one of the symbols the theory makes with `symbol`, whatever its letter: a
 * parameter called ε is not the ε of a proof, nor g a gamma draw.
 */
export const declaredSymbol = (name: string, domain: Domain, shape: Shape = []): SymbolExpr =>
  named('Y', name, domain, shape);

function named(whose: 'y' | 'Y', name: string, domain: Domain, shape: Shape): SymbolExpr {
  const key = `${whose}${name}|${shape.join(',')}|${domainKey(domain)}`;
  return intern(key, () => ({ kind: 'symbol', shape, name, domain })) as SymbolExpr;
}

/** ∫ or Σ of `body` over the domain of `variable`. */
export const integral = (variable: SymbolExpr, body: Expr): IntegralExpr =>
  intern(`J${variable.id}|${body.id}`, () => ({ kind: 'integral', shape: body.shape, variable, body })) as IntegralExpr;

/** The real line. */
export const realLine: Domain = { kind: 'interval' };
/** (0, ∞). */
export const positiveLine: Domain = { kind: 'interval', lower: zero };

/** Is summation, not integration, meant over this domain? */
export const isDiscrete = (d: Domain): boolean => d.kind === 'integers' || d.kind === 'set' || d.kind === 'onehot';

/** The operands of a node, in order. */
export function children(e: Expr): readonly Expr[] {
  switch (e.kind) {
    case 'sum':
      return e.terms;
    case 'product':
      return e.factors;
    case 'power':
      return [e.base, e.exponent];
    case 'apply':
      return e.args;
    case 'integral':
      return [e.body];
    default:
      return [];
  }
}
