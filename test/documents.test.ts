// The documents: complete, accepted by KaTeX and pdflatex, and deaf to what a source tries to inject.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import katex from 'katex';
import { describe, expect, it } from 'vitest';
import { badgeWords, equationNumbers, failureWords, printed, verdictWords } from '../src/backends/document/content.ts';
import { jsonDocument } from '../src/backends/document/json.ts';
import { htmlListing, markdownListing } from '../src/backends/document/listing.ts';
import { bibtex, fullAuthors, placeInVenue, references, shortAuthors } from '../src/backends/document/references.ts';
import { katexCss } from '../src/backends/html/assets.ts';
import { htmlDocument } from '../src/backends/html/document.ts';
import { latexDocument } from '../src/backends/latex/document.ts';
import { latexListing, latexText } from '../src/backends/latex/escape.ts';
import { markdownDocument } from '../src/backends/markdown/document.ts';
import { forgeMath, markdownLine } from '../src/backends/markdown/escape.ts';
import type { Derivation } from '../src/derivation/derivation.ts';
import { equation } from '../src/derivation/step.ts';
import { add, div, exp, mul } from '../src/ir/build.ts';
import { type Expr, one, positiveLine, rational, symbol } from '../src/ir/expr.ts';
import { hostileDerivation, matrixDerivation, scalarDerivation } from './documents-fixture.ts';

const all: readonly (readonly [string, Derivation])[] = [
  ['scalar', scalarDerivation],
  ['matrix', matrixDerivation],
  ['hostile', hostileDerivation],
];

const formulas = (text: string): string[] =>
  [...text.replace(/^```[\s\S]*?^```$/gm, '').matchAll(/(?<!\\)\$\$([\s\S]+?)\$\$|\$([^$\n]+?)\$/g)].map(
    (m) => m[1] ?? m[2] ?? '',
  );

describe('names for parts', () => {
  const [x, y] = [symbol('x', positiveLine), symbol('y', positiveLine)];
  const part = exp(add(x, mul(x, y), mul(y, y)));
  const long = (from: number): Expr =>
    add(...Array.from({ length: 14 }, (_, i) => div(one, add(part, rational(from + i)))));
  const blocks = [1, 40].map((from, i) => ({
    block: equation(symbol(`a${i}`, positiveLine), long(from)),
    number: i + 1,
  }));
  const texts = (body: typeof blocks): string[] => printed(body, 30).map((p) => (p.kind === 'display' ? p.tex : ''));

  it('are explained once where two equations of a step share them', () => {
    const [first, second] = texts(blocks);
    expect(first).toContain('\\text{with }w = ');
    expect(second).toContain('w');
    expect(second).not.toContain('with');
    for (const tex of [first, second]) katex.renderToString(tex ?? '', { displayMode: true, strict: 'error' });
    expect(texts(blocks.slice(1))[0]).toContain('\\text{with }w = ');
  });
});

