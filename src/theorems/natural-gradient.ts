// The natural gradient $\nabla_\mu E_q[\ell]$ from the gradient in the declared parameters:
// $(\partial\mu/\partial\xi)^\top\nabla_\mu G=\nabla_\xi G$ (Khan & Rue 2023, section 2; the chain rule).
import type { Claim } from '../derivation/claim.ts';
import type { Findings, SymbolMap } from '../derivation/findings.ts';
import { equation, joined, label, type Prose, prose } from '../derivation/step.ts';
import { refuse, required, type Theorem } from '../derivation/theorem.ts';
import { add, div, fill, sub } from '../ir/build.ts';
import { directional, gradient } from '../ir/differentiate.ts';
import { entry } from '../ir/entry.ts';
import { expand } from '../ir/expand.ts';
import { type Domain, dimension, type Expr, isScalar, type SymbolExpr, symbol, zero } from '../ir/expr.ts';
import type { Equality } from '../ir/isolate.ts';
import { range } from '../ir/range.ts';
import { cost, simplify } from '../ir/simplify.ts';
import { solveLinear } from '../ir/solve.ts';
import { isSymmetric } from '../ir/symmetric.ts';
import { head, inner, last, rowsOf, total } from '../ir/tensor.ts';
import { contains, substitute } from '../ir/visit.ts';
import type { DensityModel } from '../model/density.ts';
import { freeStem, gradientLetters, namesOf } from '../model/letters.ts';
import { naturalOf } from './log-partition.ts';
import { throughAdjugate, throughOrthogonal } from './natural-gradient/declared-metric.ts';
import { throughSolve } from './natural-gradient/solved-metric.ts';
import { tangentOf } from './tangent.ts';

/** G with a subscript: the gradient of the expected loss in one declared parameter. */
const gradientSymbol = (p: SymbolExpr, model: DensityModel): SymbolExpr =>
  tangentOf(p, freeStem(namesOf(model), gradientLetters));

/** ∇_μ G as expressions in ξ and the declared gradient. */
export const naturalGradient: Theorem = {
  id: 'natural-gradient',
  aboutParameters: true,
  title: 'The natural gradient',
  source: { key: 'khan-rue', place: 'section 2' },
  apply: (known) => {
    const { blocks, model } = required(known, 'separation');
    const declared: SymbolMap = new Map(model.parameters.map((p) => [p, gradientSymbol(p, model)]));
    const values = shorter(throughMeanMap(known, declared), () => rest(known, declared));
    if (!values) {
      return refuse({
        code: 'not-derivable',
        severity: 'error',
        span: model.spans.name,
        message: `the natural gradient of ${model.name} is out of reach`,
        notes: [
          'tried: the closed map from mean parameters, elimination in (∂μ/∂ξ)ᵀ ∇_μ = ∇_ξ, and a linear solve with a metric of up to eight numbers',
        ],
        hint: 'choose parameters in which the mean of each statistic reads simpler',
      });
    }
    const one = blocks.length === 1;
    return {
      kind: 'found',
      findings: { naturalGradient: { declared, values } },
      step: {
        statement: [
          prose`The natural gradient in the natural parameters is the plain gradient in the mean parameters. The chain rule gives it from the gradient in any other parameters.`,
        ],
        body: [
          given(model.parameters, declared),
          ...blocks.map((b, i) =>
            equation(
              label('expectedLoss', { gradientIn: label('mean', one ? {} : { index: [i + 1] }) }),
              values[i] ?? b.symbol,
            ),
          ),
        ],
        discharged: [],
        left: [prose`The expected loss is finite and differentiable in the parameters.`],
        claims: chainClaims(known, declared, values),
      },
    };
  },
};

const rest = (known: Findings, declared: SymbolMap): readonly Expr[] | undefined =>
  throughOrthogonal(known, declared) ?? eliminated(known, declared);

/** Longer than this, what the closed map gives is compared with what elimination gives: roots of ξ(μ) may not cancel. */
const long = 150;

