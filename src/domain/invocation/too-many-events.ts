/** The refusal of an event because everything that could take it is busy. */

/** All sandboxes of a function are busy, and its settings say that events beyond are refused. */
export class TooManyEvents extends Error {
  override readonly name = 'TooManyEvents';
}
