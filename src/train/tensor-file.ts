// Tensors in a file, bit for bit, in the safetensors layout: the length of a JSON head, the head, the numbers.
// Written out at https://github.com/huggingface/safetensors (Format).

/** The numbers of a tensor, on the host. */
export interface HostTensor {
  readonly name: string;
  readonly dtype: 'float32' | 'int32' | 'bool';
  readonly shape: readonly number[];
  readonly values: Float32Array | Int32Array | Uint8Array;
}

/** Tensors with words about them. */
export interface TensorFile {
  readonly metadata: Readonly<Record<string, string>>;
  readonly tensors: readonly HostTensor[];
}

const codes = { float32: 'F32', int32: 'I32', bool: 'BOOL' } as const;
const bytesOf = { float32: 4, int32: 4, bool: 1 } as const;

/** The bytes of a file; numbers are little-endian. */
export function encodeTensors({ metadata, tensors }: TensorFile): Uint8Array {
  const head: Record<string, unknown> = { __metadata__: metadata };
  let end = 0;
  const offsets = tensors.map(({ name, dtype, shape, values }) => {
    const begin = end;
    end += values.length * bytesOf[dtype];
    head[name] = { dtype: codes[dtype], shape, data_offsets: [begin, end] };
    return begin;
  });
  const text = new TextEncoder().encode(JSON.stringify(head));
  // The numbers begin at a multiple of eight.
  const headLength = Math.ceil(text.length / 8) * 8;
  const bytes = new Uint8Array(8 + headLength + end).fill(0x20, 8, 8 + headLength);
  const view = new DataView(bytes.buffer);
  view.setBigUint64(0, BigInt(headLength), true);
  bytes.set(text, 8);
  tensors.forEach((tensor, i) => {
    write(view, 8 + headLength + (offsets[i] ?? 0), tensor);
  });
  return bytes;
}

function write(view: DataView, at: number, { dtype, values }: HostTensor): void {
  values.forEach((value: number, i: number) => {
    if (dtype === 'float32') view.setFloat32(at + 4 * i, value, true);
    else if (dtype === 'int32') view.setInt32(at + 4 * i, value, true);
    else view.setUint8(at + i, value);
  });
}

interface Entry {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly data_offsets: readonly [number, number];
}

/** Reads what `encodeTensors` wrote; nothing where the bytes are something else or were cut short. */
export function decodeTensors(bytes: Uint8Array): TensorFile | undefined {
  try {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const headLength = Number(view.getBigUint64(0, true));
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(8, 8 + headLength));
    const { __metadata__: metadata, ...entries } = JSON.parse(text) as Record<string, unknown>;
    const tensors = Object.entries(entries).map(([name, entry]) => read(view, 8 + headLength, name, entry as Entry));
    return { metadata: metadata as Record<string, string>, tensors };
  } catch {
    return undefined;
  }
}

function read(
  view: DataView,
  base: number,
  name: string,
  { dtype, shape, data_offsets: [begin, end] }: Entry,
): HostTensor {
  const at = base + begin;
  const size = end - begin;
  switch (dtype) {
    case 'F32':
      return {
        name,
        dtype: 'float32',
        shape,
        values: Float32Array.from({ length: size / 4 }, (_, i) => view.getFloat32(at + 4 * i, true)),
      };
    case 'I32':
      return {
        name,
        dtype: 'int32',
        shape,
        values: Int32Array.from({ length: size / 4 }, (_, i) => view.getInt32(at + 4 * i, true)),
      };
    case 'BOOL':
      return { name, dtype: 'bool', shape, values: Uint8Array.from({ length: size }, (_, i) => view.getUint8(at + i)) };
    default:
      throw new RangeError(`a tensor of type ${dtype}`);
  }
}
