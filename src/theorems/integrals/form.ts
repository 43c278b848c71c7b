// An integral form: a log-integrand it recognises, the logarithm of its value, its conditions and how to draw from it.
import type { Prose, Source } from '../../derivation/step.ts';
import { type Domain, type Expr, type SymbolExpr, zero } from '../../ir/expr.ts';
import type { Item } from '../../ir/separate.ts';
import type { Condition } from '../../model/exponential-family.ts';
import type { Sampler } from '../../model/program.ts';

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
