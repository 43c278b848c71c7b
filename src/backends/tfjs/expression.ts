// Terms as chained tensor functions; what the host can compute stays a number.
import { CompilerBug } from '../../diagnostics.ts';
import { type CallTerm, type ElementwiseOperation, isElementwiseOperation, isHost, type Term } from '../code/term.ts';
import { dimensionText, expression as hostExpression } from '../js/expression.ts';

/** What printing an expression needs to know. */
export interface Context {
  readonly bound: ReadonlyMap<Term, string>;
  readonly dimensions: ReadonlyMap<string, string>;
  /** Record an imported or carried function and give its name. */
  readonly core: (name: string) => string;
  readonly runtime: (name: string) => string;
  readonly support: (name: string) => string;
  /** Inside a sum over a new last axis: the names that have that axis already. */
  readonly lifted?: ReadonlySet<string>;
  /** The axes of a tensor that such a sum is taken of entry by entry: the new axis comes after these, which all values there have. */
  readonly entryRank?: number;
}

type Home = 'core' | 'runtime';
const core = (name: string): readonly [Home, string] => ['core', name];
const runtime = (name: string): readonly [Home, string] => ['runtime', name];

const functions: { readonly [operation in ElementwiseOperation]: readonly [Home, string] | undefined } = {
  add: core('add'),
  subtract: core('sub'),
  multiply: core('mul'),
  divide: core('div'),
  negate: core('neg'),
  reciprocal: core('reciprocal'),
  power: core('pow'),
  square: core('square'),
  sqrt: core('sqrt'),
  exp: runtime('exp'),
  log: runtime('log'),
  log1p: runtime('log1p'),
  expm1: runtime('expm1'),
  softplus: runtime('softplus'),
  sigmoid: core('sigmoid'),
  phi1: runtime('phi1'),
  log1mexp: runtime('log1mexp'),
  sin: runtime('sin'),
  cos: runtime('cos'),
  tan: core('tan'),
  asin: core('asin'),
  acos: core('acos'),
  atan: core('atan'),
  atan2: core('atan2'),
  sinh: core('sinh'),
  cosh: core('cosh'),
  tanh: core('tanh'),
  asinh: runtime('asinh'),
  abs: core('abs'),
  sign: runtime('sign'),
  min: core('minimum'),
  max: core('maximum'),
  gamma: undefined,
  lgamma: runtime('lgamma'),
  digamma: runtime('digamma'),
  trigamma: runtime('trigamma'),
  polygamma: runtime('polygamma'),
  erf: runtime('erf'),
  besselI: undefined,
  besselIe: runtime('besselIe'),
  besselK: runtime('besselK'),
  logBesselK: runtime('logBesselK'),
  phi: runtime('phi'),
  stumpff: runtime('stumpff'),
  logQuotient: runtime('logQuotient'),
  logBesselI0: runtime('logBesselI0'),
  besselRatio: runtime('besselRatio'),
  besselRatioDerivative: runtime('besselRatioDerivative'),
  erfc: runtime('erfc'),
  logHalfErfc: runtime('logHalfErfc'),
  erfDifference: runtime('erfDifference'),
  lgammaRemainder: runtime('lgammaRemainder'),
  lgammaGap: runtime('lgammaGap'),
  lgammaRise: runtime('lgammaRise'),
  lgammaRemainderSlope: runtime('lgammaRemainderSlope'),
  trigammaGap: runtime('trigammaGap'),
  log1pGap: runtime('log1pGap'),
  entropyGap: runtime('entropyGap'),
  besselGap: runtime('besselGap'),
  choose: runtime('choose'),
  passing: runtime('passing'),
};

/** Operations whose first argument is an order or a side, known to the host. */
const ordered: ReadonlySet<string> = new Set([
  'passing',
  'polygamma',
  'besselIe',
  'besselI',
  'besselK',
  'logBesselK',
  'phi',
  'stumpff',
]);

/** Arithmetic takes numbers as they are; every other function wants a tensor. */
const takesNumbers: ReadonlySet<string> = new Set(['add', 'subtract', 'multiply', 'divide', 'power', 'min', 'max']);

const hostContext = (c: Context) => ({ bound: c.bound, dimensions: c.dimensions, helper: (name: string) => name });

/** A term that the host computes, as a number's text. */
export const hostText = (t: Term, c: Context): string => hostExpression(t, hostContext(c));

/** A term as a tensor. */
export function tensorText(t: Term, c: Context): string {
  return isHost(t) ? `${c.core('scalar')}(${hostText(t, c)})` : expression(t, c);
}

/** A term as code: a number where the host knows it, else a tensor. */
export function expression(t: Term, c: Context): string {
  if (isHost(t)) return hostText(t, c);
  const name = t.kind === 'reference' ? t.name : c.bound.get(t);
  if (name !== undefined) return c.lifted && !c.lifted.has(name) ? lifted(name, t.shape.length, c) : name;
  if (t.kind !== 'call') throw new CompilerBug(`a ${t.kind} without a name`);
  return isElementwiseOperation(t.operation) ? elementwiseText(t, t.operation, c) : tensorCall(t, c);
}

/** A value from outside a sum or an integral: the axis of its places comes before the value's own, or after that of entries. */
const lifted = (name: string, rank: number, c: Context): string => {
  if (c.entryRank) return spread(name, c.entryRank + 1 - rank, c);
  return `${c.core('expandDims')}(${name}, ${-1 - rank})`;
};

