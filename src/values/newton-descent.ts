// λ(μ) as the minimum of the convex function A(λ) − ⟨λ, μ⟩ (Wainwright and Jordan 2008, section 3.6): Newton's
// directions, a line search on the slope, and a logarithmic barrier that fades, so that no iterate jams at the edge of the
// natural domain (Boyd and Vandenberghe 2004, section 11.3). It arrives from any start, where Newton alone may not.
import { derivative } from '../ir/differentiate.ts';
import type { Expr, SymbolExpr } from '../ir/expr.ts';
import { isScalar } from '../ir/expr.ts';
import type { NewtonMap } from '../model/program.ts';
import { solve } from '../numeric/dense.ts';
import { evaluatorOf } from '../numeric/evaluate.ts';
import { floatArithmetic } from '../numeric/float-arithmetic.ts';
import type { Sizes } from '../numeric/tensors.ts';
import type { NewtonSystem } from './newton-system.ts';

type Vector = readonly number[];

/** Where the barrier starts and ends, in nats, and how it fades. */
const barrier = { first: 1, last: 1e-13, factor: 0.03 };
/** Newton steps under one barrier, and trials of one line search. */
const most = { steps: 60, trials: 50 };
/** A direction that promises less than this share of the barrier ends its stage. */
const enough = 0.1;

/** A function that is positive inside the domain, and its gradient. */
interface Wall {
  readonly distance: Expr;
  readonly sign: 1 | -1;
  readonly gradient: readonly Expr[];
}

interface Local {
  readonly slope: Vector;
  readonly curvature: () => number[][];
}

/** Near the minimum, or undefined where the directions give out. */
export function descend(map: NewtonMap, system: NewtonSystem, sizes: Sizes): Vector | undefined {
  if (!map.convex || !map.unknowns.every(isScalar)) return undefined;
  const walls = wallsOf(map);
  let x = system.start;
  const stages = walls.length === 0 ? [barrier.last] : stagesOf();
  for (const weight of stages) {
    const next = minimised(system, x, weight, localAt(system, walls, weight, sizes));
    if (!next) return x === system.start ? undefined : x;
    x = next;
  }
  return x;
}

const stagesOf = (): readonly number[] => {
  const count = Math.ceil(Math.log(barrier.last / barrier.first) / Math.log(barrier.factor));
  return Array.from({ length: count + 1 }, (_, i) => barrier.first * barrier.factor ** i);
};

function wallsOf({ domain, unknowns }: NewtonMap): readonly Wall[] {
  return domain
    .filter((c) => c.relation === '>' || c.relation === '<')
    .map(({ value, relation }) => ({
      distance: value,
      sign: relation === '>' ? 1 : -1,
      gradient: unknowns.map((u: SymbolExpr) => derivative(value, u)),
    }));
}

/** Slope and curvature of A(λ) − ⟨λ, μ⟩ − weight Σ log distance. */
const localAt =
  (system: NewtonSystem, walls: readonly Wall[], weight: number, sizes: Sizes) =>
  (x: Vector): Local => {
    const { value } = evaluatorOf({ symbols: system.pointAt(x), sizes }, floatArithmetic);
    const number = (e: Expr): number => value(e).data[0] ?? Number.NaN;
    const pulls = walls.map((w) => w.gradient.map((g) => number(g) / number(w.distance)));
    const here = system.at(x);
    return {
      slope: here.value.map((m, i) => m - (system.target[i] ?? 0) - weight * total(pulls.map((p) => p[i] ?? 0))),
      curvature: () =>
        here
          .jacobian()
          .map((row, i) => row.map((h, j) => h + weight * total(pulls.map((p) => (p[i] ?? 0) * (p[j] ?? 0))))),
    };
  };

const total = (list: Vector): number => list.reduce((a, b) => a + b, 0);
const dot = (a: Vector, b: Vector): number => total(a.map((x, i) => x * (b[i] ?? 0)));

function minimised(
  system: NewtonSystem,
  start: Vector,
  weight: number,
  localOf: (x: Vector) => Local,
): Vector | undefined {
  let x = start;
  for (let i = 0; i < most.steps; i++) {
    const here = localOf(x);
    const step = solve(floatArithmetic, here.curvature(), here.slope);
    if (!step?.every(Number.isFinite)) return undefined;
    const promised = dot(step, here.slope);
    if (!(promised > enough * weight)) return x;
    const next = searched(
      (t) => x.map((value, k) => value - t * (step[k] ?? 0)),
      system,
      (y) => -dot(localOf(y).slope, step),
      promised,
    );
    if (!next) return x;
    x = next;
  }
  return x;
}

/** A place on the line where the slope has lost half its size: found by doubling, then by halving the bracket. */
function searched(
  placeAt: (t: number) => Vector,
  system: NewtonSystem,
  slopeAt: (x: Vector) => number,
  promised: number,
): Vector | undefined {
  let [low, high, t] = [0, Number.POSITIVE_INFINITY, 1];
  let best: Vector | undefined;
  for (let i = 0; i < most.trials; i++) {
    const x = placeAt(t);
    const slope = system.inside(x) ? slopeAt(x) : Number.NaN;
    if (Math.abs(slope) <= promised / 2) return x;
    if (slope < 0) [low, best] = [t, x];
    else high = t;
    t = high === Number.POSITIVE_INFINITY ? 2 * t : between(low, high);
    if (t === low || t === high) break;
  }
  return best;
}

/** The geometric middle of a wide bracket, the arithmetic one of a narrow. */
const between = (low: number, high: number): number =>
  low > 0 && high > 4 * low ? Math.sqrt(low * high) : low + (high - low) / 2;
