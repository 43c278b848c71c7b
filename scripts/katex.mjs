// Every formula of the printed derivations and the docs is accepted by KaTeX at its strictest, as a forge would show it.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Command } from 'commander';
import katex from 'katex';

const root = fileURLToPath(new URL('..', import.meta.url));

function markdown(folder) {
  if (!existsSync(resolve(root, folder))) return [];
  return readdirSync(resolve(root, folder), { recursive: true })
    .filter((name) => name.endsWith('.md'))
    .map((name) => join(folder, name))
    .sort();
}

/** The formulas of a Markdown text: `$$…$$`, fenced ```math blocks, $`…`$ and `$…$`, code left out. */
function formulas(text) {
  const found = [];
  const blank = (match) => match.replace(/[^\n]/g, ' ');
  const take = (display) => (match, formula, at) => {
    found.push({ formula: formula.trim(), display, line: text.slice(0, at).split('\n').length });
    return blank(match);
  };
  text
    .replace(/^```math\n([\s\S]*?)^```/gm, take(true))
    .replace(/^(```|~~~)[\s\S]*?^\1/gm, blank)
    .replace(/\$`([^`\n]+)`\$/g, take(false))
    .replace(/`[^`\n]*`/g, blank)
    .replace(/(?<!\\)\$\$([\s\S]+?)\$\$/g, take(true))
    .replace(/(?<![\\$])\$(?!\s)([^$\n]+?)(?<![\s\\])\$(?!\d)/g, take(false));
  return found;
}

function mistake({ formula, display }) {
  try {
    katex.renderToString(formula, { displayMode: display, strict: 'error', throwOnError: true, trust: false });
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

let count = 0;
let wrong = 0;
const [folders] = new Command('npm run test:katex --')
  .description('Tries every formula of Markdown pages in the strict mode of KaTeX.')
  .argument('[folders...]', 'where the pages are', ['derivations', 'docs'])
  .parse().processedArgs;
for (const file of folders.flatMap(markdown)) {
  for (const found of formulas(readFileSync(resolve(root, file), 'utf8'))) {
    count += 1;
    const message = mistake(found);
    if (message === undefined) continue;
    wrong += 1;
    console.error(`${file}:${found.line}: ${message}\n    ${found.formula}`);
  }
}
console.log(`${count} formulas, ${wrong} refused`);
if (count === 0) console.error('there was no formula to test');
process.exit(count > 0 && wrong === 0 ? 0 : 1);
