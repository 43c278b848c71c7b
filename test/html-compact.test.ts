// Pages in fewer characters: every element keeps the declarations that it had, and texts keep their words and their fonts.
import { readFileSync } from 'node:fs';
import katex from 'katex';
import { describe, expect, it } from 'vitest';
import { lightMathml, withoutInlineStyles, withShortClasses } from '../src/backends/html/compact.ts';
import { htmlText } from '../src/backends/html/escape.ts';
import { neededStyle } from '../src/backends/html/fonts.ts';

/** Puts the styles back where the classes stand. */
function restored(html: string): string {
  const { content, css } = withoutInlineStyles(html);
  const rules = new Map([...css.matchAll(/^\.(\w+)\{(.*)\}$/gm)].map(([, name = '', body = '']) => [name, body]));
  return content.replace(/ class="([^"]*)"/g, (whole, names: string) => {
    const list = names.split(' ');
    const body = rules.get(list.at(-1) ?? '');
    if (body === undefined) return whole;
    const rest = list.slice(0, -1).join(' ');
    const style = body.replaceAll('!important', '');
    return `${rest === '' ? '' : ` class="${rest}"`} style="${style}${style === '' ? '' : ';'}"`;
  });
}

describe('inline styles', () => {
  const formula = katex.renderToString('\\frac{\\sqrt{\\lambda_1^2 + \\lambda_2^2}}{I_0(\\kappa)}', {
    displayMode: true,
  });

  it('become classes that say the same', () => {
    expect(restored(formula)).toBe(formula);
    expect(withoutInlineStyles(formula).content).not.toContain(' style=');
  });

  it('are written once however often they come back', () => {
    const many = formula.repeat(20);
    const { content, css } = withoutInlineStyles(many);
    expect(css).toBe(withoutInlineStyles(formula).css);
    expect(content.length + css.length).toBeLessThan(0.85 * many.length);
  });

  it('are not looked for in the text of a source', () => {
    const text = `<p>${htmlText('<span class="a" style="top:0"> style="x"')}</p>`;
    expect(withoutInlineStyles(text)).toEqual({ content: text, css: '' });
  });
});

describe('classes', () => {
  const formula = katex.renderToString('\\mathbb{E}_q[\\sqrt{\\lambda_1}]', { displayMode: true });
  const sheet = readFileSync(new URL('../node_modules/katex/dist/katex.min.css', import.meta.url), 'utf8');
  const words = (html: string): string[][] =>
    [...html.matchAll(/<span class=(?:"([^"]*)"|(\w[\w-]*))/g)].map((m) => (m[1] ?? m[2] ?? '').split(' '));

  it('are renamed one to one, alike in content and style, save those that are kept', () => {
    const { content, css } = withShortClasses({ content: formula, css: sheet }, '.katex{} .a{}');
    const names = new Map<string, string>();
    words(formula).forEach((list, i) => {
      list.forEach((name, j) => {
        const now = words(content)[i]?.[j] ?? '';
        expect(names.get(name) ?? now).toBe(now);
        names.set(name, now);
      });
    });
    expect(new Set(names.values()).size).toBe(names.size);
    expect(names.get('katex')).toBe('katex');
    expect([...names.values()]).not.toContain('a');
    expect(css).toBe(sheet.replace(/\.([A-Za-z][\w-]*)/g, (_, name: string) => `.${names.get(name) ?? name}`));
    expect(content.length).toBeLessThan(0.9 * formula.length);
  });

  it('have names for however many there are', () => {
    const many = Array.from({ length: 2000 }, (_, i) => `<span class="old-${i}"></span>`).join('');
    const { content } = withShortClasses({ content: many, css: '' }, '');
    expect(new Set(words(content).flat()).size).toBe(2000);
  });

  it('decide which rules and fonts a page carries, and which characters of these', () => {
    const { css, fonts } = neededStyle(sheet, formula);
    expect([...fonts.keys()]).toEqual(expect.arrayContaining(['KaTeX_AMS-Regular.woff2', 'KaTeX_Main-Regular.woff2']));
    expect(fonts.get('KaTeX_AMS-Regular.woff2')).toBe('E');
    expect(fonts.get('KaTeX_Math-Italic.woff2')).toBe('qλ');
    for (const character of '[]1') expect(fonts.get('KaTeX_Main-Regular.woff2')).toContain(character);
    expect(css).toContain('.katex .mathbb{');
    expect(css).not.toMatch(/mathfrak|KaTeX_Fraktur/);
    expect(fonts.has('KaTeX_Typewriter-Regular.woff2')).toBe(false);
  });
});

describe('MathML', () => {
  it('keeps its elements and loses what the page says elsewhere', () => {
    const html = katex.renderToString('\\frac{a}{b} < c', { displayMode: true });
    const light = lightMathml(html);
    expect(light).toContain('<mfrac><mi>a</mi><mi>b</mi></mfrac>');
    expect(light).not.toMatch(/annotation|semantics|xmlns/);
    expect(light.match(/<\/?(?!annotation|semantics)[a-z]+/g)).toEqual(
      html.match(/<\/?(?!annotation|semantics)[a-z]+/g),
    );
  });
});
