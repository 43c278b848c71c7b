// Terms as JavaScript expressions: infix by precedence, functions by name, tensors entry by entry at a loop index.
import { CompilerBug } from '../../diagnostics.ts';
import { quoted } from '../code/names.ts';
import type { CallTerm, ElementwiseOperation, NumberTerm, Term } from '../code/term.ts';

/** What printing an expression needs to know. */
export interface Context {
  /** Names given to terms. */
  readonly bound: ReadonlyMap<Term, string>;
  /** The name of each dimension. */
  readonly dimensions: ReadonlyMap<string, string>;
  /** Records an inlined function and gives its name. */
  readonly helper: (name: string) => string;
  /** Inside a loop over entries: the index. */
  readonly index?: string;
  /** Names that hold one entry although their term is a tensor (inside an entry's own closure). */
  readonly entries?: ReadonlySet<string>;
}

interface Printed {
  readonly text: string;
  /** 1 sum, 2 product, 3 sign, 4 power, 5 atom. */
  readonly level: number;
}

const atom = (text: string): Printed => ({ text, level: 5 });
const within = (p: Printed, level: number): string => (p.level >= level ? p.text : `(${p.text})`);

/** The text of a term; a tensor at the index of the context. */
export const expression = (t: Term, c: Context): string => print(t, c).text;

/** A dimension as code: `P`, `K - 1`, `3`. */
export function dimensionText(dim: string, c: Pick<Context, 'dimensions'>): Printed {
  if (/^\d+$/.test(dim)) return atom(dim);
  const known = c.dimensions.get(dim);
  if (known) return atom(known);
  const [, base = '', sign = '-', offset = ''] = /^(.+)([-+])(\d+)$/.exec(dim) ?? [];
  const name = c.dimensions.get(base);
  if (!name) throw new CompilerBug(`the dimension ${quoted(dim)} has no size`);
  return { text: `${name} ${sign} ${offset}`, level: 1 };
}

/** The number of entries of a shape, as code. */
export const sizeText = (shape: readonly string[], c: Pick<Context, 'dimensions'>): string =>
  shape.length === 1 && shape[0]
    ? dimensionText(shape[0], c).text
    : shape.map((d) => within(dimensionText(d, c), 3)).join(' * ') || '1';

function print(t: Term, c: Context): Printed {
  const name = t.kind === 'reference' ? t.name : c.bound.get(t);
  if (name !== undefined)
    return atom(t.shape.length > 0 && c.index && !c.entries?.has(name) ? `${name}[${c.index}]` : name);
  switch (t.kind) {
    case 'number':
      return atom(numberText(t.value));
    case 'size':
      return dimensionText(t.dim, c);
    case 'call':
      return printCall(t, c);
    default:
      throw new CompilerBug(`a ${t.kind} without a name`);
  }
}

/** A number as code, with all its digits. */
function numberText(value: NumberTerm['value']): string {
  if (value === 'pi') return 'Math.PI';
  if (value === 'euler') return '0.5772156649015329';
  return value === 'infinity' ? 'Infinity' : String(value);
}

type Form =
  | { readonly kind: 'infix'; readonly sign: string; readonly level: number; readonly right: number }
  | { readonly kind: 'math' | 'helper'; readonly name: string }
  | { readonly kind: 'special'; readonly print: (args: readonly Printed[]) => Printed };

const infix = (sign: string, level: number, right = level): Form => ({ kind: 'infix', sign, level, right });
const math = (name: string): Form => ({ kind: 'math', name });
const helper = (name: string): Form => ({ kind: 'helper', name });
const nothing = atom('0');
const special = (make: (x: Printed) => Printed): Form => ({ kind: 'special', print: ([x = nothing]) => make(x) });

const forms: { readonly [operation in ElementwiseOperation]: Form } = {
  add: infix('+', 1),
  subtract: infix('-', 1, 2),
  multiply: infix('*', 2),
  divide: infix('/', 2, 3),
  negate: special((x) =>
    x.level === 2 && !x.text.includes('**') ? { text: `-${x.text}`, level: 2 } : { text: `-${within(x, 5)}`, level: 3 },
  ),
  reciprocal: special((x) => ({ text: `1 / ${within(x, 3)}`, level: 2 })),
  power: math('pow'),
  square: special((x) =>
    /^[\w.[\]]+$/.test(x.text)
      ? { text: `${x.text} * ${x.text}`, level: 2 }
      : { text: `${within(x, 5)} ** 2`, level: 4 },
  ),
  sqrt: math('sqrt'),
  exp: math('exp'),
  log: math('log'),
  log1p: math('log1p'),
  expm1: math('expm1'),
  softplus: helper('softplus'),
  sigmoid: helper('sigmoid'),
  phi1: helper('phi1'),
  log1mexp: helper('log1mexp'),
  sin: math('sin'),
  cos: math('cos'),
  tan: math('tan'),
  asin: math('asin'),
  acos: math('acos'),
  atan: math('atan'),
  atan2: math('atan2'),
  sinh: math('sinh'),
  cosh: math('cosh'),
  tanh: math('tanh'),
  asinh: math('asinh'),
  abs: math('abs'),
  sign: math('sign'),
  min: math('min'),
  max: math('max'),
  gamma: helper('gamma'),
  lgamma: helper('lgamma'),
  digamma: helper('digamma'),
  trigamma: helper('trigamma'),
  polygamma: helper('polygamma'),
  erf: helper('erf'),
  besselI: helper('besselI'),
  besselIe: helper('besselIe'),
  besselK: helper('besselK'),
  logBesselK: helper('logBesselK'),
  phi: helper('phi'),
  stumpff: helper('stumpff'),
  logQuotient: helper('logQuotient'),
  logBesselI0: helper('logBesselI0'),
  besselRatio: helper('besselRatio'),
  besselRatioDerivative: helper('besselRatioDerivative'),
  erfc: helper('erfc'),
  logHalfErfc: helper('logHalfErfc'),
  erfDifference: helper('erfDifference'),
  lgammaRemainder: helper('lgammaRemainder'),
  lgammaGap: helper('lgammaGap'),
  lgammaRise: helper('lgammaRise'),
  lgammaRemainderSlope: helper('lgammaRemainderSlope'),
  trigammaGap: helper('trigammaGap'),
  log1pGap: helper('log1pGap'),
  entropyGap: helper('entropyGap'),
  besselGap: helper('besselGap'),
  choose: helper('choose'),
  passing: { kind: 'special', print: ([, , x = nothing]) => x },
};

