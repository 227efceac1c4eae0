/** What is random in each run: a printed conversation stands for one with other tokens, ids and secrets. */
export class StandIns {
  /** What is printed → what it is in this run. */
  readonly #here = new Map<string, string>();

  /** A printed text as it is in this run. */
  actual(text: string): string {
    let actual = text;
    for (const [printed, here] of this.#here) actual = actual.replaceAll(printed, here);
    return actual;
  }

  /** A printed message of the browser, the page's token in place of the printed one. */
  said(text: string, token: string): string {
    const printed = /^\["hello",\d+,"([^"]+)"/.exec(text)?.[1];
    if (printed !== undefined && printed.length > 80) this.#learn(printed, token);
    return this.actual(text);
  }

  /** A printed frame, once it is known which one it stands for. */
  heard(text: string, frame: string): string {
    const here = secretsIn(frame);
    secretsIn(text).forEach((printed, i) => this.#learn(printed, here[i] ?? ''));
    return this.actual(text);
  }

  #learn(printed: string, here: string): void {
    if (!this.#here.has(printed)) this.#here.set(printed, here);
  }
}

/** A viewer's id and secret, or a connection's id, in a frame that carries them. */
function secretsIn(frame: string): readonly string[] {
  return (/^\{"viewer":\["([^"]+)","([^"]+)"/.exec(frame) ?? /^"([^"]+)"$/.exec(frame))?.slice(1) ?? [];
}
