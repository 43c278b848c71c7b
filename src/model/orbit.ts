// An orbit: the densities that a group makes of one base density, q_g = g·q₀.
import type { Span } from '../diagnostics.ts';
import type { Dim, Expr, SymbolExpr } from '../ir/expr.ts';
import type { DensityModel } from './density.ts';
import type { BlockClaim, GroupQuantity, LieGroupModel } from './lie-group.ts';

/** One independent factor of the base; together the factors cover the components of the point, in order. */
export type BaseFactor =
  | {
      readonly kind: 'density';
      /** A density without parameters: arguments are put in; constants without a value stay. */
      readonly model: DensityModel;
      /** P where it is lifted to P independent coordinates. */
      readonly lift?: Dim;
      /** Where independent coordinates have values of their own: the density of any one of them, and those values. */
      readonly coordinate?: { readonly model: DensityModel; readonly values: ReadonlyMap<SymbolExpr, Expr> };
      /** The components of the group's point that its variables are, in order. */
      readonly components: readonly SymbolExpr[];
      readonly span: Span;
    }
  | {
      /** All mass at one point. */
      readonly kind: 'dirac';
      readonly at: readonly Expr[];
      readonly components: readonly SymbolExpr[];
      readonly span: Span;
    };

/** What an author may say about an orbit; verified, never trusted. */
export type OrbitQuantity =
  | GroupQuantity
  | 'density'
  | 'logDensity'
  | 'score'
  | 'fisherForm'
  | 'differential'
  | 'direction'
  | 'estimate';

/** An `orbit` with its group and base, in the orbit's own dimensions. */
export interface OrbitModel {
  readonly kind: 'orbit';
  readonly name: string;
  readonly doc: readonly string[];
  readonly dimensions: readonly Dim[];
  /** Known numbers that the group, the base or the value name. */
  readonly constants: readonly SymbolExpr[];
  readonly group: LieGroupModel;
  readonly base: readonly BaseFactor[];
  /** What the loss sees of the point, where that is not the point itself: x − y for a pair of signs, say. */
  readonly value?: Expr;
  readonly claims: readonly BlockClaim<OrbitQuantity>[];
  /** How each symbol that the orbit itself declares is spelled in the source. */
  readonly spelling: ReadonlyMap<SymbolExpr, string>;
  readonly spans: { readonly name: Span; readonly group: Span; readonly value?: Span };
}
