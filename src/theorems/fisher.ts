// The Fisher metric: $F(\lambda)=\nabla^2A$ and $F(\xi)=(\partial\lambda/\partial\xi)^\top(\partial\mu/\partial\xi)$ (Amari 2016, section 2.4).
import type { Claim } from '../derivation/claim.ts';
import type { Findings, SymbolMap } from '../derivation/findings.ts';
import { entryOf } from '../derivation/form-entry.ts';
import { equation, formula, type Block as Line, label, prose } from '../derivation/step.ts';
import { required, type Theorem } from '../derivation/theorem.ts';
import { add, mul, neg } from '../ir/build.ts';
import { byDenominator } from '../ir/by-denominator.ts';
import { derivative, directional } from '../ir/differentiate.ts';
import { expand } from '../ir/expand.ts';
import { type Expr, isScalar, type SymbolExpr, zero } from '../ir/expr.ts';
import { simplify } from '../ir/simplify.ts';
import { head, inner, last, total } from '../ir/tensor.ts';
import { substitute } from '../ir/visit.ts';
import { naturalOf } from './log-partition.ts';
import { openCovarianceForm } from './open-cumulants.ts';
import { type Motion, slopeClaimsOfSeveral } from './slopes.ts';
import { directionLetters, tangentOf, within } from './tangent.ts';

/** The metric in the natural and in the declared parameters, as bilinear forms. */
export const fisherMetric: Theorem = {
  id: 'fisher-metric',
  aboutParameters: true,
  title: 'Fisher metric',
  source: { key: 'amari', place: 'section 2.4' },
  apply: (known) => {
    const { blocks, model } = required(known, 'separation');
    const mean = required(known, 'mean');
    const letters = directionLetters(model);
    const [one, other] = letters;
    const [left, right] = [blocks.map((b) => tangentOf(b.symbol, one)), blocks.map((b) => tangentOf(b.symbol, other))];
    const along = new Map<Expr, Expr>(blocks.map((b, i) => [b.symbol, right[i] ?? zero]));
    const natural = required(known, 'partition').closed
      ? byDenominator(
          simplify(expand(add(...mean.ofNatural.map((m, i) => inner(directional(m, along), left[i] ?? zero))))),
        )
      : openCovarianceForm(known, left, right);
    const [u, v]: readonly [SymbolMap, SymbolMap] = [
      tangents(model.parameters, one),
      tangents(model.parameters, other),
    ];
    const chained = add(
      ...blocks.map((b, i) =>
        inner(directional(b.natural, new Map(u)), directional(mean.ofParameters[i] ?? zero, new Map(v))),
      ),
    );
    const pulled =
      required(known, 'partition').closed || !model.proportional
        ? chained
        : pullBack(known, natural, left, right, u, v);
    const parameters = onSimplices(simplify(expand(pulled)), [...u, ...v]);
    return {
      kind: 'found',
      findings: {
        fisher: { natural: { value: natural, left, right }, parameters: { value: parameters, left: u, right: v } },
      },
      step: {
        statement: [
          prose`The Fisher metric is the Hessian of the log-partition, which is the covariance of the statistics; in other coordinates it is pulled back with both Jacobians.`,
        ],
        body: [
          ...(left.every(isScalar)
            ? []
            : [
                prose`It is written as a bilinear form in two directions ${formula(one)} and ${formula(other)}, which have a part for each parameter.`,
              ]),
          ...metricLines(
            natural,
            left,
            right,
            blocks.map((b) => b.symbol),
            letters,
          ),
          ...named(metricLines(parameters, [...u.values()], [...v.values()], model.parameters, letters)),
        ],
        discharged: [],
        left: [],
        claims: scoreClaims(known, { value: natural, left, right }, parameters, u, v),
      },
    };
  },
};

/** F(λ) along ∂λ/∂ξ on both sides, at λ(ξ). */
function pullBack(
  known: Findings,
  natural: Expr,
  left: readonly SymbolExpr[],
  right: readonly SymbolExpr[],
  u: SymbolMap,
  v: SymbolMap,
): Expr {
  const { blocks } = required(known, 'separation');
  const along =
    (t: SymbolMap) =>
    (b: (typeof blocks)[number]): Expr =>
      directional(b.natural, new Map(t));
  const here = new Map<Expr, Expr>([
    ...naturalOf(blocks),
    ...blocks.map((b, i): [Expr, Expr] => [left[i] ?? zero, along(u)(b)]),
    ...blocks.map((b, i): [Expr, Expr] => [right[i] ?? zero, along(v)(b)]),
  ]);
  return substitute(natural, here);
}

