// Sums over counts of f·e^E with log Γ's in E, by the deviances of E: far out its terms cancel, and those of f, where f is E itself.
import { exp, mul, sub } from './build.ts';
import { devianceForm } from './deviance.ts';
import { expand } from './expand.ts';
import { type Expr, rational, zero } from './expr.ts';
import { stableForm } from './stable.ts';
import { choose } from './stirling.ts';

/** Shapes that sum to this are written by their deviances. */
const large = rational(16);

/** A log-density by its deviances where shapes are large; undefined where it has none. */
export function byDeviances(e: Expr, form: (e: Expr) => Expr): Expr | undefined {
  const found = devianceForm(e);
  return found && choose(sub(found.shapes, large), form(found.value), form(e));
}

/** A sum's body and the logarithm of its weights. */
export interface Weighed {
  readonly body: Expr;
  readonly logWeight: Expr;
}

/** The same with the logarithm by its deviances, in the weights and where it is what they weigh. */
export function deviancesInSum({ body, logWeight }: Weighed): Weighed | undefined {
  const factors = body.kind === 'product' ? body.factors : [body];
  const weighed = mul(...factors.filter((f) => !isWeight(f)));
  const times = [1n, -1n].find((s) => expand(sub(weighed, mul(rational(s), logWeight))) === zero);
  const own = times === undefined ? undefined : byDeviances(logWeight, stableForm);
  if (!own || times === undefined) return undefined;
  return { body: mul(rational(times), own, exp(own)), logWeight: own };
}

const isWeight = (f: Expr): boolean =>
  (f.kind === 'apply' && f.fn === 'exp') || (f.kind === 'power' && f.exponent.kind !== 'rational');
