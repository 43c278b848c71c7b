// Expr → text in the language of `.blr` files, which reads back as the same expression.
import { div, pow } from '../ir/build.ts';
import {
  type ApplyExpr,
  type Expr,
  half,
  type IntegralExpr,
  isDiscrete,
  isScalar,
  one,
  type Primitive,
  rational,
  zero,
} from '../ir/expr.ts';
import { negRatio, type Ratio } from '../ir/rational.ts';
import { type Part, stirlingPartOf } from '../ir/stirling.ts';
import { isElementwise, rowsOf } from '../ir/tensor.ts';
import { arrangedFactors, plainTerms } from './arrange.ts';
import { exactDecimal } from './decimal.ts';
import { textName } from './names.ts';
import { plainTerm } from './signed-term.ts';

/** How tightly a text binds: sum, product, sign, power, postfix, atom. */
type Binding = 0 | 1 | 2 | 3 | 4 | 5;
interface Text {
  readonly text: string;
  readonly binding: Binding;
}

const plain = (text: string): Text => ({ text, binding: 5 });
const within = (t: Text, least: Binding): string => (t.binding < least ? `(${t.text})` : t.text);

/** The source text of an expression. */
export const textOf = (e: Expr): string => show(e).text;

function show(e: Expr): Text {
  switch (e.kind) {
    case 'rational':
    case 'product':
      return signed(e);
    case 'constant':
      return plain(e.name === 'pi' ? 'π' : e.name === 'infinity' ? 'inf' : 'euler');
    case 'dimension':
      return { text: e.dim.replace(/[+-]/, ' $& '), binding: /[+-]/.test(e.dim) ? 0 : 5 };
    case 'identity':
      return plain('I');
    case 'symbol': {
      const part = stirlingPartOf(e);
      return part ? partText(part) : plain(textName(e.name));
    }
    case 'sum':
      return sumText(plainTerms(e));
    case 'power':
      return powerText(e.base, e.exponent, e);
    case 'apply':
      return applyText(e);
    case 'integral':
      return plain(overText(e));
    default:
      return e satisfies never;
  }
}

/** A sum with its range, or an integral: no text of the language, but one to read. */
function overText({ variable: v, body }: IntegralExpr): string {
  const name = textName(v.name);
  const inside = within(show(body), 1);
  if (v.domain.kind !== 'integers')
    return `${isDiscrete(v.domain) ? 'Σ' : '∫'} ${inside}${isDiscrete(v.domain) ? ` over ${name}` : ` d${name}`}`;
  const [from, to] = [v.domain.lower, v.domain.upper].map((end, i) => (end ? textOf(end) : i === 0 ? '-inf' : 'inf'));
  return `Σ ${inside} over ${name} = ${from}..${to}`;
}

function sumText(terms: readonly Expr[]): Text {
  const text = terms.map((t, i) => {
    const { negative } = plainTerm(t);
    const body = within(magnitude(t), 1);
    return i === 0 ? `${negative ? '-' : ''}${body}` : `${negative ? ' - ' : ' + '}${body}`;
  });
  return { text: text.join(''), binding: 0 };
}

function signed(e: Expr): Text {
  const body = magnitude(e);
  return plainTerm(e).negative ? { text: `-${within(body, 1)}`, binding: Math.min(1, body.binding) as Binding } : body;
}

/** The term without its sign, as a quotient. */
function magnitude(e: Expr): Text {
  const { negative, coefficient, factors } = plainTerm(e);
  const below = factors.filter(isBelow);
  const above = arrangedFactors(factors.filter((f) => !isBelow(f)));
  const [only] = above;
  const bare = !negative && coefficient.n === 1n && coefficient.d === 1n;
  if (factors.length === 1 && only && (bare || only.kind !== 'sum') && coefficient.n === coefficient.d)
    return show(only);
  return bare ? quotient(coefficient, above, below) : weighted(coefficient, above, below);
}

const isBelow = (f: Expr): boolean => f.kind === 'power' && f.exponent.kind === 'rational' && f.exponent.value.n < 0n;

/** A number never stands right before a sum: reading would multiply it into the sum. */
function weighted(c: Ratio, above: readonly Expr[], below: readonly Expr[]): Text {
  const sums = above.filter((f) => f.kind === 'sum').map(factorText);
  if (sums.length === 0) return quotient(c, above, below);
  const others = above.filter((f) => f.kind !== 'sum');
  const alone = others.length === 0 && below.length === 0;
  const last = alone && sums.length > 1 ? `(${sums.join('*')})` : sums.join('*');
  if (alone && c.n === 1n && c.d === 1n) return { text: last, binding: sums.length > 1 ? 5 : 1 };
  return { text: `${quotient(c, others, below).text}*${last}`, binding: 1 };
}

