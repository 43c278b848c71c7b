// Estimators beside the one that the rule is printed with: Stein's form of the second derivative, the sampler's own
// derivative, the implicit derivative of the distribution function, and sums over finitely many values.
import type { Claim } from '../../derivation/claim.ts';
import type { Findings } from '../../derivation/findings.ts';
import { type Block, equation, formula, label, prose } from '../../derivation/step.ts';
import { required } from '../../derivation/theorem.ts';
import { add, exp, fill, log, mul, neg, sub } from '../../ir/build.ts';
import { derivative, gradient, isNothing } from '../../ir/differentiate.ts';
import { expand } from '../../ir/expand.ts';
import { type Expr, half, integral, isScalar, one, rational, type SymbolExpr, symbol, zero } from '../../ir/expr.ts';
import { gatherLeft } from '../../ir/gather.ts';
import { simplify } from '../../ir/simplify.ts';
import { append, head, inner, matmul, total, transpose } from '../../ir/tensor.ts';
import { dependsOn, substitute } from '../../ir/visit.ts';
import type { Sampler } from '../../model/program.ts';

/** Lines and claims of one kind of estimator. */
export interface Further {
  readonly lines: readonly Block[];
  readonly claims: readonly Claim[];
}

const nothing: Further = { lines: [], claims: [] };

/** E[∇²ℓ] = −E[∇log q ∇ℓᵀ]: no second derivative, so kinks do no harm (Stein; Lin, Khan & Schmidt 2019, lemma 1). */
export function steinForm(known: Findings, v: SymbolExpr, second: SymbolExpr): Further {
  if (v.domain.kind !== 'interval' || v.domain.lower || v.domain.upper) return nothing;
  const logDensity = required(known, 'normalised');
  const slope = isScalar(v) ? derivative(logDensity, v) : gradient(logDensity, v);
  const jacobian = symbol(isScalar(v) ? 'ℓ′' : '∇ℓ', { kind: 'interval' }, v.shape);
  const against = gatherLeft(simplify(neg(slope)));
  const value = isScalar(v) ? mul(against, jacobian) : matmul(against, transpose(jacobian));
  return {
    lines: [
      prose`The second derivative need not be computed: integration by parts gives it from the first one, which is right for a loss with kinks too (Price via Stein${isScalar(v) ? '' : '; a sample of it is symmetrised'}):`,
      equation(second, label('expectation', { of: [value] })),
    ],
    claims: [steinClaim(logDensity, slope, v)],
  };
}

/** E[∇φ + φ∇log q] = 0 with a φ as smooth as the density, on its scale; for vectors a polynomial, which product rules integrate exactly. */
function steinClaim(logDensity: Expr, slope: Expr, v: SymbolExpr): Claim {
  const trial = isScalar(v) ? exp(mul(rational(1, 4), logDensity)) : inner(v, v);
  return {
    kind: 'expectation',
    text: `integration by parts, for the trial function ${isScalar(v) ? 'q(θ)¼' : '|θ|²'}`,
    live: false,
    of: add(gradient(trial, v), mul(slope, trial)),
    logDensity,
    variable: v,
    value: fill(zero, v.shape),
  };
}

type Transform = Extract<Sampler, { kind: 'transform' }>;

/** The draws have laws without parameters, and the value is smooth in them. */
const isPushForward = (s: Sampler | undefined, parameters: readonly SymbolExpr[]): s is Transform =>
  s?.kind === 'transform' && s.differentiable && s.draws.every((d) => !d.shape || !dependsOn(d.shape, parameters));

/** θ = f(ε; ξ): ∂_ξ E[ℓ] = E[∂_ξ f · ℓ′(f)]; with one uniform draw f is the quantile function. */
export function pushForward(known: Findings, v: SymbolExpr, gradients: ReadonlyMap<SymbolExpr, SymbolExpr>): Further {
  const { model, sampler } = known;
  if (!isScalar(v) || !isPushForward(sampler, model.parameters)) return nothing;
  const slopes = model.parameters
    .filter(isScalar)
    .map((p) => ({ p, slope: simplify(derivative(sampler.value, p)) }))
    .filter(({ slope }) => !isNothing(slope));
  const [draw, ...more] = sampler.draws;
  const quantile = draw?.law === 'uniform' && more.length === 0;
  const jacobian = symbol('ℓ′', { kind: 'interval' });
  if (slopes.length === 0) return nothing;
  return {
    lines: [
      prose`The sampler carries draws whose law has no parameter${quantile ? ' (it is the quantile function at a uniform number: inverse CDF)' : ''}, so the gradient passes through it (push-forward), with ${formula('ℓ′')} taken at ${formula('θ =')} ${sampler.value}:`,
      ...slopes.map(({ p, slope }) =>
        equation(gradients.get(p) ?? p, label('expectation', { of: [mul(slope, jacobian)] })),
      ),
    ],
    claims: slopes.flatMap(({ p }) => pushClaim(known, sampler, v, p)),
  };
}

