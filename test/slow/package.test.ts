// The packed tarball in an empty project: the README's example runs, and TypeScript accepts what it imports.
// Like the first session it takes dist/ as it stands: after a change, `npm run build` first.
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
const execute = promisify(execFile);

// Below the checkout's node_modules, so that the package finds its dependencies without a network.
mkdirSync(join(root, 'node_modules/.cache'), { recursive: true });
const folder = mkdtempSync(join(root, 'node_modules/.cache/package-'));
const installed = join(folder, 'node_modules/blrc');
const node = (...words: string[]) => execute(process.execPath, words, { cwd: folder });

const readme = readFileSync(join(root, 'README.md'), 'utf8');
const block = (language: string): string =>
  new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\``, 'm').exec(readme)?.[1] ?? '';

beforeAll(async () => {
  await execute('npm', ['pack', '--ignore-scripts', '--pack-destination', folder], { cwd: root });
  const [tarball = ''] = readdirSync(folder).filter((name) => name.endsWith('.tgz'));
  await execute('tar', ['-xzf', tarball], { cwd: folder });
  mkdirSync(join(folder, 'node_modules'));
  renameSync(join(folder, 'package'), installed);
  writeFileSync(join(folder, 'package.json'), '{ "type": "module", "private": true }\n');
  writeFileSync(join(folder, 'posterior.blr'), block('blr'));
}, 120_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('runs the example of the README', async () => {
  const cli = join(installed, 'dist/cli.js');
  expect((await node(cli, 'check', 'posterior.blr')).stdout).toMatch(/^Posterior: .* all hold/);
  await node(cli, 'compile', 'posterior.blr', '--target', 'js');
  writeFileSync(join(folder, 'train.mjs'), block('js').replace('console.log(q)', 'console.log(JSON.stringify(q))'));
  const { m, s } = JSON.parse((await node('train.mjs')).stdout);
  expect(m).toBeCloseTo(3, 10);
  expect(s).toBeCloseTo(4, 10);
});

it('holds the library, the runtime and the families, and no sources of tests', async () => {
  const family = readFileSync(join(installed, 'families/exponential/rayleigh.blr'), 'utf8');
  expect(family).toContain('family Rayleigh');
  const imports =
    "import * as a from 'blrc'; import * as b from 'blrc/runtime'; console.log(typeof a.compile, typeof b.selectBackend)";
  expect((await node('--input-type=module', '-e', imports)).stdout).toBe('function function\n');
  expect(readdirSync(installed)).not.toContain('test');
});

it('is typed', async () => {
  const lines = [
    "import { compile, evaluateAt, latexDocument } from 'blrc';",
    "import { update, type Parameters } from './posterior.js';",
    'const [first] = compile(`family A { variable x in Real density ∝ exp(-x^2) }`).declarations;',
    'const text: string | undefined = first?.derivation && latexDocument(first.derivation);',
    'const value: unknown = first && evaluateAt(first, { at: {} });',
    'const next: Parameters = update({ m: 0, s: 1 }, { m: 1, s: 0 }, { rho: 0.1 });',
    'export { next, text, value };',
    '// @ts-expect-error: a step needs its size',
    'update({ m: 0, s: 1 }, { m: 1, s: 0 }, {});',
  ];
  writeFileSync(join(folder, 'typed.ts'), lines.join('\n'));
  const compilerOptions = {
    strict: true,
    module: 'nodenext',
    target: 'es2022',
    lib: ['es2023'],
    types: [],
    noEmit: true,
  };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['typed.ts'] }));
  const tsc = join(root, 'node_modules/typescript/bin/tsc');
  await expect(node(tsc, '-p', '.')).resolves.toMatchObject({ stdout: '' });
});
