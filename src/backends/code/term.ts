// Target-neutral code: terms shared by content, made of named operations that every target can print.
import type { ElementwisePrimitive, Shape } from '../../ir/expr.ts';

/** Acts entry by entry, arguments spread from scalars: the primitives, and sums, products and powers by name. */
export type ElementwiseOperation =
  | ElementwisePrimitive
  | 'add'
  | 'subtract'
  | 'multiply'
  | 'divide'
  | 'negate'
  | 'reciprocal'
  | 'power'
  | 'square'
  | 'sqrt'
  | 'sigmoid'
  | 'phi1'
  | 'log1mexp'
  | 'trigamma'
  | 'logQuotient'
  | 'logBesselK'
  | 'logBesselI0'
  | 'besselRatio'
  | 'besselRatioDerivative'
  /** 1 − erf x, the logarithm of its half, and erf a − erf b. */
  | 'erfc'
  | 'logHalfErfc'
  | 'erfDifference'
  /** What Stirling's formula leaves of log Γ, its slope, log(1 + δ) − δ, and (1 + δ) log(1 + δ) − δ. */
  | 'lgammaRemainder'
  | 'lgammaRemainderSlope'
  | 'trigammaGap'
  | 'log1pGap'
  | 'entropyGap'
  | 'besselGap'
  | 'choose'
  /** What one of two forms reads, in tensors: its gradient passes where that form is taken. */
  | 'passing'
  /** log Γ(x + a) − x log w + w. */
  | 'lgammaGap'
  /** log Γ(u) − log Γ(v), and u − v. */
  | 'lgammaRise';

/** Whole vectors and matrices. */
export type TensorOperation =
  | 'total'
  | 'prod'
  | 'trace'
  | 'applyMatrix'
  | 'matrixProduct'
  | 'outer'
  | 'transpose'
  | 'leadingSign'
  | 'cholesky'
  | 'choleskySolve'
  | 'choleskySolveMatrix'
  | 'choleskyLogdet'
  | 'determinantGap'
  | 'adjointSolve'
  | 'adjointSolveMatrix'
  | 'generalInverse'
  | 'generalLogdet'
  | 'determinant'
  | 'diagonal'
  | 'diagonalPart'
  | 'logsumexp'
  | 'head'
  | 'last'
  | 'append'
  | 'fill'
  | 'stack'
  | 'matrix'
  | 'entry'
  | 'lowerPart'
  | 'matrixPhi'
  | 'identity';

export type Operation = ElementwiseOperation | TensorOperation;

interface Common {
  readonly id: number;
  readonly shape: Shape;
  /** The scoped names (variables of closures) that the term depends on. */
  readonly free: ReadonlySet<string>;
}

export type NumberTerm = Common & { readonly kind: 'number'; readonly value: number | 'pi' | 'euler' | 'infinity' };
/** A named value: an input, a variable of a closure; `host` where it is a number that the host knows. */
export type ReferenceTerm = Common & { readonly kind: 'reference'; readonly name: string; readonly host?: boolean };
/** A dimension as a number known to the host. */
export type SizeTerm = Common & { readonly kind: 'size'; readonly dim: string };
export type CallTerm = Common & {
  readonly kind: 'call';
  readonly operation: Operation;
  readonly args: readonly Term[];
};
/** ∫ or Σ of `body` over `variable` from `lower` to `upper`, entry by entry; the logarithm of that of e^body where it says so. */
export type IntegralTerm = Common & {
  readonly kind: 'integral';
  readonly discrete: boolean;
  readonly logarithm: boolean;
  /** Is the variable a logarithm of a distance, in which the integrand falls like an exponential or faster? */
  readonly unfolded: boolean;
  readonly variable: ReferenceTerm;
  /** How far the variable is from its ends. */
  readonly below: ReferenceTerm;
  readonly above: ReferenceTerm;
  readonly lower: Term;
  readonly upper: Term;
  readonly body: Term;
  /** Is the integrand smooth up to both ends, so that one rule of Gauss tells the integral? */
  readonly smooth?: boolean;
  /** The logarithm of what the terms of a sum or an integrand are weighed with, which does not underflow. */
  readonly logWeight?: Term;
};
/** A value, and where it is small and has lost its digits another form, which is computed there only. */
export type CloserTerm = Common & { readonly kind: 'closer'; readonly plain: Term; readonly close: Term };
/** One unknown of a system solved by Newton's method. */
export type RootTerm = Common & { readonly kind: 'root'; readonly problem: RootProblem; readonly index: number };

