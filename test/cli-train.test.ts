// `blrc train` in a process of its own: what it writes, how it is interrupted and resumed, how it says what is wrong.
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { emitOptimizerTfjs } from '../src/backends/tfjs/optimizer.ts';
import { numbersIn } from '../src/cli/train/options.ts';
import { decodeCheckpoint } from '../src/train/index.ts';
import { bundledModule, cleanUp, commandLine, type Ended, folder, type Given, placedModule } from './cli-bundle.ts';
import { affineProgram, signedProgram } from './optimizer-fixture.ts';
import { header } from './optimizer-run.ts';
import { barFiles, clouds } from './train-fixture.ts';

let blrc: (words: readonly string[], input?: string | Given) => Promise<Ended>;
let optimizer = '';

beforeAll(async () => {
  blrc = await commandLine();
  optimizer = await bundledModule('test/train-fixture.ts');
  const { images, labels } = barFiles(120, 3);
  mkdirSync(join(folder, 'bars'));
  write('bars/train-images-idx3-ubyte.gz', gzipSync(images));
  write('bars/train-labels-idx1-ubyte', labels);
  write('clouds.csv', csvText());
});
afterAll(cleanUp);

function csvText(): string {
  const { inputs, labels, classes } = clouds(80, 4, 1.5);
  const rows = [...labels].map((label, i) => [inputs[2 * i], inputs[2 * i + 1], classes[label]].join(','));
  return `a,b,side\n${rows.join('\n')}\n`;
}

const write = (name: string, content: string | Uint8Array): void => writeFileSync(join(folder, name), content);
const lines = (name: string) =>
  readFileSync(join(folder, name), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));

const common = ['--hidden', '6', '--batch', '16', '--backend', 'cpu', '--set', 'α=0.1', 's=0.05'];
const train = (words: readonly string[], given?: Given): Promise<Ended> =>
  blrc(['train', optimizer, '--name', 'PerturbedDescent', ...common, ...words], given);

/** What a run left behind, without the time that it took. */
function left(run: string) {
  const file = `${run}/checkpoint.safetensors`;
  const read = decodeCheckpoint(file, readFileSync(join(folder, file)));
  if (!read.ok) throw new Error(read.problem.message);
  const { history, ...rest } = read.value;
  return { ...rest, history: history.map(({ seconds: _, ...one }) => one) };
}

describe('a run on pictures', () => {
  it('learns, and leaves metrics, a checkpoint and pictures', async () => {
    const ended = await train(['--data', 'bars', '--epochs', '6', '--out', 'bars-run', '--json']);
    expect(ended.err).toBe('');
    expect(ended.status).toBe(0);
    const answer = JSON.parse(ended.out);
    expect(answer).toMatchObject({ ok: true, ending: 'finished', name: 'PerturbedDescent', out: 'bars-run', epoch: 6 });
    const files = ['metrics.jsonl', 'checkpoint.safetensors', 'loss.svg', 'reliability.svg', 'filters.svg'];
    expect(answer).toMatchObject({ files, notes: [], warnings: { momentum: 2 } });
    expect(readdirSync(join(folder, 'bars-run')).sort()).toEqual([...files].sort());
    const records = lines('bars-run/metrics.jsonl');
    expect(records.map(({ epoch }) => epoch)).toEqual([1, 2, 3, 4, 5, 6]);
    expect(answer.last).toEqual(records[5]);
    expect(records[5].mean.accuracy).toBeGreaterThan(0.9);
    expect(records[5].averaged.accuracy).toBeGreaterThan(0.9);
    expect(records[5].averaged.nll).not.toBe(records[5].mean.nll);
  });
});

