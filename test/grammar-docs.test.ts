// The reference page says nothing that the compiler does not read, and leaves out no word that it knows.
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { declarationKinds, itemForm, itemWords } from '../grammar/items.ts';
import { letterOf } from '../grammar/names.ts';
import { parse, parseExpression } from '../grammar/parse.ts';
import { print } from '../grammar/print.ts';
import { domainNames } from '../src/elaborate/domain.ts';
import { functionNames } from '../src/elaborate/functions.ts';
import { shapeOf, withoutSpans } from './grammar-tree.ts';

const docs = new URL('../docs/', import.meta.url);
// The programs of errors.md are wrong on purpose; docs-errors.test.ts holds them against their messages.
const pages = readdirSync(docs, { recursive: true, encoding: 'utf8' }).filter(
  (name) => name.endsWith('.md') && name !== 'errors.md',
);
const page = (name: string): string => readFileSync(new URL(name, docs), 'utf8');
const reference = page('language.md');

/** The first cells of the table whose header begins with a word; `\|` is no border. */
function column(word: string, index = 0): readonly string[] {
  const rows = reference.split('\n');
  const start = rows.findIndex((row) => row.startsWith(`| ${word} |`)) + 2;
  const end = rows.findIndex((row, i) => i >= start && !row.startsWith('|'));
  return rows.slice(start, end).map((row) => row.split(' | ')[index]?.replace(/^\| |`| \|$/g, '') ?? '');
}

const programs = pages.flatMap((name) =>
  [...page(name).matchAll(/^```blr\n(.*?)^```/gms)].map(([, text = ''], i) => [`${name} ${i + 1}`, text] as const),
);

describe('programs in the docs', () => {
  it('are there', () => expect(programs.length).toBeGreaterThan(4));

  it.each(programs)('%s is read without a complaint', (_, text) => {
    const { file, diagnostics } = parse(text);
    expect(diagnostics).toEqual([]);
    expect(withoutSpans(parse(print(file)).file)).toEqual(withoutSpans(file));
  });
});

describe('the reference page', () => {
  it.each(column('expression'))('has the expression %s', (text) => {
    expect(parseExpression(text).diagnostics).toEqual([]);
  });

  it.each(column('domain').map((domain, i) => [domain, column('domain', 2)[i] ?? ''] as const))(
    'has the domain %s',
    (domain, example) => {
      const kind = /^(element|data)/.exec(example)?.[1];
      const declaration = kind === 'element' ? 'group' : kind === 'data' ? 'loss' : 'family';
      expect(parse(`${declaration} A { ${example} }`).diagnostics).toEqual([]);
      expect(parse(`family A { variable x in ${domain} }`).diagnostics).toEqual([]);
    },
  );

  it('has every domain and every function', () => {
    const domains = new Set(column('domain').map((text) => text.replace(/[^\p{L}].*/u, '')));
    expect(domainNames.filter((name) => !domains.has(name))).toEqual([]);
    expect(
      functionNames.filter((name) => !reference.includes(`\`${name}(`) && !reference.includes(`also \`${name}\``)),
    ).toEqual([]);
  });

  it('has every declaration with its items', () => {
    const items = column('declaration', 2).map((cell) => cell.split(', '));
    expect(column('declaration')).toEqual(declarationKinds);
    expect(items).toEqual(declarationKinds.map(itemWords));
  });

  it('explains precedence by readings that are right', () => {
    const bare = (text: string): string => shapeOf(text).replaceAll(/[[\]]/g, '');
    const readings = column('operator', 3);
    expect(column('operator', 2).map(bare)).toEqual(readings.map(bare));
    expect(readings).toHaveLength(5);
  });

  it('has every variant of a letter', () => {
    const variants = [...letterOf.keys()].filter((word) => word.startsWith('var') || /^[A-Z]/.test(word));
    expect(variants.filter((word) => !reference.includes(`\`${word}\``))).toEqual([]);
  });
});

describe('the editor grammar', () => {
  interface Rule {
    readonly match?: string;
    readonly name?: string;
    readonly patterns?: readonly Rule[];
  }
  const {
    repository,
    patterns,
    scopeName,
  }: { repository: Record<string, Rule>; patterns: readonly { include: string }[]; scopeName: string } = JSON.parse(
    readFileSync(new URL('../grammar/blr.tmLanguage.json', import.meta.url), 'utf8'),
  );
  const matches = (key: string): readonly string[] => {
    const { match, patterns: nested = [] } = repository[key] ?? {};
    return [...(match === undefined ? [] : [match]), ...nested.flatMap((rule) => rule.match ?? [])];
  };
  const colours = (key: string, text: string): boolean =>
    matches(key).some((match) => new RegExp(match, 'u').test(text));

  it('is one language, and every rule in it compiles and is used', () => {
    expect(scopeName).toBe('source.blr');
    expect(patterns).toEqual([{ include: '#all' }]);
    const used = JSON.stringify(repository['all']);
    for (const key of Object.keys(repository).filter((name) => name !== 'all')) {
      expect(used).toContain(`"#${key}"`);
      expect(matches(key).length).toBeGreaterThan(0);
      for (const match of matches(key)) expect(() => new RegExp(match, 'u')).not.toThrow();
    }
  });

  it('colours every word of the language', () => {
    for (const kind of declarationKinds) {
      expect(colours('declaration', `${kind} Name(P) {`)).toBe(true);
      for (const word of itemWords(kind)) {
        const key = itemForm(kind, word) === 'claim' ? 'claim' : 'item';
        expect(colours(key, `  ${word} name = 2`), word).toBe(true);
      }
    }
    for (const name of domainNames) expect(colours('domain', `x in ${name}^P`), name).toBe(true);
    for (const name of functionNames) expect(colours('function', `2 ${name}(x)`), name).toBe(true);
  });

  it('does not colour parts of longer words', () => {
    expect(colours('domain', 'Realm')).toBe(false);
    expect(colours('function', 'myexp(x)')).toBe(false);
    expect(colours('constant', 'epsilon e₁')).toBe(false);
    expect(colours('word', 'inner')).toBe(false);
  });
});
