import { collectByName } from '../protocol/named-values.ts';

/** A form as a browser posts it: its texts by name, several of one name as a list. Files are not among them. */
export type FormBody = Readonly<Record<string, string | readonly string[]>>;

const FORM_TYPE = /^(?:application\/x-www-form-urlencoded|multipart\/form-data)\b/i;

/** Whether a request's body is a form. */
export function isForm(request: Request): boolean {
  return FORM_TYPE.test(request.headers.get('content-type') ?? '');
}

/**
 * Reads the form that a request posts.
 *
 * @param maxBytes the largest one
 * @returns its texts; `'too-large'` or `'malformed'` for what cannot be read
 */
export async function readForm(request: Request, maxBytes: number): Promise<FormBody | 'too-large' | 'malformed'> {
  const type = request.headers.get('content-type') ?? '';
  const body = await readBody(request, maxBytes);
  if (body === undefined) return 'too-large';
  try {
    return collectByName(await new Response(body, { headers: { 'content-type': type } }).formData());
  } catch {
    // Whatever is wrong with it, nobody can read it.
    return 'malformed';
  }
}

async function readBody(request: Request, maxBytes: number): Promise<Blob | undefined> {
  if (Number(request.headers.get('content-length') ?? 0) > maxBytes) return undefined;
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of request.body ?? []) {
    bytes += chunk.length;
    if (bytes > maxBytes) return undefined;
    chunks.push(chunk);
  }
  return new Blob(chunks);
}
