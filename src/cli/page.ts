// A derivation as a page: KaTeX's style comes from the installed package, with what the page needs of its fonts.
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { type Derivation, htmlDocument, katexCss, neededStyle } from '../index.ts';

/** The whole page, which needs no network. */
export async function page(derivation: Derivation): Promise<string> {
  const { default: subset } = await import('subset-font');
  const folder = dirname(createRequire(import.meta.url).resolve('katex/dist/katex.min.css'));
  const style = await readFile(join(folder, 'katex.min.css'), 'utf8');
  return htmlDocument(derivation, async (content) => {
    const needed = neededStyle(style, content);
    const cut = async ([file, characters]: readonly [string, string]) => {
      const font = await subset(await readFile(join(folder, 'fonts', file)), characters, { targetFormat: 'woff2' });
      return [file, font.toString('base64')] as const;
    };
    const fonts = new Map(await Promise.all([...needed.fonts].map(cut)));
    return katexCss(needed.css, (file) => fonts.get(file) ?? '');
  });
}
