// Functions as a textbook prints them: log Γ(x), ψ′(x), I_ν(x), e^{x} or exp(x).
import { add } from '../ir/build.ts';
import { type ApplyExpr, type ElementwisePrimitive, type Expr, one, rational, zero } from '../ir/expr.ts';
import { factorialOf } from './factorials.ts';
import { atLeast, atom, isFraction, join, levels, type Piece, parenthesised, script, sumPiece } from './piece.ts';
import { inScript, type Printing } from './printing.ts';

/** Functions printed as a command before their argument; a short argument needs no parentheses. */
const prefixes: Partial<Readonly<Record<ElementwisePrimitive, string>>> = {
  log: '\\log',
  sin: '\\sin',
  cos: '\\cos',
  tan: '\\tan',
  asin: '\\arcsin',
  acos: '\\arccos',
  atan: '\\arctan',
  sinh: '\\sinh',
  cosh: '\\cosh',
  tanh: '\\tanh',
  asinh: '\\operatorname{arsinh}',
};

/** Functions printed with parentheses always. */
const called: Partial<Readonly<Record<ElementwisePrimitive, string>>> = {
  gamma: '\\Gamma',
  digamma: '\\psi',
  erf: '\\operatorname{erf}',
  sign: '\\operatorname{sign}',
  atan2: '\\operatorname{atan2}',
  min: '\\min',
  max: '\\max',
};

/** The gamma function beside something else that is called Γ. */
const gammaName = (printing: Printing): string => (printing.used.has('Γ') ? '\\operatorname{Gamma}' : '\\Gamma');

/** f(−x) = f(x). */
const isEven = (fn: ElementwisePrimitive): boolean => fn === 'cos' || fn === 'cosh';

const widthOf = (command: string): number =>
  command === '\\Gamma' || command === '\\psi' ? 0.65 : command.replace(/\\(operatorname)?|[{}]/g, '').length * 0.5;

/** A function applied entry by entry. */
export function functionPiece(e: ApplyExpr, fn: ElementwisePrimitive, printing: Printing): Piece {
  const [a = zero, b = zero] = e.args;
  const prefix = prefixes[fn];
  if (prefix) return prefixed(prefix, isEven(fn) ? printing.showEven(a, printing) : printing.show(a, printing));
  const whole = fn === 'gamma' || fn === 'lgamma' ? factorialOf(a) : undefined;
  if (whole) return factorialPiece(whole, fn === 'lgamma', printing);
  const name = fn === 'gamma' ? gammaName(printing) : called[fn];
  if (name) return callPiece(name, e.args, printing);
  switch (fn) {
    case 'exp':
      return exponential(a, printing);
    case 'log1p':
      return prefixed('\\log', printing.show(add(one, a), printing));
    case 'expm1':
      return sumPiece([
        { negative: false, piece: exponential(a, printing) },
        { negative: true, piece: atom('1', 0.5) },
      ]);
    case 'softplus':
      return prefixed(
        '\\log',
        sumPiece([
          { negative: false, piece: atom('1', 0.5) },
          { negative: false, piece: exponential(a, printing) },
        ]),
      );
    case 'lgamma': {
      const gamma = callPiece(gammaName(printing), [a], printing);
      return { ...gamma, tex: `\\log${gamma.tex}`, width: gamma.width + 1.6, level: levels.application };
    }
    case 'polygamma':
      return callPiece(polygamma(a, printing), [b], printing);
    case 'besselI':
      return callPiece(`I_${script(printing.show(a, inScript(printing)).tex)}`, [b], printing);
    case 'besselK':
      return callPiece(`K_${script(printing.show(a, inScript(printing)).tex)}`, [b], printing);
    case 'phi':
      return callPiece(`\\varphi_${script(printing.show(a, inScript(printing)).tex)}`, [b], printing);
    case 'stumpff':
      return callPiece(`c_${script(printing.show(a, inScript(printing)).tex)}`, [b], printing);
    case 'besselIe': {
      const bessel = callPiece(`I_${script(printing.show(a, inScript(printing)).tex)}`, [b], printing);
      const argument = printing.show(b, inScript(printing));
      const minus = argument.level < levels.product ? parenthesised(argument).tex : argument.tex;
      return {
        ...bessel,
        tex: `e^{-${minus}}${bessel.tex}`,
        width: bessel.width + argument.width + 1,
        level: levels.product,
      };
    }
    case 'abs': {
      const inside = printing.show(a, printing);
      const tex = inside.tall ? `\\left|${inside.tex}\\right|` : `\\lvert ${inside.tex}\\rvert`;
      return atom(tex, inside.width + 0.6, inside.tall);
    }
    default:
      return callPiece(`\\operatorname{${fn}}`, e.args, printing);
  }
}

/** n! or log n!. */
function factorialPiece(n: Expr, ofLogarithm: boolean, printing: Printing): Piece {
  const inside = atLeast(printing.show(n, printing), levels.atom);
  const factorial = { ...inside, tex: `${inside.tex}!`, width: inside.width + 0.3, level: levels.power };
  return ofLogarithm ? prefixed('\\log', factorial) : factorial;
}

function polygamma(order: Expr, printing: Printing): string {
  if (order === one) return "\\psi'";
  if (order === rational(2)) return "\\psi''";
  return `\\psi^{(${printing.show(order, inScript(printing)).tex})}`;
}

/** f(a, b). */
export function callPiece(name: string, args: readonly Expr[], printing: Printing): Piece {
  const shown = args.map((a) => printing.show(a, printing));
  const tall = shown.some((p) => p.tall);
  const list = shown.map((p) => p.tex).join(', ');
  const width = shown.reduce((w, p) => w + p.width + 0.45, widthOf(name) + 0.35);
  return atom(tall ? `${name}\\left(${list}\\right)` : join(name, `(${list})`), width, tall);
}

/** log x, log(x + 1), log of a fraction without parentheses. */
export function prefixed(command: string, argument: Piece): Piece {
  const bare = (argument.level >= levels.power || isFraction(argument)) && !/^\\(exp|min|max)/.test(argument.tex);
  const inside = bare ? argument : parenthesised(argument);
  return {
    tex: join(command, inside.tex),
    level: levels.application,
    width: widthOf(command) + 0.2 + inside.width,
    tall: inside.tall,
  };
}

/** e, e^{short}, exp(long). */
export function exponential(a: Expr, printing: Printing): Piece {
  if (a === one) return atom('e', 0.5);
  const raised = printing.show(a, inScript(printing));
  if (raised.width <= 4 && !raised.tall)
    return { tex: `e^${script(raised.tex)}`, level: levels.power, width: 0.5 + raised.width * 0.7, tall: false };
  return callPiece('\\exp', [a], printing);
}
