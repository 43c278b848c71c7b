// The pipeline: text → syntax tree → model → theorems → claims → a checked derivation. Read this first.
import type { DeclarationNode } from '../grammar/ast.ts';
import { withinStack } from '../grammar/limits.ts';
import { parse } from '../grammar/parse.ts';
import { print } from '../grammar/print.ts';
import { type Compilation, type CompileOptions, compilationOf, type How, unread } from './compilation.ts';
import { checkSteps } from './derivation/check-steps.ts';
import type { Compiled } from './derivation/compiled.ts';
import type { Derivation } from './derivation/derivation.ts';
import { withinWork } from './derivation/within-work.ts';
import type { Diagnostic } from './diagnostics.ts';
import type { Library } from './elaborate/library.ts';
import { elaborateModel } from './elaborate/model.ts';
import { repeatedNames } from './elaborate/repeated-names.ts';
import { gatherDeclarations } from './imports.ts';
import { deriveModel } from './theorems/derive-model.ts';

export type { Compilation, CompileOptions, Declared } from './compilation.ts';
export type { Compiled } from './derivation/compiled.ts';

/** Compiles a text; the author's mistakes come back as diagnostics. */
export function compile(text: string, options: CompileOptions = {}): Compilation {
  const { file = 'input.blr', verify = 'all', read, choose, power } = options;
  const parsed = parse(text);
  const { library, diagnostics: imports } = gatherDeclarations(parsed.file, text, file, read);
  const { declarations: nodes } = parsed.file;
  const names = repeatedNames(nodes);
  const how: How = { file, verify: parsed.diagnostics.length > 0 ? 'none' : verify, power };
  const repeated = new Set(names.map(({ span }) => span));
  const isCut = parsed.diagnostics.some(({ code }) => code === 'too-large');
  const heads = nodes.map(({ name, kind }) => ({ name: name.text, kind }));
  const chosen = isCut ? [] : choose && [choose(heads)];
  const isAsked = ({ name }: DeclarationNode) => !repeated.has(name.span) && (chosen?.includes(name.text) ?? true);
  const compiled = (d: DeclarationNode) => (isAsked(d) ? compileDeclaration(d, library, how) : unread(d));
  return compilationOf({ file, text, parsed }, [...parsed.diagnostics, ...imports, ...names], nodes.map(compiled));
}

/** A declaration compiled; one that nests too deep for this machine's stack, or takes too much work, is too large. */
function compileDeclaration(node: DeclarationNode, library: Library, how: How): Compiled {
  const head = { name: node.name.text, kind: node.kind };
  const problems: Diagnostic[] = [];
  const { span, text } = node.name;
  const derived = () => withinWork(span, `deriving ${text}`, () => compileNode(node, library, how));
  const compiled = withinStack(span, (d) => problems.push(d), derived);
  return compiled?.ok ? compiled.value : { ...head, diagnostics: compiled?.diagnostics ?? problems };
}

function compileNode(node: DeclarationNode, library: Library, { file, verify, power }: How): Compiled {
  const head = { name: node.name.text, kind: node.kind };
  const model = elaborateModel(node, library, power);
  if (!model.ok) return { ...head, diagnostics: model.diagnostics };
  const { steps: derived, refusals, authors, subject, given, found } = deriveModel(model.value);
  if (refusals.length > 0) return { ...head, diagnostics: refusals };
  const { steps, diagnostics } = checkSteps(derived, authors, subject, verify);
  if (diagnostics.length > 0) return { ...head, diagnostics };
  const sourceText = print({ imports: [], declarations: [node], trailingComments: [], span: node.span }).trimEnd();
  const { doc, span } = node;
  const derivation: Derivation = { ...head, name: model.value.name, doc, sourceText, file, given, steps, span };
  return { ...head, derivation, ...found, diagnostics: derived.flatMap((s) => s.warnings ?? []) };
}
