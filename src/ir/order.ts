// A total order on expressions by content, so that printing never depends on the order of construction.
import { children, type Expr } from './expr.ts';

const rank: Record<Expr['kind'], number> = {
  rational: 0,
  constant: 1,
  dimension: 2,
  symbol: 3,
  identity: 4,
  power: 5,
  product: 6,
  sum: 7,
  apply: 8,
  integral: 9,
};

const isLabelled: Record<Expr['kind'], boolean> = {
  rational: true,
  constant: true,
  dimension: true,
  symbol: true,
  identity: false,
  power: false,
  product: false,
  sum: false,
  apply: true,
  integral: true,
};

const text = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** The name that tells two nodes of one kind apart, before their operands are looked at. */
function label(e: Expr): string {
  switch (e.kind) {
    case 'rational':
      return `${e.value.n}/${e.value.d}`;
    case 'constant':
    case 'symbol':
      return e.name;
    case 'dimension':
      return e.dim;
    case 'apply':
      return e.fn;
    case 'integral':
      return e.variable.name;
    default:
      return '';
  }
}

/** Negative, zero or positive, as `a` comes before, is, or comes after `b`. */
export function compare(a: Expr, b: Expr): number {
  if (a === b) return 0;
  const byKind = rank[a.kind] - rank[b.kind];
  if (byKind !== 0) return byKind;
  const byLabel = isLabelled[a.kind] ? text(label(a), label(b)) : 0;
  if (byLabel !== 0) return byLabel;
  if (a.kind === 'power' && b.kind === 'power') {
    const difference = compare(a.base, b.base) || compare(a.exponent, b.exponent);
    if (difference !== 0) return difference;
  }
  const as = children(a);
  const bs = children(b);
  for (let i = 0; i < Math.min(as.length, bs.length); i++) {
    const [x, y] = [as[i], bs[i]];
    const difference = x && y ? compare(x, y) : 0;
    if (difference !== 0) return difference;
  }
  return as.length - bs.length || text(a.shape.join(), b.shape.join()) || a.id - b.id;
}
