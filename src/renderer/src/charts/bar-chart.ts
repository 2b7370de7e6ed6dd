import uPlot from 'uplot';

/** Bars of one kind. The first series stands behind those that follow. */
export interface BarSeries {
  label: string;
  /** A custom property of the theme: `--run`. */
  colour: string;
  values: readonly number[];
}

export interface BarChartOptions {
  width: number;
  height: number;
  /** Where the marks of the x axis are, for what is shown from `min` to `max`. */
  marks: (min: number, max: number) => number[];
  markText: (x: number) => string;
  /** Called with the bar under the pointer; null for none. */
  onPoint: (index: number | null) => void;
}

const GRID_WIDTH = 1;
const TICK = 4;
const AXIS_HEIGHT = 24;
const AXIS_WIDTH = 36;
const BAR_SHARE = 0.78;
const BAR_MOST = 26;
/** Axis marks are no nearer than this, in px. */
const MARK_SPACE = 28;

/** A chart of bars on `host`, in the colours of the theme that counts at each drawing. */
export function barChart(
  host: HTMLElement,
  series: readonly Pick<BarSeries, 'label' | 'colour'>[],
  { width, height, marks, markText, onPoint }: BarChartOptions,
): uPlot {
  const colour = (name: string) => () => colourOf(host, name);
  const font = `11px ${getComputedStyle(host).fontFamily}`;
  const axis = { font, stroke: colour('--faint'), ticks: { show: false, size: TICK } };
  const bars = uPlot.paths.bars?.({ size: [BAR_SHARE, BAR_MOST], radius: 0.15 });
  return new uPlot(
    {
      width,
      height,
      legend: { show: false },
      padding: [8, 8, 0, 0],
      cursor: { y: false, points: { show: false }, drag: { x: false, y: false } },
      scales: {
        x: { time: false, range: padded },
        y: { range: (_plot, _min, max) => [0, Math.max(1, max) * 1.08] },
      },
      axes: [
        {
          ...axis,
          size: AXIS_HEIGHT,
          grid: { show: false },
          splits: (_plot, _axis, min, max) => marks(min, max),
          values: (_plot, splits) => splits.map(markText),
        },
        {
          ...axis,
          size: AXIS_WIDTH,
          space: MARK_SPACE,
          grid: { stroke: colour('--line'), width: GRID_WIDTH },
          incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1e3, 2e3, 5e3, 1e4, 2e4, 5e4, 1e5, 2e5, 5e5, 1e6],
          values: (_plot, splits) => splits.map((value) => value.toLocaleString()),
        },
      ],
      series: [
        {},
        ...series.map(({ label, colour: name }) => ({
          label,
          fill: colour(name),
          width: 0,
          points: { show: false },
          ...(bars && { paths: bars }),
        })),
      ],
      hooks: { setCursor: [({ cursor }) => onPoint(cursor.idx ?? null)] },
    },
    undefined,
    host,
  );
}

/** Half a bar of room at each end. */
function padded(plot: uPlot, min: number, max: number): [number, number] {
  const count = plot.data[0].length;
  const half = count > 1 ? (max - min) / (count - 1) / 2 : 0.5;
  return [min - half, max + half];
}

/** What a custom property is as a colour now: a canvas does not understand `light-dark()`. */
function colourOf(host: HTMLElement, name: string): string {
  const probe = document.createElement('span');
  probe.style.setProperty('color', `var(${name})`);
  host.append(probe);
  const { color } = getComputedStyle(probe);
  probe.remove();
  return color;
}
