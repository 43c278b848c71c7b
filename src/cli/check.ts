// `blrc check`: derive every declaration, verify every claim, say what holds and what does not.
import { readdir } from 'node:fs/promises';
import type { Compilation, Compiled } from '../index.ts';
import { type Answer, type Attempt, type Located, recordOf, rendered, type Status, usage } from './answer.ts';
import { chooseIn, compileSource, problemsOf } from './compiled.ts';
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

interface CheckOptions {
  readonly name?: string;
}

/** Checks files one after the other; without a path, those of the current folder; of each the declaration that is named. */
export async function check(paths: readonly string[], { name }: CheckOptions = {}): Promise<Answer> {
  const files =
    paths.length > 0 ? paths : (await readdir('.').catch(() => [])).filter((name) => name.endsWith('.blr')).sort();
  if (files.length === 0) return usage('there is no .blr file here', 'name a file: blrc check my-family.blr');
  const progress = await progressOver(files.length);
  try {
    return await checkAll(files, name, progress);
  } finally {
    progress.end();
  }
}

async function checkAll(files: readonly string[], name: string | undefined, progress: Progress): Promise<Answer> {
  const sources: Source[] = [];
  for (const path of files) {
    const source = await readSource(path);
    if (!source.ok) return source.answer;
    sources.push(source.value);
  }
  const checked: Checked[] = [];
  for (const source of sources) {
    progress.at(source.file);
    const one = checkedFile(source, name);
    if (!one.ok) return one.answer;
    checked.push(one.value);
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

function checkedFile(source: Source, name: string | undefined): Attempt<Checked> {
  const began = performance.now();
  try {
    const judged = judge(source, name);
    return judged.ok ? { ok: true, value: checkedOf(judged.value, (performance.now() - began) / 1000) } : judged;
  } catch (thrown) {
    const reason = thrown instanceof Error ? thrown.message.split('\n')[0] : String(thrown);
    const broken = `internal error at ${source.file}: ${reason}; please report it, with the specification`;
    return { ok: true, value: { lines: [], declarations: [], problems: [], broken } };
  }
}

/** What was compiled of a text, all or one declaration of it, and everything that is wrong there. */
interface Judged {
  readonly compilation: Compilation;
  readonly declarations: readonly Compiled[];
  readonly problems: readonly Located[];
}

function judge(source: Source, name: string | undefined): Attempt<Judged> {
  if (name === undefined) {
    const whole = compileSource(source);
    const { compilation } = whole;
    return { ok: true, value: { compilation, declarations: compilation.declarations, problems: problemsOf(whole) } };
  }
  const chosen = chooseIn(source, name);
  if (!chosen.ok) return chosen;
  const { compilation, compiled, problems } = chosen.value;
  return { ok: true, value: { compilation, declarations: [compiled], problems } };
}

function checkedOf({ compilation, declarations, problems }: Judged, seconds: number): Checked {
  const stopped = problems.some(({ diagnostic }) => diagnostic.severity === 'error');
  const held = declarations.filter((d) => d.derivation !== undefined && (!stopped || !isStopped(compilation)));
  const time = ` (${seconds.toFixed(1)} s)`;
  const lines = held.map((d) => `${summaryOf(d).name}: ${words(summaryOf(d))}${declarations.length === 1 ? time : ''}`);
  const closing = declarations.length > 1 ? [`${declarations.length} declarations in ${compilation.file}${time}`] : [];
  return { lines: held.length > 0 ? [...lines, ...closing] : [], declarations: declarations.map(summaryOf), problems };
}

/** After a mistake of syntax nothing was verified, so nothing is said to hold. */
const isStopped = ({ declarations, diagnostics }: Compilation): boolean =>
  diagnostics.some((d) => !declarations.some((one) => one.diagnostics.includes(d)));

function summaryOf({ name, kind, derivation }: Compiled): Summary {
  const steps = derivation?.steps ?? [];
  return {
    name: derivation?.name ?? name,
    kind,
    steps: steps.length,
    claims: steps.reduce((sum, step) => sum + step.verdicts.length, 0),
  };
}

const counted = (count: number, word: string): string => `${count} ${word}${count === 1 ? '' : 's'}`;

const words = ({ steps, claims }: Summary): string =>
  `${counted(steps, 'step')}, ${counted(claims, 'claim')}, all hold`;
