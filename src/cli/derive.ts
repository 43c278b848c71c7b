// `blrc derive`: the derivation as a document.
import { type Derivation, jsonDocument, latexDocument, markdownDocument, type OptimizerProgram } from '../index.ts';
import { type Answer, usage } from './answer.ts';
import type { Format } from './choices.ts';
import { choose } from './compiled.ts';
import { apart, outputPath, written } from './output.ts';
import { page } from './page.ts';

/** What a derivation can be written in, with the ending of the file. */
const endings: Readonly<Record<Format, string>> = { latex: 'tex', html: 'html', markdown: 'md', json: 'json' };

interface DeriveOptions {
  readonly name?: string;
  readonly to: Format;
  readonly output?: string;
}

/** Prints a derivation, or writes it where `-o` says; a page without `-o` becomes a file of its own. */
export async function derive(path: string, { name, to, output }: DeriveOptions): Promise<Answer> {
  const chosen = await choose(path, name);
  if (!chosen.ok) return chosen.answer;
  const { name: declared, derivation, optimizer } = chosen.value.compiled;
  if (!derivation) return usage(`there is no derivation of ${declared}`);
  const text = await documentOf(derivation, to, optimizer);
  if (output === '-' || (output === undefined && to !== 'html')) {
    const data: unknown = to === 'json' ? JSON.parse(text) : { ok: true, name: derivation.name, text };
    return { status: 0, out: text, data };
  }
  const target = apart(await outputPath(output, declared, endings[to]), path);
  return target.ok ? written([{ path: target.value, text }], { name: derivation.name }) : target.answer;
}

async function documentOf(derivation: Derivation, to: Format, optimizer?: OptimizerProgram): Promise<string> {
  switch (to) {
    case 'latex':
      return latexDocument(derivation);
    case 'markdown':
      return markdownDocument(derivation);
    case 'json':
      return jsonDocument(derivation, optimizer);
    case 'html':
      return page(derivation);
  }
}