describe('a run on a table', () => {
  it('tells each epoch in a line', async () => {
    const ended = await train(['--data', 'clouds.csv', '--epochs', '2', '--out', 'table-run']);
    expect(ended.status).toBe(0);
    expect(ended.err).toMatch(
      /^epoch 1\/2 {2}loss [\d.]+ {2}accuracy [\d.]+ % \([\d.]+ %\) {2}NLL .*\nepoch 2\/2 .*\n$/,
    );
    expect(ended.out).toContain('no picture of the filters: the inputs are no pictures');
    expect(ended.out).toContain('2 entries of momentum were held inside the range of float32');
    expect(existsSync(join(folder, 'table-run/filters.svg'))).toBe(false);
  });
});

describe('an emitted optimizer', () => {
  const data = ['--data', 'clouds.csv', '--label', 'side', '--train-size', '50', '--test-size', '20'];
  const run = [...data, '--hidden', '6', '--batch', '16', '--backend', 'cpu', '--samples-test', '4'];
  const affine = ['--set', 'α_A=1', 'α_b=5', '--initial', 'A=0.2'];
  const signed = ['--set', 'α=0.5', 'τ=0.1', '--initial', 'A₊=random', 'A₋=random'];

  it.each([
    [affineProgram(), affine],
    [signedProgram(), signed],
  ])('learns, is interrupted by Ctrl-C, and goes on bit for bit', async (program, numbers) => {
    const file = placedModule(`${program.name}.mjs`, emitOptimizerTfjs(program, header).js);
    const trained = (words: readonly string[], given?: Given): Promise<Ended> =>
      blrc(['train', file, ...run, ...numbers, ...words], given);
    const [cut, whole] = [`${program.name}-cut`, `${program.name}-whole`];
    const stopped = await trained(['--epochs', '100000', '--out', cut], { interruptAt: /epoch +5\/100000/ });
    expect(stopped.status).toBe(130);
    expect(stopped.err).toMatch(
      /interrupted .*; the state is saved in .*-cut\n.*--resume goes on from there, bit for bit\n$/,
    );
    const epochs = String(left(cut).position.epoch + 2);
    expect(await trained(['--epochs', epochs, '--out', cut, '--resume'])).toMatchObject({ status: 0 });
    expect(await trained(['--epochs', epochs, '--out', whole])).toMatchObject({ status: 0 });
    expect(left(cut)).toEqual(left(whole));
    expect(lines(`${cut}/metrics.jsonl`)).toHaveLength(Number(epochs));
    expect(left(whole).history.at(-1)?.averaged?.accuracy).toBeGreaterThan(0.8);
  });

  it('comes straight from a specification', async () => {
    write('moved.blr', specification);
    const words = ['--set', 'α=0.3', '--epochs', '3', '--out', 'moved-run', '--json'];
    const ended = await blrc(['train', 'moved.blr', '--name', 'Moved', ...run, ...words]);
    expect(ended).toMatchObject({ status: 0, err: '' });
    const answer = JSON.parse(ended.out);
    expect(answer).toMatchObject({ ok: true, name: 'Moved', last: { epoch: 3 } });
    expect(answer.last.averaged.accuracy).toBeGreaterThan(0.8);
    const respelled = words.map((word) => word.replace('α', 'alpha'));
    // Of its three declarations only one can be meant.
    const again = await blrc(['train', 'moved.blr', ...run, ...respelled, '--resume']);
    expect(again).toMatchObject({ status: 0, err: '' });
  });

  it('says which options it has', async () => {
    const file = placedModule('affine.mjs', emitOptimizerTfjs(affineProgram(), header).js);
    const { status, err } = await blrc(['train', file, ...run, '--set', 'α=1']);
    expect(status).toBe(2);
    expect(err).toMatch(/the optimizer cannot be used: Affine has no option α; it has .*α_A/);
    const started = ['--set', 'α_A=1', 'α_b=5', '--out', 'unknown-start', '--initial'];
    const unknown = await blrc(['train', file, ...run, ...started, 'q=1']);
    expect(unknown).toMatchObject({ status: 2, err: expect.stringContaining('Affine has no state q; it has A, b') });
    const negative = await blrc(['train', file, ...run, ...started, 'A=-1']);
    expect(negative.err).toMatch(/cannot be used: .* must hold positive numbers.*\n.*--initial/);
    expect(existsSync(join(folder, 'unknown-start'))).toBe(false);
  });
});

