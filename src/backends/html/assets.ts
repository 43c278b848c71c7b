// KaTeX's style sheet with the fonts it needs inside, so that a page works without a network.

/** Turns every font reference into data; `font` gives the base64 text of a woff2 file by its name. */
export function katexCss(css: string, font: (name: string) => string): string {
  return css.replace(/src:\s*([^;}]+)/g, (whole, sources: string) => {
    const name = /url\((?:fonts\/)?([\w-]+\.woff2)\)/.exec(sources)?.[1];
    return name ? `src:url(data:font/woff2;base64,${font(name)}) format("woff2")` : whole;
  });
}
