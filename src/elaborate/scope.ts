// What the names of one declaration mean while its expressions are read, and the mistakes found on the way.
import type { Diagnostic, DiagnosticCode, Span } from '../diagnostics.ts';
import type { Dim, Expr } from '../ir/expr.ts';

/** The names in force and the collector of mistakes. */
export interface Scope {
  /** Canonical name → symbol, or the value that an argument gives it. */
  readonly symbols: Map<string, Expr>;
  /** Those of the symbols that are parameters. */
  readonly parameters: Set<Expr>;
  /** Canonical names of dimensions, and the dimensions they stand for. */
  readonly dimensions: Map<string, Dim>;
  /** The size of `I` where its place says it. */
  readonly square?: Dim;
  /** What a name may be declared as here, in words. */
  readonly declarable?: string;
  readonly diagnostics: Diagnostic[];
  /** Source range of each expression node, the smallest one seen. */
  readonly nodes: Map<Expr, Span>;
}

/** An empty scope. */
export const emptyScope = (): Scope => ({
  symbols: new Map(),
  parameters: new Set(),
  dimensions: new Map(),
  diagnostics: [],
  nodes: new Map(),
});

/** Records an error and gives back nothing, so that callers can return it. */
export function report(
  scope: Scope,
  code: DiagnosticCode,
  span: Span,
  message: string,
  more: Pick<Diagnostic, 'hint' | 'label' | 'echoes'> = {},
): undefined {
  scope.diagnostics.push({ code, severity: 'error', span, message, ...more });
  return undefined;
}

/** Remembers where a node stands in the source. */
export function remember(scope: Scope, e: Expr, span: Span): Expr {
  const known = scope.nodes.get(e);
  if (!known || span.end - span.start < known.end - known.start) scope.nodes.set(e, span);
  return e;
}
