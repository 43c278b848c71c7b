// An exponential family in minimal form: q(θ) = h(θ) exp(Σ ⟨λₖ, Tₖ(θ)⟩ − A(λ)).
import type { Expr, SymbolExpr } from '../ir/expr.ts';
import type { DensityModel } from './density.ts';

/** One natural parameter with its statistic; both have the shape of `symbol`. */
export interface Block {
  /** The natural parameter as an unknown: λ, λ₁, … */
  readonly symbol: SymbolExpr;
  /** Its mean parameter as an unknown: μ, μ₁, … */
  readonly meanSymbol: SymbolExpr;
  /** T(θ). */
  readonly statistic: Expr;
  /** λ(ξ) in the declared parameters. */
  readonly natural: Expr;
}

/** `value` > 0, < 0 (each entry) or positive/negative definite, in the natural parameters and constants. */
export interface Condition {
  readonly value: Expr;
  readonly relation: '>' | '<' | 'positive-definite' | 'negative-definite';
  /** Of a condition for an integral to be finite: where the value is 0, it is so exactly under these; absent: nowhere. */
  readonly attained?: readonly Condition[];
}

/** The same condition in other symbols. */
export const mapCondition = (c: Condition, at: (e: Expr) => Expr): Condition => ({
  ...c,
  value: at(c.value),
  ...(c.attained ? { attained: c.attained.map((a) => mapCondition(a, at)) } : {}),
});

/** Separation: what the log-density is made of. */
export interface Separation {
  readonly model: DensityModel;
  readonly blocks: readonly Block[];
  /** log h(θ). */
  readonly logBaseMeasure: Expr;
  /** The θ-free remainder: log q = Σ⟨λ,T⟩ + log h − remainder (A in ξ when the density is normalised). */
  readonly remainder: Expr;
}
