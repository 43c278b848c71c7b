// Runs test/gpu on the webgpu backend in Node, with SwiftShader where no other Vulkan driver is named.
// Without the package `webgpu` or without a driver it says what it skipped, and counts nothing as passed.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliDecompressSync } from 'node:zlib';

const root = fileURLToPath(new URL('..', import.meta.url));
const require = createRequire(import.meta.url);

function skip(reason) {
  console.log(`skipped: test/gpu did not run, ${reason}`);
  process.exit(0);
}

function resolved(specifier) {
  try {
    return require.resolve(specifier);
  } catch {
    return undefined;
  }
}

/** Where the loader finds a driver's manifest, and the loader itself where the system has none. */
function at(folder) {
  const manifest = join(folder, 'vk_swiftshader_icd.json');
  if (!existsSync(manifest)) return undefined;
  const path = [process.env.LD_LIBRARY_PATH, folder].filter(Boolean).join(':');
  return { VK_ICD_FILENAMES: manifest, LD_LIBRARY_PATH: path };
}

/** The npm package @sparticuz/chromium holds SwiftShader as a compressed archive. */
function fromPackage() {
  const main = resolved('@sparticuz/chromium');
  if (main === undefined) return undefined;
  let folder = dirname(main);
  while (folder !== dirname(folder) && !existsSync(join(folder, 'bin/swiftshader.tar.br'))) folder = dirname(folder);
  const archive = join(folder, 'bin/swiftshader.tar.br');
  if (!existsSync(archive)) return undefined;
  const target = join(root, 'node_modules/.cache/swiftshader');
  if (at(target) === undefined) {
    mkdirSync(target, { recursive: true });
    writeFileSync(join(target, 'swiftshader.tar'), brotliDecompressSync(readFileSync(archive)));
    spawnSync('tar', ['-xf', 'swiftshader.tar'], { cwd: target, stdio: 'inherit' });
  }
  return at(target);
}

/** What must stand in the environment for a driver to be found; empty where one is named or the system has its own. */
function driver() {
  if (process.env.VK_ICD_FILENAMES !== undefined || process.platform !== 'linux') return {};
  // Debian's chromium brings SwiftShader and a loader.
  return at('/usr/lib/chromium') ?? fromPackage();
}

/** Whether an adapter answers, asked in a process of its own: a driver that fails may take its process along. */
function answers(environment) {
  const question = `
    import { create, globals } from 'webgpu';
    Object.assign(globalThis, globals);
    process.exit((await create([]).requestAdapter()) === null ? 1 : 0);`;
  const command = ['--input-type=module', '--eval', question];
  return spawnSync(process.execPath, command, { cwd: root, env: environment, timeout: 60_000 }).status === 0;
}

if (resolved('webgpu') === undefined) skip('the package webgpu is not installed (npm install --no-save webgpu@0.6.2)');
const found = driver();
if (found === undefined) {
  skip('there is no Vulkan driver: install chromium (Debian) or run npm install --no-save @sparticuz/chromium');
}
const environment = { ...process.env, ...found, BLRC_TEST_GPU: '1' };
if (!answers(environment)) skip('no WebGPU adapter answered: there is no Vulkan driver that Dawn accepts');
const vitest = join(dirname(require.resolve('vitest/package.json')), 'vitest.mjs');
const tests = ['run', 'test/gpu', '--testTimeout', '120000', '--hookTimeout', '120000', ...process.argv.slice(2)];
const { status } = spawnSync(process.execPath, [vitest, ...tests], { cwd: root, env: environment, stdio: 'inherit' });
process.exit(status ?? 1);
