// What is made of blocks, shown block by block: equations with the block as a subscript, lists of symbols.

import { domainWords } from '../../derivation/given.ts';
import type { Blocks } from '../../derivation/lie-findings.ts';
import {
  type ConceptName,
  type Equation,
  equation,
  formula,
  joined,
  label,
  type Prose,
  prose,
} from '../../derivation/step.ts';
import type { SymbolExpr } from '../../ir/expr.ts';
import type { LieGroupModel } from '../../model/lie-group.ts';

/** (exp X)_A = …, (exp X)_b = …: one equation a block, named for reference. */
export const blockEquations = (
  concept: ConceptName,
  blocks: readonly SymbolExpr[],
  values: Blocks,
  name: string = concept,
): readonly Equation[] =>
  values.map((v, i) => ({ ...equation(label(concept, { block: blocks[i] ?? v }), v), name: `${name}${i + 1}` }));

/** A, b and c. */
export const symbolList = (symbols: readonly SymbolExpr[]): Prose => listed(symbols.map((s) => prose`${s}`));

const listed = (parts: readonly Prose[]): Prose => {
  const last = parts.at(-1) ?? prose``;
  return parts.length < 2 ? last : prose`${joined(parts.slice(0, -1), ', ')} and ${last}`;
};

/** What a tangent is made of, block by block, with the domain of each. */
export function algebraWords({ algebra }: LieGroupModel): Prose {
  const each = algebra.map((x) => prose`${x}, ${domainWords(x)}`);
  return prose`A tangent ${formula('X')} is made of ${joined(each, ', and ')}.`;
}
