// Integrals over the line, the half-line, the unit interval and the circle.
import { formula, prose } from '../../derivation/step.ts';
import { add, div, elementwise, exp, log, mul, neg, pow, sqrt, square, sub } from '../../ir/build.ts';
import { type Expr, half, minusOne, one, pi, rational, type SymbolExpr, symbol, two, zero } from '../../ir/expr.ts';
import { symbolsOf } from '../../ir/visit.ts';
import type { Draw } from '../../model/program.ts';
import { coefficientsOf, type IntegralForm, isHalfLine, isLine, negative, positive, withEdge } from './form.ts';

/** A uniform draw. */
export const uniformDraw = (name = 'u'): Draw => ({
  law: 'uniform',
  symbol: symbol(name, { kind: 'interval', lower: zero, upper: one }),
});
/** A standard normal draw of the given shape. */
export const normalDraw = (name = 'ε', shape: readonly string[] = []): Draw => ({
  law: 'normal',
  symbol: symbol(name, { kind: 'interval' }, shape),
});
/** A gamma draw of unit scale. */
export const gammaDraw = (name: string, shape: SymbolExpr['shape'], parameter: Expr): Draw => ({
  law: 'gamma',
  symbol: symbol(name, { kind: 'interval', lower: zero }, shape),
  shape: parameter,
});

/** $\int_0^\infty x^{a}e^{bx}\,dx = \Gamma(a+1)(-b)^{-a-1}$, a > −1, b < 0 (DLMF 5.9.1). */
export const gammaIntegral: IntegralForm = {
  id: 'gamma-integral',
  title: prose`${formula('∫₀^∞ xᵃ e^{bx} dx = Γ(a+1) (−b)^{−a−1}')} for ${formula('a > −1, b < 0')}`,
  source: { key: 'dlmf', place: '5.9.1' },
  match: (p) => {
    const x = p.variable;
    const c = isHalfLine(x.domain) ? coefficientsOf(p, [log(x), x]) : undefined;
    const [a, b] = c ?? [];
    if (!a || !b || b === zero) return undefined;
    const s = add(a, one);
    const g = gammaDraw('g', [], s);
    return {
      logValue: sub(elementwise('lgamma', s), mul(s, log(neg(b)))),
      conditions: a === zero ? [negative(b)] : [positive(s), negative(b)],
      sampler:
        s === one
          ? {
              kind: 'transform',
              draws: [uniformDraw()],
              value: div(log(uniformDraw().symbol), b),
              differentiable: true,
            }
          : { kind: 'transform', draws: [g], value: div(g.symbol, neg(b)), differentiable: true },
    };
  },
};

/** $\int_0^1 x^{a}(1-x)^{b}\,dx = B(a+1,b+1)$ (DLMF 5.12.1). */
export const betaIntegral: IntegralForm = {
  id: 'beta-integral',
  title: prose`${formula('∫₀¹ xᵃ (1−x)ᵇ dx = Γ(a+1) Γ(b+1) / Γ(a+b+2)')} for ${formula('a, b > −1')}`,
  source: { key: 'dlmf', place: '5.12.1' },
  match: (p) => {
    const x = p.variable;
    const c = isUnit(x) ? coefficientsOf(p, [log(x), log(sub(one, x))]) : undefined;
    const [a, b] = c ?? [];
    if (!a || !b) return undefined;
    const [s, t] = [add(a, one), add(b, one)];
    const [g, k] = [gammaDraw('g₁', [], s), gammaDraw('g₂', [], t)];
    const conditions = [...(a === zero ? [] : [positive(s)]), ...(b === zero ? [] : [positive(t)])];
    return {
      logValue: logBeta(s, t),
      conditions,
      sampler: {
        kind: 'transform',
        draws: [g, k],
        value: div(g.symbol, add(g.symbol, k.symbol)),
        differentiable: true,
      },
    };
  },
};

const isUnit = (x: SymbolExpr): boolean =>
  x.domain.kind === 'interval' && x.domain.lower === zero && x.domain.upper === one;
const logBeta = (s: Expr, t: Expr): Expr =>
  sub(add(elementwise('lgamma', s), elementwise('lgamma', t)), elementwise('lgamma', add(s, t)));

/** $\int_0^\infty x^{a}(1+x)^{b}\,dx = B(a+1,-a-b-1)$ (DLMF 5.12.3). */
export const secondBetaIntegral: IntegralForm = {
  id: 'second-beta-integral',
  title: prose`${formula('∫₀^∞ xᵃ (1+x)ᵇ dx = Γ(a+1) Γ(−a−b−1) / Γ(−b)')} for ${formula('a > −1, a + b < −1')}`,
  source: { key: 'dlmf', place: '5.12.3' },
  match: (p) => {
    const x = p.variable;
    const c = isHalfLine(x.domain) ? coefficientsOf(p, [log(x), log(add(one, x))]) : undefined;
    const [a, b] = c ?? [];
    if (!a || !b || b === zero) return undefined;
    const [s, t] = [add(a, one), neg(add(a, b, one))];
    const [g, k] = [gammaDraw('g₁', [], s), gammaDraw('g₂', [], t)];
    return {
      logValue: logBeta(s, t),
      conditions: [positive(s), positive(t)],
      sampler: { kind: 'transform', draws: [g, k], value: div(g.symbol, k.symbol), differentiable: true },
    };
  },
};

