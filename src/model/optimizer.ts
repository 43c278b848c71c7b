// An optimizer as declared: a posterior and the choices made on the way from its learning rule to an algorithm.
import type { Span } from '../diagnostics.ts';
import type { Dim, SymbolExpr } from '../ir/expr.ts';
import type { BlockClaim } from './lie-group.ts';
import type { OrbitModel, OrbitQuantity } from './orbit.ts';

/** A number that the user of the algorithm may set. */
export interface HyperParameter {
  /** As spelled in the specification. */
  readonly symbol: SymbolExpr;
  /** Its value where the user sets none; without one the user must. */
  readonly initial?: number;
  /** A rate, which may be 0: a schedule may end there, and the element then rests. */
  readonly rests?: true;
}

/** How the natural gradient is measured: by the Fisher form at the identity, or coordinate by coordinate. */
export type Metric = 'fisher' | 'identity';

/** What an author may say about an optimizer; verified, never trusted. */
export type OptimizerQuantity = OrbitQuantity | 'momentum' | 'update';

/** An `optimizer` on an orbit, or the one that an orbit alone stands for. */
export interface OptimizerModel {
  readonly kind: 'optimizer';
  readonly name: string;
  readonly doc: readonly string[];
  readonly dimensions: readonly Dim[];
  readonly posterior: OrbitModel;
  /** Monte-Carlo samples a step. */
  readonly samples: HyperParameter;
  /** One rate for each block of the element (the same symbol where one rate serves all). */
  readonly rate: ReadonlyMap<SymbolExpr, HyperParameter>;
  /** Blocks whose gradient is averaged over time. */
  readonly momentum: ReadonlyMap<SymbolExpr, HyperParameter>;
  readonly temperature: HyperParameter;
  readonly metric: Metric;
  readonly claims: readonly BlockClaim<OptimizerQuantity>[];
  /** How each hyper-parameter is spelled in the source. */
  readonly spelling: ReadonlyMap<SymbolExpr, string>;
  readonly spans: { readonly name: Span };
}
