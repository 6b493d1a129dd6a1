/** The principals of the reference configuration, each for the purpose that the demo shows. */
export interface Viewer {
  readonly principal: string;
  readonly purpose: string;
  /** What to log in as: the principal, with its purpose where it has more than one. */
  readonly user: string;
  /** The variable of the reference configuration that holds its password. */
  readonly passwordVariable: string;
  /** The variable that holds the SHA-256 of its API key. */
  readonly keyVariable: string;
}

export const viewers: readonly Viewer[] = [
  {
    principal: 'storefront',
    purpose: 'fulfilment',
    user: 'storefront',
    passwordVariable: 'STOREFRONT_PASSWORD',
    keyVariable: 'STOREFRONT_KEY_SHA256',
  },
  {
    principal: 'mailer',
    purpose: 'marketing',
    user: 'mailer',
    passwordVariable: 'MAILER_PASSWORD',
    keyVariable: 'MAILER_KEY_SHA256',
  },
  {
    principal: 'analyst',
    purpose: 'analytics',
    user: 'analyst/analytics',
    passwordVariable: 'ANALYST_PASSWORD',
    keyVariable: 'ANALYST_KEY_SHA256',
  },
];
