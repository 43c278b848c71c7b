// The command line in another process: what it prints, what it writes, how it ends.
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import packageInformation from '../package.json' with { type: 'json' };
import { type CompileOptions, compile } from '../src/compile.ts';
import { cleanUp, commandLine, type Ended, folder } from './cli-bundle.ts';

const library = fileURLToPath(new URL('../families/exponential', import.meta.url));
const rayleigh = join(library, 'rayleigh.blr');

let blrc: (words: readonly string[], input?: string | Uint8Array) => Promise<Ended>;

beforeAll(async () => {
  blrc = await commandLine();
});
afterAll(cleanUp);

const write = (name: string, content: string | Uint8Array): string => {
  writeFileSync(join(folder, name), content);
  return name;
};
const read = (name: string): string => readFileSync(join(folder, name), 'utf8');
const parsed = (ended: Ended) => JSON.parse(ended.out);

const halfline = `family Halfline {
  variable  θ in Positive
  parameter β in Positive
  density   ∝ exp(-β θ)
}
`;
const misspelt = halfline.replace('exp(-β θ)', 'exp(-bet θ)');

/** A message for a person: no stack, no name of our own errors. */
function expectPolite({ err }: Ended): void {
  expect(err).not.toMatch(/\n\s+at .*:\d+:\d+|CompilerBug|TypeError|undefined/);
}

describe('a command that is used wrongly', () => {
  it.each([
    ['an unknown option', ['check', '--bogus'], "unknown option '--bogus'", 'blrc check --help'],
    ['a missing file', ['eval'], "missing required argument 'file'", 'blrc eval --help'],
    ['an unknown command', ['frobnicate'], "unknown command 'frobnicate'", 'blrc --help'],
    ['no command', [], 'no command is named', 'blrc --help'],
  ])(
    'by %s is told once: as JSON to tools, else in words with the help of that command',
    async (_, words, message, hint) => {
      const told = await blrc([...words, '--json']);
      expect([told.status, told.err]).toEqual([2, '']);
      expect(parsed(told).error).toEqual({ kind: 'usage', message, hint });
      const { status, out, err } = await blrc(words);
      expect([status, out]).toEqual([2, '']);
      if (words.length > 0) expect(err).toBe(`error: ${message}\n  = help: ${hint}\n`);
    },
  );
});

describe('help and version', () => {
  it('are JSON where JSON is asked for', async () => {
    const version = await blrc(['--version', '--json']);
    expect([version.status, parsed(version)]).toEqual([0, { ok: true, text: `${packageInformation.version}\n` }]);
    const plain = await blrc(['check', '--help']);
    const help = await blrc(['check', '--help', '--json']);
    expect([help.status, parsed(help)]).toEqual([0, { ok: true, text: plain.out }]);
    expect(plain.out).toContain('Examples:');
  });
});

describe('a text that asks for too much', () => {
  // A process that has just begun has the least stack: its code is not compiled yet.
  it.each([
    ['functions', `${'log(2+'.repeat(190)}x^2${')'.repeat(190)}`],
    ['powers', `${'('.repeat(190)}x${'^2+1)'.repeat(190)}`],
    ['entries', `${'['.repeat(190)}x${']'.repeat(190)}`],
  ])('of nested %s ends in a diagnostic', async (_, expression) => {
    const text = `family A { variable x in Real  parameter s in Positive  density ∝ exp(-s*${expression}) }`;
    const ended = await blrc(['check', '--json', '-'], text);
    expect(ended.status).toBe(1);
    expectPolite(ended);
    expect(parsed(ended).error).toBeUndefined();
    expect(parsed(ended).diagnostics).toHaveLength(1);
  });
});

