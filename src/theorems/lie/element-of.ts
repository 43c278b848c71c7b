// The element with a given action: equal maps have equal coefficients, or equal jets at one point.
import type { Blocks } from '../../derivation/lie-findings.ts';
import { add, div, fill, mul, pow, sub } from '../../ir/build.ts';
import { directional, NotDifferentiable } from '../../ir/differentiate.ts';
import { entry } from '../../ir/entry.ts';
import { expand } from '../../ir/expand.ts';
import {
  dimension,
  type Expr,
  half,
  identity,
  isScalar,
  minusOne,
  one,
  rational,
  type SymbolExpr,
  sameShape,
  symbol,
  two,
  zero,
} from '../../ir/expr.ts';
import type { Equality } from '../../ir/isolate.ts';
import { isNonZero } from '../../ir/range.ts';
import { separate } from '../../ir/separate.ts';
import { cost, simplify } from '../../ir/simplify.ts';
import { solveSystem } from '../../ir/solve.ts';
import { diagonal, inner, total } from '../../ir/tensor.ts';
import { dependsOn, substitute, symbolsOf } from '../../ir/visit.ts';
import type { LieGroupModel } from '../../model/lie-group.ts';
import { evaluatorOf } from '../../numeric/evaluate.ts';
import { floatArithmetic } from '../../numeric/float-arithmetic.ts';
import { dimensionsOf, samplePoint, sizesFor } from '../../numeric/points.ts';
import { randomStream } from '../../numeric/random.ts';
import { throughAngles } from './angles.ts';
import { equalForms } from './equal-forms.ts';
import { factorsOf, partOf } from './factors.ts';
import { act } from './group-maps.ts';
import { apartFromScale, equalLinearParts } from './linear-parts.ts';
import { withQuotients } from './quotients.ts';
import { asElement } from './shares.ts';

/** The blocks k with k·x = image(x) for every x; undefined where no such element is found. */
export const elementOf = (model: LieGroupModel, image: readonly Expr[]): Blocks | undefined =>
  elementWith(model, (k) => act(model, k), image);

/** The blocks k with g·(k·x) = x for every x. */
export const undoing = (model: LieGroupModel): Blocks | undefined =>
  elementWith(model, (k) => act(model, model.elements, act(model, k)), model.point);

/** The blocks k for which a map made of them is the wanted one, direct factor by direct factor. */
function elementWith(
  model: LieGroupModel,
  formOf: (k: Blocks) => readonly Expr[],
  image: readonly Expr[],
): Blocks | undefined {
  const unknowns = model.elements.map((g) => symbol(`⟨${g.name}⟩`, g.domain, g.shape));
  const found = new Map<Expr, Expr>();
  for (const factor of factorsOf(model)) {
    const own = partOf(unknowns, model.elements, factor.elements);
    const of = (values: readonly Expr[]): readonly Expr[] => partOf(values, model.point, factor.point);
    const put = (k: Blocks): readonly Expr[] => of(formOf(unknowns.map((u) => k[own.indexOf(u)] ?? u)));
    const blocks = factorWith(factor, own, put, of(image));
    if (!blocks) return undefined;
    for (const [i, u] of own.entries()) found.set(u, blocks[i] ?? u);
  }
  return unknowns.map((u) => found.get(u) ?? u);
}

function factorWith(
  model: LieGroupModel,
  unknowns: readonly SymbolExpr[],
  formOf: (k: Blocks) => readonly Expr[],
  image: readonly Expr[],
): Blocks | undefined {
  const form = formOf(unknowns);
  for (const road of [byCoefficients, byLinearParts, byForms, byJets]) {
    const found = road(model, unknowns, form, image);
    const raw = found && byEntries(found, unknowns);
    const equations = raw?.flatMap(throughAngles(raw)).flatMap(apartFromScale);
    const blocks = equations && solvedBlocks(equations, unknowns);
    if (blocks && agree(formOf(blocks), image)) return blocks;
  }
  return undefined;
}

function solvedBlocks(equations: readonly Equality[], unknowns: readonly SymbolExpr[]): Blocks | undefined {
  const divided = (): readonly Equality[] => withQuotients(equations, unknowns) ?? [];
  const solved = solveSystem(equations, unknowns) ?? solveSystem(divided(), unknowns);
  return solved && unknowns.map((u) => simplify(asElement(u, solved.get(u) ?? u)));
}

