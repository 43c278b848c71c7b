// What each elementwise function means in any arithmetic.
import type { ElementwisePrimitive } from '../ir/expr.ts';
import type { Arithmetic } from './arithmetic.ts';

/** A function of one or two numbers of an arithmetic; functions of one argument leave the second alone. */
export type ElementwiseFunction = <N>(a: Arithmetic<N>, x: N, y: N) => N;

/** log(1 + eˣ) = max(x, 0) + log(1 + e^{−|x|}), which does not overflow. */
const softplus: ElementwiseFunction = (a, x) => a.add(a.max(x, a.fromNumber(0)), a.log1p(a.exp(a.neg(a.abs(x)))));

/** Every elementwise function. */
export const elementwiseFunctions: { readonly [fn in ElementwisePrimitive]: ElementwiseFunction } = {
  exp: (a, x) => a.exp(x),
  log: (a, x) => a.log(x),
  log1p: (a, x) => a.log1p(x),
  expm1: (a, x) => a.expm1(x),
  softplus,
  sin: (a, x) => a.sin(x),
  cos: (a, x) => a.cos(x),
  tan: (a, x) => a.tan(x),
  asin: (a, x) => a.asin(x),
  acos: (a, x) => a.acos(x),
  atan: (a, x) => a.atan(x),
  atan2: (a, y, x) => a.atan2(y, x),
  sinh: (a, x) => a.sinh(x),
  cosh: (a, x) => a.cosh(x),
  tanh: (a, x) => a.tanh(x),
  asinh: (a, x) => a.asinh(x),
  abs: (a, x) => a.abs(x),
  sign: (a, x) => a.sign(x),
  min: (a, x, y) => a.min(x, y),
  max: (a, x, y) => a.max(x, y),
  gamma: (a, x) => a.gamma(x),
  lgamma: (a, x) => a.lgamma(x),
  digamma: (a, x) => a.digamma(x),
  polygamma: (a, n, x) => a.polygamma(a.toNumber(n), x),
  erf: (a, x) => a.erf(x),
  besselI: (a, order, x) => a.besselI(order, x),
  besselIe: (a, order, x) => a.besselIe(order, x),
  besselK: (a, order, x) => a.besselK(order, x),
  phi: (a, k, x) => a.phi(a.toNumber(k), x),
  stumpff: (a, k, z) => a.stumpff(a.toNumber(k), z),
};
