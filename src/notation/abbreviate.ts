// A formula too long to read is printed with names for the parts that return in it: y = w₁ + 1/w₁ with w₁ = ….
import { add, mul, pow, sub } from '../ir/build.ts';
import { expand } from '../ir/expand.ts';
import {
  children,
  type Expr,
  half,
  type PowerExpr,
  positiveLine,
  realLine,
  type SymbolExpr,
  symbol,
  two,
} from '../ir/expr.ts';
import { cost, simplify } from '../ir/simplify.ts';
import { contains, dependsOn, substitute } from '../ir/visit.ts';
import { toSubscript } from './unicode.ts';

/** Expressions with some of their parts named. */
export interface Abbreviated {
  readonly mains: readonly Expr[];
  /** Name and meaning, in the order in which the expressions need them. */
  readonly parts: readonly (readonly [SymbolExpr, Expr])[];
}

const functions = new WeakSet<Expr>();

/** Does the symbol name a part that holds functions? A sum is then gathered by it as by a function. */
export const namesFunction = (e: Expr): boolean => functions.has(e);

const holdsFunction = (e: Expr): boolean => contains(e, (n) => n.kind === 'apply' || n.kind === 'integral');

/** A name for a part. */
function nameOf(letter: string, part: Expr): SymbolExpr {
  const name = symbol(letter, isRoot(part) ? positiveLine : realLine, part.shape);
  if (holdsFunction(part)) functions.add(name);
  else functions.delete(name);
  return name;
}

const longestReadable = 90;
/** What is shorter is read as it stands; a function of little, ψ′(a) say, is still wider than its name. */
const smallestPart = 9;
const smallestFunction = 6;
const mostParts = 40;

/** Names repeated parts, the longest first, until what is left can be read; a name means the same in all of the expressions. */
export function abbreviate(list: readonly Expr[]): Abbreviated {
  let mains = list;
  let parts: readonly (readonly [SymbolExpr, Expr])[] = [];
  const letter = freeLetter(list);
  const all = (): readonly Expr[] => [...mains, ...parts.map(([, meaning]) => meaning)];
  while (parts.length < mostParts) {
    const found = firstOf(mains, (e) => nameable([e, ...namesIn(e, parts).map(([, meaning]) => meaning)]));
    if (!found) break;
    const name = nameOf(`${letter}${toSubscript(parts.length + 1)}`, found);
    const replacement = replacementOf(found, name, all());
    mains = mains.map((e) => {
      const replaced = substitute(e, replacement);
      return isRoot(found) ? byRoot(simplify(replaced), found, name) : replaced;
    });
    parts = [...parts.map(([s, meaning]) => [s, substitute(meaning, replacement)] as const), [name, found]];
  }
  return numbered(mains, parts, letter);
}

/** What to name next in an expression and the meanings that it needs: what returns in another expression is no help to its reader. */
const nameable = (roots: readonly Expr[]): Expr | undefined =>
  roots.some((e) => cost(e) > longestReadable || holdsNested(e)) ? repeatedPart(roots) : undefined;

