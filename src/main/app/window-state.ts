import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { writePrivateFile } from '../server/private-file';

const rectangleSchema = z.object({
  x: z.int(),
  y: z.int(),
  width: z.int().positive(),
  height: z.int().positive(),
});
export type Rectangle = z.infer<typeof rectangleSchema>;

const windowStateSchema = z.object({
  /** Null: wherever the system puts it. */
  bounds: rectangleSchema.nullable().catch(null),
  maximized: z.boolean().catch(false),
  zoomLevel: z.number().min(-8).max(9).catch(0),
  /** The user was told that the app goes on when its window is closed. */
  hinted: z.boolean().catch(false),
});
export type WindowState = z.infer<typeof windowStateSchema>;

export const SMALLEST = { width: 720, height: 480 };
const USUAL = { width: 1280, height: 800 };

/** How the window was left the last time; of a file that cannot be understood, what can be. */
export function readWindowState(file: string): WindowState {
  try {
    return windowStateSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return windowStateSchema.parse({});
  }
}

export function writeWindowState(file: string, state: WindowState): void {
  writePrivateFile(file, `${JSON.stringify(state)}\n`);
}

/**
 * Fits bounds into the displays that there are now: wholly into the one that shows most of them. Bounds that none
 * shows go to the middle of the first display.
 *
 * @param displays the usable areas of the displays, the main one first
 */
export function fitBounds(bounds: Rectangle | null, displays: readonly Rectangle[]): Partial<Rectangle> {
  const [main] = displays;
  if (!main) return USUAL;
  if (!bounds) return sizeWithin(USUAL, main);
  const best = displays.reduce((one, other) => (overlap(other, bounds) > overlap(one, bounds) ? other : one));
  const { width, height } = sizeWithin(bounds, best);
  if (overlap(best, bounds) === 0) {
    return { x: middle(main.x, main.width, width), y: middle(main.y, main.height, height), width, height };
  }
  return {
    x: clamp(bounds.x, best.x, best.x + best.width - width),
    y: clamp(bounds.y, best.y, best.y + best.height - height),
    width,
    height,
  };
}

function sizeWithin(size: { width: number; height: number }, area: Rectangle) {
  return {
    width: clamp(size.width, SMALLEST.width, Math.max(SMALLEST.width, area.width)),
    height: clamp(size.height, SMALLEST.height, Math.max(SMALLEST.height, area.height)),
  };
}

/** How many pixels of `area` the bounds cover. */
function overlap(area: Rectangle, bounds: Rectangle): number {
  const width = Math.min(area.x + area.width, bounds.x + bounds.width) - Math.max(area.x, bounds.x);
  const height = Math.min(area.y + area.height, bounds.y + bounds.height) - Math.max(area.y, bounds.y);
  return Math.max(0, width) * Math.max(0, height);
}

const clamp = (value: number, least: number, most: number) => Math.max(least, Math.min(value, most));
const middle = (start: number, room: number, size: number) =>
  Math.round(start + Math.max(0, room - size) / 2);
