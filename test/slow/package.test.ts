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

const documented = (file: string, language: string, holding: string): string => {
  const text = readFileSync(join(root, file), 'utf8');
  const blocks = [...text.matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\``, 'gm'))];
  const found = blocks.map(([, inside = '']) => inside).filter((inside) => inside.includes(holding));
  if (found.length !== 1) throw new Error(`${found.length} blocks of ${file} hold ${holding}`);
  return found.join('');
};

/** What TypeScript says of the files, as strict as it can be. */
const typed = (files: Readonly<Record<string, string>>, options: Readonly<Record<string, unknown>> = {}) => {
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  const compilerOptions = {
    strict: true,
    exactOptionalPropertyTypes: true,
    module: 'nodenext',
    target: 'es2022',
    lib: ['es2023'],
    types: ['node'],
    noEmit: true,
    ...options,
  };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: Object.keys(files) }));
  const run = node(join(root, 'node_modules/typescript/bin/tsc'), '-p', '.');
  const told = run.then(
    ({ stdout }) => stdout,
    (problem: { stdout: string }) => problem.stdout,
  );
  // What other packages declare is theirs to mend.
  return told.then((text) => text.split('\n').filter((line) => line !== '' && !/^( |\.\.\/)/.test(line)));
};

it('is typed', { timeout: 60_000 }, async () => {
  const lines = [
    "import { compile, evaluateAt, latexDocument } from 'blrc';",
    "import { entropy, fisher, sample, toNatural, update, type Parameters } from './posterior.js';",
    'const compiled = compile(`family A { variable x in Real density ∝ exp(-x^2) }`);',
    'const [first] = compiled.declarations;',
    'const text: string | undefined = first?.derivation && latexDocument(first.derivation);',
    'const value: unknown = first && evaluateAt(first, { at: {} });',
    'const next: Parameters = update({ m: 0, s: 1 }, { m: 1, s: 0 }, { rho: 0.1 });',
    'const many: Parameters = update({ m: [0, 1], s: 1 }, { m: 1, s: 0 }, { rho: 0.1 });',
    'const single: number = entropy({ m: 0, s: 1 });',
    'const metric: Float64Array = fisher({ m: 0, s: 1 });',
    'const draws: Float64Array = sample({ m: 0, s: 1 }, 5, 1);',
    'export { next, text, value, many, single, metric, draws };',
    '// @ts-expect-error: a step needs its size',
    'update({ m: 0, s: 1 }, { m: 1, s: 0 }, {});',
    '// @ts-expect-error: natural parameters are none that are declared',
    'const mixed: Parameters = toNatural({ m: 0, s: 1 });',
    '// @ts-expect-error: what did not compile may have no derivation',
    'if (!compiled.ok) for (const d of compiled.declarations) latexDocument(d.derivation);',
  ];
  expect(await typed({ 'typed.ts': lines.join('\n') }, { noUncheckedIndexedAccess: true })).toEqual([]);
});

it('takes the examples of the documents as strict TypeScript', { timeout: 120_000 }, async () => {
  const cli = join(installed, 'dist/cli.js');
  writeFileSync(join(folder, 'robust.blr'), documented('docs/guide.md', 'blr', 'optimizer Robust'));
  await node(cli, 'compile', 'robust.blr', '--name', 'Robust', '--target', 'js', '-o', 'robust.js');
  await node(cli, 'new', 'optimizer', 'affine');
  await node(cli, 'compile', 'affine.blr', '--name', 'Affine', '--target', 'js', '-o', 'affine.js');
  await node(cli, 'compile', 'affine.blr', '--name', 'Affine', '--target', 'tfjs', '-o', 'affine.tf.js');
  const optimizers = (holding: string): string => documented('docs/optimizers.md', 'js', holding);
  const given = [
    "import * as tf from '@tensorflow/tfjs-core';",
    "import type { LayersModel } from '@tensorflow/tfjs-layers';",
    "import { Affine } from './affine.tf.js';",
    'declare const model: LayersModel;',
    'declare const loss: () => tf.Scalar;',
    'declare const x: tf.Tensor, y: tf.Tensor;',
  ];
  const found = await typed({
    'readme.ts': block('js'),
    'guide.ts': documented('docs/guide.md', 'js', 'createRobust'),
    'library.ts': documented('docs/guide.md', 'js', 'latexDocument'),
    'run.ts': `import { createAffine } from './affine.js';\n${optimizers('createAffine')}`,
    'tensors.ts': [...given, optimizers('new Affine')].join('\n'),
  });
  expect(found).toEqual([]);
});
