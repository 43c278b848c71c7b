// Where an optimizer starts: the state whose centre is a given point, by solving the centre for one block.
import { add, div, elementwise, fill, mul, neg, sub } from '../ir/build.ts';
import { expand } from '../ir/expand.ts';
import { type Expr, one, realLine, type SymbolExpr, sameShape, symbol, zero } from '../ir/expr.ts';
import { isPositive } from '../ir/range.ts';
import { dependsOn, substitute } from '../ir/visit.ts';
import { beforeTurning, isAngle, turnedBack } from './angle.ts';
import type { OptimizerProgram } from './optimizer-program.ts';
import type { Assignment } from './program.ts';

/** Equations from the initial state and a point to the blocks that can bring the centre there. */
export interface OptimizerStart {
  /** The point, one symbol a target of `place`. */
  readonly point: readonly SymbolExpr[];
  readonly assignments: readonly Assignment[];
  /** State symbol ↦ the target that it starts at. */
  readonly next: ReadonlyMap<SymbolExpr, SymbolExpr>;
}

/** c = k·s + rest, entry by entry. */
interface Affine {
  readonly block: SymbolExpr;
  readonly slope: Expr;
  readonly rest: Expr;
}

/**
 * A block on the real line, or an angle, takes the centre to the point exactly, and so do shares that are the centre themselves. Where there is none, a positive block takes it to the
 * point's absolute value; two that pull in opposite directions reach the point, one of them moving.
 */
export function startOf(p: OptimizerProgram): OptimizerStart {
  const point = p.place.map(({ target }) => symbol(target.name, realLine, target.shape));
  const found = new Map<SymbolExpr, Expr>();
  p.centre.forEach((centre, i) => {
    const theta = point[i];
    if (!theta) return;
    const blocks = p.state.filter((s) => s.role === 'element' && !found.has(s.symbol)).map((s) => s.symbol);
    for (const [block, value] of solutions(beforeTurning(centre), theta, blocks)) found.set(block, value);
  });
  const next = new Map([...found.keys()].map((s) => [s, symbol(`${s.name}⁰`, s.domain, s.shape)] as const));
  const assignments = [...found].flatMap(([s, value]): Assignment[] => {
    const target = next.get(s);
    return target ? [{ target, value, equation: 'the centre at the point' }] : [];
  });
  return { point, assignments, next };
}

function solutions(
  centre: Expr,
  theta: SymbolExpr,
  blocks: readonly SymbolExpr[],
): readonly (readonly [SymbolExpr, Expr])[] {
  const shares = blocks.find((s) => s === centre && s.domain.kind === 'simplex');
  if (shares) return [[shares, theta]];
  const lines = blocks.filter(isReal).flatMap((s) => affine(centre, s));
  const [line] = lines;
  if (line) {
    const value = div(sub(theta, line.rest), line.slope);
    return [[line.block, isAngle(line.block) ? turnedBack(value) : value]];
  }
  const rays = blocks.filter(isRay).flatMap((s) => affine(centre, s));
  const up = rays.find(({ slope }) => isPositive(slope));
  const down = rays.find(({ slope }) => isPositive(neg(slope)));
  if (up && down) return [up, down].map((a) => [a.block, raised(a, centre, theta)] as const);
  const only = up ?? down;
  return only ? [[only.block, elementwise('abs', div(sub(theta, only.rest), only.slope))]] : [];
}

/** s + max(0, (θ − c)/k): moves only where that way is up. */
const raised = ({ block, slope }: Affine, centre: Expr, theta: Expr): Expr =>
  add(block, elementwise('max', zero, div(sub(theta, centre), slope)));

const isReal = ({ domain: d }: SymbolExpr): boolean =>
  d.kind === 'matrix' || d.kind === 'circle' || (d.kind === 'interval' && !d.lower && !d.upper);
const isRay = ({ domain: d }: SymbolExpr): boolean => d.kind === 'interval' && d.lower === zero && !d.upper;

function affine(centre: Expr, block: SymbolExpr): readonly Affine[] {
  if (!dependsOn(centre, [block]) || !sameShape(centre.shape, block.shape)) return [];
  const terms = expand(centre);
  const at = (value: Expr): Expr => substitute(terms, new Map([[block, fill(value, block.shape)]]));
  const rest = at(zero);
  const slope = sub(at(one), rest);
  return dependsOn(slope, [block]) || expand(add(mul(slope, block), rest)) !== terms ? [] : [{ block, slope, rest }];
}
