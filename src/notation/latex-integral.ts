// Integrals and sums over the domain of a variable, with the bounds a reader expects.
import { type Domain, type Expr, type IntegralExpr, isDiscrete, type SymbolExpr } from '../ir/expr.ts';
import { atLeast, atom, join, levels, type Piece, script } from './piece.ts';
import { dimensionTex, inScript, namePiece, type Printing } from './printing.ts';

/** \int_0^\infty body dθ, or \sum_{k=0}^\infty body. */
export function integralPiece(e: IntegralExpr, printing: Printing): Piece {
  const head = integralHead(e.variable, printing);
  const body = atLeast(printing.show(e.body, printing), levels.operator);
  const tail = integralTail(e.variable);
  const level = tail === '' ? levels.operator : levels.product;
  return {
    tex: join(head.tex, ' ', body.tex, tail),
    level,
    width: head.width + body.width + (tail ? 1.4 : 0.2),
    tall: true,
  };
}

/** \,dθ behind an integral, nothing behind a sum. */
export const integralTail = (variable: SymbolExpr): string =>
  isDiscrete(variable.domain) ? '' : join('\\,d', namePiece(variable.name, []).tex);

/** The sign with its bounds. */
export function integralHead(variable: SymbolExpr, printing: Printing): Piece {
  const name = namePiece(variable.name, []).tex;
  const { domain } = variable;
  if (isDiscrete(domain)) return atom(`\\sum${summationBounds(domain, name, variable, printing)}`, 2, true);
  return atom(`\\int${integrationBounds(domain, name, variable, printing)}`, 1.6, true);
}

const bound = (e: Expr | undefined, otherwise: string, printing: Printing): string =>
  e ? printing.show(e, inScript(printing)).tex : otherwise;

function summationBounds(domain: Domain, name: string, variable: SymbolExpr, printing: Printing): string {
  if (variable.shape.length > 0) return `_${script(name)}`;
  if (domain.kind === 'set') {
    const values = domain.values.map((v) => printing.show(v, inScript(printing)).tex).join(',\\,');
    return `_{${name} \\in \\{${values}\\}}`;
  }
  if (domain.kind !== 'integers') return `_${script(name)}`;
  const upper = bound(domain.upper, '\\infty', printing);
  return `_{${name}=${bound(domain.lower, '-\\infty', printing)}}^${script(upper)}`;
}

function integrationBounds(domain: Domain, name: string, variable: SymbolExpr, printing: Printing): string {
  const [rows, columns] = variable.shape;
  switch (domain.kind) {
    case 'circle':
      return '_{-\\pi}^{\\pi}';
    case 'spd':
      return `_{${name} \\succ 0}`;
    case 'simplex':
      return `_{\\Delta_{${dimensionTex(rows ?? 'K')}}}`;
    case 'symmetric':
      return `_{${name} = ${name}^\\top}`;
    case 'interval':
      if (variable.shape.length === 0)
        return `_${script(bound(domain.lower, '-\\infty', printing))}^${script(bound(domain.upper, '\\infty', printing))}`;
      return regionOf(domain, rows, columns);
    default:
      return regionOf(domain, rows, columns);
  }
}

function regionOf(domain: Domain, rows: string | undefined, columns: string | undefined): string {
  const size = [rows, columns]
    .filter((d) => d !== undefined)
    .map(dimensionTex)
    .join(' \\times ');
  const power = size === '' ? '' : `^{${size}}`;
  if (domain.kind !== 'interval' || (!domain.lower && !domain.upper)) return `_{\\mathbb{R}${power}}`;
  const positive = domain.lower?.kind === 'rational' && domain.lower.value.n === 0n && !domain.upper;
  return positive ? `_{(0, \\infty)${power}}` : '';
}
