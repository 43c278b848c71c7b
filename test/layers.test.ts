// Imports run one way only: every import in src/ and grammar/ is read and held against the table of layers.
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cruise, type ICruiseResult } from 'dependency-cruiser';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { cli, forbidden, index, layers } from './layers.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const folders = ['src', 'grammar'];

/** Reads all imports below `base`, type-only ones included. */
async function imports(base: string): Promise<ICruiseResult> {
  const { output } = await cruise(folders, {
    baseDir: base,
    ruleSet: { forbidden },
    validate: true,
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default'] },
  });
  if (typeof output === 'string') throw new Error(`expected a result, found text: ${output}`);
  return output;
}

function sources(base: string): string[] {
  return folders.flatMap((folder) =>
    readdirSync(join(base, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts'))
      .map((name) => `${folder}/${name}`),
  );
}

const violations = (result: ICruiseResult): string[] =>
  result.summary.violations.map(({ rule, from, to }) => `${rule.name}: ${from} -> ${to}`);

describe('the tree', () => {
  it('breaks no rule, and every source file was read', async () => {
    const result = await imports(root);
    const seen = new Set(result.modules.map((module) => module.source));
    const files = sources(root);
    expect(files.length).toBeGreaterThan(4);
    expect(files.filter((file) => !seen.has(file))).toEqual([]);
    expect(violations(result)).toEqual([]);
  });

  it('has no file outside the table', () => {
    const known = [...Object.values(layers), index, cli].map(({ files }) => new RegExp(files));
    expect(sources(root).filter((file) => !known.some((files) => files.test(file)))).toEqual([]);
  });
});

describe('a tree that breaks the rules', () => {
  let base = '';

  beforeEach(() => {
    base = mkdtempSync(join(tmpdir(), 'blrc-layers-'));
    for (const folder of folders) mkdirSync(join(base, folder));
  });

  afterEach(() => rmSync(base, { recursive: true, force: true }));

  const write = (file: string, text: string): void => {
    mkdirSync(dirname(join(base, file)), { recursive: true });
    writeFileSync(join(base, file), text);
  };

  it.each([
    ['src/ir/a.ts', 'src/numeric/b.ts', 'ir-imports-only'],
    ['src/backends/latex/a.ts', 'src/theorems/b.ts', 'backends-imports-only'],
    ['src/theorems/a.ts', 'src/backends/b.ts', 'theorems-imports-only'],
    ['src/elaborate/a.ts', 'grammar/parser.ts', 'elaborate-imports-only'],
    ['grammar/parser.ts', 'src/ir/b.ts', 'grammar-imports-only'],
    ['src/runtime/a.ts', 'src/ir/b.ts', 'runtime-imports-only'],
    ['src/compile.ts', 'src/runtime/b.ts', 'compile-imports-only'],
    ['src/cli.ts', 'src/ir/b.ts', 'cli-imports-only'],
  ])('is caught: %s -> %s', async (from, to, rule) => {
    const up = '../'.repeat(from.split('/').length - 1);
    write(to, 'export interface B { readonly b: number }\n');
    write(from, `import type { B } from '${up || './'}${to}';\nexport type A = B;\n`);
    expect(violations(await imports(base))).toEqual([`${rule}: ${from} -> ${to}`]);
  });

  it('is caught: a circle, a missing file, a Node module in the core', async () => {
    write('src/ir/a.ts', `import { b } from './b.ts';\nexport const a = b;\n`);
    write('src/ir/b.ts', `import { a } from './a.ts';\nexport const b = a;\n`);
    write('src/ir/c.ts', `import { d } from './d.ts';\nexport const c = d;\n`);
    write('src/ir/e.ts', `import { readFileSync } from 'node:fs';\nexport const e = readFileSync;\n`);
    const rules = (await imports(base)).summary.violations.map(({ rule }) => rule.name);
    expect(new Set(rules)).toEqual(new Set(['no-circle', 'resolvable', 'node-only-where-known']));
  });
});
