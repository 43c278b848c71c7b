// Numerically stable forms: the same values without overflow or cancellation, checked like any other step. Far out, what log Γ and
// ψ cancel is cancelled by Stirling's formula, $\log\Gamma(x)=(x-\frac12)\log x-x+\frac12\log2\pi+\mathcal R(x)$.
import type { Claim } from '../derivation/claim.ts';
import type { Findings } from '../derivation/findings.ts';
import { equation, joined, type Block as Line, label, type Prose, prose, type Term } from '../derivation/step.ts';
import { required, type Theorem } from '../derivation/theorem.ts';
import { add, exp, fill, log, mul, neg, sub } from '../ir/build.ts';
import { expand } from '../ir/expand.ts';
import { type Expr, one, type SymbolExpr } from '../ir/expr.ts';
import { floatingDivergence, floatingEntropy, floatingForm, floatingLogDensity } from '../ir/floating.ts';
import { type Branch, branchesOf, inFull, withDifferences } from '../ir/part-meanings.ts';
import { stableForm } from '../ir/stable.ts';
import { stirlingPartOf } from '../ir/stirling.ts';
import { trigammaGaps } from '../ir/trigamma-gap.ts';
import { contains, dependsOn, hasOpenIntegral, substitute, symbolsOf, transform } from '../ir/visit.ts';
import type { Condition } from '../model/exponential-family.ts';
import { namesOf } from '../model/letters.ts';
import { latexOf } from '../notation/label.ts';
import { naturalOf } from './log-partition.ts';
import { isReadable } from './readable.ts';
import { explainedIn, partsIn } from './stability/explained.ts';

/** A value as it was derived, and as it is computed. */
interface Computed {
  readonly left: Term;
  /** What is claimed of it, in words. */
  readonly text: string;
  readonly name?: string;
  readonly derived: Expr;
  readonly form: Expr;
  /** Where symbols of the value stand for what is known at members only. */
  readonly at?: ReadonlyMap<Expr, Expr>;
}

/** The forms of A(λ), log q, the entropy, the divergence and the updates that differ from what was derived. */
export const stability: Theorem = {
  id: 'stable-form',
  title: 'Numerically stable form',
  source: { key: 'dlmf', place: '3.1' },
  apply: (known) => {
    const computed = [...partitionOf(known), ...valuesOf(known)];
    if (computed.length === 0) return { kind: 'silent' };
    const forms = computed.flatMap((c) => branchesOf(c.form).map((branch) => ({ ...c, branch })));
    return {
      kind: 'found',
      findings: {},
      step: {
        statement: [
          prose`In floating point logarithms of numbers near one, differences of near numbers and quotients of large ones lose digits or overflow; functions made for them do not. Emitted code computes such forms, and cites those that it computes as they stand here.`,
        ],
        body: [
          ...computed.flatMap(linesOf),
          ...explainedIn(
            computed.map((c) => c.form),
            namesOf(required(known, 'separation').model),
          ),
        ],
        discharged: [],
        left: [],
        claims: forms.flatMap((f) => claimOf(known, f, f.branch)),
        ...(byStirling(computed) ? { source: { key: 'dlmf', place: '5.11' } } : {}),
      },
    };
  },
};

/** Is Stirling's formula among what the forms are made by? */
const byStirling = (computed: readonly Computed[]): boolean =>
  computed.some((c) => partsIn(c.form).some((p) => p.name === 'lgammaRemainder'));

/** A(λ) by functions that do not overflow. */
function partitionOf(known: Findings): readonly Computed[] {
  const { blocks } = required(known, 'separation');
  const { ofNatural, closed } = required(known, 'partition');
  const computed = floatingForm(ofNatural);
  const form = isTold(computed, ofNatural) ? computed : stableForm(ofNatural);
  if (form === ofNatural) return [];
  const left = label('logPartition', { of: blocks.map((b) => b.symbol) });
  // Where an open sum converges is known at the members only.
  const at = closed ? {} : { at: naturalOf(blocks) };
  return [{ left, text: 'the log-partition', derived: ofNatural, form, ...at }];
}

/** The values that read otherwise in the form in which they are computed. */
function valuesOf(known: Findings): readonly Computed[] {
  const { model } = required(known, 'separation');
  const { normalised, entropy, kl } = known;
  const all: readonly (Computed | undefined)[] = [
    normalised && {
      left: label('logDensity'),
      text: 'the log-density',
      name: 'stable logDensity',
      derived: normalised,
      form: floatingLogDensity(normalised, model.variables),
    },
    entropy && {
      left: label('entropy'),
      text: 'the entropy',
      name: 'stable entropy',
      derived: entropy,
      form: floatingEntropy(entropy),
    },
    kl && {
      left: label('kl', { of: [...kl.other.keys(), ...kl.other.values()] }),
      text: 'the relative entropy',
      name: 'stable kl',
      derived: kl.value,
      form: floatingDivergence(kl.value, kl.other),
    },
    ...(known.update?.assignments ?? []).map((a) => movedTo(a.target, a.value)),
  ];
  return all.filter((c): c is Computed => c !== undefined && isTold(c.form, c.derived) && readsOtherwise(c));
}

