// Entries of one array share a display: a metric as a matrix, cumulants several to a line; data keeps one equation each.
import { readFileSync } from 'node:fs';
import katex from 'katex';
import { describe, expect, it } from 'vitest';
import { derivationData } from '../src/backends/document/json.ts';
import { htmlRemark } from '../src/backends/html/escape.ts';
import { latexDocument } from '../src/backends/latex/document.ts';
import { latexRemark } from '../src/backends/latex/escape.ts';
import { markdownDocument } from '../src/backends/markdown/document.ts';
import { compile } from '../src/compile.ts';
import { label } from '../src/derivation/step.ts';
import { add, pow } from '../src/ir/build.ts';
import { type Expr, rational, symbol } from '../src/ir/expr.ts';
import { entriesLatex, sameArray } from '../src/notation/entries.ts';

const real = { kind: 'interval' } as const;
const [a, b, c] = [symbol('a', real), symbol('b', real), symbol('c', real)];
const entry = (concept: 'fisher' | 'cumulant', index: readonly number[], value: Expr) => ({
  left: label(concept, { index }),
  relation: '=' as const,
  right: [value],
});

describe('entries side by side', () => {
  const upper = [entry('fisher', [1, 1], a), entry('fisher', [1, 2], b), entry('fisher', [2, 2], c)];

  it('make a symmetric matrix of its upper triangle', () => {
    expect(entriesLatex(upper, 30)).toBe('F = \\begin{pmatrix}\na & b \\\\\nb & c\n\\end{pmatrix}');
  });

  it('stay apart where the matrix is wider than the page, and where an entry is missing', () => {
    expect(entriesLatex(upper, 5)).toBeUndefined();
    expect(entriesLatex(upper.slice(0, 2), 30)).not.toContain('pmatrix');
    const wide = Array.from({ length: 12 }, (_, i) => pow(symbol(`x${i}`, real), rational(2)));
    const long = entry(
      'fisher',
      [1, 1],
      add(...wide.flatMap((x) => [3, 5, 7, 9].map((n) => pow(add(a, x), rational(n))))),
    );
    expect(entriesLatex([entry('fisher', [1, 1], add(...wide)), ...upper.slice(1)], 30)).toBeUndefined();
    expect(upper.some((e) => sameArray(long, e))).toBe(false);
  });

  it('of more indices stand several to a line', () => {
    const third = [a, b, c, a].map((x, i) => entry('cumulant', [1, 1, i + 1], x));
    const rows = entriesLatex(third, 12)?.split('\\\\\n');
    expect(rows?.length).toBe(2);
    expect(entriesLatex(third, 60)).not.toContain('gathered');
  });

  it('belong to one array only', () => {
    const [first] = upper;
    expect(first && sameArray(first, entry('fisher', [1, 2], b))).toBe(true);
    expect(first && sameArray(first, entry('cumulant', [1, 2], b))).toBe(false);
    expect(first && sameArray(first, entry('fisher', [1, 2, 2], b))).toBe(false);
    const elsewhere = { ...entry('fisher', [1, 2], b), left: label('fisher', { index: [1, 2], of: [c] }) };
    expect(first && sameArray(first, elsewhere)).toBe(false);
  });
});

describe('the page of a family with two scalar parameters', () => {
  const derivation = compile(readFileSync('families/exponential/normal.blr', 'utf8')).declarations[0]?.derivation;
  if (!derivation) throw new Error('not derived');
  const step = derivation.steps.find((s) => s.theorem === 'fisher-metric');

  it('prints the metric as a matrix under the numbers of its entries, and data keeps the entries', () => {
    expect(latexDocument(derivation)).toMatch(
      /\\tag\{(\d+)--\d+\}\\label\{eq:\1\}\n\\fit\{F\(m, s\) = \\begin\{pmatrix\}/,
    );
    expect(markdownDocument(derivation)).toMatch(/F\(m, s\) = \\begin\{pmatrix\}[^$]*\\tag\{\d+–\d+\}/);
    const data = JSON.stringify(derivationData(derivation));
    expect(data).toContain('F_{22}(m, s)');
    expect(data).not.toContain('pmatrix');
  });

  it('gives a row no length in brackets, which Markdown cannot carry, and formulas that KaTeX sets', () => {
    const formulas = [...markdownDocument(derivation).matchAll(/\$\$\n([\s\S]+?)\n\$\$/g)].map((m) => m[1] ?? '');
    expect(formulas.filter((t) => t.includes('pmatrix')).length).toBe(3);
    for (const tex of formulas) {
      expect(tex).not.toMatch(/\\cr *\[/);
      katex.renderToString(tex, { displayMode: true, strict: 'error', throwOnError: true });
    }
  });

  it('says of each claim what it is about', () => {
    const texts = derivation.steps.flatMap((s) => s.verdicts.map((v) => `${s.theorem}: ${v.claim.text}`));
    expect(texts.filter((t, i) => texts.indexOf(t) !== i)).toEqual([]);
    expect(step?.verdicts.map((v) => v.claim.text)).toContain('the mean of score times score, m and s');
  });
});

describe('a remark of the source', () => {
  it('curls quotation marks and sets backticks in type, and nothing in it acts', () => {
    expect(latexRemark('see "A_b" and `N^P`')).toBe("see ``A\\_b'' and \\texttt{N\\textasciicircum{}P}");
    expect(htmlRemark('see "<b>" and `<i>`')).toBe('see “&lt;b&gt;” and <code>&lt;i&gt;</code>');
    expect(latexRemark('`\\input{x}`')).toBe('\\texttt{\\textbackslash{}input\\{x\\}}');
  });
});
