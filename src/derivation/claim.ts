// A claim: a numeric statement with another road to its truth. Data only; `verify.ts` runs it.
import type { Expr, SymbolExpr } from '../ir/expr.ts';
import type { Condition } from '../model/exponential-family.ts';

/** The road a claim is checked by; each has its own tolerance (docs/notation.md). */
export type Road =
  | 'evaluation'
  | 'quadrature'
  | 'summation'
  | 'difference'
  | 'rank'
  | 'monte-carlo'
  | 'replay'
  | 'integration';

interface Common {
  /** What is claimed, in a few words. */
  readonly text: string;
  /** Part of the live set (fast enough for every keystroke)? */
  readonly live: boolean;
}

/** left = right at random points of the domains of the free symbols (evaluated by mathjs). */
export type IdentityClaim = Common & {
  readonly kind: 'identity';
  readonly left: Expr;
  readonly right: Expr;
  /** Only points where these hold are tried (a step that stays in the domain, say). */
  readonly given?: readonly Condition[];
};

/** log ∫ exp(logIntegrand) d variable = value. */
export type NormaliserClaim = Common & {
  readonly kind: 'normaliser';
  readonly logIntegrand: Expr;
  readonly variable: SymbolExpr;
  readonly value: Expr;
};

/** E[of] under the normalised density exp(logDensity) = value. */
export type ExpectationClaim = Common & {
  readonly kind: 'expectation';
  readonly of: Expr;
  readonly logDensity: Expr;
  readonly variable: SymbolExpr;
  readonly value: Expr;
};

/** ∂of/∂in = value, by difference quotients of `of` (scalars). */
export type DerivativeClaim = Common & {
  readonly kind: 'derivative';
  readonly of: Expr;
  readonly in: SymbolExpr;
  readonly value: Expr;
};

/** `value` > 0 at every point tried. */
export type PositiveClaim = Common & {
  readonly kind: 'positive';
  readonly value: Expr;
  /** Tried at ordinary magnitudes only: far out the value rounds to zero. */
  readonly moderate?: boolean;
};

/** What a computation found at one point, and where. */
export interface Computed {
  readonly error: number;
  readonly at: Readonly<Record<string, unknown>>;
  /** The road that was left, with its tolerance, where the claim's own could not be taken. */
  readonly by?: { readonly road: Road; readonly tolerance: number };
}

/** A claim that needs a computation of its own, such as a rank, a sampler or a replayed update. */
export type ComputedClaim = Common & {
  readonly kind: 'computed';
  readonly road: Road;
  readonly tolerance: number;
  /** Runs at one point (`seed` picks it); returns the error found there, or undefined when the point does not apply. */
  readonly error: (seed: number) => Computed | undefined;
  readonly points: number;
  /** Fewer of them in the live set, where one point takes long. */
  readonly livePoints?: number;
};

export type Claim =
  | IdentityClaim
  | NormaliserClaim
  | ExpectationClaim
  | DerivativeClaim
  | PositiveClaim
  | ComputedClaim;

/** The outcome of a claim. */
export interface Verdict {
  readonly claim: Claim;
  readonly road: Road;
  readonly holds: boolean;
  /** Points tried; a claim that tried none fails. */
  readonly points: number;
  /** Worst relative error seen. */
  readonly worst: number;
  readonly tolerance: number;
  /** The point of the worst error, spelled as in the source. */
  readonly at?: Readonly<Record<string, unknown>>;
  /** Why no point could be tried, or what went wrong. */
  readonly note?: string;
}
