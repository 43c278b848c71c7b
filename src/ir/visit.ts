// Walking the graph: rebuild, substitute, and ask which symbols occur.
import { unreachable } from '../diagnostics.ts';
import { add, elementwise, fill, mul, pow } from './build.ts';
import { entry } from './entry.ts';
import { type ApplyExpr, children, type Expr, integral, type Shape, type SymbolExpr, zero } from './expr.ts';
import {
  append,
  cholesky,
  det,
  diagonal,
  diagonalPart,
  head,
  inverse,
  isElementwise,
  last,
  logdet,
  logsumexp,
  lowerPart,
  matmul,
  matrix,
  matrixPhi,
  prod,
  stack,
  total,
  trace,
  transpose,
} from './tensor.ts';

/** The application of `fn` to new arguments, canonical again. */
function reapply(e: ApplyExpr, args: readonly Expr[]): Expr {
  const { fn } = e;
  if (isElementwise(fn)) return elementwise(fn, ...args);
  const [a = zero, b = zero] = args;
  switch (fn) {
    case 'total':
      return total(a);
    case 'prod':
      return prod(a);
    case 'matmul':
      return matmul(...args);
    case 'trace':
      return trace(...args);
    case 'transpose':
      return transpose(a);
    case 'inverse':
      return inverse(a);
    case 'det':
      return det(a);
    case 'logdet':
      return logdet(a);
    case 'diagonal':
      return diagonal(a);
    case 'diagonalPart':
      return diagonalPart(a);
    case 'logsumexp':
      return logsumexp(a);
    case 'head':
      return head(a);
    case 'last':
      return last(a);
    case 'append':
      return append(a, b);
    case 'fill':
      return fill(a, e.shape);
    case 'stack':
      return stack(...args);
    case 'matrix':
      return matrix(Array.from({ length: Number(e.shape[0]) }, (_, i) => rowOf(args, i, Number(e.shape[1]))));
    case 'entry':
      return entry(a, wholeOf(b), wholeOf(args[2] ?? zero));
    case 'lowerPart':
      return lowerPart(a);
    case 'cholesky':
      return cholesky(a);
    case 'matrixPhi':
      return matrixPhi(wholeOf(a), b);
    default:
      return unreachable(fn);
  }
}

const rowOf = (entries: readonly Expr[], i: number, width: number): readonly Expr[] =>
  entries.slice(i * width, (i + 1) * width);
const wholeOf = (e: Expr): number => (e.kind === 'rational' ? Number(e.value.n) : 0);

/** The node over new children, canonical again. */
function rebuild(e: Expr, parts: readonly Expr[]): Expr {
  const [a = zero, b = zero] = parts;
  switch (e.kind) {
    case 'sum':
      return restore(add(...parts), e.shape);
    case 'product':
      return restore(mul(...parts), e.shape);
    case 'power':
      return pow(a, b);
    case 'apply':
      return reapply(e, parts);
    case 'integral':
      return integral(e.variable, a);
    default:
      return e;
  }
}

/** The node over the images of its children. */
export function mapChildren(e: Expr, f: (child: Expr) => Expr): Expr {
  const before = children(e);
  const after = before.map(f);
  return after.every((c, i) => c === before[i]) ? e : rebuild(e, after);
}

const restore = (e: Expr, shape: Shape): Expr => (e.shape.length === 0 && shape.length > 0 ? fill(e, shape) : e);

/** Rebuilds bottom-up with `f` applied to every node outside integrals; shared nodes are visited once. */
export function transform(e: Expr, f: (node: Expr) => Expr): Expr {
  const done = new Map<Expr, Expr>();
  const go = (node: Expr): Expr => {
    const known = done.get(node);
    if (known) return known;
    if (node.kind === 'integral') return node;
    const before = children(node);
    const after = before.map(go);
    const result = f(after.every((c, i) => c === before[i]) ? node : rebuild(node, after));
    done.set(node, result);
    return result;
  };
  return go(e);
}

