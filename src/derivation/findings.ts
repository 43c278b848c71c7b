// What is known about a density so far: each theorem adds to it, none changes what another found.
import type { Expr, SymbolExpr } from '../ir/expr.ts';
import type { Solved } from '../ir/solve.ts';
import type { DensityModel } from '../model/density.ts';
import type { Condition, Separation } from '../model/exponential-family.ts';
import type { Assignment, Divergence, ParameterMap, Sampler, SequencePart } from '../model/program.ts';

/** log Z as a function of the natural parameters, and of the declared ones. */
export interface Partition {
  /** A(λ). */
  readonly ofNatural: Expr;
  /** A(λ(ξ)). */
  readonly ofParameters: Expr;
  /** Conditions on λ that make the integral finite. */
  readonly domain: readonly Condition[];
  /** λ lies in the natural domain … they hold. */
  readonly domainHolds: 'exactly when' | 'when' | 'only when';
  /** Was the integral found in closed form? */
  readonly closed: boolean;
  readonly sampler?: Sampler;
  /** Where it was not: what is left of the integral. */
  readonly open?: OpenIntegral;
  /** What must hold at every value of variables that are integrated later, where none stays open. */
  readonly given?: readonly Condition[];
}

/** A(λ) = log ∫ exp(logIntegrand) over one variable, the others being integrated in closed form. */
export interface OpenIntegral {
  readonly variable: SymbolExpr;
  /** In λ and the variable: ⟨λ, T⟩ + log h where there is no other. */
  readonly logIntegrand: Expr;
  /** What must hold at every value of the variable for the integrals over the others to be finite. */
  readonly conditions: readonly Condition[];
  /** Variables that are independent of all others and stay open, too, each with its log-integrand. */
  readonly alone: readonly { readonly variable: SymbolExpr; readonly logIntegrand: Expr }[];
  /** The other variables, each drawn given the one that is left and those before it; absent where a form does not say how. */
  readonly given?: readonly SequencePart[];
}

/** Named quantities of an update rule: one symbol a parameter. */
export type SymbolMap = ReadonlyMap<SymbolExpr, SymbolExpr>;

/** The learning rule folded into the declared parameters. */
export interface UpdateRule {
  /** ∂E_q[ℓ]/∂ξ as given. */
  readonly gradient: SymbolMap;
  readonly rho: SymbolExpr;
  readonly tau: SymbolExpr;
  /** ∇_μ E_q[log h], one a block. */
  readonly baseTerm: readonly Expr[];
  /** λ′ in the declared parameters and their gradient, one a block. */
  readonly natural: readonly Expr[];
  /** λ′ as symbols. */
  readonly nextNatural: readonly SymbolExpr[];
  /** ξ′ in order (each may use those before it); empty where ξ(λ) is not closed. */
  readonly assignments: readonly Assignment[];
  /** ξ ↦ ξ′. */
  readonly next: SymbolMap;
  readonly conditions: readonly Condition[];
}

/** The second-order retraction in the coordinates it is taken in. */
export interface Retraction {
  readonly coordinates: 'parameters' | 'natural';
  readonly blocks: readonly {
    readonly coordinate: SymbolExpr;
    /** ĝ as a symbol, and its value in ξ, the declared gradient and τ. */
    readonly direction: SymbolExpr;
    readonly directionValue: Expr;
    /** Γ[ĝ, ĝ] in the coordinates and ĝ. */
    readonly christoffel: Expr;
    /** The new coordinate. */
    readonly value: Expr;
    /** The coordinate's value before the step, in ξ. */
    readonly start: Expr;
  }[];
}

/** Everything known. All but the model is found on the way. */
export interface Findings {
  readonly model: DensityModel;
  readonly logDensity?: Expr;
  readonly separation?: Separation;
  readonly partition?: Partition;
  /** log q(θ | ξ), normalised. */
  readonly normalised?: Expr;
  readonly mean?: { readonly ofNatural: readonly Expr[]; readonly ofParameters: readonly Expr[] };
  /** ξ(λ). */
  readonly fromNatural?: ParameterMap;
  /** ξ(λ) one parameter after the other: each may use those before it. */
  readonly inverseInOrder?: readonly Solved[];
  /** ξ(μ). */
  readonly fromMean?: ParameterMap;
  /** The Fisher metric as bilinear forms in tangents u (left) and v (right). */
  readonly fisher?: {
    readonly natural: {
      readonly value: Expr;
      readonly left: readonly SymbolExpr[];
      readonly right: readonly SymbolExpr[];
    };
    readonly parameters: { readonly value: Expr; readonly left: SymbolMap; readonly right: SymbolMap };
  };
  /** E_q[log h] in ξ. */
  readonly expectedLogBase?: { readonly value: Expr; readonly ofNatural: Expr; readonly closed: boolean };
  readonly entropy?: Expr;
  /** In λ, where A − ⟨λ, μ⟩ − E[log h] would cancel. */
  readonly entropyOfNatural?: Expr;
  readonly kl?: Divergence;
  /** ∇_μ E_q[ℓ] in ξ and the declared gradient. */
  readonly naturalGradient?: { readonly declared: SymbolMap; readonly values: readonly Expr[] };
  readonly update?: UpdateRule;
  readonly retraction?: Retraction;
  readonly sampler?: Sampler;
}
