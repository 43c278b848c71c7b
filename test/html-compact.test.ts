// Inline styles as classes: every element keeps the declarations that it had, and texts keep their words.
import katex from 'katex';
import { describe, expect, it } from 'vitest';
import { withoutInlineStyles } from '../src/backends/html/compact.ts';
import { htmlText } from '../src/backends/html/escape.ts';

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
