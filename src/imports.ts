// The declarations in sight of a text: its own, and those of the files that it imports.
import type { FileNode, ImportNode } from '../grammar/ast.ts';
import { parse } from '../grammar/parse.ts';
import { type Diagnostic, diagnosticRecord, type Span } from './diagnostics.ts';
import type { Known, Library } from './elaborate/library.ts';

/** Gives the text of a file, by its path from the folder of the text that is compiled; undefined where there is none. */
export type ReadFile = (path: string) => string | undefined;

/** A library with what went wrong while it was gathered, told at the import's place. */
export interface Gathered {
  readonly library: Library;
  readonly diagnostics: readonly Diagnostic[];
}

interface Gathering {
  readonly root: { readonly file: string; readonly text: string };
  readonly read: ReadFile;
  readonly declarations: Map<string, Known>;
  readonly seen: Set<string>;
  readonly diagnostics: Diagnostic[];
}

/** Gathers the declarations of a text and, where files can be read, of its imports; each file is parsed once. */
export function gatherDeclarations(file: FileNode, text: string, name: string, read?: ReadFile): Gathered {
  const declarations = new Map<string, Known>();
  for (const node of file.declarations) declarations.set(node.name.name, { node });
  const diagnostics: Diagnostic[] = [];
  if (read) {
    const gathering = { root: { file: name, text }, read, declarations, seen: new Set<string>(), diagnostics };
    for (const node of file.imports) gatherImport(node, [name], node.span, gathering);
  }
  return { library: { declarations, using: [] }, diagnostics };
}

/** Reads one import; `chain` are the files that led to it, `span` is the place in the text that is compiled. */
function gatherImport(node: ImportNode, chain: readonly string[], span: Span, all: Gathering): void {
  const path = pathFrom(chain.at(-1) ?? '', node.path);
  const tell = (message: string, hint: string): void => {
    all.diagnostics.push({ code: 'unknown-name', severity: 'error', message, span, hint });
  };
  const text = chain.includes(path) ? all.root.text : all.read(path);
  if (text === undefined) {
    tell(
      `the imported file "${path || node.path}" cannot be read`,
      'give the path of a .blr file, from the folder of the importing file',
    );
    return;
  }
  if (chain.includes(path) || text === all.root.text) {
    tell(`this import leads in a circle: ${[...chain, path].join(' → ')}`, 'move what both files need to a third one');
    return;
  }
  if (all.seen.has(path)) return;
  all.seen.add(path);
  if (text.includes('\0')) {
    tell(`the imported file "${path}" is a binary file, not a text`, 'give the path of a .blr file');
    return;
  }
  // The message on a mistake shows words of the file, which may be nobody's business.
  if (!path.endsWith('.blr')) {
    tell(`the imported file "${path}" is no .blr file`, 'give the path of a .blr file');
    return;
  }
  const { file, diagnostics } = parse(text);
  const [first] = diagnostics;
  if (first) {
    const { line, message } = diagnosticRecord(first, text, path);
    tell(`the imported file "${path}" has a mistake in line ${line}: ${message}`, `see: blrc check ${path}`);
  }
  addDeclarations(file, path, tell, all);
  for (const inner of file.imports) gatherImport(inner, [...chain, path], span, all);
}

function addDeclarations(
  file: FileNode,
  path: string,
  tell: (message: string, hint: string) => void,
  { declarations, root }: Gathering,
): void {
  for (const node of file.declarations) {
    const known = declarations.get(node.name.name);
    if (!known) declarations.set(node.name.name, { node, from: path });
    else
      tell(
        `\`${node.name.text}\` is declared in "${path}" and in "${known.from ?? root.file}"`,
        'declarations share one namespace: rename one of them',
      );
  }
}

/** The path of an import, from the folder from which the importing path counts. */
function pathFrom(importing: string, path: string): string {
  if (/^(\/|[A-Za-z]:)/.test(path)) return path;
  const parts: string[] = [];
  for (const part of [...importing.split('/').slice(0, -1), ...path.split('/')]) {
    if (part === '.' || (part === '' && parts.length > 0)) continue;
    if (part === '..' && parts.length > 0 && parts.at(-1) !== '..') parts.pop();
    else parts.push(part);
  }
  return parts.join('/');
}
