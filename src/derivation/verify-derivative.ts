// Derivatives by Richardson's difference quotients of the undifferentiated expression.
import type { Expr, SymbolExpr } from '../ir/expr.ts';
import { hasOpenIntegral } from '../ir/visit.ts';
import { ballArithmetic } from '../numeric/ball-arithmetic.ts';
import { compile } from '../numeric/compile.ts';
import { derivative } from '../numeric/differences.ts';
import { type Environment, evaluatorOf } from '../numeric/evaluate.ts';
import { evaluateAccurately } from '../numeric/evaluate-accurately.ts';
import { floatArithmetic } from '../numeric/float-arithmetic.ts';
import { entry, mapTensor, scalarTensor } from '../numeric/tensors.ts';
import type { DerivativeClaim } from './claim.ts';
import { pointFor, spelled, type VerifyContext } from './verify-points.ts';
import { attempt, type Trial, type Trials } from './verify-trial.ts';

/** Error allowed between a derivative and its difference quotient, relative to max(1, |derivative|). */
const differenceTolerance = 1e-8;
/** What a quick difference is worth: one that disagrees is taken again, with all its digits. */
const enough = 1e-10;
const wantedPoints = 12;
/** Each difference of integrals costs dozens of them. */
const pointsOfIntegrals = 2;

/** Points where float64 differences disagree are judged again by differences of fifty digits. */
export function tryDerivative(claim: DerivativeClaim, context: VerifyContext): Trials {
  const wanted = hasOpenIntegral(claim.of) ? pointsOfIntegrals : wantedPoints;
  const trials = context.sizes.flatMap((sizes) =>
    Array.from({ length: Math.ceil(wanted / context.sizes.length) }, (_, index) =>
      attempt(() =>
        tryAt(claim, pointFor([claim.of, claim.value, claim.in], { sizes, index, moderate: true }, context), context),
      ),
    ),
  );
  return { road: 'difference', tolerance: differenceTolerance, trials };
}

function tryAt(claim: DerivativeClaim, environment: Environment<number>, context: VerifyContext): Trial {
  const { of, in: variable, value } = claim;
  const point = environment.symbols.get(variable);
  if (!point) return { kind: 'untried', reason: `${variable.name} has no value` };
  const x = entry(point);
  const claimed = entry(evaluatorOf(environment, floatArithmetic).value(value));
  const shown = [of, value, variable];
  const tried = (error: number): Trial => ({ kind: 'tried', error, at: () => spelled(environment, shown, context) });
  const f = compile(of, [variable], environment);
  const found = derivative(f, x, { ...endsOf(variable, environment), enough });
  const quick = Math.abs(found.value - claimed) / Math.max(1, Math.abs(claimed));
  if (quick <= differenceTolerance) return tried(quick);
  const careful = (hasOpenIntegral(of) ? withIntegrals : carefulError)(claim, environment, x);
  return careful === undefined ? undefinedHere : tried(careful);
}

/** Quadrature ends near the digits of a double, whatever the digits of the integrand: differences keep the steps of doubles. */
function withIntegrals(
  { of, in: variable, value }: DerivativeClaim,
  environment: Environment<number>,
  x: number,
): number | undefined {
  const at = (e: Expr, symbols: Environment<number>['symbols']): number =>
    entry(evaluateAccurately([e], { symbols, sizes: environment.sizes })[0] ?? scalarTensor(Number.NaN));
  const claimed = at(value, environment.symbols);
  if (!Number.isFinite(claimed)) return undefined;
  const f = (y: number): number => at(of, new Map([...environment.symbols, [variable, scalarTensor(y)] as const]));
  const found = derivative(f, x, endsOf(variable, environment));
  return Math.abs(found.value - claimed) / Math.max(1, Math.abs(claimed));
}

/** As with identities, a point where the value is not finite whatever the precision says nothing about the claim. */
const undefinedHere: Trial = { kind: 'untried', reason: 'the derivative is undefined at the points tried' };

function endsOf({ domain }: SymbolExpr, environment: Environment<number>): { lower?: number; upper?: number } {
  if (domain.kind !== 'interval') return {};
  const bound = (e: Expr): number => entry(evaluatorOf(environment, floatArithmetic).value(e));
  return {
    ...(domain.lower ? { lower: bound(domain.lower) } : {}),
    ...(domain.upper ? { upper: bound(domain.upper) } : {}),
  };
}

/** A central difference with a step of 10⁻¹⁶ in eighty digits, whose own error is of the order 10⁻³²; nothing where there is no value. */
function carefulError(
  { of, in: variable, value }: DerivativeClaim,
  environment: Environment<number>,
  x: number,
): number | undefined {
  const [claimed] = evaluateAccurately([value], environment);
  const expected = claimed ? entry(claimed) : Number.NaN;
  if (!Number.isFinite(expected)) return undefined;
  const arithmetic = ballArithmetic(80);
  const symbols = new Map([...environment.symbols].map(([s, t]) => [s, mapTensor(t, arithmetic.fromNumber)]));
  const evaluator = evaluatorOf({ symbols, sizes: environment.sizes }, arithmetic);
  const at = evaluator.curry([of], [variable]);
  const step = arithmetic.fromNumber(Math.max(Math.abs(x), 1e-3) * 2 ** -52);
  const centre = arithmetic.fromNumber(x);
  const valueAt = (y: typeof centre): typeof centre => {
    const [result] = at([scalarTensor(y)]);
    return result ? entry(result) : arithmetic.fromNumber(Number.NaN);
  };
  const rise = arithmetic.sub(valueAt(arithmetic.add(centre, step)), valueAt(arithmetic.sub(centre, step)));
  const slope = arithmetic.toNumber(arithmetic.div(rise, arithmetic.add(step, step)));
  return Math.abs(slope - expected) / Math.max(1, Math.abs(expected));
}
