// Tests of a density against first- and second-order equations in its variable: ∂_p q = −c q′, −c (θq)′, c q″, or a difference.
import type { Claim } from '../../derivation/claim.ts';
import type { Findings } from '../../derivation/findings.ts';
import { required } from '../../derivation/theorem.ts';
import { add, div, mul, neg, square, sub } from '../../ir/build.ts';
import { derivative, directional, gradient, isNothing } from '../../ir/differentiate.ts';
import { expand } from '../../ir/expand.ts';
import { type Expr, isDiscrete, one, rational, type SymbolExpr } from '../../ir/expr.ts';
import { simplify } from '../../ir/simplify.ts';
import { inverse, matmul, transpose } from '../../ir/tensor.ts';
import { dependsOn } from '../../ir/visit.ts';
import { tangentOf } from '../tangent.ts';
import { type Difference, differenceClaims, differenceOf } from './differences.ts';

/** ∂_p E_q[ℓ] as a multiple of one expectation. */
export interface Estimator {
  readonly parameter: SymbolExpr;
  readonly kind: 'location' | 'scale' | 'heat' | 'difference';
  readonly difference?: Difference;
  readonly value: (means: {
    readonly first: Expr;
    readonly second: Expr;
    readonly weighted: Expr;
    readonly difference: Expr;
  }) => Expr;
  readonly claims: readonly Claim[];
}

const freeOf = (e: Expr, v: SymbolExpr): Expr | undefined => {
  const simple = simplify(e);
  return dependsOn(simple, [v]) || isNothing(simple) ? undefined : simple;
};

/** The estimator of a scalar parameter under a scalar variable. */
export function scalarEstimator(known: Findings, v: SymbolExpr, p: SymbolExpr): Estimator | undefined {
  if (isDiscrete(v.domain)) return differenceEstimator(known, v, p);
  const logDensity = required(known, 'normalised');
  const score = derivative(logDensity, p);
  const slope = derivative(logDensity, v);
  const claim = (left: Expr, right: Expr, text: string): readonly Claim[] => [
    { kind: 'identity', text, live: false, left, right },
  ];
  const location = freeOf(neg(div(score, slope)), v);
  if (location)
    return {
      parameter: p,
      kind: 'location',
      value: (m) => mul(location, m.first),
      claims: claim(score, neg(mul(location, slope)), 'the density is moved'),
    };
  const stretched = add(one, mul(v, slope));
  const scale = freeOf(neg(div(score, stretched)), v);
  if (scale)
    return {
      parameter: p,
      kind: 'scale',
      value: (m) => mul(scale, m.weighted),
      claims: claim(score, neg(mul(scale, stretched)), 'the density is stretched'),
    };
  const curved = add(derivative(slope, v), square(slope));
  const heat = freeOf(div(score, curved), v);
  return (
    heat && {
      parameter: p,
      kind: 'heat',
      value: (m) => mul(heat, m.second),
      claims: claim(score, mul(heat, curved), 'the heat equation'),
    }
  );
}

/** The count's own form: see `differences.ts`. */
function differenceEstimator(known: Findings, v: SymbolExpr, p: SymbolExpr): Estimator | undefined {
  const difference = differenceOf(known, v, p);
  return (
    difference && {
      parameter: p,
      kind: 'difference',
      difference,
      value: (m) => mul(difference.factor, m.difference),
      claims: differenceClaims(difference, known, v, p),
    }
  );
}

/** ∇_p log q = −C ∇_θ log q for a vector location. */
export function vectorEstimator(logDensity: Expr, v: SymbolExpr, p: SymbolExpr): Estimator | undefined {
  const sum = simplify(expand(add(gradient(logDensity, p), gradient(logDensity, v))));
  if (!isNothing(sum)) return undefined;
  return {
    parameter: p,
    kind: 'location',
    value: (m) => m.first,
    claims: [
      {
        kind: 'identity',
        text: 'the density is moved',
        live: false,
        left: gradient(logDensity, p),
        right: neg(gradient(logDensity, v)),
      },
    ],
  };
}

/** ∂_S log q = −½ S⁻¹ (∇²q/q) S⁻¹: Price's theorem in a precision matrix. */
export function matrixEstimator(logDensity: Expr, v: SymbolExpr, p: SymbolExpr): Estimator | undefined {
  const slope = gradient(logDensity, v);
  const u = tangentOf(v, 'u');
  const along = simplify(expand(directional(slope, new Map([[v, u]]))));
  const hessian = matrixOf(along, u);
  if (!hessian) return undefined;
  const curved = add(matmul(slope, transpose(slope)), hessian);
  const score = gradient(logDensity, p);
  const half = rational(-1, 2);
  const gap = simplify(expand(sub(matmul(p, score, p), mul(half, curved))));
  if (!isNothing(gap)) return undefined;
  return {
    parameter: p,
    kind: 'heat',
    value: (m) => mul(half, matmul(inverse(p), m.second, inverse(p))),
    claims: [
      { kind: 'identity', text: 'the heat equation', live: false, left: matmul(p, score, p), right: mul(half, curved) },
    ],
  };
}

/** M of a linear map u ↦ M u. */
function matrixOf(e: Expr, u: SymbolExpr): Expr | undefined {
  const factors = e.kind === 'product' ? e.factors : [e];
  const word = factors.find((f) => f.kind === 'apply' && f.fn === 'matmul');
  if (word?.kind !== 'apply' || word.args.at(-1) !== u) return undefined;
  return mul(...factors.filter((f) => f !== word), matmul(...word.args.slice(0, -1)));
}
