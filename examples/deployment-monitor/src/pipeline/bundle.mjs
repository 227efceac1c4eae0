// Runs in a process of its own, in the folder of the site to build: a bundler that hangs can be killed, and its memory
// is given back. Plain JavaScript, so that it starts without a loader.
import { build } from 'vite';

try {
  // Relative URLs: the site is served below /sites/<id>/. Nothing outside the folder takes part.
  await build({
    base: './',
    configFile: false,
    envDir: false,
    logLevel: 'silent',
    // Files, not data: URLs, so that the strictest content security policy can serve the site.
    build: { assetsInlineLimit: 0 },
  });
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
