// What one page needs of KaTeX's style: the rules that reach its elements, the fonts that these ask for, and of each font
// the characters that are drawn in it.

/** A part of a style sheet, and the characters that each of its font files must hold. */
export interface NeededStyle {
  readonly css: string;
  readonly fonts: ReadonlyMap<string, string>;
}

interface Rule {
  readonly selectors: readonly string[];
  readonly body: string;
}

/** The style sheet without the rules that no element of `html` meets and the fonts that no character asks for. */
export function neededStyle(css: string, html: string): NeededStyle {
  const rules = rulesOf(css, classesOf(html));
  const faces = charactersOf(rules, html);
  const kept = [...css.matchAll(fontFace)].map(([face]) => face).filter((face) => faces.has(faceName(face)));
  const files = kept.map((face) => [fileOf(face), faces.get(faceName(face)) ?? ''] as const);
  const sheet = [...kept, ...rules.map((rule) => `${rule.selectors.join(',')}{${rule.body}}`)].join('');
  return { css: sheet, fonts: new Map(files.filter(([file]) => file !== '')) };
}

const fontFace = /@font-face\s*\{[^}]*\}/g;

const fileOf = (face: string): string => /([\w-]+\.woff2)/.exec(face)?.[1] ?? '';

const classesOf = (html: string): ReadonlySet<string> =>
  new Set([...html.matchAll(/class="([^"]*)"/g)].flatMap(([, names = '']) => names.split(/\s+/)));

const rulesOf = (css: string, present: ReadonlySet<string>): readonly Rule[] =>
  [...css.replace(fontFace, '').matchAll(/([^{}]+)\{([^{}]*)\}/g)]
    .map(([, selectors = '', body = '']) => ({
      selectors: selectors.split(',').filter((selector) => applies(selector, present)),
      body,
    }))
    .filter((rule) => rule.selectors.length > 0);

/** Whether every class of a selector is among those given. */
const applies = (selector: string, classes: ReadonlySet<string>): boolean =>
  [...selector.matchAll(/\.([\w-]+)/g)].every(([, name = '']) => classes.has(name));

/** The characters by face. One that several rules reach counts for each of their faces: too many are harmless. */
function charactersOf(rules: readonly Rule[], html: string): ReadonlyMap<string, string> {
  const speaking = rules.map((rule) => ({ ...rule, faces: facesOf(rule.body) })).filter((r) => r.faces.length > 0);
  const drawn = new Map<string, Set<string>>();
  for (const { classes, text } of textsOf(html)) {
    if (!classes.has('katex') || classes.has('katex-mathml')) continue;
    const reached = speaking.filter((rule) => rule.selectors.some((s) => applies(s, classes)));
    for (const face of ['KaTeX_Main normal 400', ...reached.flatMap((rule) => rule.faces)])
      drawn.set(face, new Set([...(drawn.get(face) ?? []), ...text]));
  }
  return new Map([...drawn].map(([face, characters]) => [face, [...characters].sort().join('')]));
}

interface Drawn {
  readonly classes: ReadonlySet<string>;
  readonly text: string;
}

/** Every text of the page with the classes of the spans around it. */
function* textsOf(html: string): Generator<Drawn> {
  const around: ReadonlySet<string>[] = [new Set()];
  for (const [token, names] of html.matchAll(/<span(?: class="([^"]*)")?[^>]*>|<[^>]*>|[^<]+/g)) {
    const inner = around.at(-1) ?? new Set();
    if (token.startsWith('<span')) around.push(new Set([...inner, ...(names ?? '').split(' ')]));
    else if (token === '</span>') around.pop();
    else if (!token.startsWith('<')) yield { classes: inner, text: unescaped(token) };
  }
}

const unescaped = (text: string): string =>
  text.replace(/&(amp|lt|gt|quot);/g, (_, name: string) => ({ amp: '&', lt: '<', gt: '>', quot: '"' })[name] ?? '');

const property = (body: string, name: string): string | undefined =>
  new RegExp(`(?:^|;)\\s*${name}\\s*:\\s*"?([\\w-]+)`).exec(body)?.[1];

const faceName = (face: string): string => nameOf(face.replace(/^[^{]*\{|\}$/g, ''), 'KaTeX_Main');

function nameOf(body: string, family: string): string {
  const weight = property(body, 'font-weight') ?? '400';
  const style = property(body, 'font-style') ?? 'normal';
  return `${property(body, 'font-family') ?? family} ${style} ${weight === 'normal' ? '400' : weight}`;
}

/** The face a rule asks for; one that names no family changes the upright one. */
function facesOf(body: string): readonly string[] {
  const speaks = ['font-family', 'font-weight', 'font-style'].some((name) => property(body, name) !== undefined);
  return speaks ? [nameOf(body, 'KaTeX_Main')] : [];
}
