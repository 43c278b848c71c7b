// The mean of a score by another road: minus the divergence of the flow of mass, it is what flows in over the edges of the
// support, $E_{q_0}[h_X]=-\int\mathrm{div}(q_0\hat X)=\sum_{\text{edges}}\int q_0\,\hat X\cdot n$ with $n$ pointing inside
// (Gauss's theorem on a box).
import type { ComputedClaim } from '../../../derivation/claim.ts';
import type { OrbitFindings } from '../../../derivation/orbit-findings.ts';
import { required } from '../../../derivation/theorem.ts';
import { exp, mul } from '../../../ir/build.ts';
import { type Expr, isScalar, type SymbolExpr } from '../../../ir/expr.ts';
import { symbolsOf } from '../../../ir/visit.ts';
import { valueAt } from '../../../numeric/mixed-differences.ts';
import { type Point, samplePoint } from '../../../numeric/points.ts';
import { integrate } from '../../../numeric/quadrature.ts';
import { randomStream } from '../../../numeric/random.ts';
import { nested, type Tensor } from '../../../numeric/tensors.ts';
import { motionOfDraw } from '../score.ts';

/** Faces of a box of two draws are lines; of more the integral over a face takes longer than it tells. */
const mostDraws = 2;
const sizes = new Map<string, number>();

/** The mean of the score against the flow over the edges, for one or two scalar draws. */
export function flowClaims(known: OrbitFindings, mean: Expr): readonly ComputedClaim[] {
  const { sites, logDensity } = required(known, 'base');
  const draws = sites.map((s) => s.noise);
  const isBox = draws.every((x) => isScalar(x) && x.domain.kind === 'interval');
  if (!logDensity || !isBox || draws.length > mostDraws) return [];
  const density = exp(logDensity);
  const flows = motionOfDraw(known).map((motion) => mul(density, motion));
  const others = [...new Set([mean, ...flows, ...draws.flatMap(ends)].flatMap((e) => [...symbolsOf(e)]))];
  const free = others.filter((s) => !draws.includes(s));
  return [
    {
      kind: 'computed',
      text: 'the mean of the score is what flows in over the edges of the support',
      live: false,
      road: 'quadrature',
      tolerance: 1e-8,
      points: 3,
      error: (seed) => {
        const fixed = samplePoint(free, sizes, randomStream(seed), { moderate: true });
        const wanted = valueAt(mean, fixed, sizes);
        const inflow = draws.map((x, i) => inflowOver(x, draws, flows[i] ?? mean, fixed)).reduce((a, b) => a + b, 0);
        const at = Object.fromEntries([...fixed].map(([s, t]) => [s.name, nested(t)]));
        return { error: Math.abs(inflow - wanted) / Math.max(1, Math.abs(wanted)), at };
      },
    },
  ];
}

const ends = ({ domain }: SymbolExpr): readonly Expr[] =>
  domain.kind === 'interval' ? [domain.lower, domain.upper].flatMap((e) => e ?? []) : [];

/** Σ over both ends of one draw: the flow along it there, inward, the other draw integrated over. */
function inflowOver(x: SymbolExpr, draws: readonly SymbolExpr[], flow: Expr, fixed: Point): number {
  if (x.domain.kind !== 'interval') return Number.NaN;
  const [other] = draws.filter((y) => y !== x);
  const at = (end: Expr | undefined, inward: 1 | -1): number => {
    if (!end) return 0;
    const here = valueAt(end, fixed, sizes) + inward * 1e-12;
    const value = (y: number): number =>
      valueAt(flow, new Map([...fixed, [x, number(here)], ...(other ? [[other, number(y)] as const] : [])]), sizes);
    return inward * (other ? over(other, value, fixed) : value(0));
  };
  return at(x.domain.lower, 1) + at(x.domain.upper, -1);
}

function over({ domain }: SymbolExpr, f: (y: number) => number, fixed: Point): number {
  if (domain.kind !== 'interval') return Number.NaN;
  const [lower, upper] = [domain.lower, domain.upper];
  return integrate(f, lower ? valueAt(lower, fixed, sizes) : -Infinity, upper ? valueAt(upper, fixed, sizes) : Infinity)
    .value;
}

const number = (x: number): Tensor<number> => ({ shape: [], data: [x] });