function firstOf<T, U>(list: readonly T[], f: (x: T) => U | undefined): U | undefined {
  for (const x of list) {
    const found = f(x);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The names that an expression needs, and those that their meanings need. */
export function namesIn(e: Expr, parts: Abbreviated['parts']): Abbreviated['parts'] {
  const needed = new Set<Expr>();
  const visit = (part: Expr): void => {
    for (const [name, meaning] of parts)
      if (!needed.has(name) && dependsOn(part, [name])) {
        needed.add(name);
        visit(meaning);
      }
  };
  visit(e);
  return parts.filter(([name]) => needed.has(name));
}

/** Numbers in the order in which the names are needed; a single name needs none: w. By its names a long formula may simplify. */
function numbered(mains: readonly Expr[], parts: Abbreviated['parts'], letter: string): Abbreviated {
  const ordered = [...new Set(mains.flatMap((e) => namesIn(e, parts)))];
  const renamed = new Map<Expr, SymbolExpr>(
    ordered.map(([name, meaning], i) => [
      name,
      nameOf(ordered.length === 1 ? letter : `${letter}${toSubscript(i + 1)}`, meaning),
    ]),
  );
  return {
    mains: mains.map((e) => (ordered.length > 0 ? simplify(substitute(e, renamed)) : e)),
    parts: ordered.map(([name, meaning]) => [renamed.get(name) ?? name, substitute(meaning, renamed)]),
  };
}

const isRoot = (e: Expr): e is PowerExpr => e.kind === 'power' && e.exponent === half;

/** With w = √(a² + b²), b² beside w² is written w² − a² where that is shorter. */
function byRoot(e: Expr, { base }: PowerExpr, name: SymbolExpr): Expr {
  if (base.kind !== 'sum') return e;
  const squares = base.terms.filter((t) => t.kind === 'power' && t.exponent === two);
  const others = squares.map((t) => {
    const rest = base.terms.filter((other) => other !== t);
    return simplify(expand(substitute(e, new Map([[t, sub(pow(name, two), add(...rest))]]))));
  });
  return others.reduce((best, other) => (cost(other) < cost(best) ? other : best), e);
}

/** The name for the part; one for √s stands for s and its powers as well. */
function replacementOf(found: Expr, name: SymbolExpr, roots: readonly Expr[]): ReadonlyMap<Expr, Expr> {
  const replacement = new Map<Expr, Expr>([[found, name]]);
  if (!isRoot(found)) return replacement;
  replacement.set(found.base, pow(name, two));
  for (const root of roots)
    contains(root, (n) => {
      if (n.kind === 'power' && n.base === found.base && n.exponent.kind === 'rational')
        replacement.set(n, pow(name, mul(two, n.exponent)));
      return false;
    });
  return replacement;
}

function freeLetter(list: readonly Expr[]): string {
  const used = (letter: string): boolean =>
    list.some((e) => contains(e, (n) => n.kind === 'symbol' && n.name.startsWith(letter)));
  return ['w', 'y', 'z', 'c', 'd'].find((letter) => !used(letter)) ?? 'ω';
}

/** The part whose name saves the reader most; a sum or an integral inside a longer formula has one even if it stands there once. */
function repeatedPart(roots: readonly Expr[]): Expr | undefined {
  let best: Expr | undefined;
  let saved = 0;
  const bound = boundIn(roots);
  for (const [node, count] of occurrences(roots)) {
    const again = node.kind === 'integral' ? count : count - 1;
    const gain = again * (cost(node) - 2);
    if (again < 1 || gain <= saved || roots.includes(node)) continue;
    if (cost(node) < (holdsFunction(node) ? smallestFunction : smallestPart) || dependsOn(node, bound)) continue;
    best = node;
    saved = gain;
  }
  return best && rootOf(best, roots);
}

/** √s in place of s or one of its other half powers, where the root occurs. */
function rootOf(best: Expr, roots: readonly Expr[]): Expr {
  const base = best.kind === 'power' ? best.base : best;
  if (base.kind !== 'sum' || base.shape.length > 0) return best;
  const root = pow(base, half);
  const halves = (n: Expr): boolean =>
    n.kind === 'power' && n.base === base && n.exponent.kind === 'rational' && n.exponent.value.d === 2n;
  return root.kind === 'power' && roots.some((r) => contains(r, halves)) ? root : best;
}

/** Is there an integral inside another that does not hold the other's variable? */
export const holdsNested = (e: Expr): boolean =>
  contains(
    e,
    (n) => n.kind === 'integral' && contains(n.body, (m) => m.kind === 'integral' && !dependsOn(m, [n.variable])),
  );

/** The variables of integrals: what holds one has no meaning outside. */
function boundIn(roots: readonly Expr[]): readonly SymbolExpr[] {
  const bound = new Set<SymbolExpr>();
  for (const root of roots)
    contains(root, (n) => {
      if (n.kind === 'integral') bound.add(n.variable);
      return false;
    });
  return [...bound];
}

/** How often each node is printed. */
function occurrences(roots: readonly Expr[]): ReadonlyMap<Expr, number> {
  const counts = new Map<Expr, number>();
  const order: Expr[] = [];
  const seen = new Set<Expr>();
  const visit = (e: Expr): void => {
    if (seen.has(e)) return;
    seen.add(e);
    children(e).forEach(visit);
    order.push(e);
  };
  roots.forEach(visit);
  for (const root of roots) counts.set(root, (counts.get(root) ?? 0) + 1);
  for (const node of order.reverse())
    for (const child of children(node))
      counts.set(child, Math.min(1e9, (counts.get(child) ?? 0) + (counts.get(node) ?? 0)));
  return counts;
}
