/** How many numbers of what was taken may lie in front before the rest is moved up. */
const SLACK = 64;

/**
 * How much of a subscription is under way: sent, and not taken by the client's application. Both bounds may be passed
 * by the batch that reaches them, so that a message larger than the bound gets through, too.
 */
export class SendWindow {
  readonly #maxMessages: number;
  readonly #maxBytes: number;
  /**
   * Of each batch that is under way how many messages, and how many bytes, one after the other. Plain numbers: in a crowd,
   * an object for each would be most of what the collector has to look after.
   */
  #batches: number[] = [];
  /** Where the oldest batch is. */
  #oldest = 0;
  #messages = 0;
  #bytes = 0;
  #taken = 0;

  constructor(limits: { readonly windowMessages: number; readonly windowBytes: number }) {
    this.#maxMessages = limits.windowMessages;
    this.#maxBytes = limits.windowBytes;
  }

  /** Whether more may be sent. */
  get isOpen(): boolean {
    return this.#messages < this.#maxMessages && this.#bytes < this.#maxBytes;
  }

  /** A batch was sent. */
  sent(messages: number, bytes: number): void {
    this.#batches.push(messages, bytes);
    this.#messages += messages;
    this.#bytes += bytes;
  }

  /**
   * The client took messages. More than were sent count as all.
   *
   * @param total how many since the subscription began
   * @returns whether that is more than was known
   */
  taken(total: number): boolean {
    let more = Math.min(total - this.#taken, this.#messages);
    if (more <= 0) return false;
    this.#taken += more;
    this.#messages -= more;
    while (more > 0) {
      const messages = this.#batches[this.#oldest] ?? 0;
      const bytes = this.#batches[this.#oldest + 1] ?? 0;
      // Of a batch that was taken in part, the messages count as equally long.
      const part = Math.min(messages, more);
      const gone = part === messages ? bytes : Math.round((bytes * part) / messages);
      more -= part;
      this.#bytes -= gone;
      this.#batches[this.#oldest] = messages - part;
      this.#batches[this.#oldest + 1] = bytes - gone;
      if (part === messages) this.#oldest += 2;
    }
    if (this.#oldest >= SLACK || this.#oldest === this.#batches.length) {
      this.#batches = this.#batches.slice(this.#oldest);
      this.#oldest = 0;
    }
    return true;
  }
}
