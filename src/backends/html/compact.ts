// A page whose formulas say the same in half of the characters: KaTeX repeats a few hundred inline styles and a few dozen
// long class names thousands of times, and says each formula once more in LaTeX.

/** Content with the styles of its elements as classes, and the rules that define those. */
export interface Compacted {
  readonly content: string;
  readonly css: string;
}

const styledTag = /<([a-z]+)((?: class="[^"]*")?) style="([^"]*)"/g;

/** Gives each inline style a class; text and attributes of the source hold no tag, so that none is touched. */
export function withoutInlineStyles(content: string): Compacted {
  const names = new Map<string, string>();
  const nameOf = (style: string): string => {
    const known = names.get(style) ?? `s${names.size.toString(36)}`;
    names.set(style, known);
    return known;
  };
  const compacted = content.replace(styledTag, (_, tag: string, given: string, style: string) => {
    const own = /"(.*)"/.exec(given)?.[1];
    return `<${tag} class="${own === undefined ? '' : `${own} `}${nameOf(style)}"`;
  });
  const rules = [...names].map(([style, name]) => `.${name}{${important(style)}}`);
  return { content: compacted, css: rules.join('\n') };
}

/** An inline style goes before every rule of a sheet, and so must the rule that stands for it. */
const important = (style: string): string =>
  style
    .split(';')
    .filter((declaration) => declaration.trim() !== '')
    .map((declaration) => `${declaration.trim()}!important`)
    .join(';');

/** Gives the classes of spans, save those kept, short names in the content and in the style alike, the commonest the shortest. */
export function withShortClasses({ content, css }: Compacted, kept: string): Compacted {
  const taken = new Set([...kept.matchAll(className)].map(([, name = '']) => name));
  const uses = new Map<string, number>();
  for (const [, names = ''] of content.matchAll(classedSpan))
    for (const name of names.split(' ')) if (!taken.has(name)) uses.set(name, (uses.get(name) ?? 0) + 1);
  const frequent = [...uses].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
  const free = shortNames(taken);
  const short = new Map(frequent.map(([name]) => [name, free.next().value ?? name]));
  const renamed = (name: string): string => short.get(name) ?? name;
  return {
    content: content.replace(classedSpan, (_, names: string) => `<span ${attribute(names.split(' ').map(renamed))}`),
    css: css.replace(className, (_, name: string) => `.${renamed(name)}`),
  };
}

const classedSpan = /<span class="([^"]+)"/g;

// Data and strings of a sheet hold no dot before a letter but in the names of files, which are not class names.
const className = /\.([A-Za-z][\w-]*)/g;

/** One word needs no quotes. */
const attribute = (names: readonly string[]): string =>
  names.length === 1 ? `class=${names[0]}` : `class="${names.join(' ')}"`;

function* shortNames(taken: ReadonlySet<string>): Generator<string, undefined> {
  for (let i = 0; ; i += 1) if (!taken.has(shortName(i))) yield shortName(i);
}

/** a … z, aa … zz, aaa … */
const shortName = (i: number): string =>
  `${i < 26 ? '' : shortName(Math.floor(i / 26) - 1)}${String.fromCharCode(97 + (i % 26))}`;

/** MathML without the LaTeX it was made from, which a button of the page holds, and without what HTML takes for granted. */
export const lightMathml = (html: string): string =>
  html
    .replace(/<annotation [^>]*>[^<]*<\/annotation>/g, '')
    .replace(/<\/?semantics>/g, '')
    .replaceAll(' xmlns="http://www.w3.org/1998/Math/MathML"', '');
