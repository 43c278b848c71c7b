// Messages: one test for each, in the words of someone who learns the language.
import { describe, expect, it } from 'vitest';
import { parse, parseExpression } from '../grammar/parse.ts';

/** What is said of a text: the underlined words, the message, the hint. */
function said(text: string): readonly string[] {
  return parse(text).diagnostics.map(
    ({ message, hint, span }) =>
      `${text.slice(span.start, span.end)}: ${message}${hint === undefined ? '' : ` — ${hint}`}`,
  );
}

const inFamily = (items: string): readonly string[] => said(`family A { ${items} }`);
const ofExpression = (text: string): string | undefined => parseExpression(text).diagnostics[0]?.message;

describe('declarations', () => {
  it('a missing closing brace costs only itself', () => {
    const text = 'family A {\n  variable x in Real\n  density x\n\nfamily B {\n  variable y in Real\n}';
    expect(said(text)).toEqual(['family: the family `A` is never closed — add `}` before `family` on line 5']);
    expect(parse(text).file.declarations.map(({ name, items }) => [name.text, items.length])).toEqual([
      ['A', 2],
      ['B', 1],
    ]);
  });

  it('a missing closing brace at the end', () => {
    expect(said('family A {\n variable x in Real')).toEqual([
      'family: the family `A` is never closed — add `}` at the end of the text',
    ]);
  });

  it('a missing opening brace', () => {
    const text = 'family A\n  variable x in Real\n}';
    expect(said(text)).toEqual([
      'variable: the family has no `{` after its name: found `variable` — write `{` after `A`',
    ]);
    expect(parse(text).file.declarations[0]?.items).toHaveLength(1);
  });

  it('a misspelt declaration is read as what it was meant to be', () => {
    const text = 'famly A { variable x in Real }';
    expect(said(text)).toEqual(['famly: there is no declaration `famly` — did you mean `family`?']);
    expect(parse(text).file.declarations[0]).toMatchObject({ kind: 'family', name: { text: 'A' } });
  });

  it('an unknown declaration is skipped with its body', () => {
    const text = 'model X { a in b }\nfamily B { variable x in Real }';
    expect(said(text)).toEqual([
      'model: there is no declaration `model` — declarations are `family`, `distribution`, `group`, `orbit`, `optimizer`, `loss`',
    ]);
    expect(parse(text).file.declarations.map(({ name }) => name.text)).toEqual(['B']);
  });

  it.each([
    ['family { variable x in Real }', 'this family has no name'],
    ['family', 'this family has no name'],
    ['family A(P Q) { }', 'expected a name, found `Q`'],
    ['hello', '`hello` stands outside every declaration'],
    ['}', 'this `}` closes nothing'],
    ['import normal', 'this import names no file'],
  ])('%s', (text, message) => {
    const { diagnostics } = parse(text);
    expect(diagnostics.map((d) => d.message)).toEqual([message]);
    expect(diagnostics[0]?.hint).toBeTruthy();
  });
});