/** $\int_{-\infty}^\infty e^{ax+bx^2}dx = \sqrt{\pi/(-b)}\,e^{-a^2/4b}$, b < 0. */
export const gaussIntegral: IntegralForm = {
  id: 'gauss-integral',
  title: prose`${formula('∫_{−∞}^∞ e^{ax + bx²} dx = √(π/(−b)) e^{−a²/(4b)}')} for ${formula('b < 0')}`,
  source: { key: 'gradshteyn-ryzhik', place: '3.323.2' },
  match: (p) => {
    const x = p.variable;
    const c = isLine(x.domain) ? coefficientsOf(p, [x, square(x)]) : undefined;
    const [a, b] = c ?? [];
    if (!a || !b || b === zero) return undefined;
    const e = normalDraw();
    const centre = neg(div(a, mul(two, b)));
    return {
      logValue: add(
        mul(half, log(pi)),
        mul(rational(-1, 2), log(neg(b))),
        mul(rational(-1, 4), square(a), pow(b, minusOne)),
      ),
      conditions: [negative(b)],
      sampler: {
        kind: 'transform',
        draws: [e],
        value: add(centre, div(e.symbol, sqrt(mul(rational(-2), b)))),
        differentiable: true,
      },
    };
  },
};

/** $\int_0^\infty e^{ax+bx^2}dx = \tfrac12\sqrt{\pi/(-b)}\,e^{-a^2/4b}\,(1+\operatorname{erf}(a/2\sqrt{-b}))$, b < 0. */
export const halfGaussIntegral: IntegralForm = {
  id: 'half-gauss-integral',
  title: prose`${formula('∫₀^∞ e^{ax + bx²} dx = ½ √(π/(−b)) e^{−a²/(4b)} (1 + erf(a/(2√(−b))))')} for ${formula('b < 0')}`,
  source: { key: 'gradshteyn-ryzhik', place: '3.322.2' },
  match: (p) => {
    const x = p.variable;
    const c = isHalfLine(x.domain) ? coefficientsOf(p, [x, square(x)]) : undefined;
    const [a, b] = c ?? [];
    if (!a || !b || b === zero) return undefined;
    const below = elementwise('erf', mul(half, a, pow(neg(b), rational(-1, 2))));
    return {
      logValue: add(
        mul(half, log(pi)),
        neg(log(two)),
        mul(rational(-1, 2), log(neg(b))),
        mul(rational(-1, 4), square(a), pow(b, minusOne)),
        log(add(one, below)),
      ),
      conditions: [withEdge(negative(b), negative(a))],
    };
  },
};

/** $\int_0^1 e^{bx}dx = (e^b-1)/b$. */
export const exponentialOnUnit: IntegralForm = {
  id: 'exponential-on-unit',
  title: prose`${formula('∫₀¹ e^{bx} dx = (e^b − 1)/b')}`,
  source: { key: 'gradshteyn-ryzhik', place: '2.311' },
  match: (p) => {
    const x = p.variable;
    const c = isUnit(x) ? coefficientsOf(p, [x]) : undefined;
    const [b] = c ?? [];
    if (!b || b === zero) return undefined;
    const u = uniformDraw();
    return {
      logValue: log(div(sub(exp(b), one), b)),
      conditions: [],
      sampler: {
        kind: 'transform',
        draws: [u],
        value: div(log(add(one, mul(u.symbol, sub(exp(b), one)))), b),
        differentiable: true,
      },
    };
  },
};

/** $\int_{-\pi}^{\pi}e^{a\cos x+b\sin x}dx = 2\pi I_0(\sqrt{a^2+b^2})$ (DLMF 10.32.1). */
export const circularIntegral: IntegralForm = {
  id: 'circular-integral',
  title: prose`${formula('∫_{−π}^{π} e^{a cos x + b sin x} dx = 2π I₀(√(a² + b²))')}`,
  source: { key: 'dlmf', place: '10.32.1' },
  match: (p) => {
    const x = p.variable;
    const c =
      x.domain.kind === 'circle' ? coefficientsOf(p, [elementwise('cos', x), elementwise('sin', x)]) : undefined;
    const [a, b] = c ?? [];
    if (!a || !b) return undefined;
    const length =
      b === zero ? elementwise('abs', a) : a === zero ? elementwise('abs', b) : sqrt(add(square(a), square(b)));
    return {
      logValue: add(log(two), log(pi), log(elementwise('besselI', zero, length))),
      conditions: [],
      sampler: { kind: 'circular', location: elementwise('atan2', b, a), concentration: length },
    };
  },
};

/** $\int_0^\infty x^{s-1}e^{-ax-b/x}dx = 2(b/a)^{s/2}K_s(2\sqrt{ab})$ (DLMF 10.32.10). */
export const besselIntegral: IntegralForm = {
  id: 'bessel-integral',
  title: prose`${formula('∫₀^∞ x^{s−1} e^{−ax−b/x} dx = 2 (b/a)^{s/2} K_s(2√(ab))')} for ${formula('a, b > 0')}`,
  source: { key: 'dlmf', place: '10.32.10' },
  match: (p) => {
    const x = p.variable;
    const c = isHalfLine(x.domain) ? coefficientsOf(p, [log(x), x, pow(x, minusOne)]) : undefined;
    const [l, a, b] = c ?? [];
    if (!l || !a || !b || a === zero || b === zero) return undefined;
    const s = add(l, one);
    if ([...symbolsOf(s)].some((y) => !p.constants.includes(y))) return undefined;
    const [na, nb] = [neg(a), neg(b)];
    const order = s.kind === 'rational' && s.value.n < 0n ? neg(s) : s;
    const bessel = elementwise('besselK', order, mul(two, sqrt(mul(na, nb))));
    return {
      logValue: add(log(two), mul(half, s, sub(log(nb), log(na))), log(bessel)),
      // Without one of the two exponentials a power is left at that end.
      conditions: [withEdge(negative(a), negative(b), negative(s)), withEdge(negative(b), negative(a), positive(s))],
      sampler: { kind: 'inversion', variable: x, logDensity: add(mul(l, log(x)), mul(a, x), div(b, x)) },
    };
  },
};
