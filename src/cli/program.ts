// The commands with their options and help; what they do is loaded when they are used.
import { Argument, Command, CommanderError, Option } from 'commander';
import type { Answer } from './answer.ts';
import { activations, codeTargets, formats, kinds } from './choices.ts';
import { deliver } from './deliver.ts';

/** Runs the command that the words name; gives the exit status. */
export async function run(words: readonly string[], version: string): Promise<number> {
  const outcome: { status: number } = { status: 0 };
  const json = words.includes('--json');
  const program = commands(version, async (answer) => {
    outcome.status = await deliver(await answer, json);
  });
  const said: string[] = [];
  if (json) silence(program, said);
  try {
    await program.parseAsync(words, { from: 'user' });
  } catch (problem) {
    if (!json || !(problem instanceof CommanderError) || problem.exitCode !== 0) throw problem;
    process.stdout.write(`${JSON.stringify({ ok: true, text: said.join('') })}\n`);
  }
  return outcome.status;
}

/** Under `--json` a tool reads what is wrong from the answer, help and version too: nothing is said beside it. */
function silence(program: Command, said: string[]): void {
  for (const command of [program, ...program.commands])
    command.configureOutput({ writeErr: () => undefined, writeOut: (text) => said.push(text) });
}

const helpOf = (name: string): string => `${name} --help`;

/** The words that say how the command is used which these words name. */
export function helpFor(words: readonly string[]): string {
  const first = words.find((word) => !word.startsWith('-'));
  const known = commands('', async () => undefined).commands.some((command) => command.name() === first);
  return helpOf(known ? `blrc ${first}` : 'blrc');
}

type Finish = (answer: Promise<Answer>) => Promise<void>;

const closing = (lines: readonly string[]): string =>
  `\nExample${lines.length > 1 ? 's' : ''}:\n${lines.map((line) => `  ${line}`).join('\n')}\n`;

/** All commands; each hands its answer to `finish`. */
function commands(version: string, finish: Finish): Command {
  const program = new Command('blrc')
    .description(
      'The Bayesian-learning-rule compiler: declare a posterior, receive its geometry, its update rule and code.',
    )
    .version(version, '--version', 'print the version')
    .option('--json', 'answer with JSON on standard output')
    .helpCommand(false)
    .showHelpAfterError(`  = help: ${helpOf('blrc')}`)
    .addHelpText(
      'after',
      closing(['blrc new family halfline', 'blrc check halfline.blr', 'blrc derive halfline.blr --to html']),
    )
    .exitOverride();
  const add = (name: string, description: string, examples: readonly string[]): Command =>
    program
      .command(name)
      .description(description)
      .option('--json', 'answer with JSON on standard output')
      .helpOption('-h, --help', 'say how the command is used')
      .showHelpAfterError(`  = help: ${helpOf(`blrc ${name}`)}`)
      .addHelpText('after', closing(examples));
  addCheck(add, finish);
  addWriters(add, finish);
  addNumbers(add, finish);
  addReplay(add, finish);
  addTexts(add, finish);
  addTrain(add, finish);
  return program;
}

type Add = (name: string, description: string, examples: readonly string[]) => Command;

const file = 'a .blr file; - is standard input';
const declarationName = 'which declaration, where the file has several; F^P is P independent ones of F';

function addCheck(add: Add, finish: Finish): void {
  add('check', 'derive every declaration and verify every step', [
    'blrc check halfline.blr',
    'blrc check families/*.blr --json',
    "blrc check halfline.blr --name 'Halfline^P'",
  ])
    .argument('[file...]', 'the .blr files; without one, those of this folder; - is standard input')
    .option('--name <name>', declarationName)
    .action((paths: string[], options) => finish(import('./check.ts').then(({ check }) => check(paths, options))));
}

function addWriters(add: Add, finish: Finish): void {
  add('derive', 'write the derivation: every step, numbered and checked', [
    'blrc derive halfline.blr --to html',
    'blrc derive halfline.blr --to latex -o halfline.tex',
  ])
    .argument('<file>', file)
    .option('--name <name>', declarationName)
    .addOption(new Option('--to <format>', 'what to write').choices(formats).makeOptionMandatory())
    .option('-o, --output <path>', 'where to write; without it HTML goes to NAME.html, the rest to standard output')
    .action((path: string, options) => finish(import('./derive.ts').then(({ derive }) => derive(path, options))));
  add('compile', 'write a standalone module: X.js with its declarations X.d.ts', [
    'blrc compile halfline.blr --target js',
    'blrc compile halfline.blr --target tfjs -o src/halfline.js',
  ])
    .argument('<file>', file)
    .option('--name <name>', declarationName)
    .addOption(
      new Option('--target <target>', 'tfjs: TensorFlow.js; js: plain JavaScript without imports')
        .choices(codeTargets)
        .makeOptionMandatory(),
    )
    .option('-o, --output <path>', 'where to write; without it the name of the declaration, in this folder')
    .action((path: string, options) => finish(import('./emit.ts').then(({ emit }) => emit(path, options))));
}

function addReplay(add: Add, finish: Finish): void {
  add('replay', 'run an optimizer on recorded gradients and noise, in float64', [
    'blrc replay affine.blr --input run.json',
    'blrc replay affine.blr --name Affine --input run.json > trace.json',
  ])
    .argument('<file>', file)
    .option('--name <name>', declarationName)
    .requiredOption(
      '--input <path>',
      'a JSON file: {"init": {…}, "hyper": {…}, "steps": [{"noise": […], "gradient": […]}, …]}',
    )
    .action((path: string, options) => finish(import('./replay.ts').then(({ replay }) => replay(path, options))));
}