describe('a first session', () => {
  it('goes from a template to a page and a module', async () => {
    const begun = await blrc(['new', 'family', 'half-line']);
    expect(begun).toMatchObject({ status: 0, out: 'wrote half-line.blr\n' });
    const checked = await blrc(['check', 'half-line.blr']);
    expect(checked.out).toMatch(/^HalfLine: \d+ steps, \d+ claims, all hold \(\d+\.\d s\)\n$/);
    expect(checked.status).toBe(0);
    expect((await blrc(['fmt', '--check', 'half-line.blr'])).status).toBe(0);
    expect(await blrc(['derive', 'half-line.blr', '--to', 'html'])).toMatchObject({ out: 'wrote half-line.html\n' });
    expect(read('half-line.html')).toContain('<h1>HalfLine</h1>');
    const compiled = await blrc(['compile', 'half-line.blr', '--target', 'js']);
    expect(compiled).toMatchObject({ status: 0, out: 'wrote half-line.js and half-line.d.ts\n' });
    const module = await import(/* @vite-ignore */ pathToFileURL(join(folder, 'half-line.js')).href);
    expect(module.entropy({ β: 2 })).toBeCloseTo(1 - Math.log(2), 12);
  });

  it.each(['distribution', 'group', 'orbit', 'optimizer'])('begins with a %s that holds', async (kind) => {
    expect(await blrc(['new', kind, `first-${kind}`])).toMatchObject({ status: 0, out: `wrote first-${kind}.blr\n` });
    const checked = await blrc(['check', `first-${kind}.blr`]);
    expect(checked).toMatchObject({ status: 0, err: '' });
    expect(checked.out).toMatch(/all hold/);
    expect((await blrc(['fmt', '--check', `first-${kind}.blr`])).status).toBe(0);
  });

  it('says when the package would not take the module for one', async () => {
    write('kind.blr', halfline);
    mkdirSync(join(folder, 'common'));
    write('common/package.json', '{"name": "common"}');
    const ended = await blrc(['compile', 'kind.blr', '--target', 'js', '-o', 'common/x.js']);
    expect(ended.out).toContain('npm pkg set type=module');
    write('common/package.json', '{"type": "module"}');
    const other = await blrc(['compile', 'kind.blr', '--target', 'js', '-o', 'common/x.js']);
    expect(other.out).toBe('wrote common/x.js and common/x.d.ts\n');
  });

  it('does not write over what is there', async () => {
    write('kept.blr', halfline);
    const ended = await blrc(['new', 'family', 'kept']);
    expect(ended.status).toBe(2);
    expect(ended.err).toContain('kept.blr is there already');
    expect(read('kept.blr')).toBe(halfline);
  });

  it('says the version', async () => {
    expect(await blrc(['--version'])).toMatchObject({ status: 0, out: `${packageInformation.version}\n` });
  });

  it.each(['check', 'derive', 'compile', 'eval', 'step', 'fmt', 'new', 'train'])(
    'teaches %s by an example',
    async (command) => {
      const { status, out } = await blrc([command, '--help']);
      expect(status).toBe(0);
      expect(out).toMatch(new RegExp(`Examples?:\\n  blrc ${command} `));
    },
  );
});

describe('check', () => {
  it('lists declarations with their steps and claims', async () => {
    const { status, out } = await blrc(['check', write('h.blr', halfline), '--json']);
    const { ok, declarations, diagnostics } = JSON.parse(out);
    expect(status).toBe(0);
    expect({ ok, diagnostics }).toEqual({ ok: true, diagnostics: [] });
    expect(declarations).toEqual([
      { name: 'Halfline', kind: 'family', steps: expect.any(Number), claims: expect.any(Number) },
    ]);
    expect(declarations[0].steps).toBeGreaterThan(8);
    expect(declarations[0].claims).toBeGreaterThan(8);
  });

  it('places a misspelt name and suggests the right one', async () => {
    const file = write('misspelt.blr', misspelt);
    const person = await blrc(['check', file]);
    expect(person.status).toBe(1);
    expect(person.err).toMatch(/error\[unknown-name\].*\n.*misspelt\.blr:4:20\n.*\n.*\^\^\^/);
    const [diagnostic] = parsed(await blrc(['check', file, '--json'])).diagnostics;
    expect(diagnostic).toMatchObject({
      code: 'unknown-name',
      severity: 'error',
      file,
      line: 4,
      column: 20,
      length: 3,
      hint: expect.stringMatching(/β|beta/),
    });
  });

  it('checks several files in one process and names each file', async () => {
    const files = [write('one.blr', halfline), write('two.blr', misspelt)];
    const { status, out } = await blrc(['check', ...files, '--json']);
    expect(status).toBe(1);
    expect(JSON.parse(out)).toMatchObject({
      ok: false,
      declarations: [{ name: 'Halfline' }, { name: 'Halfline' }],
      diagnostics: [{ file: 'two.blr' }],
    });
  });

  it('reads standard input', async () => {
    expect(await blrc(['check', '-'], halfline)).toMatchObject({
      status: 0,
      out: expect.stringMatching(/^Halfline: /),
    });
  });
});