export type Term = NumberTerm | ReferenceTerm | SizeTerm | CallTerm | IntegralTerm | CloserTerm | RootTerm;

/** `value` in relation to nothing: > 0, < 0, definite. */
export interface TermCondition {
  readonly value: Term;
  readonly relation: '>' | '<' | 'positive-definite' | 'negative-definite';
}

/** Find the unknowns with residuals = 0. */
export interface RootProblem {
  readonly unknowns: readonly ReferenceTerm[];
  readonly start: readonly Term[];
  readonly residuals: readonly Term[];
  readonly jacobian: readonly (readonly Term[])[];
  readonly domain: readonly TermCondition[];
  /** For tensors: the derivatives along tangents take the Jacobian's place. */
  readonly along?: Along;
}

/** How a tensor is flattened. */
export type Flattening = 'scalar' | 'full' | 'symmetric';

/** Derivatives of the residuals along tangents of the unknowns, and how both are flattened. */
export interface Along {
  readonly tangents: readonly ReferenceTerm[];
  readonly slopes: readonly Term[];
  readonly unknowns: readonly Flattening[];
  readonly residuals: readonly Flattening[];
}

type Unnumbered<T> = T extends Term ? Omit<T, 'id' | 'free'> : never;

/** Makes terms; equal content gives the same term. */
export interface TermTable {
  number(value: NumberTerm['value']): NumberTerm;
  reference(name: string, shape: Shape, scoped?: boolean): ReferenceTerm;
  hostNumber(name: string): ReferenceTerm;
  size(dim: string): SizeTerm;
  call(operation: Operation, args: readonly Term[], shape: Shape): CallTerm;
  integral(content: Omit<IntegralTerm, 'id' | 'free' | 'shape' | 'kind'>): IntegralTerm;
  closer(plain: Term, close: Term): CloserTerm;
  root(problem: RootProblem, index: number): RootTerm;
}

/** What a term is made of, closures included. */
export function operands(t: Term): readonly Term[] {
  switch (t.kind) {
    case 'call':
      return t.args;
    case 'integral':
      return [t.lower, t.upper, t.body, ...(t.logWeight ? [t.logWeight] : [])];
    case 'closer':
      // What the other form needs is computed inside it.
      return [t.plain];
    case 'root':
      return [...t.problem.start, ...closureTerms(t.problem)];
    default:
      return [];
  }
}

/** The terms inside the closures of a root problem. */
const closureTerms = (p: RootProblem): readonly Term[] => [
  ...p.residuals,
  ...p.jacobian.flat(),
  ...(p.along?.slopes ?? []),
  ...p.domain.map((c) => c.value),
];

/** What the closure of an integral is given: the variable, and the distances to its ends as far as it asks for them. */
export function closureArguments({ variable, below, above, body }: IntegralTerm): readonly string[] {
  const list = [variable.name, below.name, above.name];
  const last = body.free.has(above.name) ? 3 : body.free.has(below.name) ? 2 : 1;
  return list.slice(0, last);
}

/** The names that the closures of a term bind. */
export const boundNames = (t: Term): readonly string[] =>
  t.kind === 'integral'
    ? [t.variable.name, t.below.name, t.above.name]
    : t.kind === 'root'
      ? namesOfProblem(t.problem)
      : [];

const namesOfProblem = (p: RootProblem): readonly string[] =>
  [...p.unknowns, ...(p.along?.tangents ?? [])].map((u) => u.name);