const trials = 6;
const tolerance = 1e-7;

/** Are two maps of the point equal at random places? A road may have used some of many equations only. */
function agree(left: readonly Expr[], right: readonly Expr[]): boolean {
  const free = new Set([...left, ...right].flatMap((e) => [...symbolsOf(e)]));
  const { names, counts } = dimensionsOf(free);
  const sizes = sizesFor(names, 2, counts);
  return Array.from({ length: trials }, (_, i) => i).every((i) => {
    const symbols = samplePoint(free, sizes, randomStream(70 + i), { moderate: true });
    const { value } = evaluatorOf({ symbols, sizes }, floatArithmetic);
    return left.every((l, k) => isNear(value(l).data, value(right[k] ?? l).data));
  });
}

const isNear = (a: readonly number[], b: readonly number[]): boolean =>
  a.every((x, i) => {
    const y = b[i] ?? Number.NaN;
    return (
      !Number.isFinite(x) || !Number.isFinite(y) || Math.abs(x - y) <= tolerance * Math.max(1, Math.abs(x), Math.abs(y))
    );
  });

type Road = (
  model: LieGroupModel,
  unknowns: readonly SymbolExpr[],
  form: readonly Expr[],
  image: readonly Expr[],
) => readonly Equality[] | undefined;

/** ⟨w, k·x⟩ and ⟨w, image⟩ separated in x and w: the coefficients of one function of x and w are equal. */
const byCoefficients: Road = (model, unknowns, form, image) => {
  const covectors = model.point.map((x) => symbol(`⟨w ${x.name}⟩`, { kind: 'interval' }, x.shape));
  const theta = [...model.point, ...covectors];
  const paired = (values: readonly Expr[]): Expr => add(...values.map((v, i) => inner(covectors[i] ?? one, v)));
  const [left, right] = [paired(form), paired(image)];
  const target = separate(left, theta, unknowns);
  const others = [...symbolsOf(right)].filter((s) => !theta.includes(s));
  const found = separate(right, theta, others);
  if (!target.ok || !found.ok) return undefined;
  const free = found.free.kind === 'sum' ? found.free.terms : found.free === zero ? [] : [found.free];
  const known = [
    ...found.items,
    ...free.map((t) =>
      t.kind === 'product' && t.factors[0]?.kind === 'rational' ? apart(t.factors) : apart([one, t]),
    ),
  ];
  return target.items.map((i) => ({ left: i.coefficient, right: coefficientOf(i.atom, known) }));
};

const apart = ([c = one, ...rest]: readonly Expr[]): { coefficient: Expr; atom: Expr } => ({
  coefficient: c,
  atom: mul(...rest),
});

/** The coefficient of an atom; Σ v with coefficient c counts as v with every entry c, and x·y as c I for a matrix x yᵀ. */
function coefficientOf(atom: Expr, items: readonly { coefficient: Expr; atom: Expr }[]): Expr {
  const whole = total(atom);
  const parts = items.flatMap(({ coefficient, atom: a }) => {
    if (a === atom) return [coefficient];
    if (a === whole && isScalar(coefficient)) return [fill(coefficient, atom.shape)];
    return atom.shape.length === 2 ? onDiagonal(atom, a, coefficient) : [];
  });
  return add(fill(zero, atom.shape), ...parts);
}

/** w∘x with coefficient d, or w·x with c, as coefficients of the matrix w xᵀ. */
function onDiagonal(atom: Expr, a: Expr, coefficient: Expr): readonly Expr[] {
  if (atom.kind !== 'apply' || atom.fn !== 'matmul' || atom.args.length !== 2) return [];
  const [w = one, xt = one] = atom.args;
  const x = xt.kind === 'apply' && xt.fn === 'transpose' ? (xt.args[0] ?? one) : xt;
  if (!sameShape(w.shape, x.shape)) return [];
  if (a === mul(w, x) && coefficient.shape.length === 1) return [diagonal(coefficient)];
  return a === total(mul(w, x)) && isScalar(coefficient) ? [mul(coefficient, identity(atom.shape[0] ?? '1'))] : [];
}

const byLinearParts: Road = (model, _unknowns, form, image) => equalLinearParts(model.point, form, image);

