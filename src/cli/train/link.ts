// An emitted module as a part of this process: its two imports are the TensorFlow.js and the runtime that run here, so
// that it works wherever blrc was called from.

/** What an emitted TensorFlow.js module exports. */
export function linked(code: string): Promise<Readonly<Record<string, unknown>>> {
  const placed = code.replace(
    /^(import \{[^}]*\} from )'(@tensorflow\/tfjs-core|blrc\/runtime)';$/gm,
    (_, names: string, specifier: string) => `${names}${JSON.stringify(import.meta.resolve(specifier))};`,
  );
  return import(`data:text/javascript;base64,${Buffer.from(placed).toString('base64')}`);
}
