// How large a formula may be: its parts, how deep functions stand within each other, and how many special or kinked ones it has.
import { children, type ElementwisePrimitive, type Expr } from '../ir/expr.ts';
import { countNodes } from '../ir/visit.ts';

/** Why a formula is too large, and what to do. */
export interface Excess {
  readonly message: string;
  readonly hint: string;
}

/** Every part of a formula is differentiated, and evaluated at millions of places: more are not checked in a reasonable time. */
const mostParts = 400;
/** A special function takes as long as tens of sums, in decimals as thousands. */
const mostSpecial = 36;
/** An integral is cut at every kink, and each part is integrated for itself, with all terms: the work grows with the square. */
const mostKinks = 24;
/** What is nested so deep has slopes and a range that no check here reaches. */
const deepestSpecial = 4;
/** What needs as many digits is evaluated through all of them, one after the other, at every place. */
const deepest = 48;

/** What makes a formula too large, if anything does. */
export function excessOf(e: Expr): Excess | undefined {
  const parts = countNodes(e);
  if (parts > mostParts)
    return {
      message: `this formula has ${parts} different parts; at most ${mostParts} are derived`,
      hint: 'take fewer terms, or write those that are alike as one sum over vectors, sum(c * sin(k * x)) with c and k in Real^P',
    };
  const { count, depth } = functionsIn(e, isSpecial);
  if (count > mostSpecial)
    return {
      message: `this formula has ${count} special functions (erf, lgamma and their like); at most ${mostSpecial} are derived`,
      hint: 'take fewer of them, or split the declaration',
    };
  const kinks = functionsIn(e, isKinked).count;
  if (kinks > mostKinks)
    return {
      message: `this formula has kinks of ${kinks} functions (abs, sign, min and max); at most ${mostKinks} are derived`,
      hint: 'take fewer of them, or split the declaration',
    };
  if (depth > deepestSpecial)
    return {
      message: `special functions stand ${depth} deep within each other here; at most ${deepestSpecial} are derived`,
      hint: 'declare the inner value as a variable or a constant of its own',
    };
  const all = functionsIn(e, isFunction).depth;
  if (all > deepest)
    return {
      message: `functions stand ${all} deep within each other here; at most ${deepest} are derived`,
      hint: 'declare the inner value as a variable or a constant of its own',
    };
  return undefined;
}

/** How many different functions of a kind there are, and how deep they stand within each other. */
function functionsIn(root: Expr, isMeant: (e: Expr) => boolean): { readonly count: number; readonly depth: number } {
  const depths = new Map<Expr, number>();
  let count = 0;
  const depthOf = (e: Expr): number => {
    const known = depths.get(e);
    if (known !== undefined) return known;
    const own = isMeant(e) ? 1 : 0;
    count += own;
    const depth = own + Math.max(0, ...children(e).map(depthOf));
    depths.set(e, depth);
    return depth;
  };
  const depth = depthOf(root);
  return { count, depth };
}

const isFunction = (e: Expr): boolean => e.kind === 'apply' || (e.kind === 'power' && e.exponent.kind !== 'rational');

const specialFunctions: ReadonlySet<string> = new Set<ElementwisePrimitive>([
  'gamma',
  'lgamma',
  'digamma',
  'polygamma',
  'erf',
  'besselI',
  'besselIe',
  'besselK',
]);

const kinked: ReadonlySet<string> = new Set<ElementwisePrimitive>(['abs', 'sign', 'min', 'max']);

const isKinked = (e: Expr): boolean => e.kind === 'apply' && kinked.has(e.fn);

const isSpecial = (e: Expr): boolean => e.kind === 'apply' && specialFunctions.has(e.fn);
