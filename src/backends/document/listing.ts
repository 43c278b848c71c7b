// The front page of a folder of derivations: every declaration with its sentence and its documents.
import type { Derivation } from '../../derivation/derivation.ts';
import { htmlText } from '../html/escape.ts';
import { type HtmlAssets, htmlPage } from '../html/page.ts';
import { markdownText } from '../markdown/escape.ts';
import { summaryWords } from './content.ts';

/** A derivation and the path of its documents, without ending, relative to the front page. */
export interface ListedDerivation {
  readonly derivation: Derivation;
  readonly path: string;
}

const heading = 'Derivations';
const introduction =
  'What the compiler derives from the declarations in families/, every step checked numerically. Generated: change a declaration, not these files.';

const sorted = (list: readonly ListedDerivation[]): readonly ListedDerivation[] =>
  [...list].sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));

const sentence = (d: Derivation): string =>
  /^.*?[.:;](?=\s|$)/s.exec(d.doc.join(' '))?.[0].replace(/[:;]$/, '.') ?? d.doc.join(' ');

const address = (path: string): string => path.split('/').map(encodeURIComponent).join('/');

/** README.md of the folder. */
export function markdownListing(list: readonly ListedDerivation[]): string {
  const rows = sorted(list).map(({ derivation: d, path }) => {
    const to = address(path);
    const links = `[read](${to}.md) · [page](${to}.html) · [LaTeX](${to}.tex)`;
    return `| **${markdownText(d.name)}** | ${markdownText(sentence(d))} | ${markdownText(summaryWords(d))} | ${links} |`;
  });
  const table = ['| name | what it is | checked | documents |', '| --- | --- | --- | --- |', ...rows];
  return `# ${heading}\n\n${introduction}\n\n${table.join('\n')}\n`;
}

/** index.html of the folder. */
export function htmlListing(list: readonly ListedDerivation[], assets: HtmlAssets = { css: '' }): string {
  const items = sorted(list).map(({ derivation: d, path }) => {
    const to = htmlText(address(path));
    const links = `<a href="${to}.tex">LaTeX</a> · <a href="${to}.md">Markdown</a>`;
    return `<li><p><a href="${to}.html"><strong>${htmlText(d.name)}</strong></a>: ${htmlText(sentence(d))}<br><span class="soft">${htmlText(summaryWords(d))} · ${links}</span></p></li>`;
  });
  return htmlPage(
    heading,
    `<h1>${heading}</h1>\n<p>${htmlText(introduction)}</p>\n<ul>\n${items.join('\n')}\n</ul>`,
    assets,
  );
}
