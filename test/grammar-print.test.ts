// The formatter: nothing is lost, nothing changes its meaning, and formatting twice changes nothing more.
import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse, parseExpression } from '../grammar/parse.ts';
import { print, printExpression } from '../grammar/print.ts';
import { expression, file } from './grammar-arbitrary.ts';
import { withoutParentheses, withoutSpans } from './grammar-tree.ts';

const examples = readFileSync(new URL('./grammar/examples.blr', import.meta.url), 'utf8');

const formatted = (text: string): string => print(parse(text).file);

describe('an expression that is printed', () => {
  it('is read back as the same tree, up to parentheses that its text needs', () => {
    fc.assert(
      fc.property(expression, (tree) => {
        const text = printExpression(tree);
        const again = parseExpression(text);
        expect(again.diagnostics, text).toEqual([]);
        expect(withoutParentheses(again.expression), text).toEqual(withoutParentheses(tree));
      }),
      { numRuns: 2000 },
    );
  });

  it('is read back as the very same tree, if it was read before', () => {
    fc.assert(
      fc.property(expression, (tree) => {
        const first = parseExpression(printExpression(tree)).expression;
        if (first === undefined) throw new Error('not read');
        const text = printExpression(first);
        expect(withoutSpans(parseExpression(text).expression)).toEqual(withoutSpans(first));
        expect(printExpression(first)).toBe(text);
      }),
      { numRuns: 1000 },
    );
  });

  it.each([
    ['θ / σ^2*exp(-θ^2/(2*σ^2))', 'θ/σ^2 * exp(-θ^2/(2*σ^2))'],
    ['(θ - m)ᵀ·S', "(θ-m)' * S"],
    ['( 1+z^2/ν )^( -(ν+1)/2 )', '(1 + z^2/ν)^(-(ν+1)/2)'],
    ['2   σ', '2 σ'],
    ['A * θ+b', 'A*θ + b'],
    ['[[1,2],[3,4]]', '[1, 2; 3, 4]'],
    ['[ a,b;c , d+1 ]', '[a, b; c, d+1]'],
    ['[[1,2]]', '[[1, 2]]'],
    ['[1;2]', '[1; 2]'],
    ['p * log(p) + (1 - p) * log(1 - p)', 'p*log(p) + (1-p)*log(1-p)'],
    ['exp( -s * (θ - m)^2 / 2 ) * θ^(α - 1)', 'exp(-s*(θ-m)^2/2) * θ^(α-1)'],
    ['x_1 * (2 c * cos(x) + 1)', 'x_1 * (2 c * cos(x) + 1)'],
    ['theta_1 − inf', 'theta_1 - inf'],
  ])('%s becomes %s', (text, expected) => {
    const { expression: tree } = parseExpression(text);
    expect(tree && printExpression(tree)).toBe(expected);
  });
});

describe('a file that is printed', () => {
  it('is read back as the same tree', () => {
    fc.assert(
      fc.property(file, (tree) => {
        const text = print(tree);
        const again = parse(text);
        expect(again.diagnostics, text).toEqual([]);
        expect(withoutParentheses(again.file), text).toEqual(withoutParentheses(tree));
        expect(print(again.file)).toBe(formatted(print(again.file)));
      }),
      { numRuns: 300 },
    );
  });

  it('keeps a difference of words inside brackets a difference, where a setting would have a hyphen', () => {
    const text = 'optimizer O {\n  samples θ = f([0, b], density-rate), monte-carlo\n}\n';
    const again = parse(print(parse(text).file)).file;
    const shown = JSON.stringify(withoutSpans(again));
    expect(shown).toContain('"name":"density","text":"density"');
    expect(shown).toContain('monte-carlo');
  });

  it('keeps the examples of the language as they are meant', () => {
    const { file: tree, diagnostics } = parse(examples);
    expect(diagnostics).toEqual([]);
    expect(withoutSpans(parse(print(tree)).file)).toEqual(withoutSpans(tree));
    expect(formatted(formatted(examples))).toBe(formatted(examples));
  });

  it('aligns keywords and comments, and leaves the code of the examples alone', () => {
    const code = (text: string): string[] => text.split('\n').map((line) => line.replace(/\s*\/\/ .*$/, ''));
    const spaced = code(examples)
      .join('\n')

      .replace('sum(θ^2)/2', 'sum(θ^2) / 2');
    expect(code(formatted(examples)).join('\n')).toBe(spaced);
  });
});

describe('comments', () => {
  const text = [
    '// What this file is.',
    '',
    'import "normal.blr" // for the prior',
    '/// A first line.',
    '// kept',
    '///   A second.',
    'family A { // head',
    '  // before',
    '  variable x in Real, // beside the first',
    '    y in Real // beside the last',
    '  /// on the density',
    '  density exp(-x^2 // inside',
    '    - y^2)',
    '  // last',
    '} // after',
    '// end',
  ].join('\n');

  it('all stay, each at its part', () => {
    expect(formatted(text)).toBe(
      [
        '// What this file is.',
        '',
        'import "normal.blr"  // for the prior',
        '',
        '// kept',
        '/// A first line.',
        '///   A second.',
        'family A {  // head',
        '  // before',
        '  // beside the first',
        '  variable  x in Real, y in Real  // beside the last',
        '  /// on the density',
        '  // inside',
        '  density   exp(-x^2 - y^2)',
        '  // last',
        '}',
        '',
        '// after',
        '// end',
        '',
      ].join('\n'),
    );
    expect(formatted(formatted(text))).toBe(formatted(text));
  });

  it('are as many after formatting as before, wherever they stand', () => {
    const tokens = examples
      .replace(/\/\/.*$/gm, '')
      .split(/\s+/)
      .filter((word) => word !== '');
    const places = fc.array(fc.nat(tokens.length - 1), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(places, (chosen) => {
        const source = tokens
          .map((token, i) => (chosen.includes(i) ? `${token} // remark ${i}\n` : `${token}\n`))
          .join(' ');
        const marks = (from: string): string[] => [...from.matchAll(/remark \d+/g)].map(([mark]) => mark).sort();
        expect(marks(formatted(source))).toEqual(marks(source));
      }),
      { numRuns: 100 },
    );
  });
});

describe('layout', () => {
  it('breaks a long sum before its signs', () => {
    const term = 'exp(-first_parameter*θ^2/(2 second_parameter^2))';
    const once = formatted(`family A { variable θ in Real density ${term} + ${term} - ${term} }`);
    expect(once.split('\n').slice(2, 5)).toEqual([
      `  density   ${term}`,
      `            + ${term}`,
      `            - ${term}`,
    ]);
    expect(formatted(once)).toBe(once);
  });

  it('prints a declared name before a parenthesis as a factor, any other as a function', () => {
    const once = formatted("family A(P) { variable x in Real^P parameter S in SPD(P) density S(x-1)' * g (x) }");
    expect(once).toContain("density   S (x-1)' * g(x)");
  });

  it('gives every kind of declaration one column of keywords', () => {
    const once = formatted('group G { element g in Positive action x in Real -> g x } orbit O { group G base B }');
    expect(once).toBe(
      'group G {\n  element g in Positive\n  action  x in Real -> g x\n}\n\norbit O {\n  group G\n  base  B\n}\n',
    );
  });
});

describe('the families that come with the compiler', () => {
  const folder = new URL('../families/', import.meta.url);
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.blr'));

  it('are there', () => expect(files.length).toBeGreaterThan(60));
  it.each(files)('%s is laid out as fmt would', (name) => {
    const text = readFileSync(new URL(name, folder), 'utf8');
    expect(formatted(text)).toBe(text);
  });
});
