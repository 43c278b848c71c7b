// Functions that only emitted code knows, in print: Stirling's remainder R and its slope by their letter, others by their name in code.
import { zero } from '../ir/expr.ts';
import type { Part } from '../ir/stirling.ts';
import { callPiece, prefixed } from './latex-functions.ts';
import { fractionPiece, type Piece } from './piece.ts';
import type { Printing } from './printing.ts';

const letters: Readonly<Record<string, string>> = {
  lgammaRemainder: '\\mathcal{R}',
  lgammaRemainderSlope: "\\mathcal{R}'",
};

/** How many of its arguments a function is printed with: the others say the same in another way. */
const shown: Readonly<Record<string, number>> = { log1pGap: 1 };

/** R(α), entropyGap(δ), log(u/c). */
export function partPiece({ name, arguments: given }: Part, printing: Printing): Piece {
  const [a = zero, b = zero, c = zero] = given;
  if (name === 'logQuotient')
    return prefixed('\\log', fractionPiece(printing.show(b, printing), printing.show(c, printing)));
  if (name === 'lgammaRise')
    return prefixed('\\log', fractionPiece(callPiece('\\Gamma', [a], printing), callPiece('\\Gamma', [b], printing)));
  return callPiece(letters[name] ?? `\\operatorname{${name}}`, given.slice(0, shown[name] ?? given.length), printing);
}