const points = 'a JSON file with an array of points; the answer is an array';

function addNumbers(add: Add, finish: Finish): void {
  add('eval', 'derived quantities as numbers', [
    `blrc eval halfline.blr --at '{"β": 2}'`,
    `blrc eval halfline.blr --at '{"beta": 2, "theta": 1.5}' --to-point '{"beta": 3}'`,
  ])
    .argument('<file>', file)
    .option('--name <name>', declarationName)
    .option('--at <json>', 'declared parameters, and the variable for its density; @path reads a file')
    .option('--at-natural <json>', 'natural parameters instead, flat')
    .option('--to-point <json>', 'the second point of the divergence KL(at ‖ to-point)')
    .option('--points <path>', points)
    .action((path: string, options) => finish(import('./numbers.ts').then(({ evaluate }) => evaluate(path, options))));
  add('step', 'one step of the learning rule, from a gradient to new parameters', [
    `blrc step halfline.blr --at '{"β": 2}' --gradient '{"β": 0.3}' --rho 0.1`,
  ])
    .argument('<file>', file)
    .option('--name <name>', declarationName)
    .option('--at <json>', 'declared parameters')
    .option('--gradient <json>', 'the gradient of E_q[ℓ] in the declared parameters')
    .option('--rho <number>', 'the step size ρ')
    .option('--tau <number>', 'the temperature τ (1 without it)')
    .option('--points <path>', points)
    .action((path: string, options) => finish(import('./numbers.ts').then(({ step }) => step(path, options))));
}

function addTexts(add: Add, finish: Finish): void {
  add('fmt', 'give specifications the one layout of the language, in place', [
    'blrc fmt halfline.blr',
    'blrc fmt --check families/*.blr',
  ])
    .argument('<file...>', 'the .blr files; - formats standard input to standard output')
    .option('--check', 'write nothing, say which files would change')
    .action((paths: string[], options) => finish(import('./format.ts').then(({ format }) => format(paths, options))));
  add('new', 'begin a specification from a commented template', [
    'blrc new family halfline',
    'blrc new optimizer my-rule',
  ])
    .addArgument(new Argument('<kind>', 'what to declare').choices(kinds))
    .argument('<name>', 'its name')
    .option('-o, --output <path>', 'where to write; without it NAME.blr in this folder')
    .action((kind: string, name: string, options) =>
      finish(import('./new.ts').then(({ begin }) => begin(kind, name, options))),
    );
}

function addTrain(add: Add, finish: Finish): void {
  add('train', 'train a classifier with a compiled optimizer', [
    'blrc train my-rule.blr --name MyRule --data mnist --train-size 8000 --test-size 2000 --hidden 100',
    'blrc train my-rule.blr --name MyRule --data iris.csv --label species --rate α_b=0.1 --set β=0.9',
    'blrc train my-rule.blr --name MyRule --data iris.csv --rate α_A=0.01 α_b=0.1 --schedule cosine --epochs 40',
    'blrc train my-rule.blr --name MyRule --data iris.csv --rate α_A=0.01 α_b=0.1 --schedule cosine --epochs 40 --resume',
  ])
    .argument('<file>', 'a .blr file, or a module that exports an optimizer')
    .option('--name <name>', declarationName)
    .requiredOption('--data <path>', 'a folder of IDX files (may be .gz), or a .csv file with one example a row')
    .option('--label <column>', 'CSV: the column of the label, by name or number; the last one without it')
    .option('--no-header', 'CSV: the first row is an example, not names')
    .option('--train-size <count>', 'how many examples to learn from: the first ones, of a CSV file random ones')
    .option('--test-size <count>', 'how many to test on: the last ones; a fifth without it')
    .option('--hidden <counts>', 'units of each hidden layer', '100,100')
    .addOption(new Option('--activation <function>', 'of hidden units').choices(activations).default('tanh'))
    .option('--epochs <count>', 'how often to go through all examples', '10')
    .option('--batch <count>', 'examples a step', '50')
    .option('--samples-test <count>', 'draws from the posterior that predictions are averaged over', '10')
    .option('--weight-decay <number>', 'the precision of the prior, times the mean loss', '0')
    .option('--set <name=value...>', 'hyper-parameters, named as in the specification')
    .option('--rate <name=value...>', 'hyper-parameters too, those that --schedule moves')
    .option(
      '--schedule <shape>',
      'how they fall: constant, linear, cosine (over all epochs, or as in cosine:20), step:10:0.5',
    )
    .option('--initial <name=value...>', 'where parts of its state start: a number, or random for |a fresh weight|')
    .option('--seed <number>', 'what all random numbers follow from', '0')
    .option('--backend <name>', 'a backend of TensorFlow.js: wasm, cpu, …; the first one that works without it')
    .option('--out <folder>', 'where checkpoint, metrics and pictures go; run-NAME without it')
    .option('--resume', 'go on where the run in that folder stopped, bit for bit')
    .option('--overwrite', 'begin anew though the folder holds a run')
    .action((path: string, _, command: Command) =>
      finish(import('./train.ts').then(({ train }) => train(path, command.optsWithGlobals()))),
    );
}
