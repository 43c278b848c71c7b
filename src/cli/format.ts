// `blrc fmt`: one layout for every specification.
import { parse, print } from '../index.ts';
import { type Answer, type Located, type OutputFile, recordOf, rendered } from './answer.ts';
import { readSource, type Source } from './source.ts';

interface FormatOptions {
  readonly check?: boolean;
}

/** Formats files in place, or with `--check` only says which would change; standard input goes to standard output. */
export async function format(paths: readonly string[], { check = false }: FormatOptions): Promise<Answer> {
  const sources: Source[] = [];
  for (const path of paths) {
    const source = await readSource(path);
    if (!source.ok) return source.answer;
    sources.push(source.value);
  }
  const problems = sources.flatMap(syntaxProblems);
  if (problems.length > 0)
    return {
      status: 1,
      complaint: rendered(problems),
      data: { ok: false, changed: [], diagnostics: problems.map(recordOf) },
    };
  const formatted = sources.map((source, i) => ({ path: paths[i] ?? '', before: source.text, text: laidOut(source) }));
  const streamed = formatted.filter(({ path }) => path === '-');
  const changed = formatted.filter(({ path, before, text }) => path !== '-' && before !== text);
  return check
    ? checkedAnswer(formatted.filter(({ before, text }) => before !== text))
    : writtenAnswer(changed, streamed);
}

const laidOut = ({ text }: Source): string => print(parse(text).file);

/** An import may be missing while its file is being laid out. */
function syntaxProblems({ text, file, problems }: Source): readonly Located[] {
  return problems.length > 0 ? problems : parse(text).diagnostics.map((diagnostic) => ({ diagnostic, text, file }));
}

function checkedAnswer(changed: readonly OutputFile[]): Answer {
  const paths = changed.map(({ path }) => path);
  const complaint = paths.map((path) => `${path} is not formatted\n`).join('');
  const data = { ok: paths.length === 0, changed: paths, diagnostics: [] };
  return paths.length === 0 ? { status: 0, data } : { status: 1, complaint, data };
}

function writtenAnswer(changed: readonly OutputFile[], streamed: readonly OutputFile[]): Answer {
  const paths = changed.map(({ path }) => path);
  return {
    status: 0,
    out: streamed.map(({ text }) => text).join('') + paths.map((path) => `formatted ${path}\n`).join(''),
    data: { ok: true, changed: paths, diagnostics: [], ...(streamed[0] ? { text: streamed[0].text } : {}) },
    files: changed.map(({ path, text }) => ({ path, text })),
  };
}
