/** A queue anything can be taken out of at once, from either end or from its middle. A link is in one queue at most. */
export class Link {
  before: Link | undefined = undefined;
  after: Link | undefined = undefined;
}

export class Queue<L extends Link> {
  #first: L | undefined;
  #last: L | undefined;
  #size = 0;

  get size(): number {
    return this.#size;
  }
  get first(): L | undefined {
    return this.#first;
  }
  get last(): L | undefined {
    return this.#last;
  }
  /** Puts it at the end. */
  push(link: L): void {
    link.before = this.#last;
    if (this.#last) this.#last.after = link;
    else this.#first = link;
    this.#last = link;
    this.#size++;
  }
  /** Takes out one that is in this queue. */
  remove(link: L): void {
    const { before, after } = link;
    if (before) before.after = after;
    else this.#first = after as L | undefined;
    if (after) after.before = before;
    else this.#last = before as L | undefined;
    link.before = undefined;
    link.after = undefined;
    this.#size--;
  }
}
