// What a theorem printed, as numbers: the right-hand sides of a step evaluated at a point of the natural parameters.
import { compile } from '../src/compile.ts';
import type { Equation, Step } from '../src/derivation/step.ts';
import type { Expr, SymbolExpr } from '../src/ir/expr.ts';
import { symbolsOf } from '../src/ir/visit.ts';
import { plainText } from '../src/notation/label.ts';
import { evaluatorOf } from '../src/numeric/evaluate.ts';
import { floatArithmetic } from '../src/numeric/float-arithmetic.ts';
import { scalarTensor } from '../src/numeric/tensors.ts';

/** The step of a theorem in the derivation of the only family of `text`, no claim run. */
export function stepOf(text: string, theorem: string): Step {
  const [d] = compile(text, { verify: 'none' }).declarations;
  const step = d?.derivation?.steps.find((s) => s.theorem === theorem);
  if (!step) throw new Error(`no step ${theorem}: ${d?.diagnostics.map((x) => x.message).join('; ')}`);
  return step;
}

/** The equations of a step by their left-hand sides. */
export const equationsOf = (step: Step): ReadonlyMap<string, Equation> =>
  new Map(step.body.flatMap((b) => (b.kind === 'equation' ? [[plainText(b.left), b]] : [])));

/** The words of a step, with letters where formulas stand. */
export const wordsOf = (step: Step): string => wordsIn(step.body);

/** The words in lines. */
export const wordsIn = (lines: Step['body']): string =>
  lines
    .flatMap((b) => (b.kind === 'prose' ? b.parts : []))
    .map((p) => (typeof p === 'string' ? p : p.kind === 'formula' ? p.text : plainText(p)))
    .join('');

/** A value at a point given by the names of its symbols. */
export function valueAt(e: Expr, at: Readonly<Record<string, number>>): number {
  const symbols = new Map<SymbolExpr, ReturnType<typeof scalarTensor<number>>>(
    [...symbolsOf(e)].map((s) => [s, scalarTensor(at[s.name] ?? Number.NaN)]),
  );
  return evaluatorOf({ symbols, sizes: new Map() }, floatArithmetic).value(e).data[0] ?? Number.NaN;
}

/** The value of the equation with this left-hand side. */
export function printed(step: Step, left: string, at: Readonly<Record<string, number>>): number {
  const found = equationsOf(step).get(left)?.right.at(-1);
  if (!found || found.kind === 'label')
    throw new Error(`no equation for ${left}: ${[...equationsOf(step).keys()].join()}`);
  return valueAt(found, at);
}
