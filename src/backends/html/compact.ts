// A page whose formulas say the same in a third of the characters: KaTeX repeats a few hundred inline styles thousands
// of times, and here each becomes a class of its own.

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