function freeNames(t: Unnumbered<Term>): ReadonlySet<string> {
  const whole = t as Term;
  const found = new Set<string>();
  for (const operand of operands(whole)) for (const name of operand.free) found.add(name);
  for (const name of boundNames(whole)) found.delete(name);
  return found;
}

/** A new table. */
export function createTable(): TermTable {
  const table = new Map<string, Term>();
  const problems = new Map<RootProblem, number>();
  const intern = (key: string, content: Unnumbered<Term>, free?: ReadonlySet<string>): Term => {
    const known = table.get(key);
    if (known) return known;
    const made = { ...content, id: table.size, free: free ?? freeNames(content) } as Term;
    table.set(key, made);
    return made;
  };
  const problemNumber = (p: RootProblem): number => {
    const known = problems.get(p) ?? problems.size;
    problems.set(p, known);
    return known;
  };
  return {
    number: (value) => intern(`n${value}`, { kind: 'number', shape: [], value }) as NumberTerm,
    reference: (name, shape, scoped = false) =>
      intern(`r${name}`, { kind: 'reference', shape, name }, new Set(scoped ? [name] : [])) as ReferenceTerm,
    hostNumber: (name) =>
      intern(`r${name}`, { kind: 'reference', shape: [], name, host: true }, new Set()) as ReferenceTerm,
    size: (dim) => intern(`d${dim}`, { kind: 'size', shape: [], dim }) as SizeTerm,
    call: (operation, args, shape) =>
      intern(`c${operation}(${args.map((a) => a.id)})${shape}`, { kind: 'call', operation, args, shape }) as CallTerm,
    integral: (content) => {
      const { variable, lower, upper, body, discrete, logarithm, unfolded } = content;
      const key = `i${variable.id},${lower.id},${upper.id},${body.id},${discrete},${logarithm},${unfolded}`;
      return intern(key, { kind: 'integral', shape: body.shape, ...content }) as IntegralTerm;
    },
    closer: (plain, close) =>
      intern(`o${plain.id},${close.id}`, { kind: 'closer', shape: plain.shape, plain, close }) as CloserTerm,
    root: (problem, index) =>
      intern(`s${problemNumber(problem)},${index}`, {
        kind: 'root',
        problem,
        index,
        shape: problem.unknowns[index]?.shape ?? [],
      }) as RootTerm,
  };
}

const tensorOperations: ReadonlySet<string> = new Set<TensorOperation>([
  'total',
  'prod',
  'trace',
  'applyMatrix',
  'matrixProduct',
  'outer',
  'transpose',
  'leadingSign',
  'cholesky',
  'choleskySolve',
  'choleskySolveMatrix',
  'choleskyLogdet',
  'determinantGap',
  'adjointSolve',
  'adjointSolveMatrix',
  'generalInverse',
  'generalLogdet',
  'determinant',
  'diagonal',
  'diagonalPart',
  'logsumexp',
  'head',
  'last',
  'append',
  'fill',
  'stack',
  'matrix',
  'entry',
  'lowerPart',
  'matrixPhi',
  'identity',
]);

/** Does the operation act entry by entry? */
export const isElementwiseOperation = (operation: Operation): operation is ElementwiseOperation =>
  !tensorOperations.has(operation);

const hostOperations: ReadonlySet<string> = new Set<ElementwiseOperation>([
  'add',
  'subtract',
  'multiply',
  'divide',
  'negate',
  'reciprocal',
  'power',
  'square',
  'sqrt',
  'exp',
  'log',
]);

/** A scalar of numbers and dimensions alone: the host computes it, in double precision. */
export function isHost(t: Term): boolean {
  if (t.kind === 'number' || t.kind === 'size') return true;
  if (t.kind === 'reference') return t.host === true;
  return t.kind === 'call' && t.shape.length === 0 && hostOperations.has(t.operation) && t.args.every(isHost);
}
