import { NopalError } from '../protocol/error.ts';
import type { Head } from '../protocol/frames.ts';
import { admit } from '../ui/data.ts';
import type { Props } from '../ui/props.ts';
import { parseQuery, type Route } from '../ui/route.ts';
import type { TreeNode } from '../ui/tree.ts';
import { sameParts, type PageParts } from './page.ts';
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
  /** What the page was made from, by the names of its types; `undefined` when it was not sealed here. */
  page(): SealedPage | undefined;
}

/** A component by its name, with its props. */
export interface NamedMountable {
  readonly type: string;
  readonly props: Props;
}

/** What a page was made from, as it comes out of a token. */
export interface SealedPage extends NamedMountable, Pick<PageParts, 'componentId' | 'route' | 'head' | 'document'> {
  readonly shell: NamedMountable | undefined;
}

/** A token's content as it is sealed: short, since it goes with every load. */
type Packed = [
  type: string,
  props: Props,
  path: string,
  search: string,
  params: Route['params'],
  title: string,
  meta: Head['meta'],
  document: string,
  componentId: string | null,
  shell: [type: string, props: Props] | null,
];

interface Sealed {
  readonly parts: PageParts;
  readonly text: string;
}

/** No letter of base64url. */
const BETWEEN = '.';

/** Writes the tokens of pages, and reads them. */
export class PageTokens {
  readonly #sealer: Sealer;
  readonly #maxBytes: number;
  /** By the tree, which viewers of equal pages share: what was sealed last with it. */
  readonly #sealed = new WeakMap<readonly TreeNode[], Sealed>();

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
   * @param nodes the page's tree
   * @throws NopalError `document-option` for props that are too large
   */
  write(parts: PageParts, nodes: readonly TreeNode[], key: string): PageToken {
    let sealed = this.#sealed.get(nodes);
    if (sealed === undefined || !sameParts(sealed.parts, parts)) {
      sealed = { parts, text: this.#seal(parts) + BETWEEN };
      this.#sealed.set(nodes, sealed);
    }
    return { shared: sealed.text, own: key };
  }

  /** Reads a token, whoever wrote it. */
  read(token: string): ReadToken {
    const end = token.indexOf(BETWEEN);
    const sealed = end < 0 ? token : token.slice(0, end);
    return { key: end < 0 ? '' : token.slice(end + 1), page: () => this.#open(sealed) };
  }

  #seal({ type, props, componentId, shell, route, head, document }: PageParts): string {
    const packed: Packed = [
      type.name,
      props,
      route.path,
      route.search,
      route.params,
      head.title,
      head.meta,
      document,
      componentId ?? null,
      shell === undefined ? null : [shell.type.name, shell.props],
    ];
    const text = this.#sealer.seal(packed);
    if (text.length <= this.#maxBytes) return text;
    throw new NopalError(
      'document-option',
      `The props of page ${type.name} take ${text.length} bytes with its address; ${this.#maxBytes} are the most.`,
      'Pass an id and look the rest up in the component, or push it as state.',
    );
  }

  #open(sealed: string): SealedPage | undefined {
    const opened = this.#sealer.open(sealed);
    if (!Array.isArray(opened)) return undefined;
    const [type, props, path, search, params, title, meta, document, componentId, shell] = opened as Packed;
    const query = parseQuery(search);
    return {
      type,
      props: admit(props, undefined, 'props') as Props,
      componentId: componentId ?? undefined,
      shell: shell === null ? undefined : { type: shell[0], props: admit(shell[1], undefined, 'shellProps') as Props },
      route: admit({ path, search, params, query }, undefined, 'route') as unknown as Route,
      head: { title, meta },
      document,
    };
  }
}
