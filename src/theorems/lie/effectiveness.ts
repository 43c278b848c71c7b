// An action is effective when only the identity moves no point: then an element is known from what it does.
import type { GroupFindings } from '../../derivation/lie-findings.ts';
import { prose } from '../../derivation/step.ts';
import { refuse, type Theorem } from '../../derivation/theorem.ts';
import { directional } from '../../ir/differentiate.ts';
import { type Expr, type SymbolExpr, symbol } from '../../ir/expr.ts';
import type { LieGroupModel } from '../../model/lie-group.ts';
import { rank } from '../../numeric/dense.ts';
import { evaluatorOf } from '../../numeric/evaluate.ts';
import { floatArithmetic } from '../../numeric/float-arithmetic.ts';
import { dimensionsOf, type Point, samplePoint, sizesFor } from '../../numeric/points.ts';
import { randomStream } from '../../numeric/random.ts';
import { tangentBasis } from '../../numeric/tangents.ts';
import type { Sizes, Tensor } from '../../numeric/tensors.ts';

/** Refuses an action that some direction of the group leaves unchanged. */
export const effectiveness: Theorem<GroupFindings> = {
  id: 'effective-action',
  title: 'The action is effective',
  source: { key: 'olver', place: 'section 2.1' },
  apply: ({ model }) => {
    const { columns, ranks, hasNames } = motionRank(model);
    if (ranks.whole === columns) return { kind: 'found', findings: {}, step: step(columns, hasNames) };
    const names = ranks.involved.map((g) => model.spelling.get(g) ?? g.name);
    const [first] = ranks.involved;
    return refuse({
      code: 'not-identifiable',
      severity: 'error',
      span: (first && model.spans.symbols.get(first)) ?? model.spans.action,
      message: `the action of ${model.name} does not tell its elements apart`,
      label: `some motion of ${names.join(' and ')} moves no point`,
      notes: [
        `evidence: the motions of ${columns} coordinates of an element have rank ${ranks.whole} at random points`,
        'an element must be known from what it does, for composition is read off the action',
      ],
      hint:
        names.length > 1
          ? `write the action in the combination that matters, or drop one of ${names.join(', ')}`
          : `use ${names[0] ?? 'it'} in the action, or remove it`,
    });
  },
};

const step = (
  count: number,
  hasNames: boolean,
): Extract<ReturnType<Theorem['apply']>, { kind: 'found' }>['step'] & object => ({
  statement: [
    prose`An action is effective when only the identity leaves every point where it is. An element is then known from what it does, and everything about the group can be read off its action.`,
  ],
  body: [
    prose`At random elements and points the motions of the ${String(count)} coordinates${hasNames ? ' (each dimension taken as 2, further ones one larger)' : ''} are linearly independent.`,
  ],
  discharged: [prose`No direction of the group moves nothing.`],
  left: [],
  claims: [],
});

interface Ranks {
  readonly whole: number;
  /** Blocks whose removal lowers the rank by less than their coordinates. */
  readonly involved: readonly SymbolExpr[];
}

/** The rank of the derivative of g ↦ g·x over many points x, at a random element. */
function motionRank(model: LieGroupModel): {
  readonly columns: number;
  readonly ranks: Ranks;
  readonly hasNames: boolean;
} {
  const { names, counts } = dimensionsOf([...model.elements, ...model.point]);
  const sizes = sizesFor(names, 2, counts);
  const element = samplePoint(model.elements, sizes, randomStream(11), { moderate: true });
  const columns = model.elements.flatMap((g) => {
    const at = element.get(g);
    return at ? tangentBasis(g, at).map((tangent) => ({ g, tangent })) : [];
  });
  const places = Array.from({ length: 2 * columns.length + 4 }, (_, i) =>
    samplePoint(model.point, sizes, randomStream(500 + i), { moderate: true, fixed: element }),
  );
  const matrix = motions(model, columns, places, sizes);
  const without = (g: SymbolExpr): number => rankOf(matrix, (j) => columns[j]?.g !== g);
  const whole = rankOf(matrix, () => true);
  const involved = model.elements.filter((g) => whole - without(g) < columns.filter((c) => c.g === g).length);
  return { columns: columns.length, ranks: { whole, involved }, hasNames: names.size > 0 };
}

function rankOf(matrix: readonly (readonly number[])[], keep: (column: number) => boolean): number {
  const kept = matrix.map((row) => row.filter((_, j) => keep(j)));
  return (kept[0]?.length ?? 0) === 0 ? 0 : rank(kept, 1e-9).rank;
}

/** One row an entry of g·x, one column a coordinate of g. */
function motions(
  model: LieGroupModel,
  columns: readonly { readonly g: SymbolExpr; readonly tangent: Tensor<number> }[],
  places: readonly Point[],
  sizes: Sizes,
): readonly (readonly number[])[] {
  const tangents = new Map(
    model.elements.map((g) => [
      g,
      symbol(`⟨d${g.name}⟩`, g.shape.length === 2 ? { kind: 'matrix' } : { kind: 'interval' }, g.shape),
    ]),
  );
  const slopes = new Map(
    model.elements.map((g): [SymbolExpr, readonly Expr[]] => {
      const along = new Map<Expr, Expr>([[g, tangents.get(g) ?? g]]);
      return [g, model.action.map((a) => directional(a, along))];
    }),
  );
  return places.flatMap((place) => {
    const found = columns.map(({ g, tangent }) => {
      const t = tangents.get(g);
      const symbols = new Map([...place, ...(t ? [[t, tangent] as const] : [])]);
      const evaluator = evaluatorOf({ symbols, sizes }, floatArithmetic);
      return (slopes.get(g) ?? []).flatMap((s) => evaluator.value(s).data);
    });
    return (found[0] ?? []).map((_, i) => found.map((c) => c[i] ?? 0));
  });
}
