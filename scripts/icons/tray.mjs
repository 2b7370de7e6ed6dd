import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Resvg } from '@resvg/resvg-js';
import { IconIco } from '@shockpkg/icon-encoder';

/** Each state has a shape of its own, so that it is told without colours as well; a mark stands out as a hole. */
const dot = (radius, hole = '') => `
  <mask id="hole"><rect width="32" height="32" fill="#fff"/>${hole}</mask>
  <circle cx="23.500" cy="23.500" r="${radius}" fill="MARK" mask="url(#hole)"/>`;
const stroke = 'fill="none" stroke="#000" stroke-width="2.400" stroke-linecap="round"';
const STATES = {
  running: { colour: '#36a877', shape: dot(5.5) },
  stopped: { colour: 'INK', shape: dot(5.5, '<circle cx="23.500" cy="23.500" r="3" fill="#000"/>') },
  attention: {
    colour: '#e8941c',
    shape: dot(8, `<path d="M23.500 19V24.200M23.500 27.800V27.850" ${stroke}/>`),
  },
  error: {
    colour: '#e5484d',
    shape: dot(8, `<path d="M20.700 20.700L26.300 26.300M26.300 20.700L20.700 26.300" ${stroke}/>`),
  },
};
/** The trail's colour on a dark and on a light panel, and where either may be. */
const INKS = { dark: '#dfe5ee', light: '#3d4654' };
const EITHER = '#8d99ab';
const PANEL_PIXELS = 48;
const WINDOWS_SIZES = [16, 20, 24, 32, 48];
/** macOS: points are 18 high; `@2x` is for dense displays. */
const TEMPLATES = { '': 18, '@2x': 36 };

/** Makes the tray's icons for all systems, out of tray.svg in the folder of icons. */
export async function makeTrayIcons(folder) {
  const drawing = readFileSync(join(folder, 'tray.svg'), 'utf8');
  const target = join(folder, 'tray');
  rmSync(target, { recursive: true, force: true });
  mkdirSync(target);
  const save = (name, content) => writeFileSync(join(target, name), content);
  for (const [state, { colour, shape }] of Object.entries(STATES)) {
    const svg = (ink, mark) =>
      drawing.replace('<!-- state -->', shape).replaceAll('MARK', mark).replaceAll('INK', ink);
    for (const [panel, ink] of Object.entries(INKS))
      save(`${state}-${panel}.png`, png(svg(ink, colour), PANEL_PIXELS));
    for (const [density, pixels] of Object.entries(TEMPLATES)) {
      save(`${state}Template${density}.png`, png(svg('#000', '#000'), pixels));
    }
    const ico = new IconIco();
    for (const size of WINDOWS_SIZES) await ico.addFromPng(png(svg(EITHER, colour), size));
    save(`${state}.ico`, ico.encode());
  }
}

function png(svg, pixels) {
  return new Resvg(svg, { fitTo: { mode: 'width', value: pixels } }).render().asPng();
}
