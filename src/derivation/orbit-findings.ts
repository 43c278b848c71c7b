// What is known about an orbit so far: the densities that a group makes of one base density.
import type { Expr, SymbolExpr } from '../ir/expr.ts';
import type { OrbitModel } from '../model/orbit.ts';
import type { Sampler } from '../model/program.ts';
import type { Blocks, GroupFindings } from './lie-findings.ts';
import type { Prose } from './step.ts';

/** One coordinate of a draw, and the logarithm of its normalised density. */
export interface CoordinateLaw {
  readonly variable: SymbolExpr;
  readonly logDensity: Expr;
  /** Symbols in it that stand for another number at every coordinate, and these numbers as a vector. */
  readonly varying: ReadonlyMap<SymbolExpr, Expr>;
}

/** One component of the point under the base law: q₀ of this component alone, by one coordinate. */
export interface Site {
  /** The draw ε, of the component's shape. */
  readonly noise: SymbolExpr;
  /** The law of one coordinate of it; absent where coordinates are not independent. */
  readonly coordinate?: CoordinateLaw;
  readonly constants: readonly SymbolExpr[];
  readonly sampler?: Sampler;
  /** Other draws of the base that the sampler uses; they are drawn before it. */
  readonly given: readonly SymbolExpr[];
  /** Are the coordinates of the draw independent copies? */
  readonly lifted: boolean;
}

/** The base: a density in the draws, or one point. */
export interface BaseLaw {
  readonly sites: readonly Site[];
  /** log q₀(ε); absent for a base without spread. */
  readonly logDensity?: Expr;
  /** Where a base without spread sits. */
  readonly at?: readonly Expr[];
}

/** A symmetric bilinear form on the algebra in X (`algebra`) and Y (`otherAlgebra`). */
export interface FisherForm {
  readonly value: Expr;
  /** Every entry in closed form? */
  readonly closed: boolean;
  /** The relative error reached, where all draws were integrated over together. */
  readonly error?: number;
}

/** The differential of the energy E_q[ℓ] − τH along the motions of the algebra, for one draw. */
export interface EnergyDifferential {
  /** What the loss is evaluated at, in the blocks of the element and the draws. */
  readonly place: readonly Expr[];
  readonly placeSymbols: readonly SymbolExpr[];
  /** The gradient of the loss there. */
  readonly gradient: readonly SymbolExpr[];
  readonly temperature: SymbolExpr;
  /** One covector a block of the algebra, to be averaged over draws. */
  readonly covector: Blocks;
  /** The same without the entropy, and the entropy's alone (in the draws where that has no closed form). */
  readonly ofLoss: Blocks;
  readonly ofEntropy: Blocks;
}

/** X♯ with F(X♯, ·) = M. */
export interface NaturalDirection {
  /** The covector M, one symbol a block. */
  readonly covector: readonly SymbolExpr[];
  readonly values: Blocks;
  readonly metric: 'fisher' | 'identity';
}

/** Everything known of an orbit. All but the model and the group is found on the way. */
export interface OrbitFindings {
  readonly model: OrbitModel;
  readonly group: GroupFindings;
  readonly base?: BaseLaw;
  /** log q_g(θ) in the point and the element; absent for a base without spread. */
  readonly density?: Expr;
  /** ε = g⁻¹θ, one expression a draw, in the point and the element. */
  readonly draw?: readonly Expr[];
  /** h_X(ε), linear in X. */
  readonly score?: Expr;
  readonly fisherForm?: FisherForm;
  /** Why it is not defined, not found, or zero. */
  readonly noFisherForm?: Prose;
  readonly energy?: EnergyDifferential;
  readonly natural?: NaturalDirection;
}
