// The fenced blocks of a page: what the docs show, for the tests that run it.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root: string = fileURLToPath(new URL('..', import.meta.url));

/** The text of a file, by its path from the root of the project. */
export const read = (file: string): string => readFileSync(join(root, file), 'utf8');

/** The fenced blocks of a language in a page, in order. */
export const blocks = (page: string, language: string): string[] =>
  [...page.matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\``, 'gm'))].map(([, text = '']) => text);

/** The first block of a language that holds some text. */
export function holding(page: string, language: string, part: string): string {
  const text = blocks(page, language).find((block) => block.includes(part));
  if (text === undefined) throw new Error(`no ${language} block with ${part}`);
  return text;
}

/** The commands of a page, each as the words after `npx blrc`; a line that calls something else is an error. */
export function commandsIn(text: string): string[][] {
  return text
    .trim()
    .split('\n')
    .map((line) => [...line.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? ''))
    .map(([npx, blrc, ...words]) => {
      if (npx !== 'npx' || blrc !== 'blrc') throw new Error(`no command of blrc: ${npx} ${blrc}`);
      return words;
    });
}
