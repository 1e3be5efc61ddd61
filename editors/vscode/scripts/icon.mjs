// Draws images/icon.png from images/icon.svg with Chromium. usage: node scripts/icon.mjs [CHROMIUM]
import { execFileSync } from 'node:child_process';

const images = new URL('../images/', import.meta.url);
execFileSync(process.argv[2] ?? 'chromium', [
  '--headless', '--no-sandbox', '--disable-gpu', '--hide-scrollbars', '--force-device-scale-factor=1',
  '--default-background-color=00000000', '--window-size=256,256',
  `--screenshot=${new URL('icon.png', images).pathname}`, new URL('icon.svg', images).href,
], { stdio: 'ignore' });
