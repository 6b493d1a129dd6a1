import { inventNote, inventTicket } from './free-text.js';
import { inventPerson, type Person } from './person.js';
import { inventProducts } from './products.js';
import { Random } from './random.js';
import type { ShopTable } from './schema.js';

export interface ShopSize {
  readonly customers: number;
  readonly seed: number;
}

/** Rows by table; a row's members are named like the columns. */
export type Shop = Readonly<Record<ShopTable, readonly Readonly<Record<string, string | number | null>>[]>>;

const DAY_MS = 86_400_000;
/** The day on which the shop stands still: the data are the same whenever they are made. */
const TODAY_MS = Date.UTC(2026, 8, 1);

/** Invents a shop. The same size and seed give the same rows. */
export function inventShop({ customers: count, seed }: ShopSize): Shop {
  const random = new Random(seed);
  const people = Array.from({ length: count }, (_, index) => inventPerson(random, index + 1));
  const customers = people.map((person, index) => customerRow(random, person, index + 1));
  const products = inventProducts(random);
  const orders: Record<string, string | number>[] = [];
  const orderItems: Record<string, string | number>[] = [];
  for (const [index] of people.entries()) {
    for (let left = random.integer(0, 5); left > 0; left -= 1) {
      const orderId = orders.length + 1;
      let cents = 0;
      for (let items = random.integer(1, 3); items > 0; items -= 1) {
        const product = random.pick(products);
        const quantity = random.integer(1, 3);
        cents += Math.round(Number(product.price) * 100) * quantity;
        orderItems.push({
          id: orderItems.length + 1,
          order_id: orderId,
          sku: product.sku,
          quantity,
          price: product.price,
        });
      }
      const status = random.pick(['placed', 'paid', 'shipped', 'delivered', 'delivered', 'delivered', 'returned']);
      orders.push({
        id: orderId,
        customer_id: index + 1,
        total: (cents / 100).toFixed(2),
        status,
        placed_at: daysAgo(random.integer(0, 700), random),
      });
    }
  }
  return {
    customers,
    products: products.map((product) => ({ ...product })),
    orders,
    order_items: orderItems,
    support_tickets: people
      .flatMap((person, index) =>
        random.chance(0.3)
          ? [
              {
                customer_id: index + 1,
                ...inventTicket(random, person),
                created_at: daysAgo(random.integer(0, 500), random),
              },
            ]
          : [],
      )
      .map((ticket, index) => ({ id: index + 1, ...ticket })),
    consents: people.flatMap((_, index) =>
      ['marketing', 'analytics'].flatMap((purpose) => consentRow(random, index + 1, purpose)),
    ),
  };
}

function customerRow(random: Random, person: Person, id: number): Record<string, string | number | null> {
  const { governmentId, born, ...rest } = person;
  // A few have been customers for longer than anything may be kept.
  const age = random.chance(0.03) ? random.integer(3_700, 4_200) : random.integer(1, 1_000);
  return {
    id,
    ...rest,
    ssn: governmentId,
    dob: born,
    notes: inventNote(random, person),
    balance: (random.integer(-20_000, 90_000) / 100).toFixed(2),
    created_at: daysAgo(age, random),
  };
}

/** None for those who were never asked. Expired ones were given once, for a time that is over. */
function consentRow(random: Random, customerId: number, purpose: string): Record<string, string | number | null>[] {
  const recorded = daysAgo(random.integer(450, 900), random);
  const row = (state: string, expires: string | null) => ({
    customer_id: customerId,
    purpose,
    state,
    expires_at: expires,
    recorded_at: recorded,
  });
  const kind = random.integer(1, 100);
  if (kind <= 48) return [row('given', random.chance(0.5) ? null : daysAgo(-random.integer(3_650, 7_300), random))];
  if (kind <= 58) return [row('given', daysAgo(random.integer(400, 440), random))];
  if (kind <= 74) return [row('refused', null)];
  if (kind <= 86) return [row('withdrawn', null)];
  return [];
}

function daysAgo(days: number, random: Random): string {
  return new Date(TODAY_MS - days * DAY_MS - random.integer(0, DAY_MS / 1000 - 1) * 1000).toISOString();
}
