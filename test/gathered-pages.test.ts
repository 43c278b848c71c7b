// A product that is multiplied out and gathered again is read as it stands, so that printing comes to an end.
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { compile, latexDocument, markdownDocument } from '../src/index.ts';

it('prints a family whose terms over one denominator mix steps with others', { timeout: 60_000 }, () => {
  const file = new URL('families-unseen/normal-inverse-gamma-vector.blr', import.meta.url);
  const [found] = compile(readFileSync(file, 'utf8'), { verify: 'none' }).declarations;
  const pages = found?.derivation ? [markdownDocument(found.derivation), latexDocument(found.derivation)] : [];
  expect(pages.map((page) => page.includes('NormalInverseGammaVector'))).toEqual([true, true]);
});
