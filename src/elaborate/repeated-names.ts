// Two declarations of one name in a file.
import type { DeclarationNode } from '../../grammar/ast.ts';
import type { Diagnostic } from '../diagnostics.ts';

/** A complaint for every declaration whose name was taken before. */
export function repeatedNames(declarations: readonly DeclarationNode[]): readonly Diagnostic[] {
  const seen = new Set<string>();
  return declarations.flatMap((d): readonly Diagnostic[] => {
    const known = seen.has(d.name.name);
    seen.add(d.name.name);
    return known
      ? [
          {
            code: 'syntax',
            severity: 'error',
            message: `\`${d.name.text}\` is declared twice in this file`,
            span: d.name.span,
            hint: 'rename one of them',
          },
        ]
      : [];
  });
}
