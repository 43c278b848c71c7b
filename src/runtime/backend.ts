// The choice of a backend: each one is tried in turn, fastest first, and what does not work is a reason, not a crash.
import * as tf from '@tensorflow/tfjs-core';
import { registerGradients } from './gradients.ts';

/** What came of trying one backend. */
export interface BackendAttempt {
  readonly name: string;
  readonly ok: boolean;
  /** Why it cannot be used; how it runs where it can. */
  readonly reason: string;
}

/** The backend in use, as tfjs names it (null if none works), and all that was tried on the way. */
export interface BackendChoice {
  readonly backend: string | null;
  readonly tried: readonly BackendAttempt[];
}

/** Which backends come first, and whether to print each attempt. */
export interface BackendOptions {
  readonly prefer?: readonly string[];
  readonly verbose?: boolean;
}

/** The backends, in the order in which they are tried. */
export function backendOrder(): readonly string[] {
  return ['tfjs-node-gpu', 'tfjs-node', 'webgpu', 'webgl', 'wasm', 'cpu'];
}

/**
 * Selects the first backend that loads and computes; never rejects. Names in `prefer` are tried first, the others after
 * them. The gradients that tfjs-core leaves out are registered on the way.
 */
export async function selectBackend(options: BackendOptions = {}): Promise<BackendChoice> {
  registerGradients();
  const { prefer = [], verbose = false } = options;
  const tried: BackendAttempt[] = [];
  for (const name of new Set([...prefer, ...backendOrder()])) {
    const { attempt, backend } = await tryBackend(name);
    tried.push(attempt);
    if (verbose) console.log(`${name}: ${attempt.ok ? 'used' : 'not used'}, ${attempt.reason}`);
    if (attempt.ok) return { backend, tried };
  }
  return { backend: null, tried };
}

async function tryBackend(name: string): Promise<{ attempt: BackendAttempt; backend: string }> {
  const backend = name.startsWith('tfjs-node') ? 'tensorflow' : name;
  try {
    await load(name);
    if (!(await tf.setBackend(backend))) throw new Error('it could not be initialised');
    await tf.ready();
    await compute();
    return { attempt: { name, ok: true, reason: 'it loads and computes' }, backend };
  } catch (error) {
    return { attempt: { name, ok: false, reason: reasonOf(error) }, backend };
  }
}

/** The first line of what went wrong. */
function reasonOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.split('\n')[0] || 'unknown';
}

/** One product and one sum, read back without blocking. */
async function compute(): Promise<void> {
  const result = tf.tidy(() => tf.sum(tf.mul(tf.tensor1d([1, 2]), 3)));
  const [value] = await result.data();
  result.dispose();
  if (value !== 9) throw new Error(`it computed ${value} for 9`);
}

function inNode(): boolean {
  return typeof process !== 'undefined' && typeof process.versions?.node === 'string';
}

async function load(name: string): Promise<void> {
  switch (name) {
    case 'tfjs-node-gpu':
    case 'tfjs-node':
      return loadNative(`@tensorflow/${name}`);
    case 'webgpu':
      return loadWebgpu();
    case 'webgl':
      if (inNode()) throw new Error('there is no WebGL in Node');
      await import('@tensorflow/tfjs-backend-webgl');
      return;
    case 'wasm':
      return loadWasm();
    case 'cpu':
      await import('@tensorflow/tfjs-backend-cpu');
      return;
    default:
      throw new Error(`there is no backend of this name; there are ${backendOrder().join(', ')}`);
  }
}

/** A package that bundlers must not look for: it is used where it is installed. */
async function importOptional(specifier: string): Promise<unknown> {
  return import(/* @vite-ignore */ /* webpackIgnore: true */ specifier);
}

/** Newer versions of Node lack `util.isNullOrUndefined`, which kernels of the native package call. */
async function loadNative(specifier: string): Promise<void> {
  if (!inNode()) throw new Error('it runs in Node only');
  const { createRequire } = (await importOptional('node:module')) as typeof import('node:module');
  const require = createRequire(import.meta.url);
  const util = require('node:util') as { isNullOrUndefined?: (value: unknown) => boolean };
  util.isNullOrUndefined ??= (value) => value === null || value === undefined;
  require(specifier);
}

async function loadWasm(): Promise<void> {
  const { setWasmPaths } = await import('@tensorflow/tfjs-backend-wasm');
  if (!inNode()) return;
  const { createRequire } = (await importOptional('node:module')) as typeof import('node:module');
  const manifest = createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm/package.json');
  setWasmPaths(manifest.replace(/package\.json$/, 'dist/'));
}

const noAdapter = 'no WebGPU adapter: there is no driver that it accepts';

interface Adapters {
  requestAdapter(): Promise<unknown>;
}

/** In Node, WebGPU comes from the package `webgpu`, which needs a Vulkan (or Metal, or Direct3D) driver. */
async function loadWebgpu(): Promise<void> {
  if (inNode() && currentAdapters() === undefined) await provideWebgpu();
  const adapters = currentAdapters();
  if (adapters === undefined) throw new Error('there is no navigator.gpu');
  if (!(await adapters.requestAdapter())) throw new Error(noAdapter);
  await import('@tensorflow/tfjs-backend-webgpu');
}

function currentAdapters(): Adapters | undefined {
  return (globalThis as { navigator?: { gpu?: Adapters } }).navigator?.gpu;
}

const trial = `import { create, globals } from 'webgpu';
Object.assign(globalThis, globals);
const gpu = create([]);
process.exit((await gpu.requestAdapter()) ? 0 : 3);`;

/** The native library writes to the terminal where a driver is missing, and may crash: another process goes first. */
async function tryAdapter(): Promise<void> {
  const { spawnSync } = (await importOptional('node:child_process')) as typeof import('node:child_process');
  const { status } = spawnSync(process.execPath, ['--input-type=module', '--eval', trial], {
    cwd: new URL('.', import.meta.url),
    stdio: 'ignore',
    timeout: 60_000,
  });
  if (status !== 0) throw new Error(noAdapter);
}

async function provideWebgpu(): Promise<void> {
  const { create, globals } = (await importOptional('webgpu')) as {
    create: (flags: readonly string[]) => Adapters;
    globals: object;
  };
  await tryAdapter();
  Object.assign(globalThis, globals);
  const holder = globalThis as { navigator?: object };
  holder.navigator ??= {};
  Object.defineProperty(holder.navigator, 'gpu', { value: create([]), configurable: true });
}
