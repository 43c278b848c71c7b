// The orders in which an integral over several variables, or entries, may be taken.

/** Every order of a list, the given one first. */
export const ordersOf = <T>(list: readonly T[]): readonly (readonly T[])[] =>
  list.length < 2
    ? [list]
    : list.flatMap((x, i) => ordersOf(list.filter((_, k) => k !== i)).map((rest) => [x, ...rest]));
