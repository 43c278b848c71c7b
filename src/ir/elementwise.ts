// Which functions act entry by entry, and which on a tensor as a whole.
import type { ElementwisePrimitive, TensorPrimitive } from './expr.ts';

const tensorPrimitives: ReadonlySet<string> = new Set<TensorPrimitive>([
  'total',
  'prod',
  'matmul',
  'trace',
  'transpose',
  'inverse',
  'det',
  'logdet',
  'diagonal',
  'diagonalPart',
  'logsumexp',
  'head',
  'last',
  'append',
  'fill',
  'stack',
  'matrix',
  'entry',
  'lowerPart',
  'cholesky',
  'matrixPhi',
]);

/** Does the function act entry by entry? */
export const isElementwise = (fn: string): fn is ElementwisePrimitive => !tensorPrimitives.has(fn);
