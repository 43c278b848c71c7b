"""log K_nu(x) at 40 digits, rounded to the nearest double: mpmath's besselk. Prints test/oracles/bessel-k.json."""
import json

from mpmath import besselk, log, mp, mpf

mp.dps = 40
orders = [0, 0.5, 1, -1.3, 2.7, 10.25, 60, 300.5]
arguments = [1e-8, 1e-3, 0.1, 0.9, 2, 7.5, 40, 600, 1e4]
rows = [[v, x, float(log(besselk(mpf(v), mpf(x))))] for v in orders for x in arguments]
print(json.dumps({"source": "mpmath besselk at 40 digits; rows of order, argument, log K", "logBesselK": rows}, indent=1))
