/** What of the browser's `EventSource` a connection uses, on `fetch`: Node has none of its own. */
export class FetchEventSource {
  onmessage: ((event: { readonly data: string }) => void) | null = null;
  onerror: (() => void) | null = null;
  readonly #ended = new AbortController();

  constructor(url: string) {
    void this.#read(url);
  }

  close(): void {
    this.#ended.abort();
  }

  async #read(url: string): Promise<void> {
    const { signal } = this.#ended;
    try {
      const response = await fetch(url, { headers: { accept: 'text/event-stream' }, signal });
      const type = response.headers.get('content-type') ?? '';
      if (!response.ok || !type.startsWith('text/event-stream') || response.body === null) throw new Error(type);
      const decoder = new TextDecoder();
      let text = '';
      for await (const chunk of response.body) {
        text += decoder.decode(chunk, { stream: true });
        const events = text.split('\n\n');
        text = events.pop() ?? '';
        for (const event of events) this.#dispatch(event);
      }
      throw new Error('the server ended the stream');
    } catch {
      // As a browser does, it tells neither why nor whether it was by the server.
      if (!signal.aborted) this.onerror?.();
    }
  }

  #dispatch(event: string): void {
    const lines = event.split('\n').filter((line) => line.startsWith('data: '));
    if (lines.length > 0 && !this.#ended.signal.aborted) {
      this.onmessage?.({ data: lines.map((line) => line.slice('data: '.length)).join('\n') });
    }
  }
}
