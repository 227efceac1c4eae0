/** What clients without a page read: one line for each thing that happens. */
import type { ChatMessage } from './message.ts';

/** @param port the client's own */
export const plainName = (port: number | undefined): string => `User${port ?? 0}`;

/** The first line that somebody gets. */
export const welcomeLine = (name: string, online: number): string =>
  `Welcome! You are ${name}. There are ${online} users online.`;

export const messageLine = ({ from, text }: ChatMessage): string => `${from} says: ${text}`;
export const joinedLine = (name: string): string => `${name} has joined the chat`;
export const leftLine = (name: string): string => `${name} has left the chat`;
