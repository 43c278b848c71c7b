// What a reader still reads: beyond some size a formula is better known by the equation that it solves.
import type { Expr } from '../ir/expr.ts';
import { countNodes } from '../ir/visit.ts';

/** Different parts: those that return are printed under a name. */
const most = 100;

/** Short enough to be printed? */
export const isReadable = (e: Expr): boolean => countNodes(e) <= most;

/** Short enough that a simpler form of it may be printed: none that is longer was found to have one. */
export const mayBeReadable = (e: Expr): boolean => countNodes(e) <= 2 * most;
