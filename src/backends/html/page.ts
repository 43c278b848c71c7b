// The frame of a page: head, style, policy, and the few lines of script for the copy buttons.
import { withoutInlineStyles, withShortClasses } from './compact.ts';
import { htmlText } from './escape.ts';

/** What a page needs from outside: KaTeX's style, its fonts inside, for the content of the page. */
export type PageStyle = (content: string) => string | Promise<string>;

const style = `
:root{color-scheme:light dark;--ink:#1d2129;--paper:#fff;--soft:#5b6472;--line:#d9dee6;--code:#f5f7fa;--good:#17694a;--bad:#a3262a;--link:#1f5fbf}
@media (prefers-color-scheme:dark){:root{--ink:#e4e7ec;--paper:#15181d;--soft:#9aa4b2;--line:#333a45;--code:#1d222a;--good:#6fce9f;--bad:#ff8a8a;--link:#8ab4ff}}
*{box-sizing:border-box}
body{margin:0;background:var(--paper);color:var(--ink);font:17px/1.6 Georgia,"Times New Roman",serif}
main{max-width:48rem;margin:0 auto;padding:1.5rem 1rem 4rem}
h1{font-size:1.9rem;line-height:1.2;margin:.5rem 0}
h2{font-size:1.25rem;line-height:1.3;margin:2.4rem 0 .6rem;border-top:1px solid var(--line);padding-top:1.2rem}
h2 a.anchor{color:var(--soft);text-decoration:none;font-weight:normal;margin-right:.5rem}
a{color:var(--link)}
p{margin:.6rem 0;overflow-wrap:break-word}
pre{background:var(--code);border:1px solid var(--line);border-radius:6px;padding:.8rem 1rem;overflow-x:auto;font:14px/1.5 ui-monospace,Menlo,Consolas,"DejaVu Sans Mono",monospace}
nav{background:var(--code);border:1px solid var(--line);border-radius:6px;padding:.6rem 1rem;font-size:.93rem}
nav ol{margin:.3rem 0;padding-left:1.6rem;columns:17rem 2;column-gap:2rem}
nav li{break-inside:avoid}
.soft,.source{color:var(--soft);font-size:.93rem}
.statement{border-left:3px solid var(--line);padding-left:.9rem;margin:.6rem 0}
.equation{position:relative;display:flex;align-items:center;gap:.6rem;margin:.9rem 0}
.formula{flex:1 1 auto;min-width:0;overflow-x:auto;overflow-y:hidden;padding:.15rem 0;background:linear-gradient(90deg,var(--paper) 30%,transparent) 0 0/2rem 100% no-repeat local,linear-gradient(270deg,var(--paper) 30%,transparent) 100% 0/2rem 100% no-repeat local,linear-gradient(90deg,var(--line),transparent) 0 0/.7rem 100% no-repeat scroll,linear-gradient(270deg,var(--line),transparent) 100% 0/.7rem 100% no-repeat scroll}
.formula .katex-display{margin:0}
.number{flex:none;color:var(--soft);font-size:.93rem;text-decoration:none}
.equation:target{outline:2px solid var(--line);outline-offset:.3rem}
.copy{position:absolute;right:0;bottom:calc(50% + .7rem);opacity:0;font:12px/1 system-ui,sans-serif;color:var(--soft);background:var(--paper);border:1px solid var(--line);border-radius:4px;padding:.3rem .4rem;cursor:pointer}
.equation:hover .copy,.copy:focus{opacity:1}
.copy[hidden]{display:none}
details.claims{margin:.9rem 0;font-size:.93rem}
details.claims summary{display:inline-block;cursor:pointer;border:1px solid currentColor;border-radius:1rem;padding:.05rem .7rem;color:var(--good)}
details.claims.failed summary{color:var(--bad)}
.unchecked{font-size:.93rem;font-style:italic}
details.claims ul{margin:.5rem 0;padding-left:1.4rem}
.katex{font-size:1.08em}
p .katex{white-space:normal}
footer{margin-top:3rem;border-top:1px solid var(--line);padding-top:.8rem}
@media (max-width:36rem){.copy{display:none}.equation{gap:.3rem}.formula .katex{font-size:1em}}
@media print{:root{color-scheme:light;--ink:#000;--paper:#fff}body{font-size:11pt}nav,.copy{display:none!important}.formula{overflow:visible;background:none}h2{break-after:avoid}.equation{break-inside:avoid}main{max-width:none;padding:0}}
`;

const script = `for(const b of document.querySelectorAll('button.copy')){b.hidden=!navigator.clipboard;b.addEventListener('click',()=>navigator.clipboard.writeText(b.dataset.latex).then(()=>{b.textContent='copied';setTimeout(()=>{b.textContent='LaTeX'},1500)}))}`;

// A style element ends at this text wherever it stands, even inside a string of the style.
const inStyle = (css: string): string => css.replace(/<\/style/gi, '<\\/style');

const policy =
  "default-src 'none'; style-src 'unsafe-inline'; font-src data:; img-src data:; script-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

/** A whole page around its content, which is HTML already, with the style of its formulas. */
export function htmlPage(title: string, body: string, formulas = ''): string {
  const styled = withoutInlineStyles(body);
  const { content, css } = withShortClasses({ content: styled.content, css: `${formulas}${styled.css}` }, style);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${htmlText(title)}</title>
<style>${inStyle(css)}</style>
<style>${style}</style>
</head>
<body>
<main>
${content}
</main>
<script>${script}</script>
</body>
</html>
`;
}
