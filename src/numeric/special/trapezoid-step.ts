// How fine the trapezoidal rule for the Bessel function K must be, in any arithmetic.

/**
 * The step with which the trapezoidal rule for K_ν(x) errs by exp(−nats). Shifting the path to Im t = y < π/2 gains
 * exp(−2πy/step) and costs the growth of the largest value of |integrand|, exp(max_t (νt − x cosh t cos y)).
 */
export function trapezoidStep(order: number, x: number, nats: number): number {
  let step = 0;
  // The cost grows like (order or x)·y²/2, so that the best shift is near √(2 nats/x); far below it there is none.
  const least = 0.1 * Math.sqrt(nats / (nats + Math.min(Math.hypot(order, x), 1e300)));
  for (let y = 1.55; y > least; y *= 0.9) {
    const cosine = Math.cos(y);
    const narrowed = Math.hypot(order, x * cosine);
    const moved = order === 0 ? 0 : order * Math.log((order + narrowed) / ((order + Math.hypot(order, x)) * cosine));
    const sine = x * Math.sin(y);
    const cost = moved + (sine * sine) / (Math.hypot(order, x) + narrowed);
    step = Math.max(step, (2 * Math.PI * y) / (nats + cost));
  }
  return step;
}
