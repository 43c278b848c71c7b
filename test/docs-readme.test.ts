// README.md and docs/guide.md: what they show is true, and what they point to is there.
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as library from '../src/index.ts';
import { cleanUp, commandLine, type Ended, folder } from './cli-bundle.ts';
import { blocks, commandsIn, holding, read, root } from './page-blocks.ts';

const first = (page: string, language: string): string => holding(page, language, '');

let blrc: (words: readonly string[]) => Promise<Ended>;
beforeAll(async () => {
  blrc = await commandLine();
});
afterAll(cleanUp);

describe('README.md', () => {
  const page = read('README.md');

  it('trains a posterior in twelve lines', async () => {
    writeFileSync(join(folder, 'posterior.blr'), first(page, 'blr'));
    expect(await blrc(['check', 'posterior.blr'])).toMatchObject({ status: 0, err: '' });
    expect(await blrc(['compile', 'posterior.blr', '--target', 'js'])).toMatchObject({ status: 0, err: '' });
    const example = first(page, 'js');
    expect(example.trim().split('\n').length).toBeLessThanOrEqual(12);
    writeFileSync(join(folder, 'train.mjs'), example.replace('console.log(q)', 'export { q }'));
    const { q } = await import(/* @vite-ignore */ pathToFileURL(join(folder, 'train.mjs')).href);
    // ℓ is the negative logarithm of N(3, precision 4) up to a constant.
    expect(q.m).toBeCloseTo(3, 10);
    expect(q.s).toBeCloseTo(4, 10);
  });
});

describe('docs/guide.md', () => {
  const page = read('docs/guide.md');

  it('declares a family that holds, laid out as fmt would', async () => {
    writeFileSync(join(folder, 'waiting.blr'), first(page, 'blr'));
    expect(await blrc(['check', 'waiting.blr'])).toMatchObject({ status: 0, err: '' });
    expect(await blrc(['fmt', '--check', 'waiting.blr'])).toMatchObject({ status: 0 });
  });

  it('declares an optimizer that holds, laid out as fmt would', async () => {
    writeFileSync(join(folder, 'robust.blr'), holding(page, 'blr', 'optimizer Robust'));
    expect(await blrc(['check', 'robust.blr'])).toMatchObject({ status: 0, err: '' });
    expect(await blrc(['fmt', '--check', 'robust.blr'])).toMatchObject({ status: 0 });
  });

  it('asks questions that are answered', async () => {
    const commands = blocks(page, 'sh').flatMap(commandsIn);
    expect(commands.length).toBeGreaterThan(4);
    for (const words of commands) {
      expect({ words, ...(await blrc(words)) }).toMatchObject({ words, status: 0, err: '' });
    }
  }, 180_000);

  it('lists what an emitted module exports', async () => {
    const module = await import(/* @vite-ignore */ pathToFileURL(join(folder, 'waiting.js')).href);
    const [, table = ''] = /\| function \| gives \|\n([\s\S]*?)\n\n/.exec(page) ?? [];
    const names = [...table.matchAll(/`(\w+)[`(]/g)].map(([, name = '']) => name);
    expect(names).toContain('update');
    for (const name of names) expect(typeof module[name], name).toBe('function');
  });

  it('takes steps with the emitted optimizer', async () => {
    const example = holding(page, 'js', 'createRobust').replace('console.log(run.estimate())', 'export { run }');
    writeFileSync(join(folder, 'run.mjs'), example);
    const { run } = await import(/* @vite-ignore */ pathToFileURL(join(folder, 'run.mjs')).href);
    const [, shown = ''] = /run\.estimate\(\)\); \/\/ ([\d.]+, [\d.]+)/.exec(holding(page, 'js', 'createRobust')) ?? [];
    expect(shown.split(', ').map(Number)).toEqual(Array.from(run.estimate(), (x: number) => Number(x.toFixed(2))));
  });

  it('uses the library as it is', () => {
    const example = holding(page, 'js', "from 'blrc'");
    const [, names = ''] = /import \{([^}]*)\} from 'blrc'/.exec(example) ?? [];
    for (const name of names.split(',')) expect(library).toHaveProperty(name.trim());
    const body = example.replace(/import .*\n/, '');
    const run = new Function(...names.split(',').map((n) => n.trim()), `${body}; return { ok, numbers, text };`);
    const { ok, numbers, text } = run(library.compile, library.evaluateAt, library.latexDocument);
    expect(ok).toBe(true);
    expect(numbers).toMatchObject({ ok: true, value: { mean: [0.5] } });
    expect(text).toContain('\\begin{document}');
  });
});

describe('links', () => {
  const pages = [
    'README.md',
    'guide',
    'language',
    'notation',
    'architecture',
    'adding',
    'errors',
    'optimizers',
    'training',
  ].map((name) => (name.endsWith('.md') ? name : `docs/${name}.md`));
  it.each(pages)('of %s lead somewhere', (page) => {
    const targets = [...read(page).matchAll(/\]\((?!https?:|#)([^)#\s]+)[^)]*\)/g)].map(([, to = '']) => to);
    expect(targets.filter((to) => !existsSync(join(root, dirname(page), to)))).toEqual([]);
  });

  it('of architecture.md name files that are there', () => {
    const named = [...read('docs/architecture.md').matchAll(/`((?:src|grammar|test|scripts)\/[\w./-]+)`/g)];
    const paths = named.map(([, path = '']) => path);
    expect(paths.length).toBeGreaterThan(10);
    expect(paths.filter((path) => !existsSync(join(root, path)))).toEqual([]);
  });
});

mkdirSync(folder, { recursive: true });
