// `blrc check`: derive every declaration, verify every claim, say what holds and what does not.
import { readdir } from 'node:fs/promises';
import type { Compilation, Compiled } from '../index.ts';
import { type Answer, type Located, recordOf, rendered, type Status, usage } from './answer.ts';
import { compileSource, problemsOf } from './compiled.ts';
import { type Progress, progressOver } from './progress.ts';
import { readSource, type Source } from './source.ts';

interface Checked {
  readonly lines: readonly string[];
  readonly declarations: readonly Summary[];
  readonly problems: readonly Located[];
  /** A mistake of ours: it ends this file, and not the others. */
  readonly broken?: string;
}

/** One declaration, as `check --json` lists it. */
interface Summary {
  readonly name: string;
  readonly kind: string;
  readonly steps: number;
  readonly claims: number;
}

/** Checks files one after the other; without a name, those of the current folder. */
export async function check(paths: readonly string[]): Promise<Answer> {
  const files =
    paths.length > 0 ? paths : (await readdir('.').catch(() => [])).filter((name) => name.endsWith('.blr')).sort();
  if (files.length === 0) return usage('there is no .blr file here', 'name a file: blrc check my-family.blr');
  const progress = await progressOver(files.length);
  try {
    return await checkAll(files, progress);
  } finally {
    progress.end();
  }
}

async function checkAll(files: readonly string[], progress: Progress): Promise<Answer> {
  const checked: Checked[] = [];
  for (const path of files) {
    progress.at(path);
    const source = await readSource(path);
    if (!source.ok) return source.answer;
    checked.push(checkedFile(source.value));
  }
  const problems = checked.flatMap((c) => c.problems);
  const broken = checked.flatMap((c) => (c.broken === undefined ? [] : [c.broken]));
  const ok = broken.length === 0 && !problems.some(({ diagnostic }) => diagnostic.severity === 'error');
  const status: Status = ok ? 0 : 1;
  const declarations = checked.flatMap((c) => c.declarations);
  return {
    status,
    out: checked.flatMap((c) => c.lines.map((line) => `${line}\n`)).join(''),
    complaint: rendered(problems) + broken.map((message) => `${message}\n`).join(''),
    data: {
      ok,
      declarations,
      diagnostics: problems.map(recordOf),
      ...(broken[0] ? { error: internal(broken[0]) } : {}),
    },
  };
}

const internal = (message: string) => ({ kind: 'internal', message, hint: 'please report it' });

function checkedFile(source: Source): Checked {
  const began = performance.now();
  try {
    const whole = compileSource(source);
    return checkedOf(whole.compilation, problemsOf(whole), (performance.now() - began) / 1000);
  } catch (thrown) {
    const reason = thrown instanceof Error ? thrown.message.split('\n')[0] : String(thrown);
    const broken = `internal error at ${source.file}: ${reason}; please report it, with the specification`;
    return { lines: [], declarations: [], problems: [], broken };
  }
}

function checkedOf(compilation: Compilation, problems: readonly Located[], seconds: number): Checked {
  const { declarations } = compilation;
  const stopped = problems.some(({ diagnostic }) => diagnostic.severity === 'error');
  const held = declarations.filter((d) => d.derivation !== undefined && (!stopped || !isStopped(compilation)));
  const time = ` (${seconds.toFixed(1)} s)`;
  const lines = held.map((d) => `${d.name}: ${words(summaryOf(d))}${declarations.length === 1 ? time : ''}`);
  const closing = declarations.length > 1 ? [`${declarations.length} declarations in ${compilation.file}${time}`] : [];
  return { lines: held.length > 0 ? [...lines, ...closing] : [], declarations: declarations.map(summaryOf), problems };
}

/** After a mistake of syntax nothing was verified, so nothing is said to hold. */
const isStopped = ({ declarations, diagnostics }: Compilation): boolean =>
  diagnostics.some((d) => !declarations.some((one) => one.diagnostics.includes(d)));

function summaryOf({ name, kind, derivation }: Compiled): Summary {
  const steps = derivation?.steps ?? [];
  return { name, kind, steps: steps.length, claims: steps.reduce((sum, step) => sum + step.verdicts.length, 0) };
}

const counted = (count: number, word: string): string => `${count} ${word}${count === 1 ? '' : 's'}`;

const words = ({ steps, claims }: Summary): string =>
  `${counted(steps, 'step')}, ${counted(claims, 'claim')}, all hold`;
