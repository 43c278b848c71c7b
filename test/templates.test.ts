// The texts that `blrc new` writes, asked of the library.
import { describe, expect, it } from 'vitest';
import { compile, parse, print, template, templateKinds } from '../src/index.ts';

describe('a template', () => {
  it.each(templateKinds)('of the kind %s derives, and is laid out as `fmt` does', (kind) => {
    const text = template(kind, 'First') ?? '';
    expect(compile(text, { verify: 'none' })).toMatchObject({ ok: true, diagnostics: [] });
    expect(compile(text, { verify: 'none' }).declarations.at(-1)).toMatchObject({ name: 'First', kind });
    expect(print(parse(text).file)).toBe(text);
  });

  it('is none of a kind without one, nor under what is no name', () => {
    expect(templateKinds).not.toContain('loss');
    for (const kind of ['loss', 'poem', '__proto__']) expect(template(kind, 'First')).toBeUndefined();
    for (const name of ['1st', 'two words', '']) expect(template('family', name)).toBeUndefined();
  });
});
