// A score and a base in parts: draws that meet in no term of either are independent, and so are the parts of the score in
// them. Each part has a form of its own, and the form is their sum.
import type { BaseLaw, Site } from '../../../derivation/orbit-findings.ts';
import { add } from '../../../ir/build.ts';
import { expand } from '../../../ir/expand.ts';
import { type Expr, zero } from '../../../ir/expr.ts';
import { dependsOn } from '../../../ir/visit.ts';

/** A part of the score, and the base of the draws in it. */
export interface Part {
  readonly score: Expr;
  readonly base: BaseLaw;
}

const termsOf = (e: Expr): readonly Expr[] => {
  const whole = expand(e);
  return whole.kind === 'sum' ? whole.terms : [whole];
};

/** What holds no draw goes with the first part. */
export function independentParts(score: Expr, { sites, logDensity = zero }: BaseLaw): readonly Part[] {
  const all = [score, logDensity].map(termsOf);
  const sitesOf = (term: Expr): readonly Site[] => sites.filter((s) => dependsOn(term, [s.noise]));
  const groups = all.flat().reduce<readonly (readonly Site[])[]>(
    (found, term) => {
      const meeting = sitesOf(term);
      const touched = found.filter((group) => group.some((s) => meeting.includes(s)));
      if (touched.length < 2) return found;
      const joined = sites.filter((s) => touched.some((group) => group.includes(s)));
      return found.flatMap((group) => (group === touched[0] ? [joined] : touched.includes(group) ? [] : [group]));
    },
    sites.map((s) => [s]),
  );
  return groups.map((group, k) => {
    const [own = zero, log = zero] = all.map((terms) =>
      add(...terms.filter((t) => (sitesOf(t).length === 0 ? k === 0 : sitesOf(t).some((s) => group.includes(s))))),
    );
    return { score: own, base: { sites: group, logDensity: log } };
  });
}
