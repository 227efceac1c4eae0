import { NopalError } from '../protocol/error.ts';
import { admit } from '../ui/data.ts';
import type { Props } from '../ui/props.ts';
import type { PageSource } from './page.ts';
import { Sealer } from './sealed.ts';

/**
 * The token by which a browser claims its page, in two parts that are sent one after the other. `shared` is what the
 * page was made from, sealed; it is the same for every load of the page. `own` is this load's claim key.
 */
export interface PageToken {
  readonly shared: string;
  readonly own: string;
}

/** What a token says. */
export interface ReadToken {
  /** The claim key, which needs no seal: it is a secret that serves once. */
  readonly key: string;
  /** What the page was made from, by the name of its type; `undefined` when it was not sealed here. */
  page(): SealedPage | undefined;
}

/** What a page was made from, as it comes out of a token. */
export interface SealedPage {
  readonly type: string;
  readonly props: Props;
  readonly componentId: string | undefined;
}

interface Sealed {
  readonly type: string;
  readonly componentId: string | undefined;
  readonly text: string;
}

/** No letter of base64url. */
const BETWEEN = '.';

/** Writes the tokens of pages, and reads them. */
export class PageTokens {
  readonly #sealer: Sealer;
  readonly #maxBytes: number;
  /** By props, which viewers of equal pages share: what was sealed last with them. */
  readonly #sealed = new WeakMap<Props, Sealed>();

  /**
   * @param secret seals the tokens; the same on every node
   * @param maxBytes the largest sealed page
   * @throws NopalError `secret`
   */
  constructor(secret: string | undefined, maxBytes: number) {
    this.#sealer = new Sealer(secret);
    this.#maxBytes = maxBytes;
  }

  /**
   * Writes the token of one load of a page.
   *
   * @throws NopalError `document-option` for props that are too large
   */
  write({ type: { name }, props, componentId }: PageSource, key: string): PageToken {
    let sealed = this.#sealed.get(props);
    if (sealed?.type !== name || sealed.componentId !== componentId) {
      sealed = { type: name, componentId, text: this.#seal(name, props, componentId) + BETWEEN };
      this.#sealed.set(props, sealed);
    }
    return { shared: sealed.text, own: key };
  }

  /** Reads a token, whoever wrote it. */
  read(token: string): ReadToken {
    const end = token.indexOf(BETWEEN);
    const sealed = end < 0 ? token : token.slice(0, end);
    return { key: end < 0 ? '' : token.slice(end + 1), page: () => this.#open(sealed) };
  }

  #seal(type: string, props: Props, componentId: string | undefined): string {
    const text = this.#sealer.seal([type, props, componentId ?? null]);
    if (text.length <= this.#maxBytes) return text;
    throw new NopalError(
      'document-option',
      `The props of page ${type} take ${text.length} bytes; ${this.#maxBytes} are the most.`,
      'Pass an id and look the rest up in the component, or push it as state.',
    );
  }

  #open(sealed: string): SealedPage | undefined {
    const opened = this.#sealer.open(sealed);
    if (!Array.isArray(opened)) return undefined;
    const [type, props, componentId] = opened as [string, Props, string | null];
    return { type, props: admit(props, undefined, 'props') as Props, componentId: componentId ?? undefined };
  }
}
