// The direct product: blocks side by side, each factor acting on components of its own; equal names get numbers.
import { CompilerBug } from '../diagnostics.ts';
import type { Expr, SymbolExpr } from '../ir/expr.ts';
import { declaredSymbol } from '../ir/expr.ts';
import { substitute } from '../ir/visit.ts';
import type { LieGroupModel } from '../model/lie-group.ts';
import { firstFree, numberedName } from './distinct-names.ts';
import { derivedBlocks } from './tangents.ts';

/** The product of at least two groups. */
export function productOfGroups(factors: readonly LieGroupModel[]): LieGroupModel {
  const renamed = withDistinctNames(factors);
  const all = <T>(part: (factor: LieGroupModel) => readonly T[]): readonly T[] => renamed.flatMap(part);
  const [first = renamed[0]] = renamed;
  if (!first) throw new CompilerBug('a product has factors');
  const elements = all((f) => f.elements);
  return {
    ...first,
    dimensions: [...new Set(all((f) => f.dimensions))],
    constants: [...new Set(all((f) => f.constants))],
    elements,
    ...derivedBlocks(elements, [...all((f) => f.point), ...all((f) => f.constants)]),
    point: all((f) => f.point),
    action: all((f) => f.action),
    claims: [],
    spelling: new Map(all((f) => [...f.spelling])),
    spans: {
      ...first.spans,
      symbols: new Map(all((f) => [...f.spans.symbols])),
      nodes: new Map(all((f) => [...f.spans.nodes])),
    },
  };
}

const blocksOf = (factor: LieGroupModel): readonly SymbolExpr[] => [...factor.elements, ...factor.point];

function withDistinctNames(factors: readonly LieGroupModel[]): readonly LieGroupModel[] {
  const names = factors.flatMap((f) => blocksOf(f).map(({ name }) => name));
  const repeated = new Set(names.filter((name, i) => names.indexOf(name) !== i));
  const taken = new Set([...names, ...factors.flatMap((f) => f.constants.map(({ name }) => name))]);
  const next = new Map<string, number>();
  return factors.map((factor) => {
    const replacements = new Map<SymbolExpr, SymbolExpr>();
    const spelling = new Map<SymbolExpr, string>();
    for (const s of blocksOf(factor)) {
      const spelled = factor.spelling.get(s) ?? s.name;
      const numbered = repeated.has(s.name) ? nextName(s, spelled, taken, next) : { name: s.name, spelling: spelled };
      const fresh = declaredSymbol(numbered.name, s.domain, s.shape);
      replacements.set(s, fresh);
      spelling.set(fresh, numbered.spelling);
    }
    return renamed(factor, replacements, spelling);
  });
}

function nextName(s: SymbolExpr, spelled: string, taken: Set<string>, next: Map<string, number>) {
  const from = (next.get(s.name) ?? 0) + 1;
  const name = firstFree((attempt) => numberedName(s.name, spelled, from + attempt).name, taken);
  taken.add(name);
  for (let index = from; ; index++) {
    const numbered = numberedName(s.name, spelled, index);
    if (numbered.name !== name) continue;
    next.set(s.name, index);
    return numbered;
  }
}

function renamed(
  factor: LieGroupModel,
  replacements: ReadonlyMap<SymbolExpr, SymbolExpr>,
  spelling: ReadonlyMap<SymbolExpr, string>,
): LieGroupModel {
  const moved = (s: SymbolExpr): SymbolExpr => replacements.get(s) ?? s;
  const inside = (e: Expr): Expr => substitute(e, replacements);
  return {
    ...factor,
    elements: factor.elements.map(moved),
    point: factor.point.map(moved),
    action: factor.action.map(inside),
    spelling: new Map([...[...factor.spelling].filter(([s]) => !replacements.has(s)), ...spelling]),
    spans: {
      ...factor.spans,
      symbols: new Map([...factor.spans.symbols].map(([s, span]) => [moved(s), span])),
      nodes: new Map([...factor.spans.nodes].map(([e, span]) => [inside(e), span])),
    },
  };
}
