// Independent coordinates: an integrand Σᵢ f(xᵢ) over a vector splits into one integral a coordinate.
import { add, fill, mul } from '../../ir/build.ts';
import { entry } from '../../ir/entry.ts';
import { type Expr, isScalar, type Shape, type SymbolExpr, symbol, zero } from '../../ir/expr.ts';
import { range } from '../../ir/range.ts';
import type { Item } from '../../ir/separate.ts';
import { isElementwise, stack, total } from '../../ir/tensor.ts';
import { contains, dependsOn, substitute } from '../../ir/visit.ts';
import { type Condition, mapCondition } from '../../model/exponential-family.ts';
import type { Draw, Sampler } from '../../model/program.ts';
import type { Match, Problem } from './form.ts';

/** A vector problem seen through one coordinate, and the way back. */
export interface OneCoordinate {
  readonly variable: SymbolExpr;
  readonly logIntegrand: Expr;
  /** The numbers in it and the tensors that they are entries of. */
  readonly entries: ReadonlyMap<SymbolExpr, Expr>;
  readonly lift: (m: Match) => Match;
}

/** The coordinate problem, or undefined when coordinates are coupled. */
export function oneCoordinate(p: Problem): OneCoordinate | undefined {
  const { shape, domain } = p.variable;
  if (shape.length === 0 || !['interval', 'integers', 'set', 'circle'].includes(domain.kind)) return undefined;
  const x = symbol(p.variable.name, domain);
  const back = new Map<SymbolExpr, Expr>([[x, p.variable]]);
  const terms = byCoordinates(p).map((i) => coordinateTerm(i, p.variable, x, back));
  if (terms.some((t) => t === undefined)) return undefined;
  return {
    variable: x,
    logIntegrand: add(...terms.map((t) => t ?? zero)),
    entries: back,
    lift: (m) => liftMatch(m, back, shape),
  };
}

/** Items that name an entry, Σₖ cₖ f(xₖ), as one that weighs f by a vector of all cₖ; the others as they are. */
function byCoordinates({ items, variable: x }: Problem): readonly Item[] {
  const size = x.shape.length === 1 ? Number(x.shape[0]) : Number.NaN;
  if (!Number.isInteger(size)) return items;
  const weights = new Map<Expr, Expr[]>();
  const others = items.filter((item) => {
    const k = namedEntry(item.atom, x, size);
    if (k === undefined || !isScalar(item.coefficient)) return true;
    const whole = substitute(item.atom, new Map([[entry(x, k), x]]));
    const of = weights.get(whole) ?? Array.from({ length: size }, () => zero);
    of[k] = add(of[k] ?? zero, item.coefficient);
    weights.set(whole, of);
    return false;
  });
  return [...others, ...[...weights].map(([f, of]) => weighing(f, of))];
}

/** ⟨c, f(x)⟩, or c Σ f(xₖ) where all weights are one number. */
function weighing(f: Expr, weights: readonly Expr[]): Item {
  const [first = zero] = weights;
  return weights.every((c) => c === first)
    ? { coefficient: first, atom: total(f) }
    : { coefficient: stack(...weights), atom: f };
}

/** The place k of f(xₖ), where that is all that f is of. */
function namedEntry(atom: Expr, x: SymbolExpr, size: number): number | undefined {
  const places = Array.from({ length: size }, (_, k) => entry(x, k));
  const [k, ...more] = places.flatMap((e, i) => (contains(atom, (n) => n === e) ? [i] : []));
  if (k === undefined || more.length > 0) return undefined;
  const rest = substitute(atom, new Map<Expr, Expr>([[entry(x, k), zero]]));
  return dependsOn(rest, [x]) ? undefined : k;
}

function coordinateTerm(item: Item, whole: SymbolExpr, x: SymbolExpr, back: Map<SymbolExpr, Expr>): Expr | undefined {
  const atom = isScalar(item.atom) ? summand(item.atom) : item.atom;
  if (!atom || !isCoordinatewise(atom, whole)) return undefined;
  return mul(standIn(item.coefficient, back), coordinateOf(atom, whole, x, back));
}

