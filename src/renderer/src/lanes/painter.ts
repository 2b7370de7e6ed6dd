import { agentHue } from '../timeline/agent-hue';
import type { Tick } from './axis';
import type { Bar, Lane, Layout, Moment } from './layout';

/** Heights in px. */
export const AXIS = 22;
const ROW = 12;
const ROW_GAP = 2;
const LANE_PADDING = 7;
/** A call is never narrower, in px: it could else not be seen. */
const LEAST = 2;
const RADIUS = 2;

export const laneHeight = ({ rows }: Lane): number => rows * ROW + (rows - 1) * ROW_GAP + 2 * LANE_PADDING;

/** The tops of lanes, and below the last one the end. */
export function laneTops(lanes: readonly Lane[]): number[] {
  let top = AXIS;
  return [top, ...lanes.map((lane) => (top += laneHeight(lane)))];
}

export interface Scene {
  layout: Layout;
  ticks: readonly Tick[];
  from: number;
  to: number;
  /** Until when calls that go on have gone. */
  now: number;
  selected: string | null;
  hovered: string | null;
}

/** Draws lanes on a canvas, in colours of the page's tokens. */
export class Painter {
  readonly #context: CanvasRenderingContext2D;
  readonly #colours = new Map<string, string>();
  readonly #patterns = new Map<string, CanvasPattern | string>();
  #width = 0;
  #height = 0;

  constructor(
    private readonly canvas: HTMLCanvasElement,
    private readonly probe: HTMLElement,
  ) {
    const context = canvas.getContext('2d');
    if (!context) throw new Error('A canvas has no place to draw.');
    this.#context = context;
  }

  /** Colours are another theme's from now on. */
  forgetColours(): void {
    this.#colours.clear();
    this.#patterns.clear();
  }

  /** @param width in CSS px, like `height` */
  resize(width: number, height: number): void {
    const ratio = window.devicePixelRatio;
    this.#width = width;
    this.#height = height;
    this.canvas.width = Math.round(width * ratio);
    this.canvas.height = Math.round(height * ratio);
    this.#context.setTransform(ratio, 0, 0, ratio, 0, 0);
  }

  draw(scene: Scene): void {
    const context = this.#context;
    context.clearRect(0, 0, this.#width, this.#height);
    this.#drawTicks(scene);
    for (const moment of scene.layout.moments) this.#drawMoment(scene, moment);
    const tops = laneTops(scene.layout.lanes);
    scene.layout.lanes.forEach((lane, index) => {
      const top = tops[index] ?? 0;
      for (const bar of visible(lane.bars, scene)) this.#drawBar(scene, lane, bar, top);
    });
  }

  /** The call under a point, in CSS px. */
  hit(scene: Scene, x: number, y: number): Bar | null {
    const tops = laneTops(scene.layout.lanes);
    const index = tops.findLastIndex((top) => top <= y);
    const lane = scene.layout.lanes[index];
    if (!lane) return null;
    const row = Math.floor((y - (tops[index] ?? 0) - LANE_PADDING + ROW_GAP / 2) / (ROW + ROW_GAP));
    const under = (bar: Bar, slack: number): boolean => {
      const [left, right] = this.#edges(scene, bar);
      return x >= left - slack && x <= right + slack;
    };
    const candidates = visible(lane.bars, scene).filter((bar) => bar.row === row);
    return (
      candidates.findLast((bar) => under(bar, 0)) ?? candidates.findLast((bar) => under(bar, LEAST)) ?? null
    );
  }

  #x({ from, to }: Scene, at: number): number {
    return ((at - from) / (to - from)) * this.#width;
  }

