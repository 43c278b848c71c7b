// A score taken apart: sums over coordinates of functions of one draw each, with coefficients linear in the algebra.

import type { CoordinateLaw, Site } from '../../../derivation/orbit-findings.ts';
import { add, exp, fill, mul, neg } from '../../../ir/build.ts';
import { expand } from '../../../ir/expand.ts';
import { type Expr, isScalar, one, positiveLine, realLine, type SymbolExpr, symbol, zero } from '../../../ir/expr.ts';
import { isPositive } from '../../../ir/range.ts';
import { separate } from '../../../ir/separate.ts';
import { isElementwise, matmul, trace, transpose } from '../../../ir/tensor.ts';
import { contains, dependsOn, substitute, transform } from '../../../ir/visit.ts';
import type { Varying } from '../base/site-moment.ts';
import { scaledMatrix } from '../base/weights.ts';

/** f(zᵢ), the i-th coordinate of one draw. */
export interface Slot {
  readonly site: Site;
  /** In the site's coordinate variable, and in symbols for what differs between coordinates. */
  readonly f: Expr;
  readonly varying: Varying;
}

/**
 * Σ c · f, entry by entry: with one slot Σᵢ cᵢ f(εᵢ) for a vector c, with two Σᵢⱼ cᵢⱼ f(εᵢ) f′(εⱼ) for a matrix c, and
 * for a scalar c the product of functions of scalar draws.
 */
export interface Item {
  readonly coefficient: Expr;
  readonly slots: readonly Slot[];
  /** Functions of scalar draws that multiply the whole sum. */
  readonly factor?: readonly Slot[];
}

/** What differs between coordinates in any of these. */
export const varyingIn = (slots: readonly Slot[]): Varying => new Map(slots.flatMap((s) => [...s.varying]));

/** A score that is linear in the algebra: its items, and what is left without a draw. */
export interface Taken {
  readonly items: readonly Item[];
  readonly constant: Expr;
}

/** The score taken apart; undefined where a term has another form. */
export function takeApart(score: Expr, algebra: readonly SymbolExpr[], sites: readonly Site[]): Taken | undefined {
  const noise = sites.map((s) => s.noise);
  const parts = separate(expand(transform(score, summedWord)), noise, algebra);
  if (!parts.ok) return undefined;
  const items = parts.items.map(({ coefficient, atom }) => itemOf(coefficient, atom, sites));
  return items.every((i) => i !== undefined) ? { items, constant: parts.remainder } : undefined;
}

/** Functions of one draw with one coefficient as one function: its square may have a mean where those of its terms have none. */
export function joined(items: readonly Item[]): readonly Item[] {
  const found: Item[] = [];
  for (const item of items) {
    if (item.factor) {
      found.push(item);
      continue;
    }
    const { number, rest } = numberApart(item.coefficient);
    const [slot] = item.slots;
    const k = found.findIndex(
      ({ coefficient, slots: [own, ...more], factor }) =>
        !factor && coefficient === rest && own?.site === slot?.site && own?.varying.size === 0 && more.length === 0,
    );
    const before = found[k]?.slots[0];
    if (!slot || item.slots.length > 1 || slot.varying.size > 0) found.push(item);
    else if (before) found[k] = { coefficient: rest, slots: [{ ...slot, f: add(before.f, mul(number, slot.f)) }] };
    else found.push({ coefficient: rest, slots: [{ ...slot, f: mul(number, slot.f) }] });
  }
  return found;
}

function numberApart(e: Expr): { readonly number: Expr; readonly rest: Expr } {
  const factors = e.kind === 'product' ? e.factors : [e];
  const isNumber = (f: Expr): boolean => f.kind === 'rational';
  return { number: mul(...factors.filter(isNumber)), rest: mul(...factors.filter((f) => !isNumber(f))) };
}

/** Σ uᵢ (A v)ᵢ as the word uᵀA v, whose letters separate. */
const summedWord = (n: Expr): Expr => {
  const [inside] = n.kind === 'apply' && n.fn === 'total' ? n.args : [];
  if (inside?.shape.length !== 1) return n;
  const factors = inside.kind === 'product' ? inside.factors : [inside];
  const [word, ...more] = factors.filter((f) => f.kind === 'apply' && f.fn === 'matmul');
  if (word?.kind !== 'apply' || more.length > 0) return n;
  const rest = add(fill(zero, inside.shape), mul(...factors.filter((f) => f !== word)));
  return trace(transpose(rest), ...word.args);
};

function itemOf(coefficient: Expr, atom: Expr, sites: readonly Site[]): Item | undefined {
  if (atom.shape.length === 2) return matrixItem(coefficient, atom, sites);
  if (atom.shape.length === 1) return vectorItem(coefficient, atom, sites);
  if (atom.kind === 'apply' && atom.fn === 'total' && atom.args[0]) {
    const slot = slotOf(atom.args[0], sites);
    return slot && { coefficient: mul(slot.weight, fill(coefficient, atom.args[0].shape)), slots: [slot] };
  }
  return scalarItem(coefficient, atom, sites);
}

