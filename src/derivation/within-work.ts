// A declaration, or a question about it, within the work that may be spent on one: what takes more is told what to do.
import { type Diagnostic, failure, type Result, type Span, success } from '../diagnostics.ts';
import { metered, mostOperations, TooMuchWork } from '../ir/work.ts';

/** What a run gives, or that it takes too much work. */
export function withinWork<T>(span: Span, what: string, run: () => T): Result<T> {
  try {
    return success(metered(run));
  } catch (thrown) {
    if (thrown instanceof TooMuchWork) return failure(tooMuchWork(span, what));
    throw thrown;
  }
}

const tooMuchWork = (span: Span, what: string): Diagnostic => ({
  code: 'too-large',
  severity: 'error',
  span,
  message: `${what} takes more than ${(mostOperations / 1e9).toLocaleString('en')} billion operations`,
  notes: [
    'each step is checked by other means at several places: every term of a density is evaluated millions of times',
  ],
  hint: 'take fewer terms, write them as one function or an indexed sum, or split the declaration',
});
