// Gauss–Legendre quadrature in panels (sixteen nodes each), for the integrals that a quantile's motion is made of.

/** $\int_0^{\ell}f(t)\,dt$ over equal panels. */
export function integratePanels(integrand: (t: number) => number, length: number, panels: number): number {
  const nodes = [
    0.09501250983763744, 0.2816035507792589, 0.45801677765722737, 0.6178762444026438, 0.755404408355003,
    0.8656312023878318, 0.9445750230732326, 0.9894009349916499,
  ];
  const weights = [
    0.1894506104550685, 0.18260341504492358, 0.16915651939500254, 0.14959598881657674, 0.12462897125553388,
    0.09515851168249279, 0.062253523938647894, 0.027152459411754096,
  ];
  const half = length / (2 * panels);
  let total = 0;
  for (let panel = 0; panel < panels; panel += 1) {
    const centre = half * (2 * panel + 1);
    for (let i = 0; i < nodes.length; i += 1) {
      const offset = half * (nodes[i] ?? 0);
      total += (weights[i] ?? 0) * (integrand(centre - offset) + integrand(centre + offset));
    }
  }
  return half * total;
}
