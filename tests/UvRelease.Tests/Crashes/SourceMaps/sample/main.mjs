// Throws in the way that it is asked to. The stack goes to stderr, as JSON to stdout.
import { Discount, priceOf } from './prices.mjs'

const prices = new Map([['bread', { amount: 3 }]])

function total(items) {
  return items.reduce((sum, item) => sum + priceOf(item, prices), 0)
}

function checkout(items) {
  const sum = total(items)
  return new Discount(0.1).applied(sum)
}

async function later() {
  return await new Discount(0.1).applied(undefined)
}

async function everything() {
  await Promise.all([later()])
}

const ways = {
  callback: () => checkout([{ name: 'bread', count: 1 }, { name: 'cake', count: 2 }]),
  constructor: () => new Discount(2),
  waiting: () => everything(),
  evaluated: () => eval('undefined.x'),
  parsed: () => JSON.parse('{'),
}

async function start(way) {
  try {
    await ways[way]()
  } catch (error) {
    console.error(error.stack)
    console.log(JSON.stringify({ name: error.name, message: error.message, stack: error.stack }))
  }
}

start(process.argv[2])
