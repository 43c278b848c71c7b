// The head of every emitted file: where it came from and how to make it again.
import { commentText } from './names.ts';

/** Where an emitted module came from. */
export interface EmitHeader {
  /** The spec's file name. */
  readonly source: string;
  /** The compiler's version. */
  readonly version: string;
  /** Are equations named by their numbers in the printed derivation? */
  readonly numbered?: boolean;
  /** What the module is compiled for, as on the command line. */
  readonly target: 'js' | 'tfjs';
  /** A function that other modules hold and this one does not, with the reason. */
  readonly missing?: string;
}

/** The opening comment of a module. */
export function headerText(name: string, doc: readonly string[], h: EmitHeader): string {
  const which = `${shellWord(h.source)} --name ${shellWord(name)}`;
  const lines = [
    `${name}: made by blrc ${h.version} from ${h.source}; do not edit.`,
    ...doc,
    ...(h.numbered ? [`Equation numbers refer to the derivation: npx blrc derive ${which} --to html.`] : []),
    ...(h.missing === undefined ? [] : [h.missing]),
    `Again: npx blrc compile ${which} --target ${h.target}`,
  ];
  return lines.map((l) => `// ${commentText(l)}`.trimEnd()).join('\n');
}

const shellWord = (word: string): string =>
  /^[\p{L}\p{N}_./-]+$/u.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;

/** What the head of a module without a sampler says. */
export const withoutSampler: { readonly missing: string } = {
  missing: 'No function `sample`: the compiler found no way to draw from this density.',
};
