// The divergence of two members close to each other, of which $A(\tilde\lambda)-A(\lambda)-\langle\mu,\tilde\lambda-\lambda\rangle$ leaves
// no digit: $\int_0^1(1-t)\,F(\lambda+t\Delta)[\Delta,\Delta]\,dt$ with $\Delta=\tilde\lambda-\lambda$, Taylor's remainder (Amari 2016, section 1.6),
// and where A is open, of one variable, $E_q[e^L-1-L]$ with $L=\log\tilde q-\log q$, which an error of A moves in second order only.
import type { Claim } from '../derivation/claim.ts';
import type { Findings } from '../derivation/findings.ts';
import { formula, label, type Prose, prose } from '../derivation/step.ts';
import { required } from '../derivation/theorem.ts';
import { add, elementwise, exp, mul, pow, sub } from '../ir/build.ts';
import { type Expr, integral, isScalar, one, rational, symbol, two, zero } from '../ir/expr.ts';
import { simplify } from '../ir/simplify.ts';
import { substitute } from '../ir/visit.ts';
import type { CloseDivergence } from '../model/program.ts';

/** The form of a divergence `value`, where `there` leads to the other member; nothing where several variables stay open. */
export function closeDivergence(known: Findings, there: (e: Expr) => Expr): CloseDivergence | undefined {
  const { blocks, model } = required(known, 'separation');
  const [x, ...more] = model.variables;
  if (!required(known, 'partition').closed) {
    if (!x || more.length > 0 || !isScalar(x) || x.domain.kind === 'set') return undefined;
    const q = required(known, 'normalised');
    return { kind: 'mean', integral: integral(x, mul(gapOf(known, there), exp(q))) };
  }
  const metric = known.fisher?.natural;
  if (!metric) return undefined;
  return {
    kind: 'path',
    metric: metric.value,
    blocks: blocks.map((b) => b.symbol),
    directions: metric.left.map((u, i) => [u, metric.right[i] ?? u]),
    start: blocks.map((b) => b.natural),
    gap: blocks.map((b) => simplify(sub(there(b.natural), b.natural))),
  };
}

/** e^L − 1 − L. */
function gapOf(known: Findings, there: (e: Expr) => Expr): Expr {
  const { blocks } = required(known, 'separation');
  const { ofParameters } = required(known, 'partition');
  const along = blocks.map((b) => mul(sub(there(b.natural), b.natural), b.statistic));
  const rise = sub(add(...along), sub(there(ofParameters), ofParameters));
  return mul(pow(rise, two), elementwise('phi', two, rise));
}

/** The form, in words and signs: its parts stand in the steps on the metric and the density. */
export const closeWords = (close: CloseDivergence): Prose =>
  close.kind === 'mean'
    ? prose`Between close members, where these terms cancel, it is better taken as ${formula('𝔼_q[e^L − 1 − L]')}, the logarithm of the quotient of the other density and this one being ${formula('L')}.`
    : prose`Between close members, where these terms cancel, it is better taken as the remainder of Taylor’s series, ${formula('∫_0^1 (1 − t) F_t(Δ, Δ) dt')}: ${formula('Δ')} leads from ${label('natural')} to the other member, and ${formula('F_t')} is the metric in natural parameters when ${formula('t')} of the way is gone.`;

/** That the form has the value of the divergence; asked of near ones, which q reaches and between which F does not peak. */
export function closeClaims(
  known: Findings,
  close: CloseDivergence,
  value: Expr,
  there: (e: Expr) => Expr,
): readonly Claim[] {
  const { blocks, model } = required(known, 'separation');
  const claim = {
    kind: 'expectation',
    text: 'between close members its other form is the same',
    live: false,
    value,
  } as const;
  const [x] = model.variables;
  const nearer = (e: Expr): Expr =>
    substitute(e, new Map(model.parameters.map((p) => [there(p), add(p, mul(rational(1n, 16n), sub(there(p), p)))])));
  if (close.kind === 'mean') {
    const asked = { ...claim, of: nearer(gapOf(known, there)), value: nearer(value) };
    return x ? [{ ...asked, logDensity: required(known, 'normalised'), variable: x }] : [];
  }
  const t = symbol('t', { kind: 'interval', lower: zero, upper: one });
  const at = new Map<Expr, Expr>(
    blocks.map((b, i) => [b.symbol, add(close.start[i] ?? zero, mul(t, close.gap[i] ?? zero))]),
  );
  close.directions.forEach((pair, i) => {
    for (const direction of pair) at.set(direction, close.gap[i] ?? zero);
  });
  const remainder = nearer(mul(sub(one, t), substitute(close.metric, at)));
  return [{ ...claim, of: remainder, value: nearer(value), logDensity: zero, variable: t }];
}
