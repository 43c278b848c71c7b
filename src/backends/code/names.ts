// Names for emitted code: letters spelled out, whatever the source wrote made safe, no name given twice.

const letters: Readonly<Record<string, string>> = {
  α: 'alpha',
  β: 'beta',
  γ: 'gamma',
  δ: 'delta',
  ε: 'epsilon',
  ϵ: 'epsilon',
  ζ: 'zeta',
  η: 'eta',
  θ: 'theta',
  ϑ: 'theta',
  ι: 'iota',
  κ: 'kappa',
  λ: 'lambda',
  μ: 'mu',
  µ: 'mu',
  ν: 'nu',
  ξ: 'xi',
  ο: 'omicron',
  π: 'pi',
  ρ: 'rho',
  ς: 'sigma',
  σ: 'sigma',
  τ: 'tau',
  υ: 'upsilon',
  φ: 'phi',
  ϕ: 'phi',
  χ: 'chi',
  ψ: 'psi',
  ω: 'omega',
  ℓ: 'ell',
};

const marks: Readonly<Record<string, string>> = {
  "'": 'prime',
  '′': 'prime',
  '″': 'second',
  '\u0303': 'tilde',
  '\u0302': 'hat',
  '\u0304': 'bar',
  '~': 'tilde',
  '*': 'star',
  '₊': 'plus',
  '₋': 'minus',
  '⁺': 'plus',
  '⁻': 'minus',
  '+': 'plus',
};

const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);

/** A Greek letter as a word, in the case of the letter. */
function spelled(character: string): string | undefined {
  const word = letters[character];
  if (word) return word;
  const lower = letters[character.toLowerCase()];
  return lower ? capital(lower) : undefined;
}

/** A character that is neither a Latin letter, a digit, a Greek letter nor a mark: by its code point. */
const coded = (character: string): string => `u${(character.codePointAt(0) ?? 0).toString(16)}`;

/** The pieces of a name: words, numbers, marks. */
function pieces(name: string): string[] {
  const found: string[] = [];
  let open = false;
  for (const character of name.normalize('NFD')) {
    const plain = character.normalize('NFKC');
    const word = spelled(character) ?? marks[character];
    if (!word && /^[A-Za-z0-9]+$/.test(plain)) {
      if (open) found.push(`${found.pop() ?? ''}${plain}`);
      else found.push(plain);
      open = true;
      continue;
    }
    open = false;
    if (word) found.push(word);
    else if (!/[\s_-]/.test(character)) found.push(coded(character));
  }
  return found;
}

/** An ASCII identifier for a name of the source: `σ` → `sigma`, `λ₁` → `lambda1`, `s′` → `sPrime`, `α_A` → `alphaA`. */
export function identifier(name: string): string {
  const [first = 'x', ...rest] = pieces(name);
  const joined = first + rest.map(capital).join('');
  return /^\d/.test(joined) ? `x${joined}` : joined;
}

// Words of the language and globals that emitted code uses or that a reader would mistake.
const forbidden: readonly string[] = [
  'abstract arguments async await boolean break byte case catch char class const constructor continue debugger default',
  'delete do double else enum eval export extends false final finally float for function get globalThis goto hasOwnProperty',
  'if implements import in instanceof int interface isPrototypeOf let long module native new null of package private',
  'protected prototype public require return set short static super switch synchronized then this throw throws toString',
  'transient true try typeof undefined valueOf var void volatile while with yield proto Array ArrayLike Float32Array',
  'Float64Array Infinity Math NaN Number Object RangeError String Symbol Uint32Array isFinite isNaN window document self',
].flatMap((line) => line.split(' '));

/** Hands out names; each only once. */
export interface Names {
  /** `wanted` itself, or with the smallest number behind it that is free. */
  fresh(wanted: string): string;
  /** `stem1`, `stem2`, …: the first that is free. */
  numbered(stem: string): string;
  /** One name for all integrals so many levels deep, `wanted` where it is the first: equal integrals become one term. */
  ofLevel(level: number, wanted: string): string;
}

/** A giver of names that avoids the words of the language and `reserved`. */
export function createNames(reserved: Iterable<string> = []): Names {
  const taken = new Set([...forbidden, ...reserved]);
  const numbered = (stem: string, from: number): string => {
    let n = from;
    while (taken.has(`${stem}${n}`)) n += 1;
    taken.add(`${stem}${n}`);
    return `${stem}${n}`;
  };
  const fresh = (wanted: string): string => {
    if (taken.has(wanted)) return numbered(/\d$/.test(wanted) ? `${wanted}x` : wanted, 2);
    taken.add(wanted);
    return wanted;
  };
  const levels = new Map<number, string>();
  return {
    fresh,
    numbered: (stem) => numbered(stem, 1),
    ofLevel(level, wanted) {
      const name = levels.get(level) ?? fresh(wanted);
      levels.set(level, name);
      return name;
    },
  };
}

/** Any text made safe inside a comment: one line, no end of comment, no direction marks. */
export function commentText(text: string): string {
  return text
    .replace(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, ' ')
    .replaceAll('*/', '* /')
    .replaceAll('/*', '/ *')
    .trim();
}

/** A property key as code: plain where that is a name, else quoted; never one that reaches a prototype. */
export function propertyKey(key: string): string {
  if (key === '__proto__') return "['__proto__']";
  return isPlainName(key) ? key : quoted(key);
}

/** Access to a property: `x.key` or `x['key']`. */
export const propertyAccess = (object: string, key: string): string =>
  isPlainName(key) && key !== '__proto__' ? `${object}.${key}` : `${object}[${quoted(key)}]`;

const isPlainName = (key: string): boolean => /^[\p{ID_Start}_$][\p{ID_Continue}$]*$/u.test(key);

/** A string literal with every unusual character escaped. */
export function quoted(text: string): string {
  const escaped = text.replace(/['\\]|[^\x20-\x7e\p{L}\p{N}]/gu, (character) =>
    [...character.split('')]
      .map((unit) =>
        unit === "'" || unit === '\\' ? `\\${unit}` : `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
      )
      .join(''),
  );
  return `'${escaped}'`;
}
