// The works that derivations cite; docs/references.bib is printed from this table.

/** A bibliography entry; braces in a title protect its capitals, as in BibTeX. */
export interface Reference {
  readonly kind: 'article' | 'book' | 'inproceedings' | 'misc';
  readonly author: string;
  readonly title: string;
  /** Journal, proceedings, publisher or address, whichever the kind asks for. */
  readonly venue: string;
  readonly year: string;
  readonly volume?: string;
  readonly number?: string;
  readonly pages?: string;
}

const article = (
  author: string,
  title: string,
  venue: string,
  year: string,
  rest: Partial<Reference> = {},
): Reference => ({
  kind: 'article',
  author,
  title,
  venue,
  year,
  ...rest,
});
const book = (author: string, title: string, venue: string, year: string): Reference => ({
  kind: 'book',
  author,
  title,
  venue,
  year,
});

/** Key → work. */
export const references: Readonly<Record<string, Reference>> = {
  'khan-rue': article(
    'Khan, Mohammad Emtiyaz and Rue, Håvard',
    'The {B}ayesian Learning Rule',
    'Journal of Machine Learning Research',
    '2023',
    { volume: '24', number: '281', pages: '1--46' },
  ),
  'kiral-mollenhoff-khan': {
    ...article(
      'Kıral, Eren Mehmet and Möllenhoff, Thomas and Khan, Mohammad Emtiyaz',
      'The {L}ie-Group {B}ayesian Learning Rule',
      'International Conference on Artificial Intelligence and Statistics',
      '2023',
      { volume: '206', pages: '3331--3352' },
    ),
    kind: 'inproceedings',
  },
  'lin-schmidt-khan': {
    ...article(
      'Lin, Wu and Schmidt, Mark and Khan, Mohammad Emtiyaz',
      'Handling the Positive-Definite Constraint in the {B}ayesian Learning Rule',
      'International Conference on Machine Learning',
      '2020',
      { volume: '119', pages: '6116--6126' },
    ),
    kind: 'inproceedings',
  },
  'lin-khan-schmidt': {
    ...article(
      'Lin, Wu and Khan, Mohammad Emtiyaz and Schmidt, Mark',
      "Stein's Lemma for the Reparameterization Trick with {E}xponential Family Mixtures",
      'arXiv:1910.13398',
      '2019',
    ),
    kind: 'misc',
  },
  'wainwright-jordan': article(
    'Wainwright, Martin J. and Jordan, Michael I.',
    'Graphical Models, {E}xponential Families, and Variational Inference',
    'Foundations and Trends in Machine Learning',
    '2008',
    { volume: '1', number: '1--2', pages: '1--305' },
  ),
  amari: book('Amari, Shun-ichi', 'Information Geometry and Its Applications', 'Springer', '2016'),
  brown: book(
    'Brown, Lawrence D.',
    'Fundamentals of Statistical {E}xponential Families with Applications in Statistical Decision Theory',
    'Institute of Mathematical Statistics',
    '1986',
  ),
  'barndorff-nielsen': book(
    'Barndorff-Nielsen, Ole E.',
    'Information and {E}xponential Families in Statistical Theory',
    'Wiley',
    '1978',
  ),
  'diaconis-ylvisaker': article(
    'Diaconis, Persi and Ylvisaker, Donald',
    'Conjugate Priors for {E}xponential Families',
    'The Annals of Statistics',
    '1979',
    { volume: '7', number: '2', pages: '269--281' },
  ),
  'nielsen-garcia': {
    ...article(
      'Nielsen, Frank and Garcia, Vincent',
      'Statistical {E}xponential Families: A Digest with Flash Cards',
      'arXiv:0911.4863',
      '2009',
    ),
    kind: 'misc',
  },
  'gradshteyn-ryzhik': book(
    'Gradshteyn, I. S. and Ryzhik, I. M.',
    'Table of Integrals, Series, and Products',
    'Academic Press, 7th edition',
    '2007',
  ),
  dlmf: {
    ...article(
      'Olver, F. W. J. and others',
      '{NIST} Digital Library of Mathematical Functions',
      'https://dlmf.nist.gov',
      '2024',
    ),
    kind: 'misc',
  },
  'magnus-neudecker': book(
    'Magnus, Jan R. and Neudecker, Heinz',
    'Matrix Differential Calculus with Applications in Statistics and Econometrics',
    'Wiley, 3rd edition',
    '2019',
  ),
  muirhead: book('Muirhead, Robb J.', 'Aspects of Multivariate Statistical Theory', 'Wiley', '1982'),
  devroye: book('Devroye, Luc', 'Non-Uniform Random Variate Generation', 'Springer', '1986'),
  'marsaglia-tsang': article(
    'Marsaglia, George and Tsang, Wai Wan',
    'A Simple Method for Generating {G}amma Variables',
    'ACM Transactions on Mathematical Software',
    '2000',
    { volume: '26', number: '3', pages: '363--372' },
  ),
  'best-fisher': article(
    'Best, D. J. and Fisher, Nicholas I.',
    'Efficient Simulation of the von {M}ises Distribution',
    'Journal of the Royal Statistical Society. Series C',
    '1979',
    { volume: '28', number: '2', pages: '152--157' },
  ),
  mohamed: article(
    'Mohamed, Shakir and Rosca, Mihaela and Figurnov, Michael and Mnih, Andriy',
    '{M}onte {C}arlo Gradient Estimation in Machine Learning',
    'Journal of Machine Learning Research',
    '2020',
    { volume: '21', number: '132', pages: '1--62' },
  ),
  figurnov: {
    ...article(
      'Figurnov, Michael and Mohamed, Shakir and Mnih, Andriy',
      'Implicit Reparameterization Gradients',
      'Advances in Neural Information Processing Systems',
      '2018',
      { volume: '31' },
    ),
    kind: 'inproceedings',
  },
  'beck-teboulle': article(
    'Beck, Amir and Teboulle, Marc',
    'Mirror descent and nonlinear projected subgradient methods for convex optimization',
    'Operations Research Letters',
    '2003',
    { volume: '31', number: '3', pages: '167--175' },
  ),
  olver: book('Olver, Peter J.', 'Applications of {L}ie Groups to Differential Equations', 'Springer', '1993'),
  hall: book('Hall, Brian C.', '{L}ie Groups, {L}ie Algebras, and Representations', 'Springer', '2015'),
  mccullagh: book('McCullagh, Peter', 'Tensor Methods in Statistics', 'Chapman and Hall', '1987'),
};

