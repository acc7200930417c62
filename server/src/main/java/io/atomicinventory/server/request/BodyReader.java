package io.atomicinventory.server.request;

import io.atomicinventory.server.limits.LimitSettings;
import io.atomicinventory.server.limits.TimedInput;
import io.atomicinventory.server.problem.ProblemException;
import io.atomicinventory.server.problem.ProblemType;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpInputMessage;
import org.springframework.http.HttpOutputMessage;
import org.springframework.http.MediaType;
import org.springframework.http.converter.AbstractHttpMessageConverter;
import org.springframework.stereotype.Component;
import org.springframework.web.server.UnsupportedMediaTypeStatusException;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.json.JsonMapper;

/** Reads a {@link Body}: UTF-8, not compressed, within {@link LimitSettings}. Thread-safe. */
@Component
class BodyReader extends AbstractHttpMessageConverter<Body> {
    private static final int MAX_NUMBER_LENGTH = 64;

    private final LimitSettings limits;
    private final JsonMapper strict;

    BodyReader(LimitSettings limits) {
        super(MediaType.APPLICATION_JSON);
        this.limits = limits;
        this.strict = JsonMapper.builder(JsonFactory.builder()
                        .streamReadConstraints(StreamReadConstraints.builder()
                                .maxNestingDepth(limits.depth())
                                .maxNumberLength(MAX_NUMBER_LENGTH)
                                .build())
                        .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                        .build())
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
                .build();
    }

    @Override
    protected boolean supports(Class<?> type) {
        return type == Body.class;
    }

    /** Every body, whatever it says it is: another converter would read it without these limits. */
    @Override
    public boolean canRead(Class<?> type, @Nullable MediaType mediaType) {
        return supports(type);
    }

    private static boolean isJson(@Nullable MediaType mediaType) {
        return mediaType != null
                && mediaType.equalsTypeAndSubtype(MediaType.APPLICATION_JSON)
                && (mediaType.getCharset() == null || mediaType.getCharset().equals(StandardCharsets.UTF_8));
    }

    @Override
    public boolean canWrite(Class<?> type, @Nullable MediaType mediaType) {
        return false;
    }

    @Override
    protected Body readInternal(Class<? extends Body> type, HttpInputMessage message) throws IOException {
        MediaType mediaType = message.getHeaders().getContentType();
        if (!isJson(mediaType)) {
            throw new UnsupportedMediaTypeStatusException(mediaType, List.of(MediaType.APPLICATION_JSON));
        }
        if (message.getHeaders().containsHeader(HttpHeaders.CONTENT_ENCODING)) {
            throw new ProblemException(ProblemType.UNSUPPORTED_MEDIA_TYPE, "Send the body without a Content-Encoding");
        }
        return new Body(parse(bytes(message.getBody())));
    }

    private byte[] bytes(InputStream body) throws IOException {
        int most = Math.toIntExact(limits.body().toBytes());
        byte[] bytes = new TimedInput(body, limits.bodyTime()).readNBytes(most + 1);
        if (bytes.length > most) {
            throw new ProblemException(ProblemType.PAYLOAD_TOO_LARGE, "The body may have " + most + " bytes");
        }
        return bytes;
    }

    private JsonNode parse(byte[] bytes) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            return strict.readTree(text);
        } catch (CharacterCodingException e) {
            throw malformed("The body is not UTF-8");
        } catch (JacksonException e) {
            throw malformed(
                    "The body is not valid JSON, has a member twice, or is nested too deeply" + place(e.getLocation()));
        } catch (NumberFormatException e) {
            // Jackson passes on what BigDecimal says of an exponent beyond its range.
            throw malformed("The body has a number that is out of every range");
        }
    }

    /** Jackson does not say where a body exceeds a limit. */
    private static String place(@Nullable TokenStreamLocation location) {
        return location == null ? "" : ": line " + location.getLineNr() + ", column " + location.getColumnNr();
    }

    private static ProblemException malformed(String error) {
        return new ProblemException(ProblemType.MALFORMED_REQUEST, error);
    }

    @Override
    protected void writeInternal(Body body, HttpOutputMessage message) {
        throw new UnsupportedOperationException("a body is only read");
    }
}
