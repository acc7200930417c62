package io.atomicinventory.server.request;

import io.atomicinventory.engine.Identifiers;
import io.atomicinventory.engine.Quantities;
import io.atomicinventory.server.problem.ProblemException;
import io.atomicinventory.server.problem.ProblemType;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The members of a JSON object. Each is asked for once; what is wrong is remembered, and {@link #check} refuses
 * the request with all of it. Until then a wrong value is stood in for by a valid one, so that reading can go on.
 */
public final class Fields {
    /** What {@link #isPositiveBalance} asks for, in words. */
    public static final String POSITIVE_BALANCE_RULE =
            "must be above 0 and at most " + Quantities.MAX_BALANCE.toPlainString() + ", with at most 4 decimals";

    private static final String STAND_IN = "x";
    private static final int MAX_SHOWN = 50;
    private static final Pattern NUMBER = Pattern.compile("[1-9][0-9]{0,17}");

    private final JsonNode object;
    private final String path;
    private final List<Wrong> wrong;
    private final Set<String> known = new LinkedHashSet<>();

    private record Wrong(ProblemType type, String text) {}

    private Fields(JsonNode object, String path, List<Wrong> wrong) {
        this.object = object;
        this.path = path;
        this.wrong = wrong;
    }

    static Fields ofBody(JsonNode json) {
        return new Fields(json, "", new ArrayList<>());
    }

    /** A text member that must be there. */
    public String id(String name) {
        return text(name, Identifiers::isId, Identifiers.ID_RULE);
    }

    public String name(String name) {
        return text(name, Identifiers::isName, Identifiers.NAME_RULE);
    }

    public @Nullable String optionalName(String name) {
        return isAbsent(name) ? null : name(name);
    }

    public @Nullable String optionalText(String name, Predicate<String> isRight, String rule) {
        if (isAbsent(name)) {
            return null;
        }
        String text = text(name, isRight, rule);
        return isRight.test(text) ? text : null;
    }

    /** @param rule completes "must be …" */
    public String text(String name, Predicate<String> isRight, String rule) {
        JsonNode node = member(name);
        if (node != null && node.isString() && isRight.test(node.stringValue())) {
            return node.stringValue();
        }
        wrong(name, (node == null ? "is missing: " : "") + "must be " + rule);
        return STAND_IN;
    }

    /** An array of texts; empty where it is left out. Sent, it has at least one. */
    public List<String> optionalTexts(String name, int most, Predicate<String> isRight, String rule) {
        if (isAbsent(name)) {
            return List.of();
        }
        JsonNode node = member(name);
        List<String> texts = new ArrayList<>();
        if (node != null && node.isArray() && !node.isEmpty() && node.size() <= most) {
            node.forEach(element -> texts.add(element.isString() ? element.stringValue() : ""));
        }
        if (texts.isEmpty() || !texts.stream().allMatch(isRight)) {
            wrong(name, "must be an array of 1 to " + most + " " + rule);
            return List.of();
        }
        return texts;
    }

    public boolean flag(String name, boolean standard) {
        if (isAbsent(name)) {
            return standard;
        }
        JsonNode node = member(name);
        if (node == null || !node.isBoolean()) {
            wrong(name, "must be true or false");
            return standard;
        }
        return node.booleanValue();
    }

    /**
     * A number, or a string in plain decimal.
     *
     * @param rule completes the name to a sentence: "must be …"
     */
    public BigDecimal decimal(String name, Predicate<BigDecimal> isRight, String rule) {
        JsonNode node = member(name);
        BigDecimal value = node == null ? null : decimal(node);
        if (value != null && isRight.test(value)) {
            return value;
        }
        wrong(name, (node == null ? "is missing: " : "") + rule);
        return BigDecimal.ONE;
    }

    public @Nullable BigDecimal optionalDecimal(String name, Predicate<BigDecimal> isRight, String rule) {
        return isAbsent(name) ? null : decimal(name, isRight, rule);
    }

    private static @Nullable BigDecimal decimal(JsonNode node) {
        if (node.isNumber()) {
            return PlainDecimal.limited(node.decimalValue());
        }
        return node.isString() ? PlainDecimal.of(node.stringValue()) : null;
    }

    /** ISO 8601 with an offset. */
    public @Nullable Instant optionalTime(String name) {
        if (isAbsent(name)) {
            return null;
        }
        JsonNode node = member(name);
        Instant time = node != null && node.isString() ? time(node.stringValue()) : null;
        if (time == null || !Identifiers.isTime(time)) {
            wrong(name, "must be a time in ISO 8601 with an offset, such as 2026-01-31T09:30:00+08:00");
            return null;
        }
        return time;
    }

    private static @Nullable Instant time(String text) {
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException e) {
            return null;
        }
    }

    /** An array of objects, each read by the function. */
    public <T> List<T> objects(String name, int least, int most, Function<Fields, T> read) {
        JsonNode node = member(name);
        if (node == null || !node.isArray() || node.size() < least || node.size() > most) {
            wrong(name, (node == null ? "is missing: " : "") + "must be an array of " + least + " to " + most);
            return List.of();
        }
        return elements(node, path + name, read);
    }

    /** The same where the array may be left out; sent, it has at least one. */
    public <T> List<T> optionalObjects(String name, int most, Function<Fields, T> read) {
        return isAbsent(name) ? List.of() : objects(name, 1, most, read);
    }

    /** The whole body as an array of objects. */
    public <T> List<T> elements(int least, int most, Function<Fields, T> read) {
        if (!object.isArray() || object.size() < least || object.size() > most) {
            add(ProblemType.MALFORMED_REQUEST, "The body must be an array of " + least + " to " + most);
            return List.of();
        }
        return elements(object, "", read);
    }

    private <T> List<T> elements(JsonNode array, String at, Function<Fields, T> read) {
        List<T> values = new ArrayList<>(array.size());
        for (int i = 0; i < array.size(); i++) {
            String place = at + "[" + i + "]";
            Fields fields = new Fields(array.get(i), place + ".", wrong);
            if (array.get(i).isObject()) {
                values.add(read.apply(fields));
                fields.noteUnknown();
            } else {
                add(ProblemType.MALFORMED_REQUEST, place + ": must be an object");
            }
        }
        return values;
    }

    /** The members of an array as bodies of their own, to be checked apart from each other. */
    public List<Fields> apart(String name, int least, int most) {
        JsonNode node = member(name);
        if (node == null || !node.isArray() || node.size() < least || node.size() > most) {
            wrong(name, (node == null ? "is missing: " : "") + "must be an array of " + least + " to " + most);
            return List.of();
        }
        List<Fields> bodies = new ArrayList<>(node.size());
        node.forEach(element -> bodies.add(ofBody(element)));
        return bodies;
    }

    /** Checks an id that stands in the path. */
    public String pathId(String name, String value) {
        if (!Identifiers.isId(value)) {
            wrong(name, "must be " + Identifiers.ID_RULE);
            return STAND_IN;
        }
        return value;
    }

    /** Checks a number from 1 that stands in the path. */
    public long pathNumber(String name, String value) {
        if (!NUMBER.matcher(value).matches()) {
            wrong(name, "must be a whole number from 1");
            return 1;
        }
        return Long.parseLong(value);
    }

    /** The idempotency key from its header. */
    public String key(@Nullable String header) {
        if (header == null || header.isEmpty()) {
            add(ProblemType.IDEMPOTENCY_KEY_MISSING, "Idempotency-Key: must be sent, the same for every retry");
            return STAND_IN;
        }
        String key = header.length() >= 2 && header.startsWith("\"") && header.endsWith("\"")
                ? header.substring(1, header.length() - 1)
                : header;
        if (!Identifiers.isIdempotencyKey(key)) {
            wrong("Idempotency-Key", "must be " + Identifiers.KEY_RULE);
            return STAND_IN;
        }
        return key;
    }

    /** The idempotency key as a member, as in a batch. */
    public String keyMember(String name) {
        if (isAbsent(name)) {
            add(ProblemType.IDEMPOTENCY_KEY_MISSING, path + name + ": must be sent, the same for every retry");
            return STAND_IN;
        }
        return text(name, Identifiers::isIdempotencyKey, Identifiers.KEY_RULE);
    }

    /** The member as it was sent, if it is a text; for naming a part that was refused. */
    public @Nullable String raw(String name) {
        JsonNode node = object.isObject() ? object.get(name) : null;
        return node != null && node.isString() ? node.stringValue() : null;
    }

    /** A wrong member that was found by another rule. */
    public void wrong(String name, String rule) {
        add(ProblemType.MALFORMED_REQUEST, path + name + ": " + rule);
    }

    /** @throws ProblemException with everything that is wrong, if anything is */
    public void check() {
        if (!object.isObject() && !object.isArray()) {
            throw new ProblemException(ProblemType.MALFORMED_REQUEST, "The body must be a JSON object");
        }
        if (object.isObject()) {
            noteUnknown();
        } else if (!known.isEmpty()) {
            throw new ProblemException(ProblemType.MALFORMED_REQUEST, "The body must be a JSON object");
        }
        if (!wrong.isEmpty()) {
            List<Wrong> sorted =
                    wrong.stream().sorted(Comparator.comparing(Wrong::type)).toList();
            throw new ProblemException(
                    sorted.getFirst().type(),
                    sorted.stream().map(Wrong::text).limit(MAX_SHOWN).toList());
        }
    }

    private void noteUnknown() {
        for (String name : object.propertyNames()) {
            if (!known.contains(name)) {
                wrong(shown(name), "is not a member that is known here");
            }
        }
    }

    private void add(ProblemType type, String text) {
        wrong.add(new Wrong(type, text));
    }

    private boolean isAbsent(String name) {
        JsonNode node = member(name);
        return node == null || node.isNull();
    }

    private @Nullable JsonNode member(String name) {
        known.add(name);
        return object.isObject() ? object.get(name) : null;
    }

    private static String shown(String name) {
        String clean = name.codePoints()
                .limit(MAX_SHOWN)
                .filter(point -> !Character.isISOControl(point))
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
        return clean.isEmpty() ? "\"\"" : clean;
    }

    /** For quantities of stock. */
    public static boolean isPositiveBalance(BigDecimal value) {
        return value.signum() > 0 && Quantities.isBalance(value);
    }

    public static boolean isChange(BigDecimal value) {
        return value.signum() != 0 && Quantities.isBalance(value);
    }

    public static boolean isBalanceOrZero(BigDecimal value) {
        return value.signum() >= 0 && Quantities.isBalance(value);
    }
}
