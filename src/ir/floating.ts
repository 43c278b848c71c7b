// The forms in which values keep their digits in floating point: what emitted code computes and a derivation prints.
import { besselGaps } from './bessel-gap.ts';
import { complementLogarithms } from './complement-logarithms.ts';
import { byDeviances } from './deviance-sums.ts';
import type { Expr, SymbolExpr } from './expr.ts';
import { underIndices } from './index-sums.ts';
import { integralsByLogarithms } from './log-integrals.ts';
import { byMembers } from './members.ts';
import { withoutSingularities } from './removable.ts';
import { joinSides } from './removable-sides.ts';
import { stableForm } from './stable.ts';
import { normalisedSums } from './stacked-normaliser.ts';
import { divergenceForm, stirlingForm } from './stirling.ts';
import { traceGaps } from './trace-gaps.ts';
import { trigammaGaps } from './trigamma-gap.ts';
import { transform } from './visit.ts';

/** The form in which a value loses fewest digits; found once, for a derivation prints what emitted code computes. */
export function floatingForm(e: Expr): Expr {
  const known = found.get(e) ?? formOf(e);
  found.set(e, known);
  return known;
}

const found = new WeakMap<Expr, Expr>();

const formOf = (e: Expr): Expr =>
  normalisedSums(
    transform(
      stableForm(complementLogarithms(integralsByLogarithms(withoutSingularities(trigammaGaps(e))))),
      joinSides,
    ),
  );

/** A log-density by its deviances where shapes are large, or by the members of a small domain. */
export const floatingLogDensity = (e: Expr, variables: readonly SymbolExpr[]): Expr =>
  floatingForm(byDeviances(e, floatingForm) ?? byMembers(e, floatingForm, variables));

/** An entropy by Stirling's formula, where log Γ and ψ cancel. */
export const floatingEntropy = (e: Expr): Expr => floatingForm(besselGaps(underIndices(e, stirlingForm)));

/** A divergence from a member to another, `other` from its own parameters to those, by what these differ by. */
export function floatingDivergence(e: Expr, other: ReadonlyMap<SymbolExpr, SymbolExpr>): Expr {
  const own = new Map([...other].map(([s, o]) => [o, s]));
  return floatingForm(besselGaps(underIndices(traceGaps(e), (part) => divergenceForm(part, own))));
}
