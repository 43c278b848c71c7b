// The grammar of one item, one head, one expression; the outline has already found where each begins and ends.
import type { CstNode, IRecognitionException, IToken, ParserMethod } from 'chevrotain';
import { CstParser, EOF } from 'chevrotain';
import * as t from './tokens.ts';

type Rule = ParserMethod<[], CstNode>;

/**
 * The grammar; expressions are flat rows here, precedence is resolved by `associate`.
 * The outline cuts a text into items and list entries, and each is parsed on its own: that is the error recovery.
 * The parser's own (skipping ahead inside an item) would recurse once per mistake and report consequences.
 */
class BlrParser extends CstParser {
  constructor() {
    super([...t.vocabulary], { recoveryEnabled: false, maxLookahead: 2, nodeLocationTracking: 'none' });
    this.performSelfAnalysis();
  }

  // ---- declarations -------------------------------------------------------------------------

  /** `Name(P, Q)` */
  readonly head: Rule = this.RULE('head', () => {
    this.CONSUME(t.Name);
    this.OPTION(() => {
      this.CONSUME(t.LeftParen);
      this.AT_LEAST_ONE_SEP({ SEP: t.Comma, DEF: () => this.CONSUME2(t.Name, { LABEL: 'dimension' }) });
      this.CONSUME(t.RightParen);
    });
  });

  /** `α in Positive` */
  readonly binding: Rule = this.RULE('binding', () => {
    this.CONSUME(t.Name);
    this.CONSUME(t.In);
    this.SUBRULE(this.domain);
  });

  /** `∝ θ^2` or `θ^2` */
  readonly density: Rule = this.RULE('density', () => {
    this.OPTION(() => this.CONSUME(t.Proportional));
    this.SUBRULE(this.expression);
  });

  /** `entropy = 1 + log(σ)`, `identity = (1, 0)` */
  readonly claim: Rule = this.RULE('claim', () => {
    this.CONSUME(t.Name);
    this.CONSUME(t.Equals);
    this.SUBRULE(this.image);
  });

  /** `A*θ + b`, or one value a component: `(A*x, y + b)` */
  readonly image: Rule = this.RULE('image', () => {
    this.OR([
      {
        GATE: () => this.listsComponents(),
        ALT: () => {
          this.CONSUME(t.LeftParen);
          this.AT_LEAST_ONE_SEP({ SEP: t.Comma, DEF: () => this.SUBRULE(this.expression) });
          this.CONSUME(t.RightParen);
        },
      },
      { ALT: () => this.SUBRULE2(this.expression) },
    ]);
  });

  /** Whether one pair of parentheses with a comma of its own holds all that follows. */
  private listsComponents(): boolean {
    if (this.LA(1).tokenType !== t.LeftParen) return false;
    let depth = 0;
    let commas = 0;
    for (let k = 1; this.LA(k).tokenType !== EOF; k++) {
      const type = this.LA(k).tokenType;
      if (type === t.LeftParen || type === t.LeftBracket) depth++;
      if (type === t.RightParen || type === t.RightBracket) depth--;
      if (type === t.Comma && depth === 1) commas++;
      if (depth === 0) return commas > 0 && this.LA(k + 1).tokenType === EOF;
    }
    return commas > 0;
  }

  /** `(x, y)` or `(x, y) in Positive^2` */
  readonly tuple: Rule = this.RULE('tuple', () => {
    this.CONSUME(t.LeftParen);
    this.AT_LEAST_ONE_SEP({ SEP: t.Comma, DEF: () => this.CONSUME(t.Name) });
    this.CONSUME(t.RightParen);
    this.OPTION(() => {
      this.CONSUME(t.In);
      this.SUBRULE(this.domain);
    });
  });

  /** `Translation(P) * Scaling(P)` */
  readonly references: Rule = this.RULE('references', () => {
    this.AT_LEAST_ONE_SEP({ SEP: t.Star, DEF: () => this.SUBRULE(this.reference) });
  });

  /** `Normal(m = 0, s = δ)^P` */
  readonly reference: Rule = this.RULE('reference', () => {
    this.CONSUME(t.Name);
    this.MANY(() => this.SUBRULE(this.argumentList));
    this.OPTION(() => this.SUBRULE(this.power));
  });

