// What an author is told of everything that was found: each mistake once, in the order of the text, and no flood.
import type { ParsedFile } from '../grammar/parse.ts';
import type { Compiled } from './derivation/compiled.ts';
import type { Diagnostic } from './diagnostics.ts';

/** Nobody mends more mistakes in one go. */
const most = 100;

/** The diagnostics of a text: `first` those of the whole text, then what each declaration has of its own. */
export function told(
  { file, diagnostics: unread }: ParsedFile,
  first: readonly Diagnostic[],
  declarations: readonly Compiled[],
): readonly Diagnostic[] {
  const mistaken = new Set(declarations.filter(isMistaken).map(({ name }) => name));
  const broken = new Set(
    file.declarations.filter(({ span }) => unread.some((d) => isWithin(d, span))).map(({ name }) => name.span.start),
  );
  const syntax = new Set(unread);
  // What a declaration lacks because a part of it could not be read, and what is told where it was declared.
  const isEcho = (d: Diagnostic): boolean =>
    (d.code === 'syntax' && !syntax.has(d) && broken.has(d.span.start)) ||
    (d.echoes !== undefined && mistaken.has(d.echoes));
  const said = new Set<string>();
  const all = [...first, ...declarations.flatMap((d) => d.diagnostics)]
    .filter((d) => {
      const key = `${d.code} ${d.span.start} ${d.span.end} ${d.message}`;
      const again = said.has(key);
      said.add(key);
      return !again && !isEcho(d);
    })
    .sort((a, b) => a.span.start - b.span.start);
  return cut(all);
}

/** The first of many; the last of them says how many are left out. */
function cut(all: readonly Diagnostic[]): readonly Diagnostic[] {
  const last = all[most - 1];
  if (!last || all.length === most) return all;
  const left = all.length - most;
  const note = `${left} further ${left === 1 ? 'mistake is' : 'mistakes are'} not shown`;
  return [...all.slice(0, most - 1), { ...last, notes: [...(last.notes ?? []), note] }];
}

const isMistaken = ({ diagnostics }: Compiled): boolean => diagnostics.some((d) => d.severity === 'error');

const isWithin = ({ span: { start } }: Diagnostic, span: Diagnostic['span']): boolean =>
  start >= span.start && start <= span.end;
