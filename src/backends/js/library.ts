// The functions that a module inlines: only those it calls, and those that these call.
import { CompilerBug } from '../../diagnostics.ts';
import library from './library.json';

interface Entry {
  readonly needs: string;
  readonly text: string;
}

const entries: Readonly<Record<string, Entry | undefined>> = library;

/** The names of all functions that can be inlined. */
export const libraryNames: readonly string[] = Object.keys(entries);

/** A recorder of the functions that a module calls. */
export interface Inlined {
  readonly helper: (name: string) => string;
  /** The functions as text, in alphabetical order. */
  readonly text: () => string;
}

/** A new recorder. */
export function createInlined(): Inlined {
  const used = new Set<string>();
  const take = (name: string): void => {
    if (used.has(name)) return;
    const entry = entries[name];
    if (!entry) throw new CompilerBug(`no function ${name} to inline`);
    used.add(name);
    entry.needs.split(' ').filter(Boolean).forEach(take);
  };
  return {
    helper(name) {
      take(name);
      return name;
    },
    text: () =>
      [...used]
        .sort()
        .map((name) => entries[name]?.text ?? '')
        .join('\n\n'),
  };
}