  /** `(m = 0, s = δ)` */
  readonly argumentList: Rule = this.RULE('argumentList', () => {
    this.CONSUME(t.LeftParen);
    this.AT_LEAST_ONE_SEP({ SEP: t.Comma, DEF: () => this.SUBRULE(this.argument) });
    this.CONSUME(t.RightParen);
  });

  /** `m = 0` or `P` */
  readonly argument: Rule = this.RULE('argument', () => {
    this.OPTION(() => {
      this.CONSUME(t.Name);
      this.CONSUME(t.Equals);
    });
    this.SUBRULE(this.expression);
  });

  /** `K = 1`, `β₁ for A`, `monte-carlo(samples = 1)` */
  readonly entry: Rule = this.RULE('entry', () => {
    this.OR([
      { GATE: () => this.namesArguments(), ALT: () => this.SUBRULE(this.wordWithArguments) },
      { ALT: () => this.SUBRULE(this.argument) },
    ]);
    this.OPTION(() => {
      this.CONSUME(t.For);
      this.CONSUME(t.Name);
    });
  });

  /** `monte-carlo(samples = 1)` */
  readonly wordWithArguments: Rule = this.RULE('wordWithArguments', () => {
    this.CONSUME(t.Name);
    this.SUBRULE(this.argumentList);
  });

  /** Whether `word(name =` comes next: named arguments tell a setting's word from a call. */
  private namesArguments(): boolean {
    const next = [1, 2, 3, 4].map((k) => this.LA(k).tokenType);
    return next[0] === t.Name && next[1] === t.LeftParen && next[2] === t.Name && next[3] === t.Equals;
  }

  // ---- domains ------------------------------------------------------------------------------

  /** `Positive^P` */
  readonly domain: Rule = this.RULE('domain', () => {
    this.SUBRULE(this.domainBase);
    this.MANY(() => this.SUBRULE(this.power));
    this.OPTION(() => {
      this.OR([{ ALT: () => this.CONSUME(t.Less) }, { ALT: () => this.CONSUME(t.Greater) }]);
      this.SUBRULE(this.expression);
    });
  });

  /** `Real`, `Interval(a, b)`, `Integer(0..n)`, `{-1, 1}`, `(Real > a)` */
  readonly domainBase: Rule = this.RULE('domainBase', () => {
    this.OR([
      { ALT: () => this.SUBRULE(this.namedDomain) },
      {
        ALT: () => {
          this.CONSUME(t.LeftBrace);
          this.AT_LEAST_ONE_SEP({ SEP: t.Comma, DEF: () => this.SUBRULE(this.expression) });
          this.CONSUME(t.RightBrace);
        },
      },
      {
        ALT: () => {
          this.CONSUME(t.LeftParen);
          this.SUBRULE(this.domain);
          this.CONSUME(t.RightParen);
        },
      },
    ]);
  });

  /** `Interval(a, b)` or `Integer(0..n)` */
  readonly namedDomain: Rule = this.RULE('namedDomain', () => {
    this.CONSUME(t.Name);
    this.OPTION(() => {
      this.CONSUME(t.LeftParen);
      this.SUBRULE(this.expression);
      this.OPTION2(() => {
        this.CONSUME(t.Dots);
        this.SUBRULE2(this.expression, { LABEL: 'upper' });
      });
      this.MANY(() => {
        this.CONSUME(t.Comma);
        this.SUBRULE3(this.expression);
      });
      this.CONSUME(t.RightParen);
    });
  });

  /** `^P` or `²`: the exponent of a domain or a reference is one operand. */
  readonly power: Rule = this.RULE('power', () => {
    this.OR([
      { ALT: () => this.CONSUME(t.Superscript) },
      {
        ALT: () => {
          this.CONSUME(t.Caret);
          this.SUBRULE(this.dimension);
        },
      },
    ]);
  });

