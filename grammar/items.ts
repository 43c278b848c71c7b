// The words that begin a declaration or an item, and which item belongs where.
import type { DeclarationKind } from './ast.ts';

/** How the rest of an item is read. */
export type ItemForm = 'bindings' | 'density' | 'claim' | 'action' | 'value' | 'reference' | 'setting';

/** The kinds of declaration, in the order in which they are taught. */
export const declarationKinds: readonly DeclarationKind[] = [
  'family',
  'distribution',
  'group',
  'orbit',
  'optimizer',
  'loss',
];

/** Item keyword → form, for each kind of declaration. To add an item or a setting, add its word here. */
const ITEMS: Readonly<Record<DeclarationKind, Readonly<Record<string, ItemForm>>>> = {
  family: {
    variable: 'bindings',
    parameter: 'bindings',
    constant: 'bindings',
    density: 'density',
    claim: 'claim',
  },
  distribution: {
    variable: 'bindings',
    parameter: 'bindings',
    constant: 'bindings',
    density: 'density',
    claim: 'claim',
  },
  group: {
    element: 'bindings',
    constant: 'bindings',
    action: 'action',
    group: 'reference',
    claim: 'claim',
  },
  orbit: {
    group: 'reference',
    base: 'reference',
    constant: 'bindings',
    value: 'value',
    claim: 'claim',
  },
  optimizer: {
    posterior: 'reference',
    prior: 'reference',
    constant: 'bindings',
    samples: 'setting',
    gradient: 'setting',
    hessian: 'setting',
    retraction: 'setting',
    momentum: 'setting',
    rate: 'setting',
    temperature: 'setting',
    metric: 'setting',
    claim: 'claim',
  },
  loss: {
    data: 'bindings',
    variable: 'bindings',
    parameter: 'bindings',
    constant: 'bindings',
    value: 'value',
    claim: 'claim',
  },
};

/** Whether a word is a kind of declaration. */
export function isDeclarationKind(word: string): word is DeclarationKind {
  return declarationKinds.some((kind) => kind === word);
}

/** The form of an item in a declaration of this kind; undefined where the word is no item of it. */
export function itemForm(kind: DeclarationKind, word: string): ItemForm | undefined {
  const items = ITEMS[kind];
  return Object.hasOwn(items, word) ? items[word] : undefined;
}

/** The item keywords of a kind, in the order in which they are taught. */
export function itemWords(kind: DeclarationKind): readonly string[] {
  return Object.keys(ITEMS[kind]);
}

/** The kinds of declaration in which a word is an item. */
export function kindsWithItem(word: string): readonly DeclarationKind[] {
  return declarationKinds.filter((kind) => itemForm(kind, word) !== undefined);
}
