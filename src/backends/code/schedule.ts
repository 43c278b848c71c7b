// From terms to statements: each shared value once, named after what it is, in the order in which it is needed.
import type { Names } from './names.ts';
import {
  boundNames,
  type CloserTerm,
  type IntegralTerm,
  isHost,
  operands,
  type RootProblem,
  type RootTerm,
  type Term,
} from './term.ts';

/** `const name = term;` */
export interface LetStatement {
  readonly kind: 'let';
  readonly name: string;
  readonly term: Term;
  readonly comment?: string;
}

/** `const name = ∫ … ;` with the statements of the integrand. */
export interface IntegralStatement {
  readonly kind: 'integral';
  readonly name: string;
  readonly term: IntegralTerm;
  readonly body: Block;
  /** The statements of the weights' logarithm, where there is one. */
  readonly logWeight: Block | undefined;
  readonly comment?: string;
}

/** `const name = plain, or the other form where that is small;` with the statements of the other form. */
export interface CloserStatement {
  readonly kind: 'closer';
  readonly name: string;
  readonly term: CloserTerm;
  readonly close: Block;
  readonly comment?: string;
}

/** `const [names] = root of …;` with the statements of each of its functions. */
export interface RootStatement {
  readonly kind: 'root';
  readonly names: readonly string[];
  readonly problem: RootProblem;
  readonly residuals: Block;
  readonly jacobian: Block;
  readonly slopes: Block;
  readonly inside: Block;
  readonly comment?: string;
}

export type Statement = LetStatement | IntegralStatement | CloserStatement | RootStatement;

/** Statements and the terms they end in; `bound` says which terms have names. */
export interface Block {
  readonly statements: readonly Statement[];
  readonly results: readonly Term[];
  readonly bound: ReadonlyMap<Term, string>;
}

/** A value to be computed under a name of its own. */
export interface NamedTerm {
  readonly term: Term;
  readonly name?: string;
  readonly comment?: string;
}

/** What one target asks of the schedule. */
export interface Policy {
  /** Must the value have a statement of its own? */
  needsStatement(t: Term): boolean;
  /** Must these operands have names before the term is printed? */
  namedOperands(t: Term): readonly Term[];
  /** A line that holds more operations than this is split. */
  readonly longest: number;
  /** Must a result have a name? */
  namedResult(t: Term): boolean;
}

/** Schedules the outputs; names are taken from `names`, or from the outputs where they say so. */
export function schedule(outputs: readonly NamedTerm[], names: Names, policy: Policy): Block {
  return block(outputs, names, policy, new Map());
}

function block(outputs: readonly NamedTerm[], names: Names, policy: Policy, outer: ReadonlyMap<Term, string>): Block {
  const bound = new Map(outer);
  const statements: Statement[] = [];
  const chosen = choose(outputs, policy, bound);
  const preferred = new Map<Term, NamedTerm>();
  for (const o of outputs) if (o.name !== undefined && !preferred.has(o.term)) preferred.set(o.term, o);
  const bind = (t: Term): void => {
    if (bound.has(t) || t.kind === 'reference' || t.kind === 'number') return;
    const wanted = preferred.get(t);
    if (t.kind === 'root') {
      bindRoot(t, { names, policy, bound, statements, preferred });
      return;
    }
    const described = wanted?.name ?? description(t, bound);
    const name = described === undefined ? names.numbered('t') : names.fresh(described);
    const comment = wanted?.comment === undefined ? {} : { comment: wanted.comment };
    const closure = (term: Term): Block => block([{ term }], names, policy, bound);
    if (t.kind === 'closer') statements.push({ kind: 'closer', name, term: t, close: closure(t.close), ...comment });
    else if (t.kind === 'integral') {
      const logWeight = t.logWeight && closure(t.logWeight);
      statements.push({ kind: 'integral', name, term: t, body: closure(t.body), logWeight, ...comment });
    } else statements.push({ kind: 'let', name, term: t, ...comment });
    bound.set(t, name);
  };
  const visited = new Set<Term>();
  const visit = (t: Term): void => {
    if (visited.has(t) || bound.has(t)) return;
    visited.add(t);
    const closed = boundNames(t);
    for (const operand of operands(t)) visitOpen(operand, closed, visit);
    if (chosen.has(t)) bind(t);
  };
  for (const o of outputs) visit(o.term);
  return { statements, results: outputs.map((o) => o.term), bound };
}

/** Inside a closure only what does not depend on its variables is computed before it. */
function visitOpen(t: Term, closed: readonly string[], visit: (t: Term) => void): void {
  if (!closed.some((name) => t.free.has(name))) {
    visit(t);
    return;
  }
  const inner = [...closed, ...boundNames(t)];
  for (const operand of operands(t)) visitOpen(operand, inner, visit);
}

interface Binding {
  readonly names: Names;
  readonly policy: Policy;
  readonly bound: Map<Term, string>;
  readonly statements: Statement[];
  readonly preferred: ReadonlyMap<Term, NamedTerm>;
}

const rootNames = new WeakMap<RootProblem, WeakMap<Map<Term, string>, readonly string[]>>();