const specification = `group Shift(P) {
  element b in Real^P
  action  θ in Real^P -> θ + b
}
distribution Noise {
  variable z in Real
  density  ∝ exp(-50 z^2)
}
orbit Around(P) {
  group Shift(P)
  base  Noise^P
}
optimizer Moved(P) {
  posterior Around(P)
  samples   K = 2
  rate      α
  metric    identity
}
`;

describe('options', () => {
  const given = {
    data: 'd',
    header: true,
    hidden: '100,50',
    activation: 'tanh',
    epochs: '3',
    batch: '50',
    samplesTest: '0',
    weightDecay: '0.01',
    seed: '5',
  } as const;

  it('are read as numbers', () => {
    const read = numbersIn({ ...given, trainSize: '8', set: ['α=0.01', 'β₁=1e-3'], initial: ['A=0.05', 'c=random'] });
    expect(read).toEqual({
      ok: true,
      value: {
        hidden: [100, 50],
        epochs: 3,
        batch: 50,
        samplesTest: 0,
        weightDecay: 0.01,
        seed: 5,
        sizes: { train: 8 },
        hyper: { α: 0.01, 'β₁': 0.001 },
        initial: { A: 0.05, c: 'random' },
      },
    });
    expect(numbersIn({ ...given, rate: ['α=0.01'], schedule: 'cosine' })).toMatchObject({
      value: { rates: { values: { α: 0.01 }, schedule: { kind: 'cosine', epochs: 3 } } },
    });
    expect(numbersIn({ ...given, hidden: '' })).toMatchObject({ ok: true, value: { hidden: [] } });
  });

  it.each([
    [{ hidden: '10,x' }, '--hidden is `x`; it must be a whole number, at least 1'],
    [{ epochs: '0' }, '--epochs is `0`; it must be a whole number, at least 1'],
    [{ batch: '1.5' }, '--batch is `1.5`; it must be a whole number, at least 1'],
    [{ weightDecay: '' }, '--weight-decay is ``; it must be a number, 0 or more'],
    [{ initial: ['A=large'] }, '--initial has `A=large`; it must be name=number'],
    [{ set: ['α'] }, '--set has `α`; it must be name=number, as in α=0.01'],
    [{ schedule: 'cosine' }, '--schedule needs --rate name=value: which hyper-parameters it moves'],
    [{ rate: ['α=1'], schedule: 'cosin' }, '--schedule is `cosin`, which is no schedule: write constant, linear'],
    [{ rate: ['α'] }, '--rate has `α`; it must be name=number'],
    [{ set: ['α=fast'] }, '--set has `α=fast`; it must be name=number, as in α=0.01'],
  ])('that are none are named: %o', (change, message) => {
    const read = numbersIn({ ...given, ...change });
    expect(read).toMatchObject({ ok: false, answer: { status: 2, complaint: expect.stringContaining(message) } });
  });
});

