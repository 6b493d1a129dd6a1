import { shopSize } from './seed.js';
import { inventShop, type ShopSize } from './shop.js';

/** A customer as the contacts service has it. */
export interface Contact {
  readonly id: number;
  readonly name: string;
  readonly email: string;
  readonly phone: string;
  readonly ssn: string;
  readonly dob: string;
  readonly address: {
    readonly street: string;
    readonly postcode: string;
    readonly city: string;
    readonly country: string;
  };
  readonly notes: string | null;
  readonly devices: readonly { readonly model: string; readonly ip: string }[];
  readonly created_at: string;
}

/** The shop's customers, told as a service would. The same size and seed give the same contacts. */
export function inventContacts(size: ShopSize = shopSize): readonly Contact[] {
  return inventShop(size).customers.map((row) => {
    const text = (name: string) => String(row[name]);
    const id = Number(row.id);
    return {
      id,
      name: text('name'),
      email: text('email'),
      phone: text('phone'),
      ssn: text('ssn'),
      dob: text('dob'),
      address: { street: text('street'), postcode: text('postcode'), city: text('city'), country: text('country') },
      notes: row.notes === null ? null : text('notes'),
      // Addresses for documentation (RFC 5737).
      devices: [{ model: id % 3 === 0 ? 'tablet' : 'phone', ip: `203.0.113.${id % 256}` }],
      created_at: text('created_at'),
    };
  });
}