function printCall(t: CallTerm, c: Context): Printed {
  const form = forms[t.operation as ElementwiseOperation];
  if (!form) return printTensor(t, c);
  const args = t.args.map((a) => print(a, c));
  switch (form.kind) {
    case 'infix': {
      const [a = nothing, b = nothing] = args;
      return { text: `${within(a, form.level)} ${form.sign} ${within(b, form.right)}`, level: form.level };
    }
    case 'math':
      return atom(`Math.${form.name}(${args.map((a) => a.text).join(', ')})`);
    case 'helper':
      return atom(`${c.helper(form.name)}(${args.map((a) => a.text).join(', ')})`);
    case 'special':
      return form.print(args);
  }
}

/** The place of an entry in a flat array; the row's number and the column's are numbers. */
const entryIndex = ([, i = '0', j]: readonly string[], width: string): string => {
  if (j === undefined) return i;
  if (/^\d+$/.test(width)) return String(Number(i) * Number(width) + Number(j));
  return i === '0' ? j : `${i} * ${width} + ${j}`;
};

/** A tensor operation as a call; those that need a loop are statements. */
function printTensor(t: CallTerm, c: Context): Printed {
  const whole: Context = { bound: c.bound, dimensions: c.dimensions, helper: c.helper };
  const args = t.args.map((a) => print(a, whole).text);
  const [a = '', b = ''] = args;
  const n = (axis: number, of: Term = t.args[0] ?? t): string => dimensionText(of.shape[axis] ?? '1', c).text;
  const call = (name: string, ...list: readonly string[]): Printed => atom(`${c.helper(name)}(${list.join(', ')})`);
  switch (t.operation) {
    case 'fill':
      return c.index ? print(t.args[0] ?? t, c) : call('filled', a, sizeText(t.shape, c));
    case 'identity':
      return c.index
        ? atom(`Number(${c.index} % (${dimensionText(t.shape[0] ?? '1', c).text} + 1) === 0)`)
        : call('identityMatrix', n(0, t));
    case 'trace':
      return call('trace', a, n(0));
    case 'applyMatrix':
      return call('applyMatrix', a, b, n(0));
    case 'matrixProduct':
      return call('multiply', a, b, n(0), n(1), n(1, t.args[1]));
    case 'outer':
      return call('outerProduct', a, b);
    case 'transpose':
      return call('transpose', a, n(0), n(1));
    case 'leadingSign':
      return call('leadingSign', a);
    case 'cholesky':
      return call('cholesky', a, n(0));
    case 'choleskySolve':
      return call('solveCholesky', a, b, n(0), '1');
    case 'choleskySolveMatrix':
      return call('solveCholesky', a, b, n(0), n(1, t.args[1]));
    case 'adjointSolve':
      return call('solveLower', a, b, n(0), '1', 'true');
    case 'adjointSolveMatrix':
      return call('solveLower', a, b, n(0), n(1, t.args[1]), 'true');
    case 'choleskyLogdet':
      return call('logDeterminantFromCholesky', a, n(0));
    case 'determinantGap':
      return call('determinantGap', a, b, n(0));
    case 'generalInverse':
      return call('inverseGeneral', a, n(0));
    case 'generalLogdet':
      return atom(`Math.log(Math.abs(${call('determinant', a, n(0)).text}))`);
    case 'determinant':
      return call('determinant', a, n(0));
    case 'diagonal':
      return call('diagonalMatrix', a);
    case 'diagonalPart':
      return call('diagonalPart', a, n(0));
    case 'logsumexp':
      return call('logSumExp', a);
    case 'head':
      return atom(`${a}.slice(0, -1)`);
    case 'last':
      return atom(`${a}[${a}.length - 1]`);
    case 'append':
      return call('appended', a, b);
    case 'entry':
      return atom(`${a}[${entryIndex(args, n(1))}]`);
    case 'lowerPart':
      return call('lowerPart', a, n(0));
    case 'matrixPhi':
      return call('matrixPhi', a, b, n(0, t));
    case 'stack':
    case 'matrix':
      return atom(`Float64Array.of(${args.join(', ')})`);
    default:
      throw new CompilerBug(`${t.operation} needs a statement of its own`);
  }
}