/** `Khan, M. E. and Rue, H.` as `Khan and Rue`; three or more as `Khan et al.`. */
export function shortAuthors(author: string): string {
  const names = author.split(' and ').map((name) => name.split(',')[0] ?? name);
  const [first = '', second = ''] = names;
  if (names.length === 1) return first;
  return names.length === 2 && second !== 'others' ? `${first} and ${second}` : `${first} et al.`;
}

/** The authors in the order of speech, with a full stop: Mohammad Emtiyaz Khan and Håvard Rue. */
export function fullAuthors(author: string): string {
  const names = author.split(' and ').map((name) => name.split(', ').reverse().join(' '));
  if (names.length < 3) return `${names.join(' and ').replace('and others', 'et al')}.`;
  return `${names.slice(0, -1).join(', ')} and ${names.at(-1) ?? ''}.`;
}

/** A title without its protecting braces. */
export const plainTitle = (title: string): string => title.replace(/[{}]/g, '');

/** Volume, number and pages in one phrase: 24(281):1–46. */
export function placeInVenue({ volume, number, pages }: Reference): string {
  const issue = `${volume ?? ''}${number ? `(${number})` : ''}`;
  const at = pages ? `${issue ? ':' : ''}${pages}` : '';
  return (issue + at).replace(/--/g, '–');
}

const venueField = { article: 'journal', book: 'publisher', inproceedings: 'booktitle', misc: 'howpublished' } as const;

/** The table as BibTeX. */
export function bibtex(): string {
  return Object.entries(references)
    .map(([key, r]) => {
      const fields = [
        ['author', r.author],
        ['title', r.title],
        [venueField[r.kind], r.venue],
        ['volume', r.volume],
        ['number', r.number],
        ['pages', r.pages],
        ['year', r.year],
      ].filter(([, value]) => value !== undefined);
      const lines = fields.map(([name, value]) => `  ${name} = {${value}}`);
      return `@${r.kind}{${key},\n${lines.join(',\n')}\n}\n`;
    })
    .join('\n');
}