/** f(x) of Σᵢ f(xᵢ). */
const summand = (e: Expr): Expr | undefined => (e.kind === 'apply' && e.fn === 'total' ? e.args[0] : undefined);

/** Only entry-by-entry operations on the variable. */
const isCoordinatewise = (e: Expr, x: SymbolExpr): boolean =>
  !contains(e, (n) => n.kind === 'apply' && !isElementwise(n.fn) && n.fn !== 'fill' && dependsOn(n, [x]));

/** A tensor free of the variable as a scalar symbol of the same range. */
function standIn(e: Expr, back: Map<SymbolExpr, Expr>): Expr {
  if (isScalar(e)) return e;
  if (e.kind === 'apply' && e.fn === 'fill') return e.args[0] ?? zero;
  const r = range(e);
  const bounds = { ...(r.lo === 0 ? { lower: zero } : {}), ...(r.hi === 0 ? { upper: zero } : {}) };
  const s = symbol(`${e.id}ᵢ`, { kind: 'interval', ...bounds });
  back.set(s, e);
  return s;
}

function coordinateOf(atom: Expr, whole: SymbolExpr, x: SymbolExpr, back: Map<SymbolExpr, Expr>): Expr {
  const replacements = new Map<Expr, Expr>([[whole, x]]);
  contains(atom, (n) => {
    if (n.kind === 'symbol' && n !== whole && !isScalar(n)) replacements.set(n, standIn(n, back));
    return false;
  });
  return substitute(atom, replacements);
}

/** All entries of what is told of one, in numbers that stand for the entries of tensors. */
const fromEntry = (e: Expr, entries: ReadonlyMap<SymbolExpr, Expr>, shape: Shape): Expr =>
  spread(substitute(e, entries), shape);

function liftMatch(m: Match, back: ReadonlyMap<SymbolExpr, Expr>, shape: Shape): Match {
  const up = (e: Expr): Expr => fromEntry(e, back, shape);
  const sampler = m.sampler && liftSampler(m.sampler, up, back, shape);
  const conditions = m.conditions.flatMap((c) => entrywise(mapCondition(c, (e) => substitute(e, back))));
  return { logValue: total(up(m.logValue)), conditions, ...(sampler ? { sampler } : {}) };
}

/** A condition on a vector that is written out, entry by entry. */
function entrywise(c: Condition): readonly Condition[] {
  if (!contains(c.value, (n) => n.kind === 'apply' && n.fn === 'stack')) return [c];
  return Array.from({ length: Number(c.value.shape[0]) }, (_, k) =>
    mapCondition(c, (e) => (isScalar(e) ? e : entry(e, k))),
  );
}

const spread = (e: Expr, shape: Shape): Expr => (isScalar(e) ? fill(e, shape) : e);

function liftSampler(
  s: Sampler,
  up: (e: Expr) => Expr,
  back: ReadonlyMap<SymbolExpr, Expr>,
  shape: Shape,
): Sampler | undefined {
  switch (s.kind) {
    case 'transform': {
      const draws = s.draws.map(
        (d): Draw => ({
          ...d,
          symbol: symbol(d.symbol.name, d.symbol.domain, shape),
          ...(d.shape ? { shape: up(d.shape) } : {}),
        }),
      );
      const all = new Map<Expr, Expr>([
        ...back,
        ...s.draws.map((d, i): [Expr, Expr] => [d.symbol, draws[i]?.symbol ?? d.symbol]),
      ]);
      return { ...s, draws, value: spread(substitute(s.value, all), shape) };
    }
    case 'circular':
      return { ...s, location: up(s.location), concentration: up(s.concentration) };
    case 'table':
      return { ...s, logMasses: s.logMasses.map(up) };
    case 'search': {
      const whole = back.get(s.variable);
      if (whole?.kind !== 'symbol') return undefined;
      return { ...s, variable: whole, logMass: up(s.logMass), from: up(s.from), ...(s.to ? { to: up(s.to) } : {}) };
    }
    default:
      return undefined;
  }
}