/** a(ε), times functions of scalar draws. */
function vectorItem(coefficient: Expr, atom: Expr, sites: readonly Site[]): Item | undefined {
  const factors = atom.kind === 'product' ? atom.factors : [atom];
  const before = factors.filter((f) => isScalar(f) && isDrawn(f, sites));
  const slot = slotOf(mul(...factors.filter((f) => !before.includes(f))), sites);
  const front = scalarItem(one, mul(...before), sites);
  if (!slot || !front) return undefined;
  const item = { coefficient: mul(slot.weight, front.coefficient, coefficient), slots: [slot] };
  return before.length > 0 ? { ...item, factor: front.slots } : item;
}

/** a(ε) b(ε)ᵀ. */
function matrixItem(coefficient: Expr, atom: Expr, sites: readonly Site[]): Item | undefined {
  const { sign, word } = signed(atom);
  if (word?.kind !== 'apply' || word.fn !== 'matmul' || word.args.length !== 2) return undefined;
  const [left = one, row] = word.args;
  const right = row?.kind === 'apply' && row.fn === 'transpose' ? row.args[0] : undefined;
  if (!right) return undefined;
  const scaled = mul(sign, coefficient);
  const [a, b] = [slotOf(left, sites), slotOf(right, sites)];
  if (a && b) return { coefficient: scaledMatrix(scaled, a.weight, b.weight), slots: [a, b] };
  if (b && !isDrawn(left, sites)) return { coefficient: mul(b.weight, matmul(transpose(scaled), left)), slots: [b] };
  return a && !isDrawn(right, sites) ? { coefficient: mul(a.weight, matmul(scaled, right)), slots: [a] } : undefined;
}

const isDrawn = (e: Expr, sites: readonly Site[]): boolean =>
  dependsOn(
    e,
    sites.map((s) => s.noise),
  );

function signed(atom: Expr): { readonly sign: Expr; readonly word: Expr | undefined } {
  if (atom.kind !== 'product') return { sign: one, word: atom };
  const [sign = one, word, ...more] = atom.factors;
  return isScalar(sign) && more.length === 0 ? { sign, word } : { sign: neg(one), word: undefined };
}

/** A slot, and a factor of every coordinate that holds no draw. */
interface WeightedSlot extends Slot {
  readonly weight: Expr;
}

/** A vector that depends on one draw, coordinate by coordinate. */
function slotOf(vector: Expr, sites: readonly Site[]): WeightedSlot | undefined {
  const used = sites.filter((s) => dependsOn(vector, [s.noise]));
  const [site] = used;
  if (used.length !== 1 || !site?.coordinate || vector.shape.length !== 1) return undefined;
  const mixes = contains(
    vector,
    (n) => n.kind === 'apply' && !isElementwise(n.fn) && n.fn !== 'fill' && dependsOn(n, [site.noise]),
  );
  if (mixes) return undefined;
  const factors = vector.kind === 'product' ? vector.factors : [vector];
  const drawn = factors.filter((f) => dependsOn(f, [site.noise]));
  const weight = mul(...factors.filter((f) => !drawn.includes(f)));
  return { site, weight, ...coordinateOf(mul(...drawn), { ...site.coordinate, noise: site.noise }) };
}

/** One coordinate of an entry-by-entry function of the draw: vectors without a draw become symbols of their own. */
function coordinateOf(vector: Expr, site: CoordinateLaw & Pick<Site, 'noise'>): Pick<Slot, 'f' | 'varying'> {
  const named = new Map([...site.varying].map(([s, values]): [Expr, SymbolExpr] => [values, s]));
  const own = new Map<SymbolExpr, Expr>();
  const scalar = (n: Expr): Expr => {
    if (n.kind === 'apply' && n.fn === 'fill') return n.args[0] ?? n;
    if (n === site.noise || n.shape.length !== 1 || dependsOn(n, [site.noise])) return n;
    const s = named.get(n) ?? symbol(`⟨${String(n.id)}⟩`, isPositive(n) ? positiveLine : realLine);
    if (!named.has(n)) own.set(s, n);
    named.set(n, s);
    return s;
  };
  const flat = transform(vector, scalar);
  return { f: substitute(flat, new Map([[site.noise, site.variable]])), varying: own };
}

/** e^{a + b} as e^a and e^b, which may be of different draws. */
function exponentialsOf(f: Expr): readonly Expr[] {
  const [sum] = f.kind === 'apply' && f.fn === 'exp' ? f.args : [];
  return sum?.kind === 'sum' ? sum.terms.map(exp) : [f];
}

/** A product of functions of scalar draws: one slot a draw. */
function scalarItem(coefficient: Expr, atom: Expr, sites: readonly Site[]): Item | undefined {
  const factors = (atom.kind === 'product' ? atom.factors : [atom]).flatMap(exponentialsOf);
  const used = factors.map((f) => sites.filter((s) => dependsOn(f, [s.noise])));
  if (used.some((u) => u.length > 1)) return undefined;
  const outside = factors.filter((_, i) => used[i]?.length === 0);
  const slots = sites.flatMap((site): readonly (Slot | undefined)[] => {
    const own = factors.filter((_, i) => used[i]?.[0] === site);
    if (own.length === 0) return [];
    const variable = site.coordinate?.variable;
    return [
      variable && isScalar(site.noise)
        ? { site, f: substitute(mul(...own), new Map([[site.noise, variable]])), varying: new Map() }
        : undefined,
    ];
  });
  const known = slots.filter((s) => s !== undefined);
  return known.length === slots.length ? { coefficient: mul(...outside, coefficient), slots: known } : undefined;
}
