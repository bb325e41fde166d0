import { existsSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium, type Browser, type LaunchOptions } from 'playwright-core';

/** Here the browser from npm is unpacked once; beside the packages, so that it goes when they go. */
const UNPACKED = fileURLToPath(new URL('../node_modules/.cache/chromium', import.meta.url));

const NAMES = [
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
  'chrome',
  'microsoft-edge',
];
const USUAL_PLACES = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  join(homedir(), 'Applications/Google Chrome.app/Contents/MacOS/Google Chrome'),
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Google\\Chrome\\Application\\chrome.exe',
];

/** No browser could be started; says what was tried and what helps. */
export class NoBrowserError extends Error {
  constructor(tried: { executable: string; reason: string }[]) {
    const list = tried.map(({ executable, reason }) => `  ${executable}: ${reason}`).join('\n');
    super(
      `Expected a Chrome or Chromium that starts, found none.\n${list}\n` +
        'Install one (Debian, Ubuntu: apt-get install chromium) or set CHROMIUM_PATH to its executable.',
    );
  }
}

/**
 * A headless browser: CHROMIUM_PATH alone where it is set, else the first that starts of an installed Chrome or
 * Chromium and the one that comes with the npm packages.
 */
export async function startBrowser(): Promise<Browser> {
  const chosen = process.env.CHROMIUM_PATH;
  const tried: { executable: string; reason: string }[] = [];
  for (const launch of chosen ? [{ executablePath: chosen }] : candidates()) {
    const options: LaunchOptions = await launch;
    try {
      return await chromium.launch({ ...options, args: [...(options.args ?? []), ...QUIET] });
    } catch (error) {
      const reason =
        String(error)
          .split('\n')
          .find((line) => /error|cannot|not/i.test(line)) ?? String(error);
      // One that was unpacked by half would fail for ever.
      if (options.executablePath?.startsWith(UNPACKED)) await rm(UNPACKED, { recursive: true, force: true });
      tried.push({ executable: options.executablePath ?? 'chromium', reason: reason.trim() });
    }
  }
  throw new NoBrowserError(tried);
}

/** Tests run as root in containers, where the sandbox cannot; and a test asks nobody on the network. */
const QUIET = ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-dev-shm-usage'];

function* candidates(): Generator<LaunchOptions | Promise<LaunchOptions>> {
  const onPath = (process.env.PATH ?? '')
    .split(delimiter)
    .flatMap((folder) => NAMES.map((name) => join(folder, name)));
  for (const executablePath of [...onPath, ...USUAL_PLACES].filter((path) => existsSync(path)))
    yield { executablePath };
  if (process.platform === 'linux' && process.arch === 'x64') yield fromNpm();
}

/**
 * The browser in `@sparticuz/chromium`. It was packed for machines without a desktop and brings the libraries that
 * those lack, but unpacks them only where it believes to be at its usual provider's: hence the variable. It unpacks
 * into the folder for temporary files; a folder of our own keeps it apart from what others left there.
 */
async function fromNpm(): Promise<LaunchOptions> {
  await mkdir(UNPACKED, { recursive: true });
  const before = { ...process.env };
  process.env.TMPDIR = UNPACKED;
  process.env.AWS_EXECUTION_ENV = 'nodejs22.x';
  try {
    const { default: packed } = await import('@sparticuz/chromium');
    const executablePath = await packed.executablePath();
    const { LD_LIBRARY_PATH = '' } = process.env;
    const FONTCONFIG_FILE = await listFonts();
    return {
      executablePath,
      args: ['--headless=shell', '--no-zygote', '--use-gl=angle', '--use-angle=swiftshader'],
      env: { ...(before as Record<string, string>), FONTCONFIG_FILE, LD_LIBRARY_PATH },
    };
  } finally {
    for (const name of ['TMPDIR', 'AWS_EXECUTION_ENV', 'FONTCONFIG_PATH', 'LD_LIBRARY_PATH']) {
      if (before[name] === undefined) Reflect.deleteProperty(process.env, name);
      else process.env[name] = before[name];
    }
  }
}

/** The list that comes with the packed browser names folders that do not exist here; without any font it crashes. */
async function listFonts(): Promise<string> {
  const list = join(UNPACKED, 'fonts.conf');
  const folder = (name: string) => join(UNPACKED, name).replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  await writeFile(
    list,
    `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>${folder('fonts')}</dir><cachedir>${folder('fonts-cache')}</cachedir></fontconfig>
`,
  );
  return list;
}
