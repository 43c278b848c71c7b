// An integral of a tensor over a number, seen through one entry: the integral of a number, and what stands in it for entries.
import { CompilerBug } from '../diagnostics.ts';
import { add, elementwise, mul, pow } from './build.ts';
import { isElementwise } from './elementwise.ts';
import {
  type ApplyExpr,
  children,
  type Expr,
  type IntegralExpr,
  integral,
  isScalar,
  type SymbolExpr,
  symbol,
  zero,
} from './expr.ts';
import { range } from './range.ts';
import { total } from './tensor.ts';
import { dependsOn } from './visit.ts';

/** The integral of one entry; `entries` tells of which tensor each number is an entry. */
export interface EntryIntegral {
  readonly one: IntegralExpr;
  readonly entries: ReadonlyMap<SymbolExpr, Expr>;
}

const known = new WeakMap<IntegralExpr, EntryIntegral>();

/** One entry of ∫ f; tensors that the variable does not move are taken as they are, whatever they are made of. */
export function entryIntegralOf(e: IntegralExpr): EntryIntegral {
  const found = known.get(e) ?? seenThroughEntry(e);
  known.set(e, found);
  return found;
}

function seenThroughEntry({ variable, body }: IntegralExpr): EntryIntegral {
  const numbers = new Map<Expr, SymbolExpr>();
  const numberFor = (e: Expr): SymbolExpr => {
    const made = numbers.get(e) ?? entrySymbol(e);
    numbers.set(e, made);
    return made;
  };
  const entryOf = (e: Expr): Expr => {
    if (isScalar(e)) return e;
    return entryOfNode(e, entryOf) ?? (dependsOn(e, [variable]) ? unreadable(e) : numberFor(e));
  };
  const one = integral(variable, entryOf(body));
  return { one, entries: new Map([...numbers].map(([tensor, number]) => [number, tensor])) };
}

/** A number that stands for an entry of a tensor. */
export const entrySymbol = (e: Expr): SymbolExpr => symbol(`${e.id}ᵢ`, e.kind === 'symbol' ? e.domain : signOf(e));

/** What acts entry by entry, on entries. */
function entryOfNode(e: Expr, entryOf: (e: Expr) => Expr): Expr | undefined {
  switch (e.kind) {
    case 'sum':
      return add(...e.terms.map(entryOf));
    case 'product':
      return mul(...e.factors.map(entryOf));
    case 'power':
      return pow(entryOf(e.base), entryOf(e.exponent));
    case 'integral':
      return integral(e.variable, entryOf(e.body));
    case 'apply':
      if (e.fn === 'fill') return e.args[0] ?? zero;
      return isElementwise(e.fn) ? elementwise(e.fn, ...e.args.map(entryOf)) : undefined;
    default:
      return undefined;
  }
}

const unreadable = (e: Expr): never => {
  throw new CompilerBug(`an integral of a ${e.kind} of shape ${e.shape.join('×')} has no entries`);
};

/** The range of an expression, as far as its sign goes. */
function signOf(e: Expr): SymbolExpr['domain'] {
  const { lo, hi } = range(e);
  return { kind: 'interval', ...(lo >= 0 ? { lower: zero } : {}), ...(hi <= 0 ? { upper: zero } : {}) };
}

/** The largest parts of what is integrated that move with s and not with the variable; undefined where it does not act entry by entry. */
export function inputsOf({ variable, body }: IntegralExpr, s: SymbolExpr): readonly Expr[] | undefined {
  const inputs = new Set<Expr>();
  const look = (e: Expr): boolean => {
    if (!dependsOn(e, [s])) return true;
    if (dependsOn(e, [variable])) return isEntrywise(e) && children(e).every(look);
    inputs.add(e);
    return true;
  };
  return look(body) ? [...inputs] : undefined;
}

const isEntrywise = (e: Expr): boolean => e.kind !== 'apply' || e.fn === 'fill' || isElementwise(e.fn);

/** ∫ f Σᵢ gᵢ as Σᵢ ∫ f gᵢ, entry by entry; as it is where no total is a factor, or a term of one. */
export function totalsOut(e: IntegralExpr): Expr {
  const { variable, body } = e;
  const factors = factorsOf(body);
  const sum = factors.find((f) => termsOf(f).some((t) => totalIn(t, variable)));
  if (!sum) return e;
  const others = factors.filter((f) => f !== sum);
  return add(
    ...termsOf(sum).map((t) => {
      const whole = totalIn(t, variable);
      if (!whole) return integral(variable, mul(...others, t));
      const beside = factorsOf(t).filter((f) => f !== whole);
      return total(integral(variable, mul(...others, ...beside, whole.args[0] ?? zero)));
    }),
  );
}

const factorsOf = (e: Expr): readonly Expr[] => (e.kind === 'product' ? e.factors : [e]);
const termsOf = (e: Expr): readonly Expr[] => (e.kind === 'sum' ? e.terms : [e]);

/** The factor of a term that is a total and moves with the variable. */
const totalIn = (term: Expr, variable: SymbolExpr): ApplyExpr | undefined =>
  factorsOf(term).find((f): f is ApplyExpr => f.kind === 'apply' && f.fn === 'total' && dependsOn(f, [variable]));
