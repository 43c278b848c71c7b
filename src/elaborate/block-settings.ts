// `α_A for A, α_b for b`, or one for all: a hyper-parameter for each block of the element.
import type { NameNode, SettingEntry } from '../../grammar/ast.ts';
import { nearestWord } from '../../grammar/suggest.ts';
import type { SymbolExpr } from '../ir/expr.ts';
import type { HyperParameter } from '../model/optimizer.ts';
import { type HyperKind, type HyperNames, readHyperParameter } from './hyper-parameter.ts';
import { report, type Scope } from './scope.ts';

/** The hyper-parameter of each block that the entries speak of; one without a block is that of all others. */
export function perBlock(
  entries: readonly SettingEntry[],
  kind: HyperKind,
  blocks: readonly SymbolExpr[],
  names: HyperNames,
  scope: Scope,
): ReadonlyMap<SymbolExpr, HyperParameter> {
  const found = new Map<SymbolExpr, HyperParameter>();
  let others: HyperParameter | undefined;
  for (const entry of entries) {
    const block = entry.target && blockOf(entry.target, blocks, scope);
    if (entry.target && !block) continue;
    if (block ? found.has(block) : others !== undefined) {
      const what = block ? `of \`${block.name}\`` : 'of all blocks';
      report(scope, 'syntax', entry.span, `the ${kind.setting} ${what} is given twice`, {
        hint: `write one for each block: ${blocks.map(({ name }) => `${kind.letter}_${name} for ${name}`).join(', ')}`,
      });
      continue;
    }
    const read = readHyperParameter(entry, kind, names, scope);
    if (read && block) found.set(block, read);
    else if (read) others = read;
  }
  const rest = others;
  if (rest) for (const block of blocks) if (!found.has(block)) found.set(block, rest);
  return found;
}

function blockOf({ name, text, span }: NameNode, blocks: readonly SymbolExpr[], scope: Scope): SymbolExpr | undefined {
  const block = blocks.find((b) => b.name === name);
  if (block) return block;
  const words = blocks.map((b) => b.name);
  const near = nearestWord(name, words);
  return report(scope, 'unknown-name', span, `the element has no block \`${text}\``, {
    hint: near ? `did you mean \`${near}\`?` : `its blocks are ${words.join(', ')}`,
  });
}
