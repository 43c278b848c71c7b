// Which comment belongs to which part of the text: nothing a person wrote is lost by formatting.
import type { IToken } from 'chevrotain';
import type { Span } from '../src/diagnostics.ts';
import type { Comments } from './ast.ts';
import { endOf } from './tokens.ts';

/** Comments that are not given out yet, in the order of the text. */
export interface CommentQueue {
  readonly comments: readonly IToken[];
  next: number;
}

/** The text after `//`: one space is layout; a further slash, as in `///`, is kept. */
function commentText(token: IToken): string {
  const text = token.image.slice(2).trimEnd();
  return text.startsWith(' ') && !text.startsWith(' /') ? text.slice(1) : text;
}

/** `/// text`, but not a rule of slashes. */
function isDoc(token: IToken): boolean {
  return /^\/\/\/(?!\/)/.test(token.image);
}

function docText(token: IToken): string {
  return token.image.slice(3).trimEnd().replace(/^ /, '');
}

/** Takes every comment that begins before an offset. */
function takeBefore(queue: CommentQueue, offset: number): readonly IToken[] {
  const start = queue.next;
  while ((queue.comments[queue.next]?.startOffset ?? Number.POSITIVE_INFINITY) < offset) queue.next++;
  return queue.comments.slice(start, queue.next);
}

/** Takes the comment that stands on the same line after an offset. */
function takeBeside(queue: CommentQueue, text: string, offset: number): IToken | undefined {
  const comment = queue.comments[queue.next];
  if (comment === undefined || /[\n\r]|\S/.test(text.slice(offset, comment.startOffset))) return undefined;
  queue.next++;
  return comment;
}

/** The comments before and inside a stretch of text, and the one beside its end. */
export function takeComments(queue: CommentQueue, text: string, span: Span): Comments {
  const leading = takeBefore(queue, span.end).map(commentText);
  const beside = takeBeside(queue, text, span.end);
  return beside === undefined ? { leading } : { leading, trailing: commentText(beside) };
}

/** What precedes a declaration's brace: `///` lines are its documentation, `//` lines its comments. */
export function takeDocumentation(
  queue: CommentQueue,
  text: string,
  headEnd: number,
): { readonly doc: readonly string[]; readonly comments: Comments } {
  const before = takeBefore(queue, headEnd);
  const beside = takeBeside(queue, text, headEnd);
  const doc = before.filter(isDoc).map(docText);
  const leading = before.filter((comment) => !isDoc(comment)).map(commentText);
  return { doc, comments: beside === undefined ? { leading } : { leading, trailing: commentText(beside) } };
}

/** The `//` lines at the head of a text, up to the last blank line before its first declaration. */
export function takeHeader(queue: CommentQueue, text: string, firstStart: number): readonly string[] {
  const opening: IToken[] = [];
  for (const comment of queue.comments) {
    if (comment.startOffset >= firstStart || isDoc(comment)) break;
    opening.push(comment);
  }
  const last = opening.findLastIndex((comment) => /^\s*?\n[^\S\n]*\n/.test(text.slice(endOf(comment), firstStart)));
  queue.next = last + 1;
  return opening.slice(0, last + 1).map(commentText);
}

/** The comments left before an offset, as lines. */
export function takeRemaining(queue: CommentQueue, end: number): readonly string[] {
  return takeBefore(queue, end).map(commentText);
}
