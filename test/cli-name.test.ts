// What `--name` means to each command: one declaration of a file, or a power of it.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cleanUp, commandLine, type Ended, folder } from './cli-bundle.ts';

let blrc: (words: readonly string[]) => Promise<Ended>;

beforeAll(async () => {
  blrc = await commandLine();
});
afterAll(cleanUp);

const write = (name: string, content: string): string => {
  writeFileSync(join(folder, name), content);
  return name;
};
const parsed = (ended: Ended) => JSON.parse(ended.out);

const halfline = `family Halfline {
  variable  θ in Positive
  parameter β in Positive
  density   ∝ exp(-β θ)
}
`;

describe('`--name`', () => {
  const claimed = halfline.replace('}', '  claim entropy = 1 - log(β)\n}');
  const wrong = claimed.replace('Halfline', 'Wrong').replace('1 - log', '2 - log');

  it('checks one declaration of a file, or a power of it', async () => {
    const file = write('two.blr', `${claimed}\n${wrong}`);
    expect(parsed(await blrc(['check', file, '--name', 'Halfline', '--json']))).toMatchObject({
      ok: true,
      declarations: [{ name: 'Halfline', kind: 'family' }],
      diagnostics: [],
    });
    const power = await blrc(['check', file, '--name', 'Halfline^2']);
    expect(power.out).toMatch(/^Halfline\^2: \d+ steps, \d+ claims, all hold/);
    expect(await blrc(['check', file, '--name', 'Wrong^P'])).toMatchObject({
      status: 1,
      err: expect.stringContaining('error[wrong-claim]'),
    });
    expect(await blrc(['check', file, '--name', 'Absent'])).toMatchObject({ status: 2, out: '' });
  });

  it('leaves claims of several numbers with the density itself', async () => {
    const pair = 'parameter a in Positive, b in Positive density ∝ x^(a-1) exp(-b x) claim natural = [-b, a - 1]';
    const file = write('g.blr', `family G { variable x in Positive ${pair} }`);
    expect(await blrc(['check', file, '--name', 'G^P'])).toMatchObject({ status: 0, err: '' });
  });

  it('says what of a group is compiled', async () => {
    const file = write('t.blr', 'group T { element b in Real action x in Real -> x + b }');
    const asked = await blrc(['compile', file, '--name', 'T', '--target', 'js']);
    expect(asked).toMatchObject({ status: 2, err: expect.stringContaining('declare an orbit') });
  });

  it('prints the page of a power, with vectors', async () => {
    const page = await blrc(['derive', write('h.blr', halfline), '--name', 'Halfline^P', '--to', 'markdown']);
    expect(page.out).toMatch(/^# Halfline\^P\n/);
    expect(page.out).toContain('vector of length $P$');
  });

  it('answers with one coordinate where the law of all is out of reach, and says so', async () => {
    const pairs = write(
      'k.blr',
      'family Pair { variable k in Natural, x in Real parameter a in Positive density ∝ exp(-a k^2 - (x - k)^2/2) }',
    );
    const asked = await blrc(['check', pairs, '--name', 'Pair^P', '--json']);
    expect(asked.status).toBe(0);
    expect(parsed(asked)).toMatchObject({
      ok: true,
      declarations: [{ name: 'Pair' }],
      diagnostics: [{ severity: 'warning', message: expect.stringContaining('what follows is Pair, one of its') }],
    });
  });

  it('holds a number of coordinates against the arrays of a point', async () => {
    const file = write('h.blr', halfline);
    const ask = (name: string) => blrc(['eval', file, '--name', name, '--at', '{"β": [1, 2]}']);
    expect((await ask('Halfline^2')).status).toBe(0);
    expect(await ask('Halfline^3')).toMatchObject({
      status: 2,
      err: expect.stringContaining('Halfline^3 has 3 coordinates, `β` has 2'),
    });
    expect(await blrc(['eval', file, '--name', 'Halfline^2', '--at-natural', '[-1, -2, -3]'])).toMatchObject({
      status: 2,
      err: expect.stringContaining('Halfline^2 has 2 natural parameters'),
    });
    expect(await ask('Halfline(β = 1)')).toMatchObject({ status: 2, err: expect.stringContaining('--name') });
  });

  it('finds a file that is missing before it checks the others', async () => {
    const ended = await blrc(['check', write('h.blr', halfline), 'nowhere.blr']);
    expect(ended).toMatchObject({ status: 2, out: '', err: expect.stringContaining('nowhere.blr') });
  });
});
