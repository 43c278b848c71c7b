// A derivation as a standalone LaTeX article for pdflatex.
import type { Verdict } from '../../derivation/claim.ts';
import type { Derivation } from '../../derivation/derivation.ts';
import type { Prose } from '../../derivation/step.ts';
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
} from '../document/content.ts';
import { fullAuthors, placeInVenue, plainTitle } from '../document/references.ts';
import { latexListing, latexRemark, latexText } from './escape.ts';

/** Room for a displayed equation and for one inside a line, in em. */
const displayRoom = 35;
const inlineRoom = 16;

const preamble = `\\documentclass[11pt]{article}
\\usepackage[utf8]{inputenc}
\\usepackage[T1]{fontenc}
\\usepackage{textcomp}
% Without Latin Modern the text is set in bitmaps, which microtype cannot stretch.
\\IfFileExists{lmodern.sty}{\\usepackage{lmodern}}{\\PassOptionsToPackage{expansion=false}{microtype}}
\\usepackage{amsmath,amssymb}
\\usepackage{graphicx}
\\usepackage{multicol}
\\usepackage[a4paper,margin=28mm]{geometry}
\\usepackage{microtype}
\\usepackage[hidelinks,hypertexnames=false]{hyperref}
\\setlength{\\parindent}{0pt}
\\setlength{\\parskip}{4pt plus 1pt}
\\setlength{\\emergencystretch}{\\textwidth}
\\AtBeginDocument{\\setlength{\\abovedisplayskip}{6pt plus 3pt}\\setlength{\\belowdisplayskip}{6pt plus 3pt}%
  \\setlength{\\abovedisplayshortskip}{4pt plus 3pt}\\setlength{\\belowdisplayshortskip}{6pt plus 3pt}}
\\allowdisplaybreaks
% A formula wider than the line is scaled down to it.
\\newsavebox{\\blrcbox}
\\newcommand{\\fit}[1]{\\sbox{\\blrcbox}{$\\displaystyle #1$}%
  \\ifdim\\wd\\blrcbox>\\dimexpr\\linewidth-4em\\relax
    \\resizebox{\\dimexpr\\linewidth-4em\\relax}{!}{\\usebox{\\blrcbox}}\\else\\usebox{\\blrcbox}\\fi}
% A long word may be broken after every letter.
\\DeclareRobustCommand{\\blrcbreak}{\\hskip 0pt plus .02pt minus .02pt\\relax}
\\pdfstringdefDisableCommands{\\def\\blrcbreak{}}
% Listings: every character takes one column.
\\newlength{\\blrcwidth}
\\newcommand{\\blrcspace}{\\hspace*{\\blrcwidth}}
\\newcommand{\\blrccolumn}[1]{\\makebox[\\blrcwidth][c]{#1}}
\\newenvironment{source}{\\par\\medskip\\begingroup\\footnotesize\\ttfamily\\settowidth{\\blrcwidth}{0}\\setlength{\\parskip}{0pt}}{\\par\\endgroup\\medskip}
\\makeatletter
\\newcommand{\\contents}{\\begin{multicols}{2}\\footnotesize\\setlength{\\parskip}{0pt}\\def\\l@section{\\@dottedtocline{1}{0em}{1.8em}}\\@starttoc{toc}\\end{multicols}}
\\makeatother
\\newcommand{\\checks}[1]{{\\footnotesize\\raggedright #1\\par}}
`;

/** The whole article. */
export function latexDocument(d: Derivation): string {
  const cited = citations(d);
  return [
    preamble,
    '\\begin{document}',
    `{\\centering{\\LARGE ${latexText(d.name)}\\par}\\smallskip ${latexText(`${d.kind} declared in ${d.file}`)}\\par}\\bigskip`,
    d.doc.join('\n').split('\n\n').map(latexRemark).join('\n\n'),
    '',
    '\\begin{source}',
    latexListing(declarationText(d)),
    '\\end{source}',
    '',
    paragraphs(
      printed(
        (d.given ?? []).map((block) => ({ block })),
        displayRoom,
      ).map(blockLatex),
    ),
    '',
    `\\textit{${latexText(`${summaryWords(d)}.`)}}`,
    d.steps.length > 6 ? '\n\\contents' : '',
    ...numberedSteps(d).map((s) => `\n${stepLatex(s, cited)}`),
    bibliography(cited),
    '\\end{document}',
    '',
  ].join('\n');
}

function stepLatex({ step, body }: NumberedStep, cited: readonly Citation[]): string {
  const key = cited.find((c) => c.key === step.source.key)?.key;
  const place = step.source.place ? `[${latexText(step.source.place)}]` : '';
  const source = key ? `\\cite${place}{${key}}` : `(${latexText(sourceWords(step.source))})`;
  const statement = printed(
    step.statement.map((block) => ({ block })),
    displayRoom,
  ).map(blockLatex);
  return paragraphs([
    `\\section{${latexText(step.title)}}`,
    statement.length === 0 ? `Source: ${source}.` : `\\textit{In general} ${source}. ${paragraphs(statement)}`,
    ...printed(body, displayRoom).map(blockLatex),
    assumptions('Holds here:', step.discharged),
    assumptions('Assumed, left to the reader:', step.left),
    ...(step.verdicts.length > 0 ? step.verdicts.map(verdictLatex) : [`\\checks{-- ${latexText(badgeWords(step))}}`]),
  ]);
}

/** A display belongs to the paragraph before it: a blank line would open an empty one. */
const paragraphs = (parts: readonly string[]): string =>
  parts
    .filter((part) => part !== '')
    .join('\n\n')
    .replace(/\n\n(?=\\begin\{equation)/g, '\n');

function verdictLatex(v: Verdict): string {
  const mark = v.holds ? '$\\checkmark$' : '$\\boldsymbol{\\times}$';
  const failure = failureWords(v);
  return `\\checks{${mark} ${latexText(`${v.claim.text}: ${verdictWords(v)}${failure ? `. ${failure}` : ''}`)}}`;
}

function assumptions(lead: string, list: readonly Prose[]): string {
  if (list.length === 0) return '';
  return `\\textit{${lead}} ${sentences(list.map(proseLatex))}`;
}

function blockLatex(block: Printed): string {
  if (block.kind === 'prose') return proseLatex(block.prose);
  const body = `\\fit{${block.tex}}`;
  const [first] = block.numbers;
  return first === undefined
    ? `\\begin{equation*}\n${body}\n\\end{equation*}`
    : `\\begin{equation}\\tag{${latexText(numberWords(block.numbers))}}\\label{eq:${first}}\n${body}\n\\end{equation}`;
}

const proseLatex = (prose: Prose): string =>
  styledProse(prose, {
    text: latexText,
    inline: (tex) => `$${tex}$`,
    display: (tex) => `\\begin{equation*}\n\\fit{${tex}}\n\\end{equation*}\n`,
    limit: inlineRoom,
    room: displayRoom,
  });

function bibliography(cited: readonly Citation[]): string {
  if (cited.length === 0) return '';
  const items = cited.map(({ key, reference }) => {
    const place = placeInVenue(reference);
    const where = `${latexText(reference.venue)}${place ? ` ${latexText(place)}` : ''}, ${reference.year}`;
    return `\\bibitem{${key}} ${latexText(fullAuthors(reference.author))} \\textit{${latexText(plainTitle(reference.title))}}. ${where}.`;
  });
  return ['', '\\begin{thebibliography}{99}\\raggedright', ...items, '\\end{thebibliography}'].join('\n');
}
