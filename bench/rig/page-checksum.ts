const VOID = /^(?:area|base|br|col|embed|hr|img|input|link|meta|source|track|wbr)$/;
const LEAF = /^(?:iframe|noembed|noframes|noscript|plaintext|script|style|template|textarea|title|xmp)$/;
const PIECE = /<\/[^>]+>|<([\w-]+)((?:"[^"]*"|[^">])*)>|[^<]+/g;

interface Element {
  readonly leaf: boolean;
  readonly children: Element[];
  texts: number;
}

/** The page itself, in the document that nopal's servers write. */
export function insideOf(html: string): string {
  const start = html.indexOf('>', html.indexOf('<div id="nopal"')) + 1;
  return html.slice(start, html.lastIndexOf('</div><template id="nopal-claim"'));
}

/** What the browser's script sums up over the nodes that it recorded, from the HTML of the page itself. */
export function pageChecksum(inside: string): number {
  const root: Element = { leaf: false, children: [], texts: 0 };
  const path = [root];
  for (const [piece, tag, attributes = ''] of inside.matchAll(PIECE)) {
    const parent = path.at(-1) ?? root;
    if (piece.startsWith('</')) path.pop();
    else if (tag === undefined) parent.texts++;
    else {
      const element = { leaf: LEAF.test(tag) || attributes.includes(' data-leaf'), children: [], texts: 0 };
      parent.children.push(element);
      if (!VOID.test(tag)) path.push(element);
    }
  }
  return sum(root, 0);
}

function sum({ children, texts }: Element, before: number): number {
  const own = (Math.imul(before, 31) + children.length + texts) | 0;
  return children.reduce((total, child) => (child.leaf ? total : sum(child, total)), own);
}
