// Expr → LaTeX as a good textbook prints it: the one place that knows every kind of node.
import { type Expr, half, isScalar, type PowerExpr, type SumExpr } from '../ir/expr.ts';
import { stirlingPartOf } from '../ir/stirling.ts';
import { isElementwise } from '../ir/tensor.ts';
import { contains } from '../ir/visit.ts';
import { arrangedTerms, type CommonFactor, commonFactor, evenBase, led, signedTerm } from './arrange.ts';
import { outOfSums } from './joined-sums.ts';
import { functionPiece } from './latex-functions.ts';
import { integralPiece } from './latex-integral.ts';
import { partPiece } from './latex-parts.ts';
import { chain, signedPiece } from './latex-product.ts';
import { tensorPiece } from './latex-tensors.ts';
import { atLeast, atom, fractionPiece, levels, type Piece, script, sumPiece } from './piece.ts';
import { dimensionTex, inScript, type Lead, namePiece, type Printing } from './printing.ts';
import { readProduct } from './shares.ts';

/** The printing of whole expressions, with running indices that avoid the names used in `e`. */
export function printingOf(e: Expr): Printing {
  const used = new Set<string>();
  contains(e, (n) => {
    if (n.kind === 'symbol') used.add(n.name);
    return false;
  });
  return { script: false, index: [], used, show, showEven };
}

/** The LaTeX of an expression, with its width and how tightly it binds. */
export const pieceOf = (e: Expr, lead?: Lead): Piece =>
  e.kind === 'sum' ? showSum(e, printingOf(e), lead) : show(e, printingOf(e));

/** The LaTeX of an expression. */
export const latexOfExpression = (e: Expr): string => pieceOf(e).tex;

function show(e: Expr, printing: Printing): Piece {
  switch (e.kind) {
    case 'rational':
      return negated(e, printing);
    case 'product': {
      const apart = readProduct(e);
      return apart.kind === 'sum' ? showSum(apart, printing) : negated(apart, printing);
    }
    case 'constant':
      return constantPiece(e.name, printing);
    case 'dimension':
      return dimensionPiece(e.dim);
    case 'identity':
      return printing.index.length > 0 ? atom(`\\delta_{${printing.index.join('')}}`, 1) : atom('I', 0.5);
    case 'symbol': {
      const part = stirlingPartOf(e);
      return part ? partPiece(part, printing) : namePiece(e.name, isScalar(e) ? [] : printing.index);
    }
    case 'sum':
      return showSum(e, printing);
    case 'power':
      return powerPiece(e, printing);
    case 'apply':
      return isElementwise(e.fn)
        ? e.fn === 'exp'
          ? negated(e, printing)
          : functionPiece(e, e.fn, printing)
        : tensorPiece(e, e.fn, printing);
    case 'integral':
      return outOfSums(e) === e && !signedTerm(e).negative ? integralPiece(e, printing) : negated(e, printing);
    default:
      return e satisfies never;
  }
}

/** A term with its sign in front; a lone minus binds like a sum. */
function negated(e: Expr, printing: Printing): Piece {
  const term = signedPiece(e, printing);
  return term.negative ? sumPiece([term]) : term.piece;
}

function constantPiece(name: 'pi' | 'euler' | 'infinity', printing: Printing): Piece {
  if (name === 'pi') return atom('\\pi', 0.6);
  if (name === 'infinity') return atom('\\infty', 1);
  return printing.used.has('γ') ? atom('\\gamma_{\\mathrm{E}}', 1) : atom('\\gamma', 0.6);
}

function dimensionPiece(dim: string): Piece {
  const tex = dimensionTex(dim);
  const compound = /[+-]/.test(dim);
  return {
    tex: tex.replace(/[+-]/, ' $& '),
    level: compound ? levels.sum : levels.atom,
    width: 0.7 * dim.length,
    tall: false,
  };
}

function showSum(e: SumExpr, printing: Printing, lead?: Lead): Piece {
  const common = commonFactor(e);
  if (!common) return sumPiece(led(arrangedTerms(e), lead).map((t) => signedPiece(t, printing)));
  const terms = led(common.inside, lead).map((t) => signedPiece(t, printing));
  if (!terms.every((t) => t.negative)) return commonPiece(common, sumPiece(terms), printing);
  const positive = sumPiece(terms.map(({ piece }) => ({ negative: false, piece })));
  return sumPiece([{ negative: true, piece: commonPiece(common, positive, printing) }]);
}

function commonPiece(common: CommonFactor, inside: Piece, printing: Printing): Piece {
  const { n, d } = common.factor;
  const above = atom(String(n), 0.5);
  if (printing.script && d !== 1n) return withSlash(atLeast(inside, levels.application), d);
  if (common.simple) return fractionPiece(inside, atom(String(d), 0.5));
  return chain([d === 1n ? above : fractionPiece(above, atom(String(d), 0.5)), atLeast(inside, levels.atom)]);
}

const withSlash = (over: Piece, d: bigint): Piece => ({
  ...over,
  tex: `${over.tex}/${d}`,
  width: over.width + 1,
  level: levels.product,
});

const trigonometric = /^\\(sin|cos|tan|sinh|cosh|tanh)(?![a-z])/;

function powerPiece(e: PowerExpr, printing: Printing): Piece {
  const { base, exponent } = e;
  if (exponent.kind === 'rational' && exponent.value.n < 0n) return negated(e, printing);
  const shown = even(exponent) ? showEven(base, printing) : printing.show(base, printing);
  if (exponent === half) return rootPiece('', shown);
  if (exponent.kind === 'rational' && exponent.value.n === 1n && exponent.value.d < 10n)
    return rootPiece(`[${exponent.value.d}]`, shown);
  const power = printing.show(exponent, inScript(printing));
  const width = power.width * 0.7;
  const command = trigonometric.exec(shown.tex)?.[0];
  if (command && shown.level === levels.application && exponent.kind === 'rational')
    return {
      ...shown,
      tex: `${command}^${script(power.tex)}${separated(shown.tex.slice(command.length))}`,
      width: shown.width + width,
    };
  const under = atLeast(shown, levels.atom);
  return {
    tex: `${under.tex}^${script(power.tex)}`,
    level: levels.power,
    width: under.width + width,
    tall: under.tall,
  };
}

/** (m − θ) as θ − m, where the sign does not count. */
const showEven = (e: Expr, printing: Printing): Piece =>
  e.kind === 'sum' ? sumPiece(evenBase(e).map((t) => signedPiece(t, printing))) : printing.show(e, printing);

const even = (exponent: Expr): boolean =>
  exponent.kind === 'rational' && exponent.value.d === 1n && exponent.value.n % 2n === 0n;

const separated = (rest: string): string => (/^[A-Za-z]/.test(rest) ? ` ${rest}` : rest);

const rootPiece = (order: string, inside: Piece): Piece =>
  atom(`\\sqrt${order}{${inside.tex}}`, inside.width + 1, inside.tall);