  /** `P`, `2`, `(P + 1)` */
  readonly dimension: Rule = this.RULE('dimension', () => {
    this.OR([
      { ALT: () => this.CONSUME(t.NumberLiteral) },
      { ALT: () => this.CONSUME(t.Name) },
      {
        ALT: () => {
          this.CONSUME(t.LeftParen);
          this.SUBRULE(this.expression);
          this.CONSUME(t.RightParen);
        },
      },
    ]);
  });

  // ---- expressions --------------------------------------------------------------------------

  /** A row of operands; two without a sign between them are a product. */
  readonly expression: Rule = this.RULE('expression', () => {
    this.SUBRULE(this.signed);
    this.MANY(() => this.SUBRULE(this.tail));
  });

  /** `+ x`, or ` x` by juxtaposition */
  readonly tail: Rule = this.RULE('tail', () => {
    this.OR([
      {
        ALT: () => {
          this.CONSUME(t.Infix);
          this.SUBRULE(this.signed);
        },
      },
      { ALT: () => this.SUBRULE(this.operand) },
    ]);
  });

  /** `-x` */
  readonly signed: Rule = this.RULE('signed', () => {
    this.MANY(() => this.CONSUME(t.Sign));
    this.SUBRULE(this.operand);
  });

  /** `x'`, `θ²` */
  readonly operand: Rule = this.RULE('operand', () => {
    this.SUBRULE(this.primary);
    this.MANY(() => this.CONSUME(t.Postfix));
  });

  /** A number, a name, a call, or something in brackets */
  readonly primary: Rule = this.RULE('primary', () => {
    this.OR([
      { ALT: () => this.CONSUME(t.NumberLiteral) },
      { ALT: () => this.SUBRULE(this.nameOrCall) },
      { ALT: () => this.SUBRULE(this.parenthesis) },
      { ALT: () => this.SUBRULE(this.absolute) },
      { ALT: () => this.SUBRULE(this.vector) },
    ]);
  });

  /** `x` or `f(x, y)` */
  readonly nameOrCall: Rule = this.RULE('nameOrCall', () => {
    this.CONSUME(t.Name);
    this.OPTION(() => {
      this.CONSUME(t.LeftParen);
      this.AT_LEAST_ONE_SEP({ SEP: t.Comma, DEF: () => this.SUBRULE(this.expression) });
      this.CONSUME(t.RightParen);
    });
  });

  /** `(x)` */
  readonly parenthesis: Rule = this.RULE('parenthesis', () => {
    this.CONSUME(t.LeftParen);
    this.SUBRULE(this.expression);
    this.CONSUME(t.RightParen);
  });

  /** `|x|` */
  readonly absolute: Rule = this.RULE('absolute', () => {
    this.CONSUME(t.OpenBar);
    this.SUBRULE(this.expression);
    this.CONSUME(t.CloseBar);
  });

  /** `[x, y]`, or a matrix by its rows: `[a, b; c, d]`, `[[a, b], [c, d]]` */
  readonly vector: Rule = this.RULE('vector', () => {
    this.CONSUME(t.LeftBracket);
    this.AT_LEAST_ONE_SEP({ SEP: t.Semicolon, DEF: () => this.SUBRULE(this.row) });
    this.CONSUME(t.RightBracket);
  });

  /** `a, b` */
  readonly row: Rule = this.RULE('row', () => {
    this.AT_LEAST_ONE_SEP({ SEP: t.Comma, DEF: () => this.SUBRULE(this.expression) });
  });
}

/** The parts of the text that are parsed on their own. */
export type Start =
  | 'head'
  | 'binding'
  | 'tuple'
  | 'density'
  | 'claim'
  | 'image'
  | 'references'
  | 'entry'
  | 'expression';

let parser: BlrParser | undefined;

/** What one run of the parser found: a tree, or the reason why there is none. */
export interface ParserOutcome {
  readonly tree: CstNode | undefined;
  readonly error: IRecognitionException | undefined;
}

/** Parses a row of tokens as one part of the language. */
export function parseTokens(start: Start, tokens: readonly IToken[]): ParserOutcome {
  parser ??= new BlrParser();
  parser.input = [...tokens];
  const tree: CstNode | undefined = parser[start]();
  const error = parser.errors[0];
  return { tree: error === undefined ? tree : undefined, error };
}
