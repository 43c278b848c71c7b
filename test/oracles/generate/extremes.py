"""Writes ../families-extremes.json: more points far out, and pairs of points next to each other, of scalar families
whose log-partition is an integral or a sum without end.

The roads are those of make.py (the density alone, 50 digits); only the points differ. Run: python3 extremes.py
"""
import json
import families_scalar
from make import HERE, number, size, nudged, NUDGE

POINTS = {
    'TruncatedNormal': [({'a': 1000.0, 'b': 0.5, 'θ': 1001.0}, {'a': 1000.0001, 'b': 0.5}), ({'a': 1e5, 'b': 0.5, 'θ': 1e5}, {'a': 1e5, 'b': 0.5000001}),
                        ({'a': -1e12, 'b': 5e5, 'θ': 1e-12}, {'a': -1.0000001e12, 'b': 5e5}), ({'a': 5e-8, 'b': 5e-9, 'θ': 1e4}, {'a': 5e-8, 'b': 6e-9})],
    'Zeta': [({'s': 60.0, 'θ': 2}, {'s': 55.0}), ({'s': 12.0, 'θ': 2}, {'s': 12.000001}), ({'s': 2.0, 'θ': 9}, {'s': 2.0000001})],
    'LogitNormal': [({'m': 0.0, 's': 1e-6, 'θ': 0.75}, {'m': 1.0, 's': 1e-6})],
    'TruncatedPoisson': [({'n': 3000, 'r': 1e6, 'θ': 2999}, {'r': 1.1e6}), ({'n': 2000, 'r': 1e-3, 'θ': 1}, {'r': 1.00001e-3})],
    'Quartic': [({'a': 1e-6, 'b': -1e3, 'θ': 0.01}, {'a': 1e-6, 'b': -1000.001})],
}


def entry(family, at, to):
    out, sens, r = family.oracle(at, to)
    others = [family.report(p) for p in nudged(at, family.params)]
    n = r['n']
    sens['fisherParameters'] = [[sum(abs(o['fisher'][i, j] - r['fisher'][i, j]) for o in others) / NUDGE for j in range(n)] for i in range(n)]
    head = {'file': family.file, 'name': family.name, 'extreme': True, 'at': at, 'toPoint': to}
    return {**head, 'expected': number(out), 'sensitivity': size(sens)}


def main():
    rows = []
    for name, points in POINTS.items():
        family = next(f for f, *_ in families_scalar.CATALOGUE if f.name == name)
        for at, to in points:
            print(family.name, at, flush=True)
            rows.append(entry(family, at, to))
    body = ',\n'.join('  ' + json.dumps(r, ensure_ascii=False) for r in rows)
    (HERE / 'families-extremes.json').write_text('[\n' + body + '\n]\n', encoding='utf-8')
    print(len(rows), 'points')


if __name__ == '__main__':
    main()