describe('Markdown', () => {
  it.each(all)('%s: every formula is accepted, and survives the escapes of Markdown', (_, d) => {
    const found = formulas(markdownDocument(d));
    expect(found.length).toBeGreaterThan(5);
    for (const tex of found) {
      expect(tex).not.toMatch(/\\[^A-Za-z]|[<>*]/);
      katex.renderToString(tex, { displayMode: true, strict: 'error', throwOnError: true });
    }
  });

  it('numbers equations and names its sources', () => {
    const text = markdownDocument(scalarDerivation);
    expect(text).toContain('A(\\lambda) = -\\log(-2\\lambda)\\tag{8}');
    expect(text).toContain('(Khan and Rue 2023, eq. 3)');
    expect(text).toContain('✓ log q is the sum of its parts: evaluated at 64 points, worst error 3e-16');
    expect(text.match(/^## /gm)).toHaveLength(5);
  });

  it('keeps a hostile source text', () => {
    const text = markdownDocument(hostileDerivation).replace(/^````[\s\S]*?^````$/gm, '');
    expect(text).not.toMatch(/<script|<\/style|(?<!\\)\]\(|^---$|^- # |(?<!\\)`|\u202e/m);
    expect(markdownLine('1. a_b | <i> $x$')).toBe('1\\. a\\_b \\| &lt;i&gt; &#36;x&#36;');
    expect(markdownLine('- #')).toBe('\\- \\#');
  });

  it('lets no control and no turn of the direction of writing into a text', async () => {
    const pages = [markdownDocument, latexDocument, (d: Derivation) => htmlDocument(d, () => css)].map((print) =>
      print(hostileDerivation),
    );
    for (const page of await Promise.all(pages))
      expect(page).not.toMatch(/[\u200e\u200f\u2028-\u202e\u2066-\u2069]|(?![\n\t])\p{Cc}/u);
  });

  it('writes LaTeX without backslash and punctuation', () => {
    expect(forgeMath('\\{a\\} \\,\\|\\, b \\\\ c < d^*')).toBe(
      '\\lbrace a\\rbrace \\thinspace \\Vert \\thinspace b \\cr c \\lt d^\\ast',
    );
  });
});

const css = katexCss(
  '@font-face{font-family:A;src:url(fonts/A.woff2) format("woff2"),url(fonts/A.ttf)}.x{y:z}',
  (name) => `DATA-${name}`,
);

describe('HTML', () => {
  it('carries its fonts', () => {
    expect(css).toBe('@font-face{font-family:A;src:url(data:font/woff2;base64,DATA-A.woff2) format("woff2")}.x{y:z}');
  });

  it.each(all)('%s: one page that asks for nothing outside', async (_, d) => {
    const page = await htmlDocument(d, () => css);
    expect(page).toMatch(/^<!doctype html>/);
    expect(page).toContain('http-equiv="Content-Security-Policy"');
    expect(page).toContain('name="viewport"');
    expect(page).not.toMatch(/<(link|img|iframe|object|base)\b|\bsrc=|href="(?!#)/);
    expect(page.match(/<script\b/g)).toHaveLength(1);
    expect(page.match(/<\/script>/g)).toHaveLength(1);
    expect(page.match(/<style>/g)).toHaveLength(2);
    expect(page.match(/<\/style>/g)).toHaveLength(2);
    expect(page).not.toContain('katex-error');
  });

  it('balances its elements', async () => {
    for (const [, d] of all) {
      const page = await htmlDocument(d, () => css);
      for (const tag of ['section', 'details', 'ul', 'p', 'div', 'pre', 'nav', 'h2', 'main'])
        expect(page.match(new RegExp(`<${tag}\\b`, 'g'))?.length, tag).toBe(
          page.match(new RegExp(`</${tag}>`, 'g'))?.length,
        );
    }
  });

  it('links its contents to its steps and folds the checks', async () => {
    const page = await htmlDocument(scalarDerivation, () => css);
    for (const [, id] of page.matchAll(/href="#([\w-]+)"/g)) expect(page).toContain(`id="${id}"`);
    expect(page.match(/<details class="claims">/g)).toHaveLength(4);
    expect(await htmlDocument(hostileDerivation, () => css)).toContain('<details class="claims failed" open>');
  });
});

describe('JSON', () => {
  it.each(all)('%s is complete', (_, d) => {
    const data = JSON.parse(jsonDocument(d));
    expect(data.steps).toHaveLength(d.steps.length);
    expect(data.steps[0].claims[0].points).toBeGreaterThan(0);
  });

  it('gives an equation its number, its name, LaTeX and text', () => {
    const equations = JSON.parse(jsonDocument(scalarDerivation)).steps.flatMap((s: { body: { kind: string }[] }) =>
      s.body.filter((b) => b.kind === 'equation'),
    );
    expect(equations[1]).toEqual({
      kind: 'equation',
      number: 2,
      name: 'natural',
      relation: '=',
      left: { latex: '\\lambda', text: 'λ' },
      right: [{ latex: '-\\frac{1}{2\\sigma^2}', text: '-1/(2*σ^2)' }],
    });
    expect(equationNumbers(scalarDerivation).get('natural')).toBe(2);
  });
});

describe('words', () => {
  const [verdict] = scalarDerivation.steps[0]?.verdicts ?? [];
  const [step] = hostileDerivation.steps;
  it('say how a claim was checked and where it failed', () => {
    if (!verdict || !step) throw new Error('the fixture lacks a verdict');
    expect(verdictWords(verdict)).toBe('evaluated at 64 points, worst error 3e-16');
    expect(verdictWords({ ...verdict, points: 0 })).toBe('evaluated: no point could be tried');
    expect(failureWords(verdict)).toBe('');
    expect(failureWords({ ...verdict, holds: false, at: { σ: 2 }, note: 'off by two' })).toBe(
      'FAILS at σ = 2: off by two',
    );
    expect(badgeWords(step)).toBe('1 of 1 claims fail');
  });
});

describe('the bibliography', () => {
  it('is docs/references.bib', () => {
    expect(readFileSync(new URL('../docs/references.bib', import.meta.url), 'utf8')).toBe(bibtex());
  });

  it('is cited by authors and year', () => {
    expect(shortAuthors('Khan, A. and Rue, H.')).toBe('Khan and Rue');
    expect(shortAuthors('Lin, W. and Khan, M. and Schmidt, M.')).toBe('Lin et al.');
    expect(fullAuthors('Lin, Wu and Khan, Emtiyaz and Schmidt, Mark')).toBe('Wu Lin, Emtiyaz Khan and Mark Schmidt.');
    const [first] = Object.values(references);
    expect(first && placeInVenue(first)).toBe('24(281):1–46');
  });
});

describe('the front page', () => {
  const listed = [
    { derivation: hostileDerivation, path: 'exponential/b c' },
    { derivation: scalarDerivation, path: 'exponential/a' },
  ];

  it('has a heading for every folder', () => {
    const group: Derivation = { ...scalarDerivation, kind: 'group' };
    const several = [...listed, { derivation: group, path: 'groups/a' }];
    expect(markdownListing(several).match(/^## .*/gm)).toEqual(['## Exponential families', '## Groups']);
    expect(htmlListing(several).match(/<h2>.*?<\/h2>/g)).toEqual(['<h2>Exponential families</h2>', '<h2>Groups</h2>']);
  });

  it('says more of a declaration than its name', () => {
    const short = { ...scalarDerivation, doc: ['Poisson law: the number of arrivals in a time.', 'More.'] };
    expect(markdownListing([{ derivation: short, path: 'a' }])).toContain(
      'Poisson law: the number of arrivals in a time',
    );
    const long = { ...scalarDerivation, doc: ['The law of the number of arrivals in a time: a count.', 'More.'] };
    expect(markdownListing([{ derivation: long, path: 'a' }])).not.toContain('a count');
  });

  it('lists every derivation in order, with links that work', () => {
    const text = markdownListing(listed);
    expect(text.indexOf('Rayleigh')).toBeLessThan(text.indexOf('exponential/b%20c.md'));
    expect(text).toContain('[page](exponential/a.html)');
    expect(text.split('\n').filter((line) => line.startsWith('| **'))).toHaveLength(2);
    const page = htmlListing(listed);
    expect(page).toContain('<a href="exponential/a.html">');
    expect(page.match(/<script\b/g)).toHaveLength(1);
  });
});

describe('LaTeX', () => {
  it('has the whole derivation', () => {
    const tex = latexDocument(scalarDerivation);
    expect(tex).toContain('\\section{Separate $\\theta$ from $\\sigma$}');
    expect(tex).toContain('\\tag{8}\\label{eq:8}\n\\fit{A(\\lambda) = -\\log(-2\\lambda)}');
    expect(tex).toContain('\\cite[eq. 3]{khan-rue}');
    expect(tex).toContain('\\bibitem{khan-rue}');
    expect(tex).toContain('$\\checkmark$ log q is the sum of its parts: evaluated at 64 points, worst error 3e-16');
  });

  it('escapes text', () => {
    expect(latexText('50% of $x_1$ & \\cmd{a} #^~')).toBe(
      '50\\% of \\$x\\_1\\$ \\& \\textbackslash{}cmd\\{a\\} \\#\\textasciicircum{}\\textasciitilde{}',
    );
    // A glue that neither stretches nor shrinks left lines of one word 0.14 pt too wide, by the steps in which fonts are stretched.
    expect(latexText('a'.repeat(25))).toBe('a\\blrcbreak{}'.repeat(25));
    expect(latexDocument(hostileDerivation)).toContain('{\\blrcbreak}{\\hskip 0pt plus .02pt minus .02pt\\relax}');
    expect(latexText('σ² ≤ 中')).toBe('$\\sigma{}^{2}$ $\\leq$ [U+4E2D]');
    expect(latexText('xᵃ')).toBe(['x$', '{}^{a}$'].join(''));
    expect(latexListing('a{b}')).toBe('\\noindent\\mbox{a\\{b\\}}\\par');
  });

  it('leaves no command of a hostile source', () => {
    const tex = latexDocument(hostileDerivation);
    expect(tex).not.toMatch(/\\(input|write18|href)/);
    expect(tex.match(/\\end\{document\}/g)).toHaveLength(1);
  });
});

const folder = (): string => mkdtempSync(join(tmpdir(), 'blrc-documents-'));
const hasLatex = spawnSync('pdflatex', ['--version']).status === 0;

describe.runIf(hasLatex)('pdflatex', () => {
  it('typesets every document without a line that runs over', () => {
    const at = folder();
    for (const [name, d] of all) writeFileSync(join(at, `${name}.tex`), latexDocument(d));
    const script = fileURLToPath(new URL('../scripts/latex.mjs', import.meta.url));
    const { status, stdout, stderr } = spawnSync(process.execPath, [script, at], { encoding: 'utf8' });
    rmSync(at, { recursive: true });
    expect(stderr).toBe('');
    expect(stdout).toBe('3 documents typeset, 0 with mistakes\n');
    expect(status).toBe(0);
  }, 60_000);
});
