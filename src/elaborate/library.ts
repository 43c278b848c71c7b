// What a declaration may refer to: the other declarations, and what a reference puts in for dimensions and constants.
import type { DeclarationNode } from '../../grammar/ast.ts';
import type { Dim, Expr, SymbolExpr } from '../ir/expr.ts';

/** A declaration that can be referred to. */
export interface Known {
  readonly node: DeclarationNode;
  /** The path under which it is imported; nothing where it stands in the text itself. */
  readonly from?: string;
}

/** Every declaration in sight, by name, and those being read now: none may be made of itself. */
export interface Library {
  readonly declarations: ReadonlyMap<string, Known>;
  readonly using: readonly string[];
}

/** Nothing to refer to. */
export const emptyLibrary: Library = { declarations: new Map(), using: [] };

/** The library as the parts of a declaration see it. */
export const within = (library: Library, { name }: DeclarationNode): Library => ({
  ...library,
  using: [...library.using, name.name],
});

/** What stands for a declaration's dimensions and constants where it is referred to. */
export interface Given {
  readonly dimensions: ReadonlyMap<string, Dim>;
  /** The value of a constant, once its shape and domain are known; undefined after a report. */
  readonly constants: ReadonlyMap<string, (constant: SymbolExpr) => Expr | undefined>;
}

/** A declaration as it stands. */
export const nothingGiven: Given = { dimensions: new Map(), constants: new Map() };
