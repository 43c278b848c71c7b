// Christoffel symbols of the Fisher metric: $\Gamma=\frac12\frac{d}{d\lambda}\log F(\lambda)$ in one parameter,
// $\Gamma_{ab,c}=\frac12\partial_a\partial_b\partial_cA$ in several (Amari 2016, section 6.1).
import type { Claim } from '../derivation/claim.ts';
import type { Findings } from '../derivation/findings.ts';
import { entryOf } from '../derivation/form-entry.ts';
import { equation, formula, type Block as Line, label, prose } from '../derivation/step.ts';
import { required, type Theorem } from '../derivation/theorem.ts';
import { add, div, mul, pow, sub } from '../ir/build.ts';
import { derivative, directional } from '../ir/differentiate.ts';
import { expand } from '../ir/expand.ts';
import { type Expr, half, isScalar, rational, type SymbolExpr, two, zero } from '../ir/expr.ts';
import { simplify } from '../ir/simplify.ts';
import { substitute } from '../ir/visit.ts';
import type { Block } from '../model/exponential-family.ts';
import { compatibility, type Metric, raised } from './christoffel/forms.ts';
import { naturalOf } from './log-partition.ts';
import { isReadable } from './readable.ts';
import { slopeClaims } from './slopes.ts';
import { directionLetters } from './tangent.ts';

/** Γ of the Levi-Civita connection: in λ and in the declared parameter where they are one number, in words else. */
export const christoffel: Theorem = {
  id: 'christoffel',
  aboutParameters: true,
  title: 'Christoffel symbols',
  source: { key: 'amari', place: 'section 6.1' },
  apply: (known) => {
    const { blocks, model } = required(known, 'separation');
    const [b, ...more] = blocks;
    const [p] = model.parameters;
    const alone = b && more.length === 0 && isScalar(b.symbol) && p;
    const { closed } = required(known, 'partition');
    const found = closed ? (alone ? inOneNumber(known, b, p) : inSeveral(known)) : asMoments;
    return {
      kind: 'found',
      findings: {},
      step: {
        statement: [
          prose`The Christoffel symbols say how geodesics of the Fisher metric bend in the chosen coordinates. In natural parameters, where the metric is a Hessian, they are half the third derivatives of the log-partition, with an index raised by the metric. In any parameters they solve ${formula('F(Γ[u, v], w) = ½(∂_u F(v, w) + ∂_v F(u, w) − ∂_w F(u, v))')} for every ${formula('w')}.`,
        ],
        body: found.body,
        discharged: [],
        left: [],
        claims: found.claims,
      },
    };
  },
};

interface Body {
  readonly body: readonly Line[];
  readonly claims: readonly Claim[];
}

const below = prose`${label('christoffel', { index: ['ab,c'] })} = ½ ${label('cumulant', { index: ['abc'] })}`;

/** Where the log-partition stays an integral. */
const asMoments: Body = {
  body: [
    prose`In natural parameters, with all indices below, they are ${below}, half of the third moments of the statistics about their means. The log-partition is an integral that stands as it is, and so are these: they are evaluated by quadrature, and no closed form is printed.`,
  ],
  claims: [],
};

/** With all indices below they are half the third cumulants; with one above they solve the equation of the metric. */
function inSeveral(known: Findings): Body {
  const above = withIndexAbove(known, inDeclared(known) ?? inNatural(known));
  return {
    body: [
      prose`In natural parameters, with all indices below, they are ${below}, half of the third cumulants; the second-order retraction applies them with the metric solved for.`,
      ...above.body,
    ],
    claims: [...cumulantClaims(known), ...above.claims],
  };
}

/** The metric in λ. */
function inNatural(known: Findings): Metric {
  const { blocks } = required(known, 'separation');
  return { coordinates: blocks.map((b) => b.symbol), ...required(known, 'fisher').natural };
}

/** The metric in the declared parameters, where each moves in a space of its own. */
function inDeclared(known: Findings): Metric | undefined {
  const { model } = required(known, 'separation');
  const { value, left, right } = required(known, 'fisher').parameters;
  if (model.parameters.some((p) => p.domain.kind === 'simplex')) return undefined;
  return { coordinates: model.parameters, value, left: [...left.values()], right: [...right.values()] };
}