describe('items', () => {
  it('a misspelt item is read as what it was meant to be', () => {
    const text = 'family A {\n variable x in Real\n parametr m in Real\n densty exp(-m x)\n}';
    expect(said(text)).toEqual([
      'parametr: a family has no item `parametr` — did you mean `parameter`?',
      'densty: a family has no item `densty` — did you mean `density`?',
    ]);
    expect(parse(text).file.declarations[0]?.items.map(({ kind }) => kind)).toEqual([
      'variable',
      'parameter',
      'density',
    ]);
  });

  it('an item of another declaration', () => {
    expect(inFamily('variable x in Real\n base B')).toEqual([
      'base: a family has no item `base` — `base` belongs to an orbit; a family has `variable`, `parameter`, `constant`, `density`, `claim`',
    ]);
  });

  it('something that is no item', () => {
    expect(inFamily('= 2')).toEqual([
      '=: expected an item, found `=` — a family has `variable`, `parameter`, `constant`, `density`, `claim`',
    ]);
  });

  it.each([
    ['variable x Real', ['x: `x` has no domain — write `x in Real`: each name has a domain of its own']],
    [
      'variable u > 1',
      [
        'u: `u` has a bound, and no domain that it bounds — write `u in Real > …` with the number, or `Interval(a, b)` for two bounds',
      ],
    ],
    ['parameter m, s in Real', ['m: `m` has no domain — write `m in Real`: each name has a domain of its own']],
    [
      'variable x in',
      [': expected a domain, found nothing — for example `Real`, `Positive`, `Real^P`, `SPD(P)` or `{-1, 1}`'],
    ],
    [
      'parameter α in Positive β in Positive',
      ['β: expected `,` before `β` — declarations on one line are separated by commas: `α in Positive, β in Positive`'],
    ],
    ['parameter m in Real,', [': expected a name after `,`, found nothing — write `parameter x in Real`']],
    [
      'variable x in Positive > 2',
      [
        'Positive > 2: only `Real` can be cut to a half-line — write `Real > a` or `Real < a`; in P dimensions `(Real > a)^P`',
      ],
    ],
    ['density = exp(x)', ['=: `density` takes no `=` — the expression follows the keyword directly']],
    [
      'density',
      [': an expression is missing after `density` — write a number, a name, a call or something in parentheses'],
    ],
    ['density x = 2', ['=: unexpected `=` after `x` — an equation is a claim: `claim entropy = …`']],
    ['density ∝ ∝ x', ['∝: `∝` stands directly after `density` — write `density ∝ …`']],
    ['claim entropy 2', ['2: expected `=`, found `2` — a claim names a quantity: `claim entropy = 1 + log(σ)`']],
  ])('%s', (items, expected) => expect(inFamily(items)).toEqual(expected));

  it('one mistake costs one item, and one entry of a list costs that entry', () => {
    const text = 'family A {\n variable x in Real\n parameter m in, s in Positive\n density x +\n claim mean = m\n}';
    const { file, diagnostics } = parse(text);
    expect(diagnostics).toHaveLength(2);
    expect(file.declarations[0]?.items.map(({ kind }) => kind)).toEqual(['variable', 'parameter', 'claim']);
    expect(file.declarations[0]?.items[1]).toMatchObject({ bindings: [{ name: { text: 's' } }] });
  });

  it.each([
    ['group G { element g in Real action x in Real g x }', 'unexpected `g` after `Real`'],
    ['group G { element g in Real action x in Real }', 'this action does not say where a point goes'],
    ['orbit O { group 2 }', 'expected the name of a declaration after `group`, found `2`'],
    ['orbit O { group G()  base B }', 'these parentheses are empty'],
    ['optimizer R { posterior X rate α for }', 'expected a name after `for`'],
    ['orbit O { group A * }', 'expected the name of a declaration after `*`, found nothing'],
    ['group G { action (x, 2) -> (x, y) }', 'unexpected `2` after `,`'],
    ['group G { action (x, y) -> (x, ) }', 'an expression is missing after `,`, found `)`'],
    ['group G { action (x, y) }', 'this action does not say where a point goes'],
    ['loss L { data X in Real^ }', 'expected a dimension after `^`, found nothing'],
  ])('%s', (text, message) => {
    expect(parse(text).diagnostics.map((d) => d.message)).toEqual([message]);
  });
});

describe('brackets', () => {
  it('a parenthesis left open points to where it was opened, and ends with the item', () => {
    const text = 'family A {\n variable x in Real\n density exp(-(x)\n claim mean = 0\n}';
    expect(said(text)).toEqual(['(: this `(` is never closed — add the missing `)`']);
    expect(parse(text).diagnostics[0]?.span.start).toBe(text.indexOf('(-'));
    expect(parse(text).file.declarations[0]?.items.map(({ kind }) => kind)).toEqual(['variable', 'claim']);
  });

  it.each([
    ['(a]', 'this `]` does not close `(`'],
    ['a)', 'this `)` closes nothing'],
    ['|a', 'this `|` is never closed'],
    ['f()', 'these parentheses are empty'],
  ])('%s', (text, message) => expect(ofExpression(text)).toBe(message));
});

describe('expressions', () => {
  it.each([
    ['', 'expected an expression, found nothing'],
    ['a +', 'an expression is missing after `+`'],
    ['a * / b', 'an expression is missing after `*`, found `/`'],
    ['a ** 2', 'there is no operator `**`'],
    ['{a}', 'braces do not group an expression'],
    ['a, b', 'unexpected `,` after `a`'],
    ['a < b', 'unexpected `<` after `a`'],
    ['1..2', 'unexpected `..` after `1`'],
    ['.5', 'the character `.` has no meaning here'],
    ['\\theta', 'the character `\\` has no meaning here'],
    ['a ; b', 'unexpected `;` after `a`'],
    ['a \u0000 b', 'the character `U+0000` has no meaning here'],
  ])('%s', (text, message) => expect(ofExpression(text)).toBe(message));

  it('nothing is given for an expression that could not be read', () => {
    expect(parseExpression('a = 2').expression).toBeUndefined();
  });
});
