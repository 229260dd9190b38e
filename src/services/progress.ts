/** How a service tells how far it is. */

/** Replaces what it said before; `log` when a line should stay of it also where nothing moves on the screen. */
export type Progress = (text: string, worth?: 'log') => void;
