// No family, group or optimizer is named in the compiler: they live in families/, and someone else's must work as well.
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { lineOf, parse, projectFiles, read, walk } from './project-sources.ts';

// Names that every probabilist knows, whether or not families/ declares them yet.
const wellKnown =
  /gaussian|rayleigh|laplace[^_ ]|laplace$|bernoulli|poisson|dirichlet|wishart|weibull|log-?normal|von ?mises|rmsprop|ivon|vogn|vadam|bayesbinn|adamw?\b/i;

// A name may label an integral or a generator of random numbers.
const mayName = /^src\/(theorems\/integrals\/|runtime\/random)/;

// Functions of the language that share their name with a family.
const functions = new Set(['Gamma', 'Beta', 'Binomial']);

interface Mention {
  readonly line: number;
  readonly text: string;
}

/** The identifiers and the pieces of text literals in a TypeScript text; comments are no part of its tree. */
function mentions(file: string, text: string): Mention[] {
  const source = parse(file, text);
  const found: Mention[] = [];
  walk(source, (node) => {
    const named =
      ts.isIdentifier(node) ||
      ts.isPrivateIdentifier(node) ||
      ts.isStringLiteralLike(node) ||
      ts.isTemplateHead(node) ||
      ts.isTemplateMiddle(node) ||
      ts.isTemplateTail(node) ||
      ts.isRegularExpressionLiteral(node);
    if (named) found.push({ line: lineOf(source, node), text: node.text });
  });
  return found;
}

/** The names that a `.blr` text declares. */
function declared(text: string): string[] {
  const heads = /^[ \t]*(?:family|distribution|group|orbit|optimizer|loss)[ \t]+([\p{L}_][\p{L}\p{N}_]*)/gmu;
  return [...text.matchAll(heads)].flatMap(([, name]) => (name === undefined ? [] : [name]));
}

/** Whether a piece of code names one of `names`, as a whole word with the declared capitals, or a well-known one anyhow. */
function namesOne(text: string, names: ReadonlySet<string>): boolean {
  return wellKnown.test(text) || (text.match(/[\p{L}_][\p{L}\p{N}_]*/gu) ?? []).some((word) => names.has(word));
}

function findings(file: string, text: string, names: ReadonlySet<string>): string[] {
  return mentions(file, text)
    .filter((mention) => namesOne(mention.text, names))
    .map((mention) => `${file}:${mention.line} ${mention.text}`);
}

const declaredNames = (): Set<string> =>
  new Set(
    projectFiles()
      .filter((file) => file.startsWith('families/') && file.endsWith('.blr'))
      .flatMap((file) => declared(read(file)))
      .filter((name) => !functions.has(name)),
  );

describe('names of families, groups and optimizers', () => {
  it('occur nowhere in the compiler', () => {
    const names = declaredNames();
    const files = projectFiles().filter((file) => /^(src|grammar)\/.*\.ts$/.test(file));
    expect(names.size).toBeGreaterThan(0);
    expect(files.length).toBeGreaterThan(0);
    expect(files.filter((file) => !mayName.test(file)).flatMap((file) => findings(file, read(file), names))).toEqual(
      [],
    );
  });

  it('are read from the library', () => {
    expect(declared('/// text\nfamily Fisk(P) {\n}\n  orbit Übergang {\n}\n// family Not\n')).toEqual([
      'Fisk',
      'Übergang',
    ]);
  });

  it('are found in identifiers, texts and templates, and not in comments', () => {
    const names = new Set(['Fisk']);
    const code = [
      '// Fisk, poisson',
      "const a = 'the Fisk case';",
      'const isPoisson = 1; /* Fisk */',
      'const b = `x $' + '{a} Fisk`;',
      'const hadamard = fiskal(gamma, Beta, /dirichlet/);',
    ].join('\n');
    expect(findings('x.ts', code, names)).toEqual([
      'x.ts:2 the Fisk case',
      'x.ts:3 isPoisson',
      'x.ts:4  Fisk',
      'x.ts:5 /dirichlet/',
    ]);
  });
});
