// Prints the functions that emitted JavaScript modules may inline: the portable numerics and the module support, as text.
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const root = fileURLToPath(new URL('..', import.meta.url));
const folders = ['src/runtime/portable', 'src/backends/js/support'];
const files = () => [
  ...folders.flatMap((folder) => readdirSync(`${root}${folder}`).map((file) => `${folder}/${file}`)),
  'src/runtime/random-portable.ts',
];

/** The exported functions of a file, their types erased, with the names they mention. */
function functionsOf(file) {
  const { outputText } = ts.transpileModule(readFileSync(`${root}${file}`, 'utf8'), {
    compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext },
  });
  const source = ts.createSourceFile('x.js', outputText, ts.ScriptTarget.ES2022, true);
  return source.statements.filter(ts.isFunctionDeclaration).map((node) => {
    const mentioned = new Set();
    const visit = (inner) => {
      if (ts.isIdentifier(inner)) mentioned.add(inner.text);
      inner.forEachChild(visit);
    };
    visit(node);
    const text = node.getFullText(source).replace(/^(\s*\/\/.*\n)+/, '').trim().replace(/export function/, 'function');
    return { name: node.name.text, mentioned, text: text.replace(/^( {4})+/gm, (indent) => ' '.repeat(indent.length / 2)) };
  });
}

/** The library as JSON: each function's text, and the other functions it calls. */
export function library() {
  const all = files().flatMap(functionsOf);
  const names = new Set(all.map(({ name }) => name));
  if (names.size < all.length) throw new Error('two portable functions of one name');
  const entries = all
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .map(({ name, mentioned, text }) => {
      const needs = [...mentioned].filter((other) => other !== name && names.has(other)).sort();
      return [name, { needs: needs.join(' '), text }];
    });
  return `${JSON.stringify(Object.fromEntries(entries), undefined, 2)}\n`;
}
