/** Makes the icons anew from their two SVG sources: `node scripts/icons.mjs`. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Resvg } from '@resvg/resvg-js';
import { IconIcns, IconIco } from '@shockpkg/icon-encoder';
import { makeTrayIcons } from './icons/tray.mjs';

const ICONS = join(import.meta.dirname, '../resources/icons');
/** The sizes that desktops look for, in pixels. */
const LINUX_SIZES = [16, 24, 32, 48, 64, 128, 256, 512];
const WINDOWS_SIZES = [16, 20, 24, 32, 40, 48, 64, 256];
/** What macOS calls its sizes, plain and for dense displays. */
const MACOS_TYPES = {
  icp4: 16,
  ic11: 32,
  icp5: 32,
  ic12: 64,
  ic07: 128,
  ic13: 256,
  ic08: 256,
  ic14: 512,
  ic09: 512,
  ic10: 1024,
};

const source = (name) => readFileSync(join(ICONS, name), 'utf8');
const save = (name, content) => writeFileSync(join(ICONS, name), content);
const png = (svg, pixels) => new Resvg(svg, { fitTo: { mode: 'width', value: pixels } }).render().asPng();

const app = source('app.svg');
save('app.png', png(app, 512));
mkdirSync(join(ICONS, 'linux'), { recursive: true });
for (const size of LINUX_SIZES) save(`linux/${size}x${size}.png`, png(app, size));

const ico = new IconIco();
for (const size of WINDOWS_SIZES) await ico.addFromPng(png(app, size));
save('app.ico', ico.encode());

const icns = new IconIcns();
for (const [type, size] of Object.entries(MACOS_TYPES)) await icns.addFromPng(png(app, size), [type]);
save('app.icns', icns.encode());

await makeTrayIcons(ICONS);
