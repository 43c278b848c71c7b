// What a text sees of other files: by name, once, and never in a circle; mistakes are told at the import's place.
import { describe, expect, it } from 'vitest';
import { parse } from '../grammar/parse.ts';
import { compile } from '../src/compile.ts';
import { gatherDeclarations } from '../src/imports.ts';

type Files = Readonly<Record<string, string>>;

const bell = (name: string): string => `distribution ${name} { variable z in Real density ∝ exp(-z^2) }`;
const move = 'group Move(P) { element b in Real^P action θ in Real^P -> θ + b }';

function gathered(text: string, files: Files, name = 'main.blr') {
  const asked: string[] = [];
  const { library, diagnostics } = gatherDeclarations(parse(text).file, text, name, (path) => {
    asked.push(path);
    return files[path];
  });
  return { names: [...library.declarations.keys()], library, diagnostics, asked };
}

const messages = (text: string, files: Files): readonly string[] =>
  gathered(text, files).diagnostics.map(({ code, message }) => `${code}: ${message}`);

describe('imports', () => {
  it('bring declarations into sight, through other imports too, and read each file once', () => {
    const { names, asked, diagnostics } = gathered(`import "a.blr" import "sub/b.blr" ${bell('Own')}`, {
      'a.blr': `import "sub/c.blr" ${bell('A')}`,
      'sub/b.blr': `import "./c.blr" import "../a.blr" ${bell('B')}`,
      'sub/c.blr': bell('C'),
    });
    expect(diagnostics).toEqual([]);
    expect(names.sort()).toEqual(['A', 'B', 'C', 'Own']);
    expect(asked.filter((path, i) => asked.indexOf(path) === i).sort()).toEqual(['a.blr', 'sub/b.blr', 'sub/c.blr']);
  });

  it('count from the folder of the file that imports', () => {
    const { asked } = gathered('import "../g/move.blr"', { '../g/move.blr': 'import "../d/x.blr"' });
    expect(asked).toEqual(['../g/move.blr', '../d/x.blr']);
    expect(gathered('import "b.blr"', {}, 'here/main.blr').asked).toEqual(['here/b.blr']);
    expect(gathered('import "/abs/b.blr"', {}, 'here/main.blr').asked).toEqual(['/abs/b.blr']);
  });

  it('are not followed where no file can be read', () => {
    const text = `import "nowhere.blr"\n${bell('Own')}`;
    expect(gatherDeclarations(parse(text).file, text, 'main.blr').diagnostics).toEqual([]);
  });

  it.each<[string, string, Files, string]>([
    ['leads nowhere', 'import "lost.blr"', {}, 'unknown-name: the imported file "lost.blr" cannot be read'],
    [
      'leads nowhere further on',
      'import "a.blr"',
      { 'a.blr': 'import "lost.blr"' },
      'unknown-name: the imported file "lost.blr" cannot be read',
    ],
    [
      'leads back to itself',
      'import "main.blr"',
      { 'main.blr': 'import "main.blr"' },
      'unknown-name: this import leads in a circle: main.blr → main.blr',
    ],
    [
      'leads in a circle',
      `import "a.blr" ${bell('Own')}`,
      { 'a.blr': 'import "b.blr"', 'b.blr': 'import "a.blr"' },
      'unknown-name: this import leads in a circle: main.blr → a.blr → b.blr → a.blr',
    ],
    [
      'cannot be read as a text of the language',
      'import "a.blr"',
      { 'a.blr': '\nfamily A {' },
      'unknown-name: the imported file "a.blr" has a mistake in line 2: the family `A` is never closed',
    ],
    [
      'is no text of the language by its name',
      'import "/etc/passwd"',
      { '/etc/passwd': 'root:x:0:0' },
      'unknown-name: the imported file "/etc/passwd" is no .blr file',
    ],
    [
      'declares a name again',
      `import "a.blr" ${bell('A')}`,
      { 'a.blr': bell('A') },
      'unknown-name: `A` is declared in "a.blr" and in "main.blr"',
    ],
  ])('say so where one %s', (_, text, files, expected) => {
    const [message] = messages(text, files);
    expect(message).toBe(expected);
    const [first] = gathered(text, files).diagnostics;
    expect(text.slice(first?.span.start, first?.span.end)).toMatch(/^import "/);
  });
});

describe('a declaration of another file', () => {
  const text = `import "move.blr"\n\norbit O(P) {\n  group Move(P)\n  base  Dirac(0)\n}\n`;

  it('is found by its name', () => {
    const read = (path: string): string | undefined => (path === 'move.blr' ? move : undefined);
    const { ok, declarations } = compile(text, { read, verify: 'none' });
    expect(ok).toBe(true);
    expect(declarations.map(({ orbit }) => orbit?.group.model.name)).toEqual(['Move']);
    const [lost] = compile(text).diagnostics;
    expect(lost).toMatchObject({ code: 'unknown-name', message: 'there is no declaration `Move` here' });
    expect(lost?.hint).toContain('import');
  });

  it('is not looked for in a binary file', () => {
    const [first] = compile(text, { read: () => '\0\u000f' }).diagnostics;
    expect(first?.message).toBe('the imported file "move.blr" is a binary file, not a text');
  });

  it('has its mistakes told where it is used', () => {
    const read = (): string => move.replace('θ + b', 'θ + c');
    const [first] = compile(text, { read }).diagnostics;
    expect(first?.message).toBe('`Move` cannot be used here: unknown name `c`');
    expect(text.slice(first?.span.start, first?.span.end)).toBe('Move(P)');
  });
});
