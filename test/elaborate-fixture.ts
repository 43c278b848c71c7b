// Texts of declarations, and what elaboration makes of the last of them.
import { expect } from 'vitest';
import type { DeclarationNode } from '../grammar/ast.ts';
import { parse } from '../grammar/parse.ts';
import type { Result } from '../src/diagnostics.ts';
import type { Library } from '../src/elaborate/library.ts';
import type { Expr } from '../src/ir/expr.ts';
import { symbolsOf } from '../src/ir/visit.ts';
import { textOf } from '../src/notation/text.ts';
import { evaluate } from '../src/numeric/evaluate.ts';
import { floatArithmetic } from '../src/numeric/float-arithmetic.ts';

/** How a kind of declaration is elaborated. */
export type Elaborate<T> = (node: DeclarationNode, library: Library) => Result<T>;

/** What the last declaration of a text means, or its mistakes. */
function lastOf<T>(elaborate: Elaborate<T>, text: string): Result<T> {
  const { file, diagnostics } = parse(text);
  expect(diagnostics, text).toEqual([]);
  const declarations = new Map(file.declarations.map((node) => [node.name.name, { node }]));
  const last = file.declarations.at(-1);
  if (!last) throw new Error('nothing is declared');
  return elaborate(last, { declarations, using: [] });
}

/** The model of the last declaration, which must have no mistake. */
export function modelOf<T>(elaborate: Elaborate<T>, text: string): T {
  const result = lastOf(elaborate, text);
  if (!result.ok) throw new Error(result.diagnostics.map(({ message }) => message).join('; '));
  return result.value;
}

/** The mistakes of the last declaration, as `code: message`. */
export function complaintsOf<T>(elaborate: Elaborate<T>, text: string): readonly string[] {
  const result = lastOf(elaborate, text);
  return result.ok ? [] : result.diagnostics.map(({ code, message }) => `${code}: ${message}`);
}

/** What the messages about the last declaration say to try. */
export function hintsOf<T>(elaborate: Elaborate<T>, text: string): readonly (string | undefined)[] {
  const result = lastOf(elaborate, text);
  return result.ok ? [] : result.diagnostics.map(({ hint }) => hint);
}

/** Expressions as text. */
export const shown = (values: readonly Expr[]): readonly string[] => values.map((e) => textOf(e));

/** Names with their shapes: `A:P×P`. */
export const named = (symbols: readonly { readonly name: string; readonly shape: readonly string[] }[]): string[] =>
  symbols.map(({ name, shape }) => `${name}:${shape.join('×')}`);

export const translation = 'group Move(P) { element b in Real^P action θ in Real^P -> θ + b }';
export const scaling = 'group Grow(P) { element g in Positive^P action theta in Positive^P -> g*theta }';
export const affine = 'group Fit(P) { element A in Positive^P, b in Real^P action θ in Real^P -> A*θ + b }';
export const bell = `family Bell {
  variable z in Real parameter m in Real, s in Positive density ∝ exp(-s*(z-m)^2/2)
}`;
export const ray = 'family Ray { variable t in Positive parameter σ in Positive density ∝ t*exp(-t^2/(2 σ^2)) }';
export const heavy =
  'distribution Heavy { variable z in Real constant ν in Positive density ∝ (1 + z^2/ν)^(-(ν+1)/2) }';
export const hill = `family Hill(P) {
  variable θ in Real^P parameter m in Real^P, S in SPD(P) density ∝ exp(-(θ-m)' S (θ-m)/2)
}`;

/** The value of a scalar expression where its symbols have these values, by name. */
export function numericValue(
  e: Expr,
  at: Readonly<Record<string, number | readonly number[]>>,
  sizes: Readonly<Record<string, number>> = {},
): number {
  const symbols = new Map(
    [...symbolsOf(e)].map((s) => {
      const value = at[s.name];
      if (value === undefined) throw new Error(`${s.name} has no value`);
      return [
        s,
        typeof value === 'number' ? { shape: [], data: [value] } : { shape: [value.length], data: value },
      ] as const;
    }),
  );
  const [value] = evaluate(e, { symbols, sizes: new Map(Object.entries(sizes)) }, floatArithmetic).data;
  if (value === undefined) throw new Error('no value');
  return value;
}
