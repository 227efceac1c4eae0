import { find, html, svg, type Info } from 'property-information';
import { NopalError } from '../protocol/error.ts';
import { chosenOptions, controlledPart } from './fields.ts';
import { eventOf, eventWords, isEventProp } from './handlers.ts';
import { styleToText } from './style.ts';
import { cleanText, type Chosen, type Handler } from './tree.ts';
import { checkUrl, isUrlAttribute } from './url.ts';

/** How a prop becomes an attribute. */
interface AttributeRule {
  readonly name: string;
  /** What `true` and `false` mean: presence, the words, or (for `download`) presence beside a string. */
  readonly booleans: 'presence' | 'words';
  /** Whether the attribute has no value of its own: anything falsy leaves it out. */
  readonly flag: boolean;
  readonly url: boolean;
}

/** What the props of one element say. */
export interface ElementProps {
  attributes: Record<string, string>;
  handlers: Map<string, Handler> | undefined;
  /** Of a `<select>`, the options that are chosen: HTML has no attribute for it. */
  chosen: Chosen | undefined;
}

/** Where problems with a value that came from state are told; the rest of the element still renders. */
export type Report = (problem: NopalError) => void;

/** The attribute that tells the browser's script what an element listens to, and which fields are the server's. */
export const EVENTS_ATTRIBUTE = 'data-nopal';
/** Marks an element whose inside the browser's script leaves alone. */
export const LEAF_ATTRIBUTE = 'data-leaf';

const VALID_NAME = /^[^\s"'<>/=\u0000-\u001F\u007F]+$/;
const rules = new Map<string, AttributeRule>();
const RENAMED: ReadonlyMap<string, string> = new Map([['defaultChecked', 'checked']]);
/** Props that are no attributes, and those that are read last. */
const NOT_IN_ORDER: ReadonlySet<string> = new Set(['children', 'ref', 'value', 'defaultValue']);
/** Names of ours that would replace an element's content, or listen, if they came with spread data. */
const RESERVED: ReadonlySet<string> = new Set([EVENTS_ATTRIBUTE, 'innerhtml', 'textcontent']);

/**
 * Turns an element's props (React's names) into attributes and handlers.
 *
 * @param where the component, for messages
 * @throws NopalError `attribute-name`, `attribute-value`, `event-option` for what only a mistake in the component can
 * cause
 */
export function readProps(
  tag: string,
  props: Readonly<Record<string, unknown>>,
  where: string,
  report: Report,
): ElementProps {
  const result: ElementProps = { attributes: {}, handlers: undefined, chosen: undefined };
  for (const name of Object.keys(props)) {
    const value = props[name];
    if (value === undefined || value === null || NOT_IN_ORDER.has(name)) continue;
    if (isEventProp(name)) readHandler(result, name, value, where);
    else if (name === 'style' && typeof value === 'object') readStyle(result, value, where, report);
    else if (name === 'dangerouslySetInnerHTML') readHtml(result, value, where);
    else readAttribute(result, tag, name, value, where, report);
  }
  const controlled = controlledPart(tag, props);
  // It may have a default beside it.
  if (controlled === 'checked' && !props['checked']) delete result.attributes['checked'];
  // An emptied field is one that the server empties: there is no default to fall back to.
  const value = controlled === 'value' ? (props['value'] ?? '') : (props['value'] ?? props['defaultValue']);
  if (tag === 'select') result.chosen = chosenOptions(controlled === 'value' ? props['value'] : value, props, where);
  // After `type`, `min` and `max`: a browser fits what it is given to the bounds that it knows by then.
  else if (value !== undefined && value !== null) readAttribute(result, tag, 'value', value, where, report);
  if (controlled !== undefined || result.handlers !== undefined)
    result.attributes[EVENTS_ATTRIBUTE] = eventWords(result.handlers, controlled !== undefined, where);
  return result;
}

function readHandler(result: ElementProps, name: string, value: unknown, where: string): void {
  const event = eventOf(name, value, where);
  if (event !== undefined) (result.handlers ??= new Map()).set(event, value);
}

function readStyle(result: ElementProps, value: object, where: string, report: Report): void {
  try {
    const text = styleToText(value as Record<string, unknown>, where);
    if (text !== '') result.attributes['style'] = text;
  } catch (error) {
    if (!(error instanceof NopalError)) throw error;
    report(error);
  }
}

function readHtml(result: ElementProps, value: unknown, where: string): void {
  const markup: unknown = (value as { __html?: unknown }).__html;
  if (typeof markup !== 'string') {
    throw new NopalError(
      'attribute-value',
      `${where}: dangerouslySetInnerHTML needs { __html: string }.`,
      'Pass markup that you made or sanitised yourself.',
    );
  }
  result.attributes[LEAF_ATTRIBUTE] = '';
  result.attributes['innerHTML'] = markup;
}

function readAttribute(
  result: ElementProps,
  tag: string,
  prop: string,
  value: unknown,
  where: string,
  report: Report,
): void {
  const rule = rules.get(prop) ?? addRule(prop, where);
  if (rule.flag && !value) return;
  let text: string;
  switch (typeof value) {
    case 'string':
      text = value;
      break;
    case 'number':
    case 'bigint':
      text = String(value);
      break;
    case 'boolean':
      if (rule.booleans === 'presence' && !value) return;
      text = rule.booleans === 'presence' ? '' : String(value);
      break;
    default:
      throw new NopalError(
        'attribute-value',
        `${where}: the attribute ${prop} of <${tag}> is ${Array.isArray(value) ? 'an array' : `a value of type ${typeof value}`}.`,
        'Pass a string, number or boolean.',
      );
  }
  if (rule.url) {
    const verdict = checkUrl(tag, rule.name, text);
    if (verdict !== 'ok') {
      report(
        new NopalError(
          'url-scheme',
          `${where}: ${prop} of <${tag}> was left out: ${verdict}.`,
          'Use an http(s) or relative URL.',
        ),
      );
      return;
    }
  }
  result.attributes[rule.name] = cleanText(text);
}

function addRule(prop: string, where: string): AttributeRule {
  const info = findAttribute(RENAMED.get(prop) ?? prop);
  const name = info?.attribute ?? prop;
  if (info === undefined || !VALID_NAME.test(name) || RESERVED.has(name.toLowerCase())) {
    throw new NopalError(
      'attribute-name',
      `${where}: ${JSON.stringify(prop)} is not a possible attribute name.`,
      'Spread only props whose names you know; markup goes into dangerouslySetInnerHTML.',
    );
  }
  const rule: AttributeRule = {
    name,
    booleans: info.booleanish || /^(?:aria|data)-/.test(name) ? 'words' : 'presence',
    flag: info.boolean,
    url: isUrlAttribute(name),
  };
  // Names come from source code, but spread data could make up any number of them.
  if (rules.size < 10_000) rules.set(prop, rule);
  return rule;
}

function findAttribute(prop: string): Info | undefined {
  // What every object has would be found in any table.
  if (prop in Object.prototype) return undefined;
  const info = find(html, prop);
  return info.space === undefined && !info.defined ? find(svg, prop) : info;
}
