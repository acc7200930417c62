package io.atomicinventory.bench.workload;

import java.util.List;

/**
 * Something that is sold, with what the engine wrote when it sold one: the baselines write the same bytes, whatever
 * form the engine gives its record.
 *
 * @param stockIds one piece of each is taken, in the order of the ids
 * @param itemsHash hexadecimal
 * @param done the {@code deduction_data} of a sale
 * @param refused the {@code deduction_data} of a refusal for shortage
 */
public record Dish(String productId, List<String> stockIds, String itemsHash, String done, String refused) {}
