// `Name(P)(k = 2)`: the declaration meant, with what stands for its dimensions and constants.
import type { ArgumentNode, DeclarationKind, DeclarationNode, ReferenceNode } from '../../grammar/ast.ts';
import { nearestWord } from '../../grammar/suggest.ts';
import type { Diagnostic, Result, Span } from '../diagnostics.ts';
import type { Dim } from '../ir/expr.ts';
import { argumentValue } from './argument.ts';
import { article } from './declare.ts';
import { elaborateDimension } from './expression.ts';
import type { Given, Library } from './library.ts';
import { report, type Scope } from './scope.ts';

/** A declaration that was found, ready to be read in the place of its reference. */
export interface Resolved {
  readonly node: DeclarationNode;
  readonly dimensions: ReadonlyMap<string, Dim>;
  /** Named arguments by canonical name. */
  readonly values: ReadonlyMap<string, ArgumentNode>;
  /** The library as the declaration sees it. */
  readonly library: Library;
}

/** What may stand in a place: `the base` is `a family or a distribution`. */
export interface Wanted {
  readonly place: string;
  readonly kinds: readonly DeclarationKind[];
}

/** The declaration that a reference means, or undefined after a report. */
export function resolveReference(
  reference: ReferenceNode,
  wanted: Wanted,
  scope: Scope,
  library: Library,
): Resolved | undefined {
  const { name } = reference;
  const known = library.declarations.get(name.name);
  if (!known) return reportMissing(reference, wanted, scope, library);
  if (!wanted.kinds.includes(known.node.kind))
    return report(
      scope,
      'shape-mismatch',
      name.span,
      `${wanted.place} is ${wanted.kinds.map(article).join(' or ')}; \`${name.text}\` is ${article(known.node.kind)}`,
      { hint: namesOf(library, wanted.kinds) },
    );
  if (library.using.includes(name.name))
    return report(scope, 'syntax', name.span, `\`${name.text}\` is made of itself`, {
      hint: 'a declaration may refer to others only, without a circle',
    });
  const node = known.from === undefined ? known.node : placedAt(known.node, reference.span);
  const dimensions = dimensionsOf(reference, known.node, scope);
  if (!dimensions) return undefined;
  return {
    node,
    dimensions,
    values: valuesOf(reference),
    library,
  };
}

function reportMissing({ name }: ReferenceNode, wanted: Wanted, scope: Scope, library: Library): undefined {
  const suitable = [...library.declarations].filter(([, { node }]) => wanted.kinds.includes(node.kind));
  const near = nearestWord(
    name.name,
    suitable.map(([known]) => known),
  );
  return report(
    scope,
    'unknown-name',
    name.span,
    `there is no declaration \`${name.text}\` here${near ? `; did you mean \`${near}\`?` : ''}`,
    {
      label: 'declared nowhere',
      hint: near
        ? `write \`${near}\`, or import the file that declares \`${name.text}\``
        : `declare ${wanted.kinds.map(article).join(' or ')} of this name, or import its file: import "path/to/file.blr"`,
    },
  );
}

function namesOf(library: Library, kinds: readonly DeclarationKind[]): string {
  const names = [...library.declarations.values()].filter(({ node }) => kinds.includes(node.kind));
  const list = names.map(({ node }) => node.name.text).join(', ');
  return list === '' ? `nothing of this kind is declared or imported here` : `here are: ${list}`;
}

/** Positional arguments, in order, for the dimensions of the declaration. */
function dimensionsOf(
  reference: ReferenceNode,
  node: DeclarationNode,
  scope: Scope,
): ReadonlyMap<string, Dim> | undefined {
  const given = reference.argumentLists.flat().filter(({ name }) => name === undefined);
  const wanted = node.dimensions;
  if (given.length !== wanted.length) {
    const form = wanted.length === 0 ? '' : `(${wanted.map(({ text }) => text).join(', ')})`;
    return report(
      scope,
      'shape-mismatch',
      reference.span,
      `\`${node.name.text}\` has ${counted(wanted.length)}, here ${given.length === 1 ? 'is' : 'are'} ${given.length}`,
      { hint: `write \`${node.name.text}${form}\`: dimensions come first, other arguments are named` },
    );
  }
  const dims = given.map(({ value }) => elaborateDimension(value, scope));
  const found = new Map<string, Dim>();
  for (const [i, { name }] of wanted.entries()) {
    const dim = dims[i];
    if (dim === undefined) return undefined;
    found.set(name, dim);
  }
  return found;
}

const counted = (count: number): string =>
  count === 0 ? 'no dimension' : count === 1 ? '1 dimension' : `${count} dimensions`;

function valuesOf(reference: ReferenceNode): ReadonlyMap<string, ArgumentNode> {
  const named = reference.argumentLists.flat().flatMap((argument) => (argument.name ? [argument] : []));
  return new Map(named.map((argument) => [argument.name?.name ?? '', argument]));
}

/** The tree with every place in it moved to one span: what stands in another file is spoken of where it is used. */
function placedAt<T>(tree: T, span: Span): T {
  if (Array.isArray(tree)) return tree.map((part: unknown) => placedAt(part, span)) as T;
  if (tree === null || typeof tree !== 'object') return tree;
  const parts = Object.entries(tree).map(([key, part]) => [key, key === 'span' ? span : placedAt(part, span)]);
  return Object.fromEntries(parts) as T;
}

/** The constants that arguments give values to, each read in the scope of the reference. */
export function constantsGiven(resolved: Resolved, scope: Scope): Given {
  return {
    dimensions: resolved.dimensions,
    constants: new Map([...resolved.values].map(([name, { value }]) => [name, (s) => argumentValue(value, s, scope)])),
  };
}

/** Complains about arguments that are no parameter or constant of the declaration. */
export function rejectArguments(resolved: Resolved, known: readonly string[], scope: Scope): void {
  const { node, values } = resolved;
  for (const [name, argument] of values) {
    if (known.includes(name)) continue;
    const list = known.length === 0 ? 'it takes none' : `it has ${known.join(', ')}`;
    const span = argument.name?.span ?? argument.span;
    report(scope, 'unknown-name', span, `\`${node.name.text}\` has no \`${argument.name?.text ?? ''}\``, {
      hint: list,
    });
  }
}

/** The value of a declaration referred to; its mistakes are told at the reference, in one sentence. */
export function valueAt<T>(result: Result<T>, reference: ReferenceNode, scope: Scope): T | undefined {
  if (result.ok) return result.value;
  const first: Diagnostic | undefined = result.diagnostics[0];
  return report(
    scope,
    first?.code ?? 'syntax',
    reference.span,
    `\`${reference.name.text}\` cannot be used here: ${first?.message ?? 'it has mistakes of its own'}`,
    { hint: first?.hint ?? `mend \`${reference.name.text}\` first`, echoes: reference.name.text },
  );
}
