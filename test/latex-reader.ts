// Reads printed LaTeX back as a number: a small evaluator for the scalar part of the notation.

/** Values of the names that occur, by their LaTeX. */
export type Values = ReadonlyMap<string, number>;

const functions: Readonly<Record<string, (x: number) => number>> = {
  '\\log': Math.log,
  '\\exp': Math.exp,
  '\\sin': Math.sin,
  '\\cos': Math.cos,
  '\\tanh': Math.tanh,
};

const tokenPattern = /\\left|\\right|\\[,!;]|\\[A-Za-z]+|[A-Za-z]'*|\d+|[-+^_(){}[\],/]/g;
const ignored = new Set(['\\left', '\\right', '\\,', '\\cdot']);

class Reader {
  private at = 0;
  private readonly tokens: readonly string[];
  private readonly values: Values;

  constructor(tex: string, values: Values) {
    this.tokens = (tex.match(tokenPattern) ?? []).filter((t) => !ignored.has(t));
    this.values = values;
  }

  read(): number {
    const value = this.sum();
    if (this.at < this.tokens.length) throw new Error(`unread: ${this.tokens.slice(this.at).join(' ')}`);
    return value;
  }

  private peek(): string {
    return this.tokens[this.at] ?? '';
  }

  private take(expected?: string): string {
    const token = this.peek();
    if (expected !== undefined && token !== expected) throw new Error(`expected ${expected}, found ${token}`);
    this.at++;
    return token;
  }

  /** Takes the token if it is the next one. */
  private skip(token: string): boolean {
    if (this.peek() !== token) return false;
    this.at++;
    return true;
  }

  private sum(): number {
    let value = this.skip('-') ? -this.product() : this.product();
    while (this.peek() === '+' || this.peek() === '-')
      value = this.take() === '+' ? value + this.product() : value - this.product();
    return value;
  }

  /** Factors side by side; a slash divides by the one factor after it. */
  private product(): number {
    let value = this.factor();
    while (/^[A-Za-z0-9(\\]/.test(this.peek()) || this.peek() === '/')
      value = this.skip('/') ? value / this.factor() : value * this.factor();
    return value;
  }

  private factor(): number {
    const name = this.peek();
    const f = functions[name];
    if (!f) return this.raised(this.primary());
    this.take();
    const power = this.skip('^') ? this.group() : 1;
    return f(this.raised(this.primary())) ** power;
  }

  private raised(base: number): number {
    if (this.peek() !== '^') return base;
    this.take();
    return base ** this.group();
  }

  /** {…} or the single token after ^ or _. */
  private group(): number {
    if (this.peek() !== '{') return this.primary();
    this.take();
    const value = this.sum();
    this.take('}');
    return value;
  }

  private primary(): number {
    const token = this.take();
    if (token === '(') {
      const value = this.sum();
      this.take(')');
      return value;
    }
    if (token === '\\frac') {
      const top = this.group();
      return top / this.group();
    }
    if (token === '\\sqrt') return this.root();
    if (/^\d+$/.test(token)) return Number(token);
    if (token === 'e' && !this.values.has('e')) return Math.E;
    const value = token === '\\pi' ? Math.PI : this.values.get(token);
    if (value === undefined) throw new Error(`unknown name ${token}`);
    return value;
  }

  private root(): number {
    if (this.peek() !== '[') return Math.sqrt(this.group());
    this.take();
    const order = Number(this.take());
    this.take(']');
    return this.group() ** (1 / order);
  }
}

/** The value that a reader of the formula would compute. */
export const readLatex = (tex: string, values: Values): number => new Reader(tex, values).read();
