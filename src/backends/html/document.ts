// A derivation as one self-contained page: formulas rendered beforehand, checks folded behind a badge.
import type { Derivation } from '../../derivation/derivation.ts';
import type { Block, CheckedStep, Prose } from '../../derivation/step.ts';
import { styledProse } from '../../notation/prose.ts';
import {
  badgeWords,
  type Citation,
  citations,
  declarationText,
  failureWords,
  type NumberedStep,
  numberedSteps,
  numberWords,
  type Printed,
  printed,
  sentences,
  sourceWords,
  summaryWords,
  verdictWords,
  withArticle,
} from '../document/content.ts';
import { fullAuthors, placeInVenue, plainTitle, references } from '../document/references.ts';
import { lightMathml } from './compact.ts';
import { htmlRemark, htmlText } from './escape.ts';
import { htmlPage, type PageStyle } from './page.ts';

/** LaTeX → HTML, inline or displayed. */
type Renderer = (tex: string, displayed: boolean) => string;

const displayRoom = 38;
const inlineRoom = 20;

/** The whole page; KaTeX is loaded only here. */
export async function htmlDocument(d: Derivation, style: PageStyle): Promise<string> {
  const { default: katex } = await import('katex');
  const render: Renderer = (tex, displayed) =>
    lightMathml(
      katex.renderToString(tex, { displayMode: displayed, throwOnError: true, strict: 'error', trust: false }),
    );
  const steps = numberedSteps(d);
  const cited = citations(d);
  const parts = [
    `<h1>${htmlText(d.name)}</h1>`,
    d.doc.length > 0 ? `<p>${htmlRemark(d.doc.join('\n'))}</p>` : '',
    `<pre><code>${htmlText(declarationText(d))}</code></pre>`,
    ...blocksHtml(d.given ?? [], render),
    `<p class="soft">${htmlText(withArticle(d.kind))} declared in ${htmlText(d.file)}: ${htmlText(summaryWords(d))}.</p>`,
    contents(steps, cited),
    ...steps.map((s) => stepHtml(s, render)),
    bibliography(cited),
  ];
  const content = parts.filter((part) => part !== '').join('\n');
  return htmlPage(d.name, content, await style(content));
}

function contents(steps: readonly NumberedStep[], cited: readonly Citation[]): string {
  const items = steps.map(({ number, step }) => `<li><a href="#step-${number}">${htmlText(step.title)}</a></li>`);
  const references = cited.length > 0 ? '<p><a href="#references">References</a></p>' : '';
  return `<nav aria-label="Contents"><strong>Contents</strong><ol>${items.join('')}</ol>${references}</nav>`;
}

function stepHtml({ number, step, body }: NumberedStep, render: Renderer): string {
  const source = `<span class="source">(<a href="#${references[step.source.key] ? `reference-${htmlText(step.source.key)}` : 'references'}">${htmlText(sourceWords(step.source))}</a>)</span>`;
  const general = blocksHtml(step.statement, render).join('\n');
  const parts = [
    `<h2 id="step-${number}"><a class="anchor" href="#step-${number}">${number}</a>${htmlText(step.title)}</h2>`,
    `<div class="statement">${general}\n<p>${source}</p></div>`,
    ...printed(body, displayRoom).map((b) => blockHtml(b, render)),
    assumptions('Holds here:', step.discharged, render),
    assumptions('Assumed, left to the reader:', step.left, render),
    claims(step),
  ];
  return `<section>\n${parts.filter((p) => p !== '').join('\n')}\n</section>`;
}

function claims(step: CheckedStep): string {
  if (step.verdicts.length === 0) return `<p class="unchecked">${htmlText(badgeWords(step))}</p>`;
  const failed = step.verdicts.some((v) => !v.holds);
  const lines = step.verdicts.map((v) => {
    const failure = failureWords(v);
    const words = `${v.claim.text}: ${verdictWords(v)}${failure ? `. ${failure}` : ''}`;
    return `<li>${v.holds ? '✓' : '✗'} ${htmlText(words)}</li>`;
  });
  const open = failed ? ' failed" open' : '"';
  const summary = `<summary>${failed ? '✗' : '✓'} ${htmlText(badgeWords(step))}</summary>`;
  return `<details class="claims${open}>${summary}<ul>${lines.join('')}</ul></details>`;
}

const assumptions = (lead: string, list: readonly Prose[], render: Renderer): string =>
  list.length === 0 ? '' : `<p><em>${lead}</em> ${sentences(list.map((p) => proseHtml(p, render)))}</p>`;

const blocksHtml = (blocks: readonly Block[], render: Renderer): readonly string[] =>
  printed(
    blocks.map((block) => ({ block })),
    displayRoom,
  ).map((b) => blockHtml(b, render));

function blockHtml(block: Printed, render: Renderer): string {
  if (block.kind === 'prose') return `<p>${proseHtml(block.prose, render)}</p>`;
  const { tex, numbers } = block;
  const [first] = numbers;
  const anchor = first === undefined ? '' : ` id="equation-${first}"`;
  const tag = first === undefined ? '' : `<a class="number" href="#equation-${first}">(${numberWords(numbers)})</a>`;
  const copy = `<button class="copy" type="button" hidden title="Copy as LaTeX" data-latex="${htmlText(tex)}">LaTeX</button>`;
  return `<div class="equation"${anchor}><div class="formula">${render(tex, true)}</div>${tag}${copy}</div>`;
}

/** Running text; a word joiner keeps a mark on the line of the formula before it. */
const proseHtml = (prose: Prose, render: Renderer): string =>
  styledProse(prose, {
    text: htmlText,
    inline: (tex) => render(tex, false),
    display: (tex) => `</p><div class="formula">${render(tex, true)}</div><p>`,
    limit: inlineRoom,
    room: displayRoom,
  }).replace(/<\/span>(?=[.,;:)])/g, '</span>\u2060');

function bibliography(cited: readonly Citation[]): string {
  if (cited.length === 0) return '';
  const items = cited.map(({ key, reference: r }) => {
    const place = placeInVenue(r);
    const where = `${htmlText(r.venue)}${place ? ` ${htmlText(place)}` : ''}, ${r.year}`;
    return `<li id="reference-${htmlText(key)}">${htmlText(fullAuthors(r.author))} <em>${htmlText(plainTitle(r.title))}</em>. ${where}.</li>`;
  });
  return `<section><h2 id="references">References</h2><ul>${items.join('')}</ul></section>`;
}