/** Γ[u, v] in its parts, or the words for it where no reader reads them. */
function withIndexAbove(known: Findings, metric: Metric): Body {
  const along = directionLetters(required(known, 'separation').model);
  const of = metric.coordinates;
  const gamma = isReadable(metric.value) ? raised(metric) : undefined;
  if (!gamma?.every(isReadable)) {
    const whole = label('christoffel', { of, along });
    return { body: [prose`Written out, ${whole} is too long to read; it solves the equation above.`], claims: [] };
  }
  const body =
    of.length <= wholeArray && of.every(isScalar)
      ? entries(metric, gamma)
      : [
          prose`In two directions ${formula(along[0])} and ${formula(along[1])} they give`,
          ...of.map((block, i) => equation(label('christoffel', { of, block, along }), gamma[i] ?? zero)),
        ];
  return { body, claims: compatibility(metric, gamma) };
}

/** The array Γ¹₁₁, Γ¹₁₂ … is printed for so many numbers; beyond, Γ is a form in two directions. */
const wholeArray = 2;

/** The symbols of numbers one by one; those that vanish are not listed. */
function entries({ coordinates: of, left, right }: Metric, gamma: readonly Expr[]): readonly Line[] {
  const all = gamma.flatMap((g, k) =>
    left.flatMap((u, i) => right.map((v, j) => ({ index: [k + 1, i + 1, j + 1], i, j, value: entryOf(g, u, v) }))),
  );
  const shown = all.filter(({ i, j, value }) => i <= j && value !== zero);
  const rest = all.some(({ value }) => value === zero) ? [prose`Those that are not listed vanish.`] : [];
  return [...shown.map(({ index, value }) => equation(label('christoffel', { of, index }), value)), ...rest];
}

/** κ(u, v, ∂λ/∂ξ) is the slope of the metric along ξ. */
function cumulantClaims(known: Findings): readonly Claim[] {
  const { blocks, model } = required(known, 'separation');
  const { value } = required(known, 'fisher').natural;
  return slopeClaims(
    {
      text: 'the third cumulants are the slopes of the metric',
      of: substitute(value, naturalOf(blocks)),
      slope: (m) =>
        substitute(
          directional(value, new Map(blocks.map((b) => [b.symbol, m.slope(b.natural)]))),
          new Map<Expr, Expr>(blocks.map((b) => [b.symbol, m.at(b.natural)])),
        ),
    },
    model.parameters,
  );
}

function inOneNumber(known: Findings, b: Block, p: SymbolExpr): Body {
  const mean = required(known, 'mean').ofNatural[0] ?? zero;
  const metric = simplify(derivative(mean, b.symbol));
  const natural = simplify(mul(half, div(derivative(metric, b.symbol), metric)));
  const { value, left, right } = required(known, 'fisher').parameters;
  const declaredMetric = entryOf(value, left.get(p) ?? p, right.get(p) ?? p);
  const declared = simplify(expand(mul(half, div(derivative(declaredMetric, p), declaredMetric))));
  const all = [{ of: b.symbol, value: natural }, ...(isScalar(p) ? [{ of: p, value: declared }] : [])];
  return {
    body: all.map(({ of, value }) => {
      const symbolOf = label('christoffel', { of: [of] });
      return isReadable(value)
        ? equation(symbolOf, value)
        : prose`Written out, ${symbolOf} is too long to read: half the slope, in ${of}, of the logarithm of the metric.`;
    }),
    claims: [...skewnessClaim(known, b, mul(two, metric, natural)), ...changeClaim(b, p, natural, declared)],
  };
}

/** 2FΓ is the third moment about the mean. */
function skewnessClaim(known: Findings, b: Block, doubled: Expr): readonly Claim[] {
  const { model } = required(known, 'separation');
  const [x, ...more] = model.variables;
  if (!x || more.length > 0) return [];
  return [
    {
      kind: 'expectation',
      text: 'twice the metric times its symbol is the third moment of the statistic about its mean',
      live: false,
      of: pow(sub(b.statistic, required(known, 'mean').ofParameters[0] ?? zero), rational(3)),
      logDensity: required(known, 'normalised'),
      variable: x,
      value: substitute(doubled, naturalOf([b])),
    },
  ];
}

/** Γ(ξ) λ′ = Γ(λ) λ′² + λ″: how a connection changes with its coordinate. */
function changeClaim(b: Block, p: SymbolExpr, natural: Expr, declared: Expr): readonly Claim[] {
  if (!isScalar(p)) return [];
  const slope = derivative(b.natural, p);
  const here = substitute(natural, naturalOf([b]));
  return [
    {
      kind: 'identity',
      text: 'the rule by which a connection changes with its coordinate',
      live: false,
      left: mul(declared, slope),
      right: add(mul(here, pow(slope, two)), derivative(slope, p)),
    },
  ];
}
