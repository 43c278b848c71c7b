// What every backend must reproduce: each tensor routine beside its float64 sibling, and the arguments to try.
import { readFileSync } from 'node:fs';
import type * as tf from '@tensorflow/tfjs-core';
import * as bessel from '../src/runtime/portable/bessel.ts';
import * as elementary from '../src/runtime/portable/elementary.ts';
import * as errorFunction from '../src/runtime/portable/error-function.ts';
import * as gamma from '../src/runtime/portable/gamma.ts';
import * as phis from '../src/runtime/portable/phi.ts';
import * as polygamma from '../src/runtime/portable/polygamma.ts';
import * as specialBessel from '../src/runtime/special-bessel.ts';
import * as specialElementary from '../src/runtime/special-elementary.ts';
import * as specialErrorFunction from '../src/runtime/special-error-function.ts';
import * as specialGamma from '../src/runtime/special-gamma.ts';
import * as specialPhi from '../src/runtime/special-phi.ts';
import * as specialTrigonometric from '../src/runtime/special-trigonometric.ts';

/** The table of mpmath values: for each function, rows of its arguments and its value. */
const oracle: Readonly<Record<string, readonly (readonly number[])[]>> = JSON.parse(
  readFileSync(new URL('./oracles/special-functions.json', import.meta.url), 'utf8'),
);

/** A function of one or two tensors, its float64 sibling, and the points at which they are compared. */
export interface Case {
  readonly name: string;
  readonly tensor: (...inputs: tf.Tensor[]) => tf.Tensor;
  readonly exact: (...inputs: number[]) => number;
  readonly points: readonly (readonly number[])[];
  /** Relative error allowed, against values no smaller than `floor`. */
  readonly tolerance: number;
  readonly floor: number;
}

/** The arguments of an oracle's rows, rounded to float32, for which the function has its domain and float32 a value. */
function points(name: string, keep: (...inputs: number[]) => boolean): number[][] {
  return (oracle[name] ?? []).map((row) => row.slice(0, -1).map(Math.fround)).filter((row) => keep(...row));
}

const positive = (x = 0): boolean => x > 0;
const anything = (): boolean => true;
const moderate = (x = 0): boolean => Math.abs(x) < 80;

function one(
  name: string,
  tensor: (x: tf.Tensor) => tf.Tensor,
  exact: (x: number) => number,
  keep: (...inputs: number[]) => boolean,
  floor = 0,
  from = name,
): Case {
  const unary = (x?: tf.Tensor): tf.Tensor => {
    if (x === undefined) throw new TypeError('one argument');
    return tensor(x);
  };
  return {
    name,
    tensor: unary,
    exact: (x = Number.NaN) => exact(x),
    points: points(from, keep),
    tolerance: 3e-6,
    floor,
  };
}

function ordered(
  name: string,
  orders: readonly number[],
  tensor: (order: number, x: tf.Tensor) => tf.Tensor,
  exact: (order: number, x: number) => number,
  keep: (x: number) => boolean,
): Case[] {
  return orders.map((order) => {
    const base = one(
      `${name}(${order})`,
      (x) => tensor(order, x),
      (x) => exact(order, x),
      anything,
      0,
    );
    const grid = (oracle[name] ?? []).filter((row) => row[0] === order).map((row) => [Math.fround(row[1] ?? 0)]);
    const held = (x: number): boolean => {
      const value = Math.abs(exact(order, x));
      return keep(x) && value < 1e37 && value > 1e-35;
    };
    return { ...base, points: grid.filter(([x = 0]) => held(x)) };
  });
}

function two(
  name: string,
  tensor: (x: tf.Tensor, y: tf.Tensor) => tf.Tensor,
  exact: (x: number, y: number) => number,
): Case {
  return {
    name,
    tensor: (x?: tf.Tensor, y?: tf.Tensor) => {
      if (x === undefined || y === undefined) throw new TypeError('two arguments');
      return tensor(x, y);
    },
    exact: (x = Number.NaN, y = Number.NaN) => exact(x, y),
    points: points(name, anything),
    tolerance: 3e-6,
    floor: 1,
  };
}

/** Points of both signs, near 0 and far from it. */
const grid = [1e-6, 0.02, 0.4, 1.3, 2.7, 4.2, 7.5, 11, 19, 33, 70].flatMap((x) => [x, -x].map(Math.fround));

/** Functions of exponential maps; their zeros are where an absolute error counts. */
const ofGroups = (
  name: string,
  orders: readonly number[],
  tensor: (order: number, x: tf.Tensor) => tf.Tensor,
  exact: (order: number, x: number) => number,
): Case[] =>
  orders.map((order) => ({
    ...one(
      `${name}(${order})`,
      (x) => tensor(order, x),
      (x) => exact(order, x),
      anything,
      0.02 * exact(order, 0),
    ),
    points: grid.map((x) => [x]),
  }));

/** Every special function of the runtime. The floors stand at zeros of a function, where an absolute error counts. */
export const cases: readonly Case[] = [
  one('lgamma', specialGamma.lgamma, gamma.lgamma, positive, 0.4),
  one('digamma', specialGamma.digamma, polygamma.digamma, positive, 0.05),
  one('trigamma', specialGamma.trigamma, polygamma.trigamma, positive),
  one('logMinusDigamma', specialGamma.logMinusDigamma, polygamma.logMinusDigamma, positive),
  ...ordered('polygamma', [2, 3, 5, 8], specialGamma.polygamma, polygamma.polygamma, anything),
  two('lbeta', specialGamma.lbeta, gamma.lbeta),
  { ...two('digammaDifference', specialGamma.digammaDifference, polygamma.digammaDifference), floor: 0 },
  one('erf', specialErrorFunction.erf, errorFunction.erf, anything),
  one('erfc', specialErrorFunction.erfc, errorFunction.erfc, (x = 0) => x < 9),
  one('erfInverse', specialErrorFunction.erfInverse, errorFunction.erfInverse, anything),
  one('log1p', specialElementary.log1p, Math.log1p, anything),
  one('log', specialElementary.log, Math.log, positive, 0, 'lgamma'),
  one('expm1', specialElementary.expm1, Math.expm1, anything),
  one('asinh', specialElementary.asinh, Math.asinh, anything),
  one('softplus', specialElementary.softplus, elementary.softplus, moderate),
  one('logit', specialElementary.logit, elementary.logit, anything),
  one('log1mexp', specialElementary.log1mexp, elementary.log1mexp, moderate),
  one('sin', specialTrigonometric.sin, Math.sin, anything, 0.1, 'phi1'),
  one('cos', specialTrigonometric.cos, Math.cos, anything, 0.1, 'phi1'),
  one('phi1', specialElementary.phi1, elementary.phi1, moderate),
  ...ordered('phi1Derivative', [1, 2, 4], specialElementary.phi1Derivative, elementary.phi1Derivative, moderate),
  ...ordered('besselIe', [0, 1, 2, 5, 12], specialBessel.besselIe, bessel.besselIe, anything),
  ...ofGroups('phi', [1, 2, 4], specialPhi.phi, phis.phi),
  ...ofGroups('stumpff', [0, 1, 2, 3, 5], specialPhi.stumpff, phis.stumpff),
  one('logBesselI0', specialBessel.logBesselI0, bessel.logBesselI0, anything),
  one('besselRatio', specialBessel.besselRatio, bessel.besselRatio, anything),
  one('besselRatioDerivative', specialBessel.besselRatioDerivative, bessel.besselRatioDerivative, anything),
];