const byForms: Road = (model, _unknowns, form, image) => equalForms(model.point, form, image);

/** The second derivatives of a longer action composed with itself fill pages. */
const longestJets = 150;

/** Values, first and second derivatives at a point that the domain offers. */
const byJets: Road = (model, _unknowns, form, image) => {
  if (form.some((f) => cost(f) > longestJets)) return undefined;
  try {
    return basePoints(model.point).flatMap((x) => {
      const here = new Map<Expr, Expr>(model.point.map((p, i): [Expr, Expr] => [p, x[i] ?? zero]));
      return form.flatMap((f, i) =>
        jet(model.point, f).map((e, k) => ({
          left: substitute(e, here),
          right: substitute(jet(model.point, image[i] ?? zero)[k] ?? zero, here),
        })),
      );
    });
  } catch (thrown) {
    if (thrown instanceof NotDifferentiable) return undefined;
    throw thrown;
  }
};

/** f, and its first and second derivatives along every coordinate of each component at once; shares cannot grow together. */
function jet(point: readonly SymbolExpr[], f: Expr): readonly Expr[] {
  const moving = point.filter((p) => p.domain.kind !== 'simplex');
  const along = (e: Expr, p: SymbolExpr): Expr => directional(e, new Map([[p, fill(one, p.shape)]]));
  const first = moving.map((p) => along(f, p));
  return [f, ...first, ...first.flatMap((d) => moving.map((p) => along(d, p)))];
}

/** Three round places, the same number over a whole component; of shares equal ones. */
function basePoints(point: readonly SymbolExpr[]): readonly (readonly Expr[])[] {
  const choices = point.map(roundPlaces);
  const count = Math.min(...choices.map((c) => c.length));
  return Array.from({ length: count }, (_, k) => point.map((p, i) => fill(choices[i]?.[k] ?? zero, p.shape)));
}

/** Numbers in a domain, counted from the ends that it has. */
function roundPlaces({ domain, shape }: SymbolExpr): readonly Expr[] {
  if (domain.kind === 'simplex') return [pow(dimension(shape[0] ?? '1'), minusOne)];
  const { lower, upper } = domain.kind === 'interval' ? domain : {};
  if (lower && upper) return [half, rational(3, 4), rational(1, 4)].map((t) => add(lower, mul(t, sub(upper, lower))));
  if (lower) return [one, two, half].map((t) => add(lower, t));
  return upper ? [one, two, half].map((t) => sub(upper, t)) : [zero, one, two];
}

/** An equation between written-out matrices of scalars as one a entry, each once. */
function byEntries(equations: readonly Equality[], unknowns: readonly SymbolExpr[]): readonly Equality[] {
  const all = equations.flatMap((e) => {
    const [rows = 1, columns = 1] = e.left.shape.map(Number);
    const hasScalars = unknowns.filter((u) => dependsOn(e.left, [u])).every(isScalar);
    if (isScalar(e.left) || !hasScalars || !Number.isInteger(rows * columns)) return [e];
    return Array.from({ length: rows * columns }, (_, k) => {
      const [i, j] = [Math.floor(k / columns), k % columns];
      return { left: entry(e.left, i, j), right: simplify(entry(e.right, i, j)) };
    });
  });
  return onceEach(all.map(withoutKnown(unknowns)), unknowns);
}

/** c·f(k) = v for a number c that is known and not zero as f(k) = v/c, where that is no longer: cosines and sines are met whatever stands before them. */
const withoutKnown =
  (unknowns: readonly SymbolExpr[]) =>
  (e: Equality): Equality => {
    const factors = isScalar(e.left) && e.left.kind === 'product' ? e.left.factors : [];
    const known = factors.filter((f) => !dependsOn(f, unknowns) && isNonZero(f));
    if (known.length === 0) return e;
    const part = mul(...factors.filter((f) => !known.includes(f)));
    const right = expand(div(e.right, mul(...known)));
    return cost(right) > cost(e.right) ? e : { left: part, right };
  };

function onceEach(all: readonly Equality[], unknowns: readonly SymbolExpr[]): readonly Equality[] {
  return all.filter((e, i) => dependsOn(e.left, unknowns) && all.findIndex((o) => o.left === e.left) === i);
}
