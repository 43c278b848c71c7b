// The Fisher metric in the mean parameters, $F(\mu)=F(\lambda)^{-1}$ (Amari 2016, section 2.1): λ as a function of μ has it for a
// Jacobian, so that it is the natural gradient of λ, and no matrix is inverted.
import type { Findings } from '../derivation/findings.ts';
import { label, type Prose, prose } from '../derivation/step.ts';
import { required, type Theorem } from '../derivation/theorem.ts';
import { add } from '../ir/build.ts';
import { directional, gradient } from '../ir/differentiate.ts';
import { expand } from '../ir/expand.ts';
import { type Expr, type SymbolExpr, zero } from '../ir/expr.ts';
import { simplify } from '../ir/simplify.ts';
import { inner } from '../ir/tensor.ts';
import { hasOpenIntegral, substitute } from '../ir/visit.ts';
import { metricLines } from './fisher.ts';
import { applyTo } from './natural-gradient.ts';
import { isReadable } from './readable.ts';
import { directionLetters, tangentOf, within } from './tangent.ts';

/** F(μ) as a bilinear form, in μ where ξ(μ) is closed and else at μ(ξ); silent where it is too long to read. */
export const meanMetric: Theorem = {
  id: 'mean-metric',
  aboutParameters: true,
  title: 'Fisher metric in the mean parameters',
  source: { key: 'amari', place: 'section 2.1' },
  apply: (known) => {
    const { blocks, model } = required(known, 'separation');
    const means = blocks.map((b) => b.meanSymbol);
    const letters = directionLetters(model);
    const [left = [], right = []] = letters.map((letter) => means.map((m) => tangentOf(m, letter)));
    const here = metricAt(known, left, right);
    const map = required(known, 'fromMean');
    const back =
      map.kind === 'closed' ? new Map<Expr, Expr>(map.assignments.map((a) => [a.target, a.value])) : undefined;
    const form = back ? simplify(expand(substitute(here, back))) : here;
    if (hasOpenIntegral(form) || !isReadable(form)) return { kind: 'silent' };
    return {
      kind: 'found',
      findings: {},
      step: {
        statement: [
          prose`In the mean parameters the Fisher metric is the inverse of the one in the natural parameters: it is the Jacobian of ${label('natural')} as a function of ${label('mean')}, whose columns are natural gradients.`,
        ],
        body: [...(back ? [] : [whereWords]), ...metricLines(form, left, right, means, letters)],
        discharged: [],
        left: [],
        claims: [inverseClaim(known, form, left, right)],
      },
    };
  },
};

const whereWords: Prose = prose`It stands in the declared parameters of the member, as their map from the means is not closed.`;

/** ⟨u, ∇_μ ⟨λ, v⟩⟩ in ξ. */
function metricAt(known: Findings, left: readonly SymbolExpr[], right: readonly SymbolExpr[]): Expr {
  const { blocks, model } = required(known, 'separation');
  const { declared, values } = required(known, 'naturalGradient');
  const along = add(...blocks.map((b, j) => inner(b.natural, right[j] ?? zero)));
  const covector = new Map(model.parameters.map((p) => [p, gradient(along, p)]));
  return simplify(expand(add(...applyTo(values, declared, covector).map((w, i) => inner(left[i] ?? zero, w)))));
}

/** F(μ)[D_u μ, D_v μ] = F(ξ)[u, v]. */
function inverseClaim(known: Findings, form: Expr, left: readonly SymbolExpr[], right: readonly SymbolExpr[]) {
  const { blocks } = required(known, 'separation');
  const { parameters } = required(known, 'fisher');
  const means = required(known, 'mean').ofParameters;
  const inside = new Map<Expr, Expr>([...parameters.left, ...parameters.right].map(([p, t]) => [t, within(p, t)]));
  const moved = (directions: readonly SymbolExpr[], tangents: ReadonlyMap<SymbolExpr, SymbolExpr>): [Expr, Expr][] =>
    directions.map((d, i) => [d, directional(means[i] ?? zero, new Map(tangents))]);
  const at = new Map<Expr, Expr>([
    ...blocks.map((b, i): [Expr, Expr] => [b.meanSymbol, means[i] ?? zero]),
    ...moved(left, parameters.left),
    ...moved(right, parameters.right),
  ]);
  return {
    kind: 'identity',
    text: 'pulled back to the declared parameters it is their metric',
    live: true,
    left: substitute(substitute(form, at), inside),
    right: substitute(parameters.value, inside),
  } as const;
}