function bindRoot(t: RootTerm, { names, policy, bound, statements, preferred }: Binding): void {
  const known = rootNames.get(t.problem)?.get(bound);
  if (known) {
    bound.set(t, known[t.index] ?? '');
    return;
  }
  const { problem } = t;
  const wanted = preferred.get(t);
  const list = problem.unknowns.map((u) => names.fresh(u.name.replace(/Trial\d*$/, '')));
  rootNames.set(problem, (rootNames.get(problem) ?? new WeakMap()).set(bound, list));
  const inner = (terms: readonly Term[]): Block =>
    block(
      terms.map((term) => ({ term })),
      names,
      policy,
      bound,
    );
  statements.push({
    kind: 'root',
    names: list,
    problem,
    residuals: inner(problem.residuals),
    jacobian: inner(problem.jacobian.flat()),
    slopes: inner(problem.along?.slopes ?? []),
    inside: inner(problem.domain.map((c) => c.value)),
    ...(wanted?.comment === undefined ? {} : { comment: wanted.comment }),
  });
  bound.set(t, list[t.index] ?? '');
}

/** Which terms get a statement: shared ones, named ones, those the target wants, and parts of long lines. */
function choose(outputs: readonly NamedTerm[], policy: Policy, bound: ReadonlyMap<Term, string>): ReadonlySet<Term> {
  const uses = countUses(outputs, bound);
  const chosen = new Set<Term>();
  for (const o of outputs) if (o.name !== undefined || policy.namedResult(o.term)) chosen.add(o.term);
  const weights = new Map<Term, number>();
  const weigh = (t: Term): number => {
    if (bound.has(t) || t.kind === 'reference' || t.kind === 'number' || t.kind === 'size') return 0;
    const known = weights.get(t);
    if (known !== undefined) return known;
    for (const named of policy.namedOperands(t)) if (!isLeaf(named)) chosen.add(named);
    let weight = 1 + operands(t).reduce((sum, operand) => sum + weigh(operand), 0);
    const shared = (uses.get(t) ?? 0) > 1 && !isCheap(t);
    if (
      shared ||
      weight > policy.longest ||
      t.kind === 'integral' ||
      t.kind === 'closer' ||
      t.kind === 'root' ||
      policy.needsStatement(t)
    ) {
      chosen.add(t);
    }
    if (chosen.has(t)) weight = 0;
    weights.set(t, weight);
    return weight;
  };
  for (const o of outputs) weigh(o.term);
  return chosen;
}

const isLeaf = (t: Term): boolean => t.kind === 'reference' || t.kind === 'number' || t.kind === 'size';

/** Not worth a name: leaves, and a sign before one; small numbers of the host. */
const isCheap = (t: Term): boolean =>
  isLeaf(t) ||
  (t.kind === 'call' &&
    ((t.operation === 'negate' && t.args.every(isLeaf)) ||
      t.operation === 'identity' ||
      t.operation === 'fill' ||
      (isHost(t) && hostWeight(t) < 4)));

const hostWeight = (t: Term): number => 1 + operands(t).reduce((sum, operand) => sum + hostWeight(operand), 0);

/** How often each term is used by another or is a result. */
function countUses(outputs: readonly NamedTerm[], bound: ReadonlyMap<Term, string>): ReadonlyMap<Term, number> {
  const uses = new Map<Term, number>();
  const count = (t: Term): void => {
    const before = uses.get(t) ?? 0;
    uses.set(t, before + 1);
    if (before > 0 || bound.has(t)) return;
    operands(t).forEach(count);
  };
  for (const o of outputs) count(o.term);
  return uses;
}

const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);

const words: Readonly<Record<string, string>> = {
  square: 'Squared',
  reciprocal: 'Inverse',
  log: 'log',
  exp: 'exp',
  sqrt: 'sqrt',
  lgamma: 'lgamma',
  digamma: 'digamma',
  trigamma: 'trigamma',
  cholesky: 'cholesky',
  choleskyLogdet: 'logdet',
  sigmoid: 'sigmoid',
  softplus: 'softplus',
  sin: 'sin',
  cos: 'cos',
  transpose: 'transposed',
  total: 'total',
  besselRatio: 'besselRatio',
};

/** `logSigma`, `sigmaSquared`, `choleskyS`; undefined where nothing better than a number is known. */
function description(t: Term, bound: ReadonlyMap<Term, string>): string | undefined {
  if (t.kind === 'integral') return t.logarithm ? 'logOfIntegral' : 'integral';
  if (t.kind !== 'call') return undefined;
  const word = words[t.operation];
  const [argument] = t.args;
  const of = argument && (argument.kind === 'reference' ? argument.name : bound.get(argument));
  if (t.operation === 'choleskyLogdet' && of?.startsWith('cholesky')) return `logdet${of.slice('cholesky'.length)}`;
  if (!word || !of || of.length > 20 || /^t\d+$/.test(of)) return undefined;
  return /^[A-Z]/.test(word) ? `${of}${word}` : `${word}${capital(of)}`;
}
