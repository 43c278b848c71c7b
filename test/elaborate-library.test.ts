// The standard library of groups, orbits and optimizers is read without a complaint, and so are groups never seen.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { parse } from '../grammar/parse.ts';
import { print } from '../grammar/print.ts';
import { elaborateModel } from '../src/elaborate/model.ts';
import { gatherDeclarations } from '../src/imports.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const filesIn = (folder: string): readonly string[] =>
  readdirSync(join(root, folder))
    .filter((name) => name.endsWith('.blr'))
    .map((name) => `${folder}/${name}`);

const files = ['groups', 'distributions', 'orbits', 'optimizers'].map((kind) => filesIn(`families/${kind}`));

describe('the standard library', () => {
  it('has what papers use', () => {
    const [groups = [], , orbits = [], optimizers = []] = files;
    expect(groups.length).toBeGreaterThanOrEqual(12);
    expect(orbits.length).toBeGreaterThanOrEqual(16);
    expect(optimizers.length).toBeGreaterThanOrEqual(3);
  });

  it.each([...files.flat(), ...filesIn('test/groups-unseen')])('%s', (path) => {
    const text = readFileSync(join(root, path), 'utf8');
    const { file, diagnostics } = parse(text);
    expect(diagnostics).toEqual([]);
    expect(print(file)).toBe(text);
    expect(file.declarations.every(({ doc }) => doc.some((line) => line.startsWith('Source: ')))).toBe(true);
    const gathered = gatherDeclarations(file, text, path, (name) => readFileSync(join(root, name), 'utf8'));
    expect(gathered.diagnostics).toEqual([]);
    for (const declaration of file.declarations) {
      const model = elaborateModel(declaration, gathered.library);
      expect(model.ok ? [] : model.diagnostics).toEqual([]);
    }
  });
});