/** A parameter after a step, where leading parts of its rule cancel. */
function movedTo(target: SymbolExpr, derived: Expr): Computed | undefined {
  if (trigammaGaps(derived) === derived) return undefined;
  const form = floatingForm(derived);
  const [text, name] = [`the new ${target.name.replace('′', '')}`, `stable update${target.name}`];
  return { left: target, text, name, derived, form };
}

/** Is it more than the same terms with log1p and its like, which print as what they are? */
function readsOtherwise({ form, derived }: Computed): boolean {
  if (form === derived) return false;
  if (partsIn(form).length > 0 || contains(form, isOfNear)) return true;
  const plainly = transform(form, plain);
  if (plainly === derived) return false;
  return expand(plainly) !== expand(derived) || latexOf(form).length < 0.9 * latexOf(derived).length;
}

/** log1p or expm1 of what near numbers differ by. */
const isOfNear = (e: Expr): boolean =>
  e.kind === 'apply' &&
  (e.fn === 'log1p' || e.fn === 'expm1') &&
  e.args.some((x) => contains(x, (n) => n.kind === 'sum'));

function plain(e: Expr): Expr {
  const [x] = e.kind === 'apply' ? e.args : [];
  if (e.kind !== 'apply' || !x) return e;
  const unit = fill(one, e.shape);
  if (e.fn === 'log1p') return log(add(unit, x));
  if (e.fn === 'expm1') return sub(exp(x), unit);
  return e.fn === 'softplus' ? log(add(unit, exp(x))) : e;
}

/** Is the form all that is computed: no sum that stays open, no series that takes over near some place, no function without a meaning? */
function isTold(form: Expr, derived: Expr): boolean {
  const takesOver = contains(form, (e) => e.kind === 'apply' && e.fn === 'sign');
  if (hasOpenIntegral(form) || takesOver) return false;
  const own = new Set<Expr>(symbolsOf(derived));
  contains(derived, (e) => {
    if (e.kind === 'integral') own.add(e.variable);
    return false;
  });
  const known = (e: Expr): boolean =>
    [...symbolsOf(e)].every((s) => own.has(s) || (stirlingPartOf(s)?.arguments.every(known) ?? false));
  return known(form);
}

/** The equations of a value: one, or one for each of its forms. */
function linesOf({ left, name, form }: Computed): readonly Line[] {
  const branches = branchesOf(form);
  const lines = branches.map(({ positive, value: computed }, i): readonly Line[] => {
    const value = withDifferences(computed);
    if (!isLegible(value)) return [prose`The form of ${left} is too long to be read.`];
    const line = { ...equation(left, value), ...(name ? { name: i === 0 ? name : `${name} ${i + 1}` } : {}) };
    return positive.length === 0 ? [line] : [prose`Where ${joined(positive.map(isPositiveWords), ' and ')}:`, line];
  });
  return lines.flat();
}

/** Short enough to be printed, with what its functions are of. */
const isLegible = (e: Expr): boolean =>
  isReadable(e) && [...symbolsOf(e)].every((s) => stirlingPartOf(s)?.arguments.every(isLegible) ?? true);

/** x − 16 > 0 as x exceeding 16; of x |sign z| − 16 > 0 z is not 0, too. */
function isPositiveWords(place: Expr): Prose {
  const terms = place.kind === 'sum' ? place.terms : [place];
  const bound = neg(add(...terms.filter((t) => t.kind === 'rational')));
  const turned = terms.some((t) => t.kind === 'rational' && t.value.n > 0n);
  const { size, apart } = guarded(turned ? neg(add(place, bound)) : add(place, bound));
  if (turned)
    return apart ? prose`${size} is below ${neg(bound)}, or ${apart} is 0` : prose`${size} is below ${neg(bound)}`;
  return apart ? prose`${size} exceeds ${bound} and ${apart} is not 0` : prose`${size} exceeds ${bound}`;
}

/** x and z of x |sign z|. */
function guarded(e: Expr): { readonly size: Expr; readonly apart?: Expr } {
  const factors = e.kind === 'product' ? e.factors : [e];
  const guard = factors.find((f) => signOf(f));
  const apart = guard && signOf(guard);
  return apart ? { size: mul(...factors.filter((f) => f !== guard)), apart } : { size: e };
}

/** z of |sign z|. */
function signOf(e: Expr): Expr | undefined {
  const [sign] = e.kind === 'apply' && e.fn === 'abs' ? e.args : [];
  return sign?.kind === 'apply' && sign.fn === 'sign' ? sign.args[0] : undefined;
}

/** The form, in functions that other roads know, against what was derived. */
function claimOf(known: Findings, { text, derived, at }: Computed, { positive, value }: Branch): readonly Claim[] {
  const { model } = required(known, 'separation');
  const whole = inFull(value);
  if (!whole) return [];
  // The form of one value of the variable says nothing of others; any other holds everywhere.
  const isMember = dependsOn(derived, model.variables) && !dependsOn(whole, model.variables);
  const given = isMember ? positive.map((p): Condition => ({ value: p, relation: '>' })) : [];
  const here = (e: Expr): Expr => (at ? substitute(e, at) : e);
  return [
    {
      kind: 'identity',
      text: `${text} by its stable form`,
      live: false,
      left: here(derived),
      right: here(whole),
      ...(given.length > 0 ? { given } : {}),
    },
  ];
}
