/** Tables of migration 0011. */
export interface CardTables {
  card_charges: {
    source: string;
    debt_id: string;
    payment_method_id: string;
    state: string;
    reason: string | null;
    began_at: string;
    settled_at: string | null;
  };
}
