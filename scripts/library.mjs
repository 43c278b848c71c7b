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
  const constants = new Set(
    source.statements
      .filter(ts.isVariableStatement)
      .flatMap((s) => s.declarationList.declarations.map((d) => d.name.getText(source))),
  );
  return source.statements.filter(ts.isFunctionDeclaration).map((node) => {
    const mentioned = new Set();
    const visit = (inner) => {
      if (ts.isIdentifier(inner)) mentioned.add(inner.text);
      if (ts.isPropertyAccessExpression(inner)) visit(inner.expression);
      else inner.forEachChild(visit);
    };
    visit(node);
    const outside = [...mentioned].filter((name) => constants.has(name));
    if (outside.length > 0) throw new Error(`${file}: ${node.name.text} is inlined without the constant ${outside}`);
    const text = node
      .getFullText(source)
      .replace(/^(\s*\/\/.*\n)+/, '')
      .trim()
      .replace(/export function/, 'function');
    return {
      name: node.name.text,
      mentioned,
      text: text.replace(/^( {4})+/gm, (indent) => ' '.repeat(indent.length / 2)),
    };
  });
}

/** Names of a list that a function mentions, itself left out. */
const among = (mentioned, names, own) =>
  [...mentioned]
    .filter((name) => name !== own && names.has(name))
    .sort()
    .join(' ');

const asJson = (entries) => `${JSON.stringify(Object.fromEntries(entries), undefined, 2)}\n`;
const byName = (a, b) => (a.name < b.name ? -1 : 1);

/** The plain library as JSON: each function's text, and the other functions it calls. */
export function library() {
  const all = files().flatMap(functionsOf);
  const names = new Set(all.map(({ name }) => name));
  if (names.size < all.length) throw new Error('two portable functions of one name');
  return asJson(
    all.sort(byName).map(({ name, mentioned, text }) => [name, { needs: among(mentioned, names, name), text }]),
  );
}

/** The functions that tensor modules carry, with the names they import. */
export function tensorLibrary() {
  const carried = ['support', 'support-integrals', 'support-draws'].map((name) => `src/backends/tfjs/${name}.ts`);
  const all = carried.flatMap(functionsOf);
  const names = new Set(all.map(({ name }) => name));
  const core = new Set(carried.flatMap(coreNames));
  return asJson(
    all.sort(byName).map(({ name, mentioned, text }) => {
      return [name, { needs: among(mentioned, names, name), core: among(mentioned, core, ''), text }];
    }),
  );
}

/** What a file imports from the tensor library. */
function coreNames(file) {
  const [, list] = /^import \{([^}]*)\} from '@tensorflow\/tfjs-core';/m.exec(readFileSync(`${root}${file}`, 'utf8'));
  return list
    .replace(/\/\/.*$/gm, '')
    .split(',')
    .map((name) => name.trim());
}
