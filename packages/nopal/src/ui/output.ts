import { NopalError } from '../protocol/error.ts';
import { LEAF_ATTRIBUTE, readProps, type ElementProps, type Report } from './attributes.ts';
import { componentInfo, type AnyComponent, type ComponentInfo } from './component.ts';
import { contextOf, type ContextRead } from './context.ts';
import { duplicateKey } from './duplicate-keys.ts';
import { Fragment, isElement, isFixedList, type BrandedElement } from './element.ts';
import { plainForm } from './plain-form.ts';
import { markSelected } from './selected-option.ts';
import { contentAttribute, impliedBetween, specialElement, type SpecialElement } from './special-elements.ts';
import { append, cleanText, type Element, type Handler, type Hole, type OpenElement, type OutputNode } from './tree.ts';

/** The output of one component: its nodes, and the holes among them in document order. */
export interface Output {
  readonly nodes: readonly OutputNode[];
  readonly holes: readonly Hole[];
  readonly unkeyedList: boolean;
}

const TAG_NAME = /^[A-Za-z][\w.:-]*$/;
const NOTHING_PROVIDED: readonly ContextRead[] = [];
/** What is special about each tag that was seen and found valid. */
const knownTags = new Map<string, SpecialElement>();

/**
 * Turns what a component returned into output: attributes settled, texts merged, nested components left as holes.
 *
 * @param jsx what the component returned
 * @param info the component, for messages and ownership
 * @param keepHandlers whether handlers are wanted (a bound render), or only which events there are
 * @param report told of values from state that cannot be shown as they are
 * @throws NopalError `invalid-child`, `tag-name`, `attribute-name`, `attribute-value`
 */
export function toOutput(jsx: unknown, info: ComponentInfo, keepHandlers: boolean, report: Report): Output {
  const builder = new OutputBuilder(info, keepHandlers, report);
  const list = new ChildList(true);
  builder.child(jsx, '', list, undefined);
  return { nodes: list.nodes, holes: builder.holes, unkeyedList: list.unkeyedList };
}

/** The children of one element while they are being collected. */
class ChildList {
  nodes: OutputNode[] = [];
  /** Whether these are the outermost nodes of the instance. */
  readonly top: boolean;
  open = false;
  unkeyedList = false;

  constructor(top: boolean) {
    this.top = top;
  }
}

class OutputBuilder {
  readonly holes: Hole[] = [];
  readonly #info: ComponentInfo;
  readonly #where: string;
  readonly #keepHandlers: boolean;
  readonly #report: Report;
  #provided: readonly ContextRead[] = NOTHING_PROVIDED;

  constructor(info: ComponentInfo, keepHandlers: boolean, report: Report) {
    this.#info = info;
    this.#where = `<${info.name}>`;
    this.#keepHandlers = keepHandlers;
    this.#report = report;
  }

  /** Adds what `child` renders to `list`. `path` is its place; `group` is the key that a keyed fragment lends it. */
  child(child: unknown, path: string, list: ChildList, group: string | undefined): void {
    switch (typeof child) {
      case 'string':
        return append(list.nodes, cleanText(child));
      case 'number':
      case 'bigint':
        return append(list.nodes, String(child));
      case 'boolean':
      case 'undefined':
        return;
      case 'object':
        if (child === null) return;
        if (isElement(child)) return this.#element(child, path, list, group);
        if (Array.isArray(child)) {
          return isFixedList(child) ? this.#fixed(child, path, list, group) : this.#list(child, path, list, group);
        }
        break;
      default:
    }
    throw new NopalError(
      'invalid-child',
      `<${this.#info.name}> renders ${describe(child)} as a child.`,
      'Render text, numbers, elements, arrays of them, or null; turn other values into text first.',
    );
  }

