import { nameKey } from './names.ts';

/** How many colours there are in the style sheet. */
const hues = 8;

/** A round initial, in a colour that follows from the name. The name is beside it. */
export function Avatar({ name }: { name: string }) {
  let sum = 0;
  for (const character of nameKey(name)) sum = (sum * 31 + (character.codePointAt(0) ?? 0)) % 65_521;
  return (
    <span className={`avatar hue-${sum % hues}`} aria-hidden="true">
      {Array.from(name)[0]?.toUpperCase()}
    </span>
  );
}
