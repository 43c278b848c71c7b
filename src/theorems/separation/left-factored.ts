// A whole power of a sum that is too large to be multiplied out is a finite sum of products all the same: it is curved where
// numbers tell so, and no more than too large where they do not.
import type { Diagnostic } from '../../diagnostics.ts';
import type { Expr } from '../../ir/expr.ts';
import { dependsOn } from '../../ir/visit.ts';
import type { DensityModel } from '../../model/density.ts';
import { textOf } from '../../notation/text.ts';
import { countEntries } from '../minimality/count.ts';

/** What is told of a term that mixes θ and ξ where it is a polynomial in θ; `rank` is that of the mixed differences, a lower bound. */
export function leftFactored(
  model: DensityModel,
  logDensity: Expr,
  mixed: Expr,
  rank: number,
): Omit<Diagnostic, 'span' | 'severity'> | undefined {
  const { name, variables, parameters } = model;
  if (!isPolynomialIn(mixed, variables)) return undefined;
  const count = countEntries(model, parameters);
  const tied = (logDensity.kind === 'sum' ? logDensity.terms : [logDensity]).filter(
    (t) => dependsOn(t, variables) && dependsOn(t, parameters),
  );
  const isCurved = rank > count && tied.every((t) => isPolynomialIn(t, variables));
  const finite = `${clippedText(mixed)} is a finite sum of products of powers of the variable with functions of the parameters`;
  const label = 'a polynomial of more products than are multiplied out';
  return isCurved
    ? {
        code: 'curved',
        message: `${name} is a curved exponential family`,
        label,
        notes: [
          finite,
          `evidence: to working precision its mixed differences have rank ${rank}; without curvature ${count} parameter${count === 1 ? ' allows' : 's allow'} ${count}`,
        ],
        hint: 'a step of the learning rule in λ would leave the family: let a group act on one member of it',
      }
    : {
        code: 'too-large',
        message: `${name} holds a power too large to be multiplied out`,
        label,
        notes: [finite],
        hint: 'take a smaller power, or write the exponent as a sum of products a(parameters) · b(variable)',
      };
}

/** Powers of the variables, and sums and products of them: no function, no root and no quotient. */
function isPolynomialIn(e: Expr, variables: readonly Expr[]): boolean {
  if (e.kind === 'symbol' || !dependsOn(e, variables)) return true;
  if (e.kind === 'sum') return e.terms.every((t) => isPolynomialIn(t, variables));
  if (e.kind === 'product') return e.factors.every((f) => isPolynomialIn(f, variables));
  if (e.kind !== 'power' || e.exponent.kind !== 'rational') return false;
  const { n, d } = e.exponent.value;
  return d === 1n && n > 0n && isPolynomialIn(e.base, variables);
}

/** The text of an expression, of a long one its beginning. */
export function clippedText(e: Expr): string {
  const text = textOf(e);
  return text.length > 120 ? `${text.slice(0, 117)}…` : text;
}
