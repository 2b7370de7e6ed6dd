import type { ToolSummary } from './tool-stats';

export type Column = 'tool' | 'calls' | 'failed' | 'p50' | 'p95' | 'max' | 'time';

/** How a table is sorted. */
export interface Order {
  column: Column;
  descending: boolean;
}

/** Tools sorted by a column; those of which it is not known come last. */
export function sorted(tools: readonly ToolSummary[], { column, descending }: Order): ToolSummary[] {
  const sign = descending ? -1 : 1;
  return tools.toSorted((one, other) => {
    if (column === 'tool') return sign * one.tool.localeCompare(other.tool);
    const [a, b] = [one[column], other[column]];
    if (a === null || b === null) return Number(a === null) - Number(b === null);
    return sign * (a - b) || one.tool.localeCompare(other.tool);
  });
}

/** The order after a click on a column's heading: figures begin with the largest, names with the first. */
export function orderAfter(column: Column, { column: current, descending }: Order): Order {
  return { column, descending: column === current ? !descending : column !== 'tool' };
}
