// Runs of `blrc train`, as a user would call it, each in a process of its own, some of them side by side.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { filterSpread } from './spread.mjs';

/** The checkout's root folder. */
export const root = fileURLToPath(new URL('../..', import.meta.url));

const pairs = (values) => Object.entries(values).map(([name, value]) => `${name}=${value}`);

const settings = (rule, rate, network) => [
  ...['--set', ...pairs(rule.set)],
  ...['--rate', ...pairs(rate), '--schedule', network.schedule],
  ...(rule.initial ? ['--initial', ...pairs(rule.initial)] : []),
];

/** How many epochs a rule takes on a network: some need longer than others. */
export const epochsOf = ({ longer = 1 }, { epochs }) => Math.round(epochs * longer);

/** The command of one run: `network` and `rule` as in rules.mjs, `rate` the values of its rates. */
function words({ rule, rate, network, seed, data, trainSize, testSize, backend, out, begin }) {
  return [
    ...['train', rule.file, '--name', rule.name, '--data', data],
    ...['--train-size', trainSize, '--test-size', testSize, '--hidden', network.hidden, '--activation', 'tanh'],
    ...['--batch', network.batch, '--epochs', epochsOf(rule, network), '--samples-test', network.samplesTest],
    ...['--seed', seed, '--backend', backend, '--out', out, begin, '--json', ...settings(rule, rate, network)],
  ];
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return { ok: false, error: { message: 'the command gave no answer' } };
  }
}

/** The answer of the command, and its seconds; progress goes to the terminal unless runs stand side by side. */
function answered(run) {
  // A bench that was cut short has runs that never began.
  const begin = existsSync(join(run.out, 'checkpoint.safetensors')) ? run.begin : '--overwrite';
  const start = performance.now();
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [join(root, 'dist/cli.js'), ...words({ ...run, begin }).map(String)], {
      stdio: ['ignore', 'pipe', run.quiet ? 'ignore' : 'inherit'],
    });
    let text = '';
    child.stdout.on('data', (chunk) => {
      text += chunk;
    });
    child.on('close', () => resolve({ answer: parsed(text), seconds: (performance.now() - start) / 1000 }));
  });
}

/** The measures of one run after its last epoch, or the reason why there are none. */
export async function trained(run) {
  const { answer, seconds } = await answered(run);
  if (!answer.ok) {
    return { reason: answer.error?.message ?? answer.diagnostics?.[0]?.message ?? 'no reason was given', seconds };
  }
  const { loss, mean, averaged, sparsity } = answer.last;
  const spread = filterSpread(join(run.out, 'checkpoint.safetensors'));
  return { loss, mean, averaged, sparsity, spread, seconds };
}

/** Works through a list, `jobs` at a time. */
export async function sideBySide(list, jobs, work) {
  const waiting = [...list];
  const worker = async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) await work(next);
  };
  await Promise.all(Array.from({ length: jobs }, worker));
}
