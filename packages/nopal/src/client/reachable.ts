/** Whether the server answers plain requests now, so that only the transport is what does not get through. */
export async function isReachable(url: string): Promise<boolean> {
  try {
    // A proxy whose server is down answers too, with 502.
    return (await fetch(url, { method: 'HEAD', cache: 'no-store' })).status < 500;
  } catch {
    return false;
  }
}
