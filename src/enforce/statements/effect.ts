/** What a statement changes for those after it in its session, once it has been sent. */
export type Effect =
  /** SET search_path; null: back to the session's first value. */
  | { readonly kind: 'search_path'; readonly text: string | null; readonly local: boolean }
  /** SET damask.purpose; null: back to the session's first. */
  | { readonly kind: 'purpose'; readonly purpose: string | null; readonly local: boolean }
  /** PREPARE, DECLARE: a name in the server that stands for a statement planned under the purpose in force. */
  | { readonly kind: 'remember'; readonly what: 'prepared' | 'cursor'; readonly name: string }
  /** DEALLOCATE, CLOSE; null: all. */
  | { readonly kind: 'forget'; readonly what: 'prepared' | 'cursor'; readonly name: string | null };