/** log q(f(ε; ξ); ξ) + log |∂f/∂ε| is the law of ε up to a constant: it does not move with ξ, so draws carry the whole gradient. */
function pushClaim(known: Findings, s: Transform, v: SymbolExpr, p: SymbolExpr): readonly Claim[] {
  const [draw, ...more] = s.draws;
  if (!draw || more.length > 0 || !isScalar(draw.symbol)) return [];
  const stretch = derivative(s.value, draw.symbol);
  const landed = substitute(required(known, 'normalised'), new Map([[v, s.value]]));
  return [
    {
      kind: 'derivative',
      text: `the density at a draw, times the sampler's stretch, does not depend on ${p.name}`,
      live: false,
      of: add(landed, mul(half, log(mul(stretch, stretch)))),
      in: p,
      value: zero,
    },
  ];
}

/** ∂_ξθ = −∂_ξQ/q for every continuous variable on a line (Figurnov, Mohamed & Mnih 2018). */
export function implicitForm(known: Findings, v: SymbolExpr): Further {
  const { model } = known;
  if (!isScalar(v) || v.domain.kind !== 'interval' || !required(known, 'partition').closed) return nothing;
  const logDensity = required(known, 'normalised');
  const t = symbol('t', { ...v.domain, upper: v });
  const below = (e: Expr): Expr => integral(t, substitute(e, new Map([[v, t]])));
  const claims = model.parameters.filter(isScalar).map(
    (p): Claim => ({
      kind: 'derivative',
      text: `the mass that passes θ as ${p.name} moves`,
      live: false,
      of: below(exp(logDensity)),
      in: p,
      value: below(mul(derivative(logDensity, p), exp(logDensity))),
    }),
  );
  return {
    lines: [
      prose`Without a sampler that can be differentiated, a draw moves with the distribution function ${formula('Q')} held fixed (implicit reparameterization): ${formula('∂_ξ θ = −∂_ξ Q(θ)/q(θ)')} with ${formula('∂_ξ Q(θ) = ∫_{t≤θ} q(t) ∂_ξ log q(t) dt')}, and the gradient in any parameter ${formula('ξ')} is the mean of ${formula('ℓ′(θ) ∂_ξ θ')}.`,
    ],
    claims,
  };
}

/** Σ_x ∂_ξ q(x) ℓ(x) over the values written out; the last loss is subtracted, since the masses sum to one. */
export function finiteSums(known: Findings, v: SymbolExpr, gradients: ReadonlyMap<SymbolExpr, SymbolExpr>): Further {
  if (v.domain.kind === 'onehot' && v.shape.length === 1) return oneHotSum(known, v);
  if (!isScalar(v) || v.domain.kind !== 'set') return nothing;
  const { model } = known;
  const mass = exp(required(known, 'normalised'));
  const cases = v.domain.values.map((x, i) => ({
    mass: simplify(substitute(mass, new Map<Expr, Expr>([[v, x]]))),
    loss: symbol(`ℓ_${i + 1}`, { kind: 'interval' }),
    value: x,
  }));
  const last = cases.at(-1);
  if (!last) return nothing;
  const parameters = model.parameters.filter(isScalar);
  const exact = parameters.map((p) =>
    simplify(add(...cases.map((c) => mul(simplify(derivative(c.mass, p)), sub(c.loss, last.loss))))),
  );
  const names = cases.map((c, i) => prose`${i > 0 ? ', ' : ''}${c.loss}${formula(' = ℓ(')}${c.value}${formula(')')}`);
  return {
    lines: [
      prose`The values are few, so the gradient is an exact sum, without sampling; with ${names.reduce((a, b) => prose`${a}${b}`)}:`,
      ...parameters.map((p, i) => equation(gradients.get(p) ?? p, exact[i] ?? zero)),
    ],
    claims: parameters.map((p, i) => ({
      kind: 'derivative',
      text: 'the slope of the expected loss, summed over its values',
      live: false,
      of: add(...cases.map((c) => mul(c.mass, c.loss))),
      in: p,
      value: exact[i] ?? zero,
    })),
  };
}

/** With T = x or x without its last entry, E[ℓ] = ⟨ℓ, (μ, 1 − Σμ)⟩ is linear in μ. */
function oneHotSum(known: Findings, v: SymbolExpr): Further {
  const { blocks } = required(known, 'separation');
  const [b, ...more] = blocks;
  if (!b || more.length > 0 || (b.statistic !== v && b.statistic !== head(v))) return nothing;
  const losses = symbol('ℓ', { kind: 'interval' }, v.shape);
  const whole = b.statistic === v ? b.meanSymbol : append(b.meanSymbol, sub(one, total(b.meanSymbol)));
  const slope = simplify(expand(gradient(inner(losses, whole), b.meanSymbol)));
  return {
    lines: [
      prose`The values are few, so the gradient is an exact sum, without sampling: with the vector ${losses} of the losses of the classes,`,
      equation(label('expectedLoss', { gradientIn: label('mean') }), slope),
    ],
    claims: [],
  };
}
