/**
 * Which place in the document shows which row of a list, of which so many are made at a time. A row that stays among them
 * keeps its place, so that what is pointed at stays what it is; where most do not, no place moves: that costs more than
 * to write them anew.
 */
export class Slots {
  #first = 0;
  #count = 1;
  #shift = 0;

  /** Tells the place of each row from `first` on, by its index. */
  from(first: number, count: number): (index: number) => number {
    if (count !== this.#count) this.#shift = 0;
    else if (Math.abs(first - this.#first) * 2 > count) this.#shift += this.#first - first;
    this.#first = first;
    this.#count = count;
    const shift = this.#shift;
    return (index) => (((index + shift) % count) + count) % count;
  }
}
