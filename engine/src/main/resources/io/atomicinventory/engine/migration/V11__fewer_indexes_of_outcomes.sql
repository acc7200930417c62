-- Every outcome pays for every index, and whoever looks for a transaction looks for its deduction, which
-- deducted_once finds.
DROP INDEX outcomes_of_a_transaction;
