/** The element that an event came from, as the browser described it. */
export interface TargetDetail {
  readonly tag: string;
  readonly id: string;
  readonly name: string;
  readonly value?: string;
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
};

/**
 * Picks the known fields of the right types out of what a browser sent with an event. Whatever it sent, the outcome
 * has the documented shape.
 */
export function readEventDetail(detail: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const target = readTarget(detail['target']);
  const picked: Record<string, unknown> = { target };
  if (target.value !== undefined) picked['value'] = target.value;
  for (const name of Object.keys(FIELDS)) {
    const value = name in detail ? FIELDS[name]?.(detail[name]) : undefined;
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
    ...(typeof raw['checked'] === 'boolean' && { checked: raw['checked'] }),
  });
}

function readFormData(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return undefined;
  // Without a prototype: a field may be named anything.
  const data: Record<string, unknown> = Object.create(null);
  for (const [name, field] of Object.entries(value)) {
    if (typeof field === 'string') data[name] = field;
    else if (Array.isArray(field)) data[name] = Object.freeze(field.filter((item) => typeof item === 'string'));
  }
  return Object.freeze(data);
}