describe('imports', () => {
  it('may not go in a circle', async () => {
    write('a.blr', `import "b.blr"\n\n${halfline}`);
    write('b.blr', 'import "a.blr"\n\nfamily Other {\n  variable θ in Real\n  density ∝ exp(-θ^2)\n}\n');
    const { diagnostics } = parsed(await blrc(['check', 'a.blr', '--json']));
    expect(diagnostics).toMatchObject([{ code: 'unknown-name', file: 'a.blr', line: 1, column: 1 }]);
    expect(diagnostics[0].message).toContain('circle: a.blr → b.blr → a.blr');
  });

  it('must lead somewhere', async () => {
    const file = write('lost.blr', `import "nowhere.blr"\n\n${halfline}`);
    const { diagnostics } = parsed(await blrc(['check', file, '--json']));
    expect(diagnostics).toMatchObject([{ code: 'unknown-name', line: 1, column: 1 }]);
    expect(diagnostics[0].message).toContain('"nowhere.blr"');
  });

  it('are placed from the importing file, not from where the command runs', async () => {
    mkdirSync(join(folder, 'inner'));
    write('inner/main.blr', `import "part.blr"\n\n${halfline}`);
    write('inner/part.blr', halfline.replace('Halfline', 'Part'));
    expect((await blrc(['check', 'inner/main.blr'])).status).toBe(0);
  });
});

describe('a file that is no specification', () => {
  const files: readonly [string, string | Uint8Array, RegExp][] = [
    ['empty.blr', '', /declares nothing/],
    ['remarks.blr', '// nothing yet\n', /declares nothing/],
    ['binary.blr', new Uint8Array([0x7f, 0x45, 0x4c, 0x46, 0, 1, 2, 0xff]), /binary file/],
    ['latin.blr', Buffer.from('family Caf\xe9 {\n}\n', 'latin1'), /not in UTF-8/],
    ['large.blr', 'a'.repeat(1_100_000), /longer than/],
    ['huge.blr', new Uint8Array(2 ** 24 + 1).fill(97), /larger than 16 MB/],
    ['prose.blr', 'Dear compiler,\nplease derive.\n', /there is no declaration `Dear`/],
  ];
  it.each(files)('%s is refused in words', async (name, content, message) => {
    const ended = await blrc(['check', write(name, content)]);
    expect(ended.status).toBe(1);
    expect(ended.err).toMatch(message);
    expectPolite(ended);
    expect(parsed(await blrc(['check', name, '--json'])).ok).toBe(false);
    expect((await blrc(['fmt', '--check', name])).status).toBe(1);
  });

  it('never sends control characters of a source to the terminal', async () => {
    const { err } = await blrc(['check', write('escape.blr', 'family \u001b[31mA {\n}\n')]);
    expect(err).not.toContain('\u001b');
  });
});