  #edges(scene: Scene, bar: Bar): [number, number] {
    const left = this.#x(scene, bar.from);
    return [left, Math.max(left + LEAST, this.#x(scene, Math.min(bar.to, scene.now)))];
  }

  #drawTicks(scene: Scene): void {
    const context = this.#context;
    context.font = '11px "Inter Variable", system-ui, sans-serif';
    context.textBaseline = 'middle';
    for (const { at, text } of scene.ticks) {
      const x = Math.round(this.#x(scene, at)) + 0.5;
      context.fillStyle = this.#colour('--line');
      context.fillRect(x - 0.5, AXIS, 1, this.#height - AXIS);
      context.fillStyle = this.#colour('--faint');
      if (x < this.#width - 40) context.fillText(text, x + 4, AXIS / 2);
    }
  }

  #drawMoment(scene: Scene, { at, kind }: Moment): void {
    const context = this.#context;
    const x = Math.round(this.#x(scene, at));
    if (x < 0 || x > this.#width) return;
    const colour = this.#colour(
      { prompt: '--accent', end: '--quiet', failure: '--bad', compaction: '--dim' }[kind],
    );
    context.fillStyle = colour;
    context.globalAlpha = 0.5;
    context.fillRect(x, AXIS, 1, this.#height - AXIS);
    context.globalAlpha = 1;
    context.beginPath();
    if (kind === 'prompt') triangle(context, x, AXIS - 1);
    else if (kind === 'compaction') diamond(context, x, AXIS - 4);
    else context.rect(x - 2, AXIS - 5, 5, 4);
    context.fill();
  }

  #drawBar(scene: Scene, lane: Lane, bar: Bar, top: number): void {
    const context = this.#context;
    const [left, right] = this.#edges(scene, bar);
    const x = Math.max(-8, left);
    const width = Math.max(LEAST, Math.min(this.#width + 8, right) - x);
    const y = top + LANE_PADDING + bar.row * (ROW + ROW_GAP);
    context.beginPath();
    context.roundRect(x, y, width, ROW, Math.min(RADIUS, width / 2));
    this.#fillBar(bar, lane, x, width);
    const { key } = bar.call;
    if (key !== scene.selected && key !== scene.hovered) return;
    context.strokeStyle = this.#colour('--text');
    context.lineWidth = key === scene.selected ? 1.5 : 1;
    context.stroke();
  }

  /** Each state has a look of its own, not only a colour. */
  #fillBar({ call }: Bar, lane: Lane, x: number, width: number): void {
    const context = this.#context;
    const own = this.#colour(lane.agent ? agentHue(lane.agent.index) : '--accent');
    switch (call.state) {
      case 'running': {
        const gradient = context.createLinearGradient(x, 0, x + width, 0);
        gradient.addColorStop(0, this.#colour('--run'));
        gradient.addColorStop(1, this.#colour('--selected'));
        context.fillStyle = gradient;
        context.fill();
        return;
      }
      case 'waiting':
        context.fillStyle = this.#hatch(this.#colour('--warn'), this.#colour('--warn-surface'));
        context.fill();
        return;
      case 'failure':
        context.fillStyle = this.#colour('--bad');
        context.fill();
        return;
      case 'denied':
        context.fillStyle = this.#hatch(this.#colour('--bad'), this.#colour('--bad-surface'));
        context.fill();
        return;
      case 'interrupted':
      case 'unfinished':
        context.fillStyle = this.#hatch(this.#colour('--quiet'), this.#colour('--raised'));
        context.fill();
        return;
      case 'success':
      case 'unknown':
        context.fillStyle = own;
        context.globalAlpha = 0.8;
        context.fill();
        context.globalAlpha = 1;
    }
  }

  #hatch(stripe: string, ground: string): CanvasPattern | string {
    let pattern = this.#patterns.get(stripe);
    if (!pattern) {
      pattern = this.#makeHatch(stripe, ground);
      this.#patterns.set(stripe, pattern);
    }
    return pattern;
  }

  #makeHatch(stripe: string, ground: string): CanvasPattern | string {
    const tile = document.createElement('canvas');
    tile.width = tile.height = 8;
    const context = tile.getContext('2d');
    if (!context) return stripe;
    context.fillStyle = ground;
    context.fillRect(0, 0, 8, 8);
    context.strokeStyle = stripe;
    context.lineWidth = 2.5;
    for (const shift of [-8, 0, 8]) {
      context.beginPath();
      context.moveTo(shift, 8);
      context.lineTo(shift + 8, 0);
      context.stroke();
    }
    return this.#context.createPattern(tile, 'repeat') ?? stripe;
  }

  /** What a token, or `var(…)` of one, comes to in the page's theme. */
  #colour(token: string): string {
    let colour = this.#colours.get(token);
    if (colour === undefined) {
      this.probe.style.color = token.startsWith('var(') ? token : `var(${token})`;
      colour = getComputedStyle(this.probe).color;
      this.#colours.set(token, colour);
    }
    return colour;
  }
}

/** Those that may be in view. They are in order of their beginning, and one of long ago may still go on. */
function visible(bars: readonly Bar[], { from, to }: Scene): Bar[] {
  return bars.filter((bar) => bar.from <= to && bar.to >= from);
}

function triangle(context: CanvasRenderingContext2D, x: number, y: number): void {
  context.moveTo(x - 3, y - 5);
  context.lineTo(x + 4, y - 5);
  context.lineTo(x + 0.5, y);
}

function diamond(context: CanvasRenderingContext2D, x: number, y: number): void {
  context.moveTo(x, y - 4);
  context.lineTo(x + 4, y);
  context.lineTo(x, y + 4);
  context.lineTo(x - 4, y);
}
