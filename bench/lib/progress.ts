const started = performance.now();

/** Tells whoever waits what is going on; on the standard error, so that the tables stay clean. */
export function progress(text: string): void {
  console.error(`  [${((performance.now() - started) / 1000).toFixed(0).padStart(3)} s] ${text}`);
}
