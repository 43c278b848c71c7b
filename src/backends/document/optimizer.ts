// An optimizer's interface as data: its state, its hyper-parameters, and what one step asks for.
import type { SymbolExpr } from '../../ir/expr.ts';
import type { OptimizerProgram } from '../../model/optimizer-program.ts';

type Data = Readonly<Record<string, unknown>>;

const asked = (s: SymbolExpr): Data => ({ name: s.name, shape: s.shape });

/** What a user of `replay` or of an emitted module must know, in the order in which it is asked for. */
export function optimizerData(p: OptimizerProgram): Data {
  return {
    state: p.state.map(({ name, role, symbol }) => ({ name, role, shape: symbol.shape, domain: symbol.domain.kind })),
    hyper: p.hyper.map(({ symbol, initial }) => ({
      name: symbol.name,
      ...(initial === undefined ? {} : { initial }),
      ...(symbol === p.samples ? { meaning: 'samples' } : {}),
      ...(symbol === p.temperature ? { meaning: 'temperature' } : {}),
    })),
    /** Once a sample, sample by sample. */
    step: { noise: p.noise.map((n) => asked(n.symbol)), gradient: p.gradient.map(asked) },
  };
}
