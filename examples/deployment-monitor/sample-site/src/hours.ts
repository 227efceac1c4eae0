const opens = 8;
const closes = 18;

export function openingLine(now: Date): string {
  const hour = now.getHours();
  if (hour < opens) return `We open at ${opens}:00 today.`;
  if (hour < closes) return `We are open until ${closes}:00 today.`;
  return `We are closed now and open at ${opens}:00 tomorrow.`;
}
