// What may be asked of a compiled family: the values come from outside and are read later, name by name.

/** What `eval` is asked. */
export interface EvalQuery {
  readonly at?: unknown;
  /** Flat natural parameters instead of declared ones. */
  readonly atNatural?: unknown;
  /** Second member for the divergence KL(at ‖ toPoint). */
  readonly toPoint?: unknown;
}

/** What `step` is asked. */
export interface StepQuery {
  readonly at: unknown;
  readonly gradient: unknown;
  readonly rho: number;
  readonly tau?: number;
}
