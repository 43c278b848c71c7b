// The words that options take, in one place for help, parsing and the commands themselves.

/** What a derivation can be written in. */
export type Format = 'latex' | 'html' | 'markdown' | 'json';

/** The words that `--to` takes. */
export const formats: readonly Format[] = ['latex', 'html', 'markdown', 'json'];

/** What code can be written for. */
export type CodeTarget = 'tfjs' | 'js';

/** The words that `--target` takes. */
export const codeTargets: readonly CodeTarget[] = ['tfjs', 'js'];

/** What can be declared. */
export const kinds: readonly string[] = ['family', 'distribution', 'group', 'orbit', 'optimizer', 'loss'];

/** The words that `--activation` takes. */
export const activations: readonly string[] = ['tanh', 'relu'];
