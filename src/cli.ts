// The command line: words in, an answer out, and no mistake of a user ever shows a stack.
import './cli/late-optimising.ts';
import { writeSync } from 'node:fs';
import { CommanderError } from 'commander';
import packageInformation from '../package.json' with { type: 'json' };
import { helpFor, run } from './cli/program.ts';
import { fileReason } from './cli/source.ts';

/** What commander found wrong has been printed by it; help and version are no mistakes. */
function commanderStatus(problem: CommanderError, json: boolean): number {
  if (problem.exitCode === 0) return 0;
  const nothing = problem.code === 'commander.help';
  const message = nothing ? 'no command is named' : problem.message.replace(/^error: /, '');
  if (json) {
    const error = { kind: 'usage', message, hint: helpFor(words) };
    process.stdout.write(`${JSON.stringify({ ok: false, declarations: [], diagnostics: [], error })}\n`);
  }
  return 2;
}

/** A mistake of ours, in one line that can be reported. */
function internalError(problem: unknown, json: boolean): number {
  const reason = problem instanceof Error ? problem.message : String(problem);
  const message = `internal error in blrc ${packageInformation.version}: ${reason.split('\n')[0]}`;
  process.stderr.write(`${message}\n  = help: please report it, with the specification that shows it\n`);
  if (json) {
    const error = { kind: 'internal', message, hint: 'please report it, with the specification that shows it' };
    process.stdout.write(`${JSON.stringify({ ok: false, declarations: [], diagnostics: [], error })}\n`);
  }
  return 1;
}

/** A reader that has seen enough closes the pipe: nothing is wrong then. */
function closeQuietly(problem: NodeJS.ErrnoException): void {
  if (problem.code === 'EPIPE') process.exit(process.exitCode ?? 0);
  try {
    writeSync(2, `error: cannot write the answer: ${fileReason(problem)}\n  = help: see where standard output leads\n`);
  } finally {
    process.exit(2);
  }
}

process.stdout.on('error', closeQuietly);
process.stderr.on('error', closeQuietly);

const words = process.argv.slice(2);
const json = words.includes('--json');
try {
  process.exitCode = await run(words, packageInformation.version);
} catch (problem) {
  process.exitCode = problem instanceof CommanderError ? commanderStatus(problem, json) : internalError(problem, json);
}
