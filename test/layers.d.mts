// The types of the layer table.
import type { IForbiddenRuleType } from 'dependency-cruiser';

interface Layer {
  readonly files: string;
  readonly imports: readonly string[];
}
export const layers: Readonly<Record<string, Layer>>;
export const index: Layer;
export const cli: Layer;
export const forbidden: IForbiddenRuleType[];
