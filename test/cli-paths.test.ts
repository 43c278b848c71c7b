// Paths and numbers that cannot be meant: every command says so once, and leaves the disk as it was.
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cleanUp, commandLine, type Ended, folder } from './cli-bundle.ts';

let blrc: (words: readonly string[], input?: string) => Promise<Ended>;

const halfline =
  'family Halfline {\n  variable  θ in Positive\n  parameter β in Positive\n  density   ∝ exp(-β θ)\n}\n';

beforeAll(async () => {
  blrc = await commandLine();
  writeFileSync(join(folder, 'h.blr'), halfline);
});
afterAll(cleanUp);

describe('a place that cannot be written', () => {
  it.each([
    ['/dev/full', 'it is a device'],
    ['', 'the path is empty'],
    ['missing/', 'there is no such folder'],
  ])('%j is refused', async (path, reason) => {
    const ended = await blrc(['new', 'family', 'x', '-o', path]);
    const written = await blrc(['compile', 'h.blr', '--target', 'js', '-o', path]);
    expect(written.status).toBe(2);
    expect(written.err).toContain(reason);
    expect(ended.status).toBe(2);
    for (const litter of ['/dev/full.js', '/dev/full.blr', join(folder, '.js'), join(folder, '.blr')])
      expect(existsSync(litter)).toBe(false);
  });

  it('is written through a link, and keeps its rights', async () => {
    mkdirSync(join(folder, 'inner'));
    writeFileSync(join(folder, 'inner/real.blr'), `${halfline}\n\n`);
    chmodSync(join(folder, 'inner/real.blr'), 0o640);
    symlinkSync('inner/real.blr', join(folder, 'link.blr'));
    expect(await blrc(['fmt', 'link.blr'])).toMatchObject({ status: 0 });
    expect(lstatSync(join(folder, 'link.blr')).isSymbolicLink()).toBe(true);
    expect(readFileSync(join(folder, 'inner/real.blr'), 'utf8')).toBe(halfline);
    expect(statSync(join(folder, 'inner/real.blr')).mode & 0o777).toBe(0o640);
  });

  it.each(['check', 'fmt'])('and %s of an empty path is told', async (command) => {
    expect(await blrc([command, ''])).toMatchObject({ status: 2, err: expect.stringContaining('its path is empty') });
  });

  it('is told of scripts too', () => {
    const script = fileURLToPath(new URL('../scripts/latex.mjs', import.meta.url));
    const run = (word: string) => spawnSync(process.execPath, [script, word], { encoding: 'utf8' });
    expect(run('nowhere')).toMatchObject({ status: 2, stderr: 'error: nowhere is no folder\n' });
    expect(run('--folder').stderr).toMatch(/^error: unknown option '--folder'/);
    expect(run('--help')).toMatchObject({ status: 0, stderr: '', stdout: expect.stringMatching(/^Usage: /) });
  });
});

describe('a value', () => {
  it.each([
    ['in two spellings', '{"β": 1, "beta": 2}', '`β` and `beta` are two spellings of one name'],
    ['beyond the doubles', '{"β": 1e999}', 'not one beyond the largest double'],
    ['of no coordinates', '{"β": []}', 'is empty'],
  ])('%s is refused', async (_, at, message) => {
    const ended = await blrc(['eval', 'h.blr', '--at', at]);
    expect(ended.status).toBe(2);
    expect(ended.err).toContain(message);
  });

  it('of a gradient is given once', async () => {
    const gradient = '{"beta": 1, "β": 2}';
    const ended = await blrc(['step', 'h.blr', '--at', '{"β": 1}', '--gradient', gradient, '--rho', '0.1']);
    expect(ended).toMatchObject({ status: 2, err: expect.stringContaining('two spellings') });
  });
});

describe('a text', () => {
  it('that imports its own folder hears the path as it is written', async () => {
    const { status, err } = await blrc(['check', '-'], `import "."\n${halfline}`);
    expect(status).toBe(1);
    expect(err).toContain('the imported file "." cannot be read');
  });

  it('that declares one name often is derived once', async () => {
    const { status, out } = await blrc(['check', '-', '--json'], halfline.repeat(3000));
    const { declarations, diagnostics } = JSON.parse(out);
    expect(status).toBe(1);
    expect(diagnostics).toHaveLength(100);
    expect(declarations.filter(({ steps }: { steps: number }) => steps > 0)).toHaveLength(1);
  });

  it('with a long set is refused before its members are compared', async () => {
    const members = Array.from({ length: 9000 }, (_, i) => i).join(',');
    const text = `family A { variable x in {${members}} parameter s in Real density ∝ exp(-s x) }`;
    const { diagnostics } = JSON.parse((await blrc(['check', '-', '--json'], text)).out);
    expect(diagnostics).toMatchObject([{ code: 'too-large', message: 'a finite set has at most 64 members' }]);
  });
});
