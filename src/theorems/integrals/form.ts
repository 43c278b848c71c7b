// An integral form: a log-integrand it recognises, the logarithm of its value, its conditions and how to draw from it. And a
// change of variable that may lead to one.
import type { Prose, Source } from '../../derivation/step.ts';
import { type Domain, type Expr, type SymbolExpr, zero } from '../../ir/expr.ts';
import type { Item } from '../../ir/separate.ts';
import type { Condition } from '../../model/exponential-family.ts';
import type { Draw, Sampler } from '../../model/program.ts';

/** log-integrand = Σ ⟨coefficient, atom(variable)⟩; the coefficients are free of the variable. */
export interface Problem {
  readonly variable: SymbolExpr;
  readonly items: readonly Item[];
  /** Symbols that are known numbers: they may stand where a derivative would not exist. */
  readonly constants: readonly SymbolExpr[];
}

/** log ∫ exp(log-integrand), true under the conditions. */
export interface Match {
  readonly logValue: Expr;
  readonly conditions: readonly Condition[];
  readonly sampler?: Sampler;
}

/** One entry of the table of integrals. */
export interface IntegralForm {
  readonly id: string;
  /** The formula with its conditions, as shown in a derivation. */
  readonly title: Prose;
  readonly source: Source;
  readonly match: (p: Problem) => Match | undefined;
}

/** x = φ(y): the new variable, φ(y) and log |φ′(y)| (zero for sums). */
export interface Substitution {
  /** In words, for the derivation: y = log x. */
  readonly title: string;
  readonly variable: SymbolExpr;
  readonly value: Expr;
  readonly logJacobian: Expr;
  /** Other nodes whose images read simpler than what comes of replacing x in them. */
  readonly also?: ReadonlyMap<Expr, Expr>;
  /** The image covers the domain this many times (2 for an even integrand on the line). */
  readonly copies: 1 | 2;
  /** Random numbers in φ, of which the integrand does not know. */
  readonly draws?: readonly Draw[];
}

/** The coefficients of the given atoms, zero where absent; undefined when the problem holds any other atom. */
export function coefficientsOf(p: Problem, atoms: readonly Expr[]): readonly Expr[] | undefined {
  if (p.items.some((i) => !atoms.includes(i.atom))) return undefined;
  return atoms.map((a) => p.items.find((i) => i.atom === a)?.coefficient ?? zero);
}

/** value > 0. */
export const positive = (value: Expr): Condition => ({ value, relation: '>' });
/** value < 0. */
export const negative = (value: Expr): Condition => ({ value, relation: '<' });

/** A condition of which the edge, value = 0, belongs to where the integral is finite under others. */
export const withEdge = (c: Condition, ...attained: readonly Condition[]): Condition => ({ ...c, attained });

/** Is the variable's domain the half-line (0, ∞)? */
export const isHalfLine = (d: Domain): boolean => d.kind === 'interval' && d.lower === zero && !d.upper;
/** Is it the whole line? */
export const isLine = (d: Domain): boolean => d.kind === 'interval' && !d.lower && !d.upper;