function elementwiseText(t: CallTerm, operation: ElementwiseOperation, c: Context): string {
  const numbers = takesNumbers.has(operation);
  const args = t.args.map((a, i) =>
    i === 0 && ordered.has(operation) ? hostText(a, c) : operand(a, t.shape.length, numbers, c),
  );
  const list = args.join(', ');
  if (operation === 'gamma') return `${c.runtime('exp')}(${c.runtime('lgamma')}(${list}))`;
  if (operation === 'besselI') {
    return `${c.core('mul')}(${c.runtime('exp')}(${c.core('abs')}(${args[1]})), ${c.runtime('besselIe')}(${list}))`;
  }
  const found = functions[operation];
  if (!found) throw new CompilerBug(`no tensor function for ${operation}`);
  const [home, name] = found;
  return `${home === 'core' ? c.core(name) : c.runtime(name)}(${list})`;
}

/** An operand of a result of the given rank: scalars of a batch get their last axes. */
function operand(a: Term, rank: number, numbers: boolean, c: Context): string {
  if (isHost(a)) return numbers ? hostText(a, c) : tensorText(a, c);
  if (a.kind === 'call' && a.operation === 'fill' && a.args[0] && !c.bound.has(a))
    return operand(a.args[0], rank, numbers, c);
  const text = expression(a, c);
  if (a.shape.length > 0 || rank === 0 || c.entryRank) return text;
  return spread(text, rank, c);
}

/** A scalar of a batch with so many last axes. */
export const spread = (text: string, rank: number, c: Context): string =>
  rank === 0 ? text : `${c.core('expandDims')}(${spread(text, rank - 1, c)}, -1)`;

function tensorCall(t: CallTerm, c: Context): string {
  const [first = t, second] = t.args;
  const n = (axis: number): string => dimensionText(t.shape[axis] ?? '1', c).text;
  const a = (): string => tensorText(first, c);
  const b = (): string => tensorText(second ?? t, c);
  const axes = first.shape.length === 2 ? '[-2, -1]' : '-1';
  const column = (x: string): string => `${c.core('expandDims')}(${x}, -1)`;
  switch (t.operation) {
    case 'total':
      return `${c.core('sum')}(${a()}, ${axes})`;
    case 'prod':
      return `${c.core('prod')}(${a()}, ${axes})`;
    case 'trace':
      return `${c.runtime('trace')}(${a()})`;
    case 'applyMatrix':
      return `${c.support('applyMatrix')}(${a()}, ${b()})`;
    case 'matrixProduct':
      return `${c.support('matrixProduct')}(${a()}, ${b()})`;
    case 'outer':
      return `${c.runtime('outer')}(${a()}, ${b()})`;
    case 'transpose':
      return `${c.runtime('transposeLast')}(${a()})`;
    case 'leadingSign':
      return `${c.runtime('sign')}(${c.runtime('trace')}(${a()}))`;
    case 'cholesky':
      return `${c.runtime('cholesky')}(${a()})`;
    case 'choleskySolve':
      return `${c.core('squeeze')}(${c.runtime('choleskySolve')}(${a()}, ${column(b())}), [-1])`;
    case 'choleskySolveMatrix':
      return `${c.runtime('choleskySolve')}(${a()}, ${b()})`;
    case 'adjointSolve':
      return `${c.core('squeeze')}(${c.runtime('triangularSolve')}(${a()}, ${column(b())}, { adjoint: true }), [-1])`;
    case 'adjointSolveMatrix':
      return `${c.runtime('triangularSolve')}(${a()}, ${b()}, { adjoint: true })`;
    case 'choleskyLogdet':
      return `${c.core('mul')}(2, ${c.core('sum')}(${c.runtime('log')}(${c.runtime('diagPart')}(${a()})), -1))`;
    case 'determinantGap':
      return `${c.runtime('determinantGap')}(${a()}, ${b()})`;
    case 'generalInverse':
      return `${c.runtime('inverseGeneral')}(${a()})`;
    case 'generalLogdet':
      return `${c.runtime('logAbsDeterminant')}(${a()})`;
    case 'diagonal':
      return `${c.runtime('diagEmbed')}(${a()})`;
    case 'diagonalPart':
      return `${c.runtime('diagPart')}(${a()})`;
    case 'logsumexp':
      return `${c.core('logSumExp')}(${a()}, -1)`;
    case 'head':
      return `${c.support('headOf')}(${a()})`;
    case 'last':
      return `${c.support('lastOf')}(${a()})`;
    case 'append':
      return `${c.support('appended')}(${a()}, ${b()})`;
    case 'stack':
      return `${c.support('stacked')}([${t.args.map((x) => tensorText(x, c)).join(', ')}])`;
    case 'matrix':
      return `${c.runtime('matrixFrom')}([${t.args.map((x) => tensorText(x, c)).join(', ')}], ${n(1)})`;
    case 'entry':
      return `${c.runtime('entryOf')}(${a()}, [${t.args
        .slice(1)
        .map((x) => hostText(x, c))
        .join(', ')}])`;
    case 'lowerPart':
      return `${c.runtime('lowerPart')}(${a()})`;
    case 'matrixPhi':
      return `${c.runtime('matrixPhi')}(${hostText(first, c)}, ${b()})`;
    case 'identity':
      return `${c.core('eye')}(${n(0)})`;
    case 'fill':
      if (c.entryRank) return a();
      return `${c.core('mul')}(${operand(first, t.shape.length, true, c)}, ${c.core('ones')}([${t.shape.map((_, i) => n(i)).join(', ')}]))`;
    default:
      throw new CompilerBug(`no tensor function for ${t.operation}`);
  }
}
