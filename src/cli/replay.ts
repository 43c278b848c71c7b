// `blrc replay`: an optimizer on a recorded run.

import type { Diagnostic } from '../index.ts';
import { replayOptimizer } from '../index.ts';
import { type Answer, refused } from './answer.ts';
import { choose } from './compiled.ts';
import { jsonFile } from './json.ts';

interface ReplayOptions {
  readonly name?: string;
  readonly input: string;
}

const example = '{"init": {"b": [0]}, "hyper": {"α_b": 0.1}, "steps": [{"noise": [[0.3]], "gradient": [[1]]}]}';

/** The state after each recorded step, as JSON. */
export async function replay(path: string, { name, input }: ReplayOptions): Promise<Answer> {
  const run = await jsonFile('--input', input, example);
  if (!run.ok) return run.answer;
  const chosen = await choose(path, name, { verify: 'live' });
  if (!chosen.ok) return chosen.answer;
  const { compiled, source } = chosen.value;
  const start = compiled.derivation?.span.start ?? 0;
  if (!compiled.optimizer)
    return refused([{ diagnostic: noOptimizer(compiled, start), text: source.text, file: source.file }]);
  const result = replayOptimizer(compiled.optimizer, run.value, { start, end: start + 1 });
  if (result.ok) return { status: 0, out: `${JSON.stringify(result.value, undefined, 2)}\n`, data: result.value };
  const { text, file } = source;
  return refused(
    result.diagnostics.map((diagnostic) => ({ diagnostic, text, file })),
    2,
  );
}

function noOptimizer({ name, kind }: { readonly name: string; readonly kind: string }, start: number): Diagnostic {
  return {
    code: 'not-yet',
    severity: 'error',
    message: `${name} is a ${kind}: there is no algorithm to replay`,
    span: { start, end: start + 1 },
    hint: kind === 'family' ? "a family's rule can be stepped by hand: blrc step" : 'replay an orbit or an optimizer',
  };
}
