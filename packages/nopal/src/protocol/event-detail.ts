import { FORM_FIELD } from './form-field.ts';

/** The element that an event came from, as the browser described it. */
export interface TargetDetail {
  readonly tag: string;
  readonly id: string;
  readonly name: string;
  readonly value?: string;
  readonly values?: readonly string[];
  readonly checked?: boolean;
}

type Check = (value: unknown) => unknown;

const isText: Check = (value) => (typeof value === 'string' ? value : undefined);
const isFlag: Check = (value) => (typeof value === 'boolean' ? value : undefined);
const isNumber: Check = (value) => (Number.isFinite(value) ? value : undefined);

/** What an event may carry besides its target; anything else a browser sends is dropped. */
const FIELDS: Readonly<Record<string, Check>> = {
  altKey: isFlag,
  ctrlKey: isFlag,
  metaKey: isFlag,
  shiftKey: isFlag,
  button: isNumber,
  key: isText,
  code: isText,
  repeat: isFlag,
  data: readFormData,
  submitter: (value) => (value === null ? null : readTarget(value)),
  detail: readCustomDetail,
};

/** How many objects and lists may be in one another in the `detail` of a custom event. */
const MAX_DEPTH = 32;

/**
 * Picks the known fields of the right types out of what a browser sent with an event. Whatever it sent, the outcome
 * has the documented shape and is frozen throughout.
 */
export function readEventDetail(detail: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const target = readTarget(detail['target']);
  const picked: Record<string, unknown> = { target };
  if (target.value !== undefined) picked['value'] = target.value;
  for (const name of Object.keys(FIELDS)) {
    const value = Object.hasOwn(detail, name) ? FIELDS[name]?.(detail[name]) : undefined;
    if (value !== undefined) picked[name] = value;
  }
  return Object.freeze(picked);
}

function readTarget(value: unknown): TargetDetail {
  const raw = (typeof value === 'object' && value !== null ? value : {}) as Readonly<Record<string, unknown>>;
  const text = (name: string): string => (typeof raw[name] === 'string' ? raw[name] : '');
  return Object.freeze({
    tag: text('tag'),
    id: text('id'),
    name: text('name'),
    ...(typeof raw['value'] === 'string' && { value: raw['value'] }),
    ...(Array.isArray(raw['values']) && { values: textsIn(raw['values']) }),
    ...(typeof raw['checked'] === 'boolean' && { checked: raw['checked'] }),
  });
}

function readFormData(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  // Without a prototype: a field may be named anything.
  const data: Record<string, unknown> = Object.create(null);
  for (const [name, field] of Object.entries(value)) {
    if (name === FORM_FIELD) continue;
    if (typeof field === 'string') data[name] = field;
    else if (Array.isArray(field)) data[name] = textsIn(field);
  }
  return Object.freeze(data);
}

function textsIn(list: readonly unknown[]): readonly string[] {
  return Object.freeze(list.filter((item) => typeof item === 'string'));
}

/** Copies what a custom event carried; too deep, it is dropped as a whole, since a part could mean something else. */
function readCustomDetail(value: unknown): unknown {
  return isDeeper(value, MAX_DEPTH) ? undefined : copyJson(value);
}

function isDeeper(value: unknown, depth: number): boolean {
  return (
    typeof value === 'object' &&
    value !== null &&
    (depth === 0 || Object.values(value).some((part) => isDeeper(part, depth - 1)))
  );
}

function copyJson(value: unknown): unknown {
  if (typeof value === 'string' || typeof value === 'boolean' || value === null) return value;
  // `1e999` is JSON, but no number that a state could hold.
  if (typeof value === 'number') return Number.isFinite(value) ? value : null;
  if (typeof value !== 'object') return undefined;
  if (Array.isArray(value)) return Object.freeze(value.map((item) => copyJson(item) ?? null));
  const copy: Record<string, unknown> = {};
  for (const [name, part] of Object.entries(value)) {
    const copied = name === '__proto__' ? undefined : copyJson(part);
    if (copied !== undefined) copy[name] = copied;
  }
  return Object.freeze(copy);
}
