// What holds for every file of the project: its first line, its length, and nothing of the machine it was written on.
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { lineOf, parse, projectFiles, read, walk } from './project-sources.ts';

const code = /\.(ts|mts|mjs|cjs|js)$/;
const binary = /\.(png|jpg|gif|ico|woff2?|ttf|gz|zip|pdf|wasm|bin)$/;

const lines = (text: string): number => text.split('\n').length - (text.endsWith('\n') ? 1 : 0);
const where = (test: (file: string, text: string) => boolean, files: readonly string[]): string[] =>
  files.filter((file) => test(file, read(file)));

/** Functions over 60 lines; a `case` of a `switch` counts as one line however it is laid out. */
function longFunctions(file: string, text: string): string[] {
  const source = parse(file, text);
  const found: string[] = [];
  walk(source, (node) => {
    if (!ts.isFunctionLike(node) || !('body' in node) || node.body === undefined) return;
    let cases = 0;
    walk(node, (inner) => {
      if (ts.isCaseOrDefaultClause(inner)) cases += 1;
    });
    const length = source.getLineAndCharacterOfPosition(node.end).line + 2 - lineOf(source, node) - cases;
    if (length > 60) found.push(`${file}:${lineOf(source, node)} ${length} lines`);
  });
  return found;
}

// Written in pieces, so that this file does not name what it looks for.
const homes = ['home', 'root', 'Users', 'work'].map((folder) => `/${folder}`).join('|');
const machinePath = new RegExp(`(?:^|[\\s"'\`(=:,])(?:${homes})/[\\w.]`, 'm');
const registryHost = new RegExp(['registry', '(npmjs|yarnpkg)'].join('\\.'));
const fetchedFrom = /^\s*"resolved"\s*:/m;

describe('every file', () => {
  const files = projectFiles().filter((file) => !binary.test(file));
  const programs = files.filter((file) => code.test(file));

  it('that is code begins with a comment', () => {
    expect(programs.length).toBeGreaterThan(4);
    expect(where((_, text) => !/^(#!.*\n)?(\/\/|\/\*)/.test(text), programs)).toEqual([]);
  });

  it('that is code has at most 500 lines', () => {
    const written = files.filter((file) => code.test(file) || file.endsWith('.blr'));
    expect(where((_, text) => lines(text) > 500, written)).toEqual([]);
  });

  it('that is the pipeline fits a page', () => {
    expect(lines(read('src/compile.ts'))).toBeLessThanOrEqual(60);
  });

  it('of the compiler has no function over 60 lines', () => {
    const compiled = programs.filter((file) => /^(src|grammar)\//.test(file));
    expect(compiled.flatMap((file) => longFunctions(file, read(file)))).toEqual([]);
  });

  it('names no path of a machine and no package registry', () => {
    expect(where((_, text) => machinePath.test(text) || registryHost.test(text), files)).toEqual([]);
  });

  it('leaves download addresses out of the lock file', () => {
    expect(fetchedFrom.test(read('package-lock.json'))).toBe(false);
  });
});

describe('the checks themselves', () => {
  it('find a path of a machine', () => {
    const folder = 'home';
    expect(machinePath.test(`import '/${folder}/someone/x.ts'`)).toBe(true);
    expect(machinePath.test('see https://example.org/home/page and ../home/x')).toBe(false);
  });

  it('count a long function, and a case as one line', () => {
    const body = (line: string, count: number): string => `function f() {\n${`${line}\n`.repeat(count)}}\n`;
    expect(longFunctions('x.ts', body('  g();', 59))).toEqual(['x.ts:1 61 lines']);
    expect(longFunctions('x.ts', body('  g();', 58))).toEqual([]);
    const cases = Array.from({ length: 50 }, (_, i) => `case ${i}:\nreturn ${i};`).join('\n');
    expect(longFunctions('x.ts', `function f(x) {\nswitch (x) {\n${cases}\n}\n}\n`)).toEqual([]);
  });
});
