// A derivation as Markdown that GitHub and GitLab render: formulas between dollars, claims in a folded list.
import type { Derivation } from '../../derivation/derivation.ts';
import type { Block, Prose } from '../../derivation/step.ts';
import { runsOf } from '../../notation/math-runs.ts';
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
import { fullAuthors, placeInVenue, plainTitle } from '../document/references.ts';
import { fenced, forgeMath, markdownLine, markdownText } from './escape.ts';

const displayRoom = 44;
const inlineRoom = 24;

/** The whole page. */
export function markdownDocument(d: Derivation): string {
  const parts = [
    `# ${markdownText(d.name)}`,
    d.doc.map(markdownLine).join('\n'),
    fenced(declarationText(d)),
    ...blocksMarkdown(d.given ?? []),
    `*${markdownText(`${withArticle(d.kind)} declared in ${d.file}: ${summaryWords(d)}.`)}*`,
    ...numberedSteps(d).map(stepMarkdown),
    bibliography(citations(d)),
  ];
  return `${parts.filter((p) => p !== '').join('\n\n')}\n`;
}

function stepMarkdown({ number, step, body }: NumberedStep): string {
  const source = `(${markdownText(sourceWords(step.source))})`;
  const statement = blocksMarkdown(step.statement);
  const parts = [
    `## ${number} · ${markdownText(step.title)}`,
    ...(statement.length > 0
      ? [`*In general.*${step.statement[0]?.kind === 'prose' ? ' ' : '\n\n'}${statement.join('\n\n')}\n\n${source}`]
      : [source]),
    ...printed(body, displayRoom).map(blockMarkdown),
    assumptions('Holds here:', step.discharged),
    assumptions('Assumed, left to the reader:', step.left),
    claims(step),
  ];
  return parts.filter((p) => p !== '').join('\n\n');
}

function claims(step: NumberedStep['step']): string {
  if (step.verdicts.length === 0) return `– ${badgeWords(step)}`;
  const mark = step.verdicts.every((v) => v.holds) ? '✓' : '✗';
  const lines = step.verdicts.map((v) => {
    const failure = failureWords(v);
    return `- ${v.holds ? '✓' : '✗'} ${markdownText(`${v.claim.text}: ${verdictWords(v)}${failure ? `. ${failure}` : ''}`)}`;
  });
  return `<details><summary>${mark} ${badgeWords(step)}</summary>\n\n${lines.join('\n')}\n\n</details>`;
}

const assumptions = (lead: string, list: readonly Prose[]): string =>
  list.length === 0 ? '' : `*${lead}* ${sentences(list.map(proseMarkdown))}`;

const blocksMarkdown = (blocks: readonly Block[]): readonly string[] =>
  printed(
    blocks.map((block) => ({ block })),
    displayRoom,
  ).map(blockMarkdown);

function blockMarkdown(block: Printed): string {
  if (block.kind === 'prose') return markdownStart(proseMarkdown(block.prose), block.prose);
  const tag = block.numbers.length === 0 ? '' : `\\tag{${numberWords(block.numbers)}}`;
  return `$$\n${forgeMath(block.tex)}${tag}\n$$`;
}

/** A paragraph whose first word is text, not a formula, must not begin a list. */
function markdownStart(escaped: string, { parts }: Prose): string {
  const [first] = runsOf(parts);
  return typeof first === 'string' ? markdownLine(first) + escaped.slice(markdownText(first).length) : escaped;
}

const proseMarkdown = (prose: Prose): string =>
  styledProse(prose, {
    text: (text) => spaced(text, markdownText(text)),
    inline: (tex) => `$${forgeMath(tex)}$`,
    display: (tex) => `\n\n$$\n${forgeMath(tex)}\n$$\n\n`,
    limit: inlineRoom,
    room: displayRoom,
  });

/** Keeps the space between a word and the formula beside it. */
const spaced = (text: string, escaped: string): string =>
  /\s$/.test(text) && !escaped.endsWith(' ') ? `${escaped} ` : escaped;

function bibliography(cited: readonly Citation[]): string {
  if (cited.length === 0) return '';
  const items = cited.map(({ reference: r }) => {
    const place = placeInVenue(r);
    const title = markdownText(plainTitle(r.title));
    return `- ${markdownText(fullAuthors(r.author))} *${title}*. ${markdownText(r.venue)}${place ? ` ${place}` : ''}, ${r.year}.`;
  });
  return `## References\n\n${items.join('\n')}`;
}
