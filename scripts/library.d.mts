// What the generator of the inlined libraries offers to its test.
/** The plain library as JSON: each function's text, and the other functions it calls. */
export declare function library(): string;
/** The functions that tensor modules carry, with the names they import. */
export declare function tensorLibrary(): string;
