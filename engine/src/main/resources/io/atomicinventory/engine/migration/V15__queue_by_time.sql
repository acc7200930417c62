-- What a page of all entries walks, and one of those that are settled. What is open has queue_waiting.
DROP INDEX queue_by_status;
CREATE INDEX queue_by_time ON offline_transaction_queue (store_id, occurred_at, queue_id);

-- Sales that a count had in it already, of the last day. Few movements are corrections, and only these pay for it.
CREATE INDEX corrections_by_time ON inventory_movements (store_id, recorded_at) WHERE kind = 'correction';
