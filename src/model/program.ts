// What a compiled family computes, target-neutral: the code backends print these equations and derive nothing.
import type { Expr, IntegralExpr, SymbolExpr } from '../ir/expr.ts';
import type { DensityModel } from './density.ts';
import type { Block, Condition } from './exponential-family.ts';

/** One equation of the program: `target` receives `value`; `equation` names the equation it came from. */
export interface Assignment {
  readonly target: SymbolExpr;
  readonly value: Expr;
  readonly equation: string;
}

/** A map given by formulas, evaluated in order (later ones may use earlier targets). */
export interface ClosedMap {
  readonly kind: 'closed';
  readonly assignments: readonly Assignment[];
}

/** A map given implicitly: find `unknowns` with forward(unknowns) = given, by safeguarded Newton from `start`. */
export interface NewtonMap {
  readonly kind: 'newton';
  /** The unknowns, in order (scalars or tensors). */
  readonly unknowns: readonly SymbolExpr[];
  /** The known values, as symbols the right-hand sides use. */
  readonly given: readonly SymbolExpr[];
  /** forward(unknowns), one expression per given symbol, same shape. */
  readonly forward: readonly Expr[];
  /** ∂forwardᵢ/∂unknownⱼ for scalar unknowns (rows i, columns j), or entry by entry for tensors that act so. */
  readonly jacobian: readonly (readonly Expr[])[];
  /** Where unknowns are tensors: a tangent of each unknown, and the derivative of each right-hand side along them. */
  readonly along?: { readonly tangents: readonly SymbolExpr[]; readonly slopes: readonly Expr[] };
  /** Start values in terms of the given symbols (inside the domain). */
  readonly start: readonly Expr[];
  /** Is forward the gradient of a convex function of scalar unknowns? */
  readonly convex?: boolean;
  /** Where the unknowns may go; a step that leaves is halved. */
  readonly domain: readonly Condition[];
  /** Further formulas from the unknowns to the wanted quantities. */
  readonly after: readonly Assignment[];
}

export type ParameterMap = ClosedMap | NewtonMap;

/** A primitive random draw: u ~ U(0,1), ε ~ N(0,1), or g ~ Gamma(shape, 1). */
export interface Draw {
  readonly symbol: SymbolExpr;
  readonly law: 'uniform' | 'normal' | 'gamma';
  /** Shape parameter of a gamma draw, in the declared parameters. */
  readonly shape?: Expr;
}

/** A variable drawn given those before it: its sampler may use them as it uses the parameters. */
export interface SequencePart {
  readonly variable: SymbolExpr;
  readonly sampler: Exclude<Sampler, { kind: 'sequence' }>;
}

/** θ = value(y): what a drawn y is carried to, where θ is not y itself. */
export interface Carried {
  readonly variable: SymbolExpr;
  readonly value: Expr;
}

/** How to draw θ. */
export type Sampler =
  /** Several variables, one after the other. */
  | { readonly kind: 'sequence'; readonly parts: readonly SequencePart[] }
  /** θ = value(draws, ξ). */
  | {
      readonly kind: 'transform';
      readonly draws: readonly Draw[];
      readonly value: Expr;
      readonly differentiable: boolean;
    }
  /** Discrete θ by sequential search of the cumulative mass from `from` upward; of a vector every coordinate by its own mass. */
  | {
      readonly kind: 'search';
      readonly variable: SymbolExpr;
      readonly logMass: Expr;
      readonly from: Expr;
      readonly to?: Expr;
    }
  /** Finitely many values with their log-masses. */
  | { readonly kind: 'table'; readonly values: readonly Expr[]; readonly logMasses: readonly Expr[] }
  /** One-hot θ with the given log-probabilities (a vector). */
  | { readonly kind: 'one-hot'; readonly logProbabilities: Expr }
  /** Density ∝ exp(κ cos(θ − m)) on the circle (Best & Fisher 1979). */
  | { readonly kind: 'circular'; readonly location: Expr; readonly concentration: Expr }
  /** y = mean + L⁻ᵀε with precision = LLᵀ. */
  | {
      readonly kind: 'affine-vector';
      readonly mean: Expr;
      readonly precision: Expr;
      readonly draw: Draw;
      readonly through?: Carried;
    }
  /** mean + L⁻ᵀ ε R⁻¹ with rowPrecision = LLᵀ, columnPrecision = RRᵀ. */
  | {
      readonly kind: 'affine-matrix';
      readonly mean: Expr;
      readonly rowPrecision: Expr;
      readonly columnPrecision: Expr;
      readonly draw: Draw;
    }
  /** A positive definite matrix by its Bartlett factor: scale matrix and degrees of freedom; `inverted` draws X⁻¹. */
  | { readonly kind: 'bartlett'; readonly scale: Expr; readonly degrees: Expr; readonly inverted?: boolean }
  /** Inversion of a tabulated cumulative distribution of exp(logDensity). */
  | { readonly kind: 'inversion'; readonly variable: SymbolExpr; readonly logDensity: Expr };

