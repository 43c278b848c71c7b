// Which numbers read as decimals: those with a long power of ten below, as quadrature leaves them. On a page they are rounded.
import type { Expr } from '../ir/expr.ts';
import { type Ratio, ratioToNumber } from '../ir/rational.ts';
import { contains } from '../ir/visit.ts';

/** Below this a fraction is read as one. */
const longest = 1_000_000n;
/** As many digits as quadrature answers for. */
const printed = 13;

/** Is it a decimal with a long fraction? */
function isDecimal({ d }: Ratio): boolean {
  if (d <= longest) return false;
  let rest = d;
  for (const p of [2n, 5n]) while (rest % p === 0n) rest /= p;
  return rest === 1n;
}

/** All digits of a decimal with a long fraction, as text that reads back; undefined for any other number. */
export function exactDecimal(c: Ratio): string | undefined {
  if (!isDecimal(c)) return undefined;
  let places = 0;
  let [n, d] = [c.n, c.d];
  for (; d > 1n; places++) {
    const step = d % 10n === 0n ? 10n : d % 5n === 0n ? 5n : 2n;
    n *= 10n / step;
    d /= step;
  }
  const digits = (n < 0n ? -n : n).toString().padStart(places + 1, '0');
  return `${n < 0n ? '-' : ''}${digits.slice(0, -places)}.${digits.slice(-places)}`;
}

/** The digits of a decimal that a page shows, in LaTeX; undefined for any other number. */
export function latexDecimal(c: Ratio): string | undefined {
  if (!isDecimal(c)) return undefined;
  const [mantissa = '', exponent] = String(Number(ratioToNumber(c).toPrecision(printed))).split('e');
  return exponent ? `${mantissa}\\cdot 10^{${Number(exponent)}}` : mantissa;
}

/** Does a page show fewer digits of some number than it has? */
export const isRounded = (e: Expr): boolean =>
  contains(e, (n) => {
    const exact = n.kind === 'rational' ? exactDecimal(n.value) : undefined;
    return exact !== undefined && exact.replace(/^-?0*\.?0*/, '').replace('.', '').length > printed;
  });
