/** What of a batch the client has not taken yet. */
interface UnderWay {
  messages: number;
  bytes: number;
}

/**
 * How much of a subscription is under way: sent, and not taken by the client's application. Both bounds may be passed
 * by the batch that reaches them, so that a message larger than the bound gets through, too.
 */
export class SendWindow {
  readonly #maxMessages: number;
  readonly #maxBytes: number;
  readonly #batches: UnderWay[] = [];
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
    this.#batches.push({ messages, bytes });
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
    for (let batch = this.#batches[0]; batch !== undefined && more > 0; batch = this.#batches[0]) {
      // Of a batch that was taken in part, the messages count as equally long.
      const part = Math.min(batch.messages, more);
      const bytes = (batch.bytes * part) / batch.messages;
      more -= part;
      batch.messages -= part;
      batch.bytes -= bytes;
      this.#bytes -= bytes;
      if (batch.messages === 0) this.#batches.shift();
    }
    // Parts of bytes do not add up exactly.
    if (this.#messages === 0) this.#bytes = 0;
    return true;
  }
}
