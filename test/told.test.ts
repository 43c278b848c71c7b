// What an author is told: every mistake once and at its place, soon, however large the text is.
import { describe, expect, it } from 'vitest';
import { withinStack } from '../grammar/limits.ts';
import { compile } from '../src/compile.ts';
import { type Diagnostic, diagnosticRecord, renderDiagnostic } from '../src/diagnostics.ts';

const translation = 'group T { element a in Real  action x in Real -> x + a }';
const told = (text: string) => compile(text).diagnostics.map((d) => [d.code, text.slice(d.span.start, d.span.end)]);

describe('a mistake in what a declaration refers to', () => {
  const unread = 'family N { variable x in Real  parameter s in Positive  density ∝ exp(-s*y^2) }';
  const infinite = 'distribution N { variable x in Real  density ∝ exp(x^2) }';

  it('is told where it is made, not where it is used', () => {
    const uses =
      'orbit A { group T  base N(s = 1) }\norbit B { group T  base N(s = 2) }\noptimizer C { posterior A  rate α }';
    expect(told(`${translation}\n${unread}\n${uses}`)).toEqual([['unknown-name', 'y']]);
    expect(told(`${translation}\n${infinite}\norbit A { group T  base N }`)).toEqual([['not-integrable', 'exp(x^2)']]);
  });

  it('keeps the declarations that use it from passing', () => {
    const { ok, declarations } = compile(`${translation}\n${infinite}\norbit A { group T  base N }`);
    expect(ok).toBe(false);
    expect(declarations.map((d) => d.derivation !== undefined)).toEqual([true, false, false]);
    expect(declarations[2]?.diagnostics.map((d) => d.code)).toEqual(['not-integrable']);
  });

  it('is told at the reference when its place is another file', () => {
    const text = 'import "n.blr"\norbit A { group T  base N }';
    const read = (path: string) => (path === 'n.blr' ? `${translation}\n${infinite}` : undefined);
    const { diagnostics } = compile(text, { read });
    expect(diagnostics.map((d) => text.slice(d.span.start, d.span.end))).toEqual(['N']);
  });

  it('names no empty place where nothing varies', () => {
    const [first] = compile(infinite).diagnostics;
    const shown = first ? renderDiagnostic(first, infinite, 'a.blr') : '';
    expect(shown).toContain('N does not integrate\n');
    expect(shown).not.toMatch(/at {2}|at\s*$/m);
  });
});

describe('a flood', () => {
  it('of mistakes is cut at a hundred', () => {
    const text = Array.from({ length: 300 }, (_, i) => `loss A${i} { }`).join('\n');
    const { ok, diagnostics } = compile(text);
    expect(ok).toBe(false);
    expect(diagnostics).toHaveLength(100);
    expect(diagnostics.at(-1)?.notes?.at(-1)).toMatch(/^\d+ further mistakes are not shown$/);
    expect(diagnostics[0]?.span.start).toBe(5);
  });

  it.each([
    ['names of elements', `group G { element ${names('a')}  action x in Real -> x + a1 }`],
    ['parameters', `family F { variable x in Real  parameter ${names('p')}  density ∝ exp(-p1*x^2) }`],
    ['factors of a product', `${translation}\ngroup G { group ${Array(17).fill('T').join(' * ')} }`],
    [
      'entries of a matrix',
      `family F { variable x in Real  parameter s in Positive  density ∝ exp(-s*x^2*det([${rows(13)}])) }`,
    ],
  ])('of %s is too large', (_, text) => {
    expect(compile(text).diagnostics[0]?.code).toBe('too-large');
  });

  it('and so are claims without end', () => {
    const claims = (count: number) => ' claim entropy = 1 - log(b)'.repeat(count);
    const text = `family A { variable x in Positive parameter b in Positive density ∝ exp(-b x) ${claims(201)} }`;
    expect(compile(text).diagnostics.map(({ code }) => code)).toEqual(['too-large']);
    expect(compile(text.replace(claims(201), claims(2))).diagnostics).toEqual([]);
  });

  it('of 16 scalar blocks is still a group', () => {
    const [elements, image] = ['a', 'b'].map((n) => Array.from({ length: 16 }, (_, i) => `${n}${i}`));
    const blocks = (elements ?? []).map((a) => `${a} in Real`).join(', ');
    const action = (image ?? []).map((b, i) => `${b} + a${i}`).join(', ');
    expect(compile(`group G { element ${blocks}  action (${image?.join(', ')}) -> (${action}) }`).ok).toBe(true);
  });
});

function names(letter: string): string {
  return Array.from({ length: 33 }, (_, i) => `${letter}${i} in Positive`).join(', ');
}

function rows(size: number): string {
  const row = Array.from({ length: size }, () => '1').join(', ');
  return Array.from({ length: size }, () => row).join('; ');
}

describe('what nests deeper than the stack', () => {
  it('is too large, and other mistakes of ours stay mistakes of ours', () => {
    const found: Diagnostic[] = [];
    const span = { start: 1, end: 2 };
    const deep = (n: number): number => 1 + deep(n + 1);
    const read = withinStack(
      span,
      (d) => found.push(d),
      () => deep(0),
    );
    expect(read).toBeUndefined();
    expect(found.map((d) => [d.code, d.span])).toEqual([['too-large', span]]);
    expect(() =>
      withinStack(
        span,
        (d) => found.push(d),
        () => {
          throw new RangeError('Invalid array length');
        },
      ),
    ).toThrow('Invalid array length');
  });
});

describe('a support that may be empty', () => {
  const die = (b: string) =>
    compile(`family D { constant a in Integer, b in ${b}  variable x in Integer(a..b)  parameter t in Real, s in Real
      density ∝ exp(t*x + s*x^2) }`).diagnostics;

  it('is told with what to narrow', () => {
    expect(die('Integer(a+2..inf)')).toEqual([]);
    expect(die('Integer').map(({ code, hint }) => [code, hint])).toEqual([
      ['not-derivable', expect.stringContaining('narrow the domains, as in `constant b in Integer(a+1..inf)`')],
    ]);
  });
});

describe('the place of a mistake', () => {
  const at = (text: string, start: number, end: number) => {
    const d: Diagnostic = { code: 'syntax', severity: 'error', message: 'm', span: { start, end } };
    const { line, column, length } = diagnosticRecord(d, text, 'a.blr');
    return { line, column, length, shown: renderDiagnostic(d, text, 'a.blr').split('\n').slice(2, 4) };
  };

  it('counts lines from one and letters as an editor does', () => {
    expect(at('ab\n𝒳y z\n', 3, 5)).toEqual({ line: 2, column: 1, length: 1, shown: ['2 │ 𝒳y z', '  │ ^'] });
    expect(at('ab\n𝒳y z\n', 5, 8)).toEqual({ line: 2, column: 2, length: 3, shown: ['2 │ 𝒳y z', '  │  ^^^'] });
    expect(at('ab\n\n', 4, 4)).toEqual({ line: 3, column: 1, length: 1, shown: ['3 │ ', '  │ ^'] });
    expect(at('', 0, 0)).toMatchObject({ line: 1, column: 1 });
  });

  it('is found in a very long line, of which only the part around it is shown', () => {
    const text = `${'𝒳'.repeat(1000)}@${'y'.repeat(1000)}`;
    const { column, shown } = at(text, 2000, 2001);
    expect(column).toBe(1001);
    const [line = '', mark = ''] = shown;
    expect([...line][mark.indexOf('^')]).toBe('@');
    expect([...line].length).toBeLessThan(160);
    expect(line).not.toMatch(/\p{Cs}/u);
  });
});
