// Any declaration → its model.
import type { DeclarationNode } from '../../grammar/ast.ts';
import { type Diagnostic, failure, type Result } from '../diagnostics.ts';
import type { DensityModel } from '../model/density.ts';
import type { LieGroupModel } from '../model/lie-group.ts';
import { elaborateDeclaration } from './declaration.ts';
import { elaborateGroup } from './group.ts';
import type { Library } from './library.ts';

/** The model of a declaration, with what it refers to looked up in the library; or every mistake found in it. */
export function elaborateModel(node: DeclarationNode, library: Library): Result<DensityModel | LieGroupModel> {
  switch (node.kind) {
    case 'family':
    case 'distribution':
      return elaborateDeclaration(node);
    case 'group':
      return elaborateGroup(node, library);
    default:
      return failure(derivedLater(node));
  }
}

/** The answer for what no theorem speaks of yet. */
export const derivedLater = (node: DeclarationNode): Diagnostic => ({
  code: 'not-yet',
  severity: 'error',
  message: `the ${node.kind} \`${node.name.text}\` is read, and derived in a later version`,
  span: node.name.span,
  label: `this ${node.kind}`,
  hint: 'families and distributions compile today; see the support table in the README',
});
