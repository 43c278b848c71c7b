// The fonts that one page needs: KaTeX has twenty, a derivation uses a handful.

/** The style sheet without the fonts that no element of `html` asks for. */
export function neededStyle(css: string, html: string): string {
  const present = classesOf(html);
  const rules = css.replace(fontFace, '').matchAll(/([^{}]+)\{([^{}]*)\}/g);
  const applied = [...rules].filter(([, selectors = '']) => applies(selectors, present)).map(([, , body = '']) => body);
  const needed = new Set(['KaTeX_Main normal 400', ...applied.flatMap(facesOf)]);
  return css.replace(fontFace, (face) => (needed.has(faceName(face)) ? face : ''));
}

const fontFace = /@font-face\s*\{[^}]*\}/g;

const classesOf = (html: string): ReadonlySet<string> =>
  new Set([...html.matchAll(/class="([^"]*)"/g)].flatMap(([, names = '']) => names.split(/\s+/)));

/** Whether every class of one of the selectors occurs in the page. */
const applies = (selectors: string, present: ReadonlySet<string>): boolean =>
  selectors
    .split(',')
    .some((selector) => [...selector.matchAll(/\.([\w-]+)/g)].every(([, name = '']) => present.has(name)));

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