describe('wrong use', () => {
  const uses: readonly (readonly [readonly string[], RegExp])[] = [
    [['check', 'nowhere.blr'], /cannot read nowhere.blr: there is no such file/],
    [['check', '.'], /it is a folder/],
    [['check', '/dev/zero'], /it is a device/],
    [['check', 'h.blr', '--colour'], /unknown option '--colour'/],
    [['chek', 'h.blr'], /unknown command 'chek'[\s\S]*Did you mean check/],
    [['derive', 'h.blr'], /--to <format>/],
    [['derive', 'h.blr', '--to', 'word'], /Allowed choices are latex, html, markdown, json/],
    [['derive', 'h.blr', '--to', 'html', '-o', 'no/such/x.html'], /there is no such folder/],
    [['derive', 'h.blr', '--to', 'latex', '-o', 'h.blr'], /is the specification itself/],
    [['compile', 'h.blr', '--target', 'fortran'], /Allowed choices are tfjs, js/],
    [['eval', 'h.blr', '--name', 'Nobody', '--at', '{}'], /declares no Nobody[\s\S]*it declares Halfline/],
    [['eval', 'h.blr', '--at', '{"β": 2'], /--at is not JSON/],
    [['eval', 'h.blr', '--at', '{"β": 2, "β": 3}'], /--at gives "β" twice/],
    [['eval', 'h.blr', '--at', String.raw`{"β": 2, "\u03b2": 3}`], /--at gives "\\u03b2" twice/],
    [['eval', 'h.blr', '--at', '3'], /--at must be an object/],
    [['eval', 'h.blr'], /--at is missing/],
    [['eval', 'h.blr', '--at', '{}'], /β is missing/],
    [['eval', 'h.blr', '--points', 'h.blr'], /is not JSON/],
    [['eval', 'h.blr', '--points', 'h.json', '--at', '{}'], /--points and --at exclude each other/],
    [['step', 'h.blr', '--at', '{"β": 2}', '--gradient', '{"β": 1}', '--rho', 'small'], /--rho is not JSON/],
    [['new', 'poem', 'x'], /Allowed choices are family/],
    [['new', 'family', '__proto__'], /`__proto__` cannot be a name/],
    [['new', 'family', 'two words'], /cannot be a name/],
    [['new', 'family', '..'], /cannot be a name/],
  ];
  it.each(uses)('%j ends with 2 and a word of help', async (words, message) => {
    write('h.blr', halfline);
    write('h.json', '[]');
    const before = readdirSync(folder);
    const ended = await blrc(words);
    expect(ended).toMatchObject({ status: 2, out: '' });
    expect(ended.err).toMatch(message);
    expectPolite(ended);
    expect(readdirSync(folder)).toEqual(before);
    expect(read('h.blr')).toBe(halfline);
  });

  it('is JSON where JSON is asked for', async () => {
    const ended = await blrc(['eval', 'nowhere.blr', '--at', '{}', '--json']);
    expect(parsed(ended)).toMatchObject({ ok: false, error: { kind: 'usage' } });
    const flag = await blrc(['check', 'h.blr', '--colour', '--json']);
    expect(parsed(flag)).toMatchObject({
      ok: false,
      error: { kind: 'usage', message: expect.stringMatching('colour') },
    });
  });

  it('of a file with several declarations names them', async () => {
    const both = write('both.blr', `${halfline}\n${halfline.replace('Halfline', 'Second')}`);
    const ended = await blrc(['derive', both, '--to', 'json']);
    expect(ended).toMatchObject({ status: 2, err: expect.stringContaining('Halfline, Second') });
    expect(parsed(await blrc(['derive', both, '--to', 'json', '--name', 'Second']))).toMatchObject({ name: 'Second' });
  });
});

describe('what is wrong is never written', () => {
  it.each([
    ['derive', '--to', 'html'],
    ['compile', '--target', 'js'],
  ])('%s leaves no file', async (command, flag, value) => {
    write('bad.blr', misspelt);
    const before = readdirSync(folder);
    const ended = await blrc([command, 'bad.blr', flag, value, '-o', 'never.js']);
    expect(ended.status).toBe(1);
    expect(readdirSync(folder)).toEqual(before);
  });

  it('an error in another declaration is no obstacle', async () => {
    const file = write('mixed.blr', `${halfline}\n${misspelt.replace('Halfline', 'Wrong')}`);
    expect((await blrc(['derive', file, '--name', 'Halfline', '--to', 'markdown'])).status).toBe(0);
    expect((await blrc(['derive', file, '--name', 'Wrong', '--to', 'markdown'])).status).toBe(1);
  });
});