  #list(items: readonly unknown[], path: string, list: ChildList, group: string | undefined): void {
    const keys = new Set<string>();
    for (let i = 0; i < items.length; i++) {
      const item = items[i];
      const key = isElement(item) ? item.key : null;
      if (key === null) {
        if (typeof item === 'object' && item !== null) list.unkeyedList = true;
        this.child(item, `${path}.${i}`, list, group && `${group}:${i}`);
        continue;
      }
      // Items that wrongly have the same key get places of their own, so that a click still finds what was clicked.
      const isRepeated = keys.has(key);
      this.child(item, isRepeated ? `${path}~${i}` : path, list, group);
      if (isRepeated) this.#warn(duplicateKey(this.#info, key));
      else keys.add(key);
    }
  }

  #warn(problem: NopalError | undefined): void {
    if (problem !== undefined) this.#report(problem);
  }

  #fixed(children: readonly unknown[], path: string, list: ChildList, group: string | undefined): void {
    for (let i = 0; i < children.length; i++) {
      const child = children[i];
      const keyed = isElement(child) && child.key !== null;
      this.child(child, `${path}.${i}`, list, keyed ? group : group && `${group}:${i}`);
    }
  }

  #children(element: BrandedElement, path: string, list: ChildList, group: string | undefined): void {
    const children = element.props['children'];
    if (element.fixed && Array.isArray(children)) this.#fixed(children, path, list, group);
    else this.child(children, `${path}.`, list, group);
  }

  #element(element: BrandedElement, path: string, list: ChildList, group: string | undefined): void {
    const { type } = element;
    const key = element.key === null ? group : group === undefined ? element.key : `${group}:${element.key}`;
    const place = element.key === null ? path : `${path}$${element.key}`;
    if (typeof type === 'string') {
      const node = this.#tag(type, element, key, place, list.top);
      if (node.kind === 'open') list.open = true;
      list.nodes.push(node);
    } else if (type === (Fragment as unknown)) {
      this.#children(element, place, list, key);
    } else if (typeof type === 'function') {
      this.#component(type as AnyComponent, element, key, place, list);
    } else {
      throw new NopalError(
        'invalid-child',
        `<${this.#info.name}> renders an element whose type is ${describe(type)}.`,
        'An element is a tag name or a component function; check the import of the component.',
      );
    }
  }

  #component(
    type: AnyComponent,
    element: BrandedElement,
    key: string | undefined,
    path: string,
    list: ChildList,
  ): void {
    const context = contextOf(type);
    if (context === undefined) {
      const slot = `${path}<${componentInfo(type).serial}`;
      const hole: Hole = { kind: 'hole', component: type, props: element.props, key, slot, provided: this.#provided };
      this.holes.push(hole);
      list.nodes.push(hole);
      list.open = true;
      return;
    }
    const outside = this.#provided;
    this.#provided = [...outside, { context, value: element.props['value'] }];
    this.#children(element, `${path}*`, list, key);
    this.#provided = outside;
  }

  #tag(
    tag: string,
    element: BrandedElement,
    key: string | undefined,
    path: string,
    boundary: boolean,
  ): Element | OpenElement {
    const special = knownTags.get(tag) ?? checkTag(tag, this.#info);
    const { attributes, handlers, chosen } = readProps(tag, element.props, this.#where, this.#report);
    if (key !== undefined) attributes['data-key'] = cleanText(key);
    const list = new ChildList(false);
    if (!special.void && attributes['innerHTML'] === undefined) {
      this.#children(element, path + tag, list, undefined);
      if (special.content !== 'nodes') this.#contentAsAttribute(tag, attributes, list);
      if (tag === 'table') list.nodes = this.#withImpliedBodies(list.nodes);
      if (tag === 'form') {
        const field = plainForm(element.props, attributes, handlers, path + tag, this.#info);
        if (field !== undefined) list.nodes.push(field);
      }
    }
    const { nodes, unkeyedList } = list;
    const owner = this.#info.serial;
    const leaf = special.opaque || LEAF_ATTRIBUTE in attributes;
    const place = handlers !== undefined || unkeyedList ? path + tag : undefined;
    const kept: ReadonlyMap<string, Handler> | undefined = this.#keepHandlers ? handlers : undefined;
    // Written out, here and in compose.ts: elements copied by spreading are several times slower to make and to read.
    return list.open
      ? {
          kind: 'open',
          tag,
          key,
          attributes,
          children: nodes,
          owner,
          boundary,
          path: place,
          handlers: kept,
          leaf,
          unkeyedList,
          selected: chosen,
          composed: undefined,
        }
      : {
          kind: 'element',
          tag,
          key,
          attributes,
          children: markSelected(nodes as Element['children'], chosen),
          owner,
          boundary,
          path: place,
          handlers: kept,
          leaf,
          unkeyedList,
          variants: undefined,
        };
  }

  /** The parser puts a `tbody` around rows that stand right in a table; so must the tree, or paths would be off. */
  #withImpliedBodies(nodes: readonly OutputNode[]): OutputNode[] {
    const result: OutputNode[] = [];
    let rows: OutputNode[] = [];
    const close = (): void => {
      if (rows.length === 0) return;
      const shared = { tag: 'tbody', key: undefined, attributes: {}, owner: this.#info.serial, boundary: false };
      const rest = { path: undefined, handlers: undefined, leaf: false, unkeyedList: false };
      const open = rows.some((row) => typeof row !== 'string' && row.kind !== 'element');
      if (open)
        result.push({ ...shared, ...rest, kind: 'open', children: rows, selected: undefined, composed: undefined });
      else
        result.push({
          ...shared,
          ...rest,
          kind: 'element',
          children: rows as Element['children'],
          variants: undefined,
        });
      rows = [];
    };
    for (const node of nodes) {
      const isRow = typeof node !== 'string' && node.kind !== 'hole' && impliedBetween('table', node.tag) === 'tbody';
      if (isRow) rows.push(node);
      else {
        close();
        result.push(node);
      }
    }
    close();
    return result;
  }

  /** Elements whose content is one text (`textarea`, `style`, …) carry it as a property, so that it patches as one. */
  #contentAsAttribute(tag: string, attributes: ElementProps['attributes'], list: ChildList): void {
    const property = contentAttribute(tag);
    if (property === undefined) return;
    // An empty text too: a page that loads its tree anew goes by what is there, and would keep the old one.
    const text = list.nodes.length === 0 ? '' : list.nodes.length === 1 ? list.nodes[0] : undefined;
    if (typeof text !== 'string') {
      throw new NopalError(
        'invalid-child',
        `<${this.#info.name}> renders elements inside <${tag}>, which can only hold text.`,
        `Put text into <${tag}>, or the elements elsewhere.`,
      );
    }
    attributes[property] ??= text;
    list.nodes.length = 0;
  }
}

function checkTag(tag: string, info: ComponentInfo): SpecialElement {
  if (!TAG_NAME.test(tag)) {
    throw new NopalError(
      'tag-name',
      `<${info.name}> renders a tag named ${JSON.stringify(tag)}.`,
      'Use a valid element name.',
    );
  }
  const special = specialElement(tag);
  if (knownTags.size < 10_000) knownTags.set(tag, special);
  return special;
}

function describe(value: unknown): string {
  if (value instanceof Date) return 'a Date';
  if (typeof value === 'object' && value !== null)
    return `an object with ${Object.keys(value).slice(0, 5).join(', ') || 'no properties'}`;
  return `a ${typeof value}`;
}