function shorter(
  closed: readonly Expr[] | undefined,
  other: () => readonly Expr[] | undefined,
): readonly Expr[] | undefined {
  if (!closed) return other();
  const found = costOf(closed) > long ? other() : undefined;
  return found && costOf(found) < costOf(closed) / 2 ? found : closed;
}

const costOf = (values: readonly Expr[]): number => values.reduce((sum, v) => sum + cost(v), 0);

/** Names the derivatives that the learning rule receives. */
function given(parameters: readonly SymbolExpr[], declared: SymbolMap): Prose {
  const named = parameters.map((p) => prose`${declared.get(p) ?? p} for ${label('expectedLoss', { gradientIn: p })}`);
  return prose`Write ${joined(named, ', ')}.`;
}

/** Through ξ(μ): ∇_μ Σ ⟨G, ξ(μ)⟩, then μ = μ(ξ). */
function throughMeanMap(known: Findings, declared: SymbolMap): readonly Expr[] | undefined {
  const { blocks, model } = required(known, 'separation');
  const map = required(known, 'fromMean');
  if (map.kind !== 'closed') return undefined;
  const mean = required(known, 'mean');
  const potential = add(...map.assignments.map((a) => inner(declared.get(a.target) ?? zero, a.value)));
  const back = new Map<Expr, Expr>(blocks.map((b, i) => [b.meanSymbol, mean.ofParameters[i] ?? zero]));
  if (model.parameters.some((p) => !declared.has(p))) return undefined;
  return blocks.map((b) => simplify(expand(simplify(substitute(gradient(potential, b.meanSymbol), back)))));
}

/** ⟨w, D_v μ⟩. */
type ChainForm = (known: Findings, w: readonly Expr[], v: SymbolMap) => Expr;

function throughJacobian(known: Findings, declared: SymbolMap): readonly Expr[] | undefined {
  const isPlain = required(known, 'partition').closed || !known.model.proportional;
  return throughChain(known, declared, isPlain ? alongMeans : throughMetric);
}

/** By elimination in the chain rule; on a simplex only differences of the gradient count, so a multiplier joins the unknowns. */
export function throughChain(known: Findings, declared: SymbolMap, chain: ChainForm): readonly Expr[] | undefined {
  const { blocks, model } = required(known, 'separation');
  const unknowns = blocks.map((b) => tangentOf(b.symbol, 'w'));
  const tangents = new Map(model.parameters.map((p) => [p, tangentOf(p, 'v')]));
  const form = chain(known, unknowns, tangents);
  const multipliers = new Map(model.parameters.filter(isSimplex).map((p) => [p, symbol(`κ_${p.name}`, line)]));
  const equations = [...tangents].flatMap(([p, v]) => {
    const left = simplify(sub(gradient(form, v), fill(multipliers.get(p) ?? zero, p.shape)));
    const whole = { left, right: declared.get(p) ?? zero };
    return unknowns.every(isScalar) ? byEntry(whole) : endApart(whole);
  });
  const solved = solveLinear(equations, [...unknowns, ...multipliers.values()]);
  return solved && unknowns.map((w) => solved.get(w) ?? zero);
}

/** An equation between tensors of a written-out size as one a place: numbers among the unknowns are not found from a whole tensor. */
function byEntry(e: Equality): readonly Equality[] {
  const { shape } = e.right;
  if (shape.length === 0 || !shape.every((n) => /^\d+$/.test(n))) return [e];
  const [rows = 1, columns = 1] = shape.map(Number);
  const places = Array.from({ length: rows * columns }, (_, k) => [Math.floor(k / columns), k % columns] as const);
  return places
    .filter(([i, j]) => i <= j || !isSymmetric(e.right))
    .map(([i, j]) => ({ left: simplify(entry(e.left, i, j)), right: entry(e.right, i, j) }));
}

