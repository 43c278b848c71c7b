// The syntax tree: what was written, nothing of what it means.
import type { Span } from '../src/diagnostics.ts';

/** A name: `name` is canonical (Unicode, `theta` → `θ`), `text` is as spelled. */
export interface NameNode {
  readonly kind: 'name';
  readonly name: string;
  readonly text: string;
  readonly span: Span;
}

/** An expression as written; `parenthesis` is kept so that printing gives back the text. */
export type ExprNode =
  | NameNode
  | { readonly kind: 'number'; readonly text: string; readonly span: Span }
  | { readonly kind: 'unary'; readonly op: '-' | '+'; readonly operand: ExprNode; readonly span: Span }
  | {
      readonly kind: 'binary';
      readonly op: BinaryOp;
      readonly left: ExprNode;
      readonly right: ExprNode;
      readonly span: Span;
    }
  | { readonly kind: 'transpose'; readonly operand: ExprNode; readonly span: Span }
  | { readonly kind: 'call'; readonly callee: NameNode; readonly args: readonly ExprNode[]; readonly span: Span }
  | { readonly kind: 'parenthesis'; readonly inner: ExprNode; readonly span: Span }
  | { readonly kind: 'abs'; readonly inner: ExprNode; readonly span: Span }
  | { readonly kind: 'vector'; readonly items: readonly ExprNode[]; readonly span: Span }
  | { readonly kind: 'matrix'; readonly rows: readonly (readonly ExprNode[])[]; readonly span: Span };

/** `juxtapose` is the product written by placing side by side; `*` is elementwise. */
export type BinaryOp = '+' | '-' | '*' | '/' | '^' | 'juxtapose';

/** A domain as written; `lift` is `D^P`; `half-line` is `Real > a` or `Real < a`. */
export type DomainNode =
  | {
      readonly kind: 'domain-name';
      readonly name: string;
      readonly text: string;
      readonly args: readonly ExprNode[];
      readonly span: Span;
    }
  | { readonly kind: 'half-line'; readonly relation: '<' | '>'; readonly bound: ExprNode; readonly span: Span }
  | { readonly kind: 'finite-set'; readonly values: readonly ExprNode[]; readonly span: Span }
  | {
      readonly kind: 'range';
      readonly name: string;
      readonly lower: ExprNode;
      readonly upper: ExprNode;
      readonly span: Span;
    }
  | { readonly kind: 'lift'; readonly base: DomainNode; readonly dimension: ExprNode; readonly span: Span };

/** Comments that travel with a node through the formatter. */
export interface Comments {
  /** `//` lines before the node, without the slashes. */
  readonly leading: readonly string[];
  /** A `//` comment at the end of the node's line. */
  readonly trailing?: string;
}

/** `θ in Real^P`. */
export interface BindingNode {
  readonly name: NameNode;
  readonly domain: DomainNode;
  readonly span: Span;
}

/** `(x, y) in Positive^2`: the components of a point; without a domain each is a real number. */
export interface TupleNode {
  readonly names: readonly NameNode[];
  readonly domain?: DomainNode;
  readonly span: Span;
}

/** A reference with arguments: `Normal(m = 0, s = δ)^P`, `Gaussian(P)(m = 0, S = δ I)`, `Dirac(point)`. */
export interface ReferenceNode {
  readonly name: NameNode;
  /** Argument lists in order: positional ones are dimensions, named ones parameters. */
  readonly argumentLists: readonly (readonly ArgumentNode[])[];
  readonly lift?: ExprNode;
  readonly span: Span;
}

export interface ArgumentNode {
  readonly name?: NameNode;
  readonly value: ExprNode;
  readonly span: Span;
}

/** One line (or more) inside a declaration's braces. */
export type ItemNode = { readonly comments: Comments; readonly span: Span } & (
  | { readonly kind: 'variable'; readonly bindings: readonly BindingNode[] }
  | { readonly kind: 'parameter'; readonly bindings: readonly BindingNode[] }
  | { readonly kind: 'constant'; readonly bindings: readonly BindingNode[] }
  | { readonly kind: 'density'; readonly proportional: boolean; readonly value: ExprNode }
  /** `entropy = log(σ)`, or one value for each block of a group's element: `inverse = (1/A, -b/A)`. */
  | { readonly kind: 'claim'; readonly quantity: NameNode; readonly values: readonly ExprNode[] }
  | { readonly kind: 'element'; readonly bindings: readonly BindingNode[] }
  /** The point is bound one by one or, without bindings, as a tuple; the image has one value for all of it, or several. */
  | {
      readonly kind: 'action';
      readonly bindings: readonly BindingNode[];
      readonly tuple?: TupleNode;
      readonly values: readonly ExprNode[];
    }
  | { readonly kind: 'data'; readonly bindings: readonly BindingNode[] }
  | { readonly kind: 'value'; readonly value: ExprNode }
  | {
      readonly kind: 'reference';
      readonly role: 'group' | 'base' | 'posterior' | 'prior';
      /** Several are the factors of a product. */
      readonly targets: readonly ReferenceNode[];
    }
  /** `samples K = 1`, `momentum β₁ for A, β₂ for b`, `hessian stein`, `retraction second-order` … kept as words and expressions. */
  | { readonly kind: 'setting'; readonly keyword: NameNode; readonly entries: readonly SettingEntry[] }
);

export interface SettingEntry {
  readonly value: ExprNode;
  /** `K = 1`: the name bound. */
  readonly name?: NameNode;
  /** `β₁ for A`: the block it belongs to. */
  readonly target?: NameNode;
  /** `monte-carlo(samples = 1)`: named arguments after a word. */
  readonly arguments?: readonly ArgumentNode[];
  readonly span: Span;
}

export type DeclarationKind = 'family' | 'distribution' | 'group' | 'orbit' | 'optimizer' | 'loss';

export interface DeclarationNode {
  readonly kind: DeclarationKind;
  readonly name: NameNode;
  readonly dimensions: readonly NameNode[];
  readonly items: readonly ItemNode[];
  /** `///` lines, without the slashes. */
  readonly doc: readonly string[];
  readonly comments: Comments;
  /** `//` lines after the last item, before the closing brace. */
  readonly innerComments: readonly string[];
  readonly span: Span;
}

/** `import "normal.blr"`. */
export interface ImportNode {
  readonly path: string;
  readonly comments: Comments;
  readonly span: Span;
}

/** A whole `.blr` text. */
export interface FileNode {
  /** `//` lines at the head of the text that a blank line sets apart from what follows. */
  readonly header?: readonly string[];
  readonly imports: readonly ImportNode[];
  readonly declarations: readonly DeclarationNode[];
  /** `//` lines after the last declaration. */
  readonly trailingComments: readonly string[];
  readonly span: Span;
}
