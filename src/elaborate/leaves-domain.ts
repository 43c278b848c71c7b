// A point that an action moves out of its domain, found by exact arithmetic at a few round numbers.
import { fill, mul } from '../ir/build.ts';
import { type Domain, type Expr, identity, type RationalExpr, rational, type SymbolExpr } from '../ir/expr.ts';
import { range } from '../ir/range.ts';
import { ratioToNumber } from '../ir/rational.ts';
import { substitute } from '../ir/visit.ts';

const ROUND = [rational(1, 2), rational(3), rational(-2), rational(1), rational(-1, 2)];

/** In words, element and point that lead out of the domain of `component`; undefined where none is found. */
export function leavesDomain(image: Expr, component: SymbolExpr, symbols: readonly SymbolExpr[]): string | undefined {
  if (component.domain.kind !== 'interval') return undefined;
  for (let turn = 0; turn < ROUND.length * ROUND.length; turn++) {
    const values = symbols.map((s, i) => roundValue(s.domain, i === 0 ? turn : Math.floor(turn / ROUND.length) + i));
    const chosen = values.filter((v) => v !== undefined);
    if (chosen.length < values.length) return undefined;
    const at = new Map(symbols.map((s, i) => [s, shaped(chosen[i] ?? rational(1), s)]));
    const value = numberOf(substitute(image, at));
    if (value === undefined || contains(component.domain, value)) continue;
    const places = symbols.map((s, i) => `${s.name} = ${show(chosen[i])}`);
    return `at ${places.join(', ')} it is ${value}`;
  }
  return undefined;
}

const show = (r: RationalExpr | undefined): string => String(r ? ratioToNumber(r.value) : '');

/** A round number in an open interval; 1 stands for the identity of matrices. */
function roundValue(domain: Domain, turn: number): RationalExpr | undefined {
  if (domain.kind === 'matrix' || domain.kind === 'circle') return ROUND[turn % ROUND.length];
  if (domain.kind !== 'interval') return rational(1);
  const inside = ROUND.filter((r) => contains(domain, ratioToNumber(r.value)));
  return inside[turn % Math.max(1, inside.length)];
}

/** The number over the whole shape of the symbol; for a square matrix, times the identity. */
function shaped(value: RationalExpr, s: SymbolExpr): Expr {
  const [rows, columns] = s.shape;
  return rows !== undefined && rows === columns ? mul(value, identity(rows)) : fill(value, s.shape);
}

function contains(domain: Domain & { kind: 'interval' }, value: number): boolean {
  const aboveLower = domain.lower === undefined || range(domain.lower).hi < value;
  const belowUpper = domain.upper === undefined || value < range(domain.upper).lo;
  const atEdge = (bound: Expr | undefined, closed?: boolean): boolean =>
    closed === true && bound !== undefined && range(bound).lo === value;
  return (
    (aboveLower || atEdge(domain.lower, domain.closedLower)) && (belowUpper || atEdge(domain.upper, domain.closedUpper))
  );
}

/** The number that an expression without unknowns is, or that each of its entries is. */
function numberOf(e: Expr): number | undefined {
  if (e.kind === 'rational') return ratioToNumber(e.value);
  const [inner] = e.kind === 'apply' && e.fn === 'fill' ? e.args : [];
  return inner?.kind === 'rational' ? ratioToNumber(inner.value) : undefined;
}
