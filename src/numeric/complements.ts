// c ∓ c·erf x is c·erfc(±x), which keeps its digits where it is nearly 0, and its logarithm its size where it is less than any double.

import { add } from '../ir/build.ts';
import { complementIn } from '../ir/complement-logarithms.ts';
import { type Expr, one } from '../ir/expr.ts';
import type { Arithmetic } from './arithmetic.ts';

/** factor·erfc(argument), or its logarithm. */
export interface Complement {
  readonly factor: Expr;
  readonly argument: Expr;
  readonly isLogarithm: boolean;
}

const seen = new WeakMap<Expr, Complement | 'none'>();

/** The reading of a sum, or of the logarithm of one, as a complement. */
export function complementOfNode(e: Expr): Complement | undefined {
  const known = seen.get(e);
  if (known) return known === 'none' ? undefined : known;
  const found = read(e);
  seen.set(e, found ?? 'none');
  return found;
}

function read(e: Expr): Complement | undefined {
  const isLogarithm = e.kind === 'apply' && (e.fn === 'log' || e.fn === 'log1p');
  const [inside = e] = isLogarithm ? e.args : [];
  const found = complementIn(isLogarithm && e.fn === 'log1p' ? add(one, inside) : inside);
  return found && { ...found, isLogarithm };
}

/** The value of a complement. */
export const complementValue = <N>(a: Arithmetic<N>, isLogarithm: boolean, factor: N, x: N): N =>
  isLogarithm ? logComplement(a, factor, x) : a.mul(factor, a.erfc(x));

/** log(c·erfc x): near 0 by erf, left of it by the distance from 2, and far out by its asymptotic series. */
function logComplement<N>(a: Arithmetic<N>, factor: N, x: N): N {
  const here = a.toNumber(x);
  const half = a.fromNumber(0.5);
  if (here < -0.5) return a.add(a.log(a.add(factor, factor)), a.log1p(a.neg(a.mul(half, a.erfc(a.neg(x))))));
  if (here < 0.5) return a.add(a.log(factor), a.log1p(a.neg(a.erf(x))));
  const far = here > 25 && a.digits < longest;
  return a.add(a.log(factor), far ? asymptotic(a, x) : a.log(a.erfc(x)));
}

/** With more digits numbers are decimals, which do not underflow. */
const longest = 34;

/** log erfc x ~ −x² − log(x√π) + log(1 + Σ (−1)ᵏ(2k − 1)!!/(2x²)ᵏ). NIST DLMF 7.12.1. */
function asymptotic<N>(a: Arithmetic<N>, x: N): N {
  const square = a.mul(x, x);
  const ratio = a.neg(a.div(a.fromNumber(0.5), square));
  let term = ratio;
  let sum = ratio;
  for (let k = 3; Math.abs(a.toNumber(term)) > 10 ** -(a.digits + 3); k += 2) {
    term = a.mul(a.mul(term, ratio), a.fromNumber(k));
    sum = a.add(sum, term);
  }
  return a.sub(a.sub(a.log1p(sum), square), a.log(a.mul(x, a.sqrt(a.pi))));
}
