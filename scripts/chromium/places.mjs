import { existsSync, readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import process from 'node:process';

const { env, platform } = process;

const commands = [
  'chromium-headless-shell',
  'chrome-headless-shell',
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
  'chrome',
];

/** @type {Partial<Record<NodeJS.Platform, string[]>>} */
const applications = {
  darwin: ['/Applications', join(homedir(), 'Applications')].flatMap((folder) => [
    join(folder, 'Chromium.app/Contents/MacOS/Chromium'),
    join(folder, 'Google Chrome.app/Contents/MacOS/Google Chrome'),
  ]),
  win32: [env.PROGRAMFILES, env['PROGRAMFILES(X86)'], env.LOCALAPPDATA]
    .filter((folder) => folder !== undefined)
    .flatMap((folder) => [
      join(folder, 'Chromium', 'Application', 'chrome.exe'),
      join(folder, 'Google', 'Chrome', 'Application', 'chrome.exe'),
    ]),
};

/** Where playwright keeps the browsers that it downloaded for other projects. */
function playwrightCache() {
  if (env.PLAYWRIGHT_BROWSERS_PATH) return env.PLAYWRIGHT_BROWSERS_PATH;
  if (platform === 'darwin') return join(homedir(), 'Library', 'Caches', 'ms-playwright');
  if (platform === 'win32') return join(env.LOCALAPPDATA ?? join(homedir(), 'AppData', 'Local'), 'ms-playwright');
  return join(env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'ms-playwright');
}

const executables = [
  'headless_shell',
  'chrome-headless-shell',
  'chrome-headless-shell.exe',
  'chrome',
  'chrome.exe',
  'Chromium.app/Contents/MacOS/Chromium',
  'Google Chrome for Testing.app/Contents/MacOS/Google Chrome for Testing',
];

/**
 * `<cache>/chromium_headless_shell-1234/<system>/headless_shell` and its relatives, newest revision first.
 * @param {string} cache
 */
function inPlaywrightCache(cache) {
  const revision = (/** @type {string} */ name) => Number(name.split('-').at(-1));
  return list(cache)
    .filter((name) => /^chromium(_headless_shell)?-\d+$/.test(name))
    .toSorted((a, b) => revision(b) - revision(a))
    .flatMap((name) => list(join(cache, name)).map((system) => join(cache, name, system)))
    .flatMap((folder) => executables.map((file) => join(folder, file)));
}

/** @param {string} folder */
const list = (folder) => (existsSync(folder) ? readdirSync(folder) : []);

/**
 * Every place where a Chromium usually is on this system, best first; most of them do not exist.
 * @returns {string[]} absolute paths of executables
 */
export function usualPlaces() {
  const folders = (env.PATH ?? env.Path ?? '').split(delimiter).filter(Boolean);
  const suffix = platform === 'win32' ? '.exe' : '';
  return [
    ...commands.flatMap((name) => folders.map((folder) => join(folder, name + suffix))),
    ...(applications[platform] ?? []),
    ...inPlaywrightCache(playwrightCache()),
  ];
}
