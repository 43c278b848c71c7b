// Values for many calls at one point: what no call changes is found in decimals once, what changes in pairs of doubles.
import { children, type Expr, type SymbolExpr } from '../ir/expr.ts';
import { type Ball, relativeError } from './ball-arithmetic.ts';
import { evaluatorOf } from './evaluate.ts';
import { dependence, type Evaluator } from './evaluator.ts';
import { isSettledPair, type Pair, pairArithmetic, pairOfBall } from './pair-arithmetic.ts';
import { mapTensor, type Sizes, type Tensor } from './tensors.ts';

/** Values where the pairs settle them to the last digit of a double, else undefined. */
export type PairEvaluator = (
  expressions: readonly Expr[],
  more: ReadonlyMap<SymbolExpr, Tensor<number>>,
) => readonly (Tensor<number> | undefined)[];

/** Digits with which the fixed parts are found: bounds of errors grow through eliminations, and a pair holds 31. */
const ladder = [34, 48, 72, 120];
const held = 31;

/** The evaluator in pairs that stands on those in decimals. */
export function pairEvaluator(sizes: Sizes, precise: (digits: number) => Evaluator<Ball>): PairEvaluator {
  const arithmetic = pairArithmetic();
  const empty = evaluatorOf<Pair>({ symbols: new Map(), sizes }, arithmetic);
  const fixed = new Map<Expr, Tensor<Pair>>();
  const valueHere = (e: Expr): Tensor<Pair> => {
    const found = fixed.get(e) ?? mapTensor(asHeld(e, precise), pairOfBall);
    fixed.set(e, found);
    return found;
  };
  return (expressions, more) => {
    const roots = independentParts(expressions, dependence([...more.keys()]));
    if (!roots || [...more.keys()].some((s) => s.domain.kind === 'simplex')) return expressions.map(() => undefined);
    const lifted = [...more.values()].map((t) => mapTensor(t, arithmetic.fromNumber));
    const evaluator = empty.given([...roots, ...more.keys()], [...[...roots].map(valueHere), ...lifted]);
    return expressions.map((e) => settled(evaluator.value(e)));
  };
}

/** The value with as many digits as a pair holds, or as the last rung has. */
function asHeld(e: Expr, precise: (digits: number) => Evaluator<Ball>): Tensor<Ball> {
  for (const digits of ladder) {
    const value = precise(digits).value(e);
    if (digits === ladder.at(-1) || value.data.every((b) => relativeError(b) <= -held)) return value;
  }
  throw new RangeError('there is no precision to try');
}

const settled = (t: Tensor<Pair>): Tensor<number> | undefined =>
  t.data.every(isSettledPair) ? mapTensor(t, ({ hi }) => hi) : undefined;

/** The largest nodes that do not depend on what changes; nothing where an integral changes. */
function independentParts(expressions: readonly Expr[], depends: (e: Expr) => boolean): ReadonlySet<Expr> | undefined {
  const found = new Set<Expr>();
  const seen = new Set<Expr>();
  const look = (e: Expr): boolean => {
    if (seen.has(e)) return true;
    seen.add(e);
    if (depends(e)) return e.kind !== 'integral' && children(e).every(look);
    found.add(e);
    return true;
  };
  return expressions.every(look) ? found : undefined;
}
