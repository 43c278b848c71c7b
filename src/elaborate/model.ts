// Any declaration → its model.
import type { DeclarationNode } from '../../grammar/ast.ts';
import { type Diagnostic, failure, type Result } from '../diagnostics.ts';
import type { Dim } from '../ir/expr.ts';
import type { DensityModel } from '../model/density.ts';
import type { LieGroupModel } from '../model/lie-group.ts';
import type { OptimizerModel } from '../model/optimizer.ts';
import type { OrbitModel } from '../model/orbit.ts';
import { elaborateDeclaration } from './declaration.ts';
import { elaborateGroup } from './group.ts';
import type { Library } from './library.ts';
import { lifted, noDensity } from './lifted.ts';
import { elaborateOptimizer } from './optimizer.ts';
import { elaborateOrbit } from './orbit.ts';

/** What a declaration is a model of. */
export type Model = DensityModel | LieGroupModel | OrbitModel | OptimizerModel;

/** The model of a declaration, or of its power, with what it refers to looked up in the library; or every mistake in it. */
export function elaborateModel(node: DeclarationNode, library: Library, power?: Dim): Result<Model> {
  if (power === undefined) return elaborated(node, library);
  if (node.kind !== 'family' && node.kind !== 'distribution') return failure(noDensity(node));
  const one = elaborateDeclaration(node);
  return one.ok ? lifted(one.value, power) : one;
}

function elaborated(node: DeclarationNode, library: Library): Result<Model> {
  switch (node.kind) {
    case 'family':
    case 'distribution':
      return elaborateDeclaration(node);
    case 'group':
      return elaborateGroup(node, library);
    case 'orbit':
      return elaborateOrbit(node, library);
    case 'optimizer':
      return elaborateOptimizer(node, library);
    case 'loss':
      return failure(derivedLater(node));
  }
}

/** The answer for what no theorem speaks of yet. */
const derivedLater = (node: DeclarationNode): Diagnostic => ({
  code: 'not-yet',
  severity: 'error',
  message: `the ${node.kind} \`${node.name.text}\` is read, and derived in a later version`,
  span: node.name.span,
  label: `this ${node.kind}`,
  hint: 'families, distributions, groups, orbits and optimizers on an orbit compile today; see the support table in the README',
});
