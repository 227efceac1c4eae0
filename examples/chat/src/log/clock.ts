/** Times in the server's time zone: what a component shows follows from its props, the same for everybody. */

const day = new Intl.DateTimeFormat('en-GB', { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' });
const minute = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' });

/** @param at milliseconds since 1970: `Monday, 2 June 2025` */
export const dayOf = (at: number): string => day.format(at);

/** @param at milliseconds since 1970: `09:05` */
export const minuteOf = (at: number): string => minute.format(at);