describe('a text of many declarations', () => {
  const many = (count: number): string =>
    Array.from({ length: count }, (_, i) => halfline.replace('Halfline', `Half${i}`)).join('\n');
  const ones = (choose?: CompileOptions['choose']) =>
    compile(`${many(3)}\n${misspelt.replace('Halfline', 'Wrong')}`, choose ? { choose } : {}).declarations;

  it('has one derived where one is asked for, and all where none is', () => {
    const derived = (choose?: CompileOptions['choose']): readonly string[] =>
      ones(choose).flatMap((d) => (d.derivation ? [d.name] : []));
    expect(derived()).toEqual(['Half0', 'Half1', 'Half2']);
    expect(derived(([, second]) => second?.name)).toEqual(['Half1']);
    expect(derived(() => undefined)).toEqual([]);
    expect(ones(() => 'Half1').flatMap((d) => d.diagnostics)).toEqual([]);
    expect(ones(() => 'Wrong').flatMap((d) => d.diagnostics).length).toBeGreaterThan(0);
  });

  it('has none derived where it is too long to be read', () => {
    const { declarations, diagnostics } = compile(many(10_001));
    expect(diagnostics.map(({ code }) => code)).toEqual(['too-large']);
    expect(declarations.filter((d) => d.derivation)).toEqual([]);
  });

  it('is asked for one by name, though names are many', async () => {
    const file = write('many.blr', many(2000));
    const asked = await blrc(['eval', file, '--name', 'Half1999', '--at', '{"β": 2}']);
    expect(asked.status).toBe(0);
    expect((await blrc(['eval', file, '--at', '{}'])).status).toBe(2);
  });
});