describe('what is wrong is said, and nothing is begun', () => {
  const table = ['--data', 'clouds.csv'];

  it.each([
    ['no such folder', ['--data', 'nowhere'], /cannot read nowhere: there is no such file/],
    [
      'a ragged row',
      ['--data', 'ragged.csv'],
      /this row has 2 fields.*\n {2}┌─ ragged.csv:3:1\n3 │ 1,x\n {2}│ \^\^\^\n/,
    ],
    ['no number', [...table, '--batch', 'many'], /--batch is `many`; it must be a whole number, at least 1/],
    ['a backend that is none', [...table, '--backend', 'abacus'], /abacus cannot be used: there is no backend of this/],
    ['a place that holds no folders', [...table, '--out', '/proc/none/run'], /cannot use the folder \/proc\/none\/run/],
    ['nothing to resume', [...table, '--resume'], /there is no run to resume in run-perturbed-descent/],
  ])('%s', async (_, words, message) => {
    write('ragged.csv', 'a,b,k\n1,2,x\n1,x\n');
    const { status, out, err } = await train(words);
    expect(err).toMatch(message);
    expect(err).toContain('= help: ');
    expect(err).not.toMatch(/\n\s+at .*:\d+:\d+|undefined/);
    expect({ status, out }).toEqual({ status: 2, out: '' });
    expect(existsSync(join(folder, 'run-perturbed-descent'))).toBe(false);
  });

  it('a family, a module without an optimizer, a module that is not there', async () => {
    write('half.blr', 'family Half {\n  variable θ in Positive\n  parameter β in Positive\n  density ∝ exp(-β θ)\n}\n');
    write('none.mjs', 'export const x = 1;\n');
    const where = JSON.stringify(import.meta.resolve('@tensorflow/tfjs-core'));
    write(
      'strict.mjs',
      `import { SGDOptimizer } from ${where};
export class Strict extends SGDOptimizer {
  constructor({ rate }) {
    if (rate === undefined) throw new RangeError('rate is missing');
    super(rate);
  }
}
`,
    );
    const cases = [
      ['half.blr', /Half is a family, and nothing to train with/],
      ['none.mjs', /none.mjs exports no optimizer/],
      ['gone.mjs', /cannot load gone.mjs: there is no such file/],
      ['strict.mjs', /the optimizer cannot be used: rate is missing\n.*--set/],
    ] as const;
    for (const [file, message] of cases) {
      const ended = await blrc(['train', file, ...table]);
      expect(ended.status).toBe(2);
      expect(ended.err).toMatch(message);
    }
  });

  it('other settings than those of the run to be resumed, and a run that is there already', async () => {
    const run = [...table, '--epochs', '1', '--out', 'kept'];
    expect(await train(run)).toMatchObject({ status: 0 });
    const other = await train([...run, '--resume', '--seed', '1']);
    expect(other.status).toBe(2);
    expect(other.err).toMatch(/has other settings: seed, data\n {2}= seed was 0, now it is 1\n/);
    const less = await train([...table, '--epochs', '2', '--out', 'kept', '--overwrite']);
    expect(less.status).toBe(0);
    const fewer = await train([...run, '--resume']);
    expect(fewer.err).toMatch(/the run in kept has 2 epochs already\n.*ask for 2 or more/);
    const again = await train(run);
    expect(again.err).toMatch(/kept holds a run already\n.*--resume.*--overwrite/);
    expect(await train([...run, '--overwrite'])).toMatchObject({ status: 0 });
  });

  it('what cannot be written, which leaves no half of a file', async () => {
    mkdirSync(join(folder, 'blocked/metrics.jsonl'), { recursive: true });
    expect(await train([...table, '--out', 'blocked'])).toMatchObject({ status: 2 });
    expect(readdirSync(join(folder, 'blocked')).sort()).toEqual(['checkpoint.safetensors', 'metrics.jsonl']);
  });

  it('a loss that is no number: the last checkpoint stays', async () => {
    const run = [...table, '--out', 'lost', '--set', 'β=0'];
    expect(await train([...run, 'α=1', '--epochs', '1'])).toMatchObject({ status: 0 });
    const before = readFileSync(join(folder, 'lost/checkpoint.safetensors'));
    const ended = await train([...run, 'α=1e39', '--epochs', '3', '--overwrite', '--json']);
    expect(ended.status).toBe(1);
    expect(JSON.parse(ended.out)).toMatchObject({ ok: false, ending: 'diverged', error: { kind: 'training' } });
    expect(readFileSync(join(folder, 'lost/checkpoint.safetensors')).equals(before)).toBe(true);
  });
});
