// A Lie group as declared: by how its elements act on points. Everything else about it is derived.
import type { Span } from '../diagnostics.ts';
import { type Dim, type Expr, type SymbolExpr, symbol } from '../ir/expr.ts';

/** What an author may say about a group; verified, never trusted. */
export type GroupQuantity = 'compose' | 'identity' | 'inverse' | 'bracket' | 'exp' | 'field' | 'infinitesimal';

/** One value for each block that the quantity has, in the order of declaration. */
export interface BlockClaim<Quantity extends string> {
  readonly quantity: Quantity;
  readonly values: readonly Expr[];
  readonly span: Span;
}

/** A `group` with every name resolved and every shape checked. */
export interface LieGroupModel {
  readonly kind: 'group';
  readonly name: string;
  readonly doc: readonly string[];
  readonly dimensions: readonly Dim[];
  /** Known numbers that the action names. */
  readonly constants: readonly SymbolExpr[];
  /** The blocks of an element g, in order of declaration: A, b, … */
  readonly elements: readonly SymbolExpr[];
  /** The same blocks of a second element, named A₂, b₂, … (A₁′ where the name has a subscript already). */
  readonly second: readonly SymbolExpr[];
  /** Coordinates X of the Lie algebra, the tangent space at the identity: one block X_A, X_b, … a block of g. */
  readonly algebra: readonly SymbolExpr[];
  /** The same coordinates of a second tangent Y, for brackets and forms: Y_A, Y_b, … */
  readonly otherAlgebra: readonly SymbolExpr[];
  /** The point x that is acted upon, component by component. */
  readonly point: readonly SymbolExpr[];
  /** g·x: one expression a component of `point`, of the same shape. */
  readonly action: readonly Expr[];
  readonly claims: readonly BlockClaim<GroupQuantity>[];
  /** How each symbol is spelled in the source. */
  readonly spelling: ReadonlyMap<SymbolExpr, string>;
  readonly spans: {
    readonly name: Span;
    readonly action: Span;
    readonly symbols: ReadonlyMap<SymbolExpr, Span>;
    /** Smallest source range whose expression became this node (best effort). */
    readonly nodes: ReadonlyMap<Expr, Span>;
  };
}

/** X_A ↦ M_A, a covector in the same coordinates; where an optimizer keeps one from step to step, its momentum. */
export const covectorOf = (x: SymbolExpr): SymbolExpr => symbol(x.name.replace(/^X/, 'M'), x.domain, x.shape);

/** X_A ↦ Ē_A, the mean of a block of the energy's differential over the draws of a step. */
export const averageOf = (x: SymbolExpr): SymbolExpr => symbol(x.name.replace(/^X/, 'Ē'), x.domain, x.shape);