/** Along a simplex the entries of a direction sum to zero: all but the last sum to minus the last. */
const onSimplices = (form: Expr, directions: readonly (readonly [SymbolExpr, SymbolExpr])[]): Expr =>
  substitute(
    form,
    new Map(
      directions.flatMap(([p, t]): [Expr, Expr][] =>
        p.domain.kind === 'simplex' ? [[total(head(t)), neg(last(t))]] : [],
      ),
    ),
  );

const tangents = (parameters: readonly SymbolExpr[], prefix: string): SymbolMap =>
  new Map(parameters.map((p) => [p, tangentOf(p, prefix)]));

/** The lines of the metric that emitted code computes, which cites the first and the last of them. */
const named = (lines: readonly Line[]): readonly Line[] =>
  lines.map((line, i) => (line.kind === 'equation' ? { ...line, name: `fisher ${i + 1}` } : line));

/** Entries for numbers; the form itself for vectors and matrices. */
export function metricLines(
  form: Expr,
  left: readonly SymbolExpr[],
  right: readonly SymbolExpr[],
  coordinates: readonly SymbolExpr[],
  along: readonly [string, string],
): readonly Line[] {
  if (!left.every(isScalar)) return [equation(label('fisher', { of: coordinates, along }), form)];
  const single = left.length === 1;
  return left.flatMap((u, i) =>
    right.flatMap((v, j): readonly Line[] =>
      j < i
        ? []
        : [
            equation(
              label('fisher', { of: coordinates, ...(single ? {} : { index: [i + 1, j + 1] }) }),
              entryOf(form, u, v),
            ),
          ],
    ),
  );
}

/** E[score·scoreᵀ]: not the Hessian again. */
function scoreClaims(known: Findings, natural: Form, form: Expr, u: SymbolMap, v: SymbolMap): readonly Claim[] {
  const { model } = required(known, 'separation');
  const [x] = model.variables;
  if (!x || model.variables.length > 1) return meanSlopeClaims(known, natural);
  const logDensity = required(known, 'normalised');
  const claim = (live: boolean, of: Expr, value: Expr, which = ''): Claim => ({
    kind: 'expectation',
    text: `the mean of score times score${which}`,
    live,
    logDensity,
    variable: x,
    of,
    value,
  });
  if (!model.parameters.every(isScalar)) {
    const inside = new Map<Expr, Expr>([...u, ...v].map(([p, t]): [Expr, Expr] => [t, within(p, t)]));
    const score = (t: SymbolMap): Expr => substitute(directional(logDensity, new Map<Expr, Expr>(t)), inside);
    return [claim(false, mul(score(u), score(v)), substitute(form, inside))];
  }
  return model.parameters.flatMap((p, i) =>
    model.parameters
      .slice(i)
      .map((q) =>
        claim(
          i === 0 && p === q,
          mul(derivative(logDensity, p), derivative(logDensity, q)),
          entryOf(form, u.get(p) ?? p, v.get(q) ?? q),
          model.parameters.length > 1 ? `, ${p.name} and ${q.name}` : '',
        ),
      ),
  );
}

/** F(w, dλ) = d⟨w, μ⟩ along every declared parameter, for several variables. */
function meanSlopeClaims(known: Findings, { value, left, right }: Form): readonly Claim[] {
  const { blocks } = required(known, 'separation');
  const { ofParameters } = required(known, 'mean');
  const along = (m: Motion): Expr =>
    substitute(value, new Map<Expr, Expr>(right.map((v, i) => [v, m.slope(blocks[i]?.natural ?? zero)])));
  return slopeClaimsOfSeveral(known, {
    text: 'the metric is the slope of the mean parameters',
    of: add(...left.map((w, i) => inner(w, ofParameters[i] ?? zero))),
    slope: (m) => substitute(along(m), new Map<Expr, Expr>(blocks.map((b) => [b.symbol, m.at(b.natural)]))),
  });
}

type Form = NonNullable<Findings['fisher']>['natural'];
