// A declared density, typed: the model from which everything is derived.
import type { Span } from '../diagnostics.ts';
import type { Dim, Expr, SymbolExpr } from '../ir/expr.ts';

/** A quantity the author claims; verified, never trusted. */
export interface AuthorClaim {
  /** As written: `entropy`, `mean`, `logPartition`, `variance`, … */
  readonly quantity: string;
  readonly value: Expr;
  readonly span: Span;
}

/** A `family` or `distribution` with every name resolved and every shape checked. */
export interface DensityModel {
  readonly kind: 'family' | 'distribution';
  readonly name: string;
  readonly doc: readonly string[];
  readonly dimensions: readonly Dim[];
  readonly variables: readonly SymbolExpr[];
  readonly parameters: readonly SymbolExpr[];
  readonly constants: readonly SymbolExpr[];
  /** The density as written, normalised or not. */
  readonly density: Expr;
  /** Written with ∝: the compiler finds the normaliser. */
  readonly proportional: boolean;
  readonly claims: readonly AuthorClaim[];
  /** How each symbol is spelled in the source. */
  readonly spelling: ReadonlyMap<SymbolExpr, string>;
  /** Where each piece stands in the source. */
  readonly spans: {
    readonly name: Span;
    readonly density: Span;
    /** Declaration of each symbol. */
    readonly symbols: ReadonlyMap<SymbolExpr, Span>;
    /** Smallest source range whose expression became this node (best effort). */
    readonly nodes: ReadonlyMap<Expr, Span>;
  };
}
