// Groups, orbits and optimizers derived: each stands on what was derived of the one below it.
import { type Derived, deriveFrom } from '../../derivation/derive.ts';
import type { GroupFindings } from '../../derivation/lie-findings.ts';
import type { OptimizerFindings } from '../../derivation/optimizer-findings.ts';
import type { OrbitFindings } from '../../derivation/orbit-findings.ts';
import { one, symbol, zero } from '../../ir/expr.ts';
import { freeName, stepLetter } from '../../model/letters.ts';
import type { LieGroupModel } from '../../model/lie-group.ts';
import type { OptimizerModel } from '../../model/optimizer.ts';
import type { OrbitModel } from '../../model/orbit.ts';
import { groupTheorems, optimizerTheorems, orbitTheorems } from './index.ts';
import { recalledGroup } from './recalled-group.ts';

/** Everything about a group. */
export const deriveGroup = (model: LieGroupModel): Derived<GroupFindings> =>
  deriveFrom<GroupFindings>({ model }, groupTheorems);

/** Everything about an orbit as the optimizer that it stands for; the steps are the orbit's own. */
export const deriveOrbit = (model: OrbitModel): Derived<OptimizerFindings> => deriveOptimizer(plainOptimizer(model));

/** Everything about an optimizer on an orbit. */
export function deriveOptimizer(model: OptimizerModel): Derived<OptimizerFindings> {
  const group = deriveGroup(model.posterior.group);
  const orbitStart: OrbitFindings = { model: model.posterior, group: group.findings };
  const start: OptimizerFindings = { model, orbit: orbitStart };
  if (group.refusals.length > 0) return { findings: start, steps: [], refusals: group.refusals };
  const orbit = deriveFrom<OrbitFindings>(orbitStart, orbitTheorems);
  const settled: OptimizerFindings = { model, orbit: orbit.findings };
  if (orbit.refusals.length > 0) return { findings: settled, steps: [], refusals: orbit.refusals };
  const own = deriveFrom<OptimizerFindings>(settled, optimizerTheorems);
  return { ...own, steps: [recalledGroup(group), ...orbit.steps, ...own.steps] };
}

const positive = { kind: 'interval', lower: zero } as const;

/** An orbit alone takes one sample, one rate, no momentum, temperature 1 and the Fisher metric where there is one. */
function plainOptimizer(posterior: OrbitModel): OptimizerModel {
  const free = (letters: readonly string[]): string => freeName(posterior.group, letters);
  const rate = { symbol: symbol(stepLetter(posterior.group), positive), rests: true } as const;
  return {
    kind: 'optimizer',
    name: posterior.name,
    doc: posterior.doc,
    dimensions: posterior.dimensions,
    posterior,
    samples: { symbol: symbol(free(['K', 'k']), { kind: 'integers', lower: one }), initial: 1 },
    rate: new Map(posterior.group.elements.map((g) => [g, rate])),
    momentum: new Map(),
    temperature: { symbol: symbol(free(['τ', 'T']), { kind: 'interval', lower: zero, closedLower: true }), initial: 1 },
    metric: 'fisher',
    claims: posterior.claims,
    spelling: new Map(),
    spans: { name: posterior.spans.name },
  };
}