/** Replaces nodes by nodes (shapes of source and target agree, or both sides are consistently lifted). */
export function substitute(e: Expr, replacements: ReadonlyMap<Expr, Expr>): Expr {
  if (replacements.size === 0) return e;
  const done = new Map<Expr, Expr>(replacements);
  const go = (node: Expr): Expr => {
    const known = done.get(node);
    if (known) return known;
    if (node.kind === 'integral' && isAbout(node.variable, replacements)) return outsideBinder(node, replacements);
    const before = children(node);
    const after = before.map(go);
    const result = after.every((c, i) => c === before[i]) ? node : lifted(node, after);
    done.set(node, result);
    return result;
  };
  return go(e);
}

const isAbout = (v: SymbolExpr, replacements: ReadonlyMap<Expr, Expr>): boolean =>
  [...replacements.keys()].some((e) => dependsOn(e, [v]));

/** The variable of an integral is bound: what stands outside for it, or for what is made of it, means another thing. */
function outsideBinder(node: Expr & { kind: 'integral' }, replacements: ReadonlyMap<Expr, Expr>): Expr {
  const others = new Map([...replacements].filter(([e]) => !dependsOn(e, [node.variable])));
  return integral(node.variable, substitute(node.body, others));
}

/** A sum or product whose scalar parts became tensors keeps the new, wider shape. */
const lifted = (node: Expr, parts: readonly Expr[]): Expr => {
  if (node.kind === 'sum') return add(...parts);
  if (node.kind === 'product') return mul(...parts);
  return rebuild(node, parts);
};

/** The bounds of a symbol's domain, or the members listed in it. */
export function boundsOf(s: SymbolExpr): readonly Expr[] {
  const d = s.domain;
  if (d.kind === 'set') return d.values;
  if (d.kind !== 'interval' && d.kind !== 'integers') return [];
  return [d.lower, d.upper].filter((b) => b !== undefined);
}

const symbolCache = new WeakMap<Expr, ReadonlySet<SymbolExpr>>();

/** The symbols that occur free in an expression. */
export function symbolsOf(e: Expr): ReadonlySet<SymbolExpr> {
  const known = symbolCache.get(e);
  if (known) return known;
  const found = new Set<SymbolExpr>(e.kind === 'symbol' ? [e] : []);
  for (const c of children(e)) for (const s of symbolsOf(c)) found.add(s);
  if (e.kind === 'integral') {
    found.delete(e.variable);
    for (const b of boundsOf(e.variable)) for (const s of symbolsOf(b)) found.add(s);
  }
  symbolCache.set(e, found);
  return found;
}

/** Does any of `symbols` occur in e? */
export function dependsOn(e: Expr, symbols: Iterable<Expr>): boolean {
  const present: ReadonlySet<Expr> = symbolsOf(e);
  for (const s of symbols) if (present.has(s)) return true;
  return false;
}

/** Number of distinct nodes. */
export function countNodes(e: Expr): number {
  const seen = new Set<Expr>();
  const go = (node: Expr): void => {
    if (seen.has(node)) return;
    seen.add(node);
    children(node).forEach(go);
  };
  go(e);
  return seen.size;
}

/** Does a node of this test occur? */
export function contains(e: Expr, test: (node: Expr) => boolean): boolean {
  const seen = new Set<Expr>();
  const go = (node: Expr): boolean => {
    if (seen.has(node)) return false;
    seen.add(node);
    return test(node) || children(node).some(go);
  };
  return go(e);
}

/** Holds an integral, or a sum whose end is no dimension. */
export const hasOpenIntegral = (e: Expr): boolean =>
  contains(e, (node) => {
    if (node.kind !== 'integral') return false;
    const { domain } = node.variable;
    return !(domain.kind === 'integers' && domain.upper?.kind === 'dimension');
  });
