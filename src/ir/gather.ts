// A sum of words that begin with the same matrix, as that matrix times a sum: A u + A v → A(u + v).
import { add, mul, splitCoefficient } from './build.ts';
import { type Expr, rational } from './expr.ts';
import { matmul } from './tensor.ts';

/** The common first letter of all terms taken out, where there is one. */
export function gatherLeft(e: Expr): Expr {
  if (e.kind !== 'sum') return e;
  const words = e.terms.map(splitWord);
  const [first] = words;
  if (!first || !words.every((w) => w?.letter === first.letter)) return e;
  return matmul(first.letter, add(...words.flatMap((w) => (w ? [w.rest] : []))));
}

function splitWord(term: Expr): { readonly letter: Expr; readonly rest: Expr } | undefined {
  const { coefficient, core } = splitCoefficient(term);
  if (core.kind !== 'apply' || core.fn !== 'matmul') return undefined;
  const [letter, ...rest] = core.args;
  return letter && rest.length > 0 ? { letter, rest: mul(rational(coefficient), matmul(...rest)) } : undefined;
}
