// Every specification in test/errors is refused with the code that its first line expects, in words and at a place.
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { compile } from '../src/compile.ts';

const folder = new URL('./errors/', import.meta.url);
const files = readdirSync(folder)
  .filter((f) => f.endsWith('.blr'))
  .sort();

it('has specifications to refuse', () => {
  expect(files.length).toBeGreaterThan(50);
});

describe.each(files)('%s', (file) => {
  it('is refused as it expects', { timeout: 60_000 }, () => {
    const text = readFileSync(new URL(file, folder), 'utf8');
    const expected = /^\/\/ expect: (\S+)/.exec(text)?.[1];
    const { ok, diagnostics } = compile(text, { file });
    const [first] = diagnostics.filter((d) => d.severity === 'error');
    expect(ok).toBe(false);
    expect(first?.code).toBe(expected);
    expect(first?.message).not.toMatch(/internal error|\bNaN\b/);
    expect(first?.span.start).toBeLessThan(text.length);
  });
});
