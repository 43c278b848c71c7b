// Any text gets an answer: soon, without overflowing the stack, without an exception.
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { maximumDiagnostics } from '../grammar/limits.ts';
import { parse, parseExpression } from '../grammar/parse.ts';
import { print, printExpression } from '../grammar/print.ts';

const examples = readFileSync(new URL('./grammar/examples.blr', import.meta.url), 'utf8');

/** Reads and prints a text; every mistake lies inside it. */
function survives(text: string): void {
  const { file, diagnostics } = parse(text);
  for (const { span, message } of diagnostics) {
    expect(message).not.toBe('');
    expect(span.start >= 0 && span.start <= span.end && span.end <= text.length).toBe(true);
  }
  expect(diagnostics.length).toBeLessThanOrEqual(maximumDiagnostics);
  print(file);
  const { expression } = parseExpression(text);
  if (expression !== undefined) printExpression(expression);
}

const words = [...new Set(examples.split(/(\s+|[^\p{L}\p{N}\s])/u))].filter((word) => word !== '');

describe('any text', () => {
  it('of random characters', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 200 }), survives), { numRuns: 300 });
  });

  it('of random bytes', () => {
    const bytes = fc.uint8Array({ maxLength: 300 }).map((array) => Buffer.from(array).toString('latin1'));
    fc.assert(fc.property(bytes, survives), { numRuns: 300 });
  });

  it('of random words of the language', () => {
    const text = fc.array(fc.constantFrom(...words), { maxLength: 60 }).map((list) => list.join(' '));
    fc.assert(fc.property(text, survives), { numRuns: 500 });
    fc.assert(
      fc.property(text, (body) => survives(`family A { variable x in Real ${body} }`)),
      { numRuns: 500 },
    );
  });

  it('that breaks off anywhere', () => {
    for (let end = 0; end < examples.length; end += 7) survives(examples.slice(0, end));
  });

  it('in which something was lost or slipped in', () => {
    const change = fc.tuple(fc.nat(examples.length), fc.nat(4), fc.constantFrom('', ...words));
    const changed = fc
      .array(change, { minLength: 1, maxLength: 3 })
      .map((changes) =>
        changes.reduce((text, [at, lost, added]) => text.slice(0, at) + added + text.slice(at + lost), examples),
      );
    fc.assert(fc.property(changed, survives), { numRuns: 300 });
  });
});

describe('a text that is read without a complaint', () => {
  it('is formatted without a change of meaning, wherever words came from', () => {
    const text = fc
      .array(fc.constantFrom(...words), { maxLength: 12 })
      .map((list) => `family A { variable x in Real density ${list.join(' ')} }`);
    fc.assert(
      fc.property(text, (source) => {
        const { file, diagnostics } = parse(source);
        if (diagnostics.length > 0) return;
        const again = parse(print(file));
        expect(again.diagnostics, source).toEqual([]);
        expect(print(again.file), source).toBe(print(file));
      }),
      { numRuns: 1000 },
    );
  });
});

const LENGTH = 999_000;
const fill = (piece: string, length = LENGTH): string => piece.repeat(Math.floor(length / piece.length));
const density = (expression: string): string => `family A { variable x in Real density ${expression} }`;

describe('a text that is too large', () => {
  it.each([
    ['more than a million characters', 'x'.repeat(1_000_001)],
    ['more than 10,000 items', `family A {${' claim a = 1'.repeat(10_001)}}`],
    ['more than 200 brackets deep', density(`${fill('(', 201)}x${fill(')', 201)}`)],
    ['more than 20,000 words in an expression', density(fill('x+', 50_000))],
    ['a sum of 1,001 terms', density(`x${fill(' + x', 4000)} + x`)],
    ['a tower of powers', density(`x${fill('^x', 4000)}`)],
    ['a row of signs', density(`${fill('-', 4000)}x`)],
    ['a row of marks', density(`x${fill("'", 4000)}`)],
    ['a number of 401 digits', density('9'.repeat(401))],
    ['an exponent of 401', density('1e401')],
    ['a negative exponent of 401', density('1e-401')],
    ['a raised number of 401 digits', density(`x${'²'.repeat(401)}`)],
  ])('%s', (_, text) => {
    expect(parse(text).diagnostics.map(({ code }) => code)).toEqual(['too-large']);
  });

  it.each([
    ['200 brackets deep', `${fill('(', 200)}x${fill(')', 200)}`],
    ['200 calls deep', `${fill('f(', 400)}x${fill(')', 200)}`],
    ['a sum of 1,000 terms', `x${fill(' + x', 3996)}`],
    ['a number of 400 digits', '9'.repeat(400)],
    ['an exponent of 400', '1e-400'],
  ])('is not one that is just large enough: %s', (_, text) => {
    expect(parseExpression(text).diagnostics).toEqual([]);
    expect(parse(density(text)).diagnostics).toEqual([]);
    expect(parse(print(parse(density(text)).file)).diagnostics).toEqual([]);
  });
});

describe('a million characters', () => {
  const limit = 5000;
  it.each([
    ['brackets', fill('(')],
    ['characters without meaning', fill('@ ')],
    ['heads', fill('family A { ')],
    ['items', `family A {${fill('claim a=1 ')}}`],
    ['misspelt items', `family A {${fill('densty x\n')}}`],
    ['commas in a call', density(`f(${fill(',')})`)],
    ['faulty entries', `optimizer A { rate ${fill('a = , ', 100_000)} }`],
    ['comments', fill('//\n')],
  ])('of %s are answered in time', (_, text) => {
    const start = performance.now();
    const { diagnostics } = parse(text);
    expect(performance.now() - start).toBeLessThan(limit);
    expect(diagnostics.length).toBeLessThanOrEqual(maximumDiagnostics);
  });
});
