// A price that is missing: this is where the sample ends.
export function priceOf(item, prices) {
  const price = prices.get(item.name)
  return price.amount * item.count
}

export class Discount {
  #share

  constructor(share) {
    if (share > 1) throw new RangeError(`A discount of ${share} gives more than it takes`)
    this.#share = share
  }

  get share() {
    return this.#share
  }

  async applied(total) {
    await null
    if (total === undefined) throw new TypeError('There is nothing to take a discount of')
    return total * (1 - this.share)
  }
}
