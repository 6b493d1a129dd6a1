/** Who asks a contacts service, and where. */
export interface ContactsDoor {
  /** Up to the resource: `http://127.0.0.1:8080/crm`. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** A contact as far as it can be seen. */
export interface SeenContact {
  readonly name?: string;
  readonly email?: string;
  readonly ssn?: string;
  readonly dob?: string;
  readonly address?: { readonly city?: string };
}

/** All contacts that can be seen through a door. @throws Error when it answers with anything else. */
export async function askContacts({ url, headers }: ContactsDoor): Promise<readonly SeenContact[]> {
  const response = await fetch(`${url}/v1/contacts`, { headers });
  if (!response.ok) throw new Error(`the contacts service answered with ${response.status}`);
  const { items } = (await response.json()) as { readonly items: readonly SeenContact[] };
  return items;
}