/** KL(ξ ‖ ξ̃), and between close members, where the terms of its value cancel, an integral in which nothing does. */
export interface Divergence {
  readonly value: Expr;
  readonly other: ReadonlyMap<SymbolExpr, SymbolExpr>;
  readonly close?: CloseDivergence;
}

export type CloseDivergence =
  /** E[e^L − 1 − L] with L = log q̃ − log q. */
  | { readonly kind: 'mean'; readonly integral: IntegralExpr }
  /** ∫₀¹ (1 − t) F(λ + tΔ)[Δ, Δ] dt for F in λ, with directions on both sides, and Δ = λ̃ − λ. */
  | {
      readonly kind: 'path';
      readonly metric: Expr;
      readonly blocks: readonly SymbolExpr[];
      readonly directions: readonly (readonly [SymbolExpr, SymbolExpr])[];
      readonly start: readonly Expr[];
      readonly gap: readonly Expr[];
    };

/** Everything an emitted family module holds. */
export interface FamilyProgram {
  readonly model: DensityModel;
  readonly blocks: readonly Block[];
  /** What the other equations may use beside the parameters: λ of either member. */
  readonly through?: readonly Assignment[];
  /** log q(θ | ξ). */
  readonly logDensity: Expr;
  readonly entropy: Expr;
  /** KL(ξ ‖ ξ̃): uses the parameters and their copies in `other`. */
  readonly kl: Divergence;
  /** λ from ξ. */
  readonly toNatural: ClosedMap;
  /** ξ from λ. */
  readonly fromNatural: ParameterMap;
  /** μ from ξ. */
  readonly toMean: ClosedMap;
  /** ξ from μ. */
  readonly fromMean: ParameterMap;
  /** The Fisher metric in the declared parameters, as a bilinear form in the tangents u, v (one pair a parameter). */
  readonly fisher: {
    readonly value: Expr;
    readonly left: ReadonlyMap<SymbolExpr, SymbolExpr>;
    readonly right: ReadonlyMap<SymbolExpr, SymbolExpr>;
  };
  /** One learning-rule step from ξ, G = ∂E_q[ℓ]/∂ξ, ρ and τ. */
  readonly update: {
    readonly gradient: ReadonlyMap<SymbolExpr, SymbolExpr>;
    readonly rho: SymbolExpr;
    readonly tau: SymbolExpr;
    /** The equations in order; targets named by `next` are the new parameters. */
    readonly assignments: readonly Assignment[];
    readonly next: ReadonlyMap<SymbolExpr, SymbolExpr>;
    /** When the new natural parameter is known but ξ(λ) is not closed. */
    readonly solve?: ParameterMap;
    /** Holds exactly when the step stays in the domain. */
    readonly conditions: readonly Condition[];
  };
  /** How to draw θ, where a way was found. */
  readonly sampler?: Sampler;
  /** A(λ) and its gradient, the mean of each statistic, in the natural parameters. */
  readonly logPartition?: { readonly value: Expr; readonly mean: readonly Expr[] };
  /** Under which numbers quantities that are one equation each stand in the printed derivation. */
  readonly printed?: ReadonlyMap<string, number>;
}

/** Is this constant a size that no parameter tells: how long a vector of the variable is, say? */
export const isSizeOf = (model: Pick<DensityModel, 'dimensions'>, s: SymbolExpr): boolean =>
  s.shape.length === 0 && model.dimensions.includes(s.name);