describe('derive', () => {
  it('prints to standard output what is text', async () => {
    const file = write('h.blr', halfline);
    expect((await blrc(['derive', file, '--to', 'latex'])).out).toMatch(/^\\documentclass/);
    expect((await blrc(['derive', file, '--to', 'markdown'])).out).toMatch(/^# Halfline/);
    expect(parsed(await blrc(['derive', file, '--to', 'json'])).steps.length).toBeGreaterThan(8);
  });

  it('takes a folder and a name that a lift decorates', async () => {
    mkdirSync(join(folder, 'into'), { recursive: true });
    const ended = await blrc([
      'derive',
      write('h.blr', halfline),
      '--name',
      'Halfline^P',
      '--to',
      'latex',
      '-o',
      'into',
    ]);
    expect(ended).toMatchObject({ status: 0, out: 'wrote into/halfline.tex\n' });
    expect(existsSync(join(folder, 'into/halfline.tex'))).toBe(true);
  });
});

describe('fmt', () => {
  it('lays files out in place, once', async () => {
    const file = write(
      'loose.blr',
      'family   Halfline{variable θ in Positive parameter β in Positive density ∝exp(-β θ)}',
    );
    expect(await blrc(['fmt', '--check', file])).toMatchObject({ status: 1, err: 'loose.blr is not formatted\n' });
    expect(await blrc(['fmt', file])).toMatchObject({ status: 0, out: 'formatted loose.blr\n' });
    expect(read(file)).toBe(halfline);
    expect(await blrc(['fmt', file])).toMatchObject({ status: 0, out: '' });
  });

  it('formats standard input to standard output', async () => {
    expect(await blrc(['fmt', '-'], halfline.replaceAll('  ', '     '))).toMatchObject({ status: 0, out: halfline });
  });

  it('touches nothing that it cannot read', async () => {
    const broken = halfline.replace('}', '');
    const ended = await blrc(['fmt', write('broken.blr', broken), write('loose.blr', ` ${halfline}`)]);
    expect(ended).toMatchObject({ status: 1, err: expect.stringContaining('error[syntax]') });
    expect([read('broken.blr'), read('loose.blr')]).toEqual([broken, ` ${halfline}`]);
  });
});

describe('eval and step', () => {
  // By hand: λ = −1/(2σ²), μ = 2σ², F(σ) = 4/σ², KL = r − 1 − log r with r = σ₁²/σ₂².
  it('gives the quantities of a family', async () => {
    const words = ['eval', rayleigh, '--name', 'Rayleigh', '--at', '{"sigma": 2}', '--to-point', '{"σ": 3}'];
    const value = parsed(await blrc(words));
    expect(value).toMatchObject({ natural: [-0.125], mean: [8], fisherParameters: [[1]], statistics: ['θ^2'] });
    expect(value.kl).toBeCloseTo(4 / 9 - 1 - Math.log(4 / 9), 14);
    expect(parsed(await blrc([...words, '--json']))).toEqual(value);
  });

  // λ′ = (1 − ρτ/2)λ − ρ ∂_σ/(4σ) and σ′ = √(−1/(2λ′)).
  it('takes a step', async () => {
    const words = ['step', rayleigh, '--at', '{"σ": 2}', '--gradient', '{"σ": 0.3}', '--rho', '0.1'];
    const { parameters, natural, inDomain } = parsed(await blrc(words));
    const next = (1 - 0.05) * -0.125 - (0.1 * 0.3) / 8;
    expect(inDomain).toBe(true);
    expect(natural[0]).toBeCloseTo(next, 14);
    expect(parameters.σ).toBeCloseTo(Math.sqrt(-1 / (2 * next)), 13);
  });

  it('leaves the domain as a result, not as an error', async () => {
    const ended = await blrc(['step', rayleigh, '--at', '{"σ": 2}', '--gradient', '{"σ": -50}', '--rho', '0.9']);
    expect(ended.status).toBe(0);
    expect(parsed(ended)).toMatchObject({ inDomain: false, parameters: null });
  });

  it('answers many points in their order, each mistake in its slot', async () => {
    const points = [{ at: { σ: 2 } }, { at: { σ: -1 } }, 7, { att: { σ: 2 } }, { at: { sigma: 1 } }];
    const ended = await blrc(['eval', rayleigh, '--points', write('points.json', JSON.stringify(points))]);
    const values = parsed(ended);
    expect(ended.status).toBe(0);
    expect(values).toHaveLength(5);
    expect([values[0].mean, values[4].mean]).toEqual([[8], [2]]);
    for (const value of values.slice(1, 4))
      expect(value).toEqual({ error: expect.objectContaining({ severity: 'error' }) });
    expect(values[3].error.message).toContain('att');
  });

  it('answers many steps', async () => {
    const points = [
      { at: { σ: 2 }, gradient: { σ: 0.3 }, rho: 0.1, tau: 1 },
      { at: { σ: 2 }, rho: 0.1 },
    ];
    const values = parsed(await blrc(['step', rayleigh, '--points', write('steps.json', JSON.stringify(points))]));
    expect(values).toMatchObject([{ inDomain: true }, { error: { message: expect.stringContaining('gradient') } }]);
  });
});

describe('replay', () => {
  it('says that a family has no algorithm, and what is missing', async () => {
    const input = write('run.json', '{"steps": []}');
    const ended = await blrc(['replay', rayleigh, '--input', input]);
    expect(ended).toMatchObject({ status: 1, err: expect.stringContaining('there is no algorithm to replay') });
    const told = parsed(await blrc(['replay', rayleigh, '--input', input, '--json'])).diagnostics;
    expect(told).toMatchObject([{ code: 'not-yet', file: rayleigh, line: expect.any(Number) }]);
    expect(told[0].line).toBeGreaterThan(1);
    expect(await blrc(['replay', rayleigh])).toMatchObject({ status: 2, err: expect.stringContaining('--input') });
    const broken = await blrc(['replay', rayleigh, '--input', write('broken.json', '{')]);
    expect(broken).toMatchObject({ status: 2, err: expect.stringContaining('is not JSON') });
  });
});
