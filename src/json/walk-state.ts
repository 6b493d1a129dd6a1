/** What is expected next. Up to VALUE it is not yet decided whether the member or element that has begun is kept. */
export const FIRST_MEMBER = 0;
export const MEMBER = 1;
export const COLON = 2;
export const NEW_VALUE = 3; // of a member whose bytes are to be remembered
export const FIRST_VALUE = 4;
export const VALUE = 5;
export const IN_STRING = 6;
export const AFTER = 7;
