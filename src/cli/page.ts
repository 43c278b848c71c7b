// A derivation as a page: KaTeX's style comes from the installed package, with the fonts the page needs.
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { type Derivation, htmlDocument, katexCss, neededStyle } from '../index.ts';

/** The whole page, which needs no network. */
export async function page(derivation: Derivation): Promise<string> {
  const folder = dirname(createRequire(import.meta.url).resolve('katex/dist/katex.min.css'));
  const style = await readFile(join(folder, 'katex.min.css'), 'utf8');
  const needed = neededStyle(style, await htmlDocument(derivation, { css: '' }));
  const names = [...new Set([...needed.matchAll(/fonts\/([\w-]+\.woff2)/g)].map(([, font]) => font ?? ''))];
  const read = async (font: string) => [font, await readFile(join(folder, 'fonts', font), 'base64')] as const;
  const fonts = new Map(await Promise.all(names.map(read)));
  return htmlDocument(derivation, { css: katexCss(needed, (font) => fonts.get(font) ?? '') });
}
