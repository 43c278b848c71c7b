// Christoffel symbols of the Fisher metric: $\Gamma=\frac12\frac{d}{d\lambda}\log F(\lambda)$ in one parameter,
// $\Gamma_{ab,c}=\frac12\partial_a\partial_b\partial_cA$ in several (Amari 2016, section 6.1).
import type { Claim } from '../derivation/claim.ts';
import type { Findings } from '../derivation/findings.ts';
import { entryOf } from '../derivation/form-entry.ts';
import { equation, type Block as Line, label, prose } from '../derivation/step.ts';
import { required, type Theorem } from '../derivation/theorem.ts';
import { add, div, mul, pow, sub } from '../ir/build.ts';
import { derivative, directional } from '../ir/differentiate.ts';
import { expand } from '../ir/expand.ts';
import { type Expr, half, isScalar, rational, type SymbolExpr, two, zero } from '../ir/expr.ts';
import { simplify } from '../ir/simplify.ts';
import { substitute } from '../ir/visit.ts';
import type { Block } from '../model/exponential-family.ts';
import { naturalOf } from './log-partition.ts';
import { isReadable } from './readable.ts';
import { slopeClaims } from './slopes.ts';

/** Γ of the Levi-Civita connection: in λ and in the declared parameter where they are one number, in words else. */
export const christoffel: Theorem = {
  id: 'christoffel',
  aboutParameters: true,
  title: 'Christoffel symbols',
  source: { key: 'amari', place: 'section 6.1' },
  apply: (known) => {
    const { blocks, model } = required(known, 'separation');
    if (!required(known, 'partition').closed || !blocks.every((b) => isScalar(b.symbol))) return { kind: 'silent' };
    const [b, ...more] = blocks;
    const [p] = model.parameters;
    const found = b && more.length === 0 && p ? inOneNumber(known, b, p) : inSeveral(known);
    return {
      kind: 'found',
      findings: {},
      step: {
        statement: [
          prose`The Christoffel symbols say how geodesics of the Fisher metric bend in the chosen coordinates. In natural parameters, where the metric is a Hessian, they are half the third derivatives of the log-partition, with an index raised by the metric.`,
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

const inSeveral = (known: Findings): Body => ({
  body: [
    prose`With all indices below they are ${label('christoffel', { index: ['ab,c'] })} = ½ ${label('cumulant', { index: ['abc'] })}, half of the third cumulants; the second-order retraction applies them with the metric solved for.`,
  ],
  claims: cumulantClaims(known),
});

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