/** An equation between vectors put together of all entries but the last and the last, as one for each. */
const endApart = (e: Equality): readonly Equality[] =>
  contains(e.left, (n) => n.kind === 'apply' && n.fn === 'append')
    ? [head, last].map((part) => ({ left: simplify(part(e.left)), right: part(e.right) }))
    : [e];

/** Beyond this no one reads what elimination leaves, and evaluating it takes longer than a solve. */
const endless = 1e6;

/** Elimination, else a linear solve; the adjugate where that is possible and elimination divides by a number that may vanish. */
function eliminated(known: Findings, declared: SymbolMap): readonly Expr[] | undefined {
  const found = throughJacobian(known, declared);
  const solved = found && costOf(found) > endless ? throughSolve(known, declared) : undefined;
  return solved ?? safely(found) ?? throughAdjugate(known, declared) ?? found ?? throughSolve(known, declared);
}

/** What elimination found, unless it divides by a number that may vanish inside the domain, such as a sine. */
const safely = (values: readonly Expr[] | undefined): readonly Expr[] | undefined =>
  values?.some((v) => contains(v, dividesByOscillation)) ? undefined : values;

function dividesByOscillation(e: Expr): boolean {
  if (e.kind !== 'power' || e.exponent.kind !== 'rational' || e.exponent.value.n > 0n) return false;
  const { lo, hi } = range(e.base);
  return lo < 0 && hi > 0 && Number.isFinite(lo) && Number.isFinite(hi);
}

const alongMeans: ChainForm = (known, w, v) =>
  add(...required(known, 'mean').ofParameters.map((m, i) => inner(w[i] ?? zero, directional(m, new Map(v)))));

/** ⟨w, D_v μ⟩ = F(λ)[w, D_v λ] with λ as unknowns. */
export const metricAlong: ChainForm = (known, w, v) => {
  const { natural } = required(known, 'fisher');
  const steps = required(known, 'separation').blocks.map((b) => directional(b.natural, new Map(v)));
  const along = steps.flatMap((step, i): [Expr, Expr][] => [
    [natural.left[i] ?? zero, w[i] ?? zero],
    [natural.right[i] ?? zero, step],
  ]);
  return substitute(natural.value, new Map(along));
};

/** The same in ξ, where the metric is a centred covariance. */
const throughMetric: ChainForm = (known, w, v) =>
  substitute(metricAlong(known, w, v), naturalOf(required(known, 'separation').blocks));

/** Replaces the declared gradient by another covector, such as that of E_q[log h]. */
export function applyTo(
  values: readonly Expr[],
  declared: SymbolMap,
  covector: ReadonlyMap<SymbolExpr, Expr>,
): readonly Expr[] {
  const replacements = new Map<Expr, Expr>([...declared].map(([p, g]) => [g, covector.get(p) ?? fill(zero, p.shape)]));
  return values.map((v) => simplify(substitute(v, replacements)));
}

const isSimplex = (p: SymbolExpr): boolean => p.domain.kind === 'simplex';
const line: Domain = { kind: 'interval' };

/** A tangent of the parameter's domain: on a simplex its entries add up to zero. */
const alongDomain = (p: SymbolExpr, v: SymbolExpr): Expr =>
  isSimplex(p) ? sub(v, fill(div(total(v), dimension(rowsOf(p))), p.shape)) : v;

/** Σ ⟨∇_μ G, D_v μ⟩ = ⟨G, v⟩ for every tangent v. */
function chainClaims(known: Findings, declared: SymbolMap, values: readonly Expr[]): readonly Claim[] {
  const { model } = required(known, 'separation');
  const mean = required(known, 'mean');
  const tangents = new Map(model.parameters.map((p) => [p, alongDomain(p, tangentOf(p, 'v'))]));
  const left = add(...values.map((w, i) => inner(w, directional(mean.ofParameters[i] ?? zero, new Map(tangents)))));
  const right = add(...model.parameters.map((p) => inner(declared.get(p) ?? zero, tangents.get(p) ?? zero)));
  return [{ kind: 'identity', text: 'the chain rule', live: true, left, right }];
}
