// The front page of a folder of derivations: every declaration with its sentence and its documents.
import type { Derivation } from '../../derivation/derivation.ts';
import { htmlText } from '../html/escape.ts';
import { htmlPage } from '../html/page.ts';
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

/** The first sentence, or its beginning where that says enough. */
function sentence(d: Derivation): string {
  const text = d.doc.join(' ');
  const begun = /^.*?[.:;](?=\s|$)/s.exec(text)?.[0] ?? text;
  const told = begun.length < enough ? (/^.*?\.(?=\s|$)/s.exec(text)?.[0] ?? begun) : begun;
  return told.replace(/[:;]$/, '.');
}

/** A beginning shorter than this is hardly more than the name. */
const enough = 40;

const address = (path: string): string => path.split('/').map(encodeURIComponent).join('/');

/** The folder of a path and the derivations in it, in the order of the paths; derivations outside any folder come first. */
function byFolder(list: readonly ListedDerivation[]): readonly (readonly [string, readonly ListedDerivation[]])[] {
  const folders = new Map<string, ListedDerivation[]>();
  for (const one of sorted(list)) {
    const folder = one.path.split('/').slice(0, -1).join('/');
    folders.set(folder, [...(folders.get(folder) ?? []), one]);
  }
  return [...folders].sort(([a], [b]) => (a < b ? -1 : 1));
}

/** The name of a folder as a title; one of families alone says so. */
function titleOf(folder: string, inside: readonly ListedDerivation[]): string {
  const families = inside.every(({ derivation }) => derivation.kind === 'family') ? ' families' : '';
  return folder.charAt(0).toUpperCase() + folder.slice(1) + families;
}

/** README.md of the folder: one table for each folder below it. */
export function markdownListing(list: readonly ListedDerivation[]): string {
  const sections = byFolder(list).map(([folder, inside]) => {
    const table = [
      '| name | what it is | checked | documents |',
      '| --- | --- | --- | --- |',
      ...inside.map(markdownRow),
    ];
    return `${folder === '' ? '' : `## ${markdownText(titleOf(folder, inside))}\n\n`}${table.join('\n')}\n`;
  });
  return `# ${heading}\n\n${introduction}\n\n${sections.join('\n')}`;
}

function markdownRow({ derivation: d, path }: ListedDerivation): string {
  const to = address(path);
  const links = `[read](${to}.md) · [page](${to}.html) · [LaTeX](${to}.tex)`;
  return `| **${markdownText(d.name)}** | ${markdownText(sentence(d))} | ${markdownText(summaryWords(d))} | ${links} |`;
}

/** index.html of the folder. */
export function htmlListing(list: readonly ListedDerivation[]): string {
  const sections = byFolder(list).map(([folder, inside]) => {
    const title = folder === '' ? '' : `<h2>${htmlText(titleOf(folder, inside))}</h2>\n`;
    return `${title}<ul>\n${inside.map(htmlItem).join('\n')}\n</ul>`;
  });
  const head = `<h1>${heading}</h1>\n<p>${htmlText(introduction)}</p>`;
  return htmlPage(heading, `${head}\n${sections.join('\n')}`);
}

function htmlItem({ derivation: d, path }: ListedDerivation): string {
  const to = htmlText(address(path));
  const links = `<a href="${to}.tex">LaTeX</a> · <a href="${to}.md">Markdown</a>`;
  return `<li><p><a href="${to}.html"><strong>${htmlText(d.name)}</strong></a>: ${htmlText(sentence(d))}<br><span class="soft">${htmlText(summaryWords(d))} · ${links}</span></p></li>`;
}
