/** What a scrape brought, read as Prometheus reads its text format. */
export interface Exposition {
  /** Types by name: `gauge`, `counter`, `histogram`. */
  readonly types: ReadonlyMap<string, string>;
  /** Values by series, as it is written: `nopal_connections{transport="websocket"}`. */
  readonly values: ReadonlyMap<string, number>;
}

const COMMENT = /^# (?:HELP \w+ .+|TYPE (?<name>\w+) (?<type>gauge|counter|histogram|summary))$/;
const SAMPLE = /^(?<series>[a-zA-Z_]\w*(?:\{\w+="[^"]*"(?:,\w+="[^"]*")*\})?) (?<value>\S+)$/;

/** Reads a scrape; throws on a line that is not of the format. */
export function readExposition(text: string): Exposition {
  const types = new Map<string, string>();
  const values = new Map<string, number>();
  for (const line of text.split('\n')) {
    if (line === '') continue;
    const { name, type, series, value } = (line.startsWith('#') ? COMMENT : SAMPLE).exec(line)?.groups ?? {};
    if (name !== undefined && type !== undefined) types.set(name, type);
    else if (series !== undefined && value !== undefined) values.set(series, Number(value));
    else if (!line.startsWith('# HELP ')) throw new Error(`no line of a scrape: ${line}`);
  }
  return { types, values };
}

/** The names of the labels of a metric, without those of histograms themselves. */
export function labelsOf({ values }: Exposition, name: string): readonly string[] {
  const labels = new Set<string>();
  for (const series of values.keys()) {
    const [, metric, inside = ''] = /^(\w+?)(?:_bucket|_sum|_count)?(?:\{(.*)\})?$/.exec(series) ?? [];
    if (metric !== name) continue;
    for (const [, label = ''] of inside.matchAll(/(\w+)="/g)) if (label !== 'le') labels.add(label);
  }
  return [...labels];
}
