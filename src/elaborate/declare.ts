// What all kinds of declaration share: their dimensions, the names they bind, the lines they may have.
import type {
  BindingNode,
  DeclarationKind,
  DeclarationNode,
  DomainNode,
  ItemNode,
  NameNode,
} from '../../grammar/ast.ts';
import type { Span } from '../diagnostics.ts';
import { declaredSymbol, type Shape, type SymbolExpr } from '../ir/expr.ts';
import { elaborateDomain } from './domain.ts';
import { type Given, nothingGiven } from './library.ts';
import { emptyScope, report, type Scope } from './scope.ts';

/** The symbols that one kind of line binds, in order of declaration. */
export interface Bound {
  readonly symbols: SymbolExpr[];
  readonly spans: Map<SymbolExpr, Span>;
  readonly spelling: Map<SymbolExpr, string>;
}

/** Nothing bound yet. */
export const noneBound = (): Bound => ({ symbols: [], spans: new Map(), spelling: new Map() });

/** The items of one kind. */
export const itemsOf = <K extends ItemNode['kind']>(
  node: DeclarationNode,
  kind: K,
): readonly (ItemNode & { kind: K })[] => node.items.filter((i): i is ItemNode & { kind: K } => i.kind === kind);

/** More names than this cost more than a machine or a reader can give; vectors and matrices count once. */
const mostNames = 32;

/** What a declaration of too many names is told. */
export function rejectTooManyNames(count: number, span: Span, scope: Scope): void {
  if (count > mostNames)
    report(
      scope,
      'too-large',
      span,
      `${count} names in one declaration; at most ${mostNames} can be derived together`,
      {
        hint: 'gather what is alike into a vector, x in Real^P, or a matrix: it counts once',
      },
    );
}

/** Ranks and determinants are tried at the size itself: their cost is its cube. */
const mostEntries = 400;

/** A vector or a matrix of a size that is a number, too large to be tried. */
export function rejectTooManyEntries(shape: Shape, span: Span, scope: Scope): void {
  const entries = shape.reduce((product, dim) => product * (/^\d+$/.test(dim) ? Number(dim) : 1), 1);
  if (entries > mostEntries)
    report(scope, 'too-large', span, `${entries} entries; a size that is a number makes ${mostEntries} at most`, {
      hint: 'give the size a name, Name(P) { … x in Real^P }: what is derived then holds for every size',
    });
}

/** Each claim is a formula evaluated in many places: a list of more is no text a person wrote. */
const mostClaims = 200;

function rejectTooManyClaims(node: DeclarationNode, scope: Scope): void {
  const beyond = itemsOf(node, 'claim')[mostClaims];
  if (beyond)
    report(scope, 'too-large', beyond.span, `more than ${mostClaims} claims in one declaration`, {
      hint: 'keep those that say something about the derivation',
    });
}

const bindingsOf = ({ items }: DeclarationNode): readonly BindingNode[] =>
  items.flatMap((item) => ('bindings' in item ? item.bindings : []));

/** What a name may be declared as, by the kind of the declaration. */
const declarables: { readonly [K in DeclarationNode['kind']]: string } = {
  family: 'a parameter or constant',
  distribution: 'a parameter or constant',
  loss: 'a parameter or constant',
  group: 'an element or constant',
  orbit: 'a constant',
  optimizer: 'a constant',
};

/** A scope with the declaration's dimensions, each standing for itself or for what is given. */
export function scopeOf(node: DeclarationNode, given: Given): Scope {
  const scope = { ...emptyScope(), declarable: declarables[node.kind] };
  for (const d of node.dimensions) {
    if (scope.dimensions.has(d.name)) report(scope, 'syntax', d.span, `dimension \`${d.text}\` is declared twice`);
    scope.dimensions.set(d.name, given.dimensions.get(d.name) ?? d.name);
  }
  rejectTooManyNames(bindingsOf(node).length, node.name.span, scope);
  rejectTooManyClaims(node, scope);
  return scope;
}

/** Binds `x in Real`. */
export function declareBinding(binding: BindingNode, into: Bound, scope: Scope, given: Given = nothingGiven): void {
  declareName(binding.name, binding.domain, binding.span, into, scope, given);
}

/** Binds a name to a symbol of a domain, or to the value that is given for it. */
export function declareName(
  name: NameNode,
  domain: DomainNode | undefined,
  span: Span,
  into: Bound,
  scope: Scope,
  given: Given = nothingGiven,
): void {
  if (scope.symbols.has(name.name) || scope.dimensions.has(name.name)) {
    report(scope, 'syntax', name.span, `\`${name.text}\` is declared twice`, {
      label: 'second declaration',
      hint: 'each name stands for one thing; rename one of them',
    });
    return;
  }
  const shaped = domain && elaborateDomain(domain, scope);
  if (shaped) rejectTooManyEntries(shaped.shape, domain.span, scope);
  const s = declaredSymbol(name.name, shaped?.domain ?? { kind: 'interval' }, shaped?.shape ?? []);
  const give = given.constants.get(name.name);
  const value = give?.(s);
  scope.symbols.set(name.name, value ?? s);
  if (value !== undefined) return;
  into.symbols.push(s);
  into.spans.set(s, span);
  into.spelling.set(s, name.text);
}

/** Complains about lines that this kind of declaration does not have. */
export function rejectStrangers(node: DeclarationNode, allowed: readonly string[], scope: Scope): void {
  for (const item of node.items)
    if (!allowed.includes(lineWord(item)))
      report(scope, 'syntax', item.span, `${article(node.kind)} has no such line`, {
        hint: `lines of ${article(node.kind)}: ${allowed.join(', ')}`,
      });
}

/** A kind with its article. */
export const article = (kind: DeclarationKind): string => (kind.startsWith('o') ? `an ${kind}` : `a ${kind}`);

/** The word that begins a line. */
function lineWord(item: ItemNode): string {
  if (item.kind === 'reference') return item.role;
  return item.kind === 'setting' ? item.keyword.name : item.kind;
}
