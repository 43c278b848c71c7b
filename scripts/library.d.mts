// What the generator of the inlined library offers to its test.
/** The library as JSON: each function's text, and the other functions it calls. */
export declare function library(): string;