function quotient(c: Ratio, above: readonly Expr[], below: readonly Expr[]): Text {
  const decimal = exactDecimal(c);
  const top = [
    ...(c.n === 1n && above.length > 0 && !decimal ? [] : [decimal ?? String(c.n)]),
    ...above.map(factorText),
  ];
  const bottom = [...(c.d === 1n || decimal ? [] : [String(c.d)]), ...below.map((f) => factorText(turned(f)))];
  const over = top.join('*');
  const [only] = above;
  const binding = top.length > 1 ? 1 : only ? show(only).binding : 5;
  if (bottom.length === 0) return { text: over, binding };
  return { text: `${over}/${bottom.length > 1 ? `(${bottom.join('*')})` : bottom[0]}`, binding: 1 };
}

/** A matrix word among factors keeps its parentheses, so that `*` and juxtaposition never meet. */
const factorText = (f: Expr): string => within(show(f), 2);

function turned(f: Expr): Expr {
  if (f.kind !== 'power' || f.exponent.kind !== 'rational') return f;
  return pow(f.base, rational(negRatio(f.exponent.value)));
}

function powerText(base: Expr, exponent: Expr, e: Expr): Text {
  if (exponent === half) return plain(`sqrt(${show(base).text})`);
  if (isBelow(e)) return magnitude(e);
  return { text: `${within(show(base), 4)}^${within(show(exponent), 5)}`, binding: 3 };
}

const spelling: Partial<Readonly<Record<Primitive, string>>> = {
  gamma: 'Gamma',
  total: 'sum',
  inverse: 'inv',
  diagonal: 'diag',
  diagonalPart: 'diag',
};

/** Functions that only emitted code knows, under their names there. */
function partText({ name, arguments: given }: Part): Text {
  const [a = zero, b = zero, c = zero] = given;
  if (name === 'logQuotient') return call('log', [div(b, c)]);
  return call(name, name === 'log1pGap' ? [a] : given);
}

const call = (name: string, args: readonly Expr[]): Text => plain(`${name}(${args.map(textOf).join(', ')})`);

function applyText(e: ApplyExpr): Text {
  const [a = zero, b = zero] = e.args;
  if (isElementwise(e.fn)) return elementwiseText(e, a, b);
  switch (e.fn) {
    case 'matmul':
      return word(e.args);
    case 'trace':
      return traceText(e.args);
    case 'transpose':
      return { text: `${within(show(a), 4)}'`, binding: 4 };
    case 'stack':
      return plain(`[${e.args.map(textOf).join(', ')}]`);
    case 'matrix':
      return plain(`[${rowsText(e)}]`);
    case 'entry':
      return plain(`entry(${[textOf(a), ...e.args.slice(1).map(placeText)].join(', ')})`);
    case 'matrixPhi':
      return a === zero ? call('expm', [b]) : call('matrixPhi', e.args);
    case 'fill':
      return isScalar(a) ? show(a) : call('fill', [a]);
    default:
      return call(spelling[e.fn] ?? e.fn, e.args);
  }
}

/** Entries by rows, rows apart by semicolons. */
function rowsText({ args, shape }: ApplyExpr): string {
  const [rows, columns] = [Number(shape[0]), Number(shape[1])];
  const row = (i: number): string =>
    args
      .slice(i * columns, (i + 1) * columns)
      .map(textOf)
      .join(', ');
  return Array.from({ length: rows }, (_, i) => row(i)).join('; ');
}

/** Counted from 1, as one writes them. */
const placeText = (k: Expr): string => (k.kind === 'rational' ? String(k.value.n + 1n) : '1');

function elementwiseText(e: ApplyExpr, a: Expr, b: Expr): Text {
  if (e.fn === 'exp' && a === one) return plain('e');
  if (e.fn === 'abs') return plain(`abs(${show(a).text})`);
  if (e.fn === 'polygamma' && a === one) return call('trigamma', [b]);
  return call(spelling[e.fn] ?? e.fn, e.args);
}

/** Matrices side by side; each letter binds as tightly as a power. */
const word = (letters: readonly Expr[]): Text => ({
  text: letters.map((l) => within(show(l), 3)).join(' '),
  binding: 1,
});

/** tr(A B), or m' S m when the word passes through a row. */
function traceText(letters: readonly Expr[]): Text {
  const at = letters.findIndex((l) => rowsOf(l) === '1');
  if (at >= 0) return word([...letters.slice(at), ...letters.slice(0, at)]);
  const [only] = letters;
  return plain(`trace(${letters.length === 1 && only ? show(only).text : word(letters).text})`);
}
