/** Makes the PNG icons anew from their two SVG sources: `node scripts/icons.mjs`. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Resvg } from '@resvg/resvg-js';
import { makeTrayIcons } from './icons/tray.mjs';

const ICONS = join(import.meta.dirname, '../resources/icons');
const source = (name) => readFileSync(join(ICONS, name), 'utf8');

function render(svg, pixels, name) {
  const image = new Resvg(svg, { fitTo: { mode: 'width', value: pixels } }).render();
  writeFileSync(join(ICONS, name), image.asPng());
}

render(source('app.svg'), 512, 'app.png');
await makeTrayIcons(ICONS);
