// Vectors and matrices: quadratic forms, traces, running indices, pieces of a vector.
import { splitCoefficient } from '../ir/build.ts';
import type { ApplyExpr, Expr, TensorPrimitive } from '../ir/expr.ts';
import { isScalar, one, zero } from '../ir/expr.ts';
import { isPositiveDefinite } from '../ir/range.ts';
import { columnsOf, rowsOf, transpose } from '../ir/tensor.ts';
import { callPiece, exponential, prefixed } from './latex-functions.ts';
import { chain } from './latex-product.ts';
import { atLeast, atom, join, levels, type Piece, parenthesised, script } from './piece.ts';
import { dimensionTex, inScript, type Printing, whole, withIndices } from './printing.ts';

/** A function of whole vectors and matrices. */
export function tensorPiece(e: ApplyExpr, fn: TensorPrimitive, printing: Printing): Piece {
  const [a = zero, b = zero] = e.args;
  switch (fn) {
    case 'total':
      return totalPiece(a, printing);
    case 'prod':
      return bigOperator('\\prod', a, printing);
    case 'logsumexp':
      return logOfSum(a, printing);
    case 'trace':
      return tracePiece(e.args, whole(printing));
    case 'det':
      return prefixed('\\det', printing.show(a, whole(printing)));
    case 'logdet': {
      const inside = prefixed('\\det', printing.show(a, whole(printing)));
      const size = {
        ...atom(`\\lvert${inside.tex}\\rvert`, inside.width + 0.6, inside.tall),
        level: levels.application,
      };
      const shown = isPositiveDefinite(a) ? inside : size;
      return { ...shown, tex: join('\\log', shown.tex), width: shown.width + 1.6 };
    }
    case 'stack':
      return printing.index.length > 0 ? entry(e, printing.index, printing) : bracketed(e.args, printing);
    case 'matrix':
      return printing.index.length > 0 ? entry(e, printing.index, printing) : arrayPiece(e, printing);
    case 'entry':
      return entry(a, e.args.slice(1).map(placeOf), printing);
    case 'matrixPhi':
      return printing.index.length > 0 ? entry(e, printing.index, printing) : phiPiece(a, b, printing);
    case 'append':
      return printing.index.length > 0 ? entry(e, printing.index, printing) : bracketed([a, b], printing);
    case 'last':
      return entry(a, [dimensionTex(rowsOf(a))], printing);
    case 'head':
      return printing.index.length > 0
        ? printing.show(a, printing)
        : entry(a, [`1:${dimensionTex(rowsOf(e))}`], printing);
    default:
      return printing.index.length > 0 ? entryOfMatrix(e, fn, a, printing) : wholePiece(e, fn, a, printing);
  }
}

function wholePiece(e: ApplyExpr, fn: TensorPrimitive, a: Expr, printing: Printing): Piece {
  switch (fn) {
    case 'matmul':
      return wordPiece(e.args, printing);
    case 'transpose':
      return raised(a, a.kind === 'apply' && a.fn === 'inverse' ? '-\\top' : '\\top', printing);
    case 'inverse':
      return raised(a, a.kind === 'apply' && a.fn === 'transpose' ? '-\\top' : '-1', printing);
    case 'diagonal':
    case 'diagonalPart':
      return callPiece('\\operatorname{diag}', [a], printing);
    case 'cholesky':
      return callPiece('\\operatorname{chol}', [a], printing);
    case 'lowerPart':
      return callPiece('\\operatorname{low}', [a], printing);
    default:
      return spread(e, a, printing);
  }
}

/** One entry of a matrix expression: (A B)_{ij}, A_{ii} for a diagonal. */
function entryOfMatrix(e: ApplyExpr, fn: TensorPrimitive, a: Expr, printing: Printing): Piece {
  const [i = 'i', j = i] = printing.index;
  if (fn === 'fill') return printing.show(a, whole(printing));
  if (fn === 'diagonalPart') return printing.show(a, { ...printing, index: [i, i] });
  if (fn === 'transpose' && e.shape.length === 2 && a.shape.length === 2)
    return printing.show(a, { ...printing, index: [j, i] });
  return entry(e, printing.index, printing);
}

