/** Makes the PNG icons anew from their two SVG sources: `node scripts/icons.mjs`. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Resvg } from '@resvg/resvg-js';

const ICONS = join(import.meta.dirname, '../resources/icons');
/** The colour of the tray icon's dot says how the server is; the tooltip says it in words. */
const TRAY_STATES = { running: '#45c48b', stopped: '#6b7280', failed: '#e5534b' };
const TRAY_PIXELS = 32;

const source = (name) => readFileSync(join(ICONS, name), 'utf8');

function render(svg, pixels, name) {
  const image = new Resvg(svg, { fitTo: { mode: 'width', value: pixels } }).render();
  writeFileSync(join(ICONS, name), image.asPng());
}

render(source('app.svg'), 512, 'app.png');
for (const [state, colour] of Object.entries(TRAY_STATES)) {
  render(source('tray.svg').replace('STATE', colour), TRAY_PIXELS, `tray-${state}.png`);
}