/** The entry of a whole: a symbol takes the index itself, anything else stands in parentheses. */
function entry(e: Expr, index: readonly string[], printing: Printing): Piece {
  if (e.kind === 'symbol') return printing.show(e, { ...printing, index });
  const body = atLeast(printing.show(e, whole(printing)), levels.atom);
  const shown = /^(\(|\\left\(|\\begin\{pmatrix\})/.test(body.tex) ? body : parenthesised(body);
  return atom(`${shown.tex}_${script(index.join(''))}`, shown.width + 0.5 * index.length, shown.tall);
}

const isPrime = (p: Piece): boolean => /'$/.test(p.tex);

function raised(a: Expr, mark: string, printing: Printing): Piece {
  const base = a.kind === 'apply' && mark === '-\\top' ? (a.args[0] ?? zero) : a;
  const shown = atLeast(printing.show(base, printing), levels.atom);
  const tex = isPrime(shown) ? `{${shown.tex}}` : shown.tex;
  return {
    tex: `${tex}^${mark.startsWith('\\') ? mark : script(mark)}`,
    level: levels.power,
    width: shown.width + 0.8,
    tall: shown.tall,
  };
}

/** A B c: matrices side by side, a letter that follows itself as a power. */
function wordPiece(letters: readonly Expr[], printing: Printing): Piece {
  const starts = letters.flatMap((l, i) => (l === letters[i - 1] ? [] : [i]));
  const shown = starts.map((from, k) => {
    const count = (starts[k + 1] ?? letters.length) - from;
    const letter = letterPiece(letters[from] ?? zero, printing);
    return count === 1 ? letter : powerOf(letter, count);
  });
  return chain(shown);
}

function powerOf(letter: Piece, count: number): Piece {
  const base = atLeast(letter, levels.atom);
  return { ...base, tex: `${base.tex}^${count}`, level: levels.power, width: base.width + 0.5 };
}

/** A letter of a word; a row that is a sum or product is the transpose of the column it came from. */
function letterPiece(l: Expr, printing: Printing): Piece {
  const isRow = rowsOf(l) === '1' && (l.kind === 'sum' || l.kind === 'product');
  if (isRow || (l.kind === 'sum' && l.terms.every(isTransposed))) return raised(transpose(l), '\\top', printing);
  return atLeast(printing.show(l, printing), levels.power);
}

/** −Mᵀ, Mᵀ. */
const isTransposed = (t: Expr): boolean => {
  const { core } = splitCoefficient(t);
  return core.kind === 'apply' && core.fn === 'transpose';
};

/** tr(A B), or the quadratic form m^⊤ S m when the word passes through a single row. */
function tracePiece(letters: readonly Expr[], printing: Printing): Piece {
  const at = letters.findIndex((l) => rowsOf(l) === '1' && columnsOf(l) !== '1');
  if (at < 0) return callOfTrace(letters, printing);
  const turned = [...letters.slice(at), ...letters.slice(0, at)];
  return wordPiece(turned, printing);
}

function callOfTrace(letters: readonly Expr[], printing: Printing): Piece {
  const [only] = letters;
  const inside = letters.length === 1 && only ? printing.show(only, printing) : wordPiece(letters, printing);
  const tex = inside.tall ? `\\left(${inside.tex}\\right)` : `(${inside.tex})`;
  return atom(`\\operatorname{tr}${tex}`, inside.width + 1.6, inside.tall);
}

/** x^⊤y for two plain vectors, else Σᵢ with the entries written out. */
function totalPiece(a: Expr, printing: Printing): Piece {
  const pair = plainPair(a);
  if (pair && a.shape.length === 1) {
    const [x, y] = pair;
    const left = printing.show(x, whole(printing));
    const right = printing.show(y, whole(printing));
    const base = isPrime(left) ? `{${left.tex}}` : left.tex;
    return {
      tex: join(`${base}^\\top`, right.tex),
      level: levels.product,
      width: left.width + right.width + 0.7,
      tall: false,
    };
  }
  return bigOperator('\\sum', a, printing);
}

function plainPair(a: Expr): readonly [Expr, Expr] | undefined {
  if (
    a.kind === 'power' &&
    a.base.kind === 'symbol' &&
    a.exponent.kind === 'rational' &&
    a.exponent.value.n === 2n &&
    a.exponent.value.d === 1n
  )
    return [a.base, a.base];
  const [x, y] = a.kind === 'product' ? a.factors : [];
  return a.kind === 'product' &&
    a.factors.length === 2 &&
    x?.kind === 'symbol' &&
    y?.kind === 'symbol' &&
    !isScalar(x) &&
    !isScalar(y)
    ? [x, y]
    : undefined;
}

/** \sum_{i=1}^{P} with its running indices, and the printing of what stands behind it. */
export function operatorHead(
  sign: string,
  a: Expr,
  printing: Printing,
): { readonly head: Piece; readonly inside: Printing } {
  const inside = withIndices(printing, a.shape.length);
  const [i = 'i'] = inside.index;
  const [dim = '1'] = a.shape;
  const bounds = a.shape.length === 1 ? `_{${i}=1}^${script(dimensionTex(dim))}` : `_{${inside.index.join(',')}}`;
  const width = printing.script ? 2 : Math.max(1.5, 0.45 * (2 + dim.length));
  return { head: atom(`${sign}${bounds}`, width, !printing.script), inside };
}

function bigOperator(sign: string, a: Expr, printing: Printing): Piece {
  const { head, inside } = operatorHead(sign, a, printing);
  const body = atLeast(inside.show(a, inside), levels.operator);
  return {
    tex: join(head.tex, ' ', body.tex).replace(/ {2,}/g, ' '),
    level: levels.operator,
    width: head.width + body.width + 0.2,
    tall: true,
  };
}

/** log Σᵢ e^{xᵢ}. */
function logOfSum(a: Expr, printing: Printing): Piece {
  const { head, inside } = operatorHead('\\sum', a, printing);
  const power = inside.show(a, inScript(inside));
  return {
    tex: `\\log${head.tex} e^{${power.tex}}`,
    level: levels.operator,
    width: head.width + power.width * 0.7 + 2.3,
    tall: true,
  };
}

function bracketed(args: readonly Expr[], printing: Printing): Piece {
  const shown = args.map((a) => printing.show(a, printing));
  const tall = shown.some((p) => p.tall);
  const list = shown.map((p) => p.tex).join(', ');
  return atom(
    tall ? `\\left(${list}\\right)` : `(${list})`,
    shown.reduce((w, p) => w + p.width + 0.6, 0.4),
    tall,
  );
}

/** e^{M}, φ_k(M). */
const phiPiece = (k: Expr, m: Expr, printing: Printing): Piece =>
  k === zero
    ? exponential(m, printing)
    : callPiece(`\\varphi_${script(printing.show(k, inScript(printing)).tex)}`, [m], printing);

/** Counted from 1, as one writes them. */
const placeOf = (k: Expr): string => (k.kind === 'rational' ? String(k.value.n + 1n) : '1');

/** Rows and columns between parentheses. */
function arrayPiece(e: ApplyExpr, printing: Printing): Piece {
  const shown = e.args.map((a) => printing.show(a, printing));
  const columns = Number(e.shape[1]);
  const rows = Array.from({ length: Number(e.shape[0]) }, (_, i) => shown.slice(i * columns, (i + 1) * columns));
  const body = rows.map((row) => row.map((p) => p.tex).join(' & ')).join(' \\\\ ');
  const widths = rows[0]?.map((_, j) => Math.max(...rows.map((row) => row[j]?.width ?? 0))) ?? [];
  const width = widths.reduce((sum, w) => sum + w + 0.8, 0.8);
  return atom(`\\begin{pmatrix} ${body} \\end{pmatrix}`, width, true);
}

/** A tensor whose entries are all alike. */
function spread(e: ApplyExpr, a: Expr, printing: Printing): Piece {
  const ones =
    e.shape.length === 1 ? '\\mathbf{1}' : e.shape[0] === '1' ? '\\mathbf{1}^\\top' : '\\mathbf{1}\\mathbf{1}^\\top';
  const unit: Piece = { ...atom(ones, 0.6 + 0.7 * (e.shape.length - 1)), level: levels.product };
  if (a === one) return unit;
  if (a === zero) return atom('0', 0.5);
  return chain([atLeast(printing.show(a, printing), levels.product), unit]);
}
